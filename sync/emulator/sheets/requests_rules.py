"""Batch requests about rules for cells: data validation, conditional formats, banding."""

from __future__ import annotations

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Cell, Json
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.conditions import check_condition
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.guards import check_writable
from sync.emulator.sheets.model import ROWS, Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths, updated

_FORMATS_OF_RULES = {
    "backgroundColor": True,
    "backgroundColorStyle": True,
    "textFormat": {"bold", "italic", "strikethrough", "underline", "foregroundColor", "foregroundColorStyle"},
}


def set_data_validation(editing: Editing, request: Json) -> Json:
    """Puts a rule on every cell of a range; without a rule, the rules of the range are cleared. Values are
    not checked.
    """
    sheet, box = editing.box(request.get("range"))
    check_writable(editing, box)
    rule = request.get("rule")
    if rule is not None:
        check_condition(rule.get("condition"), "dataValidation")
        rule = {name: part for name, part in rule.items() if part is not None and part is not False}
    looks = editing.spreadsheet.looks
    known: dict[int, int] = {}

    def ruled(cell: Cell) -> Cell:
        value, look = cell
        if look not in known:
            known[look] = looks.number({**looks[look], "dataValidation": rule})
        return value, known[look]

    top, bottom, left, right = box.on(sheet)
    for row in range(top, bottom):
        if (rule is None and len(sheet.row(row)) <= left) or _skipped(sheet, row, request):
            continue
        cells = [ruled(cell) for cell in sheet.padded(row, left, right)]
        sheet.set_row(row, sheet.widened(row, right, left, cells))
    return {}


def _skipped(sheet: Sheet, row: int, request: Json) -> bool:
    hidden = sheet.dimensions[ROWS].get(row, {}).get("hiddenByFilter", False)
    return bool(hidden) and not request.get("filteredRowsIncluded", False)


def _tidy_rule(editing: Editing, rule: Json | None) -> tuple[Sheet, Json]:
    if not rule or not rule.get("ranges"):
        raise Refused("ConditionalFormatRule.ranges must have at least one range.")
    if ("booleanRule" in rule) == ("gradientRule" in rule):
        raise Refused("ConditionalFormatRule must have exactly one of 'booleanRule' and 'gradientRule'.")
    placed = [editing.box(grid_range) for grid_range in rule["ranges"]]
    if len({sheet.id for sheet, _ in placed}) != 1:
        raise Refused("All ranges of a conditional format must be on the same sheet.")
    if "booleanRule" in rule:
        check_condition(rule["booleanRule"].get("condition"), "conditionalFormat")
        _check_format(rule["booleanRule"].get("format", {}))
    else:
        _check_gradient(rule["gradientRule"])
    ranges = [box.bounded(sheet).grid_range() for sheet, box in placed]
    return placed[0][0], {**with_both_names(rule), "ranges": ranges}


def _check_format(format: Json) -> None:
    for name, part in format.items():
        allowed = _FORMATS_OF_RULES.get(name)
        if allowed is None or (isinstance(allowed, set) and not part.keys() <= allowed):
            raise Refused(
                "ConditionalFormatRule.format can only have bold, italic, strikethrough, underline, "
                "foreground color and background color."
            )


def _check_gradient(rule: Json) -> None:
    for name in ("minpoint", "maxpoint"):
        if name not in rule:
            raise Refused(f"GradientRule.{name} must be set.")
    for name, point in rule.items():
        if point.get("type") in ("NUMBER", "PERCENT", "PERCENTILE") and "value" not in point:
            raise Refused(f"GradientRule.{name} of type {point['type']} must have a value.")


def _rule_at(sheet: Sheet, index: int) -> Json:
    rules = sheet.furniture["conditionalFormats"]
    if not 0 <= index < len(rules):
        raise Refused(f"No conditional format on sheet: {sheet.id} at index: {index}")
    return rules[index]


def add_conditional_format(editing: Editing, request: Json) -> Json:
    """Inserts a rule; rules before it win over it."""
    sheet, rule = _tidy_rule(editing, request.get("rule"))
    rules = sheet.furniture["conditionalFormats"]
    index = request.get("index", 0)
    if not 0 <= index <= len(rules):
        raise Refused(f"Conditional format index {index} is out of range.")
    rules.insert(index, rule)
    return {}


