"""Watches on the forms: renewed before their seven days are over, and made anew where one was lost."""

from __future__ import annotations

from datetime import UTC, timedelta

import pytest

from sync.google.form_watches import form_watches
from sync.jobs.form_watches import renew_watches
from sync.jobs.forms import FEEDBACK
from tests.small_forms import TOPIC, SmallForms, small_forms
from tests.small_program import SmallProgram


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    found = small_forms(program)
    found.world.pubsub.create_topic(TOPIC)
    return found


def ends_in(forms: SmallForms) -> list[timedelta]:
    """How long Google will keep the watch of D1's form."""
    found = form_watches(forms.program.access.own, forms.form_id("D1"))
    return [each.expires.astimezone(UTC) - forms.clock for each in found]


def renew(forms: SmallForms, topic: str = TOPIC) -> list[str]:
    return [each.reason for each in renew_watches(forms.context(), topic)]


def test_every_activity_form_and_the_feedback_form_gets_a_watch_and_no_other_form_does(forms: SmallForms) -> None:
    """One a district and one for the program, for seven days."""
    assert renew(forms) == []
    watched = [*(forms.form_id(each) for each in ("D1", "D2", "D3")), forms.form_id("", FEEDBACK)]
    assert sorted(forms.ledger.watches()) == sorted(watched)
    assert ends_in(forms) == [timedelta(days=7)]


def test_a_fresh_watch_costs_no_request(forms: SmallForms) -> None:
    """The sync runs every minute."""
    renew(forms)
    forms.clock += timedelta(hours=1)
    before = forms.program.access.requests_used()
    assert renew(forms) == []
    assert forms.program.access.requests_used() == before


def test_a_watch_lives_on_as_long_as_syncs_run(forms: SmallForms) -> None:
    """Three weeks of daily syncs: the same watch, never with fewer than six days to live."""
    renew(forms)
    first = forms.ledger.watches()[forms.form_id("D1")].watch_id
    for _ in range(21):
        forms.clock += timedelta(days=1)
        assert renew(forms) == []
        assert ends_in(forms) == [timedelta(days=7)]
    watch = forms.ledger.watches()[forms.form_id("D1")]
    assert (watch.watch_id, watch.made_anew) == (first, 0)


def test_a_watch_that_lapsed_over_the_holidays_is_noticed_and_made_anew(forms: SmallForms) -> None:
    """No sync for eight days; what came in meanwhile is polled."""
    renew(forms)
    first = forms.ledger.watches()[forms.form_id("D1")].watch_id
    forms.clock += timedelta(days=8)
    forms.fill("D1")
    assert ends_in(forms) == []
    assert renew(forms) == []
    watch = forms.ledger.watches()[forms.form_id("D1")]
    assert watch.watch_id != first
    assert watch.made_anew == 1
    assert ends_in(forms) == [timedelta(days=7)]
    assert forms.intake("D1").rows == 1


def test_a_watch_that_google_suspended_is_woken_within_a_day(forms: SmallForms) -> None:
    """Google stops delivering without telling; the daily look renews it, which clears the error."""
    renew(forms)
    watch = forms.ledger.watches()[forms.form_id("D1")]
    forms.world.forms.watches.suspend(forms.form_id("D1"), watch.watch_id, "OTHER_ERRORS")
    forms.clock += timedelta(days=1)
    assert renew(forms) == []
    assert [each.suspended for each in form_watches(forms.program.access.own, forms.form_id("D1"))] == [False]


def test_another_topic_takes_the_place_of_the_first(forms: SmallForms) -> None:
    """One watch a form: the one on the old topic is dropped."""
    renew(forms)
    other = TOPIC.replace("topics/forms", "topics/elsewhere")
    forms.world.pubsub.create_topic(other)
    assert renew(forms, other) == []
    (watch,) = form_watches(forms.program.access.own, forms.form_id("D1"))
    assert watch.topic == other


def test_a_new_ledger_takes_over_the_watches_that_are_there(forms: SmallForms) -> None:
    """A second watch of the same identity would be refused."""
    renew(forms)
    standing = form_watches(forms.program.access.own, forms.form_id("D1"))[0].watch_id
    for form_id in forms.ledger.forms():
        forms.ledger.drop_form(form_id)
    forms.provision()
    assert forms.ledger.watches() == {}
    assert renew(forms) == []
    assert forms.ledger.watches()[forms.form_id("D1")].watch_id == standing


def test_a_topic_that_was_closed_for_a_day_is_told_and_watched_again_afterwards(forms: SmallForms) -> None:
    """A suspended watch cannot be renewed while its error lasts, and neither can another be made."""
    renew(forms)
    first = forms.ledger.watches()[forms.form_id("D1")].watch_id
    forms.world.pubsub.create_topic(TOPIC, open=False)
    forms.world.forms.watches.suspend(forms.form_id("D1"), first, "PROJECT_NOT_AUTHORIZED")
    forms.clock += timedelta(days=1)
    assert len(renew(forms)) == 1
    forms.world.pubsub.create_topic(TOPIC)
    assert renew(forms) == []
    watch = forms.ledger.watches()[forms.form_id("D1")]
    assert (watch.watch_id != first, watch.made_anew) == (True, 1)


def test_a_topic_that_does_not_exist_is_told_for_every_form_and_stops_nothing(forms: SmallForms) -> None:
    """The forms are polled instead."""
    reasons = renew(forms, "projects/coachlog-practice/topics/missing")
    assert len(reasons) == 3 + 1
    assert all("Google refused" in each for each in reasons)
    assert forms.ledger.watches() == {}
