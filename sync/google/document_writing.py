"""Lines and grids as requests of documents.batchUpdate. Indexes are UTF-16 code units; lengths are points."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sheets_templates.paper_pieces import LINE_LOOKS, PAPER_FONT, Grid, Line, LineLook
from sync.google.document_grids import grid_requests, grid_units
from sync.google.document_values import color, points, span, units

Request = dict[str, Any]
_STYLES: Final = {
    "normal": "NORMAL_TEXT",
    "title": "TITLE",
    "subtitle": "SUBTITLE",
    "heading": "HEADING_1",
    "subheading": "HEADING_2",
}
_INHERITED: Final = {"heading", "subheading", "text"}  # roles whose look is their named style's
_TEXT_FIELDS: Final = (
    "bold,italic,underline,strikethrough,smallCaps,backgroundColor,foregroundColor,fontSize,"
    "weightedFontFamily,baselineOffset,link"
)
_PARAGRAPH_FIELDS: Final = (
    "namedStyleType,alignment,lineSpacing,spaceAbove,spaceBelow,indentStart,indentEnd,indentFirstLine,keepWithNext,shading,"
    "pageBreakBefore,borderTop,borderBottom,borderLeft,borderRight"
)


@dataclass(frozen=True)
class Written:
    """Requests that write pieces at one place, and how many units these take in the end."""

    requests: list[Request]
    units: int


@dataclass(frozen=True)
class _Placed:
    """A line in the text that is inserted first, at `start`; `grids` are the tables that follow it, each with its spacer."""

    line: Line
    start: int
    grids: Sequence[Grid] = ()

    @property
    def end(self) -> int:
        return self.start + units(self.line.text) + 1


def inserted(pieces: Sequence[Line | Grid], at: int, behind: bool, tint: str = "") -> Written:
    """Requests that put the pieces at `at`: before the paragraph that begins there, or `behind` the one that ends there.

    Args: `tint` colors all lines outside of tables.
    """
    text = _text(pieces)
    request = {
        "insertText": {"location": {"index": at - 1 if behind else at}, "text": f"\n{text[:-1]}" if behind else text}
    }
    return _finished([request], pieces, at, tint)


def replaced(pieces: Sequence[Line | Grid], start: int, end: int, tint: str = "") -> Written:
    """Requests that put the pieces in the place of [start, end), which begins with a paragraph and ends with one.

    The old text's last newline stays and ends the new text: it may be the document's last, which cannot be deleted.
    """
    text = _text(pieces)
    length = units(text)
    requests: list[Request] = [
        {"insertText": {"location": {"index": start}, "text": text}},
        {"deleteContentRange": {"range": span(start + length - 1, end + length - 1)}},
    ]
    return _finished(requests, pieces, start, tint)


def _text(pieces: Sequence[Line | Grid]) -> str:
    return "".join(f"{placed.line.text}\n" for placed in _placed(pieces, 0))


def _placed(pieces: Sequence[Line | Grid], at: int) -> list[_Placed]:
    """The lines where the first request puts them. The spacer behind a grid is not among them: it comes with the table."""
    placed: list[_Placed] = []
    for number, piece in enumerate(pieces):
        if isinstance(piece, Grid):
            placed[-1] = replace(placed[-1], grids=(*placed[-1].grids, piece))
        elif not number or not isinstance(pieces[number - 1], Grid):
            placed.append(_Placed(piece, placed[-1].end if placed else at))
    return placed


def _finished(requests: list[Request], pieces: Sequence[Line | Grid], at: int, tint: str) -> Written:
    placed = _placed(pieces, at)
    whole = span(at, placed[-1].end)
    requests.append({"deleteParagraphBullets": {"range": whole}})
    requests.append({"updateTextStyle": {"range": whole, "textStyle": {}, "fields": _TEXT_FIELDS}})
    for each in placed:
        requests.extend(_line_requests(each, tint))
    requests.extend(_bullets(placed))
    length = placed[-1].end - at
    for each in reversed(placed):  # from the last on, so that the places before stay what they are
        for grid in reversed(each.grids):
            requests.extend(grid_requests(grid, each.end - 1))
            spacer = _Placed(Line("spacer"), each.end + grid_units(grid))
            requests.extend(_line_requests(spacer, ""))
            length += 1 + grid_units(grid)
    return Written(requests, length)


def _line_requests(placed: _Placed, tint: str) -> Iterator[Request]:
    look = LINE_LOOKS[placed.line.role]
    style = _paragraph_style(placed.line, look, tint) | ({"keepWithNext": True} if placed.grids else {})
    where = span(placed.start, placed.end)
    yield {"updateParagraphStyle": {"range": where, "paragraphStyle": style, "fields": _PARAGRAPH_FIELDS}}
    if placed.line.role not in _INHERITED:
        given: dict[str, Any] = {"fontSize": points(look.size), "foregroundColor": color(look.color)}
        given |= {"bold": look.bold, "italic": look.italic}
        given |= {"weightedFontFamily": {"fontFamily": PAPER_FONT, "weight": 400}}
        yield {"updateTextStyle": {"range": where, "textStyle": given, "fields": ",".join(given)}}
    at = placed.start
    for run in placed.line.runs:
        end = at + units(run.text)
        given = {name: value for name, value in (("bold", run.bold), ("italic", run.italic)) if value}
        given |= {"link": {"url": run.link}} if run.link else {}
        if given:
            yield {"updateTextStyle": {"range": span(at, end), "textStyle": given, "fields": ",".join(given)}}
        at = end


def _paragraph_style(line: Line, look: LineLook, tint: str) -> dict[str, Any]:
    style: dict[str, Any] = {"namedStyleType": _STYLES[look.style]}
    if line.role not in _INHERITED:
        style |= {"spaceAbove": points(look.above), "spaceBelow": points(look.below)}
    if look.hanging and line.role == "check":
        style |= {"indentStart": points(look.hanging), "indentFirstLine": points(0)}
    if shade := look.shading or tint:
        style["shading"] = {"backgroundColor": color(shade)}
    return style


def _bullets(placed: Sequence[_Placed]) -> Iterator[Request]:
    """One request a list: from its first item to its last."""
    presets = {"bullet": "BULLET_DISC_CIRCLE_SQUARE", "number": "NUMBERED_DECIMAL_ALPHA_ROMAN"}
    at = 0
    while at < len(placed):
        role, first = placed[at].line.role, at
        at += 1
        if role not in presets:
            continue
        while at < len(placed) and placed[at].line.role == role and not placed[at].line.first:
            at += 1
        where = span(placed[first].start, placed[at - 1].end)
        yield {"createParagraphBullets": {"range": where, "bulletPreset": presets[role]}}
