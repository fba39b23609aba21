"""A whole sync: rows in, dashboards and one report out, and nothing at all when nothing changed."""

from __future__ import annotations

from dataclasses import replace

import pytest

from sync.google.clients import discovery_service
from sync.google.errors import Rejected
from sync.google.retry import Patience
from sync.google.transport import Transport
from sync.jobs.unknown import UnknownDistrict
from tests.small_program import ADMINISTRATOR, SmallProgram


def test_every_row_arrives_in_the_program_report(program: SmallProgram) -> None:
    """Six rows in three districts: all accepted, all in Activity Data, with their minutes."""
    outcome = program.sync()
    assert (outcome.rows_in, outcome.accepted, outcome.problem_rows, outcome.duplicates) == (6, 6, 0, 0)
    minutes = [row[0] for row in program.rows("report", "activity_data", "minutes")]
    assert sorted(minutes) == sorted([60, 30, 90, 45, 120, 30])


def test_every_row_gets_an_id_of_its_own(synced: SmallProgram) -> None:
    """The id is written back into the hidden column of the row."""
    ids = [row[0] for key in ("D1", "D2", "D3") for row in synced.rows(key, "activity_log", "entry_id")]
    assert len(set(ids)) == 6


def test_contract_days_are_charged_once_a_date(synced: SmallProgram) -> None:
    """North: one full day for two rows of Sept 2, half a day on Sept 9; travel charges nothing."""
    assert sorted(row[0] for row in synced.rows("D1", "contract_days", "days")) == [0.5, 1.0]


def test_a_second_sync_reads_one_feed_and_writes_nothing(program: SmallProgram) -> None:
    """Our own writes come back in the change feed and are known as ours."""
    first = program.sync()
    assert first.writes <= 7
    second = program.sync()
    assert (second.reads, second.writes) == (1, 0)


def test_a_report_whose_last_write_nobody_saw_is_looked_at_once_and_then_rests(synced: SmallProgram) -> None:
    """The answer to its write was lost: the next sync reads it, and the one after that does not."""
    report = synced.ledger.workbooks()[synced.workbooks["report"]]
    synced.ledger.keep_workbook(replace(report, settled=False))
    looked = synced.sync()
    assert (looked.writes, synced.ledger.workbooks()[report.workbook_id].settled) == (0, True)
    assert synced.sync().reads == 1


def test_a_full_sync_reads_each_workbook_once_and_writes_nothing_new(synced: SmallProgram) -> None:
    """3 districts + 2 coaches + registry + report + a feed token: 8 reads, at most N + K + 5 = 10."""
    again = synced.sync(full=True)
    assert again.reads <= 3 + 2 + 5
    assert again.writes == 0


def test_a_full_sync_mends_a_place_in_the_change_feed_that_google_refuses(synced: SmallProgram) -> None:
    """A sync that cannot ask what changed does nothing; one that reads everything needs no answer, and the next goes on from it."""
    synced.ledger.keep_feed_token(synced.access.own.identity.label, "999999")
    with pytest.raises(Rejected):
        synced.sync()
    assert synced.sync(full=True).workbooks_read == 6
    assert synced.sync().reads == 1


def test_a_district_that_is_asked_for_is_read_though_nothing_changed(synced: SmallProgram) -> None:
    """One workbook and the registry; an id that the registry does not have is said so."""
    assert synced.sync(district_id="D2").workbooks_read == 2
    with pytest.raises(UnknownDistrict, match="D9"):
        synced.sync(district_id="D9")


def test_a_changed_registry_is_not_forgotten_by_a_sync_of_one_district(synced: SmallProgram) -> None:
    """Ana's assignment to North ends early; South is synced alone, and the next sync still looks at North again."""
    assignments = synced.person("director@program.example").open_by_key(synced.workbooks["registry"])
    tab = assignments.worksheet("Assignments")
    tab.update_cell(2, tab.find("Last Day").col, "2025-08-29")
    synced.sync(district_id="D2")
    assert synced.sync().problem_rows == 4


def test_an_edited_row_changes_its_district_and_the_report(synced: SmallProgram) -> None:
    """Somebody changes 30 minutes to 50; only that district's workbook, the registry and the report are read."""
    log = synced.log_of("D3")
    minutes = log.find("Minutes").col
    log.update_cell(2, minutes, 50)
    outcome = synced.sync()
    assert (outcome.inserted, outcome.edited, outcome.deleted) == (0, 1, 0)
    assert {planned.name for planned in outcome.written} == {"East", "the program report"}
    assert 50 in [row[0] for row in synced.rows("report", "activity_data", "minutes")]


def test_a_dry_run_tells_the_plan_and_changes_nothing(program: SmallProgram) -> None:
    """Neither a workbook nor the ledger differs afterwards."""
    planned = program.sync(dry_run=True)
    assert planned.writes == 0
    assert "North" in {each.name for each in planned.written}
    assert program.ledger.workbooks() == {}
    assert program.sync().inserted == 6


def test_an_edit_between_our_write_and_the_feed_is_not_missed(synced: SmallProgram) -> None:
    """The district edits right after our write: the feed then names them, not us, and the row is read."""
    log = synced.log_of("D2")
    log.update_cell(2, log.find("Minutes").col, 100)
    assert synced.sync().edited == 1


