"""The page of a Google Doc: to read, and for editors to change paragraph by paragraph, as if they typed in it."""

from __future__ import annotations

from difflib import SequenceMatcher
from typing import Any

from flask import Blueprint, Response, abort, redirect, render_template, request, url_for

from sync.emulator.docs.content import DOCX, PDF, docs_of
from sync.emulator.docs.document import BODY, DocumentState
from sync.emulator.docs.units import Json, Unit, cleaned, joined, utf16_length
from sync.emulator.drive.exports import converted
from sync.emulator.drive.records import Role
from sync.emulator.pages.document_view import BOXES, View
from sync.emulator.pages.edits import NotTaken, Unclear
from sync.emulator.pages.viewer import answered, for_viewers
from sync.emulator.wire.call import Caller
from sync.emulator.world import World

_FILES = {"pdf": PDF, "docx": DOCX}
_GONE_ON = "Somebody has changed this document since you opened it. Load it again; what you typed was not saved."


def add_document_pages(pages: Blueprint, world: World) -> None:
    """Add the page of a document and its downloads to the pages."""

    @for_viewers(world)
    def document(viewer: Caller, document_id: str) -> str:
        resource = answered(world, viewer, "docs.documents.get", {"documentId": document_id})
        with world.store.transaction():
            state = docs_of(world).load(document_id)
            role = world.drive.role(world.drive.file(document_id), viewer)
        if state is None:
            abort(404)
        view = View(state)
        return render_template(
            "pages/document.html",
            title=resource["title"],
            document_id=document_id,
            revision=state.revision_id,
            header=view.header(),
            blocks=view.blocks(),
            footer=view.footer(),
            may_edit=role >= Role.writer,
            open_at=request.args.get("at", type=int),
            boxes=BOXES,
        )

    @for_viewers(world)
    def change_document(viewer: Caller, document_id: str) -> Any:
        kind, start = request.form.get("do", ""), request.form.get("start", -1, type=int)
        with world.store.transaction():
            state = _as_opened(world, viewer, document_id)
            if kind == "tick":
                _tick(world, viewer, state, start)
            else:
                requests = _edit(state, kind, start, request.form.get("text", ""))
                if requests:
                    path = {"documentId": document_id}
                    answered(world, viewer, "docs.documents.batchUpdate", path, {"requests": requests})
        return redirect(url_for("pages.document", document_id=document_id) + f"#p{start}")

    @for_viewers(world)
    def document_file(viewer: Caller, document_id: str, ending: str) -> Response:
        with world.store.transaction():
            record = world.drive.visible(document_id, viewer)
            made = converted(world.drive, record, viewer, _FILES[ending])
        return Response(made.content, 200, dict(made.headers), content_type=made.mime_type)

    address = "/document/d/<document_id>"
    pages.add_url_rule(f"{address}/edit", "document", document)
    pages.add_url_rule(f"{address}/edit", "change_document", change_document, methods=["POST"])
    pages.add_url_rule(f"{address}/file.<any(pdf, docx):ending>", "document_file", document_file)


def _as_opened(world: World, viewer: Caller, document_id: str) -> DocumentState:
    """The document, if the viewer may edit it and it is still as on their page. Raises GoogleError, Unclear."""
    world.drive.require(document_id, viewer, "writer")
    state = docs_of(world).load(document_id)
    if state is None:
        abort(404)
    if state.revision_id != request.form.get("revision"):
        raise Unclear(_GONE_ON)
    return state


def _edit(state: DocumentState, kind: str, start: int, text: str) -> list[Json]:
    """What typing in a paragraph comes to, as requests of the API. Raises NotTaken for a place that is no paragraph."""
    units = state.segments[BODY]
    end = start
    if not 0 < start < len(units) or not units[start].is_inline:
        raise NotTaken("There is no paragraph at this place.")
    while units[end].kind != "end":
        end += 1
    if kind == "delete":
        return _deleted(units, start, end)
    if kind == "add":
        return _added(end, _typed(text), units[end].more)
    if kind != "save" or any(unit.kind != "text" for unit in units[start:end]):
        raise NotTaken("This paragraph holds more than text. Add a paragraph below it instead.")
    return _retyped(start, joined(units[start:end]), _typed(text))


def _typed(text: str) -> str:
    """What was typed; a line end inside a paragraph is a line break."""
    return cleaned(text).replace("\n", "\v")


def _added(end: int, text: str, paragraph: Any) -> list[Json]:
    """A new paragraph below the one that ends at `end`: an item of the same list, or plain text."""
    requests: list[Json] = [{"insertText": {"location": {"index": end}, "text": f"\n{text}"}}]
    where = {"startIndex": end + 1, "endIndex": end + 2 + utf16_length(text)}
    if paragraph["style"].get("namedStyleType", "NORMAL_TEXT") != "NORMAL_TEXT":
        plain = {"namedStyleType": "NORMAL_TEXT"}
        requests += [
            {"updateParagraphStyle": {"range": where, "paragraphStyle": plain, "fields": "*"}},
            {"updateTextStyle": {"range": where, "textStyle": {}, "fields": "*"}},
        ]
    return requests


def _deleted(units: list[Unit], start: int, end: int) -> list[Json]:
    """The paragraph from `start` to its newline at `end` gone; where that newline must stay, the one before it instead."""
    if end + 1 < len(units) and units[end + 1].is_inline:
        end += 1
    elif units[start - 1].kind == "end":
        start -= 1
    return [{"deleteContentRange": {"range": {"startIndex": start, "endIndex": end}}}] if start < end else []


def _retyped(start: int, before: str, after: str) -> list[Json]:
    """Only what differs is typed and deleted, from the end on, so that the rest keeps its looks and its named ranges."""
    requests: list[Json] = []
    for kind, first, last, new_first, new_last in reversed(SequenceMatcher(None, before, after, False).get_opcodes()):
        if kind == "equal":
            continue
        place, end = (start + utf16_length(before[:at]) for at in (first, last))
        if new_first < new_last:
            requests.append({"insertText": {"location": {"index": end}, "text": after[new_first:new_last]}})
        if place < end:
            requests.append({"deleteContentRange": {"range": {"startIndex": place, "endIndex": end}}})
    return requests


def _tick(world: World, viewer: Caller, state: DocumentState, start: int) -> None:
    """Ticks or clears the box of a paragraph: a letter of its text, or the box of a checklist, of which the API shows nothing."""
    units = state.segments[BODY]
    if not 0 < start < len(units):
        raise NotTaken("There is no box at this place.")
    path = {"documentId": state.id}
    other = BOXES.get(units[start].char)
    if other:
        typed = {"insertText": {"location": {"index": start + 1}, "text": other}}
        gone = {"deleteContentRange": {"range": {"startIndex": start, "endIndex": start + 1}}}
        answered(world, viewer, "docs.documents.batchUpdate", path, {"requests": [typed, gone]})
        return
    end = next(index for index in range(start, len(units)) if units[index].kind == "end")
    if not units[end].more.get("bullet"):
        raise NotTaken("There is no box at this place.")
    units[end] = units[end].with_more(ticked=not units[end].more.get("ticked"))
    state.revision += 1
    docs_of(world).save(state)
    world.drive.touch(state.id, viewer)
