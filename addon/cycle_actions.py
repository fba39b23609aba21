"""What a coach can do with coaching cycles from the sidebar, beside the own workbook as beside a district's."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Final

from addon.answers import Json, updated
from addon.cards import cycle_forms as forms
from addon.cards.cycles import ServedDistrict, cycle_card, cycles_card, own_workbook_card
from addon.cards.pieces import Card, as_json
from addon.events import EventRefused
from addon.own_workbook import (
    NOT_WRITTEN,
    ROW_KEY,
    Action,
    Coach,
    address,
    book_again,
    district_names,
    in_own_workbook,
    opened,
    problems_of,
    read_book,
    shown_book,
)
from addon.visit import Visit
from sync.coaching.lists import registry_lists
from sync.coaching.vocabulary import CyclePhase
from sync.jobs.cycle_steps import (
    PHASE_TEXTS,
    CycleStart,
    Narrative,
    StepDone,
    begin_phase,
    close_cycle,
    record_reflection,
    start_cycle,
)
from sync.jobs.cycles_book import CyclesBook, ShownCycle
from sync.jobs.entry_form import FormProblem
from sync.jobs.office_day import district_day
from sync.jobs.own_workbook import CycleGone, OwnWorkbook, RowKeys
from sync.jobs.roles import CoachAtHome

_MOVES: Final = (CyclePhase.SET_GOAL, CyclePhase.PLAN, CyclePhase.IMPLEMENT)
Again = Callable[[forms.CycleMeant, "list[FormProblem]"], Card]


def at_home(visit: Visit, role: CoachAtHome) -> Json:
    """The card in the coach's own workbook, as JSON: one request."""
    return as_json(_home(visit, role, read_book(visit, role)))


@in_own_workbook
def show_cycles(visit: Visit, role: Coach) -> Json:
    """The coach's cycles."""
    return updated(as_json(_all(visit, role, read_book(visit, role))))


@in_own_workbook
def show_cycle(visit: Visit, role: Coach) -> Json:
    """One cycle."""
    return updated(as_json(cycle_card(_cycle(visit, read_book(visit, role)), visit.links)))


@in_own_workbook
def new_cycle(visit: Visit, role: Coach) -> Json:
    """The form of a new cycle."""
    return updated(as_json(_start_form(visit, read_book(visit, role), CycleStart())))


@in_own_workbook
def start(visit: Visit, role: Coach) -> Json:
    """Starts a cycle: one read and one write. What cannot be written comes back as it was typed."""
    typed = forms.typed_start(visit.event.inputs)
    with opened(visit, role) as own:
        try:
            done = start_cycle(own, typed, visit.today)
        except NOT_WRITTEN as problem:
            book = book_again(visit, own, problem)
            return updated(as_json(_start_form(visit, book, typed, problems_of(problem))), "Not started yet.")
        return _after(visit, role, own, done, "The cycle is started.", "This cycle was started already.")


@in_own_workbook
def next_phase(visit: Visit, role: Coach) -> Json:
    """The form of the phase that comes next."""
    shown = _cycle(visit, read_book(visit, role))
    if shown.next_phase not in _MOVES:
        return updated(as_json(cycle_card(shown, visit.links)), "The reflection comes next.")
    phase = shown.next_phase
    return updated(
        as_json(forms.phase_form(forms.CycleMeant.of(shown), phase, _standing(visit, role, shown, phase), visit.links))
    )


@in_own_workbook
def begin(visit: Visit, role: Coach) -> Json:
    """Moves a cycle to a phase: one read and one write."""
    phase = next((each for each in _MOVES if each.value == visit.event.parameters.get("phase")), None)
    if phase is None:
        raise EventRefused("The request names no phase to move to.")
    written = _typed(visit, phase)

    def step(own: OwnWorkbook) -> StepDone:
        return begin_phase(own, visit.sent("cycle", ROW_KEY), phase, written, visit.today)

    def again(cycle: forms.CycleMeant, problems: list[FormProblem]) -> Card:
        return forms.phase_form(cycle, phase, written, visit.links, problems)

    said = f"Moved to {phase.value.lower()}."
    return _stepped(visit, role, step, again, said, "The cycle was moved already.")


@in_own_workbook
def reflect(visit: Visit, role: Coach) -> Json:
    """The form of the reflection."""
    shown = _cycle(visit, read_book(visit, role))
    written = _standing(visit, role, shown, CyclePhase.REFLECT)
    return updated(as_json(forms.reflection_form(forms.CycleMeant.of(shown), written, visit.links)))


@in_own_workbook
def save_reflection(visit: Visit, role: Coach) -> Json:
    """Records the reflection and closes the cycle: one read and one write."""
    written = _typed(visit, CyclePhase.REFLECT)

    def step(own: OwnWorkbook) -> StepDone:
        return record_reflection(own, visit.sent("cycle", ROW_KEY), written, visit.today)

    def again(cycle: forms.CycleMeant, problems: list[FormProblem]) -> Card:
        return forms.reflection_form(cycle, written, visit.links, problems)

    return _stepped(visit, role, step, again, "The reflection is recorded.", "It was recorded already.")


