"""A spreadsheet as PDF: its sheets one after the other as the page shows them, as wide as the paper at most, charts included."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from functools import lru_cache
from itertools import accumulate
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sync.emulator.pages.charts import chart_png
from sync.emulator.pages.dressing import WHITE
from sync.emulator.pages.floats import LETTERS_PIXELS, ROW_HEADER_PIXELS, charts_over
from sync.emulator.pages.grid import CellView, RowView, SheetGrid
from sync.emulator.sheets.model import DEFAULT_ROW_PIXELS, Sheet, Spreadsheet
from sync.emulator.typesetting import LINE_HEIGHT, TYPE, compiled, length, literal

POINTS_PER_PIXEL: Final = 0.75
LETTER: Final = (612.0, 792.0)  # points
MARGIN: Final = 36.0
_LETTER_WIDTH: Final = 0.72  # pixels that a letter takes for each point of its size, in the middle
_PADDING: Final = 3.0  # pixels


@dataclass(frozen=True)
class _Placed:
    """Something on a sheet: pixels from its upper left corner, and what stands there in typst's language. `layer`: fills and lines
    lie below (0) texts, which run over the cells beside them (1), and charts (2)."""

    top: float
    bottom: float
    left: float
    layer: int
    markup: str


def spreadsheet_pdf(spreadsheet: Spreadsheet, now: datetime) -> bytes:
    """Every sheet that is not hidden and not empty; an empty spreadsheet is one empty page."""
    with TemporaryDirectory(prefix="spreadsheet-") as folder:
        pages = [
            page
            for sheet in spreadsheet.sheets
            if not sheet.properties.get("hidden")
            for page in _Printing(spreadsheet, sheet, now, Path(folder)).pages()
        ]
        title = literal(str(spreadsheet.properties["title"]))
        head = (
            f"#set document(title: {title})\n{TYPE}\n#set par(spacing: 0pt, leading: 0.1em)\n#set block(spacing: 0pt)"
        )
        return compiled("\n".join([head, *(pages or ["#page[]"])]), Path(folder))


class _Printing:
    """One sheet being printed."""

    def __init__(self, spreadsheet: Spreadsheet, sheet: Sheet, now: datetime, folder: Path) -> None:
        self._spreadsheet, self._sheet, self._now, self._folder = spreadsheet, sheet, now, folder
        self._grid = SheetGrid(spreadsheet, sheet, now)
        columns = self._grid.columns
        self._borders = [0.0, *accumulate(float(column.width) for column in columns)]
        self._places = {column.index: place for place, column in enumerate(columns)}

    def pages(self) -> Iterator[str]:
        """The pages in typst's language; none for an empty sheet."""
        rows, charts = self._rows(), list(self._charts())
        cells = [placed for row, top, height in rows for placed in self._cells(row, top, height)]
        things = sorted([*cells, *charts], key=lambda each: each.layer)
        if not things:
            return
        width = self._width(rows)
        across, down = LETTER if width * POINTS_PER_PIXEL <= LETTER[0] - 2 * MARGIN else LETTER[::-1]
        scale = min(1.0, (across - 2 * MARGIN) / (width * POINTS_PER_PIXEL))
        borders = [top + height for _, top, height in rows]
        for first, end in _cuts(things, borders, (down - 2 * MARGIN) / POINTS_PER_PIXEL / scale):
            placed = "\n".join(_at(each, first) for each in things if first <= each.top < end)
            size = f"width: {length(across)}, height: {length(down)}, margin: {length(MARGIN)}"
            yield f"#page({size})[#scale({scale * 100:.2f}%, origin: top + left)[\n{placed}\n]]"

    def _rows(self) -> list[tuple[RowView, float, float]]:
        """The rows down to the last that shows anything, each with its top and its height in pixels."""
        views = self._grid.rows(0, self._sheet.row_count)
        while views and not any(_shows(cell) for cell in views[-1].cells):
            views.pop()
        placed, top = [], 0.0
        for view in views:
            height = float(view.height or max([DEFAULT_ROW_PIXELS, *(self._needed(cell) for cell in view.cells)]))
            placed.append((view, top, height))
            top += height
        return placed

    def _needed(self, cell: CellView) -> float:
        """The height that a cell's text needs where nobody chose one, in pixels."""
        if "wrap" not in cell.classes.split():
            return 0.0
        size = _points(_css(cell.css).get("font-size"), 10)
        letters = max(1.0, self._cell_width(cell) / (size * _LETTER_WIDTH))
        lines = sum(1 + int(len(line) / letters) for line in _text(cell).split("\n"))
        return lines * size * LINE_HEIGHT / POINTS_PER_PIXEL + 2 * _PADDING

    def _cell_width(self, cell: CellView) -> float:
        place = self._places[cell.column]
        return self._borders[place + max(cell.colspan, 1)] - self._borders[place]

    def _left(self, cell: CellView) -> float:
        return self._borders[self._places[cell.column]]

    def _width(self, rows: Sequence[tuple[RowView, float, float]]) -> float:
        """The pixels across to the right end of whatever shows anything."""
        ends = [
            self._left(cell) + max(self._cell_width(cell), cell.width)
            for row, _, _ in rows
            for cell in row.cells
            if _shows(cell)
        ]
        ends += [each.left - ROW_HEADER_PIXELS + each.width for each in charts_over(self._sheet)]
        return max([1.0, *ends])

    def _cells(self, row: RowView, top: float, height: float) -> Iterator[_Placed]:
        for cell in row.cells:
            css, text, left = _css(cell.css), _text(cell), self._left(cell)
            width = self._cell_width(cell)
            if look := _look(css):
                size = f"width: {_pixels(width)}, height: {_pixels(height)}"
                yield _Placed(top, top + height, left, 0, f"#block({size}, {look})")
            if text:
                yield _Placed(top, top + height, left, 1, _printed(cell, css, text, max(width, cell.width), height))

    def _charts(self) -> Iterator[_Placed]:
        for chart in charts_over(self._sheet):
            name = f"chart-{chart.id}.png"
            (self._folder / name).write_bytes(chart_png(self._spreadsheet, chart.id, self._now))
            size = f"width: {_pixels(chart.width)}, height: {_pixels(chart.height)}"
            markup = f"#image({literal(name)}, {size}, alt: {literal(chart.label)})"
            top = float(chart.top - LETTERS_PIXELS)
            yield _Placed(top, top + chart.height, float(chart.left - ROW_HEADER_PIXELS), 2, markup)


