"""Text in a style of the Docs API as typst's markup."""

from __future__ import annotations

import re
from typing import Any, Final

from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.looks import magnitude
from sync.emulator.typesetting import length, literal

BOXES: Final = ("☐", "☑", "☒")
_BOXES: Final = re.compile("([☐☑☒])")


def styled(text: str, style: dict[str, Any]) -> str:
    """Text in a full text style, as code that stands in markup. Line breaks (`\\v`) and tabs are kept."""
    parts = [f"#text({_look(style)})[{_inner(text)}]"]
    if style.get("strikethrough"):
        parts = ["#strike[", *parts, "]"]
    if style.get("underline"):
        parts = ["#underline(offset: 1.5pt)[", *parts, "]"]
    if style.get("baselineOffset") in {"SUPERSCRIPT", "SUBSCRIPT"}:
        parts = ["#super[" if style["baselineOffset"] == "SUPERSCRIPT" else "#sub[", *parts, "]"]
    if fill := hex_of(style.get("backgroundColor")):
        parts = [f'#highlight(fill: rgb("{fill}"))[', *parts, "]"]
    if url := style.get("link", {}).get("url"):
        parts = [f"#link({literal(url)})[", *parts, "]"]
    return "".join(parts)


def _look(style: dict[str, Any]) -> str:
    weight = 700 if style.get("bold") else int(style.get("weightedFontFamily", {}).get("weight", 400))
    parts = [f"size: {length(magnitude(style.get('fontSize'), 11))}", f"weight: {weight}"]
    if style.get("italic"):
        parts.append('style: "italic"')
    if ink := hex_of(style.get("foregroundColor")):
        parts.append(f'fill: rgb("{ink}")')
    return ", ".join(parts)


def _inner(text: str) -> str:
    pieces = []
    for number, line in enumerate(text.split("\v")):
        if number:
            pieces.append("#linebreak()")
        for at, part in enumerate(line.split("\t")):
            if at:
                pieces.append("#h(2em)")
            pieces += [_stretch(stretch) for stretch in _BOXES.split(part) if stretch]
    # A semicolon ends each piece of code, whatever letter follows it.
    return "".join(f"{piece};" for piece in pieces)


def _stretch(text: str) -> str:
    """A stretch of one font: boxes come from another one, where they are small."""
    return f"#text(size: 1.3em)[#{literal(text)}]" if text in BOXES else f"#{literal(text)}"
