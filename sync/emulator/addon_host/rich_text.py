"""The little HTML that texts of a card may hold, made safe to show."""

from __future__ import annotations

import re
from html.parser import HTMLParser

from markupsafe import Markup, escape

from sync.emulator.addon_host.addresses import link_problem
from sync.emulator.pages.links import browser_link, is_outside

# Card text formatting, developers.google.com/workspace/add-ons/concepts/widgets#text_formatting
_PLAIN = {"b": "b", "i": "i", "u": "u", "s": "s", "strike": "s"}
_COLOR = re.compile(r"#[0-9a-fA-F]{6}\Z")


def rich(text: str, spreadsheet_id: str = "") -> Markup:
    """The text with the formatting that Google shows; every other tag is dropped, its content kept. `spreadsheet_id` is
    where links to a place in the open Sheet lead.
    """
    reader = _Reader(spreadsheet_id)
    reader.feed(text)
    reader.close()
    return reader.safe()


class _Reader(HTMLParser):
    def __init__(self, spreadsheet_id: str) -> None:
        super().__init__(convert_charrefs=True)
        self._spreadsheet_id = spreadsheet_id
        self._parts: list[Markup] = []
        self._open: list[tuple[str, str]] = []  # tag as written, tag as shown

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        if tag == "br":
            self._parts.append(Markup("<br>"))
        elif tag in _PLAIN:
            self._start(tag, _PLAIN[tag], "")
        elif tag == "font" and _COLOR.match(given.get("color") or ""):
            self._start(tag, "span", Markup(' style="color:{}"').format(given["color"]))
        elif tag == "a":
            url = (given.get("href") or "").strip()
            link = "" if link_problem(url) else browser_link(url, self._spreadsheet_id)
            if link:
                self._start(tag, "a", link_attributes(link))

    def handle_endtag(self, tag: str) -> None:
        if any(written == tag for written, _ in self._open):
            while self._open:
                written, shown = self._open.pop()
                self._parts.append(Markup(f"</{shown}>"))  # noqa: S704 - one of our own tags
                if written == tag:
                    return

    def handle_data(self, data: str) -> None:
        self._parts.append(Markup("<br>").join(data.split("\n")))

    def _start(self, written: str, shown: str, attributes: str) -> None:
        self._open.append((written, shown))
        self._parts.append(Markup(f"<{shown}{attributes}>"))  # noqa: S704 - own tags, attributes escaped

    def safe(self) -> Markup:
        while self._open:
            self._parts.append(Markup(f"</{self._open.pop()[1]}>"))  # noqa: S704 - one of our own tags
        return Markup("").join(self._parts)


def link_attributes(link: str) -> Markup:
    """The attributes of a link to this address, outside in a tab of its own."""
    found = Markup(' href="{}"').format(link)
    return found + Markup(' target="_blank" rel="noopener noreferrer"') if is_outside(link) else found


def plain_words(text: str) -> str:
    """The text without its formatting."""
    return re.sub(r"\s+", " ", rich(text).striptags()) if "<" in text or "&" in text else str(escape(text).unescape())
