"""Which tab of a workbook is which of its template, and where each column stands or will stand. Nothing is
written here."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from sheets_templates.cells import Cell, TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions, plain
from sheets_templates.model import Tab, TabKind, WorkbookTemplate
from sync.google.sheet_requests import stable_id

DEFAULT_TAB: Final = re.compile(r"[^\W\d]+ ?1")  # Sheet1, Hoja 1, Feuille 1, シート1 ...
FRESH_WORKBOOK: Final = WorkbookSnapshot(
    "", "", "en_US", "", None, None, {}, (TabSnapshot(0, "Sheet1", None, 1000, 26),)
)
REPORT_ROWS, REPORT_COLUMNS, SLICER_COLUMNS = 200, 26, 3


@dataclass(frozen=True)
class TabPlan:
    """One tab of the template in this workbook.

    `standing` is the tab as it is (None: it has to be added); `fresh` means that nothing of ours stands in
    it yet, `known` that its metadata already names it. `positions` are the columns as they will stand,
    `missing` the keys that have to be written, `untagged` those that need metadata.
    """

    tab: Tab
    sheet_id: int
    title: str
    index: int
    standing: TabSnapshot | None
    fresh: bool
    known: bool
    positions: Mapping[str, int]
    missing: tuple[str, ...]
    untagged: tuple[str, ...]

    @property
    def width(self) -> int:
        """The number of columns that the template's columns need."""
        return max(self.positions.values(), default=-1) + 1


def tab_plans(template: WorkbookTemplate, snapshot: WorkbookSnapshot) -> tuple[TabPlan, ...]:
    """A plan for each tab of the template, in the template's order.

    A tab is known by its metadata; else adopted if its title is right and its headers match (or it is
    empty); else the empty tab that a new file begins with becomes it; else it is added, under another title
    where its own is taken.
    """
    order: list[int] = [standing.sheet_id for standing in snapshot.tabs]
    adopted: set[int] = set()
    titles = {standing.title.casefold() for standing in snapshot.tabs}
    plans: list[TabPlan] = []
    for tab in template.tabs:
        standing = snapshot.tab(tab.key) or _by_title(tab, snapshot, adopted)
        if standing is None and not plans:
            standing = _default_tab(snapshot)
        plan = _plan(template, tab, standing, snapshot)
        if standing is None:
            index = order.index(plans[-1].sheet_id) + 1 if plans else 0
            order.insert(index, plan.sheet_id)
            plan = replace(plan, index=index, title=_free_title(tab.title, titles))
        titles.add(plan.title.casefold())
        adopted.add(plan.sheet_id)
        plans.append(plan)
    return tuple(plans)


def emptied_default_tab(template: WorkbookTemplate, snapshot: WorkbookSnapshot) -> TabSnapshot | None:
    """The empty tab that the file began with, if it is in nobody's way any more: not ours, empty, and not
    the first.

    (The first tab is where the version token rests; it is only ever reused.)
    """
    taken = {plan.sheet_id for plan in tab_plans(template, snapshot)}
    default = _default_tab(snapshot)
    if default is None or default.sheet_id in taken or snapshot.tabs[0].sheet_id == default.sheet_id:
        return None
    return default


def _plan(template: WorkbookTemplate, tab: Tab, standing: TabSnapshot | None, snapshot: WorkbookSnapshot) -> TabPlan:
    if standing is None:
        taken = {present.sheet_id for present in snapshot.tabs}
        sheet_id = stable_id("tab", template.key, tab.key, taken=taken)
        positions = {column.key: place for place, column in enumerate(tab.columns)}
        keys = tuple(positions)
        return TabPlan(tab, sheet_id, tab.title, 0, None, True, False, positions, keys, keys)
    found = dict(column_positions(tab, standing))
    missing = tuple(column.key for column in tab.columns if column.key not in found)
    end = max([len(standing.columns), *(index + 1 for index in standing.column_keys)])
    positions = {**found, **{key: end + offset for offset, key in enumerate(missing)}}
    tagged = {key for index, key in standing.column_keys.items() if found.get(key) == index}
    return TabPlan(
        tab=tab,
        sheet_id=standing.sheet_id,
        title=tab.title if _is_default(standing) else standing.title,
        index=0,
        standing=standing,
        fresh=not standing.columns and standing.key is None,
        known=standing.key is not None,
        positions=positions,
        missing=missing,
        untagged=tuple(key for key in positions if key not in tagged),
    )


