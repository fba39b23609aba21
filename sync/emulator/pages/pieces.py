"""The text of a cell in pieces that each have a format and a link of their own."""

from __future__ import annotations

from dataclasses import dataclass

from sync.emulator.pages.cell_css import text_css
from sync.emulator.pages.links import browser_link, is_outside
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import Spreadsheet


@dataclass(frozen=True)
class Piece:
    """A run of text; `link` is an address that a browser may follow, or empty."""

    text: str
    css: str = ""
    link: str = ""

    @property
    def is_outside(self) -> bool:
        return is_outside(self.link)


def pieces_of(spreadsheet: Spreadsheet, look: int, text: str, hyperlink: str | None) -> tuple[Piece, ...]:
    """The text of a cell, cut where its format changes. Args: the look, the text shown, the link of the whole cell."""
    if not text:
        return ()
    whole = (browser_link(hyperlink, spreadsheet.id) or "") if hyperlink else ""
    runs = spreadsheet.looks[look].get("textFormatRuns")
    if not runs:
        return (Piece(text, "", whole),)
    return tuple(
        Piece(part, text_css(format), _link(format, spreadsheet.id) or whole)
        for part, format in _cut(text, runs)
        if part
    )


def _link(format: Json, spreadsheet_id: str) -> str:
    uri = format.get("link", {}).get("uri")
    return (browser_link(uri, spreadsheet_id) or "") if uri else ""


def _cut(text: str, runs: list[Json]) -> list[tuple[str, Json]]:
    """Text and format of each run; indexes count UTF-16 code units."""
    units = text.encode("utf-16-le")
    starts = [run.get("startIndex", 0) * 2 for run in runs]
    ends = [*starts[1:], len(units)]
    head: list[tuple[str, Json]] = [(units[: starts[0]].decode("utf-16-le", "ignore"), {})] if starts[0] else []
    cut = [
        (units[start:end].decode("utf-16-le", "ignore"), run.get("format", {}))
        for start, end, run in zip(starts, ends, runs, strict=True)
    ]
    return [*head, *cut]
