"""A script of misfortunes: what goes wrong, at which method, after how many good calls, and how often."""

from __future__ import annotations

from dataclasses import dataclass
from fnmatch import fnmatchcase
from threading import Event, Lock
from typing import Literal, get_args

Kind = Literal[
    "status_429",
    "status_500",
    "status_503",
    "html_502",
    "timeout_before",
    "timeout_after",
    "cut_connection",
    "cut_connection_after",
    "stale_change_feed",
]


@dataclass
class Fault:
    """A misfortune that still stands in the script.

    `timeout_before` and `cut_connection` strike before anything is done; `timeout_after` and
    `cut_connection_after` when the write has been made and only the answer is lost. `seconds` is how long a
    time-out is held at most.
    """

    method: str
    kind: Kind
    times: int
    after: int
    seconds: float
    retry_after: int | None


class Faults:
    """The script, and the latency of every answer. `latency_ms` maps a method glob to milliseconds."""

    def __init__(self) -> None:
        self.latency_ms: dict[str, float] = {}
        self._script: list[Fault] = []
        self._lock = Lock()
        self._closing = Event()

    def add(
        self,
        method: str,
        kind: Kind,
        times: int = 1,
        after: int = 0,
        seconds: float = 60.0,
        retry_after: int | None = None,
    ) -> None:
        """Let the next `times` calls of `method` (a glob over method ids: `sheets.*`, `token`) fail, after
        `after` good ones.

        Raises ValueError if there is no such kind of fault.
        """
        if kind not in get_args(Kind):
            raise ValueError(f"There is no fault {kind!r}. There are: {', '.join(get_args(Kind))}.")
        with self._lock:
            self._script.append(Fault(method, kind, times, after, seconds, retry_after))

    def clear(self) -> None:
        with self._lock:
            self._script.clear()
        self.latency_ms = {}

    def pending(self) -> list[Fault]:
        """The faults that have not struck as often as they should."""
        with self._lock:
            return list(self._script)

    def take(self, method: str) -> Fault | None:
        """The fault that strikes this call, used up once. One call meets one fault; the others wait."""
        with self._lock:
            for fault in self._script:
                if not fnmatchcase(method, fault.method):
                    continue
                if fault.after > 0:
                    fault.after -= 1
                    continue
                fault.times -= 1
                if fault.times <= 0:
                    self._script.remove(fault)
                return fault
        return None

    def delay(self, method: str) -> None:
        """Wait as long as this method's latency says."""
        wait = sum(ms for glob, ms in self.latency_ms.items() if fnmatchcase(method, glob))
        if wait:
            self.hold(wait / 1000)

    def hold(self, seconds: float) -> None:
        """Wait, but no longer than the server runs."""
        self._closing.wait(seconds)

    @property
    def is_closing(self) -> bool:
        return self._closing.is_set()

    def close(self) -> None:
        self._closing.set()
