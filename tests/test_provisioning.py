"""What makes a spreadsheet one of the program's workbooks, and mends it, leaves alone what people made of
it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from datetime import date
from typing import Any

import pytest

import sheets_templates
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.model import Column, ColumnType, ConditionalFormat, Tab, TabKind, WorkbookTemplate
from sync.google.entry_rules import localized
from sync.google.provisioning import Provisioning, provision, workbook_requests, workbook_title
from sync.google.sheet_requests import Request, runs, stable_id
from tests.sheets_schema import wrong_in

ACTIVITIES = ["Coaching Cycles", 'The "other" one']
TWO = ["One", "Two"]
LISTS: Mapping[str, Sequence[str]] = {
    "activities": ACTIVITIES,
    "answers": TWO,
    "quote_choices": TWO,
    "coach_ids": TWO,
    "coaches": TWO,
    "contract_day": TWO,
    "day_types": TWO,
    "delivery": TWO,
    "district_ids": TWO,
    "districts": TWO,
    "focus_areas": TWO,
    "funding_sources": TWO,
    "other_time": TWO,
    "phases": TWO,
    "closed_reasons": TWO,
    "support_kinds": TWO,
    "roles": TWO,
    "schools": TWO,
}
FACTS: Mapping[str, object] = {
    "district": "Riverton 60",
    "coach": "Coach One",
    "program": "The Program",
    "school_year": "2026-27",
    "first_day": date(2026, 8, 1),
    "last_day": date(2027, 6, 30),
}
LOG = Tab(
    "log",
    "Log",
    TabKind.ENTRY,
    "",
    (
        Column("date", "Date", ColumnType.DATE, "The day.", required=True),
        Column("activity", "Activity", ColumnType.CHOICE, "The activity.", values="activities", required=True),
        Column("minutes", "Minutes", ColumnType.MINUTES, "The time.", aliases=("Time Spent",)),
        Column("entry_id", "Entry ID", ColumnType.ID, "Ours.", protected=True, hidden=True),
    ),
    formats=(
        ConditionalFormat("problem", formula="={unknown activity}"),
        ConditionalFormat("warning", formula="=AND(ISNUMBER({date}), OR({date}<{first_day}, {date}>{last_day}))"),
    ),
)
DAYS = Tab("days", "Days", TabKind.TABLE, "", (Column("date", "Date", ColumnType.DATE, ""),), sort_filter=False)
SMALL = WorkbookTemplate("small", "{district} log", (LOG, DAYS))


def kinds(requests: Sequence[Request]) -> list[str]:
    return [kind for request in requests for kind in request]


def of_kind(requests: Sequence[Request], kind: str) -> list[dict[str, Any]]:
    return [request[kind] for request in requests if kind in request]


def mended(
    snapshot: WorkbookSnapshot | None,
    template: WorkbookTemplate = SMALL,
    lists: Mapping[str, Sequence[str]] = LISTS,
) -> list[Request]:
    requests = workbook_requests(template, snapshot, lists, FACTS)
    assert wrong_in(requests) == []
    return requests


def carried_out(done: Provisioning) -> WorkbookSnapshot:
    """The workbook after the batch, with the protections and colors that its requests made."""
    tabs = []
    for tab in done.expected.tabs:
        added = [one["protectedRange"] for one in of_kind(done.requests, "addProtectedRange")]
        rules = [one["rule"]["ranges"][0] for one in of_kind(done.requests, "addConditionalFormatRule")]
        ours = tuple(one["protectedRangeId"] for one in added if one["range"]["sheetId"] == tab.sheet_id)
        colored = sum(one["sheetId"] == tab.sheet_id for one in rules)
        tabs.append(replace(tab, protected_range_ids=ours, conditional_format_count=colored))
    return replace(done.expected, tabs=tuple(tabs))


def made(*rows: Sequence[object]) -> WorkbookSnapshot:
    """The small workbook as it was made, with these rows in its log."""
    workbook = carried_out(provision(SMALL, None, LISTS, FACTS))
    if not rows:
        return workbook
    headers = workbook.tabs[0].columns
    columns = [[*column, *cells] for column, cells in zip(headers, zip(*rows, strict=True), strict=True)]
    return with_log(workbook, columns=columns)


def with_log(workbook: WorkbookSnapshot, **changes: Any) -> WorkbookSnapshot:
    return replace(workbook, tabs=(replace(workbook.tabs[0], **changes), *workbook.tabs[1:]))


ROW = (46_266.0, "Coaching Cycles", 45.0, "an id")


@pytest.mark.parametrize("key", ["registry", "coach_workbook", "district_workbook", "program_report"])
def test_every_request_that_makes_a_workbook_is_one_that_google_knows(key: str) -> None:
    """Checked field by field against the discovery document; sheet ids are all different."""
    template = sheets_templates.load(key)
    requests = mended(None, template)
    ids = [one["properties"]["sheetId"] for one in of_kind(requests, "addSheet")]
    assert len(set(ids)) == len(ids) == len(template.tabs) - 1  # the first tab is the one the file began with


def test_a_workbook_as_it_should_be_asks_for_nothing() -> None:
    """Rows that people typed change nothing either."""
    assert mended(made()) == []
    assert mended(made(ROW, ROW)) == []


def test_the_empty_tab_of_a_new_file_becomes_the_first_tab() -> None:
    """It is renamed, not deleted: the version token rests on it."""
    requests = mended(None)
    renamed = of_kind(requests, "updateSheetProperties")[0]["properties"]
    assert (renamed["sheetId"], renamed["title"]) == (0, "Log")
    assert "deleteSheet" not in kinds(requests)


def test_the_empty_tab_of_a_new_file_is_removed_where_it_is_in_the_way() -> None:
    """Behind other tabs it goes, unless somebody has written in it or renamed it."""
    empty = TabSnapshot(0, "Sheet1", None, 1000, 26)
    workbook = made()
    moved = replace(workbook, tabs=tuple(replace(tab, sheet_id=tab.sheet_id + 1) for tab in workbook.tabs))
    assert kinds(mended(replace(moved, tabs=(*moved.tabs, empty)))) == ["deleteSheet"]
    for kept in (replace(empty, columns=[["x"]]), replace(empty, title="Ideas"), replace(empty, sheet_id=5)):
        assert mended(replace(moved, tabs=(*moved.tabs, kept))) == []
    assert mended(replace(moved, tabs=(empty, *moved.tabs))) == []


def test_a_renamed_header_and_a_renamed_tab_stay_as_people_wrote_them() -> None:
    """Marks say what they are."""
    workbook = made(ROW)
    columns = [["When?", 46_266.0], *workbook.tabs[0].columns[1:]]
    assert mended(with_log(workbook, title="Our year", columns=columns)) == []


def test_a_deleted_column_comes_back_at_the_end_and_no_other_cell_is_touched() -> None:
    """Minutes was the third of four columns: it returns as the fourth, with its header, mark and
    drop-downs."""
    workbook = made(ROW)
    log = workbook.tabs[0]
    left = [column for column in log.columns if column[0] != "Minutes"]
    requests = mended(
        with_log(workbook, columns=left, column_keys={0: "date", 1: "activity", 2: "entry_id"}, column_count=3)
    )
    header = [one for one in of_kind(requests, "updateCells") if "userEnteredValue" in one["fields"]]
    assert [(one["start"]["rowIndex"], one["start"]["columnIndex"], len(one["rows"])) for one in header] == [(0, 3, 1)]
    assert header[0]["rows"][0]["values"][0]["userEnteredValue"] == {"stringValue": "Minutes"}
    marks = [one["developerMetadata"] for one in of_kind(requests, "createDeveloperMetadata")]
    assert [(mark["metadataValue"], mark["location"]["dimensionRange"]["startIndex"]) for mark in marks] == [
        ("minutes", 3)
    ]
    assert of_kind(requests, "appendDimension") == [{"sheetId": log.sheet_id, "dimension": "COLUMNS", "length": 1}]
    assert "addConditionalFormatRule" in kinds(requests)  # the rule that looked at Minutes has lost its column
    assert not {"setBasicFilter", "addBanding"} & set(kinds(requests))


def test_a_column_whose_mark_is_gone_gets_it_back_where_it_stands() -> None:
    """Cut and pasted elsewhere, a column keeps its header: it is marked there, not written anew."""
    workbook = made(ROW)
    date_, activity, minutes, entry_id = workbook.tabs[0].columns
    minutes = ["Time spent", *minutes[1:]]  # one of its aliases
    requests = mended(
        with_log(
            workbook,
            columns=[minutes, date_, activity, entry_id],
            column_keys={1: "date", 2: "activity", 3: "entry_id"},
        )
    )
    (mark,) = [one["developerMetadata"] for one in of_kind(requests, "createDeveloperMetadata")]
    assert (mark["metadataValue"], mark["location"]["dimensionRange"]["startIndex"]) == ("minutes", 0)
    assert "updateCells" not in kinds(requests)


def test_a_deleted_tab_comes_back_in_its_place() -> None:
    """With the id it had, after the tab that stands before it in the template."""
    workbook = made(ROW)
    days = workbook.tabs[1]
    theirs = TabSnapshot(9, "Ideas", None, 10, 10, [["x"]])
    requests = mended(replace(workbook, tabs=(workbook.tabs[0], theirs)))
    (added,) = of_kind(requests, "addSheet")
    assert (added["properties"]["sheetId"], added["properties"]["title"]) == (days.sheet_id, "Days")
    assert added["properties"]["index"] == 1
    assert days.sheet_id == stable_id("tab", "small", "days")


def test_a_sheet_id_that_is_taken_is_not_used_again() -> None:
    """Another tab bears it: the next free number is as good."""
    wanted = stable_id("tab", "small", "days")
    workbook = made()
    thief = TabSnapshot(wanted, "Ideas", None, 10, 10, [["x"]])
    (added,) = of_kind(mended(replace(workbook, tabs=(workbook.tabs[0], thief))), "addSheet")
    assert added["properties"]["sheetId"] == wanted + 1


def unmarked(*headers: str, rows: int = 2) -> WorkbookSnapshot:
    """A file in which somebody made a tab `Log` by hand."""
    columns = [[header, *["x"] * (rows - 1)] for header in headers]
    return WorkbookSnapshot("b", "t", "en_US", "", None, None, {}, (TabSnapshot(3, "Log", None, 50, 8, columns),))


def test_a_tab_with_the_right_title_and_headers_is_adopted_with_its_rows() -> None:
    """Its columns are marked, what is missing is added at the end, and no header or row is written over."""
    requests = mended(unmarked("Activity", "Mood", "Date"))
    added = [one["properties"]["title"] for one in of_kind(requests, "addSheet")]
    assert added == ["Days"]
    marks = {
        one["developerMetadata"]["metadataValue"]: one["developerMetadata"]["location"]["dimensionRange"]["startIndex"]
        for one in of_kind(requests, "createDeveloperMetadata")
        if one["developerMetadata"]["location"].get("dimensionRange", {}).get("sheetId") == 3
    }
    assert marks == {"activity": 0, "date": 2, "minutes": 3, "entry_id": 4}
    written = [
        (one["start"]["columnIndex"], len(one["rows"][0]["values"]))
        for one in of_kind(requests, "updateCells")
        if one["start"]["sheetId"] == 3 and "userEnteredValue" in one["fields"]
    ]
    assert written == [(3, 2)]  # two headers from column D on


def test_a_tab_with_the_right_title_and_other_headers_is_left_alone() -> None:
    """Ours is added beside it under another title."""
    requests = mended(unmarked("Weather", "Mood"))
    assert [one["properties"]["title"] for one in of_kind(requests, "addSheet")] == ["Log (coachlog)", "Days"]
    touched = [one["start"]["sheetId"] for one in of_kind(requests, "updateCells")]
    assert 3 not in touched


def test_a_changed_list_makes_the_drop_downs_again_and_nothing_else() -> None:
    """The director renamed a focus area: drop-downs, header notes and colors change; no cell, no format, no
    filter does."""
    requests = mended(made(ROW), lists={**LISTS, "activities": ["Only one"]})
    assert set(kinds(requests)) == {
        "updateCells",
        "setDataValidation",
        "deleteConditionalFormatRule",
        "addConditionalFormatRule",
        "updateDeveloperMetadata",
    }
    assert {one["fields"] for one in of_kind(requests, "updateCells")} == {"note"}
    offered = [
        [value["userEnteredValue"] for value in one["rule"]["condition"]["values"]]
        for one in of_kind(requests, "setDataValidation")
        if one["rule"]["condition"]["type"] == "ONE_OF_LIST"
    ]
    assert offered == [["Only one"]]


def test_only_our_own_colors_are_replaced() -> None:
    """Two rules are ours and stand first; the third is the district's own and stays."""
    workbook = with_log(made(), conditional_format_count=3)
    requests = mended(workbook, lists={**LISTS, "activities": ["Only one"]})
    assert len(of_kind(requests, "deleteConditionalFormatRule")) == 2
    assert [one["index"] for one in of_kind(requests, "addConditionalFormatRule")] == [0, 1]


