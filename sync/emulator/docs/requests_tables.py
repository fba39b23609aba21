"""Requests about tables: made, widened, narrowed, merged, styled."""

from __future__ import annotations

from typing import Final

from sync.emulator.docs.defaults import color, points
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.masks import paths, updated
from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.structure import CellNode, RowNode, TableNode
from sync.emulator.docs.units import Json, Unit, text_units

CELL_STYLE: Final[Json] = {
    "rowSpan": 1,
    "columnSpan": 1,
    "backgroundColor": {},
    **{f"padding{side}": points(5) for side in ("Left", "Right", "Top", "Bottom")},
    "contentAlignment": "TOP",
}
ROW_STYLE: Final[Json] = {"minRowHeight": points(0)}
BORDER: Final[Json] = {"color": color("#000000"), "width": points(1), "dashStyle": "SOLID"}  # where a cell says nothing
_MOST: Final = 20  # columns


def insert_table(editing: Editing, content: Json) -> Json:
    """A newline, then the table: it starts one place after the one named."""
    rows, columns = int(content.get("rows", 0)), int(content.get("columns", 0))
    if rows < 1 or not 1 <= columns <= _MOST:
        raise RefusedError(f"A table needs at least one row, and 1 to {_MOST} columns.")
    segment, index, paragraph = editing.insertion(content)
    end = editing.units(segment)[paragraph.end - 1]
    editing.insert(segment, index, [Unit("end", "\n", end.style, end.more), *empty_table(rows, columns)])
    return {}


def empty_table(rows: int, columns: int) -> list[Unit]:
    opening = Unit("table", more={"columns": [{"widthType": "EVENLY_DISTRIBUTED"}] * columns})
    return [opening, *(unit for _ in range(rows) for unit in _empty_row(columns)), Unit("table_end")]


def _empty_row(columns: int) -> list[Unit]:
    return [Unit("row", more={"style": ROW_STYLE}), *(unit for _ in range(columns) for unit in empty_cell())]


def empty_cell() -> list[Unit]:
    return [Unit("cell", more={"style": CELL_STYLE}), *text_units("\n")]


def insert_table_row(editing: Editing, content: Json) -> Json:
    segment, table, row, _ = _cell(editing, content)
    found = table.rows[row]
    at = found.end if content.get("insertBelow") else found.start
    editing.insert(segment, at, _empty_row(len(found.cells)))
    return {}


def insert_table_column(editing: Editing, content: Json) -> Json:
    segment, table, _, column = _cell(editing, content)
    right = bool(content.get("insertRight"))
    for row in reversed(table.rows):
        cell = row.cells[min(column, len(row.cells) - 1)]
        editing.insert(segment, cell.end if right else cell.start, empty_cell())
    columns = list(editing.units(segment)[table.start].more["columns"])
    columns.insert(column + right, {"widthType": "EVENLY_DISTRIBUTED"})
    editing.put(segment, table.start, editing.units(segment)[table.start].with_more(columns=columns))
    return {}


def delete_table_row(editing: Editing, content: Json) -> Json:
    """The row; with its last row, the table."""
    segment, table, row, _ = _cell(editing, content)
    node: TableNode | RowNode = table if len(table.rows) == 1 else table.rows[row]
    editing.take_out(segment, node.start, node.end)
    return {}


def delete_table_column(editing: Editing, content: Json) -> Json:
    """The column; with its last column, the table."""
    segment, table, _, column = _cell(editing, content)
    if table.columns == 1:
        editing.take_out(segment, table.start, table.end)
        return {}
    for row in reversed(table.rows):
        if column < len(row.cells):
            editing.take_out(segment, row.cells[column].start, row.cells[column].end)
    opening = editing.units(segment)[table.start]
    columns = [each for at, each in enumerate(opening.more["columns"]) if at != column]
    editing.put(segment, table.start, opening.with_more(columns=columns))
    return {}


def merge_table_cells(editing: Editing, content: Json) -> Json:
    """The text of all cells goes into the first; the others stay in the structure, empty and covered."""
    segment, table, top, left, rows, columns = _box(editing, content.get("tableRange"))
    cells = [table.rows[row].cells[column] for row in range(top, top + rows) for column in range(left, left + columns)]
    if any(_is_merged(editing, segment, cell) for cell in cells):
        raise RefusedError("The range must be rectangular and must not hold merged cells.")
    head, *others = cells
    gathered = [unit for cell in others for unit in _content_of(editing, segment, cell)]
    for cell in reversed(others):
        editing.insert(segment, cell.end, text_units("\n"))
        editing.take_out(segment, cell.start + 1, cell.end)
        editing.put(segment, cell.start, editing.units(segment)[cell.start].with_more(covered=True))
    editing.insert(segment, head.end, gathered)
    opening = editing.units(segment)[head.start]
    style = {**opening.more["style"], "rowSpan": rows, "columnSpan": columns}
    editing.put(segment, head.start, opening.with_more(style=style))
    return {}


def _content_of(editing: Editing, segment: str, cell: CellNode) -> list[Unit]:
    """What a cell holds; nothing for an empty one."""
    units = editing.units(segment)[cell.start + 1 : cell.end]
    return [] if len(units) == 1 else units


