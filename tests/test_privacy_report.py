"""coachlog privacy-report: every place where an identity can be, who can open it, and what was shared since."""

from __future__ import annotations

from pathlib import Path

import pandas as pd
from typer.testing import CliRunner

from sync.cli.main import app
from sync.coaching.metrics_privacy import one_to_one_rows, telling_few
from sync.google.clients import discovery_service
from sync.google.files import share
from sync.jobs.privacy import Place, PrivacyReport, privacy_report
from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram
from tests.test_forgetting import installed as installed  # the same folder, as a command finds it

TEACHER = "quimby@north.example"


def reported(program: SmallProgram) -> PrivacyReport:
    return privacy_report(program.context())


def place(report: PrivacyReport, name: str) -> Place:
    return next(each for each in report.places if each.name == name)


def share_as(program: SmallProgram, owner: str, key: str, reader: str) -> None:
    program.google.signed_in(reader).close()
    share(program.google.signed_in(owner), program.workbooks[key], reader, "reader")


def test_a_program_as_it_was_set_up_gives_no_warning(program: SmallProgram) -> None:
    """Coach, director as manager of the drive, and the sync identity: each file is listed with its readers."""
    program.sync()
    report = reported(program)
    assert report.warnings == ()
    assert len(report.places) == len(program.workbooks)
    readers = place(report, "The workbook of C1").readers
    assert [reader.split(" (")[0].split("@")[0] for reader in readers] == ["director", "sync", "ana"]
    assert place(report, "North").new is None
    assert reported(program).warnings == ()


def test_a_coach_workbook_that_somebody_else_can_open_is_told_until_it_is_mended(program: SmallProgram) -> None:
    """The warning names who it is and in which file; it stays at every report, while "new" is said once."""
    reported(program)
    share_as(program, "director@program.example", "C1", COACHES["C2"][1])
    report = reported(program)
    assert [warning.split(":")[0] for warning in report.warnings] == ["The workbook of C1"]
    assert COACHES["C2"][1] in report.warnings[0]
    assert place(report, "The workbook of C1").new == (f"{COACHES['C2'][1]} (reader)",)
    again = reported(program)
    assert len(again.warnings) == 1
    assert place(again, "The workbook of C1").new == ()


def test_onward_sharing_of_a_districts_own_workbook_is_told_once_and_is_no_fault(program: SmallProgram) -> None:
    """A district decides whom it shares its workbook with; the director hears of it."""
    reported(program)
    share_as(program, ADMINISTRATOR["D1"], "D1", TEACHER)
    report = reported(program)
    assert place(report, "North").new == (f"{TEACHER} (reader)",)
    assert report.warnings == ()


def test_a_link_for_anyone_is_always_a_fault(program: SmallProgram) -> None:
    """Whatever the workbook."""
    drive = discovery_service(program.google.signed_in(ADMINISTRATOR["D1"]), "drive", "v3")
    drive.permissions().create(fileId=program.workbooks["D1"], body={"type": "anyone", "role": "reader"}).execute()
    assert reported(program).warnings == (
        "North: anyone with the link (reader) can open it. Remove that in its Share dialog.",
    )


def test_a_file_that_cannot_be_asked_is_said_to_be(program: SmallProgram) -> None:
    """Nobody knows who can open it: that is no all-clear."""
    drive = discovery_service(program.google.signed_in(ADMINISTRATOR["D2"]), "drive", "v3")
    grants = drive.permissions().list(fileId=program.workbooks["D2"], fields="permissions(id,emailAddress)").execute()
    ours = next(each["id"] for each in grants["permissions"] if each["emailAddress"].startswith("sync@"))
    drive.permissions().delete(fileId=program.workbooks["D2"], permissionId=ours).execute()
    report = reported(program)
    assert [line.split(":")[0] for line in report.unread] == ["South"]
    assert len(report.places) == len(program.workbooks) - 1


def test_the_ledger_remembers_who_could_open_a_file_without_an_address(program: SmallProgram) -> None:
    """An address may be an educator's."""
    share_as(program, ADMINISTRATOR["D1"], "D1", TEACHER)
    reported(program)
    dump = "\n".join(program.ledger.engine.raw_connection().driver_connection.iterdump())  # type: ignore[union-attr]
    assert "file_readers" in dump
    assert "@" not in dump.replace("sync@", "")


