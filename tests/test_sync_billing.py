"""Billing in whole syncs: what paid for a month is confirmed by the coach, and a closed month stays as it was billed."""

from __future__ import annotations

from datetime import date

import pytest

from tests.small_program import SmallProgram
from tests.test_sync_charges import answer, charged, delete_first_row, forget_everything

DIRECTOR = "director@program.example"


def director_types(program: SmallProgram, tab: str, *rows: list[str]) -> None:
    """The director adds rows to a tab of the registry."""
    sheet = program.person(DIRECTOR).open_by_key(program.workbooks["registry"]).worksheet(tab)
    sheet.append_rows([list(row) for row in rows], value_input_option="USER_ENTERED")


@pytest.fixture
def funded(program: SmallProgram) -> SmallProgram:
    """East's contract is paid by Title II, a federal source that may pay until September 30; all else by Local."""
    registry = program.person(DIRECTOR).open_by_key(program.workbooks["registry"])
    director_types(
        program,
        "Funding",
        ["Title II", "2025-08-01", "2025-09-30", "TRUE"],
        ["Local", "2025-08-01", "2026-06-30", "FALSE"],
    )
    contracts = registry.worksheet("Contracts")
    column = contracts.find("Funding Source").col
    for row, district_id in enumerate(contracts.col_values(contracts.find("District ID").col), start=1):
        if district_id in ("D1", "D2", "D3"):
            contracts.update_cell(row, column, "Title II" if district_id == "D3" else "Local")
    program.sync()
    return program


def type_day(program: SmallProgram, key: str, day: str, school: str, coach: str = "Ben Ode") -> None:
    """A coach logs one more activity by hand."""
    log = program.log_of(key)
    cells = {"Date": day, "Coach": coach, "School": school, "Activity": "Goal Setting", "Focus Area": "Digital Equity"}
    header = log.row_values(1)
    log.append_row([{**cells, "Minutes": 30}.get(name, "") for name in header], value_input_option="USER_ENTERED")


def asked(program: SmallProgram) -> list[tuple[object, ...]]:
    return program.rows("C2", "please_confirm", "district", "days", "status")


def statement_rows(program: SmallProgram) -> list[tuple[object, ...]]:
    return program.rows("registry", "statements", "statement", "month", "dates", "days", "amount")


def test_a_coach_is_asked_once_what_paid_for_a_month_with_federal_days(funded: SmallProgram) -> None:
    """September is over: Ben, whose day is on Title II, is asked; Ana, whose days are all local, is not."""
    assert asked(funded) == [("All your districts", 1.0, "Waiting for your answer")]
    (what,) = funded.rows("C2", "please_confirm", "what")
    assert "September 2025" in str(what)
    assert "Title II (federal) 1 day: East on 3" in str(what)
    assert funded.rows("C1", "please_confirm", "status") == []
    assert funded.sync().written == ()


def test_a_confirmed_month_is_certified_until_it_changes(funded: SmallProgram) -> None:
    """Confirm goes into the registry; a day logged later asks again, and the first answer says nothing of it."""
    answer(funded, "C2", "Confirm")
    funded.sync()
    assert funded.rows("registry", "confirmations", "answer", "coach_id", "days") == [("Confirm", "C2", 1.0)]
    assert "Confirmed" in funded.words("report", "statements")
    type_day(funded, "D3", "2025-09-10", "Elm")
    funded.sync()
    assert [status for *_, status in asked(funded)] == ["Recorded", "Waiting for your answer"]
    assert "has changed since you confirmed it" in str(funded.rows("C2", "please_confirm", "what")[1])
    assert "Changed since confirmed" in funded.words("report", "statements")


def test_recording_an_answer_reads_no_workbook_twice(funded: SmallProgram) -> None:
    """The row that the sync adds to Confirmations is its own. Read: the feed, Ben's workbook, the report, and the registry before
    and after its write."""
    answer(funded, "C2", "Confirm")
    outcome = funded.sync()
    assert (outcome.reads, outcome.workbooks_read) == (5, 3)
    assert funded.sync().reads == 1


def test_an_answer_that_the_director_removed_is_read_again_where_it_was_given(funded: SmallProgram) -> None:
    """She deletes its row in Confirmations; Ben's workbook still says Confirm, and so does the registry after the next sync."""
    answer(funded, "C2", "Confirm")
    funded.sync()
    tab = funded.person(DIRECTOR).open_by_key(funded.workbooks["registry"]).worksheet("Confirmations")
    tab.delete_rows(2)
    assert funded.sync().workbooks_read > 5
    assert funded.rows("registry", "confirmations", "answer", "coach_id") == [("Confirm", "C2")]
    assert [status for *_, status in asked(funded)] == ["Recorded"]


def test_an_answer_that_does_not_fit_the_question_is_no_answer(funded: SmallProgram) -> None:
    """The drop-down offers the answers about charges too. Ben's workbook says which ones fit; nobody else hears of it."""
    answer(funded, "C2", "Keep the charge")
    funded.sync()
    assert funded.rows("registry", "confirmations", "answer") == []
    assert asked(funded) == [("All your districts", 1.0, "Waiting for your answer")]
    told = funded.rows("C2", "needs_attention", "what", "tab", "row", "column", "hint")
    assert told == [
        ("Problem", "Please Confirm", 2.0, "Answer", 'Choose "Confirm" or "Not right" from the list in the cell.')
    ]
    assert "no answer" not in funded.words("D3", "needs_attention") + funded.words("report", "data_quality")
    answer(funded, "C2", "Confirm")
    funded.sync()
    assert funded.rows("C2", "needs_attention", "what") == []


