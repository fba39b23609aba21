"""The feed of changes: what changed since a token, each file once, at its latest change."""

from __future__ import annotations

from bisect import bisect_right
from collections.abc import Callable, Iterable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta

from sync.emulator.drive.records import Change
from sync.emulator.store import Records, Store, Touched

_FIRST = 1000  # a feed does not start at 1, so that nobody takes a token for a count


class ChangeFeed:
    """Numbered changes. A token is the number of the last change that its holder has seen.

    With `coalescing` set, edits of one file show up together, only when so much time has passed since the
    first of them, and carry the time of the last: this is how Drive treats bursts of edits (about three
    minutes).
    """

    def __init__(self, store: Store, now: Callable[[], datetime]) -> None:
        self.coalescing = timedelta(0)
        self._now = now
        self._changes = Records(store, "change", Change)
        self._held = Records(store, "held_change", Change)  # `time` of the first edit; published later
        self._order: list[tuple[int, str]] = []
        self._last = _FIRST
        self._index()
        store.on_rollback(self._undo)

    def record(
        self,
        id: str,
        lost: Iterable[str] = (),
        deleted: bool = False,
        of_drive: bool = False,
        drive_id: str = "",
        opened_with: tuple[str, ...] = (),
    ) -> None:
        """Note that a file changed, who lost access by it, and whether it is gone."""
        self._held.delete(id)
        self._publish(id, self._now(), lost, deleted, of_drive, drive_id, opened_with)

    def record_edit(self, id: str) -> None:
        """Note that a file's content changed; the only kind of change that is coalesced."""
        if not self.coalescing:
            self._publish(id, self._now())
            return
        first = self._held.get(id)
        self._held.save(id, Change(id, 0, first.time if first else self._now()))

    def last(self) -> int:
        """The token of somebody who has seen everything."""
        self._release()
        return self._last

    def since(self, token: int) -> Iterator[Change]:
        """The changes after a token, oldest first."""
        self._release()
        for number, id in self._order[bisect_right(self._order, (token, "\uffff")) :]:
            change = self._changes.get(id)
            if change is not None and change.number == number:
                yield change

    def _publish(
        self,
        id: str,
        time: datetime,
        lost: Iterable[str] = (),
        deleted: bool = False,
        of_drive: bool = False,
        drive_id: str = "",
        opened_with: tuple[str, ...] = (),
    ) -> None:
        self._last += 1
        before = self._changes.get(id)
        gone = dict(before.lost) if before else {}
        gone.update(dict.fromkeys(lost, self._last))
        self._changes.save(id, Change(id, self._last, time, deleted, gone, of_drive, drive_id, opened_with))
        self._order.append((self._last, id))
        if len(self._order) > 2 * len(self._changes) + 1000:
            self._index()

    def _release(self) -> None:
        now = self._now()
        ready = [held for held in self._held.all() if held.time + self.coalescing <= now]
        for held in sorted(ready, key=lambda change: change.time):
            self._held.delete(held.id)
            self._publish(held.id, held.time)

    def _index(self) -> None:
        self._order = sorted((change.number, change.id) for change in self._changes.all())
        self._last = max(self._last, self._order[-1][0]) if self._order else self._last

    def _undo(self, touched: Touched) -> None:
        if any(kind == "change" for kind, _ in touched):
            self._index()


def without(change: Change, principals: Iterable[str]) -> Change:
    """The change with these principals no longer counted as having lost access."""
    return replace(change, lost={who: number for who, number in change.lost.items() if who not in set(principals)})
