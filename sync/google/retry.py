"""When a request that failed is sent again, and how long that waits.

Reads are sent again freely. A write is sent again where the first one was certainly not carried out, or where
the caller says that doing it twice is doing it once. Otherwise a lost answer is `WriteUnknown`.
"""

from __future__ import annotations

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass
from typing import TypeVar

import tenacity

from sync.google.calls import Call
from sync.google.errors import GoogleProblem, Landed, WriteUnknown

_Answer = TypeVar("_Answer")
_repeatable: ContextVar[bool] = ContextVar("coachlog_google_repeatable", default=False)


@contextmanager
def repeatable_writes() -> Iterator[None]:
    """Writes sent inside may be sent again after a lost answer: the caller knows that the second one changes
    nothing."""
    token = _repeatable.set(True)
    try:
        yield
    finally:
        _repeatable.reset(token)


@dataclass(frozen=True)
class Patience:
    """How often and how long: attempts in all, the longest pause in seconds (Google's advice: min(2^n, 32)),
    and the longest `Retry-After` that is waited for."""

    attempts: int = 7
    longest_pause: float = 32.0
    longest_retry_after: float = 120.0
    sleep: Callable[[float], None] = time.sleep

    def run(self, call: Call, attempt: Callable[[], _Answer]) -> _Answer:
        """The answer of the first attempt that succeeds.

        Raises: the `GoogleProblem` of the last attempt; `WriteUnknown` where the answer of any attempt of a
        write was lost, even if a later attempt was refused (it may have been refused because the first one
        landed).
        """
        lost = False
        may_repeat = not call.writes or _repeatable.get()

        def once() -> _Answer:
            nonlocal lost
            try:
                return attempt()
            except GoogleProblem as problem:
                lost = lost or problem.landed is Landed.UNKNOWN
                raise

        def again(problem: BaseException) -> bool:
            return (
                isinstance(problem, GoogleProblem)
                and problem.passing
                and (problem.landed is Landed.NO or may_repeat)
                and (problem.retry_after or 0.0) <= self.longest_retry_after
            )

        retrying = tenacity.Retrying(
            stop=tenacity.stop_after_attempt(self.attempts),
            wait=self._pause,
            retry=tenacity.retry_if_exception(again),
            sleep=self.sleep,
            reraise=True,
        )
        try:
            return retrying(once)
        except GoogleProblem as problem:
            if lost and call.writes:
                raise WriteUnknown(call.file_id) from problem
            raise

    def _pause(self, state: tenacity.RetryCallState) -> float:
        """Full jitter, and never shorter than Google asked for (plus up to a second, so that not all come
        back at once)."""
        problem = state.outcome.exception() if state.outcome else None
        if isinstance(problem, GoogleProblem) and problem.retry_after:
            return problem.retry_after + tenacity.wait_random(0, 1)(state)
        return tenacity.wait_random_exponential(multiplier=1, max=self.longest_pause)(state)
