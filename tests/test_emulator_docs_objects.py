"""Google Docs through the API: lists, tables, images, headers and footers, page and column properties."""

from __future__ import annotations

import struct
import threading
import zlib
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler, HTTPServer
from typing import Any, ClassVar

import pytest
import requests

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_documents import (
    insertion,
    named,
    naming,
    new_document,
    paragraphs,
    place,
    read,
    refusal,
    stretch,
    table_at,
    text_of,
    update,
    user_docs,
)

Json = dict[str, Any]


@pytest.fixture(scope="module")
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture(scope="module")
def docs(server: EmulatorServer) -> Any:
    return user_docs(server)


def png(width: int, height: int) -> bytes:
    """A white PNG."""

    def chunk(kind: bytes, data: bytes) -> bytes:
        return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))

    head = struct.pack(">IIBBBBB", width, height, 8, 0, 0, 0, 0)
    rows = b"".join(b"\0" + b"\xff" * width for _ in range(height))
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


class _Pictures(BaseHTTPRequestHandler):
    """A web server with pictures."""

    pages: ClassVar[dict[str, bytes]] = {"/chart.png": png(200, 100), "/large.png": png(6000, 5000), "/text.png": b"no"}

    def do_GET(self) -> None:
        found = self.pages.get(self.path)
        self.send_response(200 if found else 404)
        self.end_headers()
        self.wfile.write(found or b"")

    def log_message(self, format: str, *args: Any) -> None:
        """Nothing."""


@pytest.fixture(scope="module")
def pictures() -> Iterator[str]:
    """The address of the web server with pictures."""
    serving = HTTPServer(("127.0.0.1", 0), _Pictures)
    threading.Thread(target=serving.serve_forever, daemon=True).start()
    yield f"http://127.0.0.1:{serving.server_port}"
    serving.shutdown()
    serving.server_close()


def cells(document: Json) -> list[list[str]]:
    """The texts of the first table."""
    table = next(element["table"] for element in document["body"]["content"] if "table" in element)
    return [
        [text_of({"body": {"content": cell["content"]}}).rstrip("\n") for cell in row["tableCells"]]
        for row in table["tableRows"]
    ]


def filled_table(docs: Any) -> str:
    """A document with a table of 2 x 2 at index 2: A, B, C, D."""
    id = new_document(docs)
    letters = [insertion(index, letter) for index, letter in ((12, "D"), (10, "C"), (7, "B"), (5, "A"))]
    update(docs, id, table_at(1, 2, 2), *letters)
    return id


def cell(row: int, column: int) -> Json:
    return {"tableStartLocation": place(2), "rowIndex": row, "columnIndex": column}


def test_leading_tabs_become_levels_of_a_list(docs: Any) -> None:
    """The tabs go, the places behind them move; a list of the same kind directly above is continued."""
    id = new_document(docs, "one\n\ttwo\nplain")
    bullets = {"createParagraphBullets": {"range": stretch(1, 8), "bulletPreset": "BULLET_DISC_CIRCLE_SQUARE"}}
    update(docs, id, naming("plain", 10, 15), bullets)
    document = read(docs, id)
    assert text_of(document) == "one\ntwo\nplain\n"
    assert named(document) == {"plain": ["plain"]}
    first, second, third = (each["paragraph"] for each in document["body"]["content"][1:])
    assert first["bullet"]["listId"] == second["bullet"]["listId"]
    assert (first["bullet"].get("nestingLevel"), second["bullet"]["nestingLevel"]) == (None, 1)
    assert "bullet" not in third
    levels = document["lists"][first["bullet"]["listId"]]["listProperties"]["nestingLevels"]
    assert [level["glyphSymbol"] for level in levels[:3]] == ["●", "○", "■"]
    update(docs, id, {"createParagraphBullets": {**bullets["createParagraphBullets"], "range": stretch(10, 11)}})
    third = read(docs, id)["body"]["content"][3]["paragraph"]
    assert third["bullet"]["listId"] == first["bullet"]["listId"]
    update(docs, id, {"deleteParagraphBullets": {"range": stretch(1, 14)}})
    assert all("bullet" not in each["paragraph"] for each in read(docs, id)["body"]["content"][1:])


def test_a_checklist_shows_the_api_no_glyph_and_no_tick(docs: Any) -> None:
    """A box has no glyph type; numbered lists say how they count."""
    id = new_document(docs, "box\nnumber")
    update(docs, id, {"createParagraphBullets": {"range": stretch(1, 2), "bulletPreset": "BULLET_CHECKBOX"}})
    numbers = {"range": stretch(6, 7), "bulletPreset": "NUMBERED_DECIMAL_NESTED"}
    update(docs, id, {"createParagraphBullets": numbers})
    document = read(docs, id)
    box, number = (each["paragraph"]["bullet"]["listId"] for each in document["body"]["content"][1:])
    level = document["lists"][box]["listProperties"]["nestingLevels"][0]
    assert (level["glyphType"], "glyphSymbol" in level) == ("GLYPH_TYPE_UNSPECIFIED", False)
    levels = document["lists"][number]["listProperties"]["nestingLevels"]
    assert [each["glyphFormat"] for each in levels[:2]] == ["%0.", "%0.%1."]


