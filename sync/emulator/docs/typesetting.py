"""A document as PDF: in Lato, whatever font it asks for."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Final

from sync.emulator.docs import images
from sync.emulator.docs.defaults import hex_of
from sync.emulator.docs.document import BODY, DocumentState
from sync.emulator.docs.glyphs import Glyphs
from sync.emulator.docs.looks import Looks, magnitude
from sync.emulator.docs.typst_writing import Writer
from sync.emulator.docs.units import Json
from sync.emulator.typesetting import TYPE, compiled, length, literal

Image = Callable[[str], bytes | None]  # the bytes that are kept under a name


def pdf(document: DocumentState, title: str, image: Image) -> bytes:
    """The document as PDF: its pages, headings as an outline, header, footer and page numbers."""
    with TemporaryDirectory(prefix="document-") as folder:
        files = {}
        for id, kept in document.images.items():
            content = image(kept["content"])
            if content is not None:
                name = f"{kept['content']}.{images.mime_type(content).rpartition('/')[2]}"
                (Path(folder) / name).write_bytes(content)
                files[id] = name
        return compiled(source(document, title, files), Path(folder))


def source(document: DocumentState, title: str, files: dict[str, str]) -> str:
    """The document in typst's language. Args: `files` are the names of its images' files by their ids."""
    writer = Writer(document, Glyphs(document), Looks(document), files)
    style = document.document_style
    head = [
        f"#set document(title: {literal(title)})",
        PREAMBLE,
        f"#set page({_page(style, writer)})",
    ]
    return "\n".join([*head, writer.content(BODY)])


PREAMBLE: Final = f"""
{TYPE}
#set par(spacing: 0pt, leading: 0.18em)
#set block(spacing: 0pt)
#set table(stroke: none, inset: 0pt)
#show heading: set text(weight: "regular", size: 11pt)
#show heading: set block(above: 0pt, below: 0pt, sticky: true)
#show link: set text(fill: rgb("#1155cc"))
"""


def _page(style: Json, writer: Writer) -> str:
    size, sides = style.get("pageSize", {}), ("top", "bottom", "left", "right")
    margins = {side: magnitude(style.get(f"margin{side.title()}"), 72) for side in sides}
    written = ", ".join(f"{side}: {length(margins[side])}" for side in sides)
    parts = [
        f"width: {length(magnitude(size.get('width'), 612))}",
        f"height: {length(magnitude(size.get('height'), 792))}",
        f"margin: ({written})",
    ]
    if fill := hex_of(style.get("background", {}).get("color")):
        parts.append(f'fill: rgb("{fill}")')
    for name, side in (("header", "top"), ("footer", "bottom")):
        segment = style.get(f"default{name.title()}Id")
        if not segment:
            continue
        distance = max(0.0, margins[side] - magnitude(style.get(f"margin{name.title()}"), 36) - 14)
        shift = "header-ascent" if name == "header" else "footer-descent"
        parts += [f"{name}: [{writer.content(segment)}]", f"{shift}: {length(distance)}"]
    return ", ".join(parts)
