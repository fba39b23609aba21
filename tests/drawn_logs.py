"""Activity Logs as tabs of typed cells, for tests: each row says only what differs from a good one."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from sheets_templates import load_tab
from sheets_templates.cells import Cell, DaySerial, TabSnapshot
from sync.coaching.parsing import ParsedLog, parse_log, parse_my_time
from sync.coaching.registry import Assignment, CalendarSpan, Coach, District, FocusArea, FundingSource, Registry, School
from sync.coaching.vocabulary import DEFAULT_FOCUS_AREAS, DayType

ACTIVITY_LOG: Final = load_tab("district_workbook", "activity_log")
MY_TIME: Final = load_tab("coach_workbook", "my_time")
FIRST_DAY, LAST_DAY, TODAY = date(2025, 8, 15), date(2026, 6, 5), date(2026, 3, 20)
KEY: Final = "a key of the tests"


def serial(day: date) -> DaySerial:
    """A date as the Sheet holds it."""
    return DaySerial((day - date(1899, 12, 30)).days)


GOOD_ROW: Final[Mapping[str, Cell]] = {
    "date": serial(date(2025, 9, 16)),  # a Tuesday
    "coach": "Ana Ruiz",
    "school": "Lincoln Elementary School",
    "activity": "Co-Planning",
    "focus_area": "Digital Equity",
    "minutes": 60.0,
}
REGISTRY: Final = Registry(
    "Shared Coaching",
    "2025-26",
    FIRST_DAY,
    LAST_DAY,
    {
        "d1": District("d1", "Riverton 60", None),
        "d2": District("d2", "Oakdale 12", None),
        "d3": District("d3", "Hillside 4", None),
    },
    {
        "s1": School("s1", "d1", "Lincoln Elementary School", 30, 300),
        "s2": School("s2", "d1", "South Elementary", 25, 260),
        "s3": School("s3", "d2", "North Elementary", 20, 200),
    },
    {
        "c1": Coach("c1", "Ana Ruiz", "ana@program.example", None),
        "c2": Coach("c2", "José de la Cruz", "jose@program.example", None),
        "c3": Coach("c3", "Kim Park", "kim@program.example", None),
    },
    assignments=(
        Assignment("c1", "d1", FIRST_DAY, LAST_DAY),
        Assignment("c2", "d1", date(2026, 1, 5), LAST_DAY),
        Assignment("c3", "d2", FIRST_DAY, LAST_DAY),
        Assignment("c3", "d3", date(2026, 1, 5), LAST_DAY),
    ),
    funding_sources={"Title II": FundingSource("Title II", FIRST_DAY, LAST_DAY, federal=True)},
    calendar=(
        CalendarSpan(date(2025, 11, 26), date(2025, 11, 28), DayType.NON_ATTENDANCE),
        CalendarSpan(date(2025, 10, 10), date(2025, 10, 10), DayType.INSTITUTE),
    ),
    focus_areas=(*map(FocusArea, DEFAULT_FOCUS_AREAS), FocusArea("Remote Learning", date(2026, 1, 1))),
)


def log_tab(
    rows: Sequence[Mapping[str, Cell]],
    *,
    keys: Sequence[str] | None = None,
    headers: Mapping[str, str] | None = None,
    metadata: bool = True,
    extra: Mapping[str, Sequence[Cell]] | None = None,
    above: Sequence[str] = (),
) -> TabSnapshot:
    """An Activity Log with these rows.

    `keys` is the order of its columns (the template's), `headers` renames some by key, `metadata` false leaves the
    columns without developer metadata, `extra` adds columns at the right by header, `above` are texts in column A above
    the headers.
    """
    order = [column.key for column in ACTIVITY_LOG.columns] if keys is None else list(keys)
    named = {column.key: column.header for column in ACTIVITY_LOG.columns} | dict(headers or {})
    columns: list[list[Cell]] = [[named[key], *(row.get(key) for row in rows)] for key in order]
    columns += [[header, *cells] for header, cells in (extra or {}).items()]
    for place, column in enumerate(columns):
        column[:0] = [text if place == 0 else None for text in above]
    known = dict(enumerate(order)) if metadata else {}
    return TabSnapshot(7, "Activity Log", "activity_log", len(columns[0]), len(columns), columns, known)


def good(**cells: Cell) -> dict[str, Cell]:
    """A row that has nothing wrong, with some cells replaced."""
    return {**GOOD_ROW, **cells}


def parsed(tab: TabSnapshot, *, locale: str = "en_US", registry: Registry = REGISTRY) -> ParsedLog:
    """The tab read as the Activity Log of district d1 on March 20, 2026."""
    return parse_log(tab, ACTIVITY_LOG, "d1", registry, TODAY, KEY, locale)


def parsed_rows(*rows: Mapping[str, Cell], locale: str = "en_US") -> ParsedLog:
    """The rows read as the Activity Log of district d1 on March 20, 2026; the first stands in row 2."""
    return parsed(log_tab(rows), locale=locale)


def parsed_my_time(*rows: Mapping[str, Cell], coach_id: str = "c3") -> ParsedLog:
    """The rows read as a coach's My Time on March 20, 2026."""
    columns: list[list[Cell]] = [[c.header, *(row.get(c.key) for row in rows)] for c in MY_TIME.columns]
    keys = {index: column.key for index, column in enumerate(MY_TIME.columns)}
    tab = TabSnapshot(8, "My Time", "my_time", len(rows) + 1, len(columns), columns, keys)
    return parse_my_time(tab, MY_TIME, coach_id, REGISTRY, TODAY, KEY)


def outcomes(log: ParsedLog) -> list[tuple[int | None, str, str]]:
    """What is to be looked at, as (row, outcome, column)."""
    return [(problem.row, problem.outcome.value, problem.column) for problem in log.problems]


def told(log: ParsedLog) -> str:
    """Everything that the log's problems say, in one text."""
    return "\n".join(f"{problem.column} {problem.message} {problem.hint}" for problem in log.problems)
