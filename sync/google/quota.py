"""Google's allowances, kept on our side: a request waits here instead of being refused there.

A bucket for each identity and each class of requests, and one for the whole Cloud project. Every attempt
costs, repeats included. The window rolls: in no 60 seconds is more sent than Google allows.
"""

from __future__ import annotations

import time
from collections.abc import Callable
from dataclasses import dataclass
from threading import Lock

from pyrate_limiter import AbstractBucket, Duration, InMemoryBucket, Rate, RateItem

from sync.google.calls import Call
from sync.google.errors import QuotaExhausted

Buckets = Callable[[str, Rate], AbstractBucket]
DRIVE_STEP = 5  # every Drive cost is a multiple of 5 units, so a bucket counts in fives and stays small
_SHORTEST_WAIT = 0.05  # seconds; a shared bucket that was locked asks for a wait of 0


@dataclass(frozen=True)
class Allowance:
    """Requests (Drive: units) a minute, for one user and for the whole Cloud project."""

    user: int
    project: int


# Source: the usage limits pages of the four APIs.
ALLOWANCES = {
    ("sheets", "read"): Allowance(60, 300),
    ("sheets", "write"): Allowance(60, 300),
    ("docs", "read"): Allowance(300, 3000),
    ("docs", "write"): Allowance(60, 600),
    ("forms", "read"): Allowance(390, 975),
    ("forms", "responses"): Allowance(180, 450),
    ("forms", "write"): Allowance(150, 375),
    ("drive", "units"): Allowance(325_000, 1_000_000),
}


def in_memory(_name: str, rate: Rate) -> AbstractBucket:
    """A bucket of this process alone."""
    return InMemoryBucket([rate])


class Quotas:
    """The buckets. Transports of one Cloud project share one `Quotas`.

    Args: `bucket_for` makes the bucket of a name (letters, digits and _), for example one in PostgreSQL that
    many machines share; `longest_wait` in seconds, after which a request gives up; `clock` in milliseconds
    where the bucket's own will not do.
    """

    def __init__(
        self,
        bucket_for: Buckets = in_memory,
        *,
        allowances: dict[tuple[str, str], Allowance] | None = None,
        longest_wait: float = 600.0,
        sleep: Callable[[float], None] = time.sleep,
        clock: Callable[[], int] | None = None,
    ) -> None:
        self._bucket_for = bucket_for
        self._allowances = ALLOWANCES if allowances is None else allowances
        self._longest_wait = longest_wait
        self._sleep = sleep
        self._clock = clock
        self._buckets: dict[str, AbstractBucket] = {}
        self._lock = Lock()

    def spend(self, call: Call, identity: str, project: str) -> float:
        """Waits until the call is within the allowance of the identity and of the project, and takes it off
        both.

        Returns: the seconds waited. Raises: `QuotaExhausted` where the wait would be longer than
        `longest_wait`.
        """
        kind = "units" if call.api == "drive" else call.kind
        allowance = self._allowances.get((call.api, kind))
        if allowance is None:
            return 0.0
        step = DRIVE_STEP if call.api == "drive" else 1
        waited = 0.0
        for owner, units in ((f"user_{identity}", allowance.user), (f"project_{project}", allowance.project)):
            rate = Rate(max(1, units // step), Duration.MINUTE)
            waited += self._take(f"{call.api}_{kind}_{owner}", rate, max(1, call.cost // step), waited)
        return waited

    def _take(self, name: str, rate: Rate, weight: int, already: float) -> float:
        waited = 0.0
        while (wait := self._try(name, rate, weight)) is not None:
            wait = max(wait, _SHORTEST_WAIT)
            if already + waited + wait > self._longest_wait:
                raise QuotaExhausted(
                    f"Our allowance for Google's {name.split('_')[0]} is used up for {wait:.0f} s.",
                    passing=False,
                    retry_after=wait,
                )
            self._sleep(wait)
            waited += wait
        return waited

    def _try(self, name: str, rate: Rate, weight: int) -> float | None:
        """Takes `weight` off the bucket and returns None, or returns the seconds until it may fit."""
        with self._lock:
            bucket = self._buckets.get(name)
            if bucket is None:
                bucket = self._buckets[name] = self._bucket_for(name, rate)
            now = self._clock() if self._clock else bucket.now()  # type: ignore[no-untyped-call]
            bucket.leak(now)
            item = RateItem(name, now, weight)
            if bucket.put(item):
                return None
            wait = bucket.waiting(item)
        return (wait if isinstance(wait, int) else 0) / 1000
