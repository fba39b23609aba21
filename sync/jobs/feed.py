"""Which workbooks changed since the last run, by Google's change feed, our own writes left out where they are provably ours."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta

from sync.google.errors import Rejected
from sync.google.files import FileChange, changes_since, start_token
from sync.google.transport import Transport
from sync.jobs.access import ProgramAccess
from sync.ledger import Ledger, WorkbookState

CLOCK_STEP = timedelta(seconds=1)  # the Date header of Google's answers counts whole seconds; the feed, milliseconds


@dataclass(frozen=True)
class News:
    """The ids of files that somebody else changed; `everything` where there is no token to ask from. `tokens`, by identity, are
    to be kept once what they lead to has been read. `in_trash`: of each file in the feed, whether it lies in the trash now."""

    changed: Collection[str]
    tokens: Mapping[str, str]
    everything: bool
    in_trash: Mapping[str, bool] = field(default_factory=dict)


def news(access: ProgramAccess, ledger: Ledger, states: Mapping[str, WorkbookState], *, full: bool) -> News:
    """What the feeds of all identities tell: one request each (a page holds 1,000 changes).

    A new token is taken before anything is read, so that nothing falls between.
    """
    entries: list[FileChange] = []
    tokens: dict[str, str] = {}
    everything = full
    for transport in access.transports.values():
        identity = transport.identity.label
        found, tokens[identity] = _since(transport, ledger.feed_token(identity), full=full)
        everything = everything or found is None
        entries.extend(found or ())
    in_trash = {entry.file_id: entry.trashed for entry in sorted(entries, key=lambda entry: entry.time)}
    return News(_changed_by_others(entries, states), tokens, everything, in_trash)


def _since(transport: Transport, token: str | None, *, full: bool) -> tuple[list[FileChange] | None, str]:
    """The changes since a token and the next token; no list where there is no token to ask from. Under `full` nor where Google
    refuses it, as it does for one that is too old: reading everything makes good for that."""
    if token is not None:
        try:
            return changes_since(transport, token)
        except Rejected:
            if not full:
                raise
    return None, start_token(transport)


def _changed_by_others(entries: Iterable[FileChange], states: Mapping[str, WorkbookState]) -> set[str]:
    by_file: defaultdict[str, list[FileChange]] = defaultdict(list)
    for entry in entries:
        by_file[entry.file_id].append(entry)
    return {
        file_id
        for file_id, found in by_file.items()
        if not any(provably_ours(newest, states.get(file_id)) for newest in _newest(found))
    }


def _newest(entries: list[FileChange]) -> list[FileChange]:
    """The entries that speak of the last edit; several identities may each have one."""
    last = max(entry.modified_time or entry.time for entry in entries)
    return [entry for entry in entries if (entry.modified_time or entry.time) == last]


def provably_ours(change: FileChange, state: WorkbookState | None) -> bool:
    """Whether the last edit that an entry of the feed names is the write whose answer the ledger knows.

    The answer to a write holds the whole workbook of that moment, so everything before it has been seen. An edit after it has
    another author, or a later time than the answer. Any doubt is a no: then the workbook is read.
    """
    if state is None or not state.settled or state.written_at is None or change.modified_time is None:
        return False
    if change.removed or change.trashed or not change.by_me:
        return False
    return change.modified_time <= _aware(state.written_at) + CLOCK_STEP


def _aware(moment: datetime) -> datetime:
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
