"""Requests a minute, by user and by project, as Google counts them. Off until switched on."""

from __future__ import annotations

from collections import deque
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from threading import Lock
from typing import Any

from sync.emulator.wire.call import Caller
from sync.emulator.wire.discovery import Method
from sync.emulator.wire.errors import GoogleError, error_info

MINUTE = timedelta(minutes=1)


@dataclass(frozen=True)
class Limit:
    """Units a minute for a project and for each of its users."""

    project: int
    user: int


# The limits pages of the APIs; Drive counts units, every other API requests.
LIMITS: Mapping[str, Limit] = {
    "sheets.read": Limit(300, 60),
    "sheets.write": Limit(300, 60),
    "docs.read": Limit(3000, 300),
    "docs.write": Limit(600, 60),
    "forms.read": Limit(975, 390),
    "forms.responses": Limit(450, 180),
    "forms.write": Limit(375, 150),
    "drive": Limit(1_000_000, 325_000),
}
_DRIVE_UNITS = {"list": 100, "export": 200, "download": 200, "get": 5}
_DRIVE_EDIT_UNITS = 50


@dataclass
class _Window:
    """What was used in the last minute."""

    used: int = 0
    spent: deque[tuple[datetime, int]] = field(default_factory=deque)

    def forget(self, before: datetime) -> None:
        while self.spent and self.spent[0][0] <= before:
            self.used -= self.spent.popleft()[1]

    def spend(self, now: datetime, units: int) -> None:
        self.spent.append((now, units))
        self.used += units


class Quotas:
    """Rolling minutes. `limits` may be changed to make a test small."""

    def __init__(self, now: Callable[[], datetime]) -> None:
        self.enabled = False
        self.limits: dict[str, Limit] = dict(LIMITS)
        self._now = now
        self._windows: dict[tuple[str, str], _Window] = {}
        self._lock = Lock()

    def spend(self, method: Method, caller: Caller, wants_media: bool = False) -> None:
        """Count one call. Raises GoogleError 429 (Drive, for one user: 403 userRateLimitExceeded) if it is
        one too many.
        """
        if not self.enabled:
            return
        name, units = _class_of(method), _units(method, wants_media)
        limit, now = self.limits[name], self._now()
        with self._lock:
            user = self._window(name, f"{caller.project}/{caller.email}", now)
            project = self._window(name, caller.project, now)
            if user.used + units > limit.user:
                raise _exceeded(name, method, caller, "user", limit.user)
            if project.used + units > limit.project:
                raise _exceeded(name, method, caller, "project", limit.project)
            user.spend(now, units)
            project.spend(now, units)

    def reset(self) -> None:
        with self._lock:
            self._windows.clear()

    def _window(self, name: str, who: str, now: datetime) -> _Window:
        window = self._windows.setdefault((name, who), _Window())
        window.forget(now - MINUTE)
        return window


def _class_of(method: Method) -> str:
    if method.api == "drive":
        return "drive"
    if method.id == "forms.forms.responses.list":
        return "forms.responses"
    return f"{method.api}.{'read' if method.is_read else 'write'}"


def _units(method: Method, wants_media: bool) -> int:
    if method.api != "drive":
        return 1
    if wants_media:
        return _DRIVE_UNITS["download"]
    verb = method.id.rpartition(".")[2]
    if verb in _DRIVE_UNITS:
        return _DRIVE_UNITS[verb]
    return _DRIVE_UNITS["get"] if method.http_method == "GET" else _DRIVE_EDIT_UNITS


def _exceeded(name: str, method: Method, caller: Caller, whose: str, value: int) -> GoogleError:
    service, kind = f"{method.api}.googleapis.com", name.partition(".")[2]
    if method.api == "drive" and whose == "user":
        return GoogleError(
            "PERMISSION_DENIED",
            "User Rate Limit Exceeded",
            reason="userRateLimitExceeded",
            domain="usageLimits",
        )
    metric = f"{kind.capitalize() or 'Queries'} requests" if kind else "Queries"
    metric_id = f"{service}/{kind}_requests" if kind else f"{service}/default"
    limit = f"{metric} per minute" + (" per user" if whose == "user" else "")
    metadata: dict[str, str] = {
        "service": service,
        "quota_metric": metric_id,
        "quota_limit": limit.title().replace(" ", ""),
        "quota_limit_value": str(value),
        "quota_unit": "1/min/{project}" + ("/{user}" if whose == "user" else ""),
        "quota_location": "global",
        "consumer": f"projects/{caller.project}",
    }
    details: list[Mapping[str, Any]] = [error_info("RATE_LIMIT_EXCEEDED", **metadata)]
    return GoogleError(
        "RESOURCE_EXHAUSTED",
        f"Quota exceeded for quota metric '{metric}' and limit '{limit}' of service '{service}'"
        f" for consumer 'project_number:{caller.project}'.",
        reason="rateLimitExceeded",
        domain="usageLimits",
        details=details,
    )
