"""What a cell of a workbook can hold once it has been read, and what a read brings back.

These values carry no meaning of the field: whoever reads a workbook makes them, whoever decides about it takes them.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any


class DaySerial(float):
    """A number that the Sheet shows as a date (or date and time): days since 1899-12-30 in the Sheet's time zone."""


class ClockSerial(float):
    """A number that the Sheet shows as a time of day or a duration: a fraction of a day (1:30 is 0.0625)."""


@dataclass(frozen=True)
class CellError:
    """A formula's error as it stands in the cell, for example `#REF!`."""

    code: str


Cell = str | float | bool | CellError | None


@dataclass(frozen=True)
class ChartSnapshot:
    chart_id: int
    title: str


@dataclass(frozen=True)
class TabSnapshot:
    """One tab as it stood at the moment of the read.

    `columns` is the grid column by column from column A, row 1 on; all columns have the same length and trailing empty
    rows and columns are absent. `column_keys` maps a column's index (0 = A) to the key that its developer metadata
    names; `key` is the tab's own key from its metadata (None for a tab that people made themselves). Of several tabs with
    one key, as `Duplicate` makes them, one has it; the others are a `copy_of` it.
    """

    sheet_id: int
    title: str
    key: str | None
    row_count: int
    column_count: int
    columns: Sequence[Sequence[Cell]] = ()
    column_keys: Mapping[int, str] = field(default_factory=dict)
    metadata: Mapping[str, str] = field(default_factory=dict)
    charts: Sequence[ChartSnapshot] = ()
    protected_range_ids: Sequence[int] = ()
    banded_range_ids: Sequence[int] = ()
    conditional_format_count: int = 0
    merges: Sequence[Mapping[str, int]] = ()
    hidden: bool = False
    copy_of: str | None = None


@dataclass(frozen=True)
class WorkbookSnapshot:
    """A whole workbook from one read.

    `version` is the number in the version token (the named range `coachlog_v<N>`), None in a workbook that has none yet;
    `version_range_id` is that named range's id.
    """

    workbook_id: str
    title: str
    locale: str
    time_zone: str
    version: int | None
    version_range_id: str | None
    metadata: Mapping[str, str]
    tabs: Sequence[TabSnapshot]
    named_ranges: Mapping[str, Mapping[str, Any]] = field(default_factory=dict)

    def tab(self, key: str) -> TabSnapshot | None:
        """The tab whose metadata names `key`, whatever its title now is."""
        return next((tab for tab in self.tabs if tab.key == key), None)
