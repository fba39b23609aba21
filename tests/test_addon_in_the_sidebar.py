"""The real add-on in the emulator's side panel, from the first opening to the row in the district's Sheet."""

from __future__ import annotations

from datetime import date
from typing import Any

import pytest

from addon.deployment import deployment
from sync.emulator.addon_host.addons import Addons, addons_of
from sync.emulator.addon_host.deployments import FILE_SCOPE
from sync.emulator.addon_host.sessions import AddonSession
from tests.addon_events import ADDON_ACCOUNT, ANA, CLIENT_ID, NOBODY, PracticeAddon
from tests.small_program import TODAY

pytest_plugins = ("tests.addon_fixtures",)

CHOSEN = {"activity": "Co-Planning", "focus_area": "Digital Equity"}


@pytest.fixture
def addons(addon: PracticeAddon) -> Addons:
    """The host, with the add-on's own deployment installed."""
    found = addons_of(addon.program.google.world)
    found.install(deployment(addon.url), "coachlog", ADDON_ACCOUNT, CLIENT_ID)
    return found


@pytest.fixture
def ana(addon: PracticeAddon, addons: Addons) -> AddonSession:
    """Ana in North's Sheet, where she has allowed everything before."""
    north = addon.program.workbooks["D1"]
    addons.allow(addons.deployment("coachlog"), ANA, files=[north])
    return addons.session("coachlog", ANA, north)


def rows(addon: PracticeAddon) -> list[tuple[Any, ...]]:
    return addon.program.rows("D1", "activity_log", "date", "coach", "activity", "minutes")


def test_the_first_opening_asks_for_permission_then_for_the_sheet(addon: PracticeAddon, addons: Addons) -> None:
    """Two permissions at most are asked; after the file the coach stands before the form."""
    session = addons.session("coachlog", ANA, addon.program.workbooks["D1"])
    assert session.open() == {}
    assert FILE_SCOPE in session.asked_scopes
    session.consent()
    ask = next(spot for spot in session.spots if "allow-file" in (spot.action or {}).get("function", ""))
    session.press(ask)
    assert session.asks_for_file
    session.grant_file()
    assert {"day", "school", "activity", "minutes", "focus_area"} <= session.fields.keys()


def test_a_coach_logs_with_two_choices_and_one_press(addon: PracticeAddon, ana: AddonSession) -> None:
    """Date, school and minutes are filled in already; the row is in the Sheet and the grid is told to load again."""
    ana.open()
    before = len(rows(addon))
    ana.click("Log activity", CHOSEN)
    serial = float((TODAY - date(1899, 12, 30)).days)
    assert rows(addon)[before:] == [(serial, "Ana Ruiz", "Co-Planning", 45.0)]
    assert (ana.changes, "Logged" in ana.notification) == (1, True)


def test_a_double_click_is_one_entry(addon: PracticeAddon, ana: AddonSession) -> None:
    """The same event arrives twice at the same time; one row is written."""
    ana.open()
    before = len(rows(addon))
    ana.click("Log activity", CHOSEN, times=2)
    assert len(rows(addon)) == before + 1


def test_a_visitor_sees_a_card_and_no_form(addon: PracticeAddon, addons: Addons) -> None:
    """Somebody who can open the Sheet but has no role."""
    world, north = addon.program.google.world, addon.program.workbooks["D1"]
    world.signin.create_user(NOBODY)
    record = world.drive.file(north)
    permissions = (*record.permissions, world.drive.grant("user", "reader", NOBODY))
    with world.store.transaction():
        world.drive.change(north, permissions=permissions)
    addons.allow(addons.deployment("coachlog"), NOBODY, files=[north])
    session = addons.session("coachlog", NOBODY, north)
    assert session.open()
    assert session.fields == {}