def test_rows_and_columns_come_and_go(docs: Any) -> None:
    """Beside the cell named; with its last row or column goes the table."""
    id = filled_table(docs)
    update(docs, id, {"insertTableRow": {"tableCellLocation": cell(0, 0), "insertBelow": True}})
    update(docs, id, {"insertTableColumn": {"tableCellLocation": cell(0, 1), "insertRight": False}})
    assert cells(read(docs, id)) == [["A", "", "B"], ["", "", ""], ["C", "", "D"]]
    update(docs, id, {"deleteTableRow": {"tableCellLocation": cell(1, 0)}})
    update(docs, id, {"deleteTableColumn": {"tableCellLocation": cell(0, 0)}})
    assert cells(read(docs, id)) == [["", "B"], ["", "D"]]
    update(docs, id, {"deleteTableRow": {"tableCellLocation": cell(0, 0)}})
    update(docs, id, {"deleteTableRow": {"tableCellLocation": cell(0, 0)}})
    assert text_of(read(docs, id)) == "\n\n"
    assert refusal(lambda: update(docs, id, {"deleteTableRow": {"tableCellLocation": cell(0, 0)}})) == (
        400,
        "Invalid requests[0].deleteTableRow: Invalid table start location. Must specify the start index of the table.",
    )


def test_merged_cells_gather_their_text_in_the_first(docs: Any) -> None:
    """The others stay, empty; what is merged already is not merged again."""
    id = filled_table(docs)
    top = {"tableCellLocation": cell(0, 0), "rowSpan": 1, "columnSpan": 2}
    update(docs, id, {"mergeTableCells": {"tableRange": top}})
    document = read(docs, id)
    assert cells(document) == [["A\nB", ""], ["C", "D"]]
    style = document["body"]["content"][2]["table"]["tableRows"][0]["tableCells"][0]["tableCellStyle"]
    assert (style["rowSpan"], style["columnSpan"]) == (1, 2)
    assert refusal(lambda: update(docs, id, {"mergeTableCells": {"tableRange": top}}))[0] == 400
    update(docs, id, {"unmergeTableCells": {"tableRange": top}}, {"mergeTableCells": {"tableRange": top}})


def test_cells_columns_and_rows_have_their_own_looks(docs: Any) -> None:
    """For a range of cells or the whole table; widths a column, head rows pinned."""
    id = filled_table(docs)
    blue = {"backgroundColor": {"color": {"rgbColor": {"blue": 1}}}}
    first_row = {"tableCellLocation": cell(0, 0), "rowSpan": 1, "columnSpan": 2}
    width = {"widthType": "FIXED_WIDTH", "width": {"magnitude": 90, "unit": "PT"}}
    start = {"tableStartLocation": place(2)}
    update(
        docs,
        id,
        {"updateTableCellStyle": {"tableRange": first_row, "tableCellStyle": blue, "fields": "backgroundColor"}},
        {"updateTableColumnProperties": {**start, "columnIndices": [1], "tableColumnProperties": width, "fields": "*"}},
        {"pinTableHeaderRows": {**start, "pinnedHeaderRowsCount": 1}},
    )
    table = read(docs, id)["body"]["content"][2]["table"]
    fills = [[each["tableCellStyle"]["backgroundColor"] for each in row["tableCells"]] for row in table["tableRows"]]
    assert fills == [[blue["backgroundColor"]] * 2, [{}, {}]]
    assert table["tableStyle"]["tableColumnProperties"] == [{"widthType": "EVENLY_DISTRIBUTED"}, width]
    assert [row["tableRowStyle"].get("tableHeader") for row in table["tableRows"]] == [True, None]
    narrow = {**width, "width": {"magnitude": 2, "unit": "PT"}}
    too_narrow = {"updateTableColumnProperties": {**start, "tableColumnProperties": narrow, "fields": "width"}}
    assert refusal(lambda: update(docs, id, too_narrow))[0] == 400


