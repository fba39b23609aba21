"""Contract days in whole syncs: what was charged stays until the coach says otherwise."""

from __future__ import annotations

from tests.small_program import SmallProgram


def charged(program: SmallProgram, key: str) -> list[tuple[object, object]]:
    """Days and status of each line of a district's Contract Days, in order."""
    return program.rows(key, "contract_days", "days", "status")


def answer(program: SmallProgram, coach: str, words: str) -> None:
    """The coach chooses an answer to the first question in Please Confirm."""
    email = {"C1": "ana@program.example", "C2": "ben@program.example"}[coach]
    tab = program.person(email).open_by_key(program.workbooks[coach]).worksheet("Please Confirm")
    tab.update_cell(2, tab.find("Answer").col, words)


def delete_first_row(program: SmallProgram, key: str) -> None:
    program.log_of(key).delete_rows(2)


def test_a_charged_row_that_the_district_deletes_stays_charged(synced: SmallProgram) -> None:
    """East was charged one day; the row vanishes: the day stands as held, and the coach is asked."""
    assert charged(synced, "D3") == [(1.0, "Charged")]
    delete_first_row(synced, "D3")
    synced.sync()
    assert charged(synced, "D3") == [(1.0, "Held until confirmed")]
    (question,) = synced.rows("C2", "please_confirm", "district", "days", "status")
    assert question == ("East", 1.0, "Waiting for your answer")


def test_the_coach_accepts_the_change_and_the_charge_falls(synced: SmallProgram) -> None:
    """The answer goes into the registry's Confirmations and takes effect in the same sync."""
    delete_first_row(synced, "D3")
    synced.sync()
    answer(synced, "C2", "Accept the change")
    synced.sync()
    assert charged(synced, "D3") == []
    assert synced.rows("registry", "confirmations", "answer", "district_id") == [("Accept the change", "D3")]
    assert synced.rows("C2", "please_confirm", "status") == [("Recorded",)]


def test_the_coach_keeps_the_charge_even_through_a_lost_ledger(synced: SmallProgram) -> None:
    """Keep the charge: the day stays charged, and stays so for a ledger that starts anew."""
    delete_first_row(synced, "D3")
    synced.sync()
    answer(synced, "C2", "Keep the charge")
    synced.sync()
    assert charged(synced, "D3") == [(1.0, "Charged")]
    forget_everything(synced)
    synced.sync()
    assert charged(synced, "D3") == [(1.0, "Charged")]


def test_an_open_question_outlives_the_ledger(synced: SmallProgram) -> None:
    """The question repeats the charge, so a new ledger holds it too."""
    delete_first_row(synced, "D3")
    synced.sync()
    forget_everything(synced)
    synced.sync()
    assert charged(synced, "D3") == [(1.0, "Held until confirmed")]


def test_a_row_that_cannot_be_read_any_more_keeps_its_charge_without_a_question(synced: SmallProgram) -> None:
    """The district garbles the minutes: the row waits in Needs Attention, its day stands, nobody is asked."""
    log = synced.log_of("D3")
    log.update_cell(2, log.find("Minutes").col, "a while")
    outcome = synced.sync()
    assert outcome.problem_rows == 1
    assert charged(synced, "D3") == [(1.0, "Charged")]
    assert synced.rows("C2", "please_confirm", "status") == []


def test_two_full_days_on_one_date_are_billed_to_nobody(program: SmallProgram) -> None:
    """Ana was half a day in North and in South on Sept 9; both marked Full day ask for two: unresolved, and she alone sees why."""
    for key in ("D1", "D2"):
        log = program.log_of(key)
        dates = log.col_values(1)
        row = next(
            place for place, text in enumerate(dates, start=1) if "9/9" in text or "09-09" in text or "Sep 9" in text
        )
        log.update_cell(row, log.find("Contract Day").col, "Full day")
    program.sync()
    assert (0.0, "Unresolved") in charged(program, "D1")
    assert (0.0, "Unresolved") in charged(program, "D2")
    assert "South" not in program.words("D1", "contract_days")
    assert len(program.rows("C1", "please_confirm", "status")) == 2


def test_a_row_copied_from_another_district_with_its_hidden_id_is_a_new_entry(synced: SmallProgram) -> None:
    """Both rows count, each under an id of its own; while its school is still the other district's, the copy waits."""
    source, target = synced.log_of("D1"), synced.log_of("D2")
    row = source.get("A2:L2", value_render_option="UNFORMATTED_VALUE")
    target.append_rows(row, value_input_option="RAW")
    assert synced.sync().problem_rows == 1
    target.update_cell(3, target.find("School").col, "Oak")
    outcome = synced.sync()
    assert (outcome.rows_in, outcome.accepted) == (7, 7)
    ids = [each[0] for key in ("D1", "D2", "D3") for each in synced.rows(key, "activity_log", "entry_id")]
    assert len(set(ids)) == len(ids)


def forget_everything(program: SmallProgram) -> None:
    """The ledger is lost."""
    with program.ledger.engine.begin() as connection:
        for table in ("entries", "workbooks", "feeds", "charge_bases", "aggregates", "problems", "history"):
            connection.exec_driver_sql(f"DELETE FROM {table}")  # noqa: S608
