"""Every golden card as a picture, drawn by the practice Google's side panel: `python -m tests.card_pictures FOLDER [NAME ...]`.

Whoever changes a card looks at it before it is called done.
"""

from __future__ import annotations

import json
import sys
from pathlib import Path
from typing import Final

from playwright.sync_api import Browser

from sync.emulator.addon_host.addons import addons_of
from sync.emulator.server import EmulatorServer, serve
from tests.browser import opened_browser, page_of
from tests.drawn_addon import CLIENT, COACH, SIGNER, TinyAddon, pushed, tiny_addon
from tests.emulator_clients import user_sheets

CARDS: Final = Path(__file__).parent / "cards"
_TALL: Final = 2_400  # pixels: no card is cut
_PANEL: Final = "#addon-tiny"


def draw(names: list[str], folder: Path) -> None:
    """A PNG of each card in the folder, with its folded sections open. No names: all of them."""
    folder.mkdir(parents=True, exist_ok=True)
    wanted = [CARDS / f"{name}.json" for name in names] or sorted(CARDS.glob("*.json"))
    with serve() as server, tiny_addon() as addon, opened_browser() as browser:
        deployment = addon.deployment()
        deployment["addOns"]["common"]["name"] = "coachlog"
        addons = addons_of(server.world)
        addons.install(deployment, "tiny", SIGNER, CLIENT)
        sheet_id = str(user_sheets(server, COACH).create("Lincoln log").id)
        addons.allow(addons.deployment("tiny"), COACH, files=[sheet_id])
        for path in wanted:
            _draw(browser, server, addon, sheet_id, path, folder)


def _draw(browser: Browser, server: EmulatorServer, addon: TinyAddon, sheet_id: str, path: Path, folder: Path) -> None:
    addon.answers["home"] = pushed(json.loads(path.read_text(encoding="utf-8")))
    with page_of(browser, server, COACH, 1000, _TALL) as page:
        page.goto(f"{server.address}/spreadsheets/{sheet_id}")
        page.locator('[data-open="tiny"]').click()
        page.locator(".addon-card, .addon-problems").first.wait_for()
        for fold in page.locator(".addon-fold").all():
            fold.click()
        panel = page.locator(_PANEL).bounding_box()
        last = page.locator(".addon-section").last.bounding_box()
        if panel and last:
            area = panel | {"height": min(panel["height"], last["y"] + last["height"] + 24 - panel["y"])}
            page.screenshot(path=folder / f"{path.stem}.png", clip=area)  # type: ignore[arg-type]


if __name__ == "__main__":
    if len(sys.argv) < 2:
        raise SystemExit("Say where the pictures belong: python -m tests.card_pictures FOLDER [NAME ...]")
    draw(sys.argv[2:], Path(sys.argv[1]))
