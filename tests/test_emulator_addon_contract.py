"""What Google would refuse: answers of an add-on and deployments that do not keep to its contract."""

from __future__ import annotations

from typing import Any

import pytest
from flask import Response

from sync.emulator.addon_host.addons import Addons
from sync.emulator.addon_host.contract import AddonRefused
from sync.emulator.addon_host.deployments import DeploymentRefused
from sync.emulator.addon_host.sessions import AddonSession
from tests.drawn_addon import COACH, TinyAddon, acted, button, card, choice_field, opened, paragraph, pushed, text_field

pytest_plugins = ("tests.addon_host_fixtures",)


def at_home(session: AddonSession, tiny: TinyAddon, answer: Any) -> str:
    """The words with which an answer of the homepage is refused."""
    tiny.answers["home"] = answer
    with pytest.raises(AddonRefused) as refused:
        session.open()
    return str(refused.value)


URL = "https://addon.example/save"
NO_CARD = {"action": {"navigations": [{}]}}


@pytest.mark.parametrize(
    ("widget", "words"),
    [
        ({"textParagraf": {"text": "x"}}, "widgets[0].textParagraf is not a field that Google knows"),
        ({"text_paragraph": {"text": "x"}}, "did you mean textParagraph?"),
        ({}, "must be exactly one kind of widget; it is empty"),
        ({"textParagraph": {"text": "x"}, "divider": {}}, "exactly one kind of widget"),
        ({"textParagraph": {"text": None}}, "is null; leave the field out"),
        ({"textParagraph": {"text": 5}}, "text is not a string"),
        ({"textParagraph": {"text": "x", "textSyntax": "HTML"}}, "textSyntax is for Chat or Workspace Studio only"),
        ({"carousel": {"carouselCards": []}}, "carousel is for Chat or Workspace Studio only"),
        (text_field("a", placeholderText="x"), "placeholderText is for Chat"),
        ({"textInput": {"name": "a"}}, "has neither label nor hintText"),
        ({"textInput": {"name": "a", "label": "A", "type": 1}}, "is the number 1; Google wants the choice by name"),
        ({"textInput": {"name": "a", "label": "A", "type": "BIG"}}, "'BIG', none of SINGLE_LINE"),
        (choice_field("a"), "items is empty"),
        (choice_field("a", *[f"v{n}" for n in range(101)]), "has 101 items; Google shows 100"),
        (choice_field("a", "x", "x"), "two items have the value 'x'"),
        ({"dateTimePicker": {"name": "a"}}, "label is missing"),
        (button("Save", "/save"), "'/save' is relative; a full HTTPS address is needed"),
        (button("Save", "http://addon.example/save"), "is not HTTPS"),
        (button("Save", URL, interaction="OPEN_DIALOG"), "OPEN_DIALOG is for Chat only"),
        (button("Save", URL, requiredWidgets=["b"]), "requiredWidgets names 'b'"),
        (button("Save", URL, parameters=[{"key": "n", "value": 1}]), "value is not a string"),
        ({"buttonList": {"buttons": [{"text": "x"}]}}, "onClick is missing"),
        ({"buttonList": {"buttons": [{"text": "x", "onClick": {}}]}}, "must do exactly one thing"),
        ({"buttonList": {"buttons": [{"text": "x", "onClick": {"openLink": {"url": "help"}}}]}}, "'help' is relative"),
        ({"image": {"imageUrl": "logo.png"}}, "'logo.png' is relative"),
        ({"columns": {"columnItems": [{"widgets": [paragraph("x")]}] * 3}}, "has 3 columns; Google shows up to 2"),
        ({"decoratedText": {"topLabel": "x"}}, "decoratedText.text is missing"),
        ({"decoratedText": {"text": "x", "startIcon": {"materialIcon": {"name": "y"}}}}, "materialIcon is for Chat"),
    ],
)
def test_a_widget_that_google_would_not_take_is_refused(
    session: AddonSession, tiny: TinyAddon, widget: dict[str, Any], words: str
) -> None:
    """The refusal says what is wrong and where on the card."""
    told = at_home(session, tiny, pushed(card(widget)))
    assert words in told
    assert "sections[0].widgets[0]" in told


