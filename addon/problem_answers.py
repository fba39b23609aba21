"""One table from what can go wrong to what a person reads. Nothing of an exception's text is shown that was not written to be."""

from __future__ import annotations

from typing import Final

from sync.coaching.registry_parsing import RegistryUnusable
from sync.google.errors import (
    CredentialsMissing,
    GoogleProblem,
    IncompleteAnswer,
    NotFound,
    QuotaExhausted,
    Rejected,
    SheetNotShared,
    StaleVersion,
    Unavailable,
    WriteUnknown,
)
from sync.jobs.coach_day import LogUnreadable
from sync.jobs.log_entry import EntryGone, WorkbookBusy
from sync.jobs.own_rows import BookUnreadable
from sync.jobs.own_workbook import ChoiceGone
from sync.jobs.setup_workbook import SetupRefused

PRESS_AGAIN: Final = "Press again; pressing twice never logs twice."
_WORDS: Final[tuple[tuple[type[Exception], str], ...]] = (
    (
        SheetNotShared,
        "Google does not let you change this Sheet. Ask the district's administrator to share it with you as an editor, then press "
        "again.",
    ),
    (
        NotFound,
        "Google does not let coachlog into this Sheet for you. Close and open the sidebar and allow the Sheet; if it stays so, ask "
        "the district's administrator to share it with you as an editor.",
    ),
    (CredentialsMissing, "Your sign-in has ended. Close the sidebar, open it again, and press once more."),
    (QuotaExhausted, f"Google is busy with many requests. Wait a few seconds. {PRESS_AGAIN}"),
    (WorkbookBusy, f"Others were changing the Sheet at the same moment, so nothing was written. {PRESS_AGAIN}"),
    (StaleVersion, f"Others were changing the Sheet at the same moment, so nothing was written. {PRESS_AGAIN}"),
    (WriteUnknown, f"Google's answer was lost on its way. {PRESS_AGAIN}"),
    (IncompleteAnswer, f"Google's answer was cut off. {PRESS_AGAIN}"),
    (Unavailable, f"Google did not answer. Wait a few seconds. {PRESS_AGAIN}"),
    (
        Rejected,
        "Google refused the change. The Sheet may be protected: ask its administrator to let editors change it. The next sync "
        "mends what is missing in it.",
    ),
    (GoogleProblem, f"Google could not do it. {PRESS_AGAIN}"),
    (RegistryUnusable, "The program's registry cannot be read at present. Ask the program's director to look at it."),
)
_IN_THEIR_OWN_WORDS: Final = (LogUnreadable, EntryGone, SetupRefused, ChoiceGone, BookUnreadable)
EXPECTED: Final[tuple[type[Exception], ...]] = (*_IN_THEIR_OWN_WORDS, *(kind for kind, _ in _WORDS))


def words_for(problem: Exception) -> str:
    """What a person reads about a problem that is one of EXPECTED: what is wrong and what to do next."""
    if isinstance(problem, _IN_THEIR_OWN_WORDS):
        return str(problem)
    return next(words for kind, words in _WORDS if isinstance(problem, kind))
