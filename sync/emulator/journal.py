"""What was asked of the emulated Google, and how it answered: for counting requests and for seeing what a
client sent.
"""

from __future__ import annotations

from collections import Counter, deque
from dataclasses import dataclass
from datetime import datetime
from threading import Lock

_KEPT = 100_000  # entries: a full demonstration year makes about a tenth of that


@dataclass(frozen=True)
class Entry:
    """One request. `status` is 0 if the connection was cut; `ignored` lists unknown names that Drive let
    pass.
    """

    time: datetime
    method: str
    caller: str
    status: int
    milliseconds: float
    request_bytes: int
    response_bytes: int
    ignored: tuple[str, ...] = ()


class Journal:
    """The last requests, oldest first."""

    def __init__(self) -> None:
        self._entries: deque[Entry] = deque(maxlen=_KEPT)
        self._counts: Counter[str] = Counter()
        self._lock = Lock()

    def add(self, entry: Entry) -> None:
        with self._lock:
            self._entries.append(entry)
            self._counts[entry.method] += 1

    def entries(self) -> list[Entry]:
        with self._lock:
            return list(self._entries)

    def counts(self) -> dict[str, int]:
        """Requests by method id (`drive.changes.list`, `token`) since the last reset, refusals included."""
        with self._lock:
            return dict(self._counts)

    def reset(self) -> None:
        with self._lock:
            self._entries.clear()
            self._counts.clear()
