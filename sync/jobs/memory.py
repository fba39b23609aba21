"""What the ledger holds, as the field's values, and back."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Iterator, Mapping
from dataclasses import asdict, replace
from datetime import UTC, date, datetime
from typing import Any

import pandas as pd

from sync.coaching.entries import ENTRY_COLUMNS, Outcome, RowProblem, no_entries
from sync.coaching.please_confirm import StandingQuestion
from sync.coaching.registry import Registry
from sync.coaching.views import Correction, CorrectionKind, DocumentState, OnboardingRow, PlanRow, ReadState, RowCounts
from sync.google.document_files import document_url
from sync.ledger import Ledger, WorkbookState
from sync.ledger.documents import DocumentsLedger
from sync.ledger.rows import LedgerRows

ONBOARDING_MARK = "onboarding:"  # of a district's onboarding document, before the district's id
_KINDS = {
    "inserted": CorrectionKind.INSERTED,
    "edited": CorrectionKind.EDITED,
    "deleted": CorrectionKind.DELETED,
    "held back": CorrectionKind.HELD_BACK,
}


def unsettle(ledger: Ledger, workbook_id: str) -> None:
    """The next sync reads this workbook, although the change feed will say that the last edit was our own. For whatever writes as
    the sync identity outside of a sync."""
    state = ledger.workbooks().get(workbook_id)
    if state is not None:
        ledger.keep_workbook(replace(state, settled=False))


def remembered_entries(rows: LedgerRows, workbook_ids: Collection[str] | None = None) -> pd.DataFrame:
    """Entries as every calculation takes them (`entries.ENTRY_COLUMNS`), in the order first seen; `row` is 0, it is not kept."""
    found = rows.entries(workbook_ids).assign(row=0)
    if found.empty:
        return no_entries().assign(workbook_id=pd.Series(dtype="str"))
    return found.astype(ENTRY_COLUMNS)[[*ENTRY_COLUMNS, "workbook_id"]]


def problem_records(problems: Iterable[RowProblem]) -> list[dict[str, Any]]:
    return [asdict(problem) for problem in problems]


def remembered_problems(rows: LedgerRows) -> Mapping[str, tuple[RowProblem, ...]]:
    """Open problems by workbook id, in the order in which they were found."""
    found: defaultdict[str, list[RowProblem]] = defaultdict(list)
    for record in rows.problems().to_dict("records"):
        place = None if pd.isna(record["row"]) else int(record["row"])
        words = (str(record[name]) for name in ("column", "message", "hint", "entry_id"))
        found[str(record["workbook_id"])].append(RowProblem(Outcome(record["outcome"]), record["tab"], place, *words))
    return {workbook_id: tuple(problems) for workbook_id, problems in found.items()}


def remembered_corrections(
    rows: LedgerRows, entries: pd.DataFrame, districts: Mapping[str, str]
) -> tuple[Correction, ...]:
    """Changes in closed months, oldest first; `districts` maps a workbook id to its district id.

    The coach is the entry's; that of an entry which was deleted or is held back is not known and is left empty.
    """
    coaches = dict(zip(entries["entry_id"], entries["coach_id"].astype("str"), strict=True))
    lines = [line for line in rows.corrections() if line["workbook_id"] in districts]
    return tuple(
        Correction(
            district_id=districts[line["workbook_id"]],
            coach_id=coaches.get(line["entry_id"], ""),
            month=line["date"].replace(day=1),
            kind=kind,
            seen_on=line["at"].date(),
            minutes_before=line["minutes_before"] or 0,
            minutes_after=line["minutes_after"] or 0,
            entry_id=line["entry_id"],
        )
        for line, kind in zip(lines, _kinds(lines), strict=True)
    )


def _kinds(lines: Iterable[Mapping[str, Any]]) -> Iterator[CorrectionKind]:
    """What each line is called: an entry that comes back after it was held back was not added."""
    held: set[str] = set()
    for line in lines:
        kind = _KINDS[line["what"]]
        if kind is CorrectionKind.INSERTED and line["entry_id"] in held:
            kind = CorrectionKind.READ_AGAIN
        (held.add if kind is CorrectionKind.HELD_BACK else held.discard)(line["entry_id"])
        yield kind


def noted_questions(standing: Iterable[StandingQuestion]) -> list[dict[str, str | None]]:
    """Questions in the form in which a workbook's notes hold them."""
    return [
        {
            "question_id": each.question_id,
            "asked_on": each.asked_on.isoformat() if each.asked_on else None,
            "answered_on": each.answered_on.isoformat() if each.answered_on else None,
        }
        for each in standing
    ]


def questions_of(state: WorkbookState | None) -> tuple[StandingQuestion, ...]:
    """The questions that stand in a coach's workbook, as it was last read or written."""
    noted = (state.notes if state else {}).get("asked", ())
    return tuple(
        StandingQuestion(each["question_id"], _day(each["asked_on"]), _day(each["answered_on"])) for each in noted
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None


def read_state(state: WorkbookState | None) -> ReadState:
    """How the last read of a workbook went, as reports tell it."""
    if state is None:
        return ReadState(None, readable=False, reason="It has not been read yet.")
    return ReadState(_aware(state.last_good_read), not state.trouble, state.trouble or "", _aware(state.trouble_since))


def row_counts_of(state: WorkbookState | None) -> RowCounts:
    if state is None:
        return RowCounts()
    return RowCounts(state.rows_in, state.accepted, state.problem_rows, state.duplicates, state.repaired)


def plan_of(state: WorkbookState | None) -> tuple[PlanRow, ...]:
    return tuple(PlanRow(**row) for row in (state.notes if state else {}).get("plan", ()))


def onboarding_of(state: WorkbookState | None) -> tuple[OnboardingRow, ...]:
    return tuple(OnboardingRow(**row) for row in (state.notes if state else {}).get("onboarding", ()))


def sheet_ids_of(state: WorkbookState | None) -> Mapping[str, int]:
    """Sheet ids by the title that the template gives the tab, as the workbook was last read."""
    found: Mapping[str, int] = (state.notes if state else {}).get("sheet_ids", {})
    return found


def onboarding_documents(ledger: Ledger) -> dict[str, DocumentState]:
    """The districts' onboarding documents, by district id; a district without one is absent."""
    return {
        mark.removeprefix(ONBOARDING_MARK): DocumentState(
            document_url(known.document_id), known.changed_on, tuple(known.notes.get("kept", ()))
        )
        for mark, known in DocumentsLedger(ledger).documents().items()
        if mark.startswith(ONBOARDING_MARK)
    }


def district_of_workbook(registry: Registry) -> dict[str, str]:
    """District ids by workbook id; districts without a workbook are absent."""
    return {each.workbook_id: each.district_id for each in registry.districts.values() if each.workbook_id}


def _aware(moment: datetime | None) -> datetime | None:
    return moment.replace(tzinfo=UTC) if moment and not moment.tzinfo else moment
