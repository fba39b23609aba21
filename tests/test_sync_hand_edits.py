"""It is the district's own file: whatever people do to it by hand, no minute is lost or doubled, and nothing crashes."""

from __future__ import annotations

from collections.abc import Callable
from threading import Thread

import pytest

from sheets_templates import load
from sync.demo.sample_mess import StructureMess
from sync.demo.structure import structure_requests
from sync.google.workbooks import read_workbook, write_workbook
from tests.small_program import ADMINISTRATOR, SmallProgram, log_row

ALL_MINUTES = 60 + 30 + 90 + 45 + 120 + 30

MESSES = (
    StructureMess("D1", "column_moved", {"column": "minutes", "before": "school"}),
    StructureMess("D1", "header_renamed", {"column": "minutes", "header": "How long?"}),
    StructureMess("D1", "column_inserted", {"before": "note", "header": "Board goal"}),
    StructureMess("D1", "row_above_header", {"text": "Please log every visit."}),
    StructureMess("D1", "tab_renamed", {"title": "Coaching log"}),
    StructureMess("D1", "second_header_row", {"row": 3}),
    StructureMess("D1", "merged_header", {"first_column": "activity", "last_column": "focus_area"}),
)


def reported_minutes(program: SmallProgram) -> float:
    """The minutes of all rows of Activity Data."""
    return sum(float(row[0]) for row in program.rows("report", "activity_data", "minutes"))  # type: ignore[arg-type]


def spoil(program: SmallProgram, mess: StructureMess) -> None:
    person = program.google.signed_in(ADMINISTRATOR[mess.district_id])
    snapshot = read_workbook(person, program.workbooks[mess.district_id])
    log = snapshot.tab("activity_log")
    assert log is not None
    requests = structure_requests(mess, log, load("district_workbook").tab("activity_log"))
    write_workbook(person, snapshot, snapshot.version, requests, read_back=False)


@pytest.mark.parametrize("mess", MESSES, ids=lambda mess: mess.kind)
def test_a_tab_that_people_rearranged_keeps_every_minute(program: SmallProgram, mess: StructureMess) -> None:
    """Columns moved, renamed, inserted; rows above the header; a second header; merged cells; another title."""
    program.sync()
    spoil(program, mess)
    keeps_every_minute(program)


def test_a_tab_that_was_rearranged_before_the_first_sync_keeps_every_minute(program: SmallProgram) -> None:
    """All of it at once, and the ledger knows nothing yet."""
    for mess in MESSES[:4]:
        spoil(program, mess)
    keeps_every_minute(program)


def keeps_every_minute(program: SmallProgram) -> None:
    """Nothing is lost, nothing doubled, and a full read afterwards writes nothing."""
    outcome = program.sync()
    assert outcome.troubles == ()
    assert (outcome.accepted, outcome.problem_rows) == (6, 0)
    assert reported_minutes(program) == ALL_MINUTES
    assert program.sync(full=True).writes == 0


def sort_by_school(program: SmallProgram) -> None:
    program.log_of("D1").sort((3, "asc"), range="A2:L5")


def insert_blank_rows(program: SmallProgram) -> None:
    program.log_of("D1").insert_rows([[], [], []], row=3)


def clear_ids(program: SmallProgram) -> None:
    log = program.log_of("D1")
    log.batch_clear([f"{chr(64 + log.find('Entry ID').col)}2:{chr(64 + log.find('Entry ID').col)}5"])


@pytest.mark.parametrize("edit", [sort_by_school, insert_blank_rows, clear_ids])
def test_rows_that_only_moved_are_no_news(program: SmallProgram, edit: Callable[[SmallProgram], None]) -> None:
    """Sorted, pushed apart, or robbed of their hidden ids: the same entries under the same ids."""
    program.sync()
    ids = sorted(map(str, program.rows("D1", "activity_log", "entry_id")))
    edit(program)
    outcome = program.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (0, 0, 0)
    assert sorted(map(str, program.rows("D1", "activity_log", "entry_id"))) == ids


def test_a_row_pasted_twice_counts_once_and_is_asked_about(synced: SmallProgram) -> None:
    """The copy, hidden id and all, stands in Needs Attention; the minutes stay."""
    log = synced.log_of("D3")
    log.append_rows(log.get("A2:L2", value_render_option="UNFORMATTED_VALUE"), value_input_option="RAW")
    outcome = synced.sync()
    assert outcome.duplicates == 1
    assert reported_minutes(synced) == ALL_MINUTES
    assert synced.rows("D3", "needs_attention", "what") == [("Duplicate",)]


