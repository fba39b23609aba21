"""Edits of one document, decided at the places that it was read with, carried out from its end to its beginning.

So every edit finds its place where it was. What the edits do to the marks is reckoned here, and the marks are all set anew at the
end: how Google moves a named range at whose border something is inserted is documented nowhere.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from typing import Any

from sheets_templates.paper_pieces import Grid, Line
from sync.google.document_marks import Mark
from sync.google.document_reading import DocumentSnapshot
from sync.google.document_values import span
from sync.google.document_writing import inserted, replaced

Request = dict[str, Any]
Pieces = Sequence[Line | Grid]


@dataclass(frozen=True)
class Marked:
    """A mark and where it stands."""

    mark: Mark
    start: int
    end: int


@dataclass(frozen=True)
class _Edit:
    """What happens to [start, end): with pieces they are put there (`mark` around them), without it is deleted. `order` tells
    several insertions at one place apart."""

    start: int
    end: int
    pieces: Pieces = ()
    mark: Mark | None = None
    tint: str = ""
    order: int = 0


@dataclass
class Edits:
    """The edits of one document. A place between two elements of its body may be inserted at; whole elements may be replaced."""

    document: DocumentSnapshot
    _edits: list[_Edit] = field(default_factory=list)
    _written: set[int] = field(default_factory=set)  # places where a paragraph begins by now
    _deleted: dict[int, int] = field(default_factory=dict)  # start and end of what is gone by now

    def __bool__(self) -> bool:
        return bool(self._edits)

    def insert(self, at: int, mark: Mark, pieces: Pieces, tint: str = "") -> None:
        """Puts pieces at a border of elements, behind those that are already to be put there."""
        self._edits.append(_Edit(at, at, pieces, mark, tint, len(self._edits)))

    def replace(self, start: int, end: int, mark: Mark, pieces: Pieces, tint: str = "") -> None:
        self._edits.append(_Edit(start, end, pieces, mark, tint))

    def delete(self, start: int, end: int) -> None:
        self._edits.append(_Edit(start, end))

    def border_behind(self, place: int) -> int:
        """The end of the element that the unit before `place` belongs to."""
        return next((each.end for each in self.document.elements if each.start < place <= each.end), self.document.end)

    def border_before(self, place: int) -> int:
        """The start of the element that the unit at `place` belongs to."""
        return next((each.start for each in self.document.elements if each.start <= place < each.end), 1)

    def carried_out(self, marks: Sequence[Marked]) -> tuple[list[Request], list[Marked], int]:
        """The requests, where the marks (and those of the edits) stand afterwards, and the document's new end."""
        requests: list[Request] = []
        standing, end = list(marks), self.document.end
        # At one place a replacement comes before what is inserted in front of it, and of insertions the last first.
        for edit in sorted(self._edits, key=lambda each: (each.start, each.end, each.order), reverse=True):
            written, grown = self._requests(edit)
            requests.extend(written)
            standing = [moved for each in standing if (moved := _moved(each, edit.start, edit.end, grown)) is not None]
            if edit.mark is not None:
                standing.append(Marked(edit.mark, edit.start, edit.start + grown))
            end += grown - (edit.end - edit.start)
        return requests, standing, end

    def _requests(self, edit: _Edit) -> tuple[list[Request], int]:
        """The requests of one edit, and how many units stand there afterwards."""
        if not edit.pieces:
            gone, left = self._deletable(edit.start, edit.end)
            self._deleted[edit.start] = edit.end
            return ([{"deleteContentRange": {"range": span(*gone)}}] if gone[0] < gone[1] else []), left
        if edit.start < edit.end:
            written = replaced(edit.pieces, edit.start, edit.end, edit.tint)
        else:
            written = inserted(edit.pieces, edit.start, not self._paragraph_begins(edit.start), edit.tint)
        self._written.add(edit.start)
        return written.requests, written.units

    def _deletable(self, start: int, end: int) -> tuple[tuple[int, int], int]:
        """The units to delete so that [start, end) is gone, and how many are left there.

        Google keeps the newline before a table and the document's last: where the one at the end must stay, the one before the
        start goes instead, and where there is none, an empty paragraph is left.
        """
        if self._paragraph_begins(end):
            return (start, end), 0
        before = next((each for each in self.document.elements if each.end == start), None)
        if before is not None and before.is_paragraph:
            return (start - 1, end - 1), 0
        return (start, end - 1), 1

    def _paragraph_begins(self, place: int) -> bool:
        """Whether a paragraph begins at a place, after the edits behind it."""
        if place in self._written:
            return True
        if place in self._deleted:
            return self._paragraph_begins(self._deleted[place])
        return any(each.start == place and each.is_paragraph for each in self.document.elements)


def _moved(marked: Marked, start: int, end: int, grown: int) -> Marked | None:
    """Where a mark stands after `grown` units took the place of [start, end); None if nothing of it is left."""
    change = grown - (end - start)

    def place(at: int, is_end: bool) -> int:
        if at > end or (at == end and not (is_end and start == end)):
            return at + change
        return min(at, start)

    moved = replace(marked, start=place(marked.start, False), end=place(marked.end, True))
    return moved if moved.start < moved.end else None