def update_conditional_format(editing: Editing, request: Json) -> Json:
    """Replaces the rule at an index, or moves it to another."""
    index = request.get("index", 0)
    if "rule" in request:
        sheet, rule = _tidy_rule(editing, request["rule"])
        old = _rule_at(sheet, index)
        sheet.furniture["conditionalFormats"][index] = rule
        return {"oldRule": copied(old), "oldIndex": index, "newRule": copied(rule), "newIndex": index}
    sheet = editing.sheet(request.get("sheetId", 0))
    rules = sheet.furniture["conditionalFormats"]
    rule = _rule_at(sheet, index)
    new_index = request.get("newIndex", 0)
    if not 0 <= new_index < len(rules):
        raise Refused(f"Conditional format index {new_index} is out of range.")
    rules.insert(new_index, rules.pop(index))
    return {"oldIndex": index, "newRule": copied(rule), "newIndex": new_index}


def delete_conditional_format(editing: Editing, request: Json) -> Json:
    """Removes the rule at an index; the ones after it move up."""
    sheet = editing.sheet(request.get("sheetId", 0))
    rule = _rule_at(sheet, request.get("index", 0))
    sheet.furniture["conditionalFormats"].pop(request.get("index", 0))
    return {"rule": copied(rule)}


def _tidy_banding(editing: Editing, banded: Json) -> tuple[Sheet, Json]:
    sheet, box = editing.box(banded.get("range"))
    kinds = [name for name in ("rowProperties", "columnProperties") if name in banded]
    if not kinds:
        raise Refused("At least one of 'rowProperties' and 'columnProperties' must be specified.")
    tidied = with_both_names(banded)
    for kind in kinds:
        if "firstBandColorStyle" not in tidied[kind] or "secondBandColorStyle" not in tidied[kind]:
            raise Refused(f"{kind} must have a first and a second band color.")
    tidied["range"] = box.bounded(sheet).grid_range()
    for other in sheet.furniture["bandedRanges"]:
        if other["bandedRangeId"] != banded.get("bandedRangeId") and Box.of(other["range"]).meets(box):
            raise Refused(
                "You cannot add alternating background colors to a range that already has alternating background colors."
            )
    return sheet, tidied


def add_banding(editing: Editing, request: Json) -> Json:
    """Colors the rows or columns of a range in turn; its id may be chosen by the caller."""
    given = dict(request.get("bandedRange", {}))
    wanted = given.pop("bandedRangeId", None)
    sheet, banded = _tidy_banding(editing, given)
    taken = editing.spreadsheet.object_ids("bandedRanges", "bandedRangeId")
    banded = {"bandedRangeId": editing.new_id(taken, wanted, "banded range"), **banded}
    sheet.furniture["bandedRanges"].append(banded)
    return {"bandedRange": copied(banded)}


def _banded(editing: Editing, id: int) -> tuple[Sheet, Json]:
    for sheet in editing.spreadsheet.sheets:
        for banded in sheet.furniture["bandedRanges"]:
            if banded["bandedRangeId"] == id:
                return sheet, banded
    raise Refused(f"No banding with id: {id}")


def update_banding(editing: Editing, request: Json) -> Json:
    """Changes the range or the colors of a banded range."""
    given = request.get("bandedRange", {})
    which = paths(request.get("fields"), "BandedRange", "bandedRange")
    sheet, present = _banded(editing, given.get("bandedRangeId", 0))
    wanted = {**updated(present, with_both_names(given), which), "bandedRangeId": present["bandedRangeId"]}
    place, banded = _tidy_banding(editing, wanted)
    sheet.furniture["bandedRanges"].remove(present)
    place.furniture["bandedRanges"].append(banded)
    return {}


def delete_banding(editing: Editing, request: Json) -> Json:
    """Removes the colors of a banded range."""
    sheet, banded = _banded(editing, request.get("bandedRangeId", 0))
    sheet.furniture["bandedRanges"].remove(banded)
    return {}


HANDLERS: dict[str, Handler] = {
    "setDataValidation": set_data_validation,
    "addConditionalFormatRule": add_conditional_format,
    "updateConditionalFormatRule": update_conditional_format,
    "deleteConditionalFormatRule": delete_conditional_format,
    "addBanding": add_banding,
    "updateBanding": update_banding,
    "deleteBanding": delete_banding,
}
