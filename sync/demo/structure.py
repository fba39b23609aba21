"""What people do to the tab itself, as the requests that the Sheets editor would send."""

from __future__ import annotations

from typing import Any

from sheets_templates.cells import TabSnapshot
from sheets_templates.model import Tab
from sync.demo.sample_mess import StructureMess
from sync.google.cell_data import cell_data

Request = dict[str, Any]


def structure_requests(mess: StructureMess, log: TabSnapshot, template: Tab) -> list[Request]:
    """The requests of one mess to an Activity Log. Raises ValueError for a kind that is not known."""
    detail = mess.detail
    column = {key: index for index, key in log.column_keys.items()}
    match mess.kind:
        case "column_moved":
            source = _span(log, "COLUMNS", column[str(detail["column"])])
            return [{"moveDimension": {"source": source, "destinationIndex": column[str(detail["before"])]}}]
        case "header_renamed":
            return [_text(log, 0, column[str(detail["column"])], str(detail["header"]))]
        case "column_inserted":
            place = column[str(detail["before"])]
            return [_inserted(log, "COLUMNS", place), _text(log, 0, place, str(detail["header"]))]
        case "row_above_header":
            return [_inserted(log, "ROWS", 0), _text(log, 0, 0, str(detail["text"]))]
        case "tab_renamed":
            properties = {"sheetId": log.sheet_id, "title": detail["title"]}
            return [{"updateSheetProperties": {"properties": properties, "fields": "title"}}]
        case "second_header_row":
            row = int(detail["row"]) - 1
            headers = [_text(log, row, place, template.column(key).header) for key, place in column.items()]
            return [_inserted(log, "ROWS", row), *headers]
        case "merged_header":
            first, last = column[str(detail["first_column"])], column[str(detail["last_column"])]
            area = {"sheetId": log.sheet_id, "startRowIndex": 0, "endRowIndex": 1}
            area |= {"startColumnIndex": first, "endColumnIndex": last + 1}
            return [{"mergeCells": {"range": area, "mergeType": "MERGE_ALL"}}]
    raise ValueError(f"Nobody knows how to make the mess {mess.kind!r}.")


def _span(log: TabSnapshot, dimension: str, start: int) -> dict[str, Any]:
    return {"sheetId": log.sheet_id, "dimension": dimension, "startIndex": start, "endIndex": start + 1}


def _inserted(log: TabSnapshot, dimension: str, place: int) -> Request:
    return {"insertDimension": {"range": _span(log, dimension, place), "inheritFromBefore": False}}


def _text(log: TabSnapshot, row: int, column: int, text: str) -> Request:
    start = {"sheetId": log.sheet_id, "rowIndex": row, "columnIndex": column}
    return {"updateCells": {"rows": [{"values": [cell_data(text)]}], "fields": "userEnteredValue", "start": start}}
