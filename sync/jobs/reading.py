"""Gather: the registry, then every district's and coach's workbook that may have changed, each as what it says."""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from typing import Any

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.coach_book_parsing import parse_coach_book
from sync.coaching.coach_reading import CoachReading, read_coach
from sync.coaching.district_reading import DistrictReading, read_district
from sync.coaching.entries import RowProblem
from sync.coaching.log_reading import Unusable
from sync.coaching.nameless import NamelessBook, without_names
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import RegistryUnusable, parse_registry
from sync.coaching.views import UnplacedResponse
from sync.google.workbooks import read_workbook
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext, SyncOptions
from sync.jobs.feed import News
from sync.jobs.gathering import Source, Unread, read_all
from sync.jobs.inbox import inbox_digest, unplaced_responses
from sync.jobs.memory import remembered_entries
from sync.jobs.moved_workbooks import replaced_workbooks
from sync.jobs.outcome import Trouble
from sync.jobs.registry_words import RegistryWords
from sync.jobs.unknown import UnknownDistrict
from sync.ledger import WorkbookState

REGISTRY, DISTRICT, COACH, PROGRAM = (
    "registry",
    "district",
    "coach",
    "program",
)  # kinds of workbook, as the ledger names them
TEMPLATES = {
    REGISTRY: "registry",
    DISTRICT: "district_workbook",
    COACH: "coach_workbook",
    PROGRAM: "program_report",
}


@dataclass
class Gathered:
    """What a round of a run has read, by workbook id. `unread` holds why."""

    registry: Registry
    registry_problems: tuple[RowProblem, ...]
    registry_words: RegistryWords
    sources: Mapping[str, Source]
    snapshots: dict[str, WorkbookSnapshot] = field(default_factory=dict)
    readings: dict[str, DistrictReading | CoachReading] = field(default_factory=dict)
    nameless: dict[str, NamelessBook] = field(default_factory=dict)  # what may be kept of coaches' confidential tabs
    unread: dict[str, str] = field(default_factory=dict)
    unplaced: tuple[UnplacedResponse, ...] = ()  # the director's inbox
    passing: set[str] = field(default_factory=set)  # those of the unread that may be readable at the next sync
    everything: bool = False
    replaced: Mapping[str, str] = field(default_factory=dict)  # old workbook id -> the one that took its place
    touched: frozenset[str] = frozenset()  # people may have written in them; they are looked at before writing only
    whole: bool = True  # False where one district was asked for: what else changed is still to be read

    @property
    def coaches(self) -> dict[str, CoachReading]:
        """The coaches' workbooks that were read, by coach id."""
        return {each.coach_id: each for each in self.readings.values() if isinstance(each, CoachReading)}

    @property
    def troubles(self) -> list[Trouble]:
        return [Trouble(self.sources[workbook_id].name, reason) for workbook_id, reason in self.unread.items()]


def gather(context: SyncContext, options: SyncOptions, heard: News) -> Gathered | None:
    """Everything that a decision needs; None where nothing changed since the last run, no day has passed, and the same responses
    wait. A district that is asked for by its id is read in any case.

    Raises: GoogleProblem, RegistryUnusable: without the registry nothing can be decided.
    """
    states = context.ledger.workbooks()
    known = {workbook_id for workbook_id, state in states.items() if state.settled or stays_in_trouble(state)}
    changed = set(heard.changed) & set(states)
    unsettled = set(states) - known
    report = states.get(context.access.report_id)
    same_day = report is not None and report.notes.get("decided_on") == context.today().isoformat()
    unplaced = tuple(unplaced_responses(context.ledger))
    same_inbox = report is not None and report.notes.get("inbox", "") == inbox_digest(unplaced)
    one_district = options.district_id is not None
    if not one_district and not heard.everything and not changed and not unsettled and same_day and same_inbox:
        return None
    noted = states[context.access.registry_id].notes if context.access.registry_id in states else {}
    gathered = _with_registry(context.access, options, noted)
    gathered.unplaced, gathered.whole = unplaced, not one_district
    gathered.everything = heard.everything or not gathered.registry_words.only_added_to(noted)
    if heard.everything or context.access.report_id in changed:
        gathered.touched = frozenset({context.access.report_id})
    replaced = replaced_workbooks(states, gathered.sources)
    to_read = {*changed, *replaced.values(), *(set(gathered.sources) - known)}
    wanted = [
        source
        for workbook_id, source in gathered.sources.items()
        if source.kind in (DISTRICT, COACH)
        and (source.key == options.district_id if one_district else gathered.everything or workbook_id in to_read)
    ]
    read_now = {source.workbook_id for source in wanted}
    gathered.replaced = {old: new for old, new in replaced.items() if new in read_now}
    _read(context, gathered, wanted)
    if not one_district:
        _read(context, gathered, _where_rosters_changed(context, gathered))
    return gathered


def _where_rosters_changed(context: SyncContext, gathered: Gathered) -> list[Source]:
    """The districts of coaches whose Rosters changed, as far as they were not read: their texts are looked at for the new names."""
    with context.ledger.transaction() as rows:
        known = rows.coach_books.marks(gathered.nameless)
    changed = {
        book.coach_id
        for workbook_id, book in gathered.nameless.items()
        if book.marks is not None
        and {mark.mark for mark in book.marks} != {mark["mark"] for mark in known[workbook_id]}
    }
    served = {each.district_id for each in gathered.registry.assignments if each.coach_id in changed}
    done = {*gathered.readings, *gathered.unread}
    return [
        source
        for source in gathered.sources.values()
        if source.kind == DISTRICT and source.key in served and source.workbook_id not in done
    ]


