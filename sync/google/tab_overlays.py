"""Requests for what lies over the cells of one tab: bands of color, the filter, slicers, and the warnings
before typing."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_templates.looks import ACCENT, BAND, PAPER
from sync.google.cell_data import color_style
from sync.google.sheet_requests import Request, grid_range, stable_id
from sync.google.tab_columns import TYPED, Provisions
from sync.google.tab_plans import TabPlan


def banding(plan: TabPlan, provisions: Provisions) -> Iterator[Request]:
    if plan.standing is not None and plan.standing.banded_range_ids:
        return  # colors of their own: two bandings of one cell are an error
    yield {
        "addBanding": {
            "bandedRange": {
                "bandedRangeId": stable_id("banding", provisions.workbook_key, plan.tab.key),
                "range": grid_range(plan.sheet_id, rows=(0, None), columns=(0, plan.width)),
                "rowProperties": {
                    "headerColorStyle": color_style(ACCENT),
                    "firstBandColorStyle": color_style(PAPER),
                    "secondBandColorStyle": color_style(BAND),
                },
            }
        }
    }


def filtering(plan: TabPlan) -> Iterator[Request]:
    if plan.tab.sort_filter:
        area = grid_range(plan.sheet_id, rows=(0, None), columns=(0, plan.width))
        yield {"setBasicFilter": {"filter": {"range": area}}}


def slicing(plan: TabPlan, provisions: Provisions) -> Iterator[Request]:
    """One below another to the right of the table."""
    for number, key in enumerate(plan.tab.slicers):
        anchor = {"sheetId": plan.sheet_id, "rowIndex": 1, "columnIndex": plan.width}
        yield {
            "addSlicer": {
                "slicer": {
                    "slicerId": stable_id("slicer", provisions.workbook_key, plan.tab.key, key),
                    "spec": {
                        "title": plan.tab.column(key).header,
                        "columnIndex": plan.positions[key],
                        "dataRange": grid_range(plan.sheet_id, rows=(0, None), columns=(0, plan.width)),
                        "backgroundColorStyle": color_style(PAPER),
                    },
                    "position": {
                        "overlayPosition": {
                            "anchorCell": anchor,
                            "offsetXPixels": 16,
                            "offsetYPixels": 90 * number,
                            "widthPixels": 240,
                            "heightPixels": 74,
                        }
                    },
                }
            }
        }


def protections(plan: TabPlan, provisions: Provisions) -> Iterator[Request]:
    """Warnings, not locks: whoever may edit the file may answer the warning and go on."""
    present = plan.standing.protected_range_ids if plan.standing else ()
    if plan.tab.kind not in TYPED:
        number = stable_id("protection", provisions.workbook_key, plan.tab.key)
        if number not in present:
            yield _warning(number, grid_range(plan.sheet_id), "coachlog writes this tab. What you type is replaced.")
        return
    for column in plan.tab.columns:
        number = stable_id("protection", provisions.workbook_key, plan.tab.key, column.key)
        place = plan.positions[column.key]
        if not column.protected:
            continue
        area = grid_range(plan.sheet_id, columns=(place, place + 1))
        if number not in present:
            yield _warning(number, area, f"{column.header}: coachlog writes this column. Please leave it alone.")
        elif column.key in plan.missing:
            moved = {"protectedRangeId": number, "range": area}
            yield {"updateProtectedRange": {"protectedRange": moved, "fields": "range"}}


def _warning(number: int, area: dict[str, int], description: str) -> Request:
    return {
        "addProtectedRange": {
            "protectedRange": {
                "protectedRangeId": number,
                "range": area,
                "description": description,
                "warningOnly": True,
            }
        }
    }
