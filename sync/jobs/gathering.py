"""Reading workbooks: several at a time, each in one request, each failing alone."""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterable, Iterator, Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor, as_completed
from dataclasses import dataclass

from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.model import TabKind, WorkbookTemplate
from sync.google.counts import job
from sync.google.errors import CredentialsMissing, GoogleProblem
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook
from sync.jobs.outcome import Progress, ProgressReport

READERS = 4  # enough to hide the network's delay; the quota, 60 reads a minute and identity, is the limit


@dataclass(frozen=True)
class Source:
    """One workbook to read: `kind` and `key` as the ledger names it, `name` as people do."""

    workbook_id: str
    kind: str
    key: str
    name: str
    transport: Transport


@dataclass(frozen=True)
class Unread:
    """A workbook that could not be read, why, and whether waiting may help."""

    source: Source
    reason: str
    passing: bool


def read_all(
    sources: Iterable[Source], label: str, progress: ProgressReport
) -> Iterator[tuple[Source, WorkbookSnapshot | Unread]]:
    """Every workbook as it comes in, in no fixed order. Raises CredentialsMissing: then no workbook can be read."""
    wanted = list(sources)
    progress(Progress.READ, 0, len(wanted))
    with ThreadPoolExecutor(READERS, thread_name_prefix="coachlog-read") as readers:
        pending = {readers.submit(_read, source, label): source for source in wanted}
        for done, future in enumerate(as_completed(pending), start=1):
            progress(Progress.READ, done, len(wanted))
            yield pending.pop(future), future.result()


def _read(source: Source, label: str) -> WorkbookSnapshot | Unread:
    with job(label):
        try:
            return read_workbook(source.transport, source.workbook_id)
        except CredentialsMissing:
            raise
        except GoogleProblem as problem:
            return Unread(source, str(problem), problem.passing)


def people_wrote(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> Mapping[str, str]:
    """A digest of what stands in each tab that people write in, columns that are ours (protected) left out.

    Two reads whose digests agree hold the same words in the same rows, so ids written in between stand where they belong.
    """
    digests = {}
    for tab in template.tabs:
        if tab.kind in (TabKind.ENTRY, TabKind.QUESTIONS) and (standing := snapshot.tab(tab.key)):
            ours = {column.key for column in tab.columns if column.protected}
            digests[tab.key] = _digest(standing, ours)
    return digests


def _digest(tab: TabSnapshot, ours: Collection[str]) -> str:
    theirs = {place: cells for place, cells in enumerate(tab.columns) if tab.column_keys.get(place) not in ours}
    height = max((_height(cells) for cells in theirs.values()), default=0)
    digest = hashlib.blake2b(digest_size=16)
    for place, cells in theirs.items():
        if any(cell is not None for cell in cells):
            digest.update(repr((place, [*cells[:height], *([None] * (height - len(cells)))])).encode())
    return digest.hexdigest()


def _height(cells: Sequence[object]) -> int:
    return max((place for place, cell in enumerate(cells, start=1) if cell is not None), default=0)
