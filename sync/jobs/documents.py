"""A Google Doc out of a paper: made once, replaced while nobody else has written in it, exported as PDF.

For papers that are an edition (reports, packets, statements). A document that people live in, the onboarding document, is
regenerated section by section instead (`onboarding_documents`).
"""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass, replace

from sheets_templates.papers import Paper
from sync.google.document_files import (
    DocumentFile,
    document_url,
    find_documents,
    look_at_document,
    marks,
    replace_document,
)
from sync.google.documents import create_document, export_document
from sync.google.errors import NotFound, WriteUnknown
from sync.google.transport import Transport
from sync.jobs.context import SyncContext
from sync.ledger.documents import DocumentsLedger, KnownDocument
from sync.papers.word import paper_docx


@dataclass(frozen=True)
class MadeDocument:
    """A document as it now stands. `changed`: something was written; `beside`: a person had written in the earlier one, which was
    left as it is, and this is a new one."""

    document_id: str
    changed: bool
    beside: bool = False

    @property
    def url(self) -> str:
        return document_url(self.document_id)


def make_document(context: SyncContext, paper: Paper, name: str, mark: str, folders: Sequence[str]) -> MadeDocument:
    """The Google Doc of a paper: made in the program's folder, or brought up to date.

    A new one takes 2 requests (a look for one that an earlier ledger made, and the upload), an unchanged one none, a changed one 2
    (has anybody else written in it? and the upload). Args: `mark` names the document for ever, for example
    `district_report:D01:2025-10`. Raises GoogleProblem.
    """
    transport, documents = context.access.own, DocumentsLedger(context.ledger)
    digest = paper_digest(paper, context.fingerprint_key)
    known = documents.documents().get(mark)
    if known and known.content_hash == digest and not known.trouble:
        return MadeDocument(known.document_id, changed=False)
    standing = _standing(transport, known, context.access.registry_id, mark)
    docx = paper_docx(paper)
    beside = standing is not None and not standing.by_me
    if standing is None or beside:
        document_id = _created(context, name, docx, mark, folders)
    else:
        document_id = replace_document(transport, standing.document_id, name, docx).document_id
    before = known or KnownDocument(mark, document_id)
    made = replace(before, document_id=document_id, content_hash=digest, changed_on=context.today(), trouble=None)
    documents.keep(made)
    return MadeDocument(document_id, changed=True, beside=beside)


def document_pdf(context: SyncContext, document_id: str) -> bytes:
    """The document as PDF, as Drive exports it. One request. Raises CannotExport, GoogleProblem."""
    return export_document(context.access.own, document_id)


def paper_digest(paper: Paper, key: str) -> str:
    """Equal digests, equal papers. Keyed: nobody can guess from it what stands in a paper."""
    return hashlib.blake2b(repr(paper).encode(), key=key.encode(), digest_size=20).hexdigest()


def _standing(transport: Transport, known: KnownDocument | None, program: str, mark: str) -> DocumentFile | None:
    """The document that an earlier run made, as it stands in Drive; None where there is none or it was thrown away."""
    if known is None:
        return find_documents(transport, program, mark).get(mark)
    try:
        found = look_at_document(transport, known.document_id)
    except NotFound:
        return None
    return None if found.trashed else found


def _created(context: SyncContext, name: str, docx: bytes, mark: str, folders: Sequence[str]) -> str:
    """The id of the new document; where Google's answer was lost, that of the one which it made nevertheless."""
    transport, program = context.access.own, context.access.registry_id
    try:
        return create_document(transport, name, docx, folders, marks(mark, program))
    except WriteUnknown:
        found = find_documents(transport, program, mark).get(mark)
        if found is None or not found.by_me:
            raise
        return found.document_id