def test_a_picture_is_fetched_once_and_kept(server: EmulatorServer, docs: Any, pictures: str) -> None:
    """From its address, at the size asked for in its own proportions; its content can be looked at."""
    id = new_document(docs, "Chart: ")
    size = {"width": {"magnitude": 100, "unit": "PT"}, "height": {"magnitude": 100, "unit": "PT"}}
    image = {"insertInlineImage": {"uri": f"{pictures}/chart.png", "location": place(8), "objectSize": size}}
    object_id = update(docs, id, image)["replies"][0]["insertInlineImage"]["objectId"]
    document = read(docs, id)
    element = document["body"]["content"][1]["paragraph"]["elements"][1]
    assert (element["startIndex"], element["endIndex"]) == (8, 9)
    assert element["inlineObjectElement"]["inlineObjectId"] == object_id
    embedded = document["inlineObjects"][object_id]["inlineObjectProperties"]["embeddedObject"]
    assert (embedded["size"]["width"]["magnitude"], embedded["size"]["height"]["magnitude"]) == (100, 50)
    assert embedded["imageProperties"]["sourceUri"] == f"{pictures}/chart.png"
    assert requests.get(embedded["imageProperties"]["contentUri"], timeout=10).content == png(200, 100)


@pytest.mark.parametrize(
    ("path", "message"),
    [
        ("/none.png", "answered 404"),
        ("/text.png", "It must be PNG, JPEG or GIF."),
        ("/large.png", "25 megapixels"),
        (f"/{'x' * 2050}", "at most 2 kB"),
        ("elsewhere", "127.0.0.1 only"),
    ],
)
def test_a_picture_that_cannot_be_taken_is_refused(docs: Any, pictures: str, path: str, message: str) -> None:
    """Not there, no picture, too large, too long an address, on another computer."""
    id = new_document(docs)
    uri = "https://www.example.com/chart.png" if path == "elsewhere" else pictures + path
    status, said = refusal(lambda: update(docs, id, {"insertInlineImage": {"uri": uri, "location": place(1)}}))
    assert (status, message in said) == (400, True), said


def test_header_and_footer_are_segments_of_their_own(docs: Any) -> None:
    """Their indexes begin at 0; there is one of each, and it can be deleted."""
    id = new_document(docs)
    answer = update(docs, id, {"createHeader": {"type": "DEFAULT"}}, {"createFooter": {"type": "DEFAULT"}})
    header, footer = answer["replies"][0]["createHeader"]["headerId"], answer["replies"][1]["createFooter"]["footerId"]
    at_end = {"insertText": {"endOfSegmentLocation": {"segmentId": footer}, "text": "Page"}}
    update(docs, id, {"insertText": {"location": place(0, header), "text": "Maple Grove"}}, at_end)
    document = read(docs, id)
    assert text_of({"body": document["headers"][header]}) == "Maple Grove\n"
    assert text_of({"body": document["footers"][footer]}) == "Page\n"
    assert document["documentStyle"]["defaultHeaderId"] == header
    assert refusal(lambda: update(docs, id, {"createHeader": {"type": "DEFAULT"}}))[0] == 400
    no_breaks = {"insertPageBreak": {"location": place(0, footer)}}
    assert refusal(lambda: update(docs, id, no_breaks))[0] == 400
    update(docs, id, {"deleteHeader": {"headerId": header}})
    assert "headers" not in read(docs, id)


def test_page_break_and_page_size(docs: Any) -> None:
    """A break is one place and brings a newline; the page is what updateDocumentStyle says."""
    id = new_document(docs, "onetwo")
    size = {"pageSize": {"width": {"magnitude": 595, "unit": "PT"}, "height": {"magnitude": 842, "unit": "PT"}}}
    page = {"updateDocumentStyle": {"documentStyle": size, "fields": "pageSize"}}
    update(docs, id, {"insertPageBreak": {"location": place(4)}}, page)
    document = read(docs, id)
    assert [each[:2] for each in paragraphs(document)] == [(1, 6), (6, 10)]
    assert document["body"]["content"][1]["paragraph"]["elements"][1]["pageBreak"] == {"textStyle": {}}
    assert document["documentStyle"]["pageSize"] == size["pageSize"]
    assert document["documentStyle"]["marginTop"] == {"magnitude": 72, "unit": "PT"}
    ids = {"updateDocumentStyle": {"documentStyle": {"defaultHeaderId": "x"}, "fields": "defaultHeaderId"}}
    assert refusal(lambda: update(docs, id, ids))[0] == 400


def test_a_page_break_before_a_paragraph_stands_in_the_body_only(docs: Any) -> None:
    """In a table it would leave a document that Docs cannot show: 400."""
    id = filled_table(docs)
    style = {"paragraphStyle": {"pageBreakBefore": True}, "fields": "pageBreakBefore"}
    assert refusal(lambda: update(docs, id, {"updateParagraphStyle": {"range": stretch(5, 6), **style}}))[0] == 400
    update(docs, id, {"updateParagraphStyle": {"range": stretch(1, 2), **style}})
    assert read(docs, id)["body"]["content"][1]["paragraph"]["paragraphStyle"]["pageBreakBefore"] is True
