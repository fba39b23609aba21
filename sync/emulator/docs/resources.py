"""A document as the JSON that the API sends."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import groupby

from sync.emulator.docs.document import BODY, TAB_ID, DocumentState
from sync.emulator.docs.requests_objects import image_resource
from sync.emulator.docs.structure import Node, ParagraphNode, SectionNode, TableNode, nodes_of
from sync.emulator.docs.units import Json, Unit, joined, utf16_length

_SECTION_STYLE: Json = {
    "columnSeparatorStyle": "NONE",
    "contentDirection": "LEFT_TO_RIGHT",
    "sectionType": "CONTINUOUS",
}


def document_resource(document: DocumentState, title: str, address: str, shows_revision: bool, in_tabs: bool) -> Json:
    """The Document. With `in_tabs` its content stands in its one tab, else at the top."""
    content = _content(document, address)
    answer: Json = {"documentId": document.id, "title": title, "suggestionsViewMode": "SUGGESTIONS_INLINE"}
    if shows_revision:
        answer["revisionId"] = document.revision_id
    if in_tabs:
        properties = {"tabId": TAB_ID, "title": "Tab 1", "index": 0}
        return {**answer, "tabs": [{"tabProperties": properties, "documentTab": content}]}
    return {**answer, **content}


def _content(document: DocumentState, address: str) -> Json:
    found: Json = {
        "body": {"content": segment_content(document.segments[BODY])},
        "documentStyle": document.document_style,
        "namedStyles": {"styles": document.named_styles},
    }
    for name, id_field, ids in (("headers", "headerId", document.headers), ("footers", "footerId", document.footers)):
        if ids:
            found[name] = {id: {id_field: id, "content": segment_content(document.segments[id])} for id in ids}
    if document.named_ranges:
        found["namedRanges"] = _named_ranges(document)
    if document.lists:
        found["lists"] = document.lists
    if document.images:
        shown = {unit.more["id"] for units in document.segments.values() for unit in units if unit.kind == "image"}
        found["inlineObjects"] = {
            id: image_resource(address, id, kept) for id, kept in document.images.items() if id in shown
        }
    return found


def _named_ranges(document: DocumentState) -> Json:
    """Named ranges by their names, of which several may be the same."""
    found: Json = {}
    for named in document.named_ranges.values():
        ranges = [
            {**({"segmentId": segment} if segment else {}), "startIndex": start, "endIndex": end, "tabId": TAB_ID}
            for segment, start, end in named.ranges
        ]
        by_name = found.setdefault(named.name, {"name": named.name, "namedRanges": []})
        by_name["namedRanges"].append({"namedRangeId": named.id, "name": named.name, "ranges": ranges})
    return found


def segment_content(units: Sequence[Unit]) -> list[Json]:
    """The structural elements of a segment. As everywhere in Google's JSON, a 0 is left out."""
    return [_element(units, node) for node in nodes_of(units)]


def _indexes(start: int, end: int) -> Json:
    return {**({"startIndex": start} if start else {}), "endIndex": end}


def _element(units: Sequence[Unit], node: Node) -> Json:
    if isinstance(node, SectionNode):
        return {"endIndex": node.end, "sectionBreak": {"sectionStyle": _SECTION_STYLE}}
    if isinstance(node, TableNode):
        return {**_indexes(node.start, node.end), "table": _table(units, node)}
    return {**_indexes(node.start, node.end), "paragraph": _paragraph(units, node)}


def _paragraph(units: Sequence[Unit], node: ParagraphNode) -> Json:
    end = units[node.end - 1]
    found: Json = {"elements": _elements(units, node), "paragraphStyle": end.more["style"]}
    if end.more.get("bullet"):
        found["bullet"] = end.more["bullet"]
    return found


def _elements(units: Sequence[Unit], node: ParagraphNode) -> list[Json]:
    elements: list[Json] = []
    at = node.start
    inline = units[node.start : node.end]
    for is_text, same in groupby(inline, key=lambda unit: unit.kind in {"text", "end"}):
        if is_text:
            for style, run in groupby(same, key=lambda unit: unit.style):
                content = joined(run)
                length = utf16_length(content)
                elements.append({**_indexes(at, at + length), "textRun": {"content": content, "textStyle": style}})
                at += length
        else:
            for unit in same:
                elements.append({**_indexes(at, at + 1), **_object(unit)})
                at += 1
    return elements


def _object(unit: Unit) -> Json:
    match unit.kind:
        case "image":
            return {"inlineObjectElement": {"inlineObjectId": unit.more["id"], "textStyle": unit.style}}
        case "page_break":
            return {"pageBreak": {"textStyle": unit.style}}
        case "auto":
            return {"autoText": {"type": unit.more["type"], "textStyle": unit.style}}
        case _:
            return {"horizontalRule": {"textStyle": unit.style}}


def _table(units: Sequence[Unit], table: TableNode) -> Json:
    rows = []
    for row in table.rows:
        cells = [
            {
                "startIndex": cell.start,
                "endIndex": cell.end,
                "content": [_element(units, node) for node in cell.content],
                "tableCellStyle": units[cell.start].more["style"],
            }
            for cell in row.cells
        ]
        style = units[row.start].more["style"]
        rows.append({"startIndex": row.start, "endIndex": row.end, "tableCells": cells, "tableRowStyle": style})
    style = {"tableColumnProperties": units[table.start].more["columns"]}
    return {"rows": len(table.rows), "columns": table.columns, "tableRows": rows, "tableStyle": style}
