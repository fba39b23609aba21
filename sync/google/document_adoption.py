"""The sections of a document that has no marks yet: just made from a file, or made by a run that was cut off."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_templates.papers import Paper, PaperSection
from sync.google.document_edits import Marked
from sync.google.document_marks import Mark
from sync.google.document_reading import DocumentSnapshot, Element, text_fingerprint
from sync.google.document_text import content_fingerprint, element_texts, living_pieces
from sync.google.errors import GoogleProblem


class DocumentNotAsMade(GoogleProblem):
    """Google made a document of a file, and a section's heading is not in it."""

    def __init__(self, document_id: str, title: str) -> None:
        super().__init__(
            f"Google's document {document_id} was just made, and its section {title!r} is not there as a heading. Open the"
            " document: if it reads right, report this; it is left as it is and cannot be kept up to date."
        )
        self.document_id = document_id


def adopted(document: DocumentSnapshot, paper: Paper, fresh: bool) -> list[Marked]:
    """The marks of the paper's sections, found by their headings in the paper's order.

    A section that reads as it was generated is marked so. Any other may have been edited by a person, unless the document is
    `fresh`: then it reads as Google made it. Raises DocumentNotAsMade where a fresh document lacks a section.
    """
    starts = _starts(document.elements, paper.sections)
    marks = []
    for section in paper.sections:
        if section.key not in starts:
            if fresh:
                raise DocumentNotAsMade(document.document_id, section.title)
            continue
        first = starts[section.key]
        following = min((at for at in starts.values() if at > first), default=len(document.elements))
        expected = element_texts(living_pieces(section))
        inside = document.elements[first:following]
        is_ours = [element.text for element in inside[: len(expected)]] == expected
        if is_ours:
            inside = inside[: len(expected)]
        wanted = content_fingerprint(section)
        mark = Mark("section", section.key)
        if is_ours or fresh:
            mark = Mark("section", section.key, wanted, wanted, text_fingerprint(element.text for element in inside))
        marks.append(Marked(mark, inside[0].start, inside[-1].end))
    return marks


def _starts(elements: Sequence[Element], sections: Sequence[PaperSection]) -> dict[str, int]:
    """The number of the element that is each section's heading."""
    starts: dict[str, int] = {}
    at = 0
    for section in sections:
        for number in range(at, len(elements)):
            if elements[number].style == "HEADING_1" and elements[number].text.strip() == section.title.strip():
                starts[section.key] = number
                at = number + 1
                break
    return starts
