"""Fixtures for tests of the add-on host: a Google, a tiny add-on, and a coach's Sheet."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import UTC, datetime

import pytest

from sync.emulator.addon_host.addons import Addons, addons_of
from sync.emulator.addon_host.sessions import AddonSession
from sync.emulator.server import EmulatorServer, serve
from tests.drawn_addon import CLIENT, COACH, SIGNER, TinyAddon, card, paragraph, pushed, tiny_addon
from tests.emulator_clients import user_sheets

JANUARY = datetime(2026, 1, 15, 12, tzinfo=UTC)


@pytest.fixture
def january() -> Iterator[EmulatorServer]:
    with serve(clock=lambda: JANUARY) as running:
        yield running


@pytest.fixture
def tiny() -> Iterator[TinyAddon]:
    with tiny_addon() as running:
        running.answers["home"] = pushed(card(paragraph("Hello")))
        yield running


@pytest.fixture
def addons(january: EmulatorServer, tiny: TinyAddon) -> Addons:
    found = addons_of(january.world)
    found.install(tiny.deployment(), "tiny", SIGNER, CLIENT)
    return found


@pytest.fixture
def sheet_id(january: EmulatorServer) -> str:
    return str(user_sheets(january, COACH).create("Lincoln log").id)


@pytest.fixture
def session(addons: Addons, sheet_id: str) -> AddonSession:
    """The add-on, allowed everything, in the coach's Sheet."""
    addons.allow(addons.deployment("tiny"), COACH, files=[sheet_id])
    return addons.session("tiny", COACH, sheet_id)