def test_a_copied_row_with_changes_is_a_new_entry(synced: SmallProgram) -> None:
    """How many coaches log: copy yesterday's row, change the date and the minutes."""
    log = synced.log_of("D3")
    log.append_rows(log.get("A2:L2", value_render_option="UNFORMATTED_VALUE"), value_input_option="RAW")
    log.update_cell(3, log.find("Date").col, "2025-09-04")
    log.update_cell(3, log.find("Minutes").col, 25)
    outcome = synced.sync()
    assert (outcome.inserted, outcome.duplicates) == (1, 0)
    assert reported_minutes(synced) == ALL_MINUTES + 25


def test_a_formula_error_waits_in_needs_attention(synced: SmallProgram) -> None:
    """The row is named with its link; mending it brings the minutes back."""
    log = synced.log_of("D3")
    minutes = log.find("Minutes").col
    log.update_cell(2, minutes, "=1/0")
    assert synced.sync().problem_rows == 1
    (problem,) = synced.rows("D3", "needs_attention", "what", "row", "column")
    assert problem == ("Problem", 2.0, "Minutes")
    log.update_cell(2, minutes, 30)
    assert synced.sync().problem_rows == 0
    assert reported_minutes(synced) == ALL_MINUTES


def test_a_log_that_somebody_made_again_by_hand_is_the_log(synced: SmallProgram) -> None:
    """The tab was deleted, and its values pasted into a new one of its name: the same entries under the same ids."""
    log = synced.log_of("D1")
    values, book = log.get_all_values(value_render_option="UNFORMATTED_VALUE"), log.spreadsheet  # type: ignore[arg-type]
    ids = sorted(map(str, synced.rows("D1", "activity_log", "entry_id")))
    book.del_worksheet(log)
    book.add_worksheet("Activity log", 200, 14).update(values, "A1", raw=True)
    outcome = synced.sync()
    assert (outcome.accepted, outcome.inserted, outcome.deleted, outcome.troubles) == (6, 0, 0, ())
    assert sorted(map(str, synced.rows("D1", "activity_log", "entry_id"))) == ids
    assert synced.sync(full=True).writes == 0


def test_a_tab_of_that_name_without_the_headers_is_not_the_log(synced: SmallProgram) -> None:
    """Nothing is read from it and nothing written into the workbook; the last good data stand."""
    log = synced.log_of("D1")
    book = log.spreadsheet
    book.del_worksheet(log)
    book.add_worksheet("Activity Log", 200, 14).update([["When", "Who"], ["2025-10-07", "me"]], "A1")
    assert [trouble.name for trouble in synced.sync().troubles] == ["North"]
    assert reported_minutes(synced) == ALL_MINUTES
    assert [tab.title for tab in book.worksheets()].count("Activity Log") == 1


@pytest.mark.parametrize("title", ["Coaching Plan", "Onboarding", "Activity Log", "Needs Attention", "Schools"])
def test_a_tab_that_somebody_emptied_stops_no_sync(synced: SmallProgram, title: str) -> None:
    """Headers and all: its columns have their marks still."""
    synced.log_of("D3").spreadsheet.worksheet(title).clear()
    assert synced.sync().troubles == ()
    assert synced.sync(full=True).writes == 0
    assert reported_minutes(synced) == ALL_MINUTES - (30 if title == "Activity Log" else 0)


@pytest.mark.parametrize("title", ["My Time", "Please Confirm", "Roster", "Coaching Cycles", "Worked With", "Support"])
def test_an_emptied_tab_of_a_coach_stops_no_sync(synced: SmallProgram, title: str) -> None:
    """Neither does one in a confidential workbook."""
    coach = synced.person("ben@program.example").open_by_key(synced.workbooks["C2"])
    coach.worksheet(title).clear()
    assert synced.sync().troubles == ()
    assert synced.sync(full=True).writes == 0


