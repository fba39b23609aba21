"""The workbooks' templates: what stands in them, and that a template that contradicts itself is refused by
name."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

import pytest

import sheets_templates
from sheets_templates import TemplateError
from sheets_templates.cells import TabSnapshot
from sheets_templates.consistency import LISTS
from sheets_templates.headers import column_positions, plain
from sheets_templates.loader import load_directory
from sheets_templates.looks import column_width
from sheets_templates.model import Column, ColumnType, Tab, TabKind

WORKBOOKS = ("registry", "coach_workbook", "district_workbook", "program_report")
NAMES_A_PERSON = {"educator", "teacher", "email", "gradeband", "phase", "cycle", "roster", "student"}

TAB = """
key: visits
title: Visits
kind: entry
help: One row is one visit.
columns:
  - {key: date, header: Date, type: date, help: The day.}
  - {key: minutes, header: Minutes, type: minutes, help: Time spent.}
"""
REPORT = """
key: visits
title: Visits
kind: report
help: Visits in figures.
blocks:
  - key: months
    title: Months
    columns:
      - {key: month, header: Month, type: text, help: The month.}
      - {key: hours, header: Hours, type: hours, help: The hours.}
charts:
  - {key: hours, title: Hours, kind: bar, block: months, category: month, series: [hours]}
"""


@pytest.fixture
def workbook(tmp_path: Path) -> Callable[[str], Path]:
    """A workbook `log` of one tab `visits`, whose file holds the given text."""

    def written(text: str) -> Path:
        directory = tmp_path / "log"
        directory.mkdir()
        (directory / "workbook.yaml").write_text("key: log\ntitle: Log\ntabs: [visits]\n", encoding="utf-8")
        (directory / "visits.yaml").write_text(text, encoding="utf-8")
        return directory

    return written


def column(key: str, header: str, *aliases: str) -> Column:
    return Column(key, header, ColumnType.TEXT, "", aliases=aliases)


@pytest.mark.parametrize("key", WORKBOOKS)
def test_every_workbook_loads_and_explains_every_tab_and_column(key: str) -> None:
    """No tab and no column is left without the words that tell people what it is for."""
    template = sheets_templates.load(key)
    unexplained = [
        f"{tab.key}/{column.key}"
        for tab in template.tabs
        for column in tab.columns
        if not (column.help.endswith((".", "?")) and column.header[0].isupper())
    ]
    assert unexplained == []
    assert [tab.key for tab in template.tabs if not tab.help] == []


def test_the_activity_log_has_the_columns_that_parsing_and_the_add_on_count_on() -> None:
    """Twelve columns in this order; the id is the only one that coachlog writes."""
    log = sheets_templates.load("district_workbook").tab("activity_log")
    *entered, last = [column.key for column in log.columns]
    assert entered[:6] == ["date", "coach", "school", "activity", "focus_area", "minutes"]
    assert entered[6:] == ["delivery", "contract_day", "attendance", "note", "funding_source"]
    assert last == "entry_id"
    assert [column.key for column in log.columns if column.required] == [
        "date",
        "coach",
        "school",
        "activity",
        "minutes",
    ]
    assert [column.key for column in log.columns if column.protected or column.hidden] == ["entry_id"]


@pytest.mark.parametrize("key", ["district_workbook", "program_report"])
def test_nothing_that_districts_or_reports_hold_has_a_place_for_a_person(key: str) -> None:
    """Coaching is confidential: no column of these workbooks is named after an educator or what is known of
    one."""
    template = sheets_templates.load(key)
    columns = [
        (tab.key, column)
        for tab in template.tabs
        for column in (*tab.columns, *(column for block in tab.blocks for column in block.columns))
    ]
    found = [
        f"{tab}/{column.key}"
        for tab, column in columns
        if column.key in NAMES_A_PERSON or plain(column.header) in NAMES_A_PERSON
    ]
    assert found == []


def test_a_coach_can_read_on_the_first_page_who_else_can_open_the_workbook() -> None:
    """The coach, the drive's owner and domain administrator, and the sync identity are named."""
    text = " ".join(sheets_templates.load("coach_workbook").tab("start_here").text)
    assert "domain administrator" in text
    assert "sync identity" in text
    assert "| You |" in text


def test_the_templates_own_lists_are_lists_that_columns_may_name() -> None:
    """Every list of lists.yaml is known, and none is empty."""
    lists = sheets_templates.fixed_lists()
    assert set(lists) <= LISTS
    assert all(lists.values())


def test_a_protected_column_is_the_only_kind_that_may_be_hidden() -> None:
    """A hidden column that people are meant to fill in could never be filled in."""
    hidden = [
        f"{workbook}/{tab.key}/{column.key}"
        for workbook in WORKBOOKS
        for tab in sheets_templates.load(workbook).tabs
        for column in tab.columns
        if column.hidden and not column.protected and tab.kind != TabKind.TABLE
    ]
    assert hidden == []


