"""A coach's phone: the prefilled link opened, what is usual left as it stands, one press on Submit, the row in the log."""

from __future__ import annotations

import re
from urllib.parse import urlsplit

import pytest
import requests

from sheets_templates.form_model import prefill_parameter, question_id
from sync.jobs.forms import ACTIVITY, prefilled_links
from tests.emulator_forms import Browser
from tests.small_forms import SmallForms, small_forms
from tests.small_program import COACHES, SmallProgram


class Phone(Browser):
    """A browser that opens a whole address, signed in as whoever is chosen on the way."""

    def __init__(self, link: str) -> None:
        self.session = requests.Session()
        self.session.trust_env = False
        self.base, self.page, self.status = link.partition("/viewform")[0], "", 0
        self.open(f"?{urlsplit(link).query}")

    def sign_in(self, email: str) -> Phone:
        """The page asks who it is; what the link had filled in is kept."""
        hidden = dict(re.findall(r'<input type="hidden" name="([^"]*)" value="([^"]*)"', self.page))
        fields = {name: value.replace("&amp;", "&") for name, value in hidden.items()}
        self._shown(self.session.post(f"{self.base}/signin", data={**fields, "email": email}, timeout=10))
        return self


def field(key: str) -> str:
    return prefill_parameter(question_id(ACTIVITY, key))


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    forms = small_forms(program)
    program.sync()  # the log's entries are what is usual
    return forms


def test_what_is_usual_is_filled_in_and_one_press_logs_it(forms: SmallForms) -> None:
    """The link of Ana's for North: school, activity and minutes stand there; the empty date becomes today."""
    phone = Phone(prefilled_links(forms.program.ledger, forms.registry())["D1", "C1"])
    assert "Sign in" in phone.page
    phone.sign_in(COACHES["C1"][1])
    standing = phone.fields()
    assert standing[field("school")] == ["Grant"]  # twice each; Grant is the newer
    assert standing[field("activity")] == ["Travel"]  # once each; Travel is the newest
    assert standing[field("minutes")] == ["45"]
    phone.send()
    assert phone.problems() == []
    assert "recorded" in phone.page
    assert forms.intake("D1").rows == 1
    last = forms.log("D1", "date", "coach", "school", "activity", "minutes")[-1]
    assert last == (45961.0, "Ana Ruiz", "Grant", "Travel", 45.0)


def test_other_minutes_are_typed_below_other(forms: SmallForms) -> None:
    """75 is none of the minutes offered."""
    phone = Phone(prefilled_links(forms.program.ledger, forms.registry())["D1", "C1"]).sign_in(COACHES["C1"][1])
    phone.send({field("minutes"): "__other_option__", f"{field('minutes')}.other_option_response": "1h 15"})
    assert phone.problems() == []
    forms.intake("D1")
    assert forms.log("D1", "minutes")[-1] == (75.0,)


def test_a_forgotten_answer_is_asked_for_before_anything_is_sent(forms: SmallForms) -> None:
    """Three questions must be answered."""
    link = forms.forms[ACTIVITY, "D1"].responder_uri
    phone = Phone(link).sign_in(COACHES["C1"][1])
    phone.send()
    assert len(phone.problems()) == 3
    assert forms.intake("D1").rows == 0


def test_somebody_else_does_not_get_in(forms: SmallForms) -> None:
    """A coach of another district is told to use another account."""
    phone = Phone(forms.forms[ACTIVITY, "D1"].responder_uri).sign_in(COACHES["C2"][1])
    assert "may not fill in this form" in phone.page
