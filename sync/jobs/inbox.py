"""The director's inbox: form responses that no workbook can hold yet. No answer of theirs is kept, and no address."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence
from dataclasses import astuple, replace
from datetime import UTC

from sync.coaching.registry import Registry
from sync.coaching.report_words import form_in_words
from sync.coaching.views import UnplacedResponse
from sync.jobs.outcome import Trouble
from sync.ledger import Ledger
from sync.ledger.forms import DISMISSED, WAITING, FormsLedger


def unplaced_responses(ledger: Ledger) -> list[UnplacedResponse]:
    """Every response that waits, the oldest first."""
    forms = FormsLedger(ledger)
    known = forms.forms()
    return [
        UnplacedResponse(
            each.form_id,
            each.response_id,
            known[each.form_id].kind,
            known[each.form_id].district_id,
            each.coach_id,
            each.seen_at.replace(tzinfo=UTC),
            each.reason,
        )
        for each in forms.waiting()
        if each.form_id in known  # a form that was deleted takes its responses with it
    ]


def form_troubles(ledger: Ledger, registry: Registry) -> list[Trouble]:
    """The forms that could not be read or mended the last time, and why."""
    return [
        Trouble(form_in_words(form.kind, form.district_id, registry), form.trouble)
        for form in FormsLedger(ledger).forms().values()
        if form.trouble
    ]


def inbox_digest(responses: Sequence[UnplacedResponse]) -> str:
    """Equal digests, equal inbox: then no report changes because of it. "" for an empty one."""
    if not responses:
        return ""
    return hashlib.blake2b(repr([astuple(each) for each in responses]).encode(), digest_size=12).hexdigest()


def dismiss(ledger: Ledger, form_id: str, response_id: str) -> bool:
    """Takes a response out of the inbox for good: somebody looked at it and has settled it otherwise. Edited by its respondent, it
    is judged anew. Whether there was one that waited."""
    forms = FormsLedger(ledger)
    item = forms.inbox(form_id, [response_id]).get(response_id)
    if item is None or item.state != WAITING:
        return False
    forms.keep_item(replace(item, state=DISMISSED))
    return True
