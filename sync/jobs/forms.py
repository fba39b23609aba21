"""The program's forms: made, mended, and kept in step with the registry.

They belong to the program: the identity that owns the registry makes them, in the program's shared drive. One Activity Form and one
Onboarding Form a district, one Feedback Form for the program. A form is found again by the mark that it bears in Drive, so a new
ledger, or an answer that was lost, never leads to a second one.
"""

from __future__ import annotations

import hashlib
from collections.abc import Collection, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from sheets_templates import load_form
from sheets_templates.form_model import FormTemplate, Responders
from sync.coaching.lists import district_lists, registry_lists, workbook_facts
from sync.coaching.prefilled_links import prefilled_link, usual_answers
from sync.coaching.registry import Registry
from sync.coaching.vocabulary import Role
from sync.google.errors import GoogleProblem, WriteUnknown
from sync.google.form_layout import form_title
from sync.google.forms import create_form, find_forms, mend_form, set_responders
from sync.jobs.access import ProgramAccess
from sync.jobs.context import SyncContext
from sync.jobs.memory import remembered_entries
from sync.jobs.outcome import Trouble
from sync.ledger import Ledger
from sync.ledger.forms import FormsLedger, KnownForm

ACTIVITY: Final = "activity"
ONBOARDING: Final = "onboarding"
FEEDBACK: Final = "feedback"
LONGEST_REASON: Final = 500  # characters of a trouble that the ledger keeps


@dataclass(frozen=True)
class WantedForm:
    """A form as the registry wants it. `emails` None: anyone who has the link may answer. `name` as people name the form."""

    kind: str
    district_id: str
    name: str
    template: FormTemplate
    lists: Mapping[str, Sequence[str]]
    facts: Mapping[str, object]
    emails: frozenset[str] | None

    @property
    def mark(self) -> str:
        return f"{self.kind}:{self.district_id}"

    def digest(self) -> str:
        """Equal digests, equal wish: then the form needs no look."""
        names = {each.values for each in self.template.all_questions() if each.values}
        people = None if self.emails is None else sorted(self.emails)
        parts = (self.template, [(name, list(self.lists[name])) for name in sorted(names)], people)
        return hashlib.blake2b(repr(parts).encode(), digest_size=16).hexdigest()


@dataclass(frozen=True)
class ProvisionedForm:
    """A form that was made (`new`) or mended. `changes` 0: it was as it should be; `trouble` says why it could not be, or ""."""

    kind: str
    district_id: str
    name: str
    form_id: str = ""
    responder_uri: str = ""
    changes: int = 0
    trouble: str = ""
    new: bool = False


def wanted_forms(registry: Registry) -> Iterator[WantedForm]:
    """Every form that the program should have, the districts' first, in registry order."""
    for district in registry.districts.values():
        lists = district_lists(registry, district.district_id)
        facts = workbook_facts(registry, district=district.name)
        for kind in (ACTIVITY, ONBOARDING):
            template = load_form(kind)
            emails = _responders(template, registry, district.district_id)
            name = f"the {kind} form of {district.name}"
            yield WantedForm(kind, district.district_id, name, template, lists, facts, emails)
    template, facts = load_form(FEEDBACK), workbook_facts(registry, district="")
    yield WantedForm(FEEDBACK, "", "the feedback form", template, registry_lists(registry), facts, None)


def provision_forms(
    access: ProgramAccess,
    registry: Registry,
    ledger: Ledger,
    folders: Sequence[str],
    district_ids: Collection[str] | None = None,
) -> list[ProvisionedForm]:
    """Every form made or mended, shared with its respondents, and remembered; one that fails does not stop the others.

    Args: `folders` hold new forms (the program's shared drive); `district_ids`, where only some districts' forms are wanted.
    """
    forms = FormsLedger(ledger)
    standing = find_forms(access.own, access.registry_id)
    wanted = [each for each in wanted_forms(registry) if district_ids is None or each.district_id in district_ids]
    return [_provisioned(access, forms, each, standing.get(each.mark), folders) for each in wanted]