def test_drop_downs_offer_and_do_not_refuse() -> None:
    """In entry tabs typed text is accepted; the whole column below the header is covered, later rows too."""
    choice = next(
        one for one in of_kind(mended(None), "setDataValidation") if one["rule"]["condition"]["type"] == "ONE_OF_LIST"
    )
    assert choice["rule"]["strict"] is False
    assert choice["rule"]["showCustomUi"] is True
    assert choice["rule"]["inputMessage"] == "The activity."
    assert choice["range"] == {"sheetId": 0, "startRowIndex": 1, "startColumnIndex": 1, "endColumnIndex": 2}


def test_an_answer_has_to_be_one_of_those_offered() -> None:
    """In Please Confirm anything else is refused while typing."""
    requests = mended(None, sheets_templates.load("coach_workbook"))
    strict = [one["rule"] for one in of_kind(requests, "setDataValidation") if one["rule"]["strict"]]
    assert [[value["userEnteredValue"] for value in rule["condition"]["values"]] for rule in strict] == [["One", "Two"]]


def test_a_coach_chooses_educators_from_the_roster() -> None:
    """The drop-down is fed by the coach's own tab, so it needs no list and follows what the coach types."""
    requests = mended(None, sheets_templates.load("coach_workbook"))
    fed = {
        one["rule"]["condition"]["values"][0]["userEnteredValue"]
        for one in of_kind(requests, "setDataValidation")
        if one["rule"]["condition"]["type"] == "ONE_OF_RANGE"
    }
    assert fed == {"='Roster'!$A$2:$A", "='Coaching Cycles'!$A$2:$A"}


