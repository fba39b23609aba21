"""How every action reaches the coach's own workbook: with the coach's token, or a card that says what to do instead."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from functools import wraps
from typing import Final

from addon.answers import Json, updated
from addon.cards.cycles import unreachable_card
from addon.cards.pieces import as_json
from addon.events import EventRefused
from addon.problem_answers import words_for
from addon.visit import Visit
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.registry import Registry
from sync.coaching.report_words import district_name
from sync.google.errors import GoogleProblem, NotFound, SheetNotShared
from sync.jobs.cycles_book import CyclesBook, cycles_book
from sync.jobs.entry_form import FormProblem, FormRefused
from sync.jobs.own_rows import BookUnreadable
from sync.jobs.own_workbook import ChoiceGone, OwnWorkbook
from sync.jobs.roles import CoachAtHome, CoachHere

Coach = CoachHere | CoachAtHome
Action = Callable[[Visit, Coach], Json]
NOT_WRITTEN: Final = (
    FormRefused,
    GoogleProblem,
    ChoiceGone,
    BookUnreadable,
)  # nothing was written; what was typed is kept
NO_WAY_IN: Final = (
    "Google does not let coachlog into your own workbook for you. Open it, open coachlog there and press Allow this Sheet; then "
    "press again."
)
ROW_KEY: Final = re.compile(r"[0-9a-f]{32}")


def in_own_workbook(action: Action) -> Action:
    """The action, or the card that says how the coach lets coachlog into the workbook that it needs."""

    @wraps(action)
    def reached(visit: Visit, role: Coach) -> Json:
        if not role.coach.workbook_id:
            return updated(as_json(unreachable_card(visit.links, "")))
        try:
            return action(visit, role)
        except (NotFound, SheetNotShared):
            return updated(as_json(unreachable_card(visit.links, address(visit, role))))

    return reached


@contextmanager
def opened(visit: Visit, role: Coach) -> Iterator[OwnWorkbook]:
    """The coach's own workbook, for as long as the block runs."""
    with visit.person() as person:
        yield OwnWorkbook(person, role.coach, visit.registry, visit.here.program.fingerprint_key)


def read_book(visit: Visit, role: Coach) -> CyclesBook:
    """The coach's cycles: one request."""
    with opened(visit, role) as own:
        return shown_book(visit, own, own.read())


def book_again(visit: Visit, own: OwnWorkbook, problem: Exception) -> CyclesBook | None:
    """The coach's cycles for a form that is drawn again; None where Google would let the coach wait once more for nothing."""
    if isinstance(problem, GoogleProblem):
        return None
    try:
        return shown_book(visit, own, own.read())
    except GoogleProblem:
        return None


def shown_book(visit: Visit, own: OwnWorkbook, snapshot: WorkbookSnapshot) -> CyclesBook:
    """The coach's cycles from a read that was made already."""
    return cycles_book(own, snapshot, visit.here.program.ledger, visit.today)


def address(visit: Visit, role: Coach) -> str:
    """Where the coach opens the own workbook; "" without one."""
    return visit.here.workbook_url(role.coach.workbook_id) if role.coach.workbook_id else ""


def district_names(registry: Registry) -> Mapping[str, str]:
    """Every district's name by id."""
    return {each: district_name(registry, each) for each in registry.districts}


def problems_of(problem: Exception) -> list[FormProblem]:
    """What a form says about a problem that kept it from being written (NOT_WRITTEN)."""
    if isinstance(problem, FormRefused):
        return list(problem.problems)
    if isinstance(problem, (NotFound, SheetNotShared)):
        return [FormProblem("", NO_WAY_IN)]
    return [FormProblem("", words_for(problem))]


def row_key(text: str) -> str:
    """The key of a row, if the text is one. Raises EventRefused."""
    if not ROW_KEY.fullmatch(text):
        raise EventRefused("The request lacks a part that the card's button sends.")
    return text
