"""Watches on the Activity Forms and the Feedback Form: renewed long before their seven days end, made anew where one has lapsed."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Final

from sync.google.errors import GoogleProblem
from sync.google.form_watches import ensure_watch
from sync.jobs.context import SyncContext
from sync.jobs.forms import ACTIVITY, FEEDBACK
from sync.jobs.outcome import Trouble
from sync.ledger.forms import FormsLedger, KnownForm, KnownWatch

WATCHED: Final = (ACTIVITY, FEEDBACK)  # kinds of form; onboarding is in no hurry
RENEW_BEFORE: Final = timedelta(days=3)  # of seven: a sync that stands still over a weekend loses no watch
LOOK_EVERY: Final = timedelta(days=1)  # Google suspends or drops a watch without telling


def renew_watches(context: SyncContext, topic: str) -> list[Trouble]:
    """Every form of a watched kind with a living watch on the topic (`projects/P/topics/T`); which could not have one, and why.

    Nothing is asked of Google for a watch that was looked at within a day and has three days to live. Without a watch nothing is
    lost: the form is polled at every sync.
    """
    forms = FormsLedger(context.ledger)
    now, known, troubles = context.measured(), forms.watches(), []
    for form in forms.forms().values():
        if form.kind not in WATCHED:
            continue
        before = known.get(form.form_id)
        if before and _is_fresh(before, topic, now):
            continue
        try:
            _renewed(context, forms, form, before, topic, now)
        except GoogleProblem as problem:
            whose = f" of {form.district_id}" if form.district_id else ""
            troubles.append(Trouble(f"the watch on the {form.kind} form{whose}", str(problem)))
    return troubles


def is_watched(watch: KnownWatch | None, now: datetime) -> bool:
    """Whether Google tells us of new responses by itself."""
    return watch is not None and watch.expires_at > now


def _is_fresh(watch: KnownWatch, topic: str, now: datetime) -> bool:
    return watch.topic == topic and watch.expires_at - now > RENEW_BEFORE and now - watch.looked_at < LOOK_EVERY


def _renewed(
    context: SyncContext, forms: FormsLedger, form: KnownForm, before: KnownWatch | None, topic: str, now: datetime
) -> None:
    watch = ensure_watch(context.access.own, form.form_id, topic)
    lapsed = before is not None and before.topic == topic and before.watch_id != watch.watch_id
    times = (before.made_anew if before else 0) + int(lapsed)
    expires = watch.expires.astimezone(UTC).replace(tzinfo=None)
    forms.keep_watch(KnownWatch(form.form_id, watch.watch_id, topic, expires, now, times))
