"""A spreadsheet as the emulator holds it: sheets of sparse rows, and the furniture that stands on them.

A request works on `Spreadsheet.fork()`: rows are immutable and shared, everything else is copied. When the
request succeeds the fork is saved in place of the original, when it fails the fork is dropped; so every
request is applied whole or not at all.
"""

from __future__ import annotations

from collections.abc import Iterator
from operator import itemgetter
from typing import Any

import orjson

from sync.emulator.sheets.cells import EMPTY, NO_ROW, Cell, Formula, Json, Looks, Row, Value, trimmed

ROWS, COLUMNS = "ROWS", "COLUMNS"
DEFAULT_ROW_PIXELS = 21
DEFAULT_COLUMN_PIXELS = 100
MOST_CELLS = 10_000_000  # a spreadsheet; Google's published limit
MOST_CHARACTERS = 50_000  # a cell; Google's published limit
MOST_COLUMNS = 18_278  # columns A to ZZZ; Google's published limit

_value_of = itemgetter(0)

FURNITURE = (
    "merges",
    "conditionalFormats",
    "filterViews",
    "protectedRanges",
    "charts",
    "bandedRanges",
    "rowGroups",
    "columnGroups",
    "slicers",
    "tables",
    "commentAnchors",
)


class Sheet:
    """One sheet: `properties` as the API shows them, `rows` (sparse at the bottom and at the right),
    `furniture` (lists of API resources by their field name in `Sheet`), `basic_filter`, and what is not
    standard about rows and columns (`dimensions`: by dimension and index, `DimensionProperties`).
    """

    def __init__(self, properties: Json) -> None:
        self.properties = properties
        self.rows: list[Row] = []
        self.furniture: dict[str, list[Json]] = {name: [] for name in FURNITURE}
        self.basic_filter: Json | None = None
        self.dimensions: dict[str, dict[int, Json]] = {ROWS: {}, COLUMNS: {}}
        self._owns_rows = True
        self._holds_formulas: bool | None = None  # None: not looked yet

    def __repr__(self) -> str:
        return f"Sheet({self.id}, {self.title!r})"

    @property
    def id(self) -> int:
        return int(self.properties["sheetId"])

    @property
    def title(self) -> str:
        return str(self.properties["title"])

    @property
    def grid(self) -> Json:
        """The grid properties; a sheet that is only a chart has none and reads as a grid without cells."""
        properties: Json = self.properties.get("gridProperties", {})
        return properties

    @property
    def row_count(self) -> int:
        return int(self.grid.get("rowCount", 0))

    @property
    def column_count(self) -> int:
        return int(self.grid.get("columnCount", 0))

    def extent(self, dimension: str) -> int:
        """How many rows or columns the sheet has."""
        return self.row_count if dimension == ROWS else self.column_count

    def row(self, index: int) -> Row:
        return self.rows[index] if index < len(self.rows) else NO_ROW

    def cell(self, row: int, column: int) -> Cell:
        cells = self.row(row)
        return cells[column] if column < len(cells) else EMPTY

    def value(self, row: int, column: int) -> Value:
        return self.cell(row, column)[0]

    def set_row(self, index: int, cells: list[Cell]) -> None:
        """Puts these cells in place of the row."""
        self._holds_formulas = None
        rows = self.own_rows()
        row = trimmed(cells)
        if index < len(rows):
            rows[index] = row
        elif row:
            rows.extend([NO_ROW] * (index - len(rows)))
            rows.append(row)

    def set_cell(self, row: int, column: int, cell: Cell) -> None:
        self.set_row(row, self.widened(row, column + 1, column, [cell]))

    def widened(self, row: int, width: int, column: int, cells: list[Cell]) -> list[Cell]:
        """The row as a list of at least `width` cells, with `cells` laid over it from `column` on."""
        out = list(self.row(row))
        if len(out) < width:
            out.extend([EMPTY] * (width - len(out)))
        out[column : column + len(cells)] = cells
        return out

    def padded(self, row: int, first: int, end: int) -> list[Cell]:
        """The cells of a row from column `first` up to, not including, `end`; empty cells where nothing
        stands.
        """
        cells = list(self.row(row)[first:end])
        return cells + [EMPTY] * (end - first - len(cells))

    def own_rows(self) -> list[Row]:
        """The list of rows, safe to change: it is copied once if it is shared with the sheet this one was
        forked from.
        """
        if not self._owns_rows:
            self.rows = list(self.rows)
            self._owns_rows = True
        return self.rows

    def replace_rows(self, rows: list[Row]) -> None:
        """Puts a whole new list of rows in place."""
        while rows and not rows[-1]:
            rows.pop()
        self.rows = rows
        self._owns_rows = True
        self._holds_formulas = None

    def holds_formulas(self) -> bool:
        """Whether any cell of the sheet is a formula; remembered until a row changes."""
        if self._holds_formulas is None:
            self._holds_formulas = any(Formula in map(type, map(_value_of, row)) for row in self.rows)
        return self._holds_formulas

    def shared(self, rows: Sheet) -> None:
        """Takes over the rows of another sheet without copying them."""
        self.rows, self._owns_rows, self._holds_formulas = rows.rows, False, rows._holds_formulas

    def dimension(self, dimension: str, index: int) -> Json:
        """The properties of a row or column that differ from the standard; a dict that may be changed."""
        return self.dimensions[dimension].setdefault(index, {})

    def used_cells(self) -> Iterator[tuple[int, int, Cell]]:
        """Every cell that is not empty: row, column, cell."""
        for r, row in enumerate(self.rows):
            for c, cell in enumerate(row):
                if cell is not EMPTY and cell != EMPTY:
                    yield r, c, cell

    def described(self) -> Json:
        """Everything but the rows, as plain JSON."""
        return {
            "properties": self.properties,
            "furniture": self.furniture,
            "basicFilter": self.basic_filter,
            "dimensions": {name: list(table.items()) for name, table in self.dimensions.items()},
        }

    @classmethod
    def from_description(cls, description: Json, rows: list[Row]) -> Sheet:
        """The sheet that `described` told of. The rows are taken as they are."""
        sheet = cls(description["properties"])
        sheet.furniture.update(description["furniture"])
        sheet.basic_filter = description["basicFilter"]
        for name, pairs in description["dimensions"].items():
            sheet.dimensions[name] = {int(index): properties for index, properties in pairs}
        sheet.rows = rows
        return sheet