@pytest.mark.parametrize(
    ("answer", "words"),
    [
        (pushed(card(*[paragraph("x")] * 101)), "the card has 101 widgets; Google shows 100"),
        (pushed({"header": {"title": "x"}}), "sections is empty"),
        (pushed(card(paragraph("x"), fixedFooter={})), "primaryButton is missing"),
        (pushed(card(text_field("a"), text_field("a"))), "2 fields are called 'a'"),
        (NO_CARD, "must be exactly one step"),
        ({"action": {"navigations": [{"updateCard": card(paragraph("x"))}]}}, "there is no card to update yet"),
        ({"action": {"navigations": [{"popCard": True}]}}, "navigations[0].popCard is not a field that Google knows"),
        (acted({"pushCard": card(paragraph("x"))}), "renderActions is for clicks"),
        ({"requesting_google_scopes": {"scopes": ["https://www.googleapis.com/auth/drive"]}}, "not in the deployment"),
        (Response("no", 403), "the status is 403, not 200: no"),
        (Response("<html>", 200), "it is not JSON: <html>"),
        (Response("[]", 200), "the answer is not an object"),
    ],
)
def test_an_answer_that_google_would_not_take_is_refused(
    session: AddonSession, tiny: TinyAddon, answer: Any, words: str
) -> None:
    """Limits of a whole card, steps, scopes, and answers that are no cards at all."""
    assert words in at_home(session, tiny, answer)


def test_a_click_must_be_answered_with_render_actions(session: AddonSession, tiny: TinyAddon) -> None:
    """The homepage's form of an answer is not the click's; the card that stood there stays."""
    opened(session, tiny, button("Save", tiny.url("save")))
    tiny.answers["save"] = pushed(card(paragraph("x"), title="New"))
    with pytest.raises(AddonRefused, match="action is not a field that Google knows"):
        session.click("Save")
    assert session.card["header"]["title"] == "Log"


def test_an_answer_that_takes_too_long_is_refused(addons: Addons, tiny: TinyAddon, sheet_id: str) -> None:
    """The limit is the host's, not the add-on's."""
    addons.limit_seconds, tiny.slow_seconds = 0.1, 0.5
    with pytest.raises(AddonRefused, match=r"no answer within 0\.1 s"):
        addons.session("tiny", COACH, sheet_id).open()


def test_only_this_computer_is_called(session: AddonSession, tiny: TinyAddon) -> None:
    """A function elsewhere is fine on a card, and is not called from here."""
    opened(session, tiny, button("Save", URL))
    with pytest.raises(AddonRefused, match="is not on this computer"):
        session.click("Save")


@pytest.mark.parametrize(
    ("where", "name", "value", "words"),
    [
        ("common", "name", "A name that is too long", "more than 15 characters"),
        ("common", "name", "Google log", "contains the word Google"),
        ("common", "logoUrl", "", "logoUrl is missing"),
        ("common", "homepageTrigger", {"runFunction": "http://addon.example/"}, "is not HTTPS"),
        ("common", "colour", "red", "addOns.common.colour is no field"),
        ("httpOptions", "granularOauthPermissionSupport", "OPT_OUT", "must be OPT_IN"),
    ],
)
def test_a_deployment_that_google_would_not_take_is_refused(
    addons: Addons, tiny: TinyAddon, where: str, name: str, value: Any, words: str
) -> None:
    """Before anything is installed, with the reason."""
    deployment = tiny.deployment()
    deployment["addOns"][where][name] = value
    with pytest.raises(DeploymentRefused, match=words):
        addons.install(deployment)
