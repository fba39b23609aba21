"""What `coachlog doctor` finds out about the forms: made, open, signed in, in step, watched, and what of them waits."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from sync.coaching.registry import Registry
from sync.coaching.report_words import counted
from sync.google.errors import GoogleProblem
from sync.google.forms import form_faults, read_form
from sync.jobs.access import ProgramAccess
from sync.jobs.findings import Finding, Health
from sync.jobs.form_watches import WATCHED, is_watched
from sync.jobs.forms import ACTIVITY, WantedForm, wanted_forms
from sync.jobs.inbox import unplaced_responses
from sync.ledger import Ledger
from sync.ledger.forms import FormsLedger, KnownForm

PROVISION = "Run `coachlog provision forms`."


def forms_findings(access: ProgramAccess, ledger: Ledger, registry: Registry, now: datetime) -> Iterator[Finding]:
    """Findings form by form, then about all of them. One request a form. `now` in UTC, without an offset."""
    forms = FormsLedger(ledger)
    known = {(each.kind, each.district_id): each for each in forms.forms().values()}
    if not known:
        yield Finding(Health.LOOK, "No forms are made yet (README, step 12).", PROVISION)
        return
    wanted = list(wanted_forms(registry))
    faults = [
        fault for each in wanted for fault in _form_faults(access, each, known.get((each.kind, each.district_id)))
    ]
    yield from faults
    if not faults:
        yield Finding(Health.GOOD, f"{counted(len(wanted), 'form is', 'forms are')} open and ask what they should.")
    yield from _edits(list(forms.forms(ACTIVITY).values()))
    yield from _watches(access, forms, now)
    waiting = len(unplaced_responses(ledger))
    if waiting:
        what = f"{counted(waiting, 'form response has', 'form responses have')} no place yet."
        yield Finding(
            Health.LOOK, what, "Open coachlog in the registry: Program status says why. `coachlog status` too."
        )


def _form_faults(access: ProgramAccess, wanted: WantedForm, known: KnownForm | None) -> Iterator[Finding]:
    name = f"{wanted.name[0].upper()}{wanted.name[1:]}"
    if known is None:
        yield Finding(Health.LOOK, f"{name}: not made yet.", PROVISION)
        return
    if known.trouble:
        yield Finding(Health.LOOK, f"{name}: could not be read or mended the last time.", known.trouble)
    try:
        form = read_form(access.own, known.form_id)
    except GoogleProblem as problem:
        yield Finding(Health.BROKEN, f"{name}: cannot be read.", f"{problem} {PROVISION}")
        return
    for fault in form_faults(form, wanted.template):
        yield Finding(Health.BROKEN, f"{name} {fault}.", PROVISION)
    if known.wanted != wanted.digest():
        yield Finding(Health.LOOK, f"{name}: the registry says otherwise by now.", "The next sync mends it.")


def _edits(forms: list[KnownForm]) -> Iterator[Finding]:
    """Whether respondents may correct a response: no API tells it, only the Forms add-on of whoever connected the form."""
    closed = sum(form.edits_allowed is False for form in forms)
    unknown = sum(form.edits_allowed is None for form in forms)
    todo = "In the form: Settings > Responses > Allow response editing; or connect it with the Forms add-on (README, step 13)."
    if closed:
        what = f"{counted(closed, 'activity form lets', 'activity forms let')} nobody correct a response."
        yield Finding(Health.LOOK, what, todo)
    if unknown:
        what = f"Whether a response may be corrected is not known of {counted(unknown, 'activity form', 'activity forms')}."
        yield Finding(Health.LOOK, what, todo)


def _watches(access: ProgramAccess, forms: FormsLedger, now: datetime) -> Iterator[Finding]:
    if not access.forms_topic:
        yield Finding(Health.GOOD, "Form responses come with each sync: no Pub/Sub topic is set.")
        return
    watches = forms.watches()
    watched = [form for form in forms.forms().values() if form.kind in WATCHED]
    asleep = sum(not is_watched(watches.get(form.form_id), now) for form in watched)
    if asleep:
        what = f"{counted(asleep, 'form has', 'forms have')} no living watch; responses come with each sync."
        todo = (
            "Run `coachlog sync`, which makes watches anew. If it stays so, let forms-notifications@system.gserviceaccount.com "
            "publish to the topic."
        )
        yield Finding(Health.LOOK, what, todo)
    else:
        yield Finding(Health.GOOD, f"{counted(len(watched), 'form is', 'forms are')} watched.")
