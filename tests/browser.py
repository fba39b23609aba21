"""A real browser on the emulator's pages, for tests and for pictures.

with browser_page(server, "dana@lincoln.example", 1400, 900) as page:
    page.goto(f"{server.address}/spreadsheets/{sheet_id}")
    page.screenshot(path="sheet.png")
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import contextmanager

import pytest
from playwright.sync_api import Browser, Page, expect, sync_playwright

from sync.emulator.server import EmulatorServer

_NAMES = ("chromium", "chromium-browser", "google-chrome")
_OPTIONS = ["--no-sandbox", "--disable-gpu", "--disable-background-networking"]
expect.set_options(
    timeout=30_000
)  # milliseconds; what is expected comes at once, but on a busy computer "at once" is long
NO_BROWSER = (
    "There is no Chromium on this computer. Install it (on Debian: apt-get install chromium), or name it in the"
    " environment variable CHROMIUM."
)


def chromium_path() -> str | None:
    """Where Chromium is; None if it is not installed."""
    named = os.environ.get("CHROMIUM")
    return named or next((path for name in _NAMES if (path := shutil.which(name))), None)


def needs_browser() -> list[pytest.MarkDecorator]:
    """The marks of a test file that drives a browser: `pytestmark = needs_browser()`."""
    return [pytest.mark.browser, pytest.mark.skipif(chromium_path() is None, reason=NO_BROWSER)]


@contextmanager
def browser_page(server: EmulatorServer, email: str, width: int = 1400, height: int = 900) -> Iterator[Page]:
    """A page of a fresh browser in which this person has been chosen. Raises RuntimeError without Chromium.

    The window is `width` by `height` pixels; below 600 it is a phone's: touch, and two pixels for each.
    """
    with opened_browser() as browser, page_of(browser, server, email, width, height) as page:
        yield page


@contextmanager
def opened_browser() -> Iterator[Browser]:
    """A browser that several pages share."""
    path = chromium_path()
    if path is None:
        raise RuntimeError(NO_BROWSER)
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=_OPTIONS)
        try:
            yield browser
        finally:
            browser.close()


@contextmanager
def page_of(
    browser: Browser, server: EmulatorServer, email: str, width: int = 1400, height: int = 900
) -> Iterator[Page]:
    """A page in which this person has been chosen, with cookies of its own."""
    phone = width < 600
    context = browser.new_context(
        viewport={"width": width, "height": height},
        device_scale_factor=2 if phone else 1,
        has_touch=phone,
        is_mobile=phone,
        locale="en-US",
        timezone_id="UTC",
    )
    try:
        page = context.new_page()
        page.goto(f"{server.address}/practice/who?q={email}")
        page.locator(f'button[value="{email}"]').click()
        page.wait_for_load_state()
        yield page
    finally:
        context.close()
