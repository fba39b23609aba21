"""The methods of `spreadsheets.values`."""

from __future__ import annotations

from typing import Any

from sync.emulator.sheets.a1 import Box, rendered
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.data_filters import selected_boxes
from sync.emulator.sheets.model import ROWS, Sheet
from sync.emulator.sheets.opening import reading, saying_where, writing
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.requests_dimensions import insert_lines
from sync.emulator.sheets.value_ranges import Options, placed, read
from sync.emulator.sheets.value_tables import table_in
from sync.emulator.sheets.value_writing import Written, clear, grid_of, lay, write
from sync.emulator.wire.call import Call


def _options(call: Call, prefix: str = "", body: bool = False) -> Options:
    def one(name: str, default: str) -> str:
        full = prefix + name[0].upper() + name[1:] if prefix else name
        return str(call.body.get(full) or default) if body else call.one(full, default)

    major = "ROWS" if prefix else one("majorDimension", "ROWS")
    return Options(
        one("valueRenderOption", "FORMATTED_VALUE"),
        one("dateTimeRenderOption", "SERIAL_NUMBER"),
        "ROWS" if major == "DIMENSION_UNSPECIFIED" else major,
    )


def get(call: Call) -> Json:
    """One range of values."""
    with reading(call) as editing:
        return read(editing, *placed(editing.spreadsheet, call.path["range"]), _options(call))


def batch_get(call: Call) -> Json:
    """Several ranges of values, in the order asked for."""
    with reading(call) as editing:
        options = _options(call)
        ranges = [read(editing, *placed(editing.spreadsheet, text), options) for text in call.query.get("ranges", [])]
        return {"spreadsheetId": editing.spreadsheet.id, **({"valueRanges": ranges} if ranges else {})}


def batch_get_by_data_filter(call: Call) -> Json:
    """Ranges of values named by data filters."""
    with reading(call) as editing:
        options = _options(call, body=True)
        matched = []
        for sheet, box, filters in _matched(editing, call.body.get("dataFilters", [])):
            matched.append({"valueRange": read(editing, sheet, box, options), "dataFilters": filters})
        return {"spreadsheetId": editing.spreadsheet.id, **({"valueRanges": matched} if matched else {})}


def _matched(editing: Editing, filters: list[Json]) -> list[tuple[Sheet, Box, list[Json]]]:
    """Each range that some filter names, once, with all filters that name it."""
    if not filters:
        raise Refused("Must specify at least one DataFilter.")
    found: dict[Box, list[Json]] = {}
    for filter in filters:
        for box in selected_boxes(editing.spreadsheet, filter, editing.project):
            found.setdefault(box, []).append(filter)
    out = []
    for box, named_by in found.items():
        sheet = editing.sheet(box.sheet_id)
        out.append((sheet, box.bounded(sheet), named_by))
    return out


def update(call: Call) -> Json:
    """Writes one range."""
    with writing(call) as editing:
        option = _input_option(call.one("valueInputOption"))
        written = write(editing, call.path["range"], call.body, option)
        answer = {"spreadsheetId": editing.spreadsheet.id, **written.told()}
        if call.flag("includeValuesInResponse"):
            answer["updatedData"] = read(editing, written.sheet, written.box, _options(call, "response"))
        return answer


def _input_option(given: Any) -> str:
    if given not in ("RAW", "USER_ENTERED"):
        raise Refused("'valueInputOption' is required but not specified")
    return str(given)


