"""A card as the templates see it."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cached_property

from flask import url_for
from markupsafe import Markup

from sync.emulator.addon_host.addresses import is_here
from sync.emulator.addon_host.cards import MULTI_SELECT_DEFAULT, Field, Json, Trigger, fields_in, spots_in
from sync.emulator.addon_host.deployments import LOCALE_SCOPE, Deployment
from sync.emulator.addon_host.filling import CannotDo
from sync.emulator.addon_host.rich_text import link_attributes, plain_words, rich
from sync.emulator.addon_host.sessions import AddonSession
from sync.emulator.pages.links import browser_link

_PREFIX = "https://www.googleapis.com/auth/"
_SCOPES = {
    f"{_PREFIX}drive.file": "See, change, create and delete only those of your files that you use with it",
    f"{_PREFIX}userinfo.email": "See the e-mail address of your account",
    f"{_PREFIX}userinfo.profile": "See your name and picture",
    f"{_PREFIX}drive": "See, change, create and delete all of your files",
    f"{_PREFIX}spreadsheets": "See, change, create and delete all of your Sheets",
    LOCALE_SCOPE: "See your language and time zone",
}
_PICTURES = ("imageUrl", "imageUri", "iconUrl")
_COLOR = re.compile(r"#[0-9a-fA-F]{3,8}\Z")


def scope_words(scope: str) -> str:
    """What a scope allows, in plain words."""
    return _SCOPES.get(scope, f"Use {scope.removeprefix(_PREFIX)}")


def accent_of(deployment: Deployment) -> str:
    """The add-on's color; empty if it has none that a style sheet can hold."""
    return deployment.color if _COLOR.match(deployment.color) else ""


@dataclass(frozen=True)
class Panel:
    """One opened add-on in one browser. `refusal` is what Google would not have taken; `problem` what the person must
    do first; `wrong` the fields that it is about.
    """

    id: str
    session: AddonSession
    refusal: tuple[str, ...] = ()
    refused_url: str = ""
    problem: str = ""
    wrong: tuple[str, ...] = ()


class CardView:
    """The card that a panel shows, with what the templates ask about it."""

    def __init__(self, panel: Panel) -> None:
        self.panel, self.session = panel, panel.session
        self.card = self.session.card
        self.fields = fields_in(self.card)
        self._spots = {(id(spot.holder), spot.trigger): spot for spot in spots_in(self.card)}

    def rich(self, text: str) -> Markup:
        return rich(text, self.session.spreadsheet_id)

    def words(self, text: str) -> str:
        return plain_words(text)

    def spot(self, holder: Json, trigger: Trigger = "click") -> int | None:
        """The number of what a part of the card does, for the page's script."""
        found = self._spots.get((id(holder), trigger))
        return found.number if found else None

    def spins(self, holder: Json) -> bool:
        """Whether a click shows that something is going on."""
        found = self._spots.get((id(holder), "click"))
        return not (found and (found.action or {}).get("loadIndicator") == "NONE")

    def href(self, holder: Json) -> Markup:
        """The attributes of a link, for a part that opens a page; empty for any other."""
        url = holder.get("onClick", {}).get("openLink", {}).get("url", "")
        link = browser_link(url, self.session.spreadsheet_id) if url else None
        return link_attributes(link) if link else Markup("")

    def values(self, name: str) -> list[str]:
        """What stands in a field."""
        field = self.fields.get(name)
        return self.session.values.get(name, list(field.initial) if field else [])

    def value(self, name: str) -> str:
        return next(iter(self.values(name)), "")

    def field(self, name: str) -> Field:
        try:
            return self.fields[name]
        except KeyError:
            raise CannotDo(f"The card has no field {name!r}.") from None

    def is_wrong(self, name: str) -> bool:
        return name in self.panel.wrong

    def most(self, selection: Json) -> int:
        """How many items of a multi-select menu can be chosen."""
        return int(selection.get("multiSelectMaxSelectedItems", MULTI_SELECT_DEFAULT))

    def button_style(self, button: Json) -> Markup:
        """The colors of a filled button."""
        if "color" not in button:
            return Markup("")
        parts = [float(button["color"].get(name, 0)) for name in ("red", "green", "blue")]
        red, green, blue = (round(min(max(part, 0.0), 1.0) * 255) for part in parts)
        dark = 0.2126 * red + 0.7152 * green + 0.0722 * blue < 150  # of 255: white text is readable below
        ink = "#fff" if dark else "#1f2328"
        return Markup(' style="background:rgb({},{},{});border-color:transparent;color:{}"').format(
            red, green, blue, ink
        )

    def picture(self, url: str) -> str:
        """Where the browser gets a picture; empty for one that is not on this computer, since nothing here leaves it."""
        if url.startswith("data:image/"):
            return url
        if not is_here(url):
            return ""
        number = self.pictures.index(url)
        return url_for("addons.picture", panel_id=self.panel.id, number=number)

    @cached_property
    def pictures(self) -> list[str]:
        """The pictures of the card, by number."""
        return pictures_in(self.card)


def pictures_in(part: object) -> list[str]:
    """The addresses of all pictures in a part of a card."""
    if isinstance(part, list):
        return [url for item in part for url in pictures_in(item)]
    if not isinstance(part, dict):
        return []
    own = [str(part[name]) for name in _PICTURES if name in part]
    return own + [url for held in part.values() for url in pictures_in(held)]
