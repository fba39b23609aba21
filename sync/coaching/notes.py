"""The notes of a log, held only as long as their fingerprint takes. Free text of a district's row is read in
place and kept nowhere."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np

from sheets_templates.cells import Cell, CellError
from sync.coaching.distinct import Codes, Mask, taken
from sync.coaching.entries import Outcome
from sync.coaching.readings import Remark
from sync.coaching.texts import cell_text

NOTE_FAILED: Final = Remark(
    Outcome.NOTICE, "A formula in the note failed. The row counts.", "Replace the formula by text, or empty the cell."
)


@dataclass(frozen=True)
class Notes:
    """`texts` are the notes that are not blank, then one empty text; `codes` tells which of them a row
    has."""

    texts: Sequence[str]
    codes: Codes
    failed: Mask

    @property
    def filled(self) -> Mask:
        """The rows that have a note."""
        return self.codes < len(self.texts) - 1

    def rows(self, places: Codes) -> Notes:
        """The same for some of the rows."""
        return Notes(self.texts, taken(self.codes, places), taken(self.failed, places))


def notes_of(cells: Sequence[Cell], header: int | None = None) -> Notes:
    """The notes of a column; the cell at position `header` is none. Spaces around a note do not count."""
    failed = np.zeros(len(cells), np.bool_)
    if set(map(type, cells)) - {str, type(None)}:
        failed = np.fromiter((isinstance(cell, CellError) for cell in cells), np.bool_, len(cells))
        cells = [cell if isinstance(cell, str) else cell_text(cell) for cell in cells]
    present = np.fromiter(map(bool, cells), np.bool_, len(cells))
    stripped: list[str] = list(map(str.strip, filter(None, cells)))  # type: ignore[arg-type] # all text by now
    lengths = np.fromiter(map(len, stripped), np.intp, len(stripped))
    codes = np.full(len(cells), len(stripped), np.intp)
    codes[present] = np.where(lengths > 0, np.arange(len(stripped)), len(stripped))
    if header is not None and header < len(codes):
        codes[header] = len(stripped)
    return Notes([*stripped, ""], codes, failed)
