"""Batch requests about groups of rows or columns. Groups come from depths: a group of depth n is a run of
lines at least n deep.
"""

from __future__ import annotations

from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.requests_dimensions import span_of
from sync.emulator.sheets.update_masks import paths, touches

_LISTS = {"ROWS": "rowGroups", "COLUMNS": "columnGroups"}
MOST_DEPTH = 8  # of groups inside groups, as in the Sheets editor


def _depths(sheet: Sheet, dimension: str) -> list[int]:
    depths = [0] * sheet.extent(dimension)
    for group in sheet.furniture[_LISTS[dimension]]:
        span = group["range"]
        for index in range(span.get("startIndex", 0), min(span["endIndex"], len(depths))):
            depths[index] = max(depths[index], group["depth"])
    return depths


def _from_depths(sheet: Sheet, dimension: str, depths: list[int]) -> list[Json]:
    collapsed = {_key(group) for group in sheet.furniture[_LISTS[dimension]] if group.get("collapsed")}
    groups = []
    for depth in range(1, max(depths, default=0) + 1):
        start = None
        for index, deep in enumerate([*depths, 0]):
            if deep >= depth and start is None:
                start = index
            elif deep < depth and start is not None:
                span = {"dimension": dimension, "startIndex": start, "endIndex": index}
                span = {**({"sheetId": sheet.id} if sheet.id else {}), **span}
                group: Json = {"range": span, "depth": depth}
                groups.append({**group, "collapsed": True} if _key(group) in collapsed else group)
                start = None
    return groups


def _key(group: Json) -> tuple[int, int, int]:
    return group["range"].get("startIndex", 0), group["range"]["endIndex"], group["depth"]


def _change(editing: Editing, request: Json, by: int) -> Json:
    sheet, dimension, start, end = span_of(editing, request.get("range"))
    depths = _depths(sheet, dimension)
    lines = range(start, min(end, len(depths)))
    if by < 0 and not any(depths[index] for index in lines):
        raise Refused(f"No group over the range {start} to {end}.")
    for index in lines:
        depths[index] = max(0, depths[index] + by)
        if depths[index] > MOST_DEPTH:
            raise Refused(f"Groups can be at most {MOST_DEPTH} deep.")
    groups = _from_depths(sheet, dimension, depths)
    sheet.furniture[_LISTS[dimension]] = groups
    return {"dimensionGroups": copied(groups)} if groups else {}


def add_group(editing: Editing, request: Json) -> Json:
    """Puts lines into a group, one level deeper than they were; returns all groups of the dimension."""
    return _change(editing, request, 1)


def delete_group(editing: Editing, request: Json) -> Json:
    """Takes lines out of their deepest group; returns the groups that are left."""
    return _change(editing, request, -1)


def update_group(editing: Editing, request: Json) -> Json:
    """Collapses or opens a group; its lines are hidden or shown."""
    given = request.get("dimensionGroup", {})
    which = paths(request.get("fields"), "DimensionGroup", "dimensionGroup")
    sheet, dimension, start, end = span_of(editing, given.get("range"))
    for group in sheet.furniture[_LISTS[dimension]]:
        if _key(group) == (start, end, given.get("depth", 1)):
            if touches(which, "collapsed"):
                _collapse(sheet, dimension, group, bool(given.get("collapsed")))
            return {}
    raise Refused(f"No group over the range {start} to {end} with depth {given.get('depth', 1)}.")


def _collapse(sheet: Sheet, dimension: str, group: Json, collapsed: bool) -> None:
    group.pop("collapsed", None)
    if collapsed:
        group["collapsed"] = True
    table = sheet.dimensions[dimension]
    for index in range(group["range"].get("startIndex", 0), group["range"]["endIndex"]):
        properties = {name: part for name, part in table.get(index, {}).items() if name != "hiddenByUser"}
        if collapsed:
            properties["hiddenByUser"] = True
        if properties:
            table[index] = properties
        else:
            table.pop(index, None)


HANDLERS: dict[str, Handler] = {
    "addDimensionGroup": add_group,
    "deleteDimensionGroup": delete_group,
    "updateDimensionGroup": update_group,
}
