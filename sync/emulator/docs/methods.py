"""The methods of `documents`."""

from __future__ import annotations

from sync.emulator.docs.batch import apply
from sync.emulator.docs.content import MIME_TYPE, docs_of, opened
from sync.emulator.docs.document import DocumentState
from sync.emulator.docs.refusals import bad_argument
from sync.emulator.docs.resources import document_resource
from sync.emulator.docs.units import Json
from sync.emulator.drive.records import Role
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError


def create(call: Call) -> Json:
    """documents.create: an empty document with a title; other fields, content included, are ignored."""
    if "documentId" in call.body:
        raise bad_argument("The document ID is read-only.")
    record = call.world.drive.create_file(call.body.get("title") or "Untitled document", MIME_TYPE, call.caller)
    docs = docs_of(call.world)
    docs.create(record.id, record.name, call.caller)
    return _shown(call, opened(call, record.id, "reader"), in_tabs=False)


def get(call: Call) -> Json:
    """documents.get. Without suggestions every view of them is the same; inline ones are shown to editors only."""
    document = opened(call, call.path["documentId"], "reader")
    mode = call.one("suggestionsViewMode", "DEFAULT_FOR_CURRENT_ACCESS")
    if mode == "SUGGESTIONS_INLINE" and not _edits(call, document.id):
        raise GoogleError("PERMISSION_DENIED", "The caller does not have permission")
    shown = _shown(call, document, call.flag("includeTabsContent"))
    if mode.startswith("PREVIEW_"):
        shown["suggestionsViewMode"] = mode
    elif not _edits(call, document.id):
        shown["suggestionsViewMode"] = "PREVIEW_WITHOUT_SUGGESTIONS"
    return shown


def batch_update(call: Call) -> Json:
    """documents.batchUpdate: all of the requests, or none."""
    document = opened(call, call.path["documentId"], "writer")
    _check_write_control(document, call.body.get("writeControl") or {})
    docs = docs_of(call.world)
    replies = apply(docs.editing(document), call.body.get("requests") or [])
    document.revision += 1
    docs.save(document)
    call.world.drive.touch(document.id, call.caller)
    return {
        "documentId": document.id,
        "replies": replies,
        "writeControl": {"requiredRevisionId": document.revision_id},
    }


def _check_write_control(document: DocumentState, control: Json) -> None:
    """Raises GoogleError 400 for a revision that is not the latest, 501 for what the emulator does not merge."""
    if control.get("writeMode") == "SUGGEST":
        raise GoogleError("UNIMPLEMENTED", "The emulator does not keep suggestions; write in EDIT mode.")
    required, target = control.get("requiredRevisionId"), control.get("targetRevisionId")
    if required and target:
        raise bad_argument("oneof field 'control' is already set.")
    if required and required != document.revision_id:
        message = f"The required revision ID '{required}' does not match the latest revision."
        raise GoogleError("FAILED_PRECONDITION", message)
    if target and target != document.revision_id:
        if target not in document.past_revision_ids:
            raise bad_argument(f"The target revision ID '{target}' is not a revision of this document.")
        raise GoogleError("UNIMPLEMENTED", "The emulator does not merge writes into later revisions; read again.")


def _edits(call: Call, id: str) -> bool:
    drive = call.world.drive
    return drive.role(drive.file(id), call.caller) >= Role.writer


def _shown(call: Call, document: DocumentState, in_tabs: bool) -> Json:
    title = call.world.drive.file(document.id).name
    return document_resource(document, title, call.world.address, _edits(call, document.id), in_tabs)
