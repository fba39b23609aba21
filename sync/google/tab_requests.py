"""Requests that give one tab what its plan says: headers, marks on columns, formats, drop-downs, warnings,
colors.

What people wrote is never overwritten: of a column that stands already only its mark, its header's note and
its drop-down are ours.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict
from functools import lru_cache
from typing import Any, Final

from sheets_templates.model import Tab
from sync.google.cell_data import color_style
from sync.google.entry_rules import color_rules
from sync.google.reading import TAB_KEY
from sync.google.sheet_requests import (
    LAYOUT_KEY,
    Request,
    changed_sheet_metadata,
    more,
    sheet_metadata,
)
from sync.google.tab_columns import Provisions, column_requests, help_requests
from sync.google.tab_overlays import banding, filtering, protections, slicing
from sync.google.tab_plans import TabPlan, grid_size

LAYOUT_VERSION: Final = 1  # raised when this file gives the same template another look


def tab_requests(plan: TabPlan, provisions: Provisions) -> tuple[list[Request], str]:
    """The requests for one tab, none when it is as it should be, and the record of its layout that it then
    bears."""
    present = _record_of(plan)
    digest = _digest(plan, provisions)
    fed_anew = any(column.values in provisions.moved_ranges for column in plan.tab.columns)
    redo = plan.fresh or present.get("template") != digest or bool(plan.missing) or fed_anew
    requests = [*_sheet(plan), *column_requests(plan)]
    formats = int(present.get("formats", 0))
    if redo and plan.tab.columns:
        requests += help_requests(plan, provisions)
        rules = color_rules(
            plan.tab, plan.sheet_id, plan.positions, provisions.lists, provisions.facts, provisions.locale
        )
        requests += _recolored(plan, rules, formats)
        formats = len(rules)
    if not plan.known and plan.tab.columns:
        requests += banding(plan, provisions)
        requests += filtering(plan)
    slicers = bool(present.get("slicers"))
    if redo and plan.tab.slicers and not slicers:
        requests += slicing(plan, provisions)
        slicers = True
    requests += protections(plan, provisions)
    record = json.dumps({"template": digest, "formats": formats, "slicers": slicers}) if redo else ""
    return requests + _recorded(plan, record), record


def _record_of(plan: TabPlan) -> dict[str, Any]:
    try:
        record = json.loads(plan.standing.metadata.get(LAYOUT_KEY, "{}")) if plan.standing else {}
    except ValueError:
        return {}  # somebody rewrote our record: the tab is provisioned again
    return record if isinstance(record, dict) else {}


def _digest(plan: TabPlan, provisions: Provisions) -> str:
    lists = {column.values: list(provisions.lists.get(column.values or "", ())) for column in plan.tab.columns}
    facts = (
        {name: str(provisions.facts.get(name, "")) for name in ("first_day", "last_day")} if plan.tab.formats else {}
    )
    rest = [sorted((str(name), values) for name, values in lists.items()), facts, provisions.locale]
    basis = [json.dumps(LAYOUT_VERSION), _template(plan.tab), *(json.dumps(part, sort_keys=True) for part in rest)]
    return hashlib.sha256(f"[{', '.join(basis)}]".encode()).hexdigest()[:16]


@lru_cache(maxsize=256)
def _template(tab: Tab) -> str:
    """A tab's template as JSON, made once: each workbook asks twice for each of its tabs."""
    return json.dumps(asdict(tab), sort_keys=True)


def _recorded(plan: TabPlan, record: str) -> list[Request]:
    if not record:
        return []
    if plan.standing is not None and LAYOUT_KEY in plan.standing.metadata:
        return [changed_sheet_metadata(plan.sheet_id, LAYOUT_KEY, record)]
    return [sheet_metadata(plan.sheet_id, LAYOUT_KEY, record)]


def _sheet(plan: TabPlan) -> Iterator[Request]:
    rows, columns = grid_size(plan)
    grid: dict[str, Any] = {
        "rowCount": rows,
        "columnCount": columns,
        "frozenRowCount": 1 if plan.tab.columns else 0,
    }
    properties: dict[str, Any] = {
        "sheetId": plan.sheet_id,
        "title": plan.title,
        "gridProperties": {**grid, "hideGridlines": not plan.tab.columns},
        "tabColorStyle": color_style(plan.tab.color),
    }
    if plan.standing is None:
        yield {"addSheet": {"properties": {**properties, "index": plan.index}}}
    elif plan.fresh:
        yield _sheet_update(
            properties,
            "title,tabColorStyle," + ",".join(f"gridProperties.{name}" for name in (*grid, "hideGridlines")),
        )
    else:
        if not plan.known:
            frozen = {"sheetId": plan.sheet_id, "gridProperties": {"frozenRowCount": 1}}
            yield _sheet_update(frozen, "gridProperties.frozenRowCount")
        if columns > plan.standing.column_count:
            yield more(plan.sheet_id, "COLUMNS", columns - plan.standing.column_count)
    if not plan.known:
        yield sheet_metadata(plan.sheet_id, TAB_KEY, plan.tab.key)


def _sheet_update(properties: dict[str, Any], fields: str) -> Request:
    return {"updateSheetProperties": {"properties": properties, "fields": fields}}


def _recolored(plan: TabPlan, rules: Sequence[Mapping[str, Any]], formats: int) -> Iterator[Request]:
    """Takes away the rules that we put first, and puts the new ones first; rules of people's own stay
    behind them."""
    ours = min(formats, plan.standing.conditional_format_count) if plan.standing else 0
    for _ in range(ours):
        yield {"deleteConditionalFormatRule": {"sheetId": plan.sheet_id, "index": 0}}
    for index, rule in enumerate(rules):
        yield {"addConditionalFormatRule": {"rule": rule, "index": index}}
