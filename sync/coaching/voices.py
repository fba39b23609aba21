"""Voices: what respondents of the Feedback Form let the program say. Nobody is named: the form collects no address, words without
permission are not copied anywhere, and of the other answers only counts leave the form.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date


@dataclass(frozen=True)
class Voice:
    """Words that a report may quote: their writer allows it, and the director read them and chose Quote.

    `district_id` "" where the writer named none (the program's reports may quote it, no district's); `asked` is the question.
    """

    district_id: str
    role: str
    asked: str
    words: str = field(repr=False)
    received_on: date | None = None


@dataclass(frozen=True)
class FeedbackCounts:
    """Responses to the Feedback Form, and how many would work with a coach again; who left that open counts in `responses` only."""

    responses: int = 0
    again: int = 0
    perhaps: int = 0
    not_again: int = 0

    def __add__(self, other: FeedbackCounts) -> FeedbackCounts:
        return FeedbackCounts(
            self.responses + other.responses,
            self.again + other.again,
            self.perhaps + other.perhaps,
            self.not_again + other.not_again,
        )

    def may_leave_the_program(self, threshold: int) -> bool:
        """Whether so many answered (`threshold`, the registry's rule for small groups) that the counts tell on nobody."""
        return self.responses >= threshold
