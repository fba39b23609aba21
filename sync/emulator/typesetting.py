"""Typesetting with typst, in Lato and with no font of the system: what the PDFs of Docs and Sheets share."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Final

import font_lato
import typst

from sync.emulator.wire.errors import GoogleError

FONTS: Final = Path(font_lato.__file__).parent / "files"
LINE: Final = (0.97, 0.23)  # of the type's size above and below the base line: one line of Lato
LINE_HEIGHT: Final = sum(LINE)
# Lato lacks boxes and arrows; DejaVu, which typst brings along, has them.
_EDGES: Final = f"top-edge: {LINE[0]}em, bottom-edge: -{LINE[1]}em"
TYPE: Final = f'#set text(font: ("Lato", "DejaVu Sans Mono"), size: 11pt, lang: "en", {_EDGES})'


def compiled(text: str, folder: Path) -> bytes:
    """The PDF that typst makes of a source whose files stand in a folder. Raises GoogleError 501 for what it cannot set (a damaged
    image).
    """
    main = folder / "main.typ"
    main.write_text(text, "utf-8")
    try:
        made: bytes = typst.compile(main, root=folder, font_paths=[FONTS], ignore_system_fonts=True)
    except typst.TypstError as failure:
        message = f"The emulator cannot make a PDF of this file: {failure.message}"
        raise GoogleError("UNIMPLEMENTED", message) from failure
    return made


def length(points: float) -> str:
    return f"{points:.3f}pt"


def literal(text: str) -> str:
    """A text as a string of typst."""
    return json.dumps(text, ensure_ascii=False)
