"""A coach's confidential tabs as typed cells, for tests: each row says only what differs from a good one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheets_templates import load
from sheets_templates.cells import Cell, TabSnapshot, WorkbookSnapshot
from sync.coaching.coach_book import CoachBook
from sync.coaching.coach_book_parsing import parse_coach_book
from tests.drawn_logs import REGISTRY, serial

TEMPLATE: Final = load("coach_workbook")
TABS: Final = ("roster", "coaching_cycles", "worked_with", "support")
ENTRY: Final = "0f8fad5b-d9cb-469f-a165-70867728950e"
OTHER_ENTRY: Final = "7c9e6679-7425-40de-944b-e07fc1f90ae7"
Rows = Sequence[Mapping[str, Cell]]


def educator(name: str, email: str | None = None, **cells: Cell) -> dict[str, Cell]:
    address = f"{name.split()[-1].lower()}@riverton.example" if email is None else email
    return {"educator": name, "email": address or None, "district": "Riverton 60", **cells}


def cycle(name: str, people: str, **cells: Cell) -> dict[str, Cell]:
    begun = {"phase": "Plan", "identify_on": serial(date(2025, 9, 2))}
    return {
        "cycle": name,
        "educator": people,
        "district": "Riverton 60",
        "focus_area": "Digital Equity",
        **begun,
        **cells,
    }


def linked(name: str, entry_id: Cell = ENTRY, **cells: Cell) -> dict[str, Cell]:
    return {"entry_id": entry_id, "educator": name, **cells}


def book(coach_id: str = "c1", without: Sequence[str] = (), **tabs: Rows) -> CoachBook:
    """The book of one read; tabs that are not given are empty, those in `without` are missing."""
    standing = [_tab(key, tabs.get(key, ())) for key in TABS if key not in without]
    snapshot = WorkbookSnapshot("w", "Coach", "en_US", "America/Chicago", 1, None, {}, standing)
    return parse_coach_book(snapshot, TEMPLATE, coach_id, REGISTRY)


def _tab(key: str, rows: Rows) -> TabSnapshot:
    template = TEMPLATE.tab(key)
    columns: list[list[Cell]] = [[c.header, *(row.get(c.key) for row in rows)] for c in template.columns]
    keys = {place: column.key for place, column in enumerate(template.columns)}
    return TabSnapshot(0, template.title, key, len(rows) + 1, len(columns), columns, keys)


def told(book: CoachBook) -> list[tuple[str, int | None, str]]:
    """What is to be mended: tab, row, outcome."""
    return [(problem.tab, problem.row, problem.outcome.value) for problem in book.problems]
