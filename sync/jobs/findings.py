"""What `coachlog doctor` says of one thing that it looked at."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum


class Health(StrEnum):
    GOOD = "good"
    LOOK = "look"  # works, and somebody should look at it
    BROKEN = "broken"


@dataclass(frozen=True)
class Finding:
    """One thing that was looked at; `todo` says what to do, "" where nothing is to be done."""

    health: Health
    what: str
    todo: str = ""
