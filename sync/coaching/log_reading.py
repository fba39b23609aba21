"""What one read of a log says to the sync, be it a district's Activity Log or a coach's My Time."""

from __future__ import annotations

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass, replace

import pandas as pd

from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.identity import settle_entry_ids
from sync.coaching.parsing import ParsedLog
from sync.coaching.views import RowCounts

Elsewhere = Callable[[Collection[str]], Collection[str]]  # of some ids, those that entries of another workbook have


@dataclass(frozen=True)
class LogReading:
    """The entries of one log with settled ids, and what is to be looked at.

    `problems` are what the workbook's Needs Attention lists, about any of its tabs; `counts` are of the log's rows. `ids_to_write`
    maps a 1-based row to the id that belongs into its Entry ID cell. `held_ids` are entries whose rows cannot be read at
    present: they do not count, and they are not gone either.
    """

    entries: pd.DataFrame
    problems: tuple[RowProblem, ...]
    counts: RowCounts
    ids_to_write: Mapping[int, str]
    held_ids: frozenset[str]


@dataclass(frozen=True)
class Unusable:
    """A workbook that was read, but whose log cannot be: `reason` says why and what to do. Its last good data stand."""

    key: str  # district or coach id
    reason: str


def log_reading(
    parsed: ParsedLog, known: pd.DataFrame, new_id: Callable[[int], str], elsewhere: Elsewhere
) -> LogReading:
    """A parsed log with its ids settled.

    Args: `known` holds `entry_id` and `fingerprint` of what the ledger remembers; `new_id` makes an id for a row's number;
        `elsewhere` tells which ids belong to another workbook.
    """
    settled = settle_entry_ids(without_ids(parsed, elsewhere), known, new_id)
    counts = row_counts(parsed.rows_in, settled.entries, settled.problems, settled.duplicates)
    return LogReading(settled.entries, settled.problems, counts, settled.ids_to_write, settled.held_ids)


def without_ids(parsed: ParsedLog, elsewhere: Elsewhere) -> ParsedLog:
    """The log without ids that belong to another workbook: a row copied from there, its hidden id with it, is a new entry here."""
    claimed = {entry_id for rows in (parsed.entries, parsed.refused) for entry_id in rows["entry_id"] if entry_id}
    foreign = list(elsewhere(claimed))
    if not foreign:
        return parsed
    entries, refused = (
        rows.assign(entry_id=rows["entry_id"].where(~rows["entry_id"].isin(foreign), ""))
        for rows in (parsed.entries, parsed.refused)
    )
    return replace(parsed, entries=entries, refused=refused)


def in_words(problems: tuple[RowProblem, ...]) -> str:
    """Why a whole tab cannot be read, and what to do."""
    told = [f"{each.message} {each.hint}" for each in problems if each.outcome is Outcome.PROBLEM and each.row is None]
    return " ".join(dict.fromkeys(told)) + " Until then the last good data stand in the reports."


def row_counts(rows_in: int, entries: pd.DataFrame, problems: tuple[RowProblem, ...], duplicates: int) -> RowCounts:
    """Rows in = accepted + problems + duplicates; a repaired row is an accepted one that was read as something else."""
    held_back = {problem.row for problem in problems if problem.outcome is Outcome.PROBLEM and problem.row is not None}
    repaired = {problem.row for problem in problems if problem.outcome is Outcome.REPAIRED and problem.row is not None}
    return RowCounts(rows_in, len(entries), len(held_back), duplicates, len(repaired - held_back))
