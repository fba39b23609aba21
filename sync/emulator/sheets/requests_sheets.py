"""Batch requests about sheets as a whole and about the spreadsheet: add, delete, duplicate, rename, resize,
reorder.
"""

from __future__ import annotations

from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Formula, Json
from sync.emulator.sheets.changes import Change
from sync.emulator.sheets.colors import with_both_names
from sync.emulator.sheets.copies import copied_sheet
from sync.emulator.sheets.defaults import copied, new_sheet_properties
from sync.emulator.sheets.formula_moves import renamed
from sync.emulator.sheets.guards import check_structure
from sync.emulator.sheets.model import COLUMNS, ROWS, Sheet, Spreadsheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.structure import follow
from sync.emulator.sheets.update_masks import paths, touches, updated

_FALSE_IS_ABSENT = ("hidden", "rightToLeft")
_ZERO_IS_ABSENT = (
    "frozenRowCount",
    "frozenColumnCount",
    "hideGridlines",
    "rowGroupControlAfter",
    "columnGroupControlAfter",
)


def tidy(properties: Json) -> Json:
    """Sheet properties as the API shows them: no false, no 0, colors under both names."""
    properties = with_both_names({k: v for k, v in properties.items() if v or k not in _FALSE_IS_ABSENT})
    if "gridProperties" in properties:
        grid = properties["gridProperties"]
        properties["gridProperties"] = {k: v for k, v in grid.items() if v or k not in _ZERO_IS_ABSENT}
    return properties


def add_sheet(editing: Editing, request: Json) -> Json:
    """Adds a sheet with the given properties; returns them as they are now."""
    spreadsheet = editing.spreadsheet
    given = request.get("properties", {})
    kind = given.get("sheetType", "GRID")
    if kind != "GRID":
        raise Refused(f"Cannot add a sheet of type {kind}.")
    title = given.get("title") or free_title(spreadsheet)
    check_title(spreadsheet, title)
    taken = {sheet.id for sheet in spreadsheet.sheets}
    sheet_id = editing.new_id(taken, given.get("sheetId"), "sheet")
    index = given.get("index", len(spreadsheet.sheets))
    if not 0 <= index <= len(spreadsheet.sheets):
        raise Refused(f"Invalid sheet index: {index}")
    sheet = Sheet(tidy(new_sheet_properties(given, sheet_id, title, index)))
    check_grid(sheet)
    spreadsheet.sheets.insert(index, sheet)
    spreadsheet.renumber()
    editing.check_size()
    return {"properties": copied(sheet.properties)}


def free_title(spreadsheet: Spreadsheet) -> str:
    """`Sheet2`, or with the next number that no sheet has."""
    number = len(spreadsheet.sheets) + 1
    while spreadsheet.sheet_by_title(f"Sheet{number}"):
        number += 1
    return f"Sheet{number}"


def check_title(spreadsheet: Spreadsheet, title: str, own: Sheet | None = None) -> None:
    """Raises `Refused` if another sheet has this title, or it is no title."""
    other = spreadsheet.sheet_by_title(title)
    if other is not None and other is not own:
        raise Refused(f'A sheet with the name "{title}" already exists. Please enter another name.')
    if not title or len(title) > 100:
        raise Refused("A sheet name must have between 1 and 100 characters.")


def check_grid(sheet: Sheet) -> None:
    """Raises `Refused` unless the grid has rows and columns and not all of them are frozen."""
    for noun, count, frozen in (
        ("row", sheet.row_count, sheet.grid.get("frozenRowCount", 0)),
        ("column", sheet.column_count, sheet.grid.get("frozenColumnCount", 0)),
    ):
        if count < 1:
            raise Refused(f"gridProperties.{noun}Count must be greater than 0.")
        if not frozen >= 0:
            raise Refused(f"gridProperties.frozen{noun.title()}Count must not be negative.")
        if frozen >= count:
            raise Refused(f"You can't freeze all visible {noun}s on the sheet.")


