"""`coachlog billing`, `close-month` and `certify`: from the ledger of a small program to files that others take."""

from __future__ import annotations

import csv
from datetime import date
from decimal import Decimal
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sheets_templates import load
from sync.cli.billing import save_csv
from sync.cli.csv_files import plain_text, write_csv
from sync.cli.main import app
from sync.coaching.month_closing import month_to_close, open_points
from sync.coaching.periods import UnknownPeriod
from sync.coaching.registry import Registry
from sync.jobs.charging import accounts_of_last_sync
from sync.jobs.closing import districts_read, enter_closing
from sync.jobs.paper_reports import certification
from sync.jobs.reading import parsed_registry
from sync.jobs.unknown import UnknownCoach
from tests.small_program import SmallProgram, just_written
from tests.test_forgetting import installed as installed  # the small program as a command finds it
from tests.test_sync_billing import DIRECTOR, asked, director_types, funded, statement_rows, type_day
from tests.test_sync_charges import delete_first_row

__all__ = ["funded"]  # a fixture

SEPTEMBER = date(2025, 9, 1)


def registry_of(program: SmallProgram) -> Registry:
    return parsed_registry(program.access)


def test_a_month_closed_by_the_command_equals_one_that_was_typed(funded: SmallProgram) -> None:
    """The same row in Closed Months, and at the next sync the same statements."""
    enter_closing(funded.context(), registry_of(funded), SEPTEMBER)
    funded.sync()
    by_command = statement_rows(funded)
    assert funded.rows("registry", "closed_months", "month", "closed_by") == [("2025-09", "coachlog close-month")]
    registry = funded.person(DIRECTOR).open_by_key(funded.workbooks["registry"])
    for tab in ("Closed Months", "Statements"):
        sheet = registry.worksheet(tab)
        sheet.batch_clear([f"A2:J{sheet.row_count}"])
    funded.sync()
    director_types(funded, "Closed Months", ["2025-09", "2025-10-31", "Dee Rector"])
    funded.sync()
    assert statement_rows(funded) == by_command


def test_a_month_that_is_closed_in_the_second_of_a_sync_is_seen_by_the_next(funded: SmallProgram) -> None:
    """The sync identity has just written the registry, and what the feed tells of the closing could be that very write."""
    just_written(funded)
    enter_closing(funded.context(), registry_of(funded), SEPTEMBER)
    assert statement_rows(funded) == []
    funded.sync()
    assert "2025-09" in {row[1] for row in statement_rows(funded)}


def test_what_is_still_open_is_shown_before_a_month_is_closed(funded: SmallProgram) -> None:
    """A charge that waits for an answer, a row in Needs Attention, federal money that nobody confirmed."""
    delete_first_row(funded, "D3")
    log = funded.log_of("D1")
    log.update_cell(3, log.find("Minutes").col, "a while")
    funded.sync()
    registry = registry_of(funded)
    accounts = accounts_of_last_sync(funded.context(), registry)
    points = open_points(accounts, SEPTEMBER, districts_read(funded.context(), registry))
    assert [(whose, what.split(",")[0].split(":")[0]) for whose, what in points] == [
        ("North", "1 row waits in Needs Attention"),
        ("East", "September 3"),
        ("Ben Ode", "1 day of federal money not confirmed"),
    ]


def test_the_command_sees_what_the_sync_saw(funded: SmallProgram) -> None:
    """Charges, statements and questions of the ledger alone are those that the program report was made from; a row that cannot be
    read stays charged there too.
    """
    log = funded.log_of("D3")
    log.update_cell(2, log.find("Minutes").col, "a while")
    funded.sync()
    accounts = accounts_of_last_sync(funded.context(), registry_of(funded))
    days = funded.rows("report", "days_and_billing", "days", "amount")
    assert sum(float(line.days) for line in accounts.billing.lines) == sum(float(str(row[0])) for row in days)
    assert accounts.charges.questions == ()
    assert set(accounts.charges.lines["status"]) == {"Charged"}


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        ("2025-10", "not over yet"),
        ("2025-07", "outside the school year"),
        ("October", "no month"),
        ("2025-09", "closed already"),
    ],
)
def test_a_month_that_cannot_be_closed_is_refused_with_the_reason(funded: SmallProgram, text: str, reason: str) -> None:
    """Nothing is written."""
    if reason == "closed already":
        director_types(funded, "Closed Months", ["2025-09", "2025-10-15", "Dee Rector"])
    with pytest.raises(UnknownPeriod, match=reason):
        month_to_close(text, registry_of(funded), funded.today)


