"""What each kind of workbook should hold, from one picture of the whole program."""

from __future__ import annotations

import hashlib
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date
from functools import cached_property

import numpy as np
import pandas as pd
from numpy.typing import NDArray

from sheets_templates import load
from sync.coaching.accounts import Accounts, program_accounts
from sync.coaching.aggregates import Aggregates, merge
from sync.coaching.calendar import school_calendars
from sync.coaching.confirmations import confirmation_row
from sync.coaching.district_report import district_content, district_headings
from sync.coaching.entries import RowProblem
from sync.coaching.held_charges import SettledBases
from sync.coaching.lists import coach_lists, district_lists, registry_lists, workbook_facts
from sync.coaching.metrics_cycles import DistrictCycles, cycles_shown_to_district
from sync.coaching.month_confirmation import month_questions
from sync.coaching.needs_attention import needs_attention
from sync.coaching.pace import ContractDays, contract_days
from sync.coaching.please_confirm import please_confirm_rows, with_new_questions
from sync.coaching.program_report import program_content, program_headings
from sync.coaching.quarters import last_close
from sync.coaching.questions import Question
from sync.coaching.reach import educators_with_access
from sync.coaching.registry import Confirmation, Registry
from sync.coaching.registry_statements import statement_rows
from sync.coaching.statements import new_closings
from sync.coaching.suppression import threshold_of
from sync.coaching.views import Correction, DistrictView, DocumentState, ProgramDistrict, ProgramView
from sync.jobs.applying import Wanted
from sync.jobs.charging import never_read
from sync.jobs.coach_books import RememberedBooks
from sync.jobs.gathering import Source
from sync.jobs.inbox import inbox_digest
from sync.jobs.memory import (
    noted_questions,
    onboarding_of,
    plan_of,
    questions_of,
    read_state,
    row_counts_of,
    sheet_ids_of,
)
from sync.jobs.name_warnings import warnings_for
from sync.jobs.reading import COACH, DISTRICT, PROGRAM, REGISTRY, TEMPLATES, Gathered
from sync.jobs.trash import trash_problems
from sync.ledger import WorkbookState


@dataclass(frozen=True)
class Picture:
    """The whole program as one decision sees it. `states`, `problems` by workbook id; `new_answers` are not yet in the registry."""

    registry: Registry
    today: date
    gathered: Gathered
    states: Mapping[str, WorkbookState]
    entries: pd.DataFrame
    aggregates: Aggregates
    problems: Mapping[str, tuple[RowProblem, ...]]
    corrections: tuple[Correction, ...]
    charges: SettledBases
    new_answers: tuple[Confirmation, ...]
    documents: Mapping[str, DocumentState]  # onboarding documents by district id
    books: RememberedBooks

    @cached_property
    def lines(self) -> Mapping[str, pd.DataFrame]:
        """Charge lines of every district, by district id."""
        by_district = dict(tuple(self.charges.lines.groupby("district_id", observed=True)))
        none = self.charges.lines.iloc[:0]
        return {district_id: by_district.get(district_id, none) for district_id in self.registry.districts}

    @cached_property
    def line_digests(self) -> NDArray[np.uint64]:
        """A digest of each charge line, by its place."""
        return np.asarray(pd.util.hash_pandas_object(self.charges.lines, index=False), dtype=np.uint64)

    @cached_property
    def contract_days(self) -> Mapping[str, ContractDays]:
        """How every district stands with its contract days, by district id."""
        calendars = school_calendars(self.registry)
        return {
            key: contract_days(self.registry.contracts.get(key), lines, calendars[key], self.today)
            for key, lines in self.lines.items()
        }

    @cached_property
    def accounts(self) -> Accounts:
        """Statements, and what coaches have confirmed of what paid for their days."""
        return program_accounts(self.registry, self.charges, never_read(self.registry, self.states), self.today)

    @cached_property
    def funded(self) -> Mapping[str, pd.DataFrame]:
        """What pays for each charged day (`funding.FUNDED_COLUMNS`), by district id; a district without charges is absent."""
        return {str(key): rows for key, rows in self.accounts.funded.groupby("district_id")}

    @cached_property
    def questions(self) -> Mapping[str, Sequence[Question]]:
        """What is asked of each coach, by coach id; a coach who is asked nothing is absent."""
        found: defaultdict[str, list[Question]] = defaultdict(list)
        for question in (*self.charges.questions, *month_questions(self.accounts.coach_months, self.registry)):
            found[question.coach_id].append(question)
        return found

    @cached_property
    def district_aggregates(self) -> Mapping[str, Aggregates]:
        """The sums of every district that has an entry, by district id."""
        return self.aggregates.by_district()

    @cached_property
    def district_cycles(self) -> Mapping[str, DistrictCycles | None]:
        """The cycles that each district may see, by district id."""
        books, threshold = self.books, threshold_of(self.registry.settings)
        access, as_of = educators_with_access(self.registry), last_close(self.registry, self.today)
        return {
            district_id: cycles_shown_to_district(
                books.cycles, books.cycle_educators, district_id, access[district_id], threshold, as_of
            )
            for district_id in self.registry.districts
        }

    @property
    def closings(self) -> Sequence[Mapping[str, object]]:
        """Rows for the registry's Statements: months closed since. They wait until every workbook has been tried once, so that
        a new ledger closes nothing on what it has not seen."""
        waits = any(
            each.workbook_id and each.workbook_id not in self.states for each in self.registry.districts.values()
        )
        return [] if waits else statement_rows(*new_closings(self.accounts.billing, self.registry, self.today))


