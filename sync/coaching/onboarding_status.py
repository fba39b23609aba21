"""How far a district's onboarding is: answered, waiting for whom, its document; and the reminder that a director may send."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from typing import Final

from sheets_templates.document_loader import load_document
from sync.coaching.metrics_quality import (
    SOMEBODY_NAMED,
    WHO_ANSWERS,
    OnboardingProgress,
    onboarding_progress,
)
from sync.coaching.onboarding_document import ONBOARDING
from sync.coaching.views import DocumentState, OnboardingRow

NOT_READ: Final = "Not read yet"
COMPLETE: Final = "Complete"
NO_DOCUMENT: Final = "Not made yet"


@dataclass(frozen=True)
class OnboardingStatus:
    """`status` in words; `changed_on` is the day on which the document last changed (None: there is none); `kept` is the number of
    its sections that people wrote in and that are therefore left to them."""

    progress: OnboardingProgress
    status: str
    document: DocumentState | None

    @property
    def waiting_for(self) -> str:
        return ", ".join(self.progress.waiting_for)

    @property
    def changed_on(self) -> date | None:
        return self.document.changed_on if self.document else None

    @property
    def url(self) -> str:
        return self.document.url if self.document else ""

    @property
    def kept(self) -> int:
        return len(self.document.kept) if self.document else 0


def onboarding_status(rows: Sequence[OnboardingRow], document: DocumentState | None = None) -> OnboardingStatus:
    """The status of one district. Without rows its Onboarding tab has not been read yet."""
    progress = onboarding_progress(rows)
    sections = progress.sections
    if not sections.whole:
        return OnboardingStatus(progress, NOT_READ, document)
    complete = sections.part == sections.whole
    return OnboardingStatus(progress, COMPLETE if complete else f"{sections.counted()} sections answered", document)


def reminder(program: str, district: str, rows: Sequence[OnboardingRow], document: DocumentState | None = None) -> str:
    """A message to a district that still owes answers, to be copied and sent by a person; "" where nothing is open.

    It names offices and roles; whoever the district typed in by itself is not named outside its workbook.
    """
    asked: dict[str, list[str]] = {}
    labels = load_document(ONBOARDING).labels
    for row in rows:
        if not row.answered:
            who = row.who_answers if row.who_answers in WHO_ANSWERS else SOMEBODY_NAMED
            asked.setdefault(who, []).append(labels.get(row.item, row.section))
    if not asked:
        return ""
    lines = [f"- {who}: {'; '.join(dict.fromkeys(questions))}" for who, questions in asked.items()]
    return "\n".join(
        [
            f"Subject: Before your coach's first visit to {district}",
            "",
            "Your coach's onboarding document still lacks a few answers. Please add them in your workbook's Onboarding tab:",
            *lines,
            *([f"The document as it stands: {document.url}"] if document else []),
            f"Thank you! {program}".rstrip(),
        ]
    )