def unmerge_table_cells(editing: Editing, content: Json) -> Json:
    segment, table, top, left, rows, columns = _box(editing, content.get("tableRange"))
    for row in range(top, top + rows):
        for cell in table.rows[row].cells[left : left + columns]:
            opening = editing.units(segment)[cell.start]
            style = {**opening.more["style"], "rowSpan": 1, "columnSpan": 1}
            editing.put(segment, cell.start, opening.with_more(style=style, covered=False))
    return {}


def update_table_cell_style(editing: Editing, content: Json) -> Json:
    which = paths(content.get("fields"), "TableCellStyle", "tableCellStyle")
    if any(path[0] in {"rowSpan", "columnSpan"} for path in which):
        raise RefusedError("The row span and the column span are read-only.")
    if "tableStartLocation" in content:
        segment, table = editing.table(content["tableStartLocation"])
        cells = [cell for row in table.rows for cell in row.cells]
    else:
        segment, table, top, left, rows, columns = _box(editing, content.get("tableRange"))
        cells = [cell for row in table.rows[top : top + rows] for cell in row.cells[left : left + columns]]
    for cell in cells:
        opening = editing.units(segment)[cell.start]
        style = updated(opening.more["style"], content.get("tableCellStyle", {}), which, "TableCellStyle")
        spans = {name: opening.more["style"][name] for name in ("rowSpan", "columnSpan")}
        editing.put(segment, cell.start, opening.with_more(style={**style, **spans}))
    return {}


def update_table_column_properties(editing: Editing, content: Json) -> Json:
    segment, table = editing.table(content.get("tableStartLocation"))
    which = paths(content.get("fields"), "TableColumnProperties", "tableColumnProperties")
    given = content.get("tableColumnProperties", {})
    if given.get("width") and float(given["width"].get("magnitude", 0)) < 5:
        raise RefusedError("The column width must be at least 5 points.")
    opening = editing.units(segment)[table.start]
    columns = list(opening.more["columns"])
    for index in content.get("columnIndices") or range(len(columns)):
        if not 0 <= index < len(columns):
            raise RefusedError(f"The column index {index} is out of bounds.")
        columns[index] = updated(columns[index], given, which, "TableColumnProperties")
    editing.put(segment, table.start, opening.with_more(columns=columns))
    return {}


def update_table_row_style(editing: Editing, content: Json) -> Json:
    segment, table = editing.table(content.get("tableStartLocation"))
    which = paths(content.get("fields"), "TableRowStyle", "tableRowStyle")
    for index in content.get("rowIndices") or range(len(table.rows)):
        if not 0 <= index < len(table.rows):
            raise RefusedError(f"The row index {index} is out of bounds.")
        opening = editing.units(segment)[table.rows[index].start]
        style = updated(opening.more["style"], content.get("tableRowStyle", {}), which, "TableRowStyle")
        editing.put(segment, table.rows[index].start, opening.with_more(style=style))
    return {}


def pin_table_header_rows(editing: Editing, content: Json) -> Json:
    segment, table = editing.table(content.get("tableStartLocation"))
    count = int(content.get("pinnedHeaderRowsCount", 0))
    if not 0 <= count <= len(table.rows):
        raise RefusedError(f"The table does not have {count} rows to pin.")
    for number, row in enumerate(table.rows):
        opening = editing.units(segment)[row.start]
        style = {name: value for name, value in opening.more["style"].items() if name != "tableHeader"}
        editing.put(
            segment, row.start, opening.with_more(style=style | ({"tableHeader": True} if number < count else {}))
        )
    return {}


def _cell(editing: Editing, content: Json) -> tuple[str, TableNode, int, int]:
    location = content.get("tableCellLocation") or {}
    segment, table = editing.table(location.get("tableStartLocation"))
    row, column = int(location.get("rowIndex", 0)), int(location.get("columnIndex", 0))
    _check(table, row, column)
    return segment, table, row, column


def _check(table: TableNode, row: int, column: int) -> None:
    if not 0 <= row < len(table.rows):
        raise RefusedError(f"The row index {row} is out of bounds: the table has {len(table.rows)} rows.")
    if not 0 <= column < len(table.rows[row].cells):
        raise RefusedError(
            f"The column index {column} is out of bounds: the row has {len(table.rows[row].cells)} columns."
        )


def _box(editing: Editing, given: Json | None) -> tuple[str, TableNode, int, int, int, int]:
    """Segment, table, top, left, rows and columns of a TableRange. Raises RefusedError."""
    given = given or {}
    segment, table, top, left = _cell(editing, given)
    rows, columns = int(given.get("rowSpan", 0)), int(given.get("columnSpan", 0))
    if rows < 1 or columns < 1:
        raise RefusedError("The row span and the column span must be at least 1.")
    _check(table, top + rows - 1, left + columns - 1)
    return segment, table, top, left, rows, columns


def _is_merged(editing: Editing, segment: str, cell: CellNode) -> bool:
    more = editing.units(segment)[cell.start].more
    return bool(more.get("covered")) or more["style"]["rowSpan"] > 1 or more["style"]["columnSpan"] > 1