def test_a_district_that_is_no_longer_shared_keeps_its_last_good_data(synced: SmallProgram) -> None:
    """The others go on; the report says since when and why; the exit code is 3."""
    spreadsheet = synced.person("admin@south.example").open_by_key(synced.workbooks["D2"])
    spreadsheet.remove_permissions("sync@coachlog-practice.iam.gserviceaccount.com", role="any")
    outcome = synced.sync()
    assert outcome.exit_code == 3
    assert [trouble.name for trouble in outcome.troubles] == ["South"]
    assert 120 in [row[0] for row in synced.rows("report", "activity_data", "minutes")]
    assert "South" in synced.words("report", "data_quality")


def test_a_log_that_is_protected_against_coachlog_is_told_in_plain_words(synced: SmallProgram) -> None:
    """The administrator lets only herself edit the log, and logs a row: its id cannot be written, and she can read what to do."""
    log = synced.log_of("D3")
    log.append_row(["2025-09-04", "Ben Ode", "Elm", "Goal Setting", "", 30], value_input_option="USER_ENTERED")
    rights = {"range": {"sheetId": log.id}, "editors": {"users": [ADMINISTRATOR["D3"]]}}
    log.spreadsheet.batch_update({"requests": [{"addProtectedRange": {"protectedRange": rights}}]})
    (trouble,) = synced.sync().troubles
    assert trouble.name == "East"
    assert "Data > Protect sheets and ranges" in trouble.reason


def test_a_standing_trouble_is_told_again_without_being_tried_again(program: SmallProgram) -> None:
    """The log stays deleted: the next sync asks the feed alone, and still says so and ends with 3."""
    log = program.log_of("D3")
    log.spreadsheet.del_worksheet(log)
    assert program.sync().exit_code == 3
    again = program.sync()
    assert [trouble.name for trouble in again.troubles] == ["East"]
    assert (again.exit_code, again.reads) == (3, 1)


def test_a_passing_trouble_is_tried_again(program: SmallProgram) -> None:
    """Google was away for one answer: the next sync reads that workbook although nothing changed in it."""
    identity = program.access.own.identity
    hasty = Transport(identity, program.google.address, patience=Patience(attempts=1))
    program.access = replace(program.access, transports={"sync": hasty})
    program.google.world.faults.add("sheets.spreadsheets.get", "status_503", times=1, after=1)
    assert program.sync().exit_code == 3
    again = program.sync()
    assert (again.exit_code, again.accepted) == (0, 6)


def test_a_workbook_that_could_not_be_looked_at_before_writing_is_tried_again(synced: SmallProgram) -> None:
    """A new day, and Google is away as a dashboard is to be written: the next sync of that day writes it."""
    identity = synced.access.own.identity
    hasty = Transport(identity, synced.google.address, patience=Patience(attempts=1))
    synced.access = replace(synced.access, transports={"sync": hasty})
    synced.today = synced.today.replace(month=11, day=3)
    synced.google.world.faults.add("sheets.spreadsheets.get", "status_503", times=3, after=1)
    missed = len(synced.sync().troubles)
    assert missed > 0
    again = synced.sync()
    assert (again.exit_code, again.writes >= missed) == (0, True)
    synced.sync(full=True)  # what was last read in October has now been read today, and the report says so
    assert synced.sync(full=True).writes == 0


def test_a_program_report_that_was_deleted_is_told_at_every_sync(synced: SmallProgram) -> None:
    """Exit code 3 until the director has one again, though no district changes meanwhile."""
    files = discovery_service(synced.google.signed_in("director@program.example"), "drive", "v3").files()
    files.delete(fileId=synced.workbooks["report"], supportsAllDrives=True).execute()
    for _ in range(3):
        assert [trouble.name for trouble in synced.sync().troubles] == ["the program report"]


def test_a_deleted_activity_log_never_counts_as_no_rows(synced: SmallProgram) -> None:
    """The tab is gone: its last good data stand, and the trouble says how to bring it back."""
    log = synced.log_of("D3")
    log.spreadsheet.del_worksheet(log)
    outcome = synced.sync()
    assert "Version history" in outcome.troubles[0].reason
    assert 30 in [row[0] for row in synced.rows("report", "activity_data", "minutes")]


def test_a_new_day_changes_pace_without_a_row_changing(synced: SmallProgram) -> None:
    """Pace depends on the calendar: the next day the dashboards are written once, and then rest."""
    synced.today = synced.today.replace(month=11, day=3)
    assert synced.sync().writes > 0
    assert synced.sync().writes == 0


def test_the_ledger_can_be_thrown_away(synced: SmallProgram) -> None:
    """A new ledger is filled from the Sheets; ids stay, and no workbook needs to be written."""
    ids = synced.rows("D1", "activity_log", "entry_id")
    with synced.ledger.engine.begin() as connection:
        for table in ("entries", "workbooks", "feeds", "charge_bases", "aggregates", "problems"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
    outcome = synced.sync()
    assert outcome.inserted == 6
    assert synced.rows("D1", "activity_log", "entry_id") == ids
    assert outcome.writes == 0
