"""A paper as plain data: an onboarding document, a district report, a renewal packet, before it is a Google Doc or a DOCX file.

A paper is a title and sections; a section is a heading and blocks below it. Whoever decides what a paper says makes these values,
whoever writes it (`sync.papers` as DOCX, `sync.google` into a living document) reads them. Nothing here knows the field.
"""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Final, Literal

from sheets_templates.model import ColumnType

_KEY: Final = re.compile(r"[a-z][a-z0-9_-]{0,39}")
PAGE_WIDTH_INCHES: Final = 6.5  # of text: US Letter with margins of one inch

Align = Literal["left", "center", "right"]


class PaperProblem(ValueError):
    """A paper that nothing could print: a key used twice, a row longer than its header."""


@dataclass(frozen=True)
class Run:
    """A stretch of text in one look. `link` is an address, "" for none."""

    text: str
    bold: bool = False
    italic: bool = False
    link: str = ""


Text = str | tuple[Run, ...]


@dataclass(frozen=True)
class Paragraph:
    """`look`: text, lead (first words, larger), quiet (small and gray: notes, sources), callout (in a tinted box)."""

    text: Text
    look: Literal["text", "lead", "quiet", "callout"] = "text"


@dataclass(frozen=True)
class Subheading:
    """A heading inside a section."""

    text: str


@dataclass(frozen=True)
class BulletList:
    items: Sequence[Text]
    numbered: bool = False


@dataclass(frozen=True)
class CheckItem:
    """One line to be ticked. `note`, in quiet type behind the text, says for example who must answer."""

    text: str
    done: bool = False
    note: str = ""


@dataclass(frozen=True)
class Checklist:
    """Lines that begin with ☐ or ☑.

    The box is a letter of the text, and no native checklist: Google's API does not show whether a native box is ticked, so a tick
    would be lost whenever the section is made again.
    """

    items: Sequence[CheckItem]


@dataclass(frozen=True)
class PaperTable:
    """A table of texts, ready to print.

    `align` is one a column (left where it is too short); `widths` are shares of the page (even where empty). `total`: the last row
    is a sum. Without `header` (an empty one) the first column names each row. `values` are the same cells as numbers and days for a
    spreadsheet, each of the kind that `types` gives its column; both empty where the texts say all.
    """

    header: Sequence[str]
    rows: Sequence[Sequence[str]]
    align: Sequence[Align] = ()
    widths: Sequence[float] = ()
    total: bool = False
    values: Sequence[Sequence[object]] = ()
    types: Sequence[ColumnType] = ()

    def __post_init__(self) -> None:
        if not self.rows and not self.header:
            raise PaperProblem("A table has neither header nor rows: leave it out.")
        if any(len(row) != self.columns for row in self.rows):
            raise PaperProblem(
                f"The table headed {list(self.header)} has {self.columns} columns; each row needs as many."
            )
        if self.widths and len(self.widths) != self.columns:
            raise PaperProblem(
                f"The table headed {list(self.header)} has {self.columns} columns and {len(self.widths)} widths."
            )

    @property
    def columns(self) -> int:
        return len(self.header) or len(self.rows[0])

    def aligned(self, column: int) -> Align:
        return self.align[column] if column < len(self.align) else "left"


@dataclass(frozen=True)
class KeyFigure:
    """One large number with what it is, and a line below it (both halves of a share, a date)."""

    label: str
    value: str
    note: str = ""


@dataclass(frozen=True)
class KeyFigures:
    """A row of large numbers, two to five side by side."""

    figures: Sequence[KeyFigure]

    def __post_init__(self) -> None:
        if not 1 <= len(self.figures) <= 5:
            raise PaperProblem(f"{len(self.figures)} key figures do not fit in one row: 1 to 5 do.")


@dataclass(frozen=True)
class Picture:
    """A PNG (a chart). `description` is what it shows, for whoever cannot see it; `table` are the values that it draws, for a
    spreadsheet. Not in living documents: Google takes pictures into an existing document from public addresses only.
    """

    png: bytes
    description: str
    width_inches: float = PAGE_WIDTH_INCHES
    table: PaperTable | None = None


@dataclass(frozen=True)
class SignatureLines:
    """Lines to sign on, each with what belongs there (`Coach`, `Date`), side by side."""

    labels: Sequence[str]


@dataclass(frozen=True)
class PageBreak:
    """What follows starts on a new page."""


Block = Paragraph | Subheading | BulletList | Checklist | PaperTable | KeyFigures | Picture | SignatureLines | PageBreak


@dataclass(frozen=True)
class PaperSection:
    """A heading and what stands below it. `key` names the section for ever (lower case, digits, `_`, `-`), whatever its title."""

    key: str
    title: str
    blocks: Sequence[Block]

    def __post_init__(self) -> None:
        if not _KEY.fullmatch(self.key):
            raise PaperProblem(f"{self.key!r} is no key of a section: at most 40 of a-z, 0-9, _ and -, a letter first.")
        if not self.title.strip() or "\n" in self.title:
            raise PaperProblem(f"Section {self.key!r} needs a title on one line.")


@dataclass(frozen=True)
class Paper:
    """A whole paper. `organization` (the district, the program) stands above the title, `subtitle` below it, `footer` on every page
    beside the page's number; `closing` are the last lines: what the paper was made from, and the rule applied.
    """

    title: str
    sections: Sequence[PaperSection]
    organization: str = ""
    subtitle: str = ""
    footer: str = ""
    closing: Sequence[str] = ()

    def __post_init__(self) -> None:
        for what in ("key", "title"):
            names = [getattr(section, what) for section in self.sections]
            twice = sorted({name for name in names if names.count(name) > 1})
            if twice:
                raise PaperProblem(f"The paper {self.title!r} has two sections with the {what} {twice[0]!r}.")


def runs_of(text: Text) -> tuple[Run, ...]:
    """The text as runs, whichever way it was given."""
    return (Run(text),) if isinstance(text, str) else text


def plain(text: Text) -> str:
    """The text without its looks."""
    return "".join(run.text for run in runs_of(text))
