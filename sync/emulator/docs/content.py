"""The documents behind Drive's files: made, copied, deleted, exported and imported with them."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from typing import Final

from sync.emulator.docs.document import DocumentState, blank, decoded
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.refusals import RefusedError, bad_argument
from sync.emulator.drive.records import DOCUMENT
from sync.emulator.wire.call import Call, Caller
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

MIME_TYPE: Final = DOCUMENT
DOCX: Final = "application/vnd.openxmlformats-officedocument.wordprocessingml.document"
PDF, PLAIN = "application/pdf", "text/plain"
_KIND, _IMAGE = "document_content", "document_image"  # in the store


class DocsContent:
    """Every document of one world, and what Drive asks of them."""

    def __init__(self, world: World) -> None:
        self._world = world

    def load(self, id: str) -> DocumentState | None:
        data = self._world.store.load(_KIND, id)
        return decoded(data) if data is not None else None

    def save(self, document: DocumentState) -> None:
        self._world.store.save(_KIND, document.id, document.encoded())

    def editing(self, document: DocumentState) -> Editing:
        return Editing(document, self._world.address, self.keep_image)

    def keep_image(self, content: bytes) -> str:
        """The name under which the bytes are kept, the same for the same bytes."""
        name = hashlib.sha256(content).hexdigest()
        self._world.store.save(_IMAGE, name, content)
        return name

    def image(self, name: str) -> bytes | None:
        return self._world.store.load(_IMAGE, name)

    # --- what Drive asks

    def create(self, file_id: str, title: str, caller: Caller) -> None:  # noqa: ARG002 - as Drive calls it
        """An empty document for a file that Drive made."""
        self.save(blank(file_id))

    def copy(self, source_id: str, target_id: str) -> None:
        """The document under another file; ids of ranges, lists and images stay as they are."""
        self.save(replace(self._loaded(source_id), id=target_id, revision=1))

    def delete(self, file_id: str) -> None:
        self._world.store.delete(_KIND, file_id)

    def export(self, file_id: str, mime_type: str) -> bytes:
        """The document as PDF, DOCX or plain text. Raises GoogleError 501 for the other formats that Google offers."""
        from sync.emulator.docs import docx_out, plain_text, typesetting

        document = self._loaded(file_id)
        title = self._world.drive.file(file_id).name
        match mime_type:
            case "application/pdf":
                return typesetting.pdf(document, title, self.image)
            case "text/plain":
                return plain_text.exported(document)
            case _ if mime_type == DOCX:
                return docx_out.exported(document, title, self.image)
        raise GoogleError(
            "UNIMPLEMENTED", f"The emulator cannot make {mime_type} of a document; PDF, DOCX and text it can."
        )

    def fill(self, file_id: str, mime_type: str, content: bytes) -> None:
        """Turns an uploaded DOCX or plain text into the content of a document. Raises GoogleError 400."""
        from sync.emulator.docs import docx_in, plain_text

        before = self._loaded(file_id)
        editing = self.editing(replace(blank(file_id), revision=before.revision + 1))
        try:
            if mime_type == DOCX:
                docx_in.fill(editing, content)
            elif mime_type == PLAIN:
                plain_text.fill(editing, content)
            else:
                raise bad_argument("Conversion of the uploaded content to the requested output type is not supported.")
        except RefusedError as refused:
            raise bad_argument(str(refused)) from refused
        self.save(editing.document)

    def _loaded(self, id: str) -> DocumentState:
        document = self.load(id)
        if document is None:
            raise GoogleError("NOT_FOUND", "Requested entity was not found.")
        return document


def docs_of(world: World) -> DocsContent:
    """What keeps the documents of this world."""
    content = world.drive.content[MIME_TYPE]
    if not isinstance(content, DocsContent):
        raise TypeError("Another part holds the documents of this world.")
    return content


def opened(call: Call, id: str, role: str) -> DocumentState:
    """The document, for a caller with this role on its file. Raises GoogleError 403 or 404."""
    world = call.world
    try:
        record = world.drive.require(id, call.caller, role)
    except GoogleError as refusal:
        # The editors' APIs tell whoever may not see a file that there is one; Drive does not.
        if refusal.code == 404 and world.drive.files.get(id) is not None and not call.caller.per_file:
            raise GoogleError("PERMISSION_DENIED", "The caller does not have permission") from refusal
        raise
    document = docs_of(world).load(id)
    if document is None:
        if record.is_native:
            raise GoogleError("NOT_FOUND", "Requested entity was not found.")
        raise GoogleError("FAILED_PRECONDITION", "This operation is not supported for this document")
    return document