def test_what_people_name_a_tab_is_told_to_nobody_else(synced: SmallProgram) -> None:
    """It may be an educator's name. The problem is listed under the template's title, with a link to the tab; neither the ledger
    nor the program report knows the other."""
    log = synced.log_of("D3")
    log.update_title("Visits to Jo Doe")
    log.update_cell(2, log.find("Minutes").col, "soon")
    assert synced.sync().problem_rows == 1
    assert synced.rows("D3", "needs_attention", "tab", "link") == [("Activity Log", "Go to A2")]
    assert "Doe" not in synced.words("report", "data_quality")
    with synced.ledger.transaction() as rows:
        assert "Doe" not in repr(rows.problems().to_dict())
    assert "Doe" not in repr(synced.ledger.workbooks())


def test_an_empty_workbook_is_told_apart_from_no_rows(program: SmallProgram) -> None:
    """A registered workbook without a single tab of ours is a trouble, and the other districts go on."""
    person = program.person(ADMINISTRATOR["D3"])
    blank = person.create("Blank")
    blank.share("sync@coachlog-practice.iam.gserviceaccount.com", perm_type="user", role="writer", notify=False)
    registry = program.person("director@program.example").open_by_key(program.workbooks["registry"])
    districts = registry.worksheet("Districts")
    districts.update_cell(districts.find("D3").row, districts.find("Workbook").col, blank.id)
    outcome = program.sync()
    assert [trouble.name for trouble in outcome.troubles] == ["East"]
    assert "coachlog provision district D3" in outcome.troubles[0].reason
    assert outcome.accepted == 5


def test_text_that_begins_with_a_formula_sign_stays_text(synced: SmallProgram) -> None:
    """Nothing that we write is ever worked out by the Sheet; nothing that people wrote is copied."""
    log = synced.log_of("D3")
    log.update(values=[['=HYPERLINK("http://example.com")']], range_name="J2", raw=True)
    synced.sync()
    assert "HYPERLINK" not in synced.words("report", "activity_data")


def test_fifty_thousand_rows_in_one_tab(program: SmallProgram) -> None:
    """One district's log of 50,000 rows goes through one sync, the report's several batches too; then nothing is to be done."""
    log = program.log_of("D3")
    row = log_row("2025-09-03", "C2", "Elm", "Goal Setting", 30)
    cells = ["2025-09-03", row["coach"], row["school"], row["activity"], row["focus_area"]]
    log.add_rows(50_000)
    log.update(
        values=[[*cells, 15 + number % 45, "", "", "", f"visit {number}"] for number in range(49_999)],
        range_name="A3",
        raw=False,
    )
    outcome = program.sync()
    assert (outcome.rows_in, outcome.accepted) == (50_005, 50_005)
    assert outcome.troubles == ()
    assert outcome.reads <= 3 + 2 + 5  # the last of the report's batches brings the report back
    again = program.sync()
    assert (again.reads, again.writes) == (1, 0)


def test_coaches_who_type_while_the_sync_runs_lose_nothing(synced: SmallProgram) -> None:
    """Two coaches append rows during three syncs; afterwards every row is there once."""
    logs = {key: synced.log_of(key) for key in ("D1", "D3")}

    def type_rows(key: str, coach: str, school: str) -> None:
        for number in range(8):
            logs[key].append_row(
                [f"2025-10-{number + 1:02d}", coach, school, "Co-Planning", "Digital Equity", 20 + number],
                value_input_option="USER_ENTERED",
                insert_data_option="INSERT_ROWS",
            )

    typists = [
        Thread(target=type_rows, args=("D1", "Ana Ruiz", "Lincoln")),
        Thread(target=type_rows, args=("D3", "Ben Ode", "Elm")),
    ]
    for typist in typists:
        typist.start()
    while any(typist.is_alive() for typist in typists):
        synced.sync()
    for typist in typists:
        typist.join()
    synced.sync()
    final = synced.sync(full=True)
    assert (final.rows_in, final.accepted) == (6 + 16, 22)
    assert reported_minutes(synced) == ALL_MINUTES + 2 * sum(range(20, 28))
    ids = [row[0] for key in ("D1", "D2", "D3") for row in synced.rows(key, "activity_log", "entry_id")]
    assert len(set(ids)) == 22


def test_a_deleted_column_that_coachlog_makes_again_is_not_called_missing_afterwards(synced: SmallProgram) -> None:
    """The hidden Entry ID is deleted with its column: one sync makes it again, and says nothing of it once it is there."""
    log = synced.log_of("D1")
    log.delete_columns(log.find("Entry ID").col)
    synced.sync()
    assert "Entry ID" not in synced.words("D1", "needs_attention")
    assert synced.sync(full=True).writes == 0
