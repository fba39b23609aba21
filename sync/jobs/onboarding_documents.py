"""The districts' onboarding documents: made on request, and kept fresh by every sync as answers, plan and registry change.

They live in the program's shared drive and are open, to write in, to the district's coaches, administrators and principals. The
text of answers is read in place: it goes from the workbook into the document, and the ledger keeps a keyed digest of the whole.
"""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace

from sheets_templates import load
from sync.coaching.district_reading import onboarding_answers, onboarding_rows
from sync.coaching.onboarding_document import OnboardingView, onboarding_document, onboarding_name
from sync.coaching.onboarding_status import OnboardingStatus, onboarding_status, reminder
from sync.coaching.plan_reading import read_plan
from sync.coaching.registry import District, Registry
from sync.coaching.views import DocumentState, OnboardingAnswer
from sync.google.document_files import document_url, find_documents, marks, open_to
from sync.google.documents import LivingDocument, create_living_document, regenerate
from sync.google.errors import CredentialsMissing, GoogleProblem, NotFound, WriteUnknown
from sync.google.living_documents import Outcome
from sync.google.workbooks import read_workbook
from sync.jobs.context import SyncContext
from sync.jobs.documents import paper_digest
from sync.jobs.memory import ONBOARDING_MARK, unsettle
from sync.jobs.outcome import Trouble
from sync.jobs.reading import DISTRICT, TEMPLATES, Gathered
from sync.ledger.documents import DocumentsLedger, KnownDocument
from sync.papers.word import paper_docx

LONGEST_REASON = 500  # characters of a trouble that the ledger keeps
NOT_SHARED = "The district has shared no workbook yet, so there are no answers to make a document of."
KEPT = (Outcome.KEPT, Outcome.OFFERED)  # a person wrote in the section


@dataclass(frozen=True)
class Onboarded:
    """What came of one district: its status, whether its document was written, and the reminder to be copied ("": none is due).
    `trouble` says why there is no document, or not the newest."""

    district: District
    status: OnboardingStatus
    written: bool = False
    reminder: str = ""
    trouble: str = ""


def onboard(
    context: SyncContext, registry: Registry, districts: Iterable[District], folders: Sequence[str]
) -> list[Onboarded]:
    """The documents of these districts, made or brought up to date; one that fails does not stop the others.

    One request to read a district's workbook; then 3 for a new document (and one more to share it), none for an unchanged one, 2
    for a changed one.
    """
    documents = _Documents(context, registry, folders)
    return [_onboarded(context, registry, documents, district) for district in districts]


def refresh_onboarding(context: SyncContext, gathered: Gathered) -> list[Trouble]:
    """The documents that exist, in step with the workbooks that this round has read. None is made here: `onboard` does that.

    A ledger that knows no document looks for them in Drive (one request) when everything is read.
    """
    documents = _Documents(context, gathered.registry, None)
    if gathered.everything and not documents.known:
        documents.look_in_drive()
    troubles = []
    for workbook_id, reading in gathered.readings.items():
        source = gathered.sources[workbook_id]
        if source.kind != DISTRICT or ONBOARDING_MARK + source.key not in documents.known:
            continue
        view = OnboardingView(gathered.registry, source.key, reading.answers, reading.plan)  # type: ignore[union-attr]
        try:
            documents.bring_up_to_date(view)
        except CredentialsMissing:
            raise
        except GoogleProblem as problem:
            documents.keep_trouble(view.district_id, problem)
            troubles.append(Trouble(f"the onboarding document of {source.name}", str(problem)))
    return troubles


def _onboarded(context: SyncContext, registry: Registry, documents: _Documents, district: District) -> Onboarded:
    if district.workbook_id is None:
        return Onboarded(district, onboarding_status(()), trouble=NOT_SHARED)
    answers: tuple[OnboardingAnswer, ...] = ()
    written, trouble = False, ""
    try:
        snapshot = read_workbook(context.access.serving(district.sync_identity), district.workbook_id)
        template = load(TEMPLATES[DISTRICT])
        answers = onboarding_answers(snapshot, template)
        view = OnboardingView(registry, district.district_id, answers, read_plan(snapshot, template, registry)[0])
        written = documents.bring_up_to_date(view)
    except CredentialsMissing:
        raise
    except GoogleProblem as problem:
        documents.keep_trouble(district.district_id, problem)
        trouble = str(problem)
    if written:
        unsettle(context.ledger, district.workbook_id)  # its Dashboard names the document
    state = documents.state(district.district_id)
    rows = onboarding_rows(answers)
    text = reminder(registry.program_name, district.name, rows, state)
    return Onboarded(district, onboarding_status(rows, state), written, text, trouble)


