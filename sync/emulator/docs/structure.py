"""What a row of units is made of: paragraphs, and tables of rows of cells of paragraphs, each with its indexes."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field

from sync.emulator.docs.units import Unit


@dataclass(frozen=True)
class ParagraphNode:
    """`end` is one past the newline."""

    start: int
    end: int


@dataclass(frozen=True)
class SectionNode:
    start: int
    end: int


@dataclass(frozen=True)
class CellNode:
    start: int
    end: int
    content: list[Node] = field(default_factory=list)


@dataclass(frozen=True)
class RowNode:
    start: int
    end: int
    cells: list[CellNode] = field(default_factory=list)


@dataclass(frozen=True)
class TableNode:
    start: int
    end: int
    rows: list[RowNode] = field(default_factory=list)

    @property
    def columns(self) -> int:
        return max((len(row.cells) for row in self.rows), default=0)


Node = ParagraphNode | TableNode | SectionNode


def nodes_of(units: Sequence[Unit]) -> list[Node]:
    """The structure of a whole segment."""
    nodes, at = _content(units, 0)
    if at != len(units):
        raise ValueError(f"The segment does not close: {units[at].kind} at {at} of {len(units)}.")
    return nodes


def _content(units: Sequence[Unit], at: int) -> tuple[list[Node], int]:
    nodes: list[Node] = []
    while at < len(units):
        kind = units[at].kind
        if kind == "section":
            nodes.append(SectionNode(at, at + 1))
            at += 1
        elif kind == "table":
            table, at = _table(units, at)
            nodes.append(table)
        elif kind in {"row", "cell", "table_end"}:
            break
        else:
            end = at
            while units[end].kind != "end":
                end += 1
            nodes.append(ParagraphNode(at, end + 1))
            at = end + 1
    return nodes, at


def _table(units: Sequence[Unit], start: int) -> tuple[TableNode, int]:
    rows: list[RowNode] = []
    at = start + 1
    while units[at].kind == "row":
        row_start, cells = at, []
        at += 1
        while units[at].kind == "cell":
            cell_start = at
            content, at = _content(units, at + 1)
            cells.append(CellNode(cell_start, at, content))
        rows.append(RowNode(row_start, at, cells))
    return TableNode(start, at + 1, rows), at + 1


def paragraphs_in(nodes: Sequence[Node]) -> Iterator[ParagraphNode]:
    """Every paragraph, those in tables included, in order."""
    for node in nodes:
        if isinstance(node, ParagraphNode):
            yield node
        elif isinstance(node, TableNode):
            for row in node.rows:
                for cell in row.cells:
                    yield from paragraphs_in(cell.content)


def tables_in(nodes: Sequence[Node]) -> Iterator[TableNode]:
    """Every table, those inside cells included."""
    for node in nodes:
        if isinstance(node, TableNode):
            yield node
            for row in node.rows:
                for cell in row.cells:
                    yield from tables_in(cell.content)
