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

from sheets_templates.cells import TabSnapshot, WorkbookSnapshot

_NO_WORKBOOK_RESTS_ON: Final = frozenset({"voices", "feedback"})  # no log is read otherwise because of these tabs
_GROWS: Final = ("confirmations", "statements", "published_editions", "reach_exact")  # the program's own jobs add rows


@dataclass(frozen=True)
class RegistryWords:
    """The words of the registry as one read found them, those of the Feedback Form's respondents left out.

    `digest` changes when any of them does. `rows`: how many rows stand in each tab that grows, by tab key.
    """

    snapshot: WorkbookSnapshot
    digest: str
    rows: Mapping[str, int]

    @classmethod
    def of(cls, snapshot: WorkbookSnapshot) -> Self:
        """What one read of the registry found."""
        rows = {key: _rows(tab) for key in _GROWS if (tab := snapshot.tab(key))}
        return cls(snapshot, _digest(snapshot, rows), rows)

    def noted(self) -> dict[str, Any]:
        """What the ledger keeps of it until the next sync."""
        return {"words": self.digest, "rows": dict(self.rows)}

    def only_added_to(self, notes: Mapping[str, Any]) -> bool:
        """Whether these are the words noted then and, if anything else, rows added in the tabs that grow."""
        return bool(notes.get("words") == _digest(self.snapshot, notes.get("rows", {})))


def _rows(tab: TabSnapshot) -> int:
    return len(tab.columns[0]) if tab.columns else 0


def _digest(snapshot: WorkbookSnapshot, rows: Mapping[str, int]) -> str:
    """A digest of the registry's words, of the tabs in `rows` only their first so many rows."""
    agreed = [
        (tab.key, [list(column[: rows.get(str(tab.key))]) for column in tab.columns])
        for tab in snapshot.tabs
        if tab.key not in _NO_WORKBOOK_RESTS_ON
    ]
    return hashlib.blake2b(repr(agreed).encode(), digest_size=16).hexdigest()
