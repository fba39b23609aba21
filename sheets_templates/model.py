"""The shape of a template: workbooks of tabs, tabs of columns, blocks and charts. Each column is declared
once, here as data."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum


class TabKind(StrEnum):
    ENTRY = "entry"  # people type the rows; coachlog writes the protected columns only
    TABLE = "table"  # coachlog writes every row below one header row
    REPORT = "report"  # coachlog writes blocks of figures, with charts beside them
    PAGE = "page"  # fixed text
    QUESTIONS = "questions"  # coachlog adds rows; a person answers in the columns that are not protected


class ColumnType(StrEnum):
    TEXT = "text"
    LONG_TEXT = "long_text"
    CHOICE = "choice"
    DATE = "date"
    TIMESTAMP = "timestamp"
    MINUTES = "minutes"
    HOURS = "hours"
    INTEGER = "integer"
    DECIMAL = "decimal"
    DAYS = "days"
    MONEY = "money"
    PERCENT = "percent"
    CHECKBOX = "checkbox"
    EMAIL = "email"
    URL = "url"
    ID = "id"


@dataclass(frozen=True)
class Column:
    """One column. `values` names a list of allowed values (resolved by whoever provisions the workbook, so
    that the director's own focus areas and each district's own schools can fill it); `aliases` are other
    headers that people give it."""

    key: str
    header: str
    type: ColumnType
    help: str
    required: bool = False
    protected: bool = False
    hidden: bool = False
    values: str | None = None
    width: int | None = None
    aliases: tuple[str, ...] = ()
    strict: bool = False  # the drop-down refuses anything else; elsewhere typed text is accepted and parsed


@dataclass(frozen=True)
class Chart:
    """A native chart over one block: one category column, one or more series columns.

    The axis titles default to the headers of the category and of a single series. Of a block with more rows than
    `most` (0: no limit) only the first are drawn; then `most_subtitle` says so, with `{drawn}` and `{rows}`."""

    key: str
    title: str
    kind: str  # pie, bar, column, line, stacked_bar, stacked_column
    block: str
    category: str
    series: tuple[str, ...]
    subtitle: str = ""
    category_title: str = ""
    value_title: str = ""
    most: int = 0
    most_subtitle: str = ""
    width: int = 600
    height: int = 340


@dataclass(frozen=True)
class Block:
    """A titled table inside a report tab. Blocks stand below one another, in order; their charts stand to
    the right of the tables. `style` is `table` (header row, banded) or `figures` (label, value, note: large
    numbers without a header).

    A row of figures is (label, value, note) or (label, value, note, type of the value as a ColumnType's
    word)."""

    key: str
    title: str
    columns: tuple[Column, ...]
    style: str = "table"
    note: str = ""
    heat: tuple[str, ...] = ()  # keys of columns colored by value
    total_row: bool = False  # the last row sums the others and is set in bold
    empty: str = "Nothing logged yet."  # what stands there while there are no rows


@dataclass(frozen=True)
class ConditionalFormat:
    """A row of an entry or table tab is colored where `column` holds one of `values`, or where the custom
    `formula` is true."""

    look: str  # problem, warning, good, quiet
    column: str | None = None
    values: tuple[str, ...] = ()
    formula: str | None = None


@dataclass(frozen=True)
class Tab:
    key: str
    title: str
    kind: TabKind
    help: str
    columns: tuple[Column, ...] = ()
    blocks: tuple[Block, ...] = ()
    charts: tuple[Chart, ...] = ()
    formats: tuple[ConditionalFormat, ...] = ()
    text: tuple[str, ...] = ()
    color: str = "#5f6368"
    rows: int = 200  # of a new tab; it grows when it has to, and every formatted row makes each read larger
    row_key: tuple[str, ...] = ()  # the columns that tell a row of a table from others: rows then keep their places
    slicers: tuple[str, ...] = ()  # keys of columns that get a slicer (table tabs)
    sort_filter: bool = True  # a basic filter over the table
    starter_rows: tuple[tuple[str | int | float | bool, ...], ...] = ()  # written once, when the tab is made

    def column(self, key: str) -> Column:
        """The column with this key. Raises KeyError."""
        for column in self.columns:
            if column.key == key:
                return column
        raise KeyError(f"The template's tab {self.title!r} has no column {key!r}.")

    def has_column(self, key: str) -> bool:
        return any(column.key == key for column in self.columns)

    def block(self, key: str) -> Block:
        return next(block for block in self.blocks if block.key == key)


@dataclass(frozen=True)
class WorkbookTemplate:
    """One of the four kinds of workbook. `title` may hold `{district}`, `{coach}` and `{school_year}`."""

    key: str
    title: str
    tabs: tuple[Tab, ...]

    def tab(self, key: str) -> Tab:
        return next(tab for tab in self.tabs if tab.key == key)


@dataclass(frozen=True)
class TabHeading:
    """What stands above and below a report tab's blocks: a large title, a line under it, and the closing
    lines that name the fields a report was made from and the rules applied."""

    title: str
    subtitle: str = ""
    footnotes: tuple[str, ...] = ()


BlockRows = Sequence[Sequence[object]]
TabContent = Mapping[str, BlockRows]  # block key -> rows, in the order of the block's columns