def test_warnings_stand_before_ids_and_tables_and_lock_nobody_out() -> None:
    """The id column and the tab that coachlog writes; a warning that somebody removed comes back."""
    workbook = made()
    ranges = [one["protectedRange"] for one in of_kind(mended(None), "addProtectedRange")]
    assert [one["range"] for one in ranges] == [
        {"sheetId": 0, "startColumnIndex": 3, "endColumnIndex": 4},
        {"sheetId": workbook.tabs[1].sheet_id},
    ]
    assert all(one["warningOnly"] for one in ranges)
    assert kinds(mended(with_log(workbook, protected_range_ids=()))) == ["addProtectedRange"]


def test_minutes_keep_the_automatic_format_and_text_is_declared_as_text() -> None:
    """Only so is 1:30 read as a time, and no text as a date."""
    formats = {
        one["range"]["startColumnIndex"]: one["cell"]["userEnteredFormat"].get("numberFormat", {}).get("type")
        for one in of_kind(mended(None), "repeatCell")
        if one["range"]["sheetId"] == 0
    }
    assert formats == {0: "DATE", 1: "TEXT", 2: None, 3: "TEXT"}


def formulas(locale: str = "en_US", facts: Mapping[str, object] = FACTS) -> list[str]:
    blank = WorkbookSnapshot("b", "t", locale, "", None, None, {}, (TabSnapshot(0, "Sheet1", None, 9, 9),))
    rules = of_kind(workbook_requests(SMALL, blank, LISTS, facts), "addConditionalFormatRule")
    return [one["rule"]["booleanRule"]["condition"]["values"][0]["userEnteredValue"] for one in rules]


