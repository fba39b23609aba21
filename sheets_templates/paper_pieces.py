"""A section of a paper as lines and grids: the one order and wording that every way of printing it follows.

So the text of a section is the same in a DOCX file and in a living Google Doc, and can be told beforehand. Lengths are points.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

from sheets_templates.looks import ACCENT, BAND, HEADER, INK, PAPER, QUIET_INK
from sheets_templates.papers import (
    Align,
    Block,
    BulletList,
    Checklist,
    KeyFigures,
    PageBreak,
    Paper,
    PaperSection,
    PaperTable,
    Paragraph,
    Picture,
    Run,
    SignatureLines,
    Subheading,
    Text,
    runs_of,
)

TODO, DONE = "☐", "☑"
_STRIPPED = (*range(9), *range(0x0E, 0x20), 0x0C, *range(0xD800, 0xF900), 0xFFFE, 0xFFFF)
_CLEANED: Final = {**dict.fromkeys(_STRIPPED), ord("\n"): "\v", ord("\t"): " "}
PAPER_FONT: Final = "Lato"
CALLOUT: Final = "#eef3fc"

LineRole = Literal[
    "organization", "title", "subtitle", "heading", "subheading", "text", "lead", "quiet", "callout", "bullet", "number", "check",
    "spacer", "cell", "cell_head", "cell_total", "figure", "figure_label", "figure_note", "signature",
]  # fmt: skip


@dataclass(frozen=True)
class LineLook:
    """How a line is printed. Sizes and spaces are points, colors #rrggbb; `style` is the named style it takes its place in an
    outline from."""

    size: float = 11
    bold: bool = False
    italic: bool = False
    color: str = INK
    above: float = 0
    below: float = 6
    style: Literal["normal", "title", "subtitle", "heading", "subheading"] = "normal"
    hanging: float = 0
    shading: str = ""


LINE_LOOKS: Final[dict[LineRole, LineLook]] = {
    "organization": LineLook(size=11, bold=True, color=QUIET_INK, below=2),
    "title": LineLook(size=26, bold=True, color=ACCENT, below=2, style="title"),
    "subtitle": LineLook(size=13, color=QUIET_INK, below=14, style="subtitle"),
    "heading": LineLook(size=16, bold=True, color=ACCENT, above=18, below=6, style="heading"),
    "subheading": LineLook(size=12, bold=True, above=10, below=4, style="subheading"),
    "text": LineLook(),
    "lead": LineLook(size=13, below=8),
    "quiet": LineLook(size=9, color=QUIET_INK),
    "callout": LineLook(shading=CALLOUT, above=4, below=8),
    "bullet": LineLook(below=3, hanging=18),
    "number": LineLook(below=3, hanging=18),
    "check": LineLook(below=4, hanging=18),
    "spacer": LineLook(size=6, below=2),
    "cell": LineLook(size=10, below=0),
    "cell_head": LineLook(size=10, bold=True, color=ACCENT, below=0),
    "cell_total": LineLook(size=10, bold=True, below=0),
    "figure": LineLook(size=22, bold=True, color=ACCENT, below=0),
    "figure_label": LineLook(size=10, bold=True, below=0),
    "figure_note": LineLook(size=9, color=QUIET_INK, below=0),
    "signature": LineLook(size=9, color=QUIET_INK, below=0),
}


@dataclass(frozen=True)
class Line:
    """One paragraph. `first`: it begins a list (numbers start again at 1)."""

    role: LineRole
    runs: tuple[Run, ...] = ()
    first: bool = False

    @property
    def text(self) -> str:
        return "".join(run.text for run in self.runs)


@dataclass(frozen=True)
class GridCell:
    lines: tuple[Line, ...]
    background: str = PAPER
    align: Align = "left"


@dataclass(frozen=True)
class Grid:
    """A table. `widths` are shares that sum to 1. `rules`: a line under every row, none, or a line to sign on above each cell."""

    rows: tuple[tuple[GridCell, ...], ...]
    widths: tuple[float, ...]
    rules: Literal["rows", "none", "signing"] = "rows"
    header_rows: int = 0


Piece = Line | Grid | Picture | PageBreak


def heading_pieces(paper: Paper) -> list[Piece]:
    """What stands above the first section."""
    lines: list[tuple[LineRole, str]] = [
        ("organization", paper.organization),
        ("title", paper.title),
        ("subtitle", paper.subtitle),
    ]
    return [Line(role, _runs(text)) for role, text in lines if text]


def section_pieces(section: PaperSection) -> list[Piece]:
    """The heading of a section and what follows. A grid is always followed by a spacer, so a section ends with a paragraph."""
    return [Line("heading", _runs(section.title)), *(piece for block in section.blocks for piece in _pieces(block))]


def closing_pieces(paper: Paper) -> list[Piece]:
    """The last lines. There is always one, so that no section is the document's last paragraph."""
    return [Line("spacer"), *(Line("quiet", _runs(text)) for text in paper.closing)]