def wanted_workbooks(picture: Picture) -> tuple[Iterator[Wanted], dict[str, WorkbookState]]:
    """What every workbook should hold, one after the other in the order of writing (the registry first: it is the authority for
    answers), and the states to keep once each is written, filled in as the workbooks come. A district of which nothing changed,
    and one that cannot be read, is left out."""
    states = dict(picture.states)
    return _wanted(picture, states), states


def _wanted(picture: Picture, states: dict[str, WorkbookState]) -> Iterator[Wanted]:
    sources: dict[str, list[Source]] = {kind: [] for kind in (REGISTRY, COACH, DISTRICT, PROGRAM)}
    for source in picture.gathered.sources.values():
        if source.workbook_id not in picture.gathered.unread:
            sources[source.kind].append(source)
    yield from (_registry(picture, source) for source in sources[REGISTRY])
    yield from (_coach(picture, source, states) for source in sources[COACH])
    yield from _districts(picture, sources[DISTRICT], states)
    yield from (_program(picture, source, states) for source in sources[PROGRAM])


def _registry(picture: Picture, source: Source) -> Wanted:
    return Wanted(
        source,
        load(TEMPLATES[REGISTRY]),
        lists=registry_lists(picture.registry),
        facts=workbook_facts(picture.registry),
        new_rows={
            "confirmations": [confirmation_row(answer) for answer in picture.new_answers],
            "statements": picture.closings,
        },
    )


def _coach(picture: Picture, source: Source, states: dict[str, WorkbookState]) -> Wanted:
    state = states.get(source.workbook_id) or WorkbookState(source.workbook_id, COACH, source.key)
    asked = picture.questions.get(source.key, ())
    standing = with_new_questions(questions_of(state), asked, picture.today)
    states[source.workbook_id] = replace(state, notes={**state.notes, "asked": noted_questions(standing)})
    reading = picture.gathered.coaches.get(source.key)
    noticed = (
        *picture.problems.get(source.workbook_id, ()),
        *warnings_for(source.key, picture.registry, picture.states),
    )
    return Wanted(
        source,
        load(TEMPLATES[COACH]),
        {"needs_attention": {"needs_attention": needs_attention(noticed, sheet_ids_of(state))}},
        lists=coach_lists(picture.registry, source.key),
        facts=workbook_facts(picture.registry, coach=picture.registry.coaches[source.key].name),
        ids={"my_time": reading.ids_to_write} if reading else {},
        questions={"please_confirm": please_confirm_rows(standing, asked, picture.registry)},
    )


