"""`documents.batchUpdate`: the requests in their order, all or none."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Final

from sync.emulator.docs import requests_objects as objects
from sync.emulator.docs import requests_styles as styles
from sync.emulator.docs import requests_tables as tables
from sync.emulator.docs import requests_text as text
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.refusals import RefusedError, bad_argument
from sync.emulator.docs.units import Json
from sync.emulator.wire.errors import GoogleError

Handler = Callable[[Editing, Json], Json]

HANDLERS: Final[Mapping[str, Handler]] = {
    "createFooter": objects.create_footer,
    "createHeader": objects.create_header,
    "createNamedRange": text.create_named_range,
    "createParagraphBullets": styles.create_paragraph_bullets,
    "deleteContentRange": text.delete_content_range,
    "deleteFooter": objects.delete_footer,
    "deleteHeader": objects.delete_header,
    "deleteNamedRange": text.delete_named_range,
    "deleteParagraphBullets": styles.delete_paragraph_bullets,
    "deleteTableColumn": tables.delete_table_column,
    "deleteTableRow": tables.delete_table_row,
    "insertInlineImage": objects.insert_inline_image,
    "insertPageBreak": text.insert_page_break,
    "insertTable": tables.insert_table,
    "insertTableColumn": tables.insert_table_column,
    "insertTableRow": tables.insert_table_row,
    "insertText": text.insert_text,
    "mergeTableCells": tables.merge_table_cells,
    "pinTableHeaderRows": tables.pin_table_header_rows,
    "replaceAllText": text.replace_all_text,
    "replaceNamedRangeContent": text.replace_named_range_content,
    "unmergeTableCells": tables.unmerge_table_cells,
    "updateDocumentStyle": styles.update_document_style,
    "updateNamedStyle": styles.update_named_style,
    "updateParagraphStyle": styles.update_paragraph_style,
    "updateTableCellStyle": tables.update_table_cell_style,
    "updateTableColumnProperties": tables.update_table_column_properties,
    "updateTableRowStyle": tables.update_table_row_style,
    "updateTextStyle": styles.update_text_style,
}


def apply(editing: Editing, requests: list[Json]) -> list[Json]:
    """The replies to the requests. Raises GoogleError for the first that fails: 400, or 501 for a kind that is not served."""
    if not requests:
        raise bad_argument("Must specify at least one request.")
    return [_applied(editing, index, request) for index, request in enumerate(requests)]


def _applied(editing: Editing, index: int, request: Json) -> Json:
    if len(request) != 1:
        problem = "No request set." if not request else "oneof field 'request' is already set."
        raise bad_argument(f"Invalid requests[{index}]: {problem}")
    ((kind, content),) = request.items()
    handler = HANDLERS.get(kind)
    if handler is None:
        raise GoogleError("UNIMPLEMENTED", f"Invalid requests[{index}].{kind}: this emulator does not know it.")
    try:
        reply = handler(editing, content or {})
    except RefusedError as refused:
        raise bad_argument(f"Invalid requests[{index}].{kind}: {refused}") from refused
    return {kind: reply} if reply else {}
