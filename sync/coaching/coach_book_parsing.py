"""Roster, Coaching Cycles, Worked With and Support of a coach's workbook as values, with everything in them that cannot be used.

A bad row is left out and reported; the rest still counts. No problem repeats a name or a text: it says the tab and the row.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Final

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.coach_book import CoachBook, CoachingCycle, Educator, SupportGiven, WorkedWith, named
from sync.coaching.durations import read_duration
from sync.coaching.edited_rows import EditedRow
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.entries import RowProblem
from sync.coaching.entry_frames import well_formed
from sync.coaching.log_words import district_reader, focus_area_reader
from sync.coaching.people_and_places import SchoolReader
from sync.coaching.registry import Registry
from sync.coaching.texts import plain
from sync.coaching.vocabulary import ClosedReason, CyclePhase, SupportKind
from sync.coaching.words import WordList, WordReader

PHASE_DAYS: Final = {
    CyclePhase.IDENTIFY: "identify_on",
    CyclePhase.SET_GOAL: "set_goal_on",
    CyclePhase.PLAN: "plan_on",
    CyclePhase.IMPLEMENT: "implement_on",
    CyclePhase.REFLECT: "reflect_on",
}
NARRATIVE: Final = (
    "problem_of_practice",
    "goal",
    "strategies",
    "evidence",
    "reflection",
    "impact",
    "next_steps",
)
_MADE_AGAIN: Final = "it is made again, empty"
_PHASE: Final = WordReader(WordList.of(map(str, CyclePhase)), "the phase", required=False)
_KIND: Final = WordReader(
    WordList.of(
        map(str, SupportKind),
        {
            "One on one": SupportKind.ONE_TO_ONE.value,
            "One to one": SupportKind.ONE_TO_ONE.value,
            "1 on 1": SupportKind.ONE_TO_ONE.value,
            "Visit": SupportKind.SITE_VISIT.value,
            "Meeting": SupportKind.GROUP_MEETING.value,
            "Professional development": SupportKind.LEARNING.value,
            "Professional learning": SupportKind.LEARNING.value,
        },
    ),
    "the kind of support",
)
_REASON: Final = WordList.of(map(str, ClosedReason))


def parse_coach_book(
    snapshot: WorkbookSnapshot, template: WorkbookTemplate, coach_id: str, registry: Registry
) -> CoachBook:
    """The confidential tabs of one coach's workbook. Pure; the snapshot comes from one read."""
    tabs = {
        key: EditedTab(snapshot, template.tab(key), _MADE_AGAIN)
        for key in ("roster", "coaching_cycles", "worked_with", "support")
    }
    roster = _roster(tabs["roster"], coach_id, registry)
    cycles = _cycles(tabs["coaching_cycles"], roster, coach_id, registry)
    worked_with = _worked_with(tabs["worked_with"], roster, cycles)
    support = _support(tabs["support"])
    readable = {key: tab.found for key, tab in tabs.items()}
    people = readable["roster"]  # without it nobody can be told apart
    return CoachBook(
        coach_id,
        roster if people else None,
        cycles if people and readable["coaching_cycles"] else None,
        worked_with if people and readable["worked_with"] else None,
        support if readable["support"] else None,
        tuple(problem for key, tab in tabs.items() for problem in _under_our_title(tab, template.tab(key).title)),
    )


def _under_our_title(tab: EditedTab, title: str) -> tuple[RowProblem, ...]:
    """The tab's problems under the title of the template: a coach may have named a tab after somebody."""
    return tuple(replace(problem, tab=title) for problem in tab.problems)


def _roster(tab: EditedTab, coach_id: str, registry: Registry) -> tuple[Educator, ...]:
    districts = district_reader(registry, coach_id)
    found = []
    for row in tab.rows:
        name = row.text("educator", required=True)
        email = row.address("email")
        district_id = row.read("district", districts.read, required=True)
        if row.refused:
            continue
        school = SchoolReader.of(registry, district_id).read
        if not email:
            row.notice("email", _NO_ADDRESS, "Fill in the address with which the educator signs in.")
        school_id = "" if row.blank("school") else row.read("school", school) or ""
        found.append(Educator(row.row, name, email, district_id, school_id, row.text("grade_band")))
    return tuple(found)


