"""How many requests each job sent to Google, for `coachlog status` and as Prometheus metrics."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from contextvars import ContextVar
from threading import Lock

import prometheus_client

from sync.google.calls import Call

_job: ContextVar[str] = ContextVar("coachlog_google_job", default="other")


@contextmanager
def job(label: str) -> Iterator[None]:
    """Requests sent inside are counted under this label. A thread started inside does not inherit it."""
    token = _job.set(label)
    try:
        yield
    finally:
        _job.reset(token)


def current_job() -> str:
    return _job.get()


class RequestCounts:
    """Counts that several transports may share.

    Args: `registry` to publish `coachlog_google_requests_total{job, api, kind, status}` in; without one
    nothing is published.
    """

    def __init__(self, registry: prometheus_client.CollectorRegistry | None = None) -> None:
        self._lock = Lock()
        self._counts: Counter[tuple[str, str, str]] = Counter()
        self._metric = registry and prometheus_client.Counter(
            "coachlog_google_requests",
            "Requests sent to Google, every attempt counted. status: the HTTP status, or lost.",
            ("job", "api", "kind", "status"),
            registry=registry,
        )

    def add(self, call: Call, status: str) -> None:
        """Counts one attempt of the current job."""
        with self._lock:
            self._counts[current_job(), call.api, call.kind] += 1
        if self._metric:
            self._metric.labels(current_job(), call.api, call.kind, status).inc()

    def snapshot(self) -> Mapping[tuple[str, str, str], int]:
        """Attempts by (job, API, kind) since the start."""
        with self._lock:
            return dict(self._counts)
