"""One edit of a document: places checked as Google checks them, units put in and taken out, named ranges moved along."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from sync.emulator.docs.document import BODY, TAB_ID, DocumentState
from sync.emulator.docs.refusals import NOT_IN_A_PARAGRAPH, RefusedError
from sync.emulator.docs.structure import Node, ParagraphNode, SectionNode, TableNode, paragraphs_in, tables_in
from sync.emulator.docs.units import Json, Unit, splits_pair

KeepImage = Callable[[bytes], str]  # takes the bytes of an image, gives the name under which they are kept


@dataclass
class Editing:
    """A document while a batch is applied to it, its own copy. `address` is the server's, `keep_image` puts an image away."""

    document: DocumentState
    address: str
    keep_image: KeepImage
    _nodes: dict[str, list[Node]] = field(default_factory=dict)

    # --- places

    def segment(self, place: Json) -> str:
        """The segment that a location or range names. Raises RefusedError."""
        self.check_tab(place.get("tabId", ""))
        segment = str(place.get("segmentId", BODY))
        if segment not in self.document.segments:
            raise RefusedError(f"Segment with ID {segment} was not found.")
        return segment

    def check_tab(self, tab_id: str) -> None:
        if tab_id not in ("", TAB_ID):
            raise RefusedError(f"The tab ID {tab_id} was not found.")

    def units(self, segment: str) -> list[Unit]:
        return self.document.segments[segment]

    def nodes(self, segment: str) -> list[Node]:
        if segment not in self._nodes:
            self._nodes[segment] = self.document.nodes(segment)
        return self._nodes[segment]

    def insertion(self, content: Json) -> tuple[str, int, ParagraphNode]:
        """Segment, index and paragraph of a request with `location` or `endOfSegmentLocation`. Raises RefusedError."""
        location, at_end = content.get("location"), content.get("endOfSegmentLocation")
        if (location is None) == (at_end is None):
            raise RefusedError("Exactly one of location and endOfSegmentLocation must be set.")
        if at_end is not None:
            segment = self.segment(at_end)
            index = len(self.units(segment)) - 1
        else:
            segment = self.segment(location or {})
            index = int((location or {}).get("index", 0))
        return segment, index, self.paragraph_at(segment, index)

    def paragraph_at(self, segment: str, index: int) -> ParagraphNode:
        """The paragraph that something can be inserted into at an index. Raises RefusedError."""
        units = self.units(segment)
        if index < 0 or index >= len(units):
            raise RefusedError(
                f"Index {index} must be less than the end index of the referenced segment, {len(units)}."
            )
        found = next((node for node in paragraphs_in(self.nodes(segment)) if node.start <= index < node.end), None)
        if found is None or splits_pair(units, index):
            raise RefusedError(NOT_IN_A_PARAGRAPH)
        return found

    def range(self, given: Json | None) -> tuple[str, int, int]:
        """Segment, start and end of a range. Raises RefusedError."""
        if given is None:
            raise RefusedError("The range must be set.")
        segment = self.segment(given)
        start, end = int(given.get("startIndex", 0)), int(given.get("endIndex", 0))
        length = len(self.units(segment))
        if start < 0 or end < 0:
            raise RefusedError("The index must not be negative.")
        if end <= start:
            raise RefusedError("The range should not be empty.")
        if end > length:
            raise RefusedError(f"Index {end - 1} must be less than the end index of the referenced segment, {length}.")
        return segment, start, end

    def paragraphs(self, segment: str, start: int, end: int) -> list[ParagraphNode]:
        """The paragraphs that overlap with a range."""
        return [node for node in paragraphs_in(self.nodes(segment)) if node.start < end and start < node.end]

    def table(self, location: Json | None) -> tuple[str, TableNode]:
        """The table that starts at a location. Raises RefusedError."""
        location = location or {}
        segment, index = self.segment(location), int(location.get("index", 0))
        found = next((table for table in tables_in(self.nodes(segment)) if table.start == index), None)
        if found is None:
            raise RefusedError("Invalid table start location. Must specify the start index of the table.")
        return segment, found

    # --- changes

    def insert(self, segment: str, index: int, units: Sequence[Unit]) -> None:
        """Puts units in; whatever is named around the place grows, whatever begins there moves."""
        count = len(units)
        self.document.segments[segment][index:index] = units
        self._nodes.pop(segment, None)
        for named in self.document.named_ranges.values():
            named.ranges = [
                (where, start + count * (index <= start), end + count * (index < end))
                if where == segment
                else (where, start, end)
                for where, start, end in named.ranges
            ]

    def take_out(self, segment: str, start: int, end: int) -> None:
        """Takes units out, unchecked; a named range that loses all its text is gone."""
        del self.document.segments[segment][start:end]
        self._nodes.pop(segment, None)

        def moved(index: int) -> int:
            return index if index <= start else max(start, index - (end - start))

        for id, named in list(self.document.named_ranges.items()):
            ranges = [
                (where, moved(first), moved(last)) if where == segment else (where, first, last)
                for where, first, last in named.ranges
            ]
            named.ranges = [each for each in ranges if each[1] < each[2]]
            if not named.ranges:
                del self.document.named_ranges[id]

    def put(self, segment: str, index: int, unit: Unit) -> None:
        """Another unit of the same kind in the place of one."""
        self.document.segments[segment][index] = unit

    def delete(self, segment: str, start: int, end: int) -> None:
        """Deletes a range. Raises RefusedError where the structure would not survive it."""
        units = self.units(segment)
        if end == len(units):
            raise RefusedError("The range cannot include the newline character at the end of the segment.")
        if splits_pair(units, start) or splits_pair(units, end):
            raise RefusedError("The range must not split a surrogate pair.")
        if not _deletable(self.nodes(segment), start, end):
            raise RefusedError("Invalid deletion range. Cannot delete the requested range.")
        first = next((node for node in paragraphs_in(self.nodes(segment)) if node.start <= start < node.end), None)
        merges = first is not None and first.start < start and end >= first.end
        kept = units[first.end - 1].more if first is not None and merges else None
        self.take_out(segment, start, end)
        if kept is not None:  # what is left of the first paragraph keeps its style
            joined = self.paragraph_at(segment, start)
            last = self.units(segment)[joined.end - 1]
            self.put(segment, joined.end - 1, Unit("end", "\n", last.style, kept))


def _deletable(nodes: Sequence[Node], start: int, end: int) -> bool:
    """Whether the content survives without [start, end): tables go whole, cells keep their last newline, and nothing that stands
    before a table or section break loses its newline.
    """
    for number, node in enumerate(nodes):
        if node.end <= start or end <= node.start:
            continue
        inside = start <= node.start and node.end <= end
        if isinstance(node, SectionNode):
            return False
        if isinstance(node, TableNode):
            if inside:
                continue
            return _within_one_cell(node, start, end)
        loses_newline = end >= node.end
        following = nodes[number + 1] if number + 1 < len(nodes) else None
        if loses_newline and following is None:
            return False
        if loses_newline and not isinstance(following, ParagraphNode) and end < (following.end if following else 0):
            return False
    return True


def _within_one_cell(table: TableNode, start: int, end: int) -> bool:
    for row in table.rows:
        for cell in row.cells:
            if cell.start < start and end < cell.end:
                return _deletable(cell.content, start, end)
    return False
