"""Where an educator's identity can be, who can open each of these places, and what in a district's own Sheet bounds a count.

Drive's permissions are asked for every file. What was seen is remembered as keyed marks, so that the next report tells what has
been shared since.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Final

from sync.coaching.entries import RowProblem
from sync.coaching.metrics_privacy import one_to_one_rows, telling_few
from sync.coaching.registry import Registry
from sync.coaching.report_words import counted, district_name, school_name
from sync.coaching.suppression import threshold_of
from sync.coaching.telling_columns import WHY_IT_TELLS
from sync.coaching.vocabulary import Role
from sync.google.errors import GoogleProblem
from sync.google.files import Permission, permissions, shared_drive_of
from sync.jobs.context import SyncContext
from sync.jobs.gathering import Source
from sync.jobs.memory import remembered_entries, remembered_problems
from sync.jobs.name_warnings import NOTE
from sync.jobs.reading import COACH, DISTRICT, PROGRAM, REGISTRY, parsed_registry, sources_of
from sync.ledger import WorkbookState
from sync.ledger.coach_books import WITH_PSEUDONYMS
from sync.ledger.readers import ReadersLedger

MANAGERS: Final = ("owner", "organizer", "fileOrganizer")  # of a shared drive: they can open every file in it
HOLDS: Final = {
    COACH: "Names, addresses, cycles and who was met when: the only place where they may stand.",
    DISTRICT: "No name should be here. Free text is people's own: what looks like a name is told to the coach.",
    REGISTRY: "Exact counts of educators (Reach), no name of one; words of respondents as the director allowed.",
    PROGRAM: "Hours, days and cycles of the whole program; no educator is named; counts of them stand in bands only.",
}


@dataclass(frozen=True)
class Place:
    """One file. `kind` is the workbook's; `readers` in words, the most powerful first; `warnings` are what should not be so; `new`
    were not there when it was last looked at, None where it never was."""

    name: str
    kind: str
    readers: tuple[str, ...]
    warnings: tuple[str, ...]
    new: tuple[str, ...] | None


@dataclass(frozen=True)
class PrivacyReport:
    """`unread`: files of which nobody could be asked, and why. `few_rows`: places whose own rows bound a count of educators below
    the threshold. `ledger_rows` by school year hold a pseudonym or a mark."""

    places: tuple[Place, ...]
    unread: tuple[str, ...]
    named: tuple[str, ...]
    few_rows: tuple[str, ...]
    ledger_rows: Mapping[str, int]
    published: str
    threshold: int

    @property
    def warnings(self) -> tuple[str, ...]:
        return tuple(f"{place.name}: {warning}" for place in self.places for warning in place.warnings)


def privacy_report(context: SyncContext) -> PrivacyReport:
    """The report, as things stand now; what was seen of sharing is remembered.

    Raises: GoogleProblem, RegistryUnusable where the registry cannot be read.
    """
    registry = parsed_registry(context.access)
    states = context.ledger.workbooks()
    expected = _Expected(context, registry)
    readers = ReadersLedger(context.ledger)
    known = readers.known()
    places, unread = [], []
    for source in sources_of(context.access, registry):
        try:
            grants = permissions(source.transport, source.workbook_id)
        except GoogleProblem as problem:
            unread.append(f"{source.name}: {problem}")
            continue
        marks = {_mark(context.fingerprint_key, grant): grant for grant in grants}
        places.append(_place(source, grants, marks, known.get(source.workbook_id), expected))
        readers.keep(source.workbook_id, marks)
    threshold = threshold_of(registry.settings)
    with context.ledger.transaction() as rows:
        few = telling_few(one_to_one_rows(remembered_entries(rows)), threshold)
        problems = remembered_problems(rows)
        ledger_rows = rows.coach_books.rows_by_year()
    return PrivacyReport(
        tuple(places),
        tuple(unread),
        tuple(_named(registry, states, problems)),
        tuple(_few(few, registry)),
        ledger_rows,
        _published(registry),
        threshold,
    )


class _Expected:
    """Who may open what: everybody else who can is worth a warning."""

    def __init__(self, context: SyncContext, registry: Registry) -> None:
        self._registry = registry
        own = context.access.own
        drive_id = shared_drive_of(own, context.access.registry_id)
        members = permissions(own, drive_id or context.access.registry_id)
        self._managers = {member.email.casefold() for member in members if member.role in MANAGERS}
        self._identities = {transport.identity.reader.casefold() for transport in context.access.transports.values()}
        self._directors = {each.email.casefold() for each in registry.people if each.role is Role.DIRECTOR}

    def warnings(self, source: Source, grants: Iterable[Permission]) -> Iterator[str]:
        for grant in grants:
            if grant.kind in ("anyone", "domain"):
                yield f"{_in_words(grant)} can open it. Remove that in its Share dialog."
            elif source.kind == COACH and grant.email.casefold() not in self._of_coach(source.key):
                yield f"{_in_words(grant)} can open it: neither its coach, nor a manager of the drive, nor the sync identity."
            elif (
                source.kind == REGISTRY
                and grant.email.casefold() not in self._directors | self._managers | self._identities
            ):
                yield f"{_in_words(grant)} can open it: no director, manager of the drive or sync identity. It holds exact counts."

    def _of_coach(self, coach_id: str) -> set[str]:
        return {self._registry.coaches[coach_id].email.casefold()} | self._managers | self._identities


def _place(
    source: Source,
    grants: list[Permission],
    marks: Mapping[str, Permission],
    known: set[str] | None,
    expected: _Expected,
) -> Place:
    new = None if known is None else tuple(_in_words(grant) for mark, grant in marks.items() if mark not in known)
    in_order = sorted(grants, key=lambda grant: (grant.kind == "user", grant.role not in MANAGERS, grant.email))
    return Place(
        source.name[:1].upper() + source.name[1:],
        source.kind,
        tuple(_in_words(grant) for grant in in_order),
        tuple(expected.warnings(source, grants)),
        new,
    )


def _in_words(grant: Permission) -> str:
    if grant.kind == "anyone":
        return f"anyone with the link ({grant.role})"
    if grant.kind == "domain":
        return f"everybody of a domain ({grant.role})"
    return f"{grant.email or 'somebody whom Google does not name'} ({grant.role}{', a group' if grant.kind == 'group' else ''})"


def _mark(key: str, grant: Permission) -> str:
    said = "\0".join((grant.kind, grant.role, grant.email.casefold(), "" if grant.email else grant.permission_id))
    return hashlib.blake2b(said.encode(), key=key.encode()[:64], digest_size=16).hexdigest()


def _named(
    registry: Registry, states: Mapping[str, WorkbookState], problems: Mapping[str, tuple[RowProblem, ...]]
) -> Iterator[str]:
    """Districts whose text seems to name somebody, or has a column that asks for it; how often, not where."""
    for district in registry.districts.values():
        state = states.get(district.workbook_id or "")
        seen = (state.notes if state else {}).get(NOTE, {})
        cells = {(tab, row, column) for places in seen.values() for tab, row, column, _ in places}
        if cells:
            number = counted(len(cells), "cell seems", "cells seem")
            yield f"{district.name}: {number} to name an educator; the coach has been told."
        columns = [each for each in problems.get(district.workbook_id or "", ()) if WHY_IT_TELLS in each.message]
        if columns:
            number = counted(len(columns), "column asks", "columns ask")
            yield f"{district.name}: {number} for what must not stand there; see its Needs Attention."


def _few(few: Mapping[tuple[str, str], int], registry: Registry) -> Iterator[str]:
    for (district_id, school_id), count in few.items():
        place = f"{district_name(registry, district_id)}, {school_name(registry, school_id)}"
        yield f"{place}: {counted(count, 'one-to-one row', 'one-to-one rows')}, so at most as many educators, teams apart."


def _published(registry: Registry) -> str:
    editions = registry.published.editions
    if not editions:
        return "Nothing has been published yet, so nothing can be inferred from it."
    last = max(each.published_on for each in editions)
    number = counted(len({each.edition_id for each in editions}), "edition has", "editions have")
    return (
        f"{number} left the program, the last on {last.isoformat()}. Each was held against all before it; `coachlog audit` does "
        "so again."
    )


def pseudonym_tables() -> tuple[str, ...]:
    """The tables of the ledger in which a pseudonym or a mark of a name stands."""
    return tuple(table.name for table in WITH_PSEUDONYMS)
