"""What a tab's template may not say: names given twice, and names of columns, blocks or lists that do not
exist."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Final

from sheets_templates.headers import plain
from sheets_templates.looks import NUMERIC
from sheets_templates.model import Block, Chart, Column, ColumnType, ConditionalFormat, Tab, TabKind

LISTS: Final = frozenset(
    {
        "activities",
        "answers",
        "closed_reasons",
        "coach_ids",
        "coaches",
        "contract_day",
        "day_types",
        "delivery",
        "district_ids",
        "district_kinds",
        "districts",
        "focus_areas",
        "funding_sources",
        "grade_bands",
        "onboarding_statuses",
        "other_time",
        "phases",
        "quote_choices",
        "roles",
        "schools",
        "support_kinds",
    }
)
CHART_KINDS: Final = frozenset({"pie", "bar", "column", "line", "stacked_bar", "stacked_column"})
LOOKS: Final = frozenset({"problem", "warning", "good", "quiet"})
BLOCK_STYLES: Final = frozenset({"table", "figures"})
FORMULA_TOKEN: Final = re.compile(r"\{(unknown )?(\w+)\}")
FACTS: Final = frozenset({"filled", "first_day", "last_day"})


def contradictions(tab: Tab) -> tuple[str, ...]:
    """What is wrong with a tab that has the right fields, in plain words; empty when nothing is."""
    return tuple(_found(tab))


def dangling_values(tabs: Sequence[Tab]) -> tuple[str, ...]:
    """Columns whose `values` name another tab's column (`roster/educator`) that the workbook does not
    have."""
    known = {f"{tab.key}/{column.key}" for tab in tabs for column in tab.columns}
    return tuple(
        f"the column {column.key!r} of tab {tab.key!r} takes its values from {column.values!r}, which does not exist"
        for tab in tabs
        for column in tab.columns
        if column.values is not None and "/" in column.values and column.values not in known
    )


def _found(tab: Tab) -> Iterator[str]:
    yield from _columns(tab.columns, "")
    yield from _twice("block", (block.key for block in tab.blocks))
    yield from _twice("chart", (chart.key for chart in tab.charts))
    yield from _kind(tab)
    for block in tab.blocks:
        yield from _block(block)
    for chart in tab.charts:
        yield from _chart(tab, chart)
    for rule in tab.formats:
        yield from _format(tab, rule)
    for row in tab.starter_rows:
        if len(row) > len(tab.columns):
            yield f"the starter row {row[:2]!r} has {len(row)} cells for {len(tab.columns)} columns"
    for key in tab.slicers:
        if not tab.has_column(key):
            yield f"slicers names the unknown column {key!r}"
    for key in tab.row_key:
        if tab.kind != TabKind.TABLE or not tab.has_column(key):
            yield f"row_key names {key!r}, which is no column of a table"
    if not re.fullmatch(r"#[0-9a-f]{6}", tab.color):
        yield f"the color {tab.color!r} is not written as '#1a73e8'"


def _kind(tab: Tab) -> Iterator[str]:
    if tab.kind in (TabKind.ENTRY, TabKind.TABLE, TabKind.QUESTIONS):
        if not tab.columns:
            yield f"a tab of kind {tab.kind} needs columns"
        if tab.blocks:
            yield f"a tab of kind {tab.kind} has columns, not blocks (only report tabs have blocks)"
    elif tab.columns:
        yield f"a tab of kind {tab.kind} has no columns of its own"
    if tab.kind == TabKind.REPORT and not tab.blocks:
        yield "a report tab needs blocks"
    if tab.kind == TabKind.PAGE and not tab.text:
        yield "a page needs text"
    if tab.kind == TabKind.QUESTIONS and all(column.protected for column in tab.columns):
        yield "a questions tab needs a column that is not protected, for the answer"


def _columns(columns: tuple[Column, ...], where: str) -> Iterator[str]:
    yield from _twice(f"column{where}", (column.key for column in columns))
    yield from _twice(f"header{where}", (plain(column.header) for column in columns))
    taken = {plain(column.header): column.key for column in columns}
    for column in columns:
        if column.values is not None and "/" not in column.values and column.values not in LISTS:
            yield f"the column {column.key!r}{where} names the unknown list {column.values!r}"
        if column.type == ColumnType.CHOICE and column.values is None:
            yield f"the column {column.key!r}{where} is a choice and needs `values`"
        for alias in column.aliases:
            owner = taken.setdefault(plain(alias), column.key)
            if owner != column.key:
                yield f"the alias {alias!r} of the column {column.key!r}{where} already means {owner!r}"


def _block(block: Block) -> Iterator[str]:
    where = f" of block {block.key!r}"
    yield from _columns(block.columns, where)
    if block.style not in BLOCK_STYLES:
        yield f"the style{where} is {block.style!r}; it is one of {', '.join(sorted(BLOCK_STYLES))}"
    if block.style == "table" and not block.columns:
        yield f"the table{where} has no columns"
    keys = {column.key: column for column in block.columns}
    for key in block.heat:
        if key not in keys:
            yield f"heat{where} names the unknown column {key!r}"
        elif keys[key].type not in NUMERIC:
            yield f"heat{where} names the column {key!r}, which is not a number"


def _chart(tab: Tab, chart: Chart) -> Iterator[str]:
    where = f"the chart {chart.key!r}"
    if chart.kind not in CHART_KINDS:
        yield f"{where} is of the unknown kind {chart.kind!r}; it is one of {', '.join(sorted(CHART_KINDS))}"
    if not chart.series:
        yield f"{where} has no series"
    if chart.kind == "pie" and len(chart.series) > 1:
        yield f"{where} is a pie and can show one series only"
    if bool(chart.most) != bool(chart.most_subtitle):
        yield f"{where} needs both `most` and `most_subtitle`, or neither"
    block = next((block for block in tab.blocks if block.key == chart.block), None)
    if block is None:
        yield f"{where} names the unknown block {chart.block!r}"
        return
    if block.style != "table":
        yield f"{where} needs a block of style table; {chart.block!r} is {block.style}"
    keys = {column.key: column for column in block.columns}
    for key in (chart.category, *chart.series):
        if key not in keys:
            yield f"{where} names the unknown column {key!r} of block {chart.block!r}"
    for key in chart.series:
        if key in keys and keys[key].type not in NUMERIC:
            yield f"{where} draws the column {key!r}, which is not a number"


def _format(tab: Tab, rule: ConditionalFormat) -> Iterator[str]:
    if rule.look not in LOOKS:
        yield f"a format has the unknown look {rule.look!r}; it is one of {', '.join(sorted(LOOKS))}"
    if (rule.formula is None) == (rule.column is None or not rule.values):
        yield "a format needs either a column with values, or a formula"
    if rule.column is not None and not tab.has_column(rule.column):
        yield f"a format names the unknown column {rule.column!r}"
    for unknown, name in FORMULA_TOKEN.findall(rule.formula or ""):
        if not tab.has_column(name) and (unknown or name not in FACTS):
            yield f"the formula {rule.formula!r} names the unknown column {name!r}"
        elif unknown and tab.column(name).values is None:
            yield f"the formula {rule.formula!r} asks for unknown values of {name!r}, which has no list"


def _twice(what: str, keys: Iterable[str]) -> Iterator[str]:
    seen: set[str] = set()
    for key in keys:
        if key in seen:
            yield f"the {what} {key!r} is given twice"
        seen.add(key)
