"""Making a workbook hold what it should: the difference planned, one batch sent, and what stood there meanwhile looked at."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from functools import cached_property
from typing import Any

from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.model import Tab, TabContent, TabHeading, TabKind, WorkbookTemplate
from sync.google.filling import (
    entry_cells_requests,
    new_rows_request,
    question_requests,
    report_requests,
    table_requests,
)
from sync.google.provisioning import provision
from sync.google.workbooks import write_workbook
from sync.jobs.gathering import Source, people_wrote
from sync.jobs.outcome import PlannedWrite

CELLS_A_WRITE = 200_000  # about 10 MB of JSON; Google ends a request after 180 s


@dataclass(frozen=True)
class Wanted:
    """What a workbook should hold.

    By tab key: `content` and `headings` of computed tabs; `ids` that belong into rows that people wrote (by 1-based row);
    `questions` by column key, and `new_rows` to be added to a tab that people write in. `lists` fill the drop-downs and
    `facts` the pages.
    """

    source: Source
    template: WorkbookTemplate
    content: Mapping[str, TabContent] = field(default_factory=dict)
    headings: Mapping[str, TabHeading] = field(default_factory=dict)
    lists: Mapping[str, Sequence[str]] = field(default_factory=dict)
    facts: Mapping[str, object] = field(default_factory=dict)
    ids: Mapping[str, Mapping[int, str]] = field(default_factory=dict)
    questions: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)
    new_rows: Mapping[str, Sequence[Mapping[str, object]]] = field(default_factory=dict)

    @cached_property
    def content_hash(self) -> str:
        """Equal hashes, equal wish: then a workbook that nobody else changed needs neither a read nor a write."""
        digest = hashlib.blake2b(digest_size=20)
        for part in (self.template, self.content, self.headings, self.lists, self.facts, self.questions):
            digest.update(repr(part).encode())
        return digest.hexdigest()


@dataclass(frozen=True)
class Plan:
    """The requests that turn what stands in a workbook into what is wanted; none where nothing differs."""

    wanted: Wanted
    snapshot: WorkbookSnapshot
    layout: Sequence[dict[str, Any]]
    filling: Mapping[str, Sequence[dict[str, Any]]]  # by tab key

    def __bool__(self) -> bool:
        return bool(self.layout) or any(self.filling.values())

    @property
    def requests(self) -> list[dict[str, Any]]:
        return [*self.layout, *(request for requests in self.filling.values() for request in requests)]

    def summary(self) -> PlannedWrite:
        titles = tuple(self.wanted.template.tab(key).title for key, requests in self.filling.items() if requests)
        tabs = (("layout and drop-downs",) if self.layout else ()) + titles
        return PlannedWrite(self.wanted.source.workbook_id, self.wanted.source.name, tabs, len(self.requests))


def plan_write(wanted: Wanted, snapshot: WorkbookSnapshot) -> Plan:
    """What differs between a workbook and what it should hold; tabs that are missing are made and filled in one batch."""
    layout = provision(wanted.template, snapshot, wanted.lists, wanted.facts)
    filling = {}
    for tab in wanted.template.tabs:
        standing = layout.expected.tab(tab.key)
        if standing is not None:
            filling[tab.key] = _filling(wanted, tab, standing)
    return Plan(wanted, snapshot, layout.requests, filling)


def _filling(wanted: Wanted, tab: Tab, standing: TabSnapshot) -> Sequence[dict[str, Any]]:
    if tab.key in wanted.content and tab.kind is TabKind.REPORT:
        return report_requests(
            tab, standing, wanted.content[tab.key], wanted.headings.get(tab.key, TabHeading(tab.title))
        )
    if tab.key in wanted.content:
        return table_requests(tab, standing, wanted.content[tab.key][tab.key])
    if tab.key in wanted.questions:
        return question_requests(tab, standing, wanted.questions[tab.key])
    return [
        *(entry_cells_requests(standing, "entry_id", wanted.ids[tab.key]) if wanted.ids.get(tab.key) else ()),
        *new_rows_request(tab, standing, wanted.new_rows.get(tab.key, ())),
    ]


@dataclass(frozen=True)
class Written:
    """What a write left: the version, Google's clock, and whether all is known that stood there at that moment.

    `settled` is False where a person wrote in between, where a tab was made that is still to be filled, or a column of one in which
    people type: then it is read again.
    """

    version: int
    server_time: datetime | None
    settled: bool


def apply_plan(plan: Plan, known_version: int | None) -> Written:
    """Sends a plan: one batch, or several for more cells than a batch should carry.

    `known_version` is the last version that the ledger knows: where somebody removed the token with its tab, the next one is made
    from it, so that no number is used twice. Raises GoogleProblem: then the workbook must be read again.
    """
    before, version = plan.snapshot, plan.snapshot.version
    transport = plan.wanted.source.transport
    parts = list(_batches(plan.requests))
    for number, part in enumerate(parts, start=1):
        following = known_version + 1 if version is None and known_version else None
        last = number == len(parts)
        result = write_workbook(transport, before, version, part, read_back=last, next_version=following)
        version = result.version
    after = result.snapshot_after
    settled = after is not None and _only_ours(plan, after)
    return Written(result.version, result.server_time, settled)


def _only_ours(plan: Plan, after: WorkbookSnapshot) -> bool:
    """Whether the workbook now holds what was wanted, and people's own words are those on which it was decided."""
    template = plan.wanted.template
    if people_wrote(plan.snapshot, template) != people_wrote(after, template):
        return False
    if _columns(plan.snapshot, template) != _columns(after, template):
        return False  # what was said of a column that was missing is no longer true
    return not plan_write(replace(plan.wanted, ids={}, new_rows={}), after)


def _columns(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> dict[str, set[str]]:
    """The keys of the columns of each tab in which people type, as far as the tab stands there."""
    typed_in = (tab.key for tab in template.tabs if tab.kind in (TabKind.ENTRY, TabKind.QUESTIONS))
    return {key: set(tab.column_keys.values()) for key in typed_in if (tab := snapshot.tab(key))}


def _batches(requests: Sequence[dict[str, Any]]) -> Iterator[list[dict[str, Any]]]:
    """The requests in order, cut where a batch would carry more cells than CELLS_A_WRITE; a larger single request is cut too."""
    batch: list[dict[str, Any]] = []
    cells = 0
    for request in _small_enough(requests):
        size = _cells(request)
        if batch and cells + size > CELLS_A_WRITE:
            yield batch
            batch, cells = [], 0
        batch.append(request)
        cells += size
    yield batch


def _small_enough(requests: Iterable[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    for request in requests:
        update = request.get("updateCells")
        if update is None or _cells(request) <= CELLS_A_WRITE or "start" not in update:
            yield request
            continue
        rows = update["rows"]
        step = max(1, CELLS_A_WRITE * len(rows) // _cells(request))
        for first in range(0, len(rows), step):
            start = update["start"] | {"rowIndex": update["start"].get("rowIndex", 0) + first}
            yield {"updateCells": update | {"rows": rows[first : first + step], "start": start}}


def _cells(request: dict[str, Any]) -> int:
    body = request.get("updateCells") or request.get("appendCells") or {}
    return sum(len(row.get("values", ())) for row in body.get("rows", ()))