def look_after_forms(context: SyncContext, registry: Registry) -> list[Trouble]:
    """The forms that exist, in step with the registry: those whose lists or people changed are mended, the others cost nothing.

    A ledger that knows no form looks for them in Drive (one request). None is made here: `provision_forms` does that.
    """
    forms = FormsLedger(context.ledger)
    known = {(each.kind, each.district_id): each for each in forms.forms().values()}
    standing = {} if known else find_forms(context.access.own, context.access.registry_id)
    troubles = []
    for each in wanted_forms(registry):
        before = known.get((each.kind, each.district_id))
        form_id = before.form_id if before else standing.get(each.mark)
        if form_id is None or (before and before.wanted == each.digest()):
            continue
        done = _provisioned(context.access, forms, each, form_id, ())
        if done.trouble:
            troubles.append(Trouble(each.name, done.trouble))
    return troubles


def prefilled_links(ledger: Ledger, registry: Registry) -> dict[tuple[str, str], str]:
    """The link for each coach to keep, by district id and coach id: the district's Activity Form with what is usual filled in."""
    with ledger.transaction() as rows:
        entries = remembered_entries(rows)
    template = load_form(ACTIVITY)
    links = {}
    for form in FormsLedger(ledger).forms(ACTIVITY).values():
        own = entries[entries["district_id"] == form.district_id]
        for coach in registry.assigned_coaches(form.district_id):
            usual = usual_answers(own, coach.coach_id, registry)
            links[form.district_id, coach.coach_id] = prefilled_link(
                form.responder_uri, template, form.questions, usual
            )
    return links


def _provisioned(
    access: ProgramAccess, forms: FormsLedger, wanted: WantedForm, form_id: str | None, folders: Sequence[str]
) -> ProvisionedForm:
    made = 0
    try:
        if form_id is None:
            form_id, made = _made(access, wanted, folders), 1
        state = mend_form(access.own, form_id, wanted.template, wanted.lists, wanted.facts)
        shared = set_responders(access.own, form_id, wanted.emails)
    except GoogleProblem as problem:
        if form_id:
            forms.keep_trouble(form_id, str(problem)[:LONGEST_REASON])
        return ProvisionedForm(wanted.kind, wanted.district_id, wanted.name, form_id or "", trouble=str(problem))
    uri, questions = state.responder_uri, state.questions
    for other in [each.form_id for each in forms.forms(wanted.kind).values() if each.district_id == wanted.district_id]:
        if other != form_id:
            forms.drop_form(other)  # somebody deleted it, and this one takes its place
    forms.keep_form(KnownForm(form_id, wanted.kind, wanted.district_id, uri, questions, wanted.digest()))
    changes = made + state.changes + shared
    return ProvisionedForm(wanted.kind, wanted.district_id, wanted.name, form_id, uri, changes, new=bool(made))


def _made(access: ProgramAccess, wanted: WantedForm, folders: Sequence[str]) -> str:
    """The id of the new form; where Google's answer was lost, that of the form which it made nevertheless."""
    title = form_title(wanted.template, wanted.facts)
    try:
        return create_form(access.own, title, access.registry_id, wanted.mark, folders)
    except WriteUnknown:
        found = find_forms(access.own, access.registry_id).get(wanted.mark)
        if found is None:
            raise
        return found


def _responders(template: FormTemplate, registry: Registry, district_id: str) -> frozenset[str] | None:
    if template.responders is Responders.COACHES:
        return frozenset(each.email for each in registry.assigned_coaches(district_id) if each.email)
    if template.responders is Responders.ADMINISTRATORS:
        roles = (Role.ADMINISTRATOR, Role.PRINCIPAL)
        return frozenset(
            each.email for each in registry.people if each.district_id == district_id and each.role in roles
        )
    return None