@pytest.mark.parametrize(
    ("text", "change", "complaint"),
    [
        (TAB, ("help: Time spent.", "hlep: Time spent."), "columns.1.hlep: is not a field of a template"),
        (TAB, ("type: minutes", "type: minuets"), "columns.1.type"),
        (TAB, ("kind: entry", "kind: entry\nkind: table"), "'kind' is given twice (line 5)"),
        (TAB, ("key: minutes", "key: date"), "the column 'date' is given twice"),
        (TAB, ("header: Minutes", "header: DATE"), "the header 'date' is given twice"),
        (TAB, ("type: minutes", "type: choice"), "'minutes' is a choice and needs `values`"),
        (TAB, ("type: minutes", "type: choice, values: moods"), "names the unknown list 'moods'"),
        (TAB, ("type: minutes", "type: text, values: roster/name"), "takes its values from 'roster/name'"),
        (
            TAB,
            ("type: minutes", "type: minutes, aliases: [date]"),
            "the alias 'date' of the column 'minutes'",
        ),
        (TAB, ("key: visits", "key: visit"), "the key is 'visit', but the file is named 'visits.yaml'"),
        (TAB, ("kind: entry", "kind: entry\nslicers: [coach]"), "slicers names the unknown column 'coach'"),
        (TAB, ("kind: entry", "kind: table\nrow_key: [coach]"), "row_key names 'coach', which is no column"),
        (TAB, ("kind: entry", "kind: entry\nrow_key: [date]"), "row_key names 'date', which is no column of a table"),
        (TAB, ("kind: entry", "kind: entry\ncolor: blue"), "the color 'blue'"),
        (TAB, ("kind: entry", 'kind: entry\nformats: [{look: loud, formula: "=1"}]'), "unknown look 'loud'"),
        (TAB, ("kind: entry", "kind: entry\nformats: [{look: good, column: mood, values: [x]}]"), "'mood'"),
        (
            TAB,
            ("kind: entry", 'kind: entry\nformats: [{look: good, formula: "={coach}=1"}]'),
            "names the unknown column 'coach'",
        ),
        (TAB, ("kind: entry", "kind: entry\nstarter_rows: [[a, b, c]]"), "has 3 cells for 2 columns"),
        (REPORT, ("block: months", "block: weeks"), "the chart 'hours' names the unknown block 'weeks'"),
        (REPORT, ("category: month", "category: moon"), "the unknown column 'moon' of block 'months'"),
        (REPORT, ("series: [hours]", "series: [month]"), "draws the column 'month', which is not a number"),
        (REPORT, ("kind: bar", "kind: bars"), "of the unknown kind 'bars'"),
        (REPORT, ("title: Months", "title: Months\n    heat: [days]"), "heat of block 'months' names"),
        (REPORT, ("kind: report", "kind: entry"), "has columns, not blocks"),
    ],
)
def test_a_template_that_contradicts_itself_is_refused_by_file_tab_and_place(
    workbook: Callable[[str], Path], text: str, change: tuple[str, str], complaint: str
) -> None:
    """The same file loads without the change, and with it the error says where the fault is."""
    assert text.count(change[0]) == 1
    directory = workbook(text)
    assert load_directory(directory).tab("visits").title == "Visits"
    (directory / "visits.yaml").write_text(text.replace(*change), encoding="utf-8")
    with pytest.raises(TemplateError) as refused:
        load_directory(directory)
    assert complaint in str(refused.value)
    assert "visits" in str(refused.value)


def test_a_tab_whose_file_is_missing_is_named(workbook: Callable[[str], Path]) -> None:
    """The error says which file is missing and which file asks for it."""
    directory = workbook(TAB)
    (directory / "visits.yaml").unlink()
    with pytest.raises(TemplateError, match=r"log/visits\.yaml is missing: log/workbook\.yaml names the tab"):
        load_directory(directory)


def tab_of(*columns: Column) -> Tab:
    return Tab("log", "Log", TabKind.ENTRY, "", columns)


def standing(headers: list[str], keys: dict[int, str] | None = None) -> TabSnapshot:
    return TabSnapshot(1, "Log", "log", 10, 10, columns=[(header, None) for header in headers], column_keys=keys or {})


DATE, MINUTES = column("date", "Date", "Day"), column("minutes", "Minutes", "Time Spent")


@pytest.mark.parametrize(
    ("headers", "keys", "found"),
    [
        (["Date", "Minutes"], {}, {"date": 0, "minutes": 1}),
        (["Minutes", "Mood", "DATE "], {}, {"date": 2, "minutes": 0}),
        (["When", "Min."], {0: "date", 1: "minutes"}, {"date": 0, "minutes": 1}),  # renamed: metadata knows
        (
            ["Minutes", "Date"],
            {0: "date", 1: "minutes"},
            {"date": 0, "minutes": 1},
        ),  # headers swapped by hand
        (["Day", "time-spent"], {}, {"date": 0, "minutes": 1}),  # aliases
        (["Day", "Date"], {}, {"date": 1}),  # a true header goes before an alias
        (
            ["Date", "Date"],
            {1: "date"},
            {"date": 1},
        ),  # a copied column does not take the place of the marked one
        (["Date"], {}, {"date": 0}),  # deleted
        (["Date"], {0: "minutes"}, {"minutes": 0}),  # a marked column is nothing else, whatever it is called
    ],
)
def test_a_column_is_found_by_its_mark_first_then_by_its_header(
    headers: list[str], keys: dict[int, str], found: dict[str, int]
) -> None:
    """However people rename, move, or copy columns."""
    assert column_positions(tab_of(DATE, MINUTES), standing(headers, keys)) == found


@pytest.mark.parametrize("name", WORKBOOKS)
def test_a_column_of_dates_is_wide_enough_for_its_format(name: str) -> None:
    """`Wed, Sep 30, 2026` is shown whole; 140 pixels hold it in every font that Sheets falls back to."""
    tabs = load_directory(Path(sheets_templates.__file__).parent / name).tabs
    columns = [
        column for tab in tabs for column in (*tab.columns, *(each for block in tab.blocks for each in block.columns))
    ]
    narrow = [
        column.header
        for column in columns
        if column.type is ColumnType.DATE and column_width(column.type, column.width) < 140
    ]
    assert narrow == []