def test_rows_that_tell_how_few_were_met_are_listed(program: SmallProgram) -> None:
    """North has one-to-one rows in two schools; travel is none, and a number of rows is no secret of ours."""
    program.sync()
    assert reported(program).few_rows == (
        "North, Grant: 1 one-to-one row, so at most as many educators, teams apart.",
        "South, Oak: 1 one-to-one row, so at most as many educators, teams apart.",
        "East, Elm: 1 one-to-one row, so at most as many educators, teams apart.",
        "North, Lincoln: 2 one-to-one rows, so at most as many educators, teams apart.",
    )


def test_only_one_to_one_rows_of_districts_are_counted() -> None:
    """Group work and what a coach keeps back do not bound anything."""
    rows = [
        ("d1", "s1", "Co-Planning", "district"),
        ("d1", "s1", "Technical Training", "district"),
        ("d1", "s1", "Co-Planning", "coach"),
        ("d1", "s2", "Goal Setting", "district"),
        ("d1", "s2", "Goal Setting", "district"),
    ]
    entries = pd.DataFrame(rows, columns=["district_id", "school_id", "activity", "source"])
    assert one_to_one_rows(entries) == {("d1", "s1"): 1, ("d1", "s2"): 2}
    assert telling_few(one_to_one_rows(entries), 2) == {("d1", "s1"): 1}


def test_names_in_district_text_and_columns_for_them_are_counted_by_district(program: SmallProgram) -> None:
    """How many cells, not which; the coach knows where."""
    program.type_rows("C1", "roster", [{"educator": "Maria Quimby", "email": TEACHER, "district": "North"}])
    log = program.log_of("D1")
    log.update_cell(3, log.row_values(1).index("Note") + 1, "With Maria Quimby")
    log.add_cols(1)
    log.update_cell(1, log.col_count, "Teacher")
    log.update_cell(2, log.col_count, "x")
    program.sync()
    assert reported(program).named == (
        "North: 1 cell seems to name an educator; the coach has been told.",
        "North: 1 column asks for what must not stand there; see its Needs Attention.",
    )


def test_the_command_ends_with_eleven_where_something_is_to_be_put_right(installed: Path) -> None:
    """A key file that others may read; everything else of the report is printed all the same."""
    command = ["privacy-report", "--settings", str(installed)]
    clean = CliRunner().invoke(app, command)
    assert clean.exit_code == 0, clean.output
    assert "nobody can open more than they should" in clean.output
    (installed.parent / "fingerprint.key").chmod(0o644)
    open_key = CliRunner().invoke(app, command)
    assert open_key.exit_code == 11
    said = " ".join(open_key.output.split())
    for words in (
        "Coach workbooks.",
        "The workbook of C1",
        "revision history",
        "Nothing has been published yet",
        "chmod 600",
    ):
        assert words in said


def test_published_editions_are_told_from_the_registry(program: SmallProgram) -> None:
    """The last one, by its day and scope."""
    sheet = program.person("director@program.example").open_by_key(program.workbooks["registry"])
    cells = '{"count":"reach","district":"","threshold":10,"cells":[["","2025-10-31","<10",0,9,74]]}'
    row = ["e1", "2025-10-31", "Quarter 1", "Everybody", cells]
    sheet.worksheet("Published Editions").append_row(row, value_input_option="USER_ENTERED")
    assert "1 edition has left the program, the last on 2025-10-31." in reported(program).published


def test_the_command_shows_every_address_whole_and_marks_who_is_new(installed: Path, program: SmallProgram) -> None:
    """A narrow window folds a long address, it cuts nothing; the first report says that there is none before it."""
    command = ["privacy-report", "--settings", str(installed)]
    first = CliRunner().invoke(app, command).output
    assert "First report" in first
    share_as(program, "director@program.example", "C1", "somebody.with.a.very.long.name@a-district-far-away.example")
    second = CliRunner().invoke(app, command)
    assert second.exit_code == 11
    assert "…" not in second.output
    shown = "".join(second.output.replace("│", "").split())
    assert "somebody.with.a.very.long.name@a-district-far-away.example(reader)newsincethelastreport" in shown