def _by_title(tab: Tab, snapshot: WorkbookSnapshot, adopted: set[int]) -> TabSnapshot | None:
    for standing in snapshot.tabs:
        same_title = plain(standing.title) == plain(tab.title)
        if standing.key is None and standing.sheet_id not in adopted and same_title:
            return standing if _fits(tab, standing) else None
    return None


def _fits(tab: Tab, standing: TabSnapshot) -> bool:
    """Whether a tab with the right title can be ours: it is empty, or it has all columns that people see
    and need."""
    if not standing.columns:
        return True
    if tab.kind in (TabKind.REPORT, TabKind.PAGE):
        return False
    found = column_positions(tab, standing)
    if tab.kind == TabKind.ENTRY:
        return all(column.key in found for column in tab.columns if column.required)
    return all(column.key in found for column in tab.columns)


def _default_tab(snapshot: WorkbookSnapshot) -> TabSnapshot | None:
    return next((standing for standing in snapshot.tabs if _is_default(standing)), None)


def _is_default(standing: TabSnapshot) -> bool:
    untouched = standing.key is None and not standing.columns and not standing.charts
    return standing.sheet_id == 0 and untouched and DEFAULT_TAB.fullmatch(standing.title) is not None


def _free_title(title: str, titles: set[str]) -> str:
    """The title, or the first of "Title (coachlog)", "Title (coachlog 2)" ... that no tab bears."""
    candidates = [title, f"{title} (coachlog)", *(f"{title} (coachlog {number})" for number in range(2, 100))]
    return next(candidate for candidate in candidates if candidate.casefold() not in titles)


def expected_tab(plan: TabPlan, metadata: Mapping[str, str]) -> TabSnapshot:
    """The tab as it will stand once its plan has been carried out: header row, keys and size, no rows
    added."""
    rows, columns = grid_size(plan)
    standing = plan.standing or TabSnapshot(plan.sheet_id, plan.title, None, rows, columns)
    return replace(
        standing,
        title=plan.title,
        key=plan.tab.key,
        row_count=rows,
        column_count=columns,
        columns=_with_headers(plan, standing.columns),
        column_keys={
            **{index: key for index, key in standing.column_keys.items() if not plan.tab.has_column(key)},
            **{index: key for key, index in plan.positions.items()},
        },
        metadata=metadata,
    )


def grid_size(plan: TabPlan) -> tuple[int, int]:
    """The rows and columns that the tab will have."""
    tab = plan.tab
    if plan.standing is not None and not plan.fresh:
        return plan.standing.row_count, max(plan.standing.column_count, plan.width)
    if not tab.columns:
        return REPORT_ROWS, REPORT_COLUMNS
    return max(tab.rows, len(tab.starter_rows) + 1), plan.width + (SLICER_COLUMNS if tab.slicers else 0)


def _with_headers(plan: TabPlan, columns: Sequence[Sequence[Cell]]) -> tuple[tuple[Cell, ...], ...]:
    starters = starter_cells(plan)
    depth = max([1 + len(starters), *(len(column) for column in columns)])
    grid = [[*column, *[None] * (depth - len(column))] for column in columns]
    grid += [[None] * depth for _ in range(plan.width - len(grid))]
    for key in plan.missing:
        grid[plan.positions[key]][0] = plan.tab.column(key).header
    for row, cells in enumerate(starters, start=1):
        for place, value in enumerate(cells):
            grid[place][row] = float(value) if type(value) is int else value
    return tuple(tuple(column) for column in grid)


def starter_cells(plan: TabPlan) -> Sequence[Sequence[str | int | float | bool]]:
    """The rows that the tab begins with, in the order of its columns; none where something stands already."""
    return plan.tab.starter_rows if plan.fresh else ()