def delete_sheet(editing: Editing, request: Json) -> Json:
    """Deletes a sheet with all that stands on it; references to it break."""
    spreadsheet = editing.spreadsheet
    sheet_id = request.get("sheetId", 0)
    sheet = spreadsheet.sheet_by_id(sheet_id)
    if sheet is None:
        raise Refused(f"No sheet with id: {sheet_id}")
    if all(other is sheet or other.properties.get("hidden") for other in spreadsheet.sheets):
        raise Refused("You can't remove all the visible sheets in a document.")
    check_structure(editing, sheet)
    spreadsheet.sheets.remove(sheet)
    spreadsheet.sheets.insert(0, sheet)  # follow looks the sheet up while it empties every reference to it
    follow(spreadsheet, sheet.id, lambda _: None)
    spreadsheet.sheets.remove(sheet)
    spreadsheet.metadata = [item for item in spreadsheet.metadata if metadata_sheet(item) != sheet.id]
    spreadsheet.renumber()
    return {}


def metadata_sheet(item: Json) -> int | None:
    """The sheet that a piece of developer metadata belongs to; None for the spreadsheet's own."""
    location = item["location"]
    if location["locationType"] == "SPREADSHEET":
        return None
    return int(location.get("dimensionRange", location).get("sheetId", 0))


def duplicate_sheet(editing: Editing, request: Json) -> Json:
    """Copies a sheet inside the spreadsheet, with new ids for what stands on it."""
    spreadsheet = editing.spreadsheet
    source = spreadsheet.sheet_by_id(request.get("sourceSheetId", 0))
    if source is None:
        raise Refused(f"No sheet with id: {request.get('sourceSheetId', 0)}")
    title = request.get("newSheetName") or _copy_title(spreadsheet, source.title)
    check_title(spreadsheet, title)
    sheet_id = editing.new_id({sheet.id for sheet in spreadsheet.sheets}, request.get("newSheetId"), "sheet")
    index = request.get("insertSheetIndex", 0)
    if not 0 <= index <= len(spreadsheet.sheets):
        raise Refused(f"Invalid sheet index: {index}")
    sheet = copied_sheet(editing, spreadsheet, source, sheet_id, title)
    spreadsheet.sheets.insert(index, sheet)
    spreadsheet.renumber()
    editing.check_size()
    return {"properties": copied(sheet.properties)}


def _copy_title(spreadsheet: Spreadsheet, title: str) -> str:
    name, number = f"Copy of {title}", 1
    while spreadsheet.sheet_by_title(name):
        number += 1
        name = f"Copy of {title} {number}"
    return name


def update_sheet_properties(editing: Editing, request: Json) -> Json:
    """Changes a sheet's properties. A smaller grid loses rows and columns; a new title is taken over by every
    formula.
    """
    spreadsheet = editing.spreadsheet
    given = request.get("properties", {})
    which = paths(request.get("fields"), "SheetProperties", "properties")
    sheet = spreadsheet.sheet_by_id(given.get("sheetId", 0))
    if sheet is None:
        raise Refused(f"No sheet with id: {given.get('sheetId', 0)}")
    before = copied(sheet.properties)
    check_structure(editing, sheet)
    wanted = updated(before, given, which)
    fixed = {"sheetId": sheet.id, "index": before["index"], "sheetType": before["sheetType"]}
    wanted = tidy({**wanted, **fixed, "title": wanted.get("title", "")})
    if wanted["title"] != sheet.title:
        check_title(spreadsheet, wanted["title"], sheet)
        rename(spreadsheet, sheet, wanted["title"])
    if "gridProperties" in before:
        grid = wanted.setdefault("gridProperties", {})
        rows, columns = grid.get("rowCount", 0), grid.get("columnCount", 0)
        sheet.properties = {**wanted, "gridProperties": {**grid, **before_counts(before)}}
        resize(editing, sheet, rows, columns)
        check_grid(sheet)
    else:
        sheet.properties = wanted
    if touches(which, "index"):
        _move_to(spreadsheet, sheet, given.get("index", len(spreadsheet.sheets)))
    if all(other.properties.get("hidden") for other in spreadsheet.sheets):
        raise Refused("You can't hide all the sheets in a document.")
    editing.check_size()
    return {}