class _Documents:
    """What is known of the documents of one run. `folders` None: documents are kept alive, none is made."""

    def __init__(self, context: SyncContext, registry: Registry, folders: Sequence[str] | None) -> None:
        self._context, self._registry, self._folders = context, registry, folders
        self._ledger = DocumentsLedger(context.ledger)
        self._looked = False
        self.known = {mark: each for mark, each in self._ledger.documents().items() if mark.startswith(ONBOARDING_MARK)}

    def look_in_drive(self) -> None:
        """The documents that an earlier ledger knew of. One request."""
        self._looked = True
        access = self._context.access
        for mark, found in find_documents(access.own, access.registry_id).items():
            if mark.startswith(ONBOARDING_MARK) and mark not in self.known:
                self._keep(KnownDocument(mark, found.document_id))

    def bring_up_to_date(self, view: OnboardingView) -> bool:
        """Whether anything was written into the document. Raises GoogleProblem."""
        mark, paper = ONBOARDING_MARK + view.district_id, onboarding_document(view)
        digest = paper_digest(paper, self._context.fingerprint_key)
        if mark not in self.known and not self._looked:
            self.look_in_drive()
        known = self.known.get(mark)
        if known is None or known.content_hash != digest or known.trouble:
            living = self._written(view, mark, known)
            kept = sorted(key for key, outcome in living.outcomes.items() if outcome in KEPT)
            new = known is None or known.document_id != living.document_id
            before = KnownDocument(mark, living.document_id) if known is None or new else known
            self._keep(
                replace(
                    before,
                    content_hash=digest,
                    changed_on=self._context.today() if living.was_written or new else before.changed_on,
                    notes={"kept": kept},
                    trouble=None,
                )
            )
            written = living.was_written
        else:
            written = False
        self._share(view.district_id)
        return written

    def state(self, district_id: str) -> DocumentState | None:
        known = self.known.get(ONBOARDING_MARK + district_id)
        if known is None:
            return None
        return DocumentState(document_url(known.document_id), known.changed_on, tuple(known.notes.get("kept", ())))

    def keep_trouble(self, district_id: str, problem: GoogleProblem) -> None:
        known = self.known.get(ONBOARDING_MARK + district_id)
        if known:
            self._keep(replace(known, trouble=str(problem)[:LONGEST_REASON]))

    def _written(self, view: OnboardingView, mark: str, known: KnownDocument | None) -> LivingDocument:
        transport, paper = self._context.access.own, onboarding_document(view)
        if known is not None:
            try:
                return regenerate(transport, known.document_id, paper)
            except NotFound:
                if self._folders is None:
                    raise
        name = onboarding_name(self._registry, view.district_id)
        program = self._context.access.registry_id
        try:
            return create_living_document(
                transport, paper, paper_docx(paper), self._folders or (), marks(mark, program), name
            )
        except WriteUnknown:
            found = find_documents(transport, program, mark).get(mark)
            if found is None:
                raise
            return regenerate(transport, found.document_id, paper)

    def _share(self, district_id: str) -> None:
        """Opens the document to its people, in one request, and only when they are others than last time."""
        known = self.known[ONBOARDING_MARK + district_id]
        coaches = [each.email for each in self._registry.assigned_coaches(district_id)]
        office = [each.email for each in self._registry.people if each.district_id == district_id]
        people = sorted({email for email in (*coaches, *office) if email})
        key = self._context.fingerprint_key.encode()
        digest = hashlib.blake2b(repr(people).encode(), key=key, digest_size=16).hexdigest()
        if known.shared_with != digest:
            open_to(self._context.access.own, known.document_id, people, "writer")
            self._keep(replace(known, shared_with=digest))

    def _keep(self, document: KnownDocument) -> None:
        self.known[document.mark] = document
        self._ledger.keep(document)
