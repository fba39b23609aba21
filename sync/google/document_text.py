"""What a generated section will read as in a Google Doc, told beforehand, and the fingerprint of what it was made from."""

from __future__ import annotations

import hashlib
from collections.abc import Sequence

from sheets_templates.paper_pieces import Grid, Line, Piece, section_pieces
from sheets_templates.papers import PageBreak, Paper, PaperProblem, PaperSection, Picture
from sync.google.document_reading import CELL, ROW, TABLE, text_fingerprint


def content_fingerprint(section: PaperSection) -> str:
    """A short hash of everything that a section says and how."""
    return hashlib.sha256(repr(section_pieces(section)).encode()).hexdigest()[:16]


def paper_fingerprint(paper: Paper) -> str:
    """A short hash of a paper. While it is what was last written, the document needs no request at all."""
    parts = (paper.title, *(f"{section.key}={content_fingerprint(section)}" for section in paper.sections))
    return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


def living_pieces(section: PaperSection) -> Sequence[Line | Grid]:
    """The pieces of a section for a living document. Raises PaperProblem for a picture or a page break."""
    pieces: list[Line | Grid] = []
    for piece in section_pieces(section):
        if isinstance(piece, Picture | PageBreak):
            raise PaperProblem(
                f"Section {section.key!r} holds a picture or a page break. Google takes pictures into an existing document from"
                " public addresses only: leave it out, or make a new document."
            )
        pieces.append(piece)
    return pieces


def element_texts(pieces: Sequence[Piece]) -> list[str]:
    """The texts of the elements that the pieces become, as `Element.text` has them."""
    texts = []
    for piece in pieces:
        if isinstance(piece, Line):
            texts.append(f"{piece.text}\n")
        elif isinstance(piece, Grid):
            rows = (CELL.join("".join(f"{line.text}\n" for line in cell.lines) for cell in row) for row in piece.rows)
            texts.append(TABLE + ROW.join(rows) + TABLE)
    return texts


def expected_fingerprint(pieces: Sequence[Piece]) -> str:
    """The fingerprint that a document will show of them."""
    return text_fingerprint(element_texts(pieces))