def before_counts(properties: Json) -> Json:
    """Row and column count of these sheet properties."""
    grid = properties["gridProperties"]
    return {name: grid[name] for name in ("rowCount", "columnCount")}


def rename(spreadsheet: Spreadsheet, sheet: Sheet, title: str) -> None:
    """Gives a sheet another title, in every formula too."""
    old = sheet.title
    for each in filter(Sheet.holds_formulas, spreadsheet.sheets):
        for index, row in enumerate(each.rows):
            if any(type(value) is Formula for value, _ in row):
                each.set_row(
                    index,
                    [
                        (Formula(renamed(value.text, old, title)), look)
                        if isinstance(value, Formula)
                        else (value, look)
                        for value, look in row
                    ],
                )
    sheet.properties["title"] = title


def resize(editing: Editing, sheet: Sheet, rows: int, columns: int) -> None:
    """Brings the grid to this size; what is cut off is deleted with everything that names it."""
    if rows < 1 or columns < 1:
        raise Refused(f"gridProperties.{'rowCount' if rows < 1 else 'columnCount'} must be greater than 0.")
    if rows < sheet.row_count:
        sheet.replace_rows(list(sheet.rows[:rows]))
        _forget_side(editing.spreadsheet, sheet, ROWS, rows, sheet.row_count)
    if columns < sheet.column_count:
        for index, row in enumerate(sheet.rows):
            if len(row) > columns:
                sheet.set_row(index, list(row[:columns]))
        _forget_side(editing.spreadsheet, sheet, COLUMNS, columns, sheet.column_count)
    sheet.grid["rowCount"], sheet.grid["columnCount"] = rows, columns


def _forget_side(spreadsheet: Spreadsheet, sheet: Sheet, dimension: str, start: int, end: int) -> None:
    change = Change("delete", sheet.id, dimension, start, end)
    follow(spreadsheet, sheet.id, change.place, change)


def _move_to(spreadsheet: Spreadsheet, sheet: Sheet, index: int) -> None:
    present = spreadsheet.sheets.index(sheet)
    if not 0 <= index <= len(spreadsheet.sheets):
        raise Refused(f"Invalid sheet index: {index}")
    if index in (present, present + 1):
        return
    spreadsheet.sheets.remove(sheet)
    spreadsheet.sheets.insert(index if index < present else index - 1, sheet)
    spreadsheet.renumber()


def update_spreadsheet_properties(editing: Editing, request: Json) -> Json:
    """Changes title, locale, time zone and the like."""
    given = request.get("properties", {})
    which = paths(request.get("fields"), "SpreadsheetProperties", "properties")
    check_spreadsheet_properties(given)
    keep = ("locale", "timeZone", "autoRecalc", "defaultFormat", "spreadsheetTheme", "title")
    if any(path[0] in ("defaultFormat",) for path in which):
        raise Refused("Cannot change the read-only field 'defaultFormat'.")
    present = editing.spreadsheet.properties
    wanted = {**present, **given} if which == (("*",),) else updated(present, given, which, keep)
    if not wanted.get("title"):
        raise Refused("The spreadsheet's title must not be empty.")
    editing.spreadsheet.properties = {**wanted, "defaultFormat": present["defaultFormat"]}
    return {}


def check_spreadsheet_properties(properties: Json) -> None:
    """Raises `Refused` for a time zone or a locale that Sheets does not know."""
    from sync.emulator.sheets.locales import is_locale, is_time_zone

    if "timeZone" in properties and not is_time_zone(properties["timeZone"]):
        raise Refused(f"Invalid time zone: {properties['timeZone']}")
    if "locale" in properties and not is_locale(properties["locale"]):
        raise Refused(f"Unsupported locale: {properties['locale']}")


HANDLERS: dict[str, Handler] = {
    "addSheet": add_sheet,
    "deleteSheet": delete_sheet,
    "duplicateSheet": duplicate_sheet,
    "updateSheetProperties": update_sheet_properties,
    "updateSpreadsheetProperties": update_spreadsheet_properties,
}
