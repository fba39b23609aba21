"""The add-on host: what an add-on is sent, and what a person can do with what comes back."""

from __future__ import annotations

from datetime import date
from typing import Any

import google.auth.transport.requests
import pytest
import requests
from google.oauth2 import id_token

from sync.emulator.addon_host.addons import Addons
from sync.emulator.addon_host.filling import CannotDo, Incomplete
from sync.emulator.addon_host.sessions import AddonSession
from sync.emulator.server import EmulatorServer
from sync.emulator.wire.errors import GoogleError
from tests.drawn_addon import (
    CLIENT,
    COACH,
    EMAIL,
    FILE,
    LOCALE,
    SIGNER,
    TinyAddon,
    acted,
    button,
    card,
    choice_field,
    day_field,
    opened,
    paragraph,
    pushed,
    text_field,
)
from tests.emulator_clients import user_sheets

pytest_plugins = ("tests.addon_host_fixtures",)

MAY_19 = 1_779_148_800_000  # 2026-05-19T00:00:00Z in milliseconds


# --- what is sent


def test_a_homepage_event_has_the_documented_shape(session: AddonSession, tiny: TinyAddon, sheet_id: str) -> None:
    """Host, platform, locale and time zone, the tokens and the Sheet; nothing that is empty."""
    session.open()
    _, _, event = tiny.sent[0]
    authorization = event.pop("authorizationEventObject")
    assert event == {
        "commonEventObject": {
            "hostApp": "SHEETS",
            "platform": "WEB",
            "userLocale": "en-US",
            "timeZone": {"id": "America/Chicago", "offset": -6 * 60 * 60 * 1000},
        },
        "sheets": {"id": sheet_id, "title": "Lincoln log", "addonHasFileScopePermission": True},
    }
    assert authorization.keys() == {"systemIdToken", "userIdToken", "userOAuthToken", "authorizedScopes"}
    assert authorization["authorizedScopes"] == [FILE, EMAIL, LOCALE]


def test_the_tokens_are_signed_and_made_for_the_address(
    january: EmulatorServer, session: AddonSession, tiny: TinyAddon
) -> None:
    """google-auth verifies them against the emulator's certificates: the caller is the add-on's account, the user the coach."""
    session.open()
    _, headers, event = tiny.sent[0]
    tokens, transport = event["authorizationEventObject"], google.auth.transport.requests.Request()
    certs = f"{january.address}/oauth2/v1/certs"
    bearer = headers["Authorization"].removeprefix("Bearer ")
    assert bearer == tokens["systemIdToken"]
    caller = id_token.verify_token(bearer, transport, tiny.url("home"), certs)
    user = id_token.verify_token(tokens["userIdToken"], transport, CLIENT, certs)
    assert (caller["email"], caller["iss"]) == (SIGNER, "https://accounts.google.com")
    assert (user["email"], user["email_verified"]) == (COACH, True)


def test_the_users_token_opens_this_sheet_and_no_other(
    january: EmulatorServer, session: AddonSession, tiny: TinyAddon, sheet_id: str
) -> None:
    """drive.file reaches the file that was granted; the coach's other Sheet stays closed."""
    other = user_sheets(january, COACH).create("Private").id
    session.open()
    token = tiny.sent[0][2]["authorizationEventObject"]["userOAuthToken"]
    statuses = [
        requests.get(
            f"{january.address}/v4/spreadsheets/{one}", headers={"Authorization": f"Bearer {token}"}, timeout=5
        ).status_code
        for one in (sheet_id, other)
    ]
    assert statuses == [200, 404]


def test_fields_and_parameters_are_sent_as_form_inputs(session: AddonSession, tiny: TinyAddon) -> None:
    """A text, a choice, a day at UTC midnight; an empty field is absent; what the card had set counts as filled in."""
    save = button("Save", tiny.url("save"), parameters=[{"key": "nonce", "value": "n1"}])
    opened(
        session,
        tiny,
        day_field("day", MAY_19),
        text_field("note"),
        text_field("minutes", "45"),
        choice_field("school", "north", "south", chosen="north"),
        choice_field("kinds", "a", "b", "c", kind="CHECK_BOX"),
        save,
    )
    tiny.answers["save"] = acted(notification="Saved")
    session.click("Save", {"school": "South", "kinds": ["a", "c"]})
    common = tiny.sent[-1][2]["commonEventObject"]
    assert common["parameters"] == {"nonce": "n1"}
    assert common["formInputs"] == {
        "day": {"dateInput": {"msSinceEpoch": MAY_19}},
        "minutes": {"stringInputs": {"value": ["45"]}},
        "school": {"stringInputs": {"value": ["south"]}},
        "kinds": {"stringInputs": {"value": ["a", "c"]}},
    }
    session.click("Save", {"day": date(2026, 5, 20)})
    later = tiny.sent[-1][2]["commonEventObject"]["formInputs"]["day"]
    assert later == {"dateInput": {"msSinceEpoch": MAY_19 + 24 * 60 * 60 * 1000}}


