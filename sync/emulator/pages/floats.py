"""What floats over the grid: charts and slicers, and the places they are anchored at."""

from __future__ import annotations

from dataclasses import dataclass

from sync.emulator.pages.chart_data import is_hidden
from sync.emulator.pages.charts import chart_size
from sync.emulator.pages.css import color_in
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import COLUMNS, DEFAULT_COLUMN_PIXELS, DEFAULT_ROW_PIXELS, ROWS, Sheet

ROW_HEADER_PIXELS = 46
LETTERS_PIXELS = 24
_SLICER_WIDTH, _SLICER_HEIGHT = 220, 40


@dataclass(frozen=True)
class Floating:
    """A chart or a slicer: pixels from the left and the top of the grid as they are expected (rows may grow),
    and the row that it is anchored at with the pixels below that row's top."""

    id: int
    left: int
    top: int
    row: int
    below: int
    width: int
    height: int
    label: str
    color: str = ""


def charts_over(sheet: Sheet) -> list[Floating]:
    """The charts of a sheet; a chart with a sheet of its own stands at its corner."""
    found = []
    for chart in sheet.furniture["charts"]:
        spec = chart["spec"]
        kind = next((name for name in spec if name.endswith("Chart")), "chart").removesuffix("Chart")
        named = spec.get("altText") or spec.get("title") or f"{kind} chart"
        found.append(_anchored(sheet, chart["chartId"], chart["position"], chart_size(chart), f"Chart: {named}"))
    return found


def slicers_over(sheet: Sheet) -> list[Floating]:
    """The slicers of a sheet."""
    found = []
    for slicer in sheet.furniture["slicers"]:
        overlay = slicer["position"].get("overlayPosition", {})
        size = int(overlay.get("widthPixels", _SLICER_WIDTH)), int(overlay.get("heightPixels", _SLICER_HEIGHT))
        spec = slicer["spec"]
        size = min(size[0], 320), min(size[1], _SLICER_HEIGHT)
        color = color_in(spec, "backgroundColor") or ""
        title = spec.get("title") or "Slicer"
        found.append(_anchored(sheet, slicer["slicerId"], slicer["position"], size, title, color))
    return found


def _anchored(sheet: Sheet, id: int, position: Json, size: tuple[int, int], label: str, color: str = "") -> Floating:
    overlay = position.get("overlayPosition")
    if overlay is None:
        return Floating(id, 0, 0, 0, 0, *size, label, color)
    anchor = overlay.get("anchorCell", {})
    row, column = anchor.get("rowIndex", 0), anchor.get("columnIndex", 0)
    below = overlay.get("offsetYPixels", 0)
    left = ROW_HEADER_PIXELS + pixels_before(sheet, COLUMNS, column) + overlay.get("offsetXPixels", 0)
    top = LETTERS_PIXELS + pixels_before(sheet, ROWS, row) + below
    return Floating(id, left, top, row, below, *size, label, color)


def pixels_before(sheet: Sheet, dimension: str, end: int, first: int = 0) -> int:
    """The pixels that the rows or columns from `first` up to, not including, `end` take; hidden ones take
    none."""
    standard = DEFAULT_ROW_PIXELS if dimension == ROWS else DEFAULT_COLUMN_PIXELS
    total = (end - first) * standard
    for index, own in sheet.dimensions[dimension].items():
        if first <= index < end:
            size = 0 if is_hidden(sheet, dimension, index) else own.get("pixelSize", standard)
            total += int(size) - standard
    return total
