"""The tables of a paper as an XLSX file: one sheet a section, numbers as numbers."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import date
from io import BytesIO
from typing import Any, Final

import xlsxwriter

from sheets_templates.looks import ACCENT, HEADER, INK, NUMBER_FORMATS, QUIET_INK
from sheets_templates.model import ColumnType
from sheets_templates.papers import KeyFigures, Paper, PaperSection, PaperTable, Picture

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LONGEST_NAME: Final = 31  # letters of a sheet's name in Excel
PAGE_LETTERS: Final = 96  # that a page is wide; a column's share of it is its width
CHART_GAP: Final = 2  # rows between tables


def paper_xlsx(paper: Paper) -> bytes:
    """The paper's tables, its key figures, and the values of its charts. A section without any is left out.

    The last sheet says what the paper was made from.
    """
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "default_date_format": "mmm d, yyyy"})
    formats = _Formats(book)
    for section in paper.sections:
        tables = list(_tables(section))
        if tables:
            _sheet(book, formats, _sheet_name(section.key), section.title, paper, tables)
    about = book.add_worksheet("About")
    about.set_column(0, 0, PAGE_LETTERS)
    lines = (paper.organization, paper.title, paper.subtitle, "", *paper.closing)
    for row, line in enumerate(lines):
        about.write_string(row, 0, line, formats.text if row else formats.quiet)
    book.close()
    return out.getvalue()


def _tables(section: PaperSection) -> Iterator[PaperTable]:
    for block in section.blocks:
        if isinstance(block, PaperTable):
            yield block
        elif isinstance(block, Picture) and block.table is not None:
            yield block.table
        elif isinstance(block, KeyFigures):
            yield PaperTable(
                ("What", "Number", "Note"),
                [(each.label, each.value, each.note) for each in block.figures],
                widths=(0.3, 0.2, 0.5),
            )


def _sheet(book: Any, formats: _Formats, name: str, title: str, paper: Paper, tables: list[PaperTable]) -> None:
    sheet = book.add_worksheet(name)
    sheet.write_string(0, 0, title, formats.title)
    sheet.write_string(1, 0, f"{paper.title} · {paper.subtitle}", formats.quiet)
    row = 3
    widths: dict[int, float] = {}
    for table in tables:
        for column in range(table.columns):
            share = table.widths[column] if table.widths else 1 / table.columns
            widths[column] = max(widths.get(column, 0), share * PAGE_LETTERS)
        row = _write(sheet, formats, table, row) + CHART_GAP
    for column, width in widths.items():
        sheet.set_column(column, column, width)
    sheet.fit_to_pages(1, 0)


def _write(sheet: Any, formats: _Formats, table: PaperTable, row: int) -> int:
    """The table from this row (0-based) on; the row after it."""
    if table.header:
        for column, header in enumerate(table.header):
            sheet.write_string(row, column, header, formats.header)
        row += 1
    for texts, values in zip(table.rows, table.values or table.rows, strict=True):
        for column, (text, value) in enumerate(zip(texts, values, strict=True)):
            kind = table.types[column] if table.types else ColumnType.TEXT
            if isinstance(value, date):
                sheet.write_datetime(row, column, value, formats.of(ColumnType.DATE))
            elif value is None or isinstance(value, str) or not table.values:
                sheet.write_string(row, column, text, formats.text)
            else:
                sheet.write_number(row, column, value, formats.of(kind))
        row += 1
    return row


def _sheet_name(key: str) -> str:
    """A section's key as the name of its sheet: its title is a question, too long for one."""
    return key.replace("_", " ").capitalize()[:LONGEST_NAME]


class _Formats:
    """The looks of cells, each made once a workbook."""

    def __init__(self, book: Any) -> None:
        self._book = book
        self._of: dict[ColumnType, Any] = {}
        self.title = book.add_format({"bold": True, "font_size": 14, "font_color": ACCENT})
        self.quiet = book.add_format({"font_color": QUIET_INK})
        self.header = book.add_format({"bold": True, "bg_color": HEADER, "font_color": ACCENT, "text_wrap": True})
        self.text = book.add_format({"text_wrap": True, "valign": "top", "font_color": INK})

    def of(self, kind: ColumnType) -> Any:
        if kind not in self._of:
            pattern = NUMBER_FORMATS[kind].pattern if kind in NUMBER_FORMATS else "General"
            self._of[kind] = self._book.add_format({"num_format": pattern, "valign": "top", "font_color": INK})
        return self._of[kind]