def test_a_double_click_sends_the_same_event_twice_at_once(session: AddonSession, tiny: TinyAddon) -> None:
    """Both requests are under way at the same time and carry the same nonce."""
    save = button("Save", tiny.url("save"), parameters=[{"key": "nonce", "value": "n1"}])
    opened(session, tiny, save)
    tiny.answers["save"] = acted(notification="Saved", stateChanged=True)
    tiny.slow_seconds = 0.2
    session.click("Save", times=2)
    assert [path for path, _, _ in tiny.sent] == ["home", "save", "save"]
    assert tiny.sent[1][2] == tiny.sent[2][2]
    assert (tiny.most_at_once, session.changes) == (2, 2)


# --- consent


def test_permission_is_asked_scope_by_scope(addons: Addons, tiny: TinyAddon, sheet_id: str) -> None:
    """Nothing granted: no user's token. The e-mail alone: still no file. The same request comes again each time."""

    def home(event: dict[str, Any]) -> dict[str, Any]:
        granted = event["authorizationEventObject"].get("authorizedScopes", [])
        missing = [scope for scope in (FILE, EMAIL) if scope not in granted]
        return {"requesting_google_scopes": {"scopes": missing}} if missing else pushed(card(paragraph("Hello")))

    tiny.answers["home"] = home
    session = addons.session("tiny", COACH, sheet_id)
    assert session.open() == {}
    assert session.asked_scopes == (FILE, EMAIL)
    session.consent([EMAIL])
    assert session.asked_scopes == (FILE,)
    session.consent()
    assert session.card["header"]["title"] == "Log"
    sent = [event["authorizationEventObject"] for _, _, event in tiny.sent]
    assert [one.get("authorizedScopes") for one in sent] == [None, [EMAIL], [FILE, EMAIL]]
    assert [("userIdToken" in one, "userOAuthToken" in one) for one in sent] == [
        (False, False),
        (True, True),
        (True, True),
    ]
    assert [event["sheets"] for _, _, event in tiny.sent] == [{}, {}, {}]