def _cycles(tab: EditedTab, roster: Sequence[Educator], coach_id: str, registry: Registry) -> tuple[CoachingCycle, ...]:
    districts = district_reader(registry, coach_id)
    focus_areas = WordReader(focus_area_reader(registry).words, "the focus area", required=False)
    found = []
    for row in tab.rows:
        name = row.text("cycle", required=True)
        typed = [each.strip() for each in row.text("educator", required=True).split(";") if each.strip()]
        district_id = row.read("district", districts.read, required=True)
        if row.refused:
            continue
        began = {phase: day for phase, key in PHASE_DAYS.items() if (day := row.day(key))}
        found.append(
            CoachingCycle(
                row.row,
                name,
                _people(row, typed, district_id, roster),
                district_id,
                row.read("focus_area", focus_areas.read) or "",
                _phase(row, began),
                began,
                row.day("closed_on"),
                _closed_reason(row),
                {key: text for key in NARRATIVE if (text := row.text(key))},
            )
        )
    return tuple(found)


def _people(row: EditedRow, typed: Sequence[str], district_id: str, roster: Sequence[Educator]) -> tuple[Educator, ...]:
    """Whom a cycle is with. One who is not on the Roster is counted by the name as it stands here."""
    people = []
    here = [person for person in roster if person.district_id == district_id]
    for name in typed:
        meant = named(here, name)
        if len(meant) != 1:
            row.notice("educator", _SEVERAL if meant else _NOT_ON_ROSTER, _CHOOSE_NAME if meant else _ADD_NAME)
        people.append(meant[0] if meant else Educator(0, name, "", district_id))
    return tuple(people)


def _phase(row: EditedRow, began: Mapping[CyclePhase, date]) -> CyclePhase:
    """The phase as typed; where there is none, the last one that has a date."""
    typed = row.read("phase", _PHASE.read)
    if typed:
        return CyclePhase(typed)
    last = max(began, key=list(CyclePhase).index, default=CyclePhase.IDENTIFY)
    row.repair("phase", f'The phase was taken as "{last.value}".', "Choose the phase from the list in the cell.")
    return last


def _closed_reason(row: EditedRow) -> ClosedReason | None:
    typed = row.text("closed_reason")
    return ClosedReason(_REASON.exactly(typed) or ClosedReason.OTHER) if typed else None


def _worked_with(tab: EditedTab, roster: Sequence[Educator], cycles: Sequence[CoachingCycle]) -> tuple[WorkedWith, ...]:
    found = []
    for row in tab.rows:
        typed_id = row.text("entry_id", required=True)
        name = row.text("educator", required=True)
        entry_id = well_formed(typed_id)
        if typed_id and not entry_id:
            row.refuse("entry_id", "This is no id of an entry.", "Copy it again, or delete the row.")
        if row.refused:
            continue
        cycle_name = plain(row.text("cycle"))
        same_name = [cycle for cycle in cycles if cycle_name and plain(cycle.name) == cycle_name]
        educator = _the_one(row, named(roster, name), {cycle.district_id for cycle in same_name})
        if educator is None:
            continue
        cycle = _cycle_of(same_name, educator)
        if cycle_name and cycle is None:
            row.notice("cycle", "No cycle has this name; the row counts without one.", "Choose it from the list.")
        typed_phase = row.read("phase", _PHASE.read)
        phase = CyclePhase(typed_phase) if typed_phase else None
        found.append(WorkedWith(row.row, entry_id, educator, cycle, row.text("grade_band"), phase))
    return tuple(found)


def _the_one(row: EditedRow, meant: Sequence[Educator], districts: set[str]) -> Educator | None:
    """The educator that a row means; several of one name are told apart by the district of the row's cycle."""
    if len(meant) > 1:
        meant = [person for person in meant if person.district_id in districts]
        if len(meant) != 1:
            row.refuse("educator", _SEVERAL, _CHOOSE_NAME)
            return None
    if not meant:
        row.refuse("educator", _NOT_ON_ROSTER, _ADD_NAME)
        return None
    return meant[0]


def _cycle_of(same_name: Sequence[CoachingCycle], educator: Educator) -> CoachingCycle | None:
    own = [cycle for cycle in same_name if educator in cycle.educators]
    return next(iter(own or same_name), None)


def _support(tab: EditedTab) -> tuple[SupportGiven, ...]:
    found = []
    for row in tab.rows:
        day = row.day("date", required=True)
        kind = row.read("kind", _KIND.read, required=True)
        minutes = row.read("minutes", read_duration, required=True)
        if not row.refused and day:
            found.append(SupportGiven(row.row, day, SupportKind(kind), minutes))
    return tuple(found)


_NO_ADDRESS: Final = (
    "The e-mail address is missing: an educator whose name another coach writes otherwise is counted twice."
)
_NOT_ON_ROSTER: Final = "The educator is not on your Roster."
_ADD_NAME: Final = "Add the educator to the Roster, or choose the name from the list in the cell."
_SEVERAL: Final = "More than one educator on your Roster has this name."
_CHOOSE_NAME: Final = "Make the names on the Roster different, for example by a middle initial, and choose again."