class Spreadsheet:
    """A spreadsheet: properties as the API shows them, sheets in their order, named ranges, developer
    metadata, looks.
    """

    def __init__(self, id: str, properties: Json) -> None:
        self.id = id
        self.properties = properties
        self.sheets: list[Sheet] = []
        self.named_ranges: list[Json] = []
        self.metadata: list[Json] = []
        self.comments: list[Json] = []
        self.looks = Looks()
        self.worked_out: Any = None  # results of formulas for this very state; see formulas.py

    @property
    def locale(self) -> str:
        return str(self.properties.get("locale", "en_US"))

    @property
    def time_zone(self) -> str:
        return str(self.properties.get("timeZone", "Etc/GMT"))

    def sheet_by_id(self, sheet_id: int) -> Sheet | None:
        return next((sheet for sheet in self.sheets if sheet.id == sheet_id), None)

    def sheet_by_title(self, title: str) -> Sheet | None:
        """The sheet with this title; Sheets compares titles without regard to case."""
        wanted = title.casefold()
        return next((sheet for sheet in self.sheets if sheet.title.casefold() == wanted), None)

    def renumber(self) -> None:
        """Gives every sheet the index of its place."""
        for index, sheet in enumerate(self.sheets):
            sheet.properties["index"] = index

    def cell_count(self) -> int:
        return sum(sheet.row_count * sheet.column_count for sheet in self.sheets)

    def object_ids(self, name: str, key: str) -> set[int]:
        """The ids in use over all sheets for one kind of furniture."""
        return {item[key] for sheet in self.sheets for item in sheet.furniture[name] if key in item}

    def described(self) -> Json:
        """Everything but the rows of the sheets, as plain JSON."""
        return {
            "id": self.id,
            "properties": self.properties,
            "namedRanges": self.named_ranges,
            "metadata": self.metadata,
            "comments": self.comments,
            "sheets": [sheet.described() for sheet in self.sheets],
        }

    @classmethod
    def from_description(cls, description: Json, rows: list[list[Row]], looks: Looks) -> Spreadsheet:
        """The spreadsheet that `described` told of, with the rows of each sheet."""
        spreadsheet = cls(description["id"], description["properties"])
        spreadsheet.named_ranges = description["namedRanges"]
        spreadsheet.metadata = description["metadata"]
        spreadsheet.comments = description["comments"]
        spreadsheet.looks = looks
        spreadsheet.sheets = [
            Sheet.from_description(sheet, sheet_rows)
            for sheet, sheet_rows in zip(description["sheets"], rows, strict=True)
        ]
        return spreadsheet

    def fork(self) -> Spreadsheet:
        """A copy to work on; rows are shared until they are changed."""
        copy = orjson.loads(orjson.dumps(self.described()))
        fork = Spreadsheet.from_description(copy, [sheet.rows for sheet in self.sheets], self.looks)
        for sheet, source in zip(fork.sheets, self.sheets, strict=True):
            sheet.shared(source)
        return fork
