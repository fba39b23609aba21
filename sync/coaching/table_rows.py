"""The rows of small tables that people type: plans, answers, registry tabs. The Activity Log has a faster way (`parsing`)."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sheets_templates.cells import Cell, CellError, TabSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import Tab
from sync.coaching.texts import cell_text

SERIAL_DAY_ZERO: Final = date(1899, 12, 30)  # a Sheet's date is the number of days since then


@dataclass(frozen=True)
class TableRow:
    """One row that holds something: its 1-based number and its cells by column key."""

    row: int
    cells: Mapping[str, Cell]

    def text(self, key: str) -> str:
        """The cell as trimmed text; "" where it is empty, missing or an error. A whole number has no decimal point."""
        value = self.cells.get(key)
        if value is None or isinstance(value, CellError):
            return ""
        if isinstance(value, float) and value.is_integer():
            return str(int(value))
        return str(value).strip()

    def number(self, key: str) -> float | None:
        """The cell as a number; None where it is none."""
        return number_in(self.cells.get(key))

    def day(self, key: str) -> date | None:
        """The cell as a day, from a date cell or ISO text; None where it is none."""
        value = self.cells.get(key)
        if isinstance(value, float):
            return SERIAL_DAY_ZERO + timedelta(days=int(value))
        try:
            return date.fromisoformat(self.text(key))
        except ValueError:
            return None


def number_in(cell: Cell) -> float | None:
    """A cell as a number, "40%", "1,200" and "2,5" included; None where it is none."""
    if isinstance(cell, (int, float)) and not isinstance(cell, bool):
        return float(cell)
    text = re.sub(r"(?<=\d),(?=\d{3}\b)", "", cell_text(cell)).replace(",", ".") if isinstance(cell, str) else ""
    try:
        return float(text[:-1]) / 100 if text.endswith("%") else float(text)
    except ValueError:
        return None


def table_rows(template: Tab, snapshot: TabSnapshot | None) -> list[TableRow]:
    """Every row below the header of which at least one known cell holds something; no tab gives no rows."""
    if snapshot is None:
        return []
    places = column_positions(template, snapshot).items()
    columns = {key: snapshot.columns[index] for key, index in places if index < len(snapshot.columns)}
    height = max((len(column) for column in columns.values()), default=0)
    rows = (TableRow(row + 1, {key: column[row] for key, column in columns.items()}) for row in range(1, height))
    return [row for row in rows if any(cell not in (None, "") for cell in row.cells.values())]