def test_a_granted_file_is_told_to_its_trigger(addons: Addons, tiny: TinyAddon, sheet_id: str) -> None:
    """The editor action asks, the person allows, onFileScopeGrantedTrigger gets the Sheet."""
    deployment = addons.deployment("tiny")
    addons.allow(deployment, COACH)
    ask = {"renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}}
    tiny.answers |= {"ask": ask, "granted": pushed(card(paragraph("Thanks"), title="Thanks"))}
    session = opened(addons.session(deployment, COACH, sheet_id), tiny, button("Allow", tiny.url("ask")))
    session.click("Allow")
    assert session.asks_for_file
    session.grant_file()
    path, _, event = tiny.sent[-1]
    assert (path, event["sheets"]["id"], session.card["header"]["title"]) == ("granted", sheet_id, "Thanks")
    assert not session.asks_for_file


def test_one_persons_file_grant_is_not_anothers(
    january: EmulatorServer, addons: Addons, tiny: TinyAddon, sheet_id: str
) -> None:
    """A second coach of the same Sheet has to allow it again."""
    deployment, other = addons.deployment("tiny"), "lee@coaching.example"
    user_sheets(january, COACH).open_by_key(sheet_id).share(other, "user", "writer", notify=False)
    january.world.signin.create_user(other)
    addons.allow(deployment, COACH, files=[sheet_id])
    addons.allow(deployment, other)
    addons.session(deployment, other, sheet_id).open()
    assert tiny.sent[-1][2]["sheets"] == {}


# --- what a person does


def test_cards_are_pushed_updated_and_popped(session: AddonSession, tiny: TinyAddon) -> None:
    """The stack of titles after each click."""
    buttons = {
        "push": acted({"pushCard": card(paragraph("Two"), title="Two", name="two")}),
        "more": acted(
            {"pushCard": card(paragraph("Three"), title="Three")},
            {"updateCard": card(paragraph("Four"), title="Four")},
        ),
        "root": acted({"popToRoot": True}),
        "pop": acted({"pop": True}),
        "named": acted({"popToCard": "two"}),
    }
    tiny.answers |= buttons
    opened(session, tiny, paragraph("One"))
    stacks = []
    for name in ("push", "more", "named", "pop", "push", "more", "root"):
        session.cards[-1]["sections"][0]["widgets"] = [button(name, tiny.url(name))]
        session.click(name)
        stacks.append([each["header"]["title"] for each in session.cards])
    assert stacks == [
        ["Log", "Two"],
        ["Log", "Two", "Four"],
        ["Log", "Two"],
        ["Log"],
        ["Log", "Two"],
        ["Log", "Two", "Four"],
        ["Log"],
    ]


@pytest.mark.parametrize(("keeps", "minutes"), [(True, "50"), (False, "")])
def test_what_was_typed_stays_only_with_persist_values(
    session: AddonSession, tiny: TinyAddon, keeps: bool, minutes: str
) -> None:
    """After an updated card the field holds what was typed, or what the new card says."""
    form = card(text_field("minutes"), button("Save", tiny.url("save"), persistValues=keeps))
    tiny.answers |= {"home": pushed(form), "save": acted({"updateCard": form})}
    session.open()
    session.click("Save", {"minutes": "50"})
    assert "".join(session.values.get("minutes", [])) == minutes


def test_what_was_typed_goes_with_the_click_that_sent_it(session: AddonSession, tiny: TinyAddon) -> None:
    """Also where the card stays, and on a card that a click brings by itself."""
    other = card(text_field("minutes"), title="Other")
    more = {"buttonList": {"buttons": [{"text": "More", "onClick": {"card": other}}]}}
    opened(session, tiny, text_field("minutes"), button("Save", tiny.url("save")), more)
    tiny.answers["save"] = acted(notification="Saved")
    session.click("Save", {"minutes": "50"})
    assert session.values == {}
    session.click("More", {"minutes": "50"})
    assert (session.card["header"]["title"], session.values) == ("Other", {})


def test_an_action_with_required_fields_is_not_sent_without_them(session: AddonSession, tiny: TinyAddon) -> None:
    """The person is told which field; the add-on hears nothing."""
    opened(
        session,
        tiny,
        text_field("minutes"),
        text_field("note"),
        button("Save", tiny.url("save"), requiredWidgets=["minutes"]),
        button("All", tiny.url("save"), allWidgetsAreRequired=True),
    )
    with pytest.raises(Incomplete, match="Fill in first: Minutes"):
        session.click("Save", {"note": "x"})
    with pytest.raises(Incomplete, match="Fill in first: Note"):
        session.click("All", {"minutes": "5", "note": ""})
    assert len(tiny.sent) == 1


def test_a_person_can_only_do_what_the_card_offers(session: AddonSession, tiny: TinyAddon) -> None:
    """No such button, no such field, no such choice, a disabled button, two of the same text."""
    off = button("Off", tiny.url("save"))
    off["buttonList"]["buttons"][0]["disabled"] = True
    twice = [button("Edit", tiny.url("edit"), parameters=[{"key": "n", "value": n}]) for n in "01"]
    opened(session, tiny, choice_field("school", "north"), off, *twice)
    for what, inputs, message in (
        ("Delete", {}, "no 'Delete' to click"),
        ("Edit", {"grade": "7"}, "no field 'grade'"),
        ("Edit", {"school": "west"}, "no choice 'west'"),
        ("Off", {}, "is disabled"),
        ("Edit", {}, "2 of 'Edit'"),
    ):
        with pytest.raises(CannotDo, match=message):
            session.click(what, inputs, which=0 if inputs else None)
    tiny.answers["edit"] = acted(notification="ok")
    session.click("Edit", which=1)
    assert tiny.sent[-1][2]["commonEventObject"]["parameters"] == {"n": "1"}


def test_a_click_on_a_grid_item_names_the_item(session: AddonSession, tiny: TinyAddon) -> None:
    """Google adds grid_item_identifier to the parameters."""
    items = [{"id": name, "title": name.upper()} for name in ("a", "b")]
    opened(
        session,
        tiny,
        {"grid": {"columnCount": 2, "items": items, "onClick": {"action": {"function": tiny.url("it")}}}},
    )
    tiny.answers["it"] = acted(notification="ok")
    session.click("B")
    assert tiny.sent[-1][2]["commonEventObject"]["parameters"] == {"grid_item_identifier": "b"}


def test_suggestions_come_from_what_is_typed(session: AddonSession, tiny: TinyAddon) -> None:
    """The field's text is in the form inputs of the request."""
    opened(session, tiny, text_field("school", autoCompleteAction={"function": tiny.url("suggest")}))
    tiny.answers["suggest"] = {"autoComplete": {"items": [{"text": "North Elementary"}]}}
    assert session.suggest("school", "nor") == ["North Elementary"]
    inputs = tiny.sent[-1][2]["commonEventObject"]["formInputs"]
    assert inputs == {"school": {"stringInputs": {"value": ["nor"]}}}


def test_a_change_of_a_field_can_ask_the_add_on(session: AddonSession, tiny: TinyAddon) -> None:
    """onChangeAction sends the new value."""
    field = choice_field("activity", "group", "travel")
    field["selectionInput"]["onChangeAction"] = {"function": tiny.url("changed")}
    opened(session, tiny, field)
    tiny.answers["changed"] = acted({"updateCard": card(paragraph("Travel"), title="Travel")})
    session.change("activity", "travel")
    assert session.card["header"]["title"] == "Travel"


def test_a_link_opens_without_asking_the_add_on(session: AddonSession, tiny: TinyAddon) -> None:
    """openLink is the browser's own affair."""
    link = {"text": "Help", "onClick": {"openLink": {"url": "https://help.example/a"}}}
    opened(session, tiny, {"buttonList": {"buttons": [link]}})
    assert session.click("Help") == {}
    assert (session.link, len(tiny.sent)) == ("https://help.example/a", 1)


def test_who_cannot_see_the_sheet_cannot_open_the_add_on(
    january: EmulatorServer, addons: Addons, sheet_id: str
) -> None:
    """The panel stands beside a file; without the file there is no panel."""
    january.world.signin.create_user("stranger@other.example")
    with pytest.raises(GoogleError, match="not found"):
        addons.session("tiny", "stranger@other.example", sheet_id).open()