@pytest.mark.parametrize("typed", ["confirmed", " CONFIRM "])
def test_a_pasted_answer_is_understood_as_a_person_would(funded: SmallProgram, typed: str) -> None:
    """A paste goes past the list in the cell."""
    answer(funded, "C2", typed)
    funded.sync()
    assert funded.rows("registry", "confirmations", "answer", "coach_id") == [("Confirm", "C2")]


def test_an_answer_with_a_slip_is_never_guessed(funded: SmallProgram) -> None:
    """One letter would turn "Accept the charge" into "Accept the change", which gives the day up: the question waits instead."""
    delete_first_row(funded, "D3")
    funded.sync()
    waiting = funded.rows("C2", "please_confirm", "what")
    place = next(row for row, (what,) in enumerate(waiting, start=2) if "removed from the log" in str(what))
    tab = funded.person("ben@program.example").open_by_key(funded.workbooks["C2"]).worksheet("Please Confirm")
    tab.update_cell(place, tab.find("Answer").col, "Accept the charge")
    funded.sync()
    assert funded.rows("registry", "confirmations", "answer") == []
    assert charged(funded, "D3") == [(1.0, "Held until confirmed")]
    assert funded.rows("C2", "needs_attention", "tab", "row") == [("Please Confirm", float(place))]


def test_a_day_that_title_ii_may_not_pay_for_is_told_and_stays_on_it(funded: SmallProgram) -> None:
    """October 1 is one day after the last allowable one: East's Needs Attention and the director's reports say so."""
    type_day(funded, "D3", "2025-10-01", "Elm")
    outcome = funded.sync()
    assert outcome.accepted == outcome.rows_in
    assert "Title II may pay for" in funded.words("D3", "needs_attention")
    assert "Title II may pay for" in funded.words("report", "data_quality")
    assert ("Title II", "Outside the allowable days") in funded.rows(
        "report", "days_and_billing", "funding_source", "funding_problem"
    )


def test_a_row_of_a_closed_month_that_becomes_unreadable_is_a_correction_until_it_is_mended(
    funded: SmallProgram,
) -> None:
    """Its minutes leave the reports and come back, its charge stands, and both workbooks say what happened."""
    director_types(funded, "Closed Months", ["2025-09", "2025-10-15", "Dee Rector"])
    funded.sync()
    log = funded.log_of("D3")
    column, before = log.find("Activity").col, charged(funded, "D3")
    for typed, change in (("Xyzzy", "Held back"), ("Goal Setting", "Read again")):
        log.update_cell(2, column, typed)
        assert funded.sync().troubles == ()
        assert change in funded.words("D3", "dashboard")
        assert change in funded.words("report", "data_quality")
        assert charged(funded, "D3") == before
        assert funded.sync().writes == 0


def test_a_closed_month_stands_and_a_later_change_is_corrected_on_the_next(funded: SmallProgram) -> None:
    """The director closes September; then its only day of East is given up: September stays billed, October takes it back, and a
    new ledger says the same.
    """
    director_types(funded, "Closed Months", ["2025-09", "2025-10-15", "Dee Rector"])
    funded.sync()
    closed = statement_rows(funded)
    assert [row[:4] for row in closed if row[0] == "D3-2025-09"] == [("D3-2025-09", "2025-09", "3", 1.0)]
    assert closed[-1][0] == "2025-09"
    assert funded.sync().written == ()
    delete_first_row(funded, "D3")
    funded.sync()
    waiting = funded.rows("C2", "please_confirm", "what", "status")
    place = next(row for row, (what, _) in enumerate(waiting, start=2) if "removed from the log" in str(what))
    tab = funded.person("ben@program.example").open_by_key(funded.workbooks["C2"]).worksheet("Please Confirm")
    tab.update_cell(place, tab.find("Answer").col, "Accept the change")
    funded.sync()
    assert charged(funded, "D3") == []
    assert statement_rows(funded) == closed
    corrected = [("East", "2025-09", 1.0, 400.0), ("East", "2025-10", -1.0, -400.0)]
    for _ in range(2):
        rows = funded.rows("report", "days_and_billing", "district", "statement", "days", "amount")
        assert [row for row in rows if row[0] == "East"] == corrected
        forget_everything(funded)
        funded.sync()


def test_a_month_that_is_closed_in_a_new_ledger_waits_until_every_workbook_was_tried(funded: SmallProgram) -> None:
    """Only East is read: nothing is closed on what was not seen."""
    director_types(funded, "Closed Months", ["2025-09", "2025-10-15", "Dee Rector"])
    forget_everything(funded)
    funded.sync(district_id="D3")
    assert statement_rows(funded) == []
    funded.sync()
    assert len({row[0] for row in statement_rows(funded)}) == len(("D1", "D2", "D3", "total"))


def test_a_closed_statement_outlives_a_change_of_the_rate(funded: SmallProgram) -> None:
    """What was billed at $400 stays billed at $400; October is billed at the new rate."""
    director_types(funded, "Closed Months", ["2025-09", "2025-10-15", "Dee Rector"])
    funded.sync()
    contracts = funded.person(DIRECTOR).open_by_key(funded.workbooks["registry"]).worksheet("Contracts")
    row = contracts.col_values(contracts.find("District ID").col).index("D3") + 1
    contracts.update_cell(row, contracts.find("Daily Rate").col, 500)
    type_day(funded, "D3", "2025-10-08", "Elm")
    funded.today = date(2025, 11, 3)
    funded.sync()
    rows = funded.rows("report", "days_and_billing", "district", "statement", "daily_rate", "amount")
    assert [row[1:] for row in rows if row[0] == "East"] == [("2025-09", 400.0, 400.0), ("2025-10", 500.0, 500.0)]
