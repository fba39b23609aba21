"""Add-ons beside a Sheet, in a real browser."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import Any

import pytest
from flask import Response
from playwright.sync_api import Browser, Page, expect

from sync.emulator.addon_host.addons import addons_of
from sync.emulator.server import EmulatorServer, serve
from tests.browser import needs_browser, opened_browser, page_of
from tests.drawn_addon import (
    COACH,
    EMAIL,
    FILE,
    TinyAddon,
    acted,
    button,
    card,
    choice_field,
    paragraph,
    pushed,
    text_field,
    tiny_addon,
)
from tests.emulator_clients import user_sheets

pytestmark = needs_browser()


@pytest.fixture(scope="module")
def browser() -> Iterator[Browser]:
    with opened_browser() as running:
        yield running


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


@pytest.fixture
def addon() -> Iterator[TinyAddon]:
    with tiny_addon() as running:
        yield running


@pytest.fixture
def sheet(server: EmulatorServer, addon: TinyAddon) -> Any:
    """The coach's Sheet (gspread), with the add-on installed and nothing allowed."""
    addons_of(server.world).install(addon.deployment(), "tiny")
    return user_sheets(server, COACH).create("Lincoln log")


def opened(page: Page, server: EmulatorServer, sheet_id: str) -> None:
    page.goto(f"{server.address}/spreadsheets/{sheet_id}")
    page.get_by_role("button", name="Tiny log").click()


def allowed(server: EmulatorServer, sheet_id: str) -> None:
    addons = addons_of(server.world)
    addons.allow(addons.deployment("tiny"), COACH, files=[sheet_id])


def test_a_coach_allows_opens_and_logs(browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any) -> None:
    """Two permissions, the Sheet, the form; the row is in the grid and the words of the add-on are said."""

    def home(event: dict[str, Any]) -> dict[str, Any]:
        granted = event["authorizationEventObject"].get("authorizedScopes", [])
        missing = [scope for scope in (FILE, EMAIL) if scope not in granted]
        if missing:
            return {"requesting_google_scopes": {"scopes": missing}}
        return pushed(card(button("Allow this Sheet", addon.url("ask"))))

    def save(event: dict[str, Any]) -> dict[str, Any]:
        inputs = event["commonEventObject"]["formInputs"]
        sheet.sheet1.append_row([inputs[name]["stringInputs"]["value"][0] for name in ("activity", "minutes")])
        return acted({"updateCard": form}, notification="Logged.", stateChanged=True)

    form = card(choice_field("activity", "travel", "group"), text_field("minutes"), button("Save", addon.url("save")))
    ask = {"renderActions": {"hostAppAction": {"editorAction": {"requestFileScopeForActiveDocument": {}}}}}
    addon.answers |= {"home": home, "ask": ask, "granted": pushed(form), "save": save}
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        panel = page.get_by_role("region", name="Tiny log")
        panel.get_by_role("checkbox").first.wait_for()
        for box in panel.get_by_role("checkbox").all():
            box.check()
        panel.get_by_role("button", name="Continue").click()
        panel.get_by_role("button", name="Allow this Sheet").click()
        panel.get_by_role("button", name="Allow", exact=True).click()
        panel.get_by_label("Activity").select_option("Group")
        panel.get_by_label("Minutes").fill("45")
        panel.get_by_role("button", name="Save").click()
        expect(page.locator("#addon-said")).to_have_text("Logged.")
        expect(page.locator('tr[data-r="0"] td[data-c="1"]')).to_have_text("45")
        expect(panel.get_by_label("Minutes")).to_have_value("")


def test_the_panel_is_still_open_after_the_page_was_loaded_again(
    browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any
) -> None:
    """The same card with what was typed, and no second request to the add-on."""
    allowed(server, sheet.id)
    addon.answers["home"] = pushed(card(text_field("minutes")))
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        page.get_by_label("Minutes").fill("45")
        page.reload()
        expect(page.get_by_label("Minutes")).to_have_value("45")
        page.get_by_role("button", name="Close Tiny log").click()
        expect(page.get_by_label("Minutes")).to_be_hidden()
    assert len(addon.sent) == 1


def test_a_folded_section_opens(browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any) -> None:
    """The first widget is shown always, the second after a click."""
    allowed(server, sheet.id)
    section = {
        "collapsible": True,
        "uncollapsibleWidgetsCount": 1,
        "widgets": [paragraph("First"), paragraph("Second")],
    }
    addon.answers["home"] = pushed({"header": {"title": "Log"}, "sections": [section]})
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        expect(page.get_by_text("First")).to_be_visible()
        expect(page.get_by_text("Second")).to_be_hidden()
        page.get_by_role("button", name="Show more").click()
        expect(page.get_by_text("Second")).to_be_visible()


def test_what_google_would_refuse_is_said_in_the_panel(
    browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any
) -> None:
    """The reason and the place; once mended, the same request is made again."""
    allowed(server, sheet.id)
    addon.answers["home"] = Response("broken", 500)
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        expect(page.get_by_role("alert")).to_contain_text("the status is 500, not 200: broken")
        addon.answers["home"] = pushed(card(paragraph("Mended")))
        page.get_by_role("button", name="Try again").click()
        expect(page.get_by_text("Mended")).to_be_visible()


def test_required_fields_are_marked_and_nothing_is_sent(
    browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any
) -> None:
    """What else was typed stays."""
    allowed(server, sheet.id)
    save = button("Save", addon.url("save"), requiredWidgets=["minutes"])
    addon.answers["home"] = pushed(card(text_field("note"), text_field("minutes"), save))
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        page.get_by_label("Note").fill("hello")
        page.get_by_role("button", name="Save").click()
        expect(page.get_by_label("Minutes")).to_have_attribute("aria-invalid", "true")
        expect(page.get_by_label("Minutes")).to_be_focused()
        expect(page.get_by_label("Note")).to_have_value("hello")
    assert len(addon.sent) == 1


def test_suggestions_appear_while_typing(
    browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet: Any
) -> None:
    """They come from the add-on, for what has been typed so far."""
    allowed(server, sheet.id)
    addon.answers |= {
        "home": pushed(card(text_field("school", autoCompleteAction={"function": addon.url("suggest")}))),
        "suggest": {"autoComplete": {"items": [{"text": "North"}, {"text": "Northwest"}]}},
    }
    with page_of(browser, server, COACH) as page:
        opened(page, server, sheet.id)
        page.get_by_label("School").press_sequentially("nor")
        expect(page.locator("datalist option")).to_have_count(2)


def test_a_phone_is_told_that_sidebars_do_not_run_there(browser: Browser, server: EmulatorServer, sheet: Any) -> None:
    """No panel, a note instead, and the page is no wider than the phone."""
    with page_of(browser, server, COACH, 390, 800) as page:
        page.goto(f"{server.address}/spreadsheets/{sheet.id}")
        expect(page.get_by_text(re.compile("do not run in the mobile apps"))).to_be_visible()
        expect(page.get_by_role("button", name="Tiny log")).to_be_hidden()
        assert page.evaluate("document.documentElement.scrollWidth") == 390