def _districts(picture: Picture, sources: list[Source], states: dict[str, WorkbookState]) -> Iterator[Wanted]:
    read_coaches = set(picture.gathered.coaches)
    for source in sources:
        basis = _basis(picture, source.key)
        state = states.get(source.workbook_id) or WorkbookState(source.workbook_id, DISTRICT, source.key)
        own_coaches = {coach.coach_id for coach in picture.registry.assigned_coaches(source.key)}
        reading = picture.gathered.readings.get(source.workbook_id)
        if reading is None and state.notes.get("basis") == basis and not own_coaches & read_coaches:
            continue
        states[source.workbook_id] = replace(state, notes={**state.notes, "basis": basis})
        view = _district_view(picture, source)
        yield Wanted(
            source,
            load(TEMPLATES[DISTRICT]),
            district_content(view),
            district_headings(view),
            district_lists(picture.registry, source.key),
            workbook_facts(picture.registry, district=source.name),
            {"activity_log": reading.ids_to_write} if reading else {},
        )


def _basis(picture: Picture, district_id: str) -> str:
    """A digest of all that a district's reports rest on beside its workbook and its coaches': day, registry, charges, document,
    cycles."""
    digest = hashlib.blake2b(digest_size=16)
    digest.update(f"{picture.today} {picture.gathered.registry_words.digest}".encode())
    digest.update(picture.line_digests[picture.lines[district_id].index].tobytes())
    digest.update(repr((picture.documents.get(district_id), picture.district_cycles[district_id])).encode())
    return digest.hexdigest()


def _district_view(picture: Picture, source: Source) -> DistrictView:
    state = picture.states.get(source.workbook_id)
    return DistrictView(
        registry=picture.registry,
        district_id=source.key,
        aggregates=picture.district_aggregates.get(source.key) or merge(),
        charges=picture.lines[source.key],
        funded=picture.funded.get(source.key, picture.accounts.funded.iloc[:0]),
        contract_days=picture.contract_days[source.key],
        today=picture.today,
        as_of=state.changed_on if state else None,
        problems=picture.problems.get(source.workbook_id, ()),
        plan=plan_of(state),
        onboarding=onboarding_of(state),
        document=picture.documents.get(source.key),
        cycles=picture.district_cycles[source.key],
        corrections=tuple(each for each in picture.corrections if each.district_id == source.key),
        sheet_ids=sheet_ids_of(state),
    )


def _program(picture: Picture, source: Source, states: dict[str, WorkbookState]) -> Wanted:
    state = states.get(source.workbook_id) or WorkbookState(source.workbook_id, PROGRAM)
    states[source.workbook_id] = replace(state, notes={**state.notes, **_decided_for(picture)})
    view = ProgramView(
        registry=picture.registry,
        aggregates=picture.aggregates,
        districts={district_id: _program_district(picture, district_id) for district_id in picture.registry.districts},
        entries=picture.entries,
        charges=picture.charges.lines,
        billing=picture.accounts.billing,
        coach_months=picture.accounts.coach_months,
        today=picture.today,
        as_of=max((each.changed_on for each in states.values() if each.changed_on), default=None),
        unplaced=picture.gathered.unplaced,
        registry_problems=(*picture.gathered.registry_problems, *trash_problems(picture.states)),
        cycles=picture.books.cycles,
        support=picture.books.support,
    )
    return Wanted(
        source,
        load(TEMPLATES[PROGRAM]),
        program_content(view),
        program_headings(view),
        registry_lists(picture.registry),
        workbook_facts(picture.registry),
    )


def _decided_for(picture: Picture) -> dict[str, str]:
    """The day and the inbox for which the program report was decided: another one needs it decided anew."""
    return {"decided_on": picture.today.isoformat(), "inbox": inbox_digest(picture.gathered.unplaced)}


def _program_district(picture: Picture, district_id: str) -> ProgramDistrict:
    workbook_id = picture.registry.districts[district_id].workbook_id or ""
    state = picture.states.get(workbook_id)
    return ProgramDistrict(
        read=read_state(state),
        contract_days=picture.contract_days[district_id],
        rows=row_counts_of(state),
        problems=picture.problems.get(workbook_id, ()),
        onboarding=onboarding_of(state),
        document=picture.documents.get(district_id),
        corrections=tuple(each for each in picture.corrections if each.district_id == district_id),
    )
