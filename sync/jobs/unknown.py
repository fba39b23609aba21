"""What somebody asked for by an id that the registry does not have."""

from __future__ import annotations

from collections.abc import Iterable


class UnknownDistrict(Exception):
    """The registry has no such district."""

    def __init__(self, district_id: str, known: Iterable[str]) -> None:
        super().__init__(
            f"The registry has no district {district_id!r}. Its Districts tab has: {', '.join(known) or 'none yet'}."
        )


class UnknownCoach(Exception):
    """The registry has no such coach, or (`what` says so) nothing of theirs that is asked for."""

    def __init__(self, coach_id: str, known: Iterable[str], what: str = "coach") -> None:
        super().__init__(f"The registry has no {what} {coach_id!r}. It has: {', '.join(known) or 'none yet'}.")
