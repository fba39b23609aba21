"""A page of fixed text as a grid: a title, headings, paragraphs, lists, small tables, and the legend of
colors.

A line of a page's `text` starts with `# ` (title), `## ` (heading), `- ` (list), `|= ` (a table's header,
cells between bars), `| ` (a table's row) or `[look] ` (the legend of a color); any other line is a
paragraph. `{district}` and the like are filled in.
"""

from __future__ import annotations

import re
import textwrap
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from sheets_templates.layout import LINE_HEIGHT, GridCell, Layout
from sheets_templates.looks import SIGNALS, Style
from sheets_templates.model import Tab
from sheets_templates.widths import MARGIN, text_lines

COLUMN_WIDTHS: Final = (MARGIN, 230, 430, 300)
LETTERS_PER_LINE: Final = 138  # of 11-point text over the three columns right of the margin
_BLANK: Final[GridCell] = ("", Style("blank"))


def page_grid(tab: Tab, facts: Mapping[str, str]) -> tuple[Layout, list[list[GridCell]]]:
    """The layout of a page and its cells, one list a row, from column A.

    Args: `facts` fill the names in braces. Raises ValueError for a name that `facts` lacks.
    """
    rows = [row for line in tab.text for row in _rows(_filled(line, facts, tab))]
    grid = [[_BLANK, *cells, *[_BLANK] * (3 - len(cells))] for _, cells in rows]
    return Layout({}, [], [height for height, _ in rows], COLUMN_WIDTHS, len(rows), 3), grid


def _filled(line: str, facts: Mapping[str, str], tab: Tab) -> str:
    try:
        return line.format_map(facts)
    except KeyError as error:
        raise ValueError(
            f"The page {tab.title!r} needs {error.args[0]!r}: hand it in with the facts when provisioning."
        ) from None


@lru_cache(maxsize=1024)  # every workbook of a kind has the same pages
def _rows(line: str) -> Sequence[tuple[int, Sequence[GridCell]]]:
    if not line:
        return [(14, [])]
    if line.startswith("# "):
        return [(56, [(line[2:], Style("page_title"))])]
    if line.startswith("## "):
        return [(36, [(line[3:], Style("page_heading"))])]
    if line.startswith("|"):
        return [_table_row(line)]
    legend = re.match(r"\[(\w+)\] (.*)", line)
    if legend and legend[1] in SIGNALS:
        return [(26, [(legend[1].title(), Style(f"signal_{legend[1]}")), (legend[2], Style("page_text"))])]
    if line.startswith("- "):
        first, *others = textwrap.wrap(line[2:], LETTERS_PER_LINE - 4)
        return [(22, [(text, Style("page_text"))]) for text in (f"•  {first}", *(f"    {text}" for text in others))]
    return [(22, [(text, Style("page_text"))]) for text in textwrap.wrap(line, LETTERS_PER_LINE)]


def _table_row(line: str) -> tuple[int, Sequence[GridCell]]:
    header = line.startswith("|=")
    texts = [text.strip() for text in line[2:].split("|")]
    styles = ("page_header",) * 3 if header else ("page_name", "page_cell", "page_cell")
    lines = max(text_lines(text, width) for text, width in zip(texts, COLUMN_WIDTHS[1:], strict=False))
    return 28 + (lines - 1) * LINE_HEIGHT, [(text, Style(role)) for text, role in zip(texts, styles, strict=False)]
