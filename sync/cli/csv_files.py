"""CSV files for other programs: as RFC 4180 has them, with no text that a spreadsheet would run as a formula."""

from __future__ import annotations

import csv
from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import Final

STARTS_A_FORMULA: Final = ("=", "+", "-", "@", "\t", "\r")


def write_csv(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> None:
    """A header and the rows; folders on the way are made. Texts are plain, everything else as Python writes it."""
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("w", encoding="utf-8", newline="") as file:
        writer = csv.writer(file)
        writer.writerow(header)
        writer.writerows([plain_text(cell) if isinstance(cell, str) else cell for cell in row] for row in rows)


def plain_text(text: str) -> str:
    """The text such that a spreadsheet that opens the file shows it and does not run it."""
    return f"'{text}" if text.startswith(STARTS_A_FORMULA) else text
