"""What the registry says, as digests: whether anything in it changed, and whether every workbook must be read again for it.

The sync itself adds rows to Confirmations and Statements, and `coachlog publish` to the published editions. No log is read
otherwise because of a row added there, so a row below those that stood there last time is no reason to read every workbook
again; a row that was changed, moved or removed is.
"""

from __future__ import annotations

import hashlib
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Final, Self

from sheets_templates import load
from sheets_templates.cells import WorkbookSnapshot
from sync.coaching.entries import Outcome, RowProblem

_NO_WORKBOOK_RESTS_ON: Final = frozenset({"voices", "feedback"})  # no log is read otherwise because of these tabs
_GROWS: Final = ("confirmations", "statements", "published_editions", "reach_exact")  # the program's own jobs add rows
_NEVER_EMPTIED: Final = ("districts", "schools", "coaches", "assignments", "contracts", "focus_areas")
_EMPTIED: Final = "Every row of this tab is gone since the last sync, so no number was changed."
_FILL_AGAIN: Final = (
    "Bring the rows back (Ctrl+Z, or File > Version history). If they are meant to be gone, "
    "run `coachlog sync --accept-emptied`."
)


@dataclass(frozen=True)
class RegistryWords:
    """The words of the registry as one read found them, those of the Feedback Form's respondents left out.

    `digest` changes when any of them does. `rows`: how many rows each tab has, its header included, by tab key.
    """

    snapshot: WorkbookSnapshot
    digest: str
    rows: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: WorkbookSnapshot) -> Self:
        """What one read of the registry found."""
        rows = {tab.key: len(tab.columns[0]) if tab.columns else 0 for tab in snapshot.tabs if tab.key}
        return cls(snapshot, _digest(snapshot, rows), rows)

    def noted(self) -> dict[str, Any]:
        """What the ledger keeps of it until the next sync."""
        return {"words": self.digest, "rows": dict(self.rows)}

    def only_added_to(self, notes: Mapping[str, Any]) -> bool:
        """Whether these are the words noted then and, if anything else, rows added in the tabs that grow."""
        return bool(notes.get("words") == _digest(self.snapshot, notes.get("rows", {})))

    def emptied(self, notes: Mapping[str, Any]) -> tuple[RowProblem, ...]:
        """A problem for each tab of which every row is gone since the words noted then, where that is a slip of the hand: without
        any school or coach every number would be zero, and every charged day a question."""
        before = notes.get("rows", {})
        template = load("registry")
        return tuple(
            RowProblem(Outcome.PROBLEM, template.tab(key).title, None, "", _EMPTIED, _FILL_AGAIN)
            for key in _NEVER_EMPTIED
            if before.get(key, 0) > 1 and self.rows.get(key, 2) <= 1  # a tab that is missing is told otherwise
        )


def _digest(snapshot: WorkbookSnapshot, rows: Mapping[str, int]) -> str:
    """A digest of the registry's words, of the tabs that grow only their first so many rows."""
    agreed = [
        (tab.key, [list(column[: rows.get(tab.key) if tab.key in _GROWS else None]) for column in tab.columns])
        for tab in snapshot.tabs
        if tab.key not in _NO_WORKBOOK_RESTS_ON
    ]
    return hashlib.blake2b(repr(agreed).encode(), digest_size=16).hexdigest()
