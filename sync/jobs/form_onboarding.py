"""Answers of the Onboarding Form entered in the Onboarding tab of the district's workbook, each beside its question.

The tab is the district's: an answer that a person typed there is never replaced. An edited response replaces only what it entered
itself, which is known by a keyed mark.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, Final

from sheets_templates import load_tab
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.form_loader import starter_key
from sheets_templates.form_model import FormResponse
from sheets_templates.headers import column_positions
from sync.coaching.form_responses import cell_marks
from sync.coaching.texts import cell_text, is_blank
from sync.coaching.vocabulary import Role
from sync.google.cell_data import cell_at
from sync.google.filling import entry_cells_requests
from sync.jobs.coach_day import LogUnreadable
from sync.jobs.form_rows import Intake, Turn
from sync.jobs.log_entry import carried_out
from sync.jobs.memory import unsettle

LONGEST_ANSWER: Final = 4_000  # characters; a cell holds 50,000
_STRANGER: Final = (
    "Whoever answered is no administrator or principal of this district. Add their address to the People tab, or take them off the "
    "form."
)
_NO_WORKBOOK: Final = (
    "The district has shared no workbook yet. The answers are entered as soon as the registry names one."
)
_TAKEN: Final = (
    "Some answers were not entered, because the Onboarding tab holds others. Compare the two in the form and the tab."
)


def place_onboarding(turn: Turn, responses: Sequence[FormResponse]) -> None:
    """Every response entered, or in the inbox. Raises GoogleProblem, LogUnreadable."""
    district = turn.registry.districts.get(turn.form.district_id)
    for response in responses:
        if district is None or district.workbook_id is None:
            turn.wait(response, _NO_WORKBOOK, "")
        elif not _may_answer(turn, response.respondent):
            turn.wait(response, _STRANGER, "")
        else:
            _enter(turn, response)


def _may_answer(turn: Turn, email: str) -> bool:
    return any(
        each.email == email and (each.role is Role.DIRECTOR or each.district_id == turn.form.district_id)
        for each in turn.registry.people
    )


def _enter(turn: Turn, response: FormResponse) -> None:
    answers = {key: cell_text(response.answer(asked))[:LONGEST_ANSWER] for asked, key in turn.form.questions.items()}
    answers = {key: text for key, text in answers.items() if text}
    marks = cell_marks(answers, turn.context.fingerprint_key)
    before = turn.known.get(response.response_id)
    earlier = before.marks if before else {}
    held: set[str] = set()

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        tab = snapshot.tab("onboarding")
        if tab is None:
            raise LogUnreadable("The Onboarding tab is missing. Run `coachlog provision district` to put it back.")
        entered, kept = _cells(tab, answers, earlier, turn.context.fingerprint_key)
        held.clear()
        held.update(kept)
        return entry_cells_requests(tab, "answer", entered) or None

    _, wrote = carried_out(turn.transport(), turn.workbook_id(), decided)
    if wrote:
        unsettle(turn.context.ledger, turn.workbook_id())
    own = {key: mark for key, mark in marks.items() if key not in held}
    if held:
        turn.wait(response, _TAKEN, "", own)
    else:
        turn.entered(response, own, Intake(edited=1) if earlier else Intake(rows=1))


def _cells(
    tab: TabSnapshot, answers: Mapping[str, str], earlier: Mapping[str, str], key: str
) -> tuple[dict[int, str], set[str]]:
    """The answers to be entered by row (1-based), and the keys of those in whose place a person typed another answer."""
    places = column_positions(load_tab("district_workbook", "onboarding"), tab)
    if not {"section", "item", "answer"} <= places.keys():
        raise LogUnreadable("The Onboarding tab lacks a column. Run `coachlog provision district` to put it back.")
    entered: dict[int, str] = {}
    held: set[str] = set()
    for row in range(1, len(tab.columns[0]) if tab.columns else 0):
        section, item, standing = (cell_at(tab, row, places[name]) for name in ("section", "item", "answer"))
        asked = starter_key(cell_text(section), cell_text(item))
        text = answers.get(asked)
        if text is None or cell_text(standing) == text:
            continue
        ours = cell_marks({asked: cell_text(standing)}, key)[asked] == earlier.get(asked)
        if is_blank(standing) or ours:
            entered[row + 1] = text
        else:
            held.add(asked)
    return entered, held
