"""One read of a Google Doc: the elements of its body with their indexes and texts, and the marks of generated sections."""

from __future__ import annotations

import hashlib
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sync.google.document_marks import Mark, mark_named

# The mask of documents.get: texts and structure without looks.
DOCUMENT_MASK: Final = (
    "documentId,revisionId,namedRanges,"
    "body(content(startIndex,endIndex,sectionBreak(sectionStyle(sectionType)),tableOfContents,table,"
    "paragraph(elements,paragraphStyle(namedStyleType))))"
)
# Between the cells of a table, between its rows, and around it: letters that no text in Docs holds.
CELL, ROW, TABLE, THING = "\x1f", "\x1e", "\x1d", "\ufffc"
_SUGGESTED: Final = "\ufffd"  # where somebody suggests a change, the text is no longer as it was generated


@dataclass(frozen=True)
class Element:
    """One paragraph or table of the body, from `start` to before `end`. `text` says all that a person can have written in it;
    `style` is the paragraph's named style, "" for anything else."""

    start: int
    end: int
    text: str
    style: str = ""

    @property
    def is_paragraph(self) -> bool:
        return bool(self.style)


@dataclass(frozen=True)
class PlacedMark:
    """A mark, the id of its named range, and where it stands; `is_whole`: in one stretch, not torn apart by text in between."""

    mark: Mark
    range_id: str
    start: int
    end: int
    is_whole: bool


@dataclass(frozen=True)
class DocumentSnapshot:
    """A document as it stood at one revision. `end` is one past its last newline."""

    document_id: str
    revision_id: str
    elements: Sequence[Element]
    marks: Sequence[PlacedMark]

    @property
    def end(self) -> int:
        return self.elements[-1].end if self.elements else 1

    def covered(self, start: int, end: int) -> Sequence[Element] | None:
        """The elements from `start` to before `end`; None unless both are borders of elements of the body."""
        inside = [element for element in self.elements if start <= element.start and element.end <= end]
        if not inside or inside[0].start != start or inside[-1].end != end:
            return None
        return inside

    def fingerprint(self, start: int, end: int) -> str:
        """The fingerprint of what stands there; "" where the place does not begin and end with elements, or ends in a table."""
        inside = self.covered(start, end)
        if inside is None or not inside[-1].is_paragraph or not inside[0].is_paragraph:
            return ""
        return text_fingerprint(element.text for element in inside)


def text_fingerprint(texts: Iterable[str]) -> str:
    """A short hash of texts as `Element.text` has them."""
    return hashlib.sha256("".join(texts).encode()).hexdigest()[:16]


def snapshot_of(document: Mapping[str, Any]) -> DocumentSnapshot:
    """The snapshot in an answer of documents.get that was asked for with `DOCUMENT_MASK`."""
    content = document.get("body", {}).get("content", [])
    return DocumentSnapshot(
        str(document["documentId"]),
        str(document.get("revisionId", "")),
        [_element(each) for each in content if "sectionBreak" not in each or each.get("startIndex", 0)],
        [mark for group in document.get("namedRanges", {}).values() for mark in _marks(group)],
    )


def _marks(group: Mapping[str, Any]) -> Iterable[PlacedMark]:
    mark = mark_named(str(group.get("name", "")))
    for named in group.get("namedRanges", []) if mark is not None else []:
        ranges = [each for each in named.get("ranges", []) if not each.get("segmentId")]
        if mark is not None and ranges:
            start, end = min(each.get("startIndex", 0) for each in ranges), max(each["endIndex"] for each in ranges)
            yield PlacedMark(mark, str(named["namedRangeId"]), start, end, len(ranges) == 1)


def _element(element: Mapping[str, Any]) -> Element:
    start, end = int(element.get("startIndex", 0)), int(element["endIndex"])
    style = element.get("paragraph", {}).get("paragraphStyle", {}).get("namedStyleType", "NORMAL_TEXT")
    return Element(start, end, _text(element), style if "paragraph" in element else "")


def _text(element: Mapping[str, Any]) -> str:
    if "paragraph" in element:
        return "".join(_part(part) for part in element["paragraph"].get("elements", []))
    if "table" in element:
        table = element["table"]
        rows = (
            CELL.join("".join(_text(inner) for inner in cell.get("content", [])) for cell in row.get("tableCells", []))
            for row in table.get("tableRows", [])
        )
        return TABLE + ROW.join(rows) + TABLE
    return THING


def _part(part: Mapping[str, Any]) -> str:
    kind = next((name for name in part if name not in {"startIndex", "endIndex"}), "")
    inner = part.get(kind, {})
    suggested = _SUGGESTED if any(name.startswith("suggested") and inner[name] for name in inner) else ""
    return suggested + (str(inner.get("content", "")) if kind == "textRun" else THING)