@in_own_workbook
def ask_close(visit: Visit, role: Coach) -> Json:
    """Asks for the reason of closing."""
    cycle = forms.CycleMeant.of(_cycle(visit, read_book(visit, role)))
    return updated(as_json(forms.close_form(cycle, "", visit.links)))


@in_own_workbook
def close(visit: Visit, role: Coach) -> Json:
    """Closes a cycle with a reason: one read and one write."""
    reason = forms.chosen(visit.event.inputs, "closed_reason")

    def step(own: OwnWorkbook) -> StepDone:
        return close_cycle(own, visit.sent("cycle", ROW_KEY), reason, visit.today)

    def again(cycle: forms.CycleMeant, problems: list[FormProblem]) -> Card:
        return forms.close_form(cycle, reason, visit.links, problems)

    return _stepped(visit, role, step, again, "The cycle is closed.", "It was closed already.")


CYCLE_ACTIONS: Final[Mapping[str, Action]] = {
    "show-cycles": show_cycles,
    "show-cycle": show_cycle,
    "new-cycle": new_cycle,
    "start-cycle": start,
    "next-phase": next_phase,
    "begin-phase": begin,
    "reflect": reflect,
    "save-reflection": save_reflection,
    "ask-close": ask_close,
    "close-cycle": close,
}


def _stepped(
    visit: Visit,
    role: Coach,
    step: Callable[[OwnWorkbook], StepDone],
    again: Again,
    said: str,
    already: str,
) -> Json:
    """What a step of a cycle is answered with: the cycles as they now are, or the form as it was typed."""
    with opened(visit, role) as own:
        try:
            done = step(own)
        except NOT_WRITTEN as problem:
            key = visit.sent("cycle", ROW_KEY)
            book = book_again(visit, own, problem)
            shown = book.cycle(key) if book else None
            cycle = forms.CycleMeant.of(shown) if shown else forms.CycleMeant(key)
            return updated(as_json(again(cycle, problems_of(problem))), "Not saved yet.")
        return _after(visit, role, own, done, said, already)


def _after(visit: Visit, role: Coach, own: OwnWorkbook, done: StepDone, said: str, already: str) -> Json:
    book = shown_book(visit, own, done.snapshot)
    return updated(as_json(_all(visit, role, book)), already if done.already else said, changed=not done.already)


def _all(visit: Visit, role: Coach, book: CyclesBook) -> Card:
    if isinstance(role, CoachAtHome):
        return _home(visit, role, book)
    return cycles_card(book, district_names(visit.registry), visit.links, address(visit, role))


def _home(visit: Visit, role: CoachAtHome, book: CyclesBook) -> Card:
    program, here = visit.here.program, visit.here
    served = []
    for district in role.districts:
        days = district_day(visit.registry, program.ledger, district, visit.today_in(district)).days
        url = here.workbook_url(district.workbook_id) if district.workbook_id else ""
        served.append(ServedDistrict(district, days, url))
    names = district_names(visit.registry)
    return own_workbook_card(book, served, names, visit.links, also_director=role.also_director)


def _start_form(visit: Visit, book: CyclesBook | None, typed: CycleStart, problems: Sequence[FormProblem] = ()) -> Card:
    chosen = {typed.educator: "The educator you chose"} if typed.educator else {}
    names = _names(visit, book) if book else chosen
    areas = registry_lists(visit.registry)["focus_areas"]
    return forms.start_form(typed, names, areas, visit.links, problems)


def _names(visit: Visit, book: CyclesBook) -> dict[str, str]:
    """The educators of the Roster by key, each with the district where there are several."""
    districts = {each.district_id for each in book.roster.values()}
    names = district_names(visit.registry)
    return {
        key: f"{each.name} · {names[each.district_id]}" if len(districts) > 1 else each.name
        for key, each in book.roster.items()
    }


def _cycle(visit: Visit, book: CyclesBook) -> ShownCycle:
    """The cycle that the button named. Raises EventRefused, CycleGone."""
    shown = book.cycle(visit.sent("cycle", ROW_KEY))
    if shown is None:
        raise CycleGone
    return shown


def _standing(visit: Visit, role: Coach, shown: ShownCycle, phase: CyclePhase) -> Narrative:
    """What the fields of a phase hold now, and its keys."""
    keys = RowKeys(visit.here.program.fingerprint_key, role.coach.workbook_id or "")
    texts = {key: text for key in PHASE_TEXTS[phase] if (text := shown.texts.get(key, ""))}
    return Narrative(texts, {key: keys.text(text) for key, text in texts.items()})


def _typed(visit: Visit, phase: CyclePhase) -> Narrative:
    """What stands in the fields of a phase, and what the card had shown in them."""
    sent, inputs = visit.event.parameters, visit.event.inputs
    keys = PHASE_TEXTS[phase]
    shown = {key: sent[f"shown_{key}"] for key in keys if f"shown_{key}" in sent}
    return Narrative({key: inputs.text(key) for key in keys}, shown)
