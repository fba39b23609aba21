"""Which row is which entry: ids are given, given back and told apart by what their rows say.

Rows are sorted, copied, pasted over and moved while we write, so an id in a cell is a claim, and the
fingerprint that the ledger knows for it is the proof. In this order, each row takes the first that applies:

1. Its id and what it says are as the ledger knows them: the entry stands where it stood. A second such row is
   a duplicate.
2. It says what the ledger knows of an id that stands beside no such row (the id cell was emptied, or the id
   slipped to another row): it gets that id back.
3. It has an id that no other row has a better right to: an entry that was edited, or one that this ledger
   does not know yet.
4. It says exactly what a row above it says that counts: a duplicate, asked about.
5. It is a new entry (typed by hand, or copied and changed) and gets a new id.

Duplicates keep whatever stands in their id cell; they are found again at every read until a person decides.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass, replace
from typing import Final

import numpy as np
import numpy.typing as npt
import pandas as pd

from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.entry_frames import well_formed
from sync.coaching.parsing import ParsedLog

_DUPLICATE: Final = "The row says exactly what row {row} says. It is not counted a second time."
_DUPLICATE_HINT: Final = (
    'If this really happened twice, say so in the note (for example "second visit") or correct the minutes;'
    " otherwise delete the row."
)


class EntryIdTaken(ValueError):
    """`new_id` gave an id that another entry has, or that is no lower-case UUID: two entries would become
    one."""


@dataclass(frozen=True)
class SettledLog:
    """The entries that count, each with its own id. `ids_to_write`: row (1-based) -> the id that its cell
    must hold. `held_ids` stand in rows that do not count until somebody mends them: their entries are not
    deleted. Rows in = entries + refused rows of the parsed log + `duplicates`."""

    entries: pd.DataFrame
    problems: tuple[RowProblem, ...]
    ids_to_write: dict[int, str]
    duplicates: int
    held_ids: frozenset[str]


def settle_entry_ids(parsed: ParsedLog, known: pd.DataFrame, new_id: Callable[[int], str]) -> SettledLog:
    """The parsed entries with their ids settled.

    `known` has `entry_id` and `fingerprint` of this log's current entries in the ledger (no rows for a lost
    ledger: ids in the tab are then believed). `new_id(row)` gives a fresh id, a lower-case UUID, for the
    entry in that row. Settling again what this wrote changes nothing. Raises EntryIdTaken.
    """
    entries = parsed.entries
    claimed = entries["entry_id"].to_numpy(dtype=object)
    said = entries["fingerprint"].to_numpy()
    proven = _proven(claimed, said, known)
    twice = pd.Series(claimed).duplicated().to_numpy() & proven
    final = np.where(proven & ~twice, claimed, "")
    unproven = np.flatnonzero(~(proven & ~twice))
    if len(unproven):
        by_id = dict(zip(known["entry_id"].tolist(), _unsigned(known).tolist(), strict=True))
        settling = _Settling(claimed, said, final, by_id, set(parsed.refused["entry_id"]))
        settling.settle(unproven.tolist(), entries["row"].to_numpy(), new_id)
    return _settled(parsed, claimed, final)


def _proven(
    claimed: npt.NDArray[np.object_], said: npt.NDArray[np.uint64], known: pd.DataFrame
) -> npt.NDArray[np.bool_]:
    """The rows that say what the ledger knows of the id that stands there."""
    if not len(known):
        return np.zeros(len(claimed), np.bool_)
    places = pd.Index(known["entry_id"].to_numpy(dtype=object)).get_indexer(claimed)
    return np.asarray((places >= 0) & (_unsigned(known)[places] == said), dtype=np.bool_)


def _unsigned(known: pd.DataFrame) -> npt.NDArray[np.uint64]:
    """The known fingerprints; a database without unsigned numbers gives the upper half of them back as
    negative ones."""
    return known["fingerprint"].to_numpy().astype(np.uint64)


class _Settling:
    """The rows that are not plainly what they were: few, so they are taken one by one. `final` is filled in;
    empty means a duplicate."""

    def __init__(
        self,
        claimed: npt.NDArray[np.object_],
        said: npt.NDArray[np.uint64],
        final: npt.NDArray[np.object_],
        known: Mapping[str, int],
        held: set[str],
    ) -> None:
        self.claimed, self.said, self.final, self.known, self.held = claimed, said, final, known, held
        self.taken = set(final.tolist()) - {""}
        self.counted = set(said[final != ""].tolist())

    def settle(self, places: list[int], rows: npt.NDArray[np.int32], new_id: Callable[[int], str]) -> None:
        for place in self._keep_claims(self._give_back(places)):
            if int(self.said[place]) in self.counted:
                continue
            row = int(rows[place])
            fresh = new_id(row)
            in_use = fresh in self.taken or fresh in self.held or fresh in self.known
            if in_use or well_formed(fresh) != fresh:
                raise EntryIdTaken(f"The new id for row {row} is in use already, or is no UUID in lower case.")
            self._take(place, fresh)

    def _give_back(self, places: list[int]) -> list[int]:
        """Rule 2, for as many rows as there are lost ids of their text: ids that stand nowhere first, rows
        without an id first.

        Returns the other places.
        """
        lost: defaultdict[int, list[str]] = defaultdict(list)
        for entry_id, fingerprint in self.known.items():
            if entry_id not in self.taken:
                lost[fingerprint].append(entry_id)
        standing = set(self.claimed.tolist()) | self.held
        for same_text in lost.values():
            same_text.sort(key=lambda entry_id: (entry_id in standing, entry_id), reverse=True)
        rest = []
        for place in sorted(places, key=lambda place: (self.claimed[place], place)):
            ids = lost.get(int(self.said[place]), [])
            if ids:
                self._take(place, ids.pop())
            else:
                rest.append(place)
        return sorted(rest)

    def _keep_claims(self, places: list[int]) -> list[int]:
        """Rule 3. Of several rows with one id any may keep it, so the choice must not change when rows are
        sorted.

        Returns the other places.
        """
        rest = []
        for place in sorted(places, key=lambda place: (self.said[place], place)):
            claim = self.claimed[place]
            entry_id = claim if claim in self.known else well_formed(claim)
            if entry_id and entry_id not in self.taken:
                self._take(place, entry_id)
            else:
                rest.append(place)
        return sorted(rest)

    def _take(self, place: int, entry_id: str) -> None:
        self.final[place] = entry_id
        self.taken.add(entry_id)
        self.counted.add(int(self.said[place]))


def _settled(parsed: ParsedLog, claimed: npt.NDArray[np.object_], final: npt.NDArray[np.object_]) -> SettledLog:
    rows = parsed.entries["row"].to_numpy()
    counts = final != ""
    entries = parsed.entries
    if (final != claimed).any() or not counts.all():
        entries = entries[counts].assign(entry_id=pd.array(final[counts], dtype="str")).reset_index(drop=True)
    changed = np.flatnonzero(counts & (final != claimed))
    to_write = {int(rows[place]): str(final[place]) for place in changed}
    copies = _rows_copied(parsed.entries, counts)
    problems = (*_said_of_entries(parsed.problems, copies, to_write), *_asked(parsed.located.tab, copies))
    by_row = tuple(sorted(problems, key=lambda problem: problem.row or 0))
    held = frozenset(parsed.refused["entry_id"]) - {""} - set(final[counts])
    return SettledLog(entries, by_row, to_write, len(copies), held)


def _rows_copied(entries: pd.DataFrame, counts: npt.NDArray[np.bool_]) -> dict[int, int]:
    """Row of each duplicate -> the first row that counts and says the same."""
    if counts.all():
        return {}
    rows, said = entries["row"].tolist(), entries["fingerprint"].tolist()
    first: dict[int, int] = {}
    for place in np.flatnonzero(counts).tolist():
        first.setdefault(said[place], rows[place])
    return {rows[place]: first[said[place]] for place in np.flatnonzero(~counts).tolist()}


def _said_of_entries(
    problems: Iterable[RowProblem], copies: Mapping[int, int], written: Mapping[int, str]
) -> Iterator[RowProblem]:
    """The problems of the rows that are not duplicates, each with the id that its row now has."""
    for problem in problems:
        if problem.row is not None and problem.row in written:
            yield replace(problem, entry_id=written[problem.row])
        elif problem.row not in copies:
            yield problem


def _asked(tab: str, copies: Mapping[int, int]) -> Iterator[RowProblem]:
    for row, original in sorted(copies.items()):
        yield RowProblem(Outcome.DUPLICATE, tab, row, "", _DUPLICATE.format(row=original), _DUPLICATE_HINT)