def stays_in_trouble(state: WorkbookState) -> bool:
    """Whether a workbook that could not be read need not be tried again before Google says that it changed."""
    return bool(state.trouble) and not state.notes.get("passing")


def parsed_registry(access: ProgramAccess) -> Registry:
    """The registry as it stands. Raises GoogleProblem, RegistryUnusable."""
    return parse_registry(read_workbook(access.own, access.registry_id), load(TEMPLATES[REGISTRY]))[0]


def _with_registry(access: ProgramAccess, options: SyncOptions, noted: Mapping[str, Any]) -> Gathered:
    snapshot = read_workbook(access.own, access.registry_id)
    words = RegistryWords.of(snapshot)
    if not options.accept_emptied and (emptied := words.emptied(noted)):
        raise RegistryUnusable(emptied)
    registry, problems = parse_registry(snapshot, load(TEMPLATES[REGISTRY]))
    if options.district_id is not None and options.district_id not in registry.districts:
        raise UnknownDistrict(options.district_id, tuple(registry.districts))
    sources = {source.workbook_id: source for source in sources_of(access, registry)}
    return Gathered(registry, problems, words, sources, {access.registry_id: snapshot})


def sources_of(access: ProgramAccess, registry: Registry) -> list[Source]:
    """Every workbook of the program, the program's own two last."""
    districts = [
        Source(each.workbook_id, DISTRICT, each.district_id, each.name, access.serving(each.sync_identity))
        for each in registry.districts.values()
        if each.workbook_id
    ]
    coaches = [
        Source(each.workbook_id, COACH, each.coach_id, f"the workbook of {each.coach_id}", access.own)
        for each in registry.coaches.values()
        if each.workbook_id
    ]
    own = [
        Source(access.registry_id, REGISTRY, "", "the registry", access.own),
        Source(access.report_id, PROGRAM, "", "the program report", access.own),
    ]
    return districts + coaches + own


def _read(context: SyncContext, gathered: Gathered, wanted: list[Source]) -> None:
    workbook_ids = {source.workbook_id for source in wanted}
    before = {old: new for old, new in gathered.replaced.items() if new in workbook_ids}
    with context.ledger.transaction() as rows:
        columns = ["workbook_id", "entry_id", "fingerprint"]
        known = remembered_entries(rows, [*workbook_ids, *before])[columns]
    known = known.assign(workbook_id=known["workbook_id"].replace(before)).drop_duplicates(["workbook_id", "entry_id"])
    known_of = dict(tuple(known.groupby("workbook_id")))
    ids = _Ids(context, before)
    for source, found in read_all(wanted, "sync", context.progress):
        if isinstance(found, Unread):
            gathered.unread[source.workbook_id] = found.reason
            if found.passing:
                gathered.passing.add(source.workbook_id)
            continue
        reader = read_district if source.kind == DISTRICT else read_coach
        reading = reader(
            found,
            load(TEMPLATES[source.kind]),
            source.key,
            gathered.registry,
            context.today(),
            context.fingerprint_key,
            known_of.get(source.workbook_id, known.iloc[:0]),
            partial(ids.new, source.workbook_id),
            partial(ids.elsewhere, source.workbook_id),
        )
        if isinstance(reading, Unusable):
            gathered.unread[source.workbook_id] = reading.reason
        else:
            ids.claim(source.workbook_id, reading.entries["entry_id"])
            gathered.snapshots[source.workbook_id] = found
            gathered.readings[source.workbook_id] = reading
            if isinstance(reading, CoachReading):
                _read_confidential_tabs(context, gathered, source)


def _read_confidential_tabs(context: SyncContext, gathered: Gathered, source: Source) -> None:
    """Names are in memory only here, between what was read and what may be kept."""
    registry, snapshot = gathered.registry, gathered.snapshots[source.workbook_id]
    book = parse_coach_book(snapshot, load(TEMPLATES[COACH]), source.key, registry)
    gathered.nameless[source.workbook_id] = without_names(book, registry, context.pseudonym_key(registry.school_year))
    reading = gathered.readings[source.workbook_id]
    gathered.readings[source.workbook_id] = replace(reading, problems=(*reading.problems, *book.problems))


class _Ids:
    """The entry ids of one run: each belongs to one workbook, that which the ledger names or which was read first."""

    def __init__(self, context: SyncContext, replaced: Mapping[str, str]) -> None:
        self._ledger = context.ledger
        self._replaced = replaced
        self._run = uuid.uuid4()
        self._owner: dict[str, str] = {}

    def new(self, workbook_id: str, row: int) -> str:
        return str(uuid.uuid5(self._run, f"{workbook_id}:{row}"))

    def claim(self, workbook_id: str, entry_ids: Iterable[str]) -> None:
        self._owner |= dict.fromkeys(entry_ids, workbook_id)

    def elsewhere(self, workbook_id: str, entry_ids: Collection[str]) -> set[str]:
        with self._ledger.transaction() as rows:
            own = {workbook_id, *(old for old, new in self._replaced.items() if new == workbook_id)}
            foreign = rows.ids_elsewhere(own, entry_ids)
        return foreign | {each for each in entry_ids if self._owner.get(each, workbook_id) != workbook_id}