def append(call: Call) -> Json:
    """Writes rows after the last table that the range touches; with INSERT_ROWS into rows that are inserted
    for them.
    """
    with writing(call) as editing:
        option = _input_option(call.one("valueInputOption"))
        sheet, box = placed(editing.spreadsheet, call.path["range"])
        table = table_in(sheet, box)
        top, left = (table.bottom or 0, table.left or 0) if table else (box.top or 0, box.left or 0)
        grid = grid_of(call.body.get("values"), call.body.get("majorDimension"))
        if table and call.one("insertDataOption") == "INSERT_ROWS" and grid:
            insert_lines(editing, sheet, ROWS, top, top + len(grid), inherit=True)
        written = lay(editing, sheet, top, left, grid, option)
        updates = {"spreadsheetId": editing.spreadsheet.id, **written.told()}
        if call.flag("includeValuesInResponse"):
            updates["updatedData"] = read(editing, sheet, written.box, _options(call, "response"))
        answer = {"spreadsheetId": editing.spreadsheet.id, "updates": updates}
        return {**answer, "tableRange": rendered(sheet.title, table)} if table else answer


def batch_update(call: Call) -> Json:
    """Writes several ranges, all or none."""
    with writing(call) as editing:
        option = _input_option(call.body.get("valueInputOption"))
        written = []
        for index, given in enumerate(call.body.get("data", [])):
            with saying_where(f"data[{index}]"):
                if "range" not in given:
                    raise Refused("Must specify a range.")
                written.append(write(editing, given["range"], given, option))
        responses = [_response(call, editing, each) for each in written]
        return {"spreadsheetId": editing.spreadsheet.id, **_totals(written), "responses": responses}


def _response(call: Call, editing: Editing, written: Written) -> Json:
    answer = {"spreadsheetId": editing.spreadsheet.id, **written.told()}
    if call.body.get("includeValuesInResponse"):
        answer["updatedData"] = read(editing, written.sheet, written.box, _options(call, "response", body=True))
    return answer


def _totals(written: list[Written]) -> Json:
    rows = {(each.sheet.id, (each.box.top or 0) + row) for each in written for row in each.rows}
    columns = {(each.sheet.id, (each.box.left or 0) + column) for each in written for column in each.columns}
    return {
        "totalUpdatedRows": len(rows),
        "totalUpdatedColumns": len(columns),
        "totalUpdatedCells": sum(each.cells for each in written),
        "totalUpdatedSheets": len({each.sheet.id for each in written}),
    }


def batch_update_by_data_filter(call: Call) -> Json:
    """Writes to the ranges that data filters name, all or none."""
    with writing(call) as editing:
        option = _input_option(call.body.get("valueInputOption"))
        written, responses = [], []
        for index, given in enumerate(call.body.get("data", [])):
            with saying_where(f"data[{index}]"):
                filter = given.get("dataFilter", {})
                for sheet, box, _ in _matched(editing, [filter]):
                    grid = grid_of(given.get("values"), given.get("majorDimension"))
                    each = write(editing, rendered(sheet.title, box), {"values": grid}, option)
                    written.append(each)
                    response = {**_response(call, editing, each), "dataFilter": filter}
                    responses.append({name: part for name, part in response.items() if name != "spreadsheetId"})
        return {"spreadsheetId": editing.spreadsheet.id, **_totals(written), "responses": responses}


def clear_one(call: Call) -> Json:
    """Empties one range; formats stay."""
    with writing(call) as editing:
        sheet, box = placed(editing.spreadsheet, call.path["range"])
        clear(editing, sheet, box)
        return {"spreadsheetId": editing.spreadsheet.id, "clearedRange": rendered(sheet.title, box)}


def batch_clear(call: Call) -> Json:
    """Empties several ranges."""
    with writing(call) as editing:
        cleared = []
        for text in call.body.get("ranges", []):
            sheet, box = placed(editing.spreadsheet, text)
            clear(editing, sheet, box)
            cleared.append(rendered(sheet.title, box))
        return {"spreadsheetId": editing.spreadsheet.id, "clearedRanges": cleared}


def batch_clear_by_data_filter(call: Call) -> Json:
    """Empties the ranges that data filters name."""
    with writing(call) as editing:
        cleared = []
        for sheet, box, _ in _matched(editing, call.body.get("dataFilters", [])):
            clear(editing, sheet, box)
            cleared.append(rendered(sheet.title, box))
        return {"spreadsheetId": editing.spreadsheet.id, "clearedRanges": cleared}