def _pieces(block: Block) -> list[Piece]:
    match block:
        case Paragraph(text, look):
            return [Line(look, _runs(text))]
        case Subheading(text):
            return [Line("subheading", _runs(text))]
        case BulletList(items, numbered):
            role: LineRole = "number" if numbered else "bullet"
            return [Line(role, _runs(item), first=not at) for at, item in enumerate(items)]
        case Checklist(items):
            return [Line("check", _check(item.text, item.note, item.done)) for item in items]
        case PaperTable():
            return [_table(block), Line("spacer")]
        case KeyFigures():
            return [_figures(block), Line("spacer")]
        case SignatureLines(labels):
            cells = tuple(GridCell((Line("signature", _runs(label)),)) for label in labels)
            return [Line("spacer"), Grid((cells,), _even(len(labels)), "signing"), Line("spacer")]
        case Picture() | PageBreak():
            return [block]


def _check(text: str, note: str, done: bool) -> tuple[Run, ...]:
    behind = (Run(f"  ({_one_line(note)})", italic=True),) if note else ()
    return (Run(f"{DONE if done else TODO} {_one_line(text)}"), *behind)


def _table(table: PaperTable) -> Grid:
    head = [tuple(_cell("cell_head", text, HEADER, table.aligned(at)) for at, text in enumerate(table.header))]
    last = len(table.rows) - 1
    rows = []
    for number, row in enumerate(table.rows):
        total = table.total and number == last
        background = HEADER if total else (BAND if number % 2 else PAPER)
        cells = []
        for at, text in enumerate(row):
            role: LineRole = "cell_total" if total or (at == 0 and not table.header) else "cell"
            cells.append(_cell(role, text, background, table.aligned(at)))
        rows.append(tuple(cells))
    widths = tuple(share / sum(table.widths) for share in table.widths) if table.widths else _even(table.columns)
    return Grid((*(head if table.header else ()), *rows), widths, header_rows=1 if table.header else 0)


def _cell(role: LineRole, text: str, background: str, align: Align) -> GridCell:
    return GridCell((Line(role, _runs(text)),), background, align)


def _figures(figures: KeyFigures) -> Grid:
    cells = []
    for figure in figures.figures:
        lines = [Line("figure", _runs(figure.value)), Line("figure_label", _runs(figure.label))]
        cells.append(GridCell((*lines, Line("figure_note", _runs(figure.note))), BAND))
    return Grid((tuple(cells),), _even(len(cells)), "none")


def _even(columns: int) -> tuple[float, ...]:
    return (1 / columns,) * columns


def _runs(text: Text) -> tuple[Run, ...]:
    """The runs that hold anything, each with its line ends as line breaks inside the paragraph."""
    found = (Run(_one_line(run.text), run.bold, run.italic, run.link) for run in runs_of(text))
    return tuple(run for run in found if run.text)


def _one_line(text: str) -> str:
    """The text with its line ends as line breaks, and without what Google Docs takes out of texts or DOCX cannot hold."""
    return text.replace("\r\n", "\n").replace("\r", "\n").translate(_CLEANED)