def test_colors_follow_the_lists_and_the_school_year() -> None:
    """Quotes in a name are doubled; days are dates, whatever the locale writes them like."""
    assert formulas() == [
        '=AND($B2<>"",$B2<>"Coaching Cycles",$B2<>"The ""other"" one")',
        "=AND(ISNUMBER($A2), OR($A2<DATE(2026,8,1), $A2>DATE(2027,6,30)))",
    ]
    assert len(formulas(facts={"district": "x"})) == 1  # no school year yet: no such warning


def test_formulas_are_written_as_the_workbooks_locale_reads_them() -> None:
    """Where the comma is the decimal sign, arguments are set apart by semicolons; texts keep their commas."""
    assert formulas("de_DE")[1] == "=AND(ISNUMBER($A2); OR($A2<DATE(2026;8;1); $A2>DATE(2027;6;30)))"
    assert localized('=OR($A2="a, b",$A2="c")', "fr_FR") == '=OR($A2="a, b";$A2="c")'
    assert localized('=OR($A2="a, b",$A2="c")', "es_MX") == '=OR($A2="a, b",$A2="c")'


def test_a_list_that_was_not_handed_in_is_named() -> None:
    """An empty list is allowed; a forgotten one is a mistake."""
    with pytest.raises(ValueError, match="'Activity' of tab 'Log' needs the list 'activities'"):
        workbook_requests(SMALL, None, {}, FACTS)
    empty = workbook_requests(SMALL, None, {"activities": []}, FACTS)
    assert [one.get("rule", {}).get("condition", {}).get("type") for one in of_kind(empty, "setDataValidation")] == [
        "DATE_IS_VALID",
        None,
    ]


def test_the_title_of_a_workbook_names_its_district_and_year() -> None:
    """And says which fact is missing."""
    template = sheets_templates.load("district_workbook")
    assert workbook_title(template, FACTS) == "Riverton 60 · Coaching Log 2026-27"
    with pytest.raises(ValueError, match="needs 'district'"):
        workbook_title(template, {})


def test_runs_are_consecutive_numbers() -> None:
    """One request covers each."""
    assert list(runs([5, 1, 2, 2])) == [(1, 3), (5, 6)]
    assert list(runs([])) == []