def _cuts(things: Sequence[_Placed], borders: Sequence[float], room: float) -> Iterator[tuple[float, float]]:
    """First and end of each page in pixels: cut at rows, and through a chart only where it is higher than a page."""
    bottom, first = max(each.bottom for each in things), 0.0
    while first < bottom:
        end = first + room
        if end < bottom:
            whole = [
                border
                for border in borders
                if first < border <= end and not any(each.top < border < each.bottom for each in things)
            ]
            end = max(whole, default=end)
        yield first, end
        first = end


def _at(placed: _Placed, first: float) -> str:
    return f"#place(dx: {_pixels(placed.left)}, dy: {_pixels(placed.top - first)})[{placed.markup}]"


def _look(css: dict[str, str]) -> str:
    """The fill and the lines of a cell; "" for one that is white and bare."""
    fill = css.get("background")
    drawn = {"bottom": css.get("border-bottom"), "right": css.get("border-right")}
    lines = ", ".join(f"{side}: {_line(line)}" for side, line in drawn.items() if line)
    parts = [f'fill: rgb("{fill}")'] if fill and fill != WHITE else []
    return ", ".join([*parts, f"stroke: ({lines})"] if lines else parts)


def _printed(cell: CellView, css: dict[str, str], text: str, room: float, height: float) -> str:
    """The text of a cell, cut at its borders (or at the end of the empty cells that it runs over)."""
    vertical = {"top": "top", "middle": "horizon"}.get(css.get("vertical-align", ""), "bottom")
    side = css.get("text-align", "left")
    size = f"width: {_pixels(room)}, height: {_pixels(height)}, clip: true, inset: (x: {_pixels(_PADDING)}, y: {_pixels(2)})"
    inner = f"#text({_type(css)})[{_lines(text, 'wrap' in cell.classes.split())}]"
    return f"#block({size})[#align({side} + {vertical})[{inner}]]"


def _lines(text: str, wraps: bool) -> str:
    """The text; one that is not to wrap stays on its line, and what does not fit is cut."""
    parts = "#linebreak();".join(f"#{literal(part)};" for part in text.split("\n"))
    return parts if wraps else f"#box(width: auto)[{parts}]"


def _type(css: dict[str, str]) -> str:
    parts = [f"size: {length(_points(css.get('font-size'), 10))}"]
    parts += ["weight: 700"] if css.get("font-weight") == "700" else []
    parts += ['style: "italic"'] if css.get("font-style") == "italic" else []
    return ", ".join([*parts, f'fill: rgb("{css.get("color", "#000000")}")'])


def _line(css: str) -> str:
    """A border such as `1px solid #dadce0`."""
    width, *_, ink = css.split(" ")
    return f'{_pixels(float(width.removesuffix("px")))} + rgb("{ink}")'


@lru_cache(maxsize=4096)
def _css(text: str) -> dict[str, str]:
    """The declarations of a style attribute, the last of a name."""
    return {name: value for name, _, value in (part.partition(":") for part in text.split(";")) if value}


def _points(text: str | None, otherwise: float) -> float:
    return float(text.removesuffix("pt")) if text else otherwise


def _pixels(count: float) -> str:
    return length(count * POINTS_PER_PIXEL)


def _text(cell: CellView) -> str:
    if cell.checked is not None:
        return "☑" if cell.checked else "☐"
    return "".join(piece.text for piece in cell.pieces)


def _shows(cell: CellView) -> bool:
    return bool(_text(cell))