@pytest.mark.parametrize("text", ["january", "2025-13", "1999-01"])
def test_a_month_that_is_none_is_refused_not_billed_as_nothing(installed: Path, text: str) -> None:
    """A mistyped month ends with 2 and the reason; an empty bill would be believed."""
    said = CliRunner().invoke(app, ["billing", "--month", text, "--settings", str(installed)])
    assert said.exit_code == 2
    assert "is no month" in said.output or "outside the school year" in said.output


def test_the_csv_adds_up_and_runs_no_formula(funded: SmallProgram, tmp_path: Path) -> None:
    """One line a district, month and source; CR LF between lines; a district whose name is a formula is text."""
    districts = funded.person(DIRECTOR).open_by_key(funded.workbooks["registry"]).worksheet("Districts")
    districts.update_cell(districts.find("North").row, districts.find("District").col, '+1 North, "the old"')
    type_day(funded, "D3", "2025-10-01", "Elm")
    funded.sync()
    accounts = accounts_of_last_sync(funded.context(), registry_of(funded))
    path = tmp_path / "new" / "billing.csv"
    save_csv(path, accounts, accounts.billing.statements)
    assert path.read_bytes().count(b"\r\n") == 5
    with path.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert [(row["Statement"], row["Funding Source"], row["Federal"], row["Days"], row["Amount"]) for row in rows] == [
        ("D1-2025-09", "Local", "no", "1.5", "600.00"),
        ("D2-2025-09", "Local", "no", "0.5", "200.00"),
        ("D3-2025-09", "Title II", "yes", "1.0", "400.00"),
        ("D3-2025-10", "Title II", "yes", "1.0", "400.00"),
    ]
    assert rows[0]["District"] == '\'+1 North, "the old"'
    assert [row["Days in Question"] for row in rows] == ["0.0", "0.0", "0.0", "1.0"]
    assert sum(Decimal(row["Amount"]) for row in rows) == Decimal(1600)


@pytest.mark.parametrize("text", ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "\rx"])
def test_text_that_a_spreadsheet_would_run_is_quoted(text: str) -> None:
    """An apostrophe in front makes it text."""
    assert plain_text(text) == f"'{text}"
    assert plain_text("Title I") == "Title I"


def test_a_number_below_zero_stays_a_number(tmp_path: Path) -> None:
    """A day that was taken back is minus one day, not a text."""
    write_csv(tmp_path / "taken_back.csv", ["Days", "Note"], [[Decimal("-1.0"), "-1.0"]])
    assert (tmp_path / "taken_back.csv").read_text(encoding="utf-8").splitlines() == ["Days,Note", "-1.0,'-1.0"]


def test_all_entries_are_saved_for_other_programs(installed: Path, tmp_path: Path) -> None:
    """The columns of Activity Data; all six entries, or those of one district and month."""
    CliRunner().invoke(app, ["sync", "--settings", str(installed)])
    path = tmp_path / "entries.csv"
    rows = {}
    for narrowed in ((), ("--district", "D1", "--period", "2025-09")):
        said = CliRunner().invoke(
            app, ["report", "entries", "--csv", str(path), "--settings", str(installed), *narrowed]
        )
        assert said.exit_code == 0, said.output
        with path.open(encoding="utf-8", newline="") as file:
            rows[narrowed] = list(csv.DictReader(file))
    every, some = rows.values()
    assert len(every) == 6
    assert some == [row for row in every if row["District"] == "North" and row["Month"] == "2025-09"]
    assert list(every[0]) == [column.header for column in load("program_report").tab("activity_data").columns]


def test_entries_of_a_district_that_is_none_are_refused(installed: Path, tmp_path: Path) -> None:
    """Nothing is saved."""
    asked = ["--csv", str(tmp_path / "entries.csv"), "--district", "D9", "--settings", str(installed)]
    assert CliRunner().invoke(app, ["report", "entries", *asked]).exit_code == 2
    assert not (tmp_path / "entries.csv").exists()


def test_the_certification_of_a_coach_is_made_from_the_last_sync(funded: SmallProgram) -> None:
    """Ben's September, before and after the log that he forgot; a coach or month that is none is refused."""
    context, registry = funded.context(), registry_of(funded)
    wanted = certification(context, registry, "C2", "2025-09")
    assert (wanted.name, wanted.mark) == ("Ben Ode · Time certification, September 2025", "certification:C2:2025-09")
    assert [section.key for section in wanted.paper.sections] == ["totals", "certification", "days"]
    assert asked(funded)[0][-1] == "Waiting for your answer"
    with pytest.raises(UnknownCoach, match="C1, C2"):
        certification(context, registry, "C9", "2025-09")
    with pytest.raises(UnknownPeriod):
        certification(context, registry, "C2", "spring")
