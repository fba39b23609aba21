"""Publishing counts of educators: what would leave, held against everything that ever left, then written into the registry.

The registry's Published Editions is the authority: reports show what stands there. Exact counts go to Reach (exact) beside it.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.auditor import Truth, audit
from sync.coaching.disclosure_model import Contradiction
from sync.coaching.editions import PROGRAM, REACH, CountKey, Edition, PublishedCount, edition_row, largest_access
from sync.coaching.findings import Audit
from sync.coaching.lists import registry_lists, workbook_facts
from sync.coaching.quarters import Quarter, latest_closed, quarters
from sync.coaching.reach import educators_by, educators_reached, educators_with_access, reach_keys
from sync.coaching.reach_bands import reach_edition
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import parse_registry
from sync.coaching.report_words import district_name
from sync.coaching.suppression import NOT_SHOWN, threshold_of
from sync.coaching.table_hiding import Hidden, NothingToShow, Table, hide
from sync.google.workbooks import read_workbook
from sync.jobs.applying import Wanted, apply_plan, plan_write
from sync.jobs.coach_books import remembered_encounters
from sync.jobs.context import SyncContext
from sync.jobs.gathering import Source
from sync.jobs.memory import remembered_entries, unsettle
from sync.jobs.reading import REGISTRY, TEMPLATES
from sync.jobs.sync import JOB, LEASE
from sync.jobs.unknown import UnknownDistrict


class PublicationRefused(Exception):
    """Nothing was published; the message says why, and what to do."""


@dataclass(frozen=True)
class Publication:
    """What would leave the program: editions with their exact counts, and what the auditor says of everything together."""

    registry: Registry
    quarter: Quarter
    editions: tuple[Edition, ...]
    exact: Mapping[CountKey, int]
    audit: Audit
    hidden: Hidden | None = None  # of a table

    @property
    def counts(self) -> tuple[PublishedCount, ...]:
        return tuple(count for edition in self.editions for count in edition.counts)


@dataclass(frozen=True)
class Books:
    """The registry as it stands, and everything that the program knows of who was met, as of the last sync."""

    registry: Registry
    snapshot: WorkbookSnapshot
    encounters: pd.DataFrame
    not_read_lately: int = 0  # workbooks that the last sync could not read: their last good data are counted

    @classmethod
    def of(cls, context: SyncContext) -> Books:
        """Raises PublicationRefused where the registry's editions or a coach's workbook could not be read."""
        snapshot = read_workbook(context.access.own, context.access.registry_id)
        registry, _ = parse_registry(snapshot, load(TEMPLATES[REGISTRY]))
        if registry.published.damaged:
            raise PublicationRefused(
                f"{' '.join(registry.published.damaged)} What was published there is not known, so nothing can be held against it. "
                "Restore the tab: File > Version history > See version history."
            )
        states = context.ledger.workbooks()
        workbooks = [each.workbook_id for each in registry.districts.values()]
        workbooks += [each.workbook_id for each in registry.coaches.values()]
        unread = [each for each in workbooks if each and (each not in states or states[each].last_good_read is None)]
        if unread:
            raise PublicationRefused(
                f"{len(unread)} of the program's workbooks have never been read, and a count without them would be too small. "
                "Run coachlog sync, mend what it reports, and try again."
            )
        with context.ledger.transaction() as rows:
            entries = remembered_entries(rows)
            encounters = remembered_encounters(rows.coach_books, entries, registry.school_year)
        troubled = sum(1 for each in workbooks if each and states[each].trouble)
        return cls(registry, snapshot, encounters, troubled)

    @property
    def published(self) -> tuple[PublishedCount, ...]:
        return self.registry.published.since(self.registry.first_day)

    @property
    def access(self) -> dict[str, int]:
        return largest_access(self.published, educators_with_access(self.registry))

    def reached(self, day: date) -> dict[CountKey, int]:
        """The exact reach of the program and of every district, also of those published that have left the registry since."""
        districts = [district_id for district_id in self.access if district_id != PROGRAM]
        return reach_keys(educators_reached(self.encounters, self.registry, day, districts), day)

    def truth(self, *more: CountKey) -> Truth:
        """Exact counts of everything published, and of `more`, as they are known today."""
        keys = {*(count.key for count in self.published), *more}
        exact: dict[CountKey, int] = {}
        for day in sorted({key.as_of for key in keys if key.kind == REACH}):
            exact |= self.reached(day)
        tables = {(key.kind, key.district_id, key.as_of) for key in keys if key.kind != REACH}
        for kind, district_id, day in sorted(tables):
            exact |= educators_by(self.encounters, self.registry, kind, district_id, day)
        assigned = self.registry.assignments_by_coach
        served = {coach: {each.district_id for each in assigned.get(coach, ())} for coach in self.registry.coaches}
        return Truth({key: count for key, count in exact.items() if key.district_id}, served)


def plan_reach(context: SyncContext, quarter_name: str | None = None) -> tuple[Books, Publication]:
    """The reach of every district and of the program at a quarter's close (the one that closed last where none is named).

    Raises PublicationRefused, GoogleProblem, RegistryUnusable, QuartersUnusable.
    """
    books = Books.of(context)
    registry, published = books.registry, books.published
    quarter = _quarter(registry, quarter_name, context.today())
    latest = max((count.key.as_of for count in published if count.key.kind == REACH), default=date.min)
    if latest >= quarter.last_day:
        when = "is published already" if latest == quarter.last_day else "would come after a later edition"
        raise PublicationRefused(
            f"The reach of {quarter.name} ({quarter.last_day}) {when}. Nothing published is changed."
        )
    reached = books.reached(quarter.last_day)
    truth = books.truth(*reached)
    try:
        counts = reach_edition(
            published, truth.counts, books.access, threshold_of(registry.settings), truth.districts_of, quarter.last_day
        )
    except Contradiction as problem:
        raise PublicationRefused(f"{problem} Look at the registry's Published Editions.") from None
    editions = tuple(
        Edition(
            f"{registry.school_year} {quarter.name} reach", context.today(), *_told(registry, quarter, count), (count,)
        )
        for count in counts
    )
    audited = audit((*published, *counts), books.access, truth)
    return books, Publication(registry, quarter, editions, reached, audited)


def plan_table(context: SyncContext, by: str, district_id: str, quarter_name: str | None) -> tuple[Books, Publication]:
    """One district's table at a quarter whose reach is published, with as little hidden as the auditor allows.

    Raises PublicationRefused, UnknownDistrict and what `plan_reach` raises.
    """
    books = Books.of(context)
    registry, published = books.registry, books.published
    if district_id not in registry.districts:
        raise UnknownDistrict(district_id, tuple(registry.districts))
    quarter = _quarter(registry, quarter_name, context.today())
    whole = [count for count in published if count.key == CountKey(REACH, district_id, "", quarter.last_day)]
    if not whole:
        raise PublicationRefused(
            f"Publish the reach of {quarter.name} first: coachlog publish reach --quarter {quarter.name}"
        )
    counts = educators_by(books.encounters, registry, by, district_id, quarter.last_day)
    if any(count.key in counts for count in published):
        raise PublicationRefused(
            f"A table by {by} of {quarter.name} is published already. Nothing published is changed."
        )
    truth = books.truth(*counts)
    table = _table(registry, counts, whole[0], published)

    def objections(candidate: tuple[PublishedCount, ...]) -> bool:
        return not audit((*published, *candidate), books.access, truth).passed

    try:
        hidden = hide(table, objections)
    except NothingToShow as problem:
        raise PublicationRefused(f"{problem} The table by {by} is not published.") from None
    edition = Edition(
        f"{registry.school_year} {quarter.name} {by} {district_id}",
        context.today(),
        f"Educators reached by {by.replace('_', ' ')}, {quarter.label}: {district_name(registry, district_id)}",
        "Whoever the director gives it to",
        hidden.counts,
    )
    audited = audit((*published, *hidden.counts), books.access, truth)
    return books, Publication(registry, quarter, (edition,), counts, audited, hidden)


def publish(context: SyncContext, books: Books, publication: Publication) -> None:
    """Writes the editions and their exact counts into the registry: one batch, which fails whole if somebody wrote there meanwhile.

    Raises PublicationRefused where the audit did not pass, LedgerBusy, GoogleProblem.
    """
    if not publication.audit.passed:
        raise PublicationRefused("The audit did not pass; nothing was published.")
    source = Source(context.access.registry_id, REGISTRY, "", "the registry", context.access.own)
    wanted = Wanted(
        source,
        load(TEMPLATES[REGISTRY]),
        lists=registry_lists(books.registry),
        facts=workbook_facts(books.registry),
        new_rows={
            "published_editions": [edition_row(edition) for edition in publication.editions],
            "reach_exact": [row for edition in publication.editions for row in _exact_rows(edition, publication.exact)],
        },
    )
    with context.ledger.lease(JOB, context.measured(), LEASE):
        unsettle(context.ledger, source.workbook_id)
        apply_plan(plan_write(wanted, books.snapshot), books.snapshot.version)


def publish_closed_quarters(context: SyncContext) -> list[str]:
    """Publishes the reach of every closed quarter that comes after what is published, and returns their names.

    Raises as `plan_reach` and `publish` do.
    """
    registry = Books.of(context).registry
    latest = max((count.key.as_of for count in registry.published.since(registry.first_day)), default=date.min)
    due = [each for each in quarters(registry) if each.closed(context.today()) and each.last_day > latest]
    for quarter in due:
        publish(context, *plan_reach(context, quarter.name))
    return [quarter.name for quarter in due]


def audit_published(context: SyncContext) -> tuple[Books, Audit]:
    """Everything published this school year, audited once more with what is known today."""
    books = Books.of(context)
    return books, audit(books.published, books.access, books.truth())


def _quarter(registry: Registry, name: str | None, today: date) -> Quarter:
    if name is None:
        found = latest_closed(registry, today)
        if found is None:
            raise PublicationRefused(
                f"No quarter has closed yet; the first one does after {quarters(registry)[0].last_day}."
            )
        return found
    named = {quarter.name: quarter for quarter in quarters(registry)}
    wanted = named.get(name.upper())
    if wanted is None:
        raise PublicationRefused(f"This school year has no quarter {name}. Its quarters are {', '.join(named)}.")
    if not wanted.closed(today):
        raise PublicationRefused(f"{wanted.name} is still open: it closes after {wanted.last_day}.")
    return wanted


def _told(registry: Registry, quarter: Quarter, count: PublishedCount) -> tuple[str, str]:
    if count.key.district_id == PROGRAM:
        return f"Educators reached, {quarter.label}: the program", "Everybody who reads the program report"
    name = district_name(registry, count.key.district_id)
    return f"Educators reached, {quarter.label}: {name}", "The district, and everybody who reads the program report"


def _table(
    registry: Registry,
    counts: Mapping[CountKey, int],
    whole: PublishedCount,
    published: tuple[PublishedCount, ...],
) -> Table:
    access = {key: registry.schools[key.of].educators if key.of in registry.schools else whole.access for key in counts}
    earlier = {
        key: before.band
        for key in counts
        for before in published
        if before.shown != NOT_SHOWN and before.key[:3] == key[:3] and before.key.as_of <= key.as_of
    }
    return Table(tuple(counts), counts, access, whole, threshold_of(registry.settings), earlier)


def _exact_rows(edition: Edition, exact: Mapping[CountKey, int]) -> list[dict[str, object]]:
    return [
        {
            "edition_id": edition.edition_id,
            "as_of": count.key.as_of,
            "district_id": count.key.district_id,
            "counted_by": count.key.kind,
            "cell": count.key.of,
            "reached": exact[count.key],
            "access": count.access,
            "shown": count.shown,
        }
        for count in edition.counts
    ]
