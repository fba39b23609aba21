"""What people type, as requests: the sample's rows go into entry tabs by column key, each cell as the kind of value it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sheets_templates.cells import ClockSerial, TabSnapshot
from sync.demo.sample_cells import Formula, Row, Value
from sync.google.cell_data import cell_data
from sync.google.filling import grown

CLOCK_FORMAT = {"numberFormat": {"type": "TIME", "pattern": "h:mm"}}


def typed_rows(tab: TabSnapshot, rows: Sequence[Row], first_row: int = 2) -> list[dict[str, Any]]:
    """The requests that fill the tab from `first_row` (1-based) on. A key that the tab has no column for is an error."""
    if not rows:
        return []
    places = {key: index for index, key in tab.column_keys.items()}
    width = max(places.values()) + 1
    lines, clocks = [], []
    for number, row in enumerate(rows, start=first_row - 1):
        cells: list[dict[str, Any]] = [{} for _ in range(width)]
        for key, value in row.items():
            cells[places[key]] = _typed(value)
            if isinstance(value, ClockSerial):
                clocks.append(_clock(tab.sheet_id, number, places[key]))
        lines.append({"values": cells})
    start = {"sheetId": tab.sheet_id, "rowIndex": first_row - 1, "columnIndex": 0}
    update = {"updateCells": {"rows": lines, "fields": "userEnteredValue", "start": start}}
    return [*grown(tab, first_row - 1 + len(rows)), update, *clocks]


def _typed(value: Value) -> dict[str, Any]:
    if isinstance(value, Formula):
        return {"userEnteredValue": {"formulaValue": value.text}}
    return cell_data(float(value) if isinstance(value, ClockSerial) else value)


def _clock(sheet_id: int, row: int, column: int) -> dict[str, Any]:
    """What Sheets does when somebody types 1:30: the cell shows a time from then on."""
    start = {"sheetId": sheet_id, "rowIndex": row, "columnIndex": column}
    cells = [{"values": [{"userEnteredFormat": CLOCK_FORMAT}]}]
    return {"updateCells": {"rows": cells, "fields": "userEnteredFormat.numberFormat", "start": start}}
