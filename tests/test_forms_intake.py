"""Responses become rows: each once, whoever brings the news, also when it is edited, moved, deleted or brought twice."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor
from dataclasses import fields, replace
from datetime import timedelta
from pathlib import Path

import pytest
import sqlalchemy as sa

from sync.coaching.form_responses import entry_id_of_response
from sync.google.forms import form_responses
from sync.jobs.form_intake import due_forms, intake, sync_forms
from sync.jobs.form_rows import ROW_GONE, ROW_MISSING, Intake
from sync.jobs.forms import ACTIVITY, FEEDBACK, ONBOARDING, look_after_forms
from sync.jobs.inbox import unplaced_responses
from sync.ledger import open_ledger, tables
from sync.ledger.forms import GONE, PLACED, WAITING, InboxItem, KnownForm, KnownWatch
from sync.provision import provision_district
from tests.small_forms import TOPIC, SmallForms, small_forms
from tests.small_program import ADMINISTRATOR, SmallProgram

NEW = ("date", "coach", "school", "activity", "minutes", "note")


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    return small_forms(program)


def rows_of(forms: SmallForms, response_id: str, *names: str, district_id: str = "D1") -> list[tuple[object, ...]]:
    """The rows of the log that bear the response's entry id."""
    wanted = entry_id_of_response(forms.form_id(district_id), response_id)
    return [row[:-1] for row in forms.log(district_id, *names, "entry_id") if row[-1] == wanted]


def test_a_response_becomes_a_row_and_moves_the_dashboard_and_the_program_report(forms: SmallForms) -> None:
    """45 minutes more on the district's Dashboard than before, and one in-person day more charged."""
    forms.program.sync()
    before = forms.program.ledger
    with before.transaction() as rows:
        assert rows.entries()["minutes"].sum() == 375  # 60 + 30 + 90 + 45 in D1, 120 in D2, 30 in D3
    response_id = forms.fill("D1", note="Plans for the science fair")
    assert forms.intake("D1") == Intake(forms=1, rows=1)
    assert rows_of(forms, response_id, *NEW) == [
        (45961.0, "Ana Ruiz", "Lincoln", "Co-Planning", 45.0, "Plans for the science fair")  # October 31, 2025
    ]
    outcome = forms.program.sync()
    assert (outcome.inserted, outcome.problem_rows, outcome.duplicates) == (1, 0, 0)
    assert {each.name for each in outcome.written} == {"North", "the program report"}
    with before.transaction() as rows:
        assert rows.entries()["minutes"].sum() == 375 + 45
    charged = forms.program.rows("D1", "contract_days", "date", "days")
    assert charged == [(45902.0, 1.0), (45909.0, 0.5), (45961.0, 1.0)]  # in-person work charges its day once
    assert forms.program.sync().written == ()


def test_the_same_news_twice_is_one_row(forms: SmallForms) -> None:
    """The second reading writes nothing."""
    response_id = forms.fill("D1")
    assert forms.intake("D1").rows == 1
    writes = forms.program.access.requests_used()[1]
    assert forms.intake("D1", "D1", "D2") == Intake(forms=2)
    assert forms.program.access.requests_used()[1] == writes
    assert len(rows_of(forms, response_id, "minutes")) == 1


def test_push_trigger_and_poll_at_the_same_moment_are_one_row_each(forms: SmallForms) -> None:
    """Six readers at once meet at the version token; the losers find the ids that the winner wrote."""
    forms.fill("D1")
    forms.intake("D1")
    response_ids = [forms.fill("D1", minutes=str(15 + number)) for number in range(5)]
    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(lambda _: forms.intake("D1"), range(6)))
    assert sum(each.rows for each in done) <= 5
    assert [len(rows_of(forms, each, "minutes")) for each in response_ids] == [1] * 5
    assert {each.state for each in forms.ledger.inbox(forms.form_id("D1")).values()} == {PLACED}
    assert len(forms.log("D1", "date")) == 4 + 1 + 5


def test_a_row_that_is_written_in_the_same_second_as_the_dashboard_is_seen_by_the_next_sync(forms: SmallForms) -> None:
    """Both writes are our own and of one second; the change feed alone would take the row for the Dashboard."""
    forms.program.sync()
    forms.fill("D1")
    forms.clock -= timedelta(minutes=1)
    assert forms.intake("D1").rows == 1
    assert forms.program.sync().inserted == 1


def test_a_write_whose_answer_is_lost_is_one_row(forms: SmallForms) -> None:
    """The batch landed; the repeated one fails at the version token, and the next read finds the row."""
    response_id = forms.fill("D1")
    forms.world.faults.add("sheets.spreadsheets.batchUpdate", "cut_connection_after")
    forms.intake("D1")
    forms.intake("D1")
    assert len(rows_of(forms, response_id, "minutes")) == 1
    assert forms.program.sync().duplicates == 0


def test_an_edited_response_changes_its_row_and_the_history_keeps_both(forms: SmallForms) -> None:
    """Same entry, 45 -> 60 minutes; the sync records the edit."""
    response_id = forms.fill("D1", note="first")
    forms.intake("D1")
    forms.program.sync()
    forms.edit("D1", response_id, minutes="60", note="")
    assert forms.intake("D1") == Intake(forms=1, edited=1)
    assert rows_of(forms, response_id, "minutes", "note") == [(60.0, None)]
    assert forms.program.sync().edited == 1
    with forms.program.ledger.transaction() as rows:
        history = rows.history(entry_id_of_response(forms.form_id("D1"), response_id))
    assert [(each["what"], each["minutes_before"], each["minutes_after"]) for each in history] == [
        ("inserted", None, 45),
        ("edited", 45, 60),
    ]


def test_an_edited_response_leaves_what_the_coach_corrected_in_the_sheet(forms: SmallForms) -> None:
    """The minutes were mended in the Sheet; the edited response changes the note and says the old minutes still."""
    response_id = forms.fill("D1", minutes="30")
    forms.intake("D1")
    log = forms.program.log_of("D1")
    log.update_cell(6, log.row_values(1).index("Minutes") + 1, 75)
    forms.edit("D1", response_id, minutes="30", note="With the new laptops")
    assert forms.intake("D1").edited == 1
    assert rows_of(forms, response_id, "minutes", "note") == [(75.0, "With the new laptops")]


def test_a_response_that_is_edited_before_anybody_looked_is_one_row(forms: SmallForms) -> None:
    """Its last words count."""
    response_id = forms.fill("D1", minutes="30")
    forms.edit("D1", response_id, minutes="90")
    assert forms.intake("D1") == Intake(forms=1, rows=1)
    assert rows_of(forms, response_id, "minutes") == [(90.0,)]


def test_a_school_that_moved_waits_in_the_directors_inbox_until_the_registry_is_mended(forms: SmallForms) -> None:
    """It moved while the coach was typing; the row comes as soon as the registry says where the school is."""
    forms.program.sync()
    response_id = forms.fill("D1", school="Lincoln")
    forms.change_registry("schools", "school_id", "S1", "district_id", "D2")
    assert forms.intake("D1") == Intake(forms=1, waiting=1)
    (line,) = unplaced_responses(forms.program.ledger)
    assert (line.district_id, line.coach_id) == ("D1", "C1")
    assert "belongs to another district" in line.reason
    assert "Schools tab of the registry" in line.reason
    assert forms.intake("D1") == Intake(forms=1)  # nothing new: not even read again
    forms.program.sync()  # sees the registry
    forms.intake("D1")
    assert len(unplaced_responses(forms.program.ledger)) == 1
    forms.change_registry("schools", "school_id", "S1", "district_id", "D1")
    forms.program.sync()
    forms.intake("D1")
    assert rows_of(forms, response_id, "school") == [("Lincoln",)]
    assert unplaced_responses(forms.program.ledger) == []


def test_a_respondent_who_is_no_coach_of_the_district_waits_and_is_not_named(forms: SmallForms) -> None:
    """An editor of the form may fill it in as well; the inbox names neither the address nor an answer."""
    sync_account = next(iter(forms.program.access.transports))
    forms.fill("D1", sync_account, note="secret words")
    forms.intake("D1")
    (line,) = unplaced_responses(forms.program.ledger)
    assert "no coach of the program" in line.reason
    assert "@" not in line.reason
    assert len(forms.log("D1", "date")) == 4


def test_a_row_that_the_district_deleted_does_not_come_back(forms: SmallForms) -> None:
    """Neither with the next reading, nor with a new ledger; an edit of the response waits for a word of the director."""
    response_id = forms.fill("D1")
    forms.intake("D1")
    forms.program.log_of("D1", ADMINISTRATOR["D1"]).delete_rows(6)
    assert forms.intake("D1") == Intake(forms=1)
    forms.edit("D1", response_id, minutes="60")
    assert forms.intake("D1") == Intake(forms=1, waiting=1)
    assert unplaced_responses(forms.program.ledger)[0].reason == ROW_GONE
    assert rows_of(forms, response_id, "minutes") == []


def test_a_new_ledger_finds_the_forms_and_doubles_and_revives_nothing(forms: SmallForms, tmp_path: Path) -> None:
    """Two responses placed, one of them deleted by hand; the ledger is lost; a third comes in: one new row, one question."""
    kept, deleted = forms.fill("D1", minutes="30"), forms.fill("D1", minutes="45")
    forms.intake("D1")
    forms.program.log_of("D1", ADMINISTRATOR["D1"]).delete_rows(7)
    forms.program.ledger.close()
    forms.program.ledger = open_ledger(f"sqlite:///{tmp_path / 'another.db'}")
    late = forms.fill("D1", minutes="60")
    assert due_forms(forms.context()) == []  # it knows of no form yet
    assert look_after_forms(forms.context(), forms.registry()) == []
    assert forms.intake("D1") == Intake(forms=1, rows=1, already=1, waiting=1)
    assert [len(rows_of(forms, each, "minutes")) for each in (kept, deleted, late)] == [1, 0, 1]
    assert unplaced_responses(forms.program.ledger)[0].reason == ROW_MISSING
    assert forms.intake("D1") == Intake(forms=1)


def test_minutes_that_cannot_be_read_are_listed_in_needs_attention(forms: SmallForms) -> None:
    """The row is in the Sheet as it was typed; the coach mends it there."""
    forms.fill("D1", minutes="a good while")
    forms.intake("D1")
    outcome = forms.program.sync()
    assert outcome.problem_rows == 1
    assert "minutes" in forms.program.words("D1", "needs_attention").lower()


def test_formula_text_stays_text(forms: SmallForms) -> None:
    """What is typed into a form is never run in the district's Sheet."""
    response_id = forms.fill("D1", note='=IMPORTDATA("http://example.com")')
    forms.intake("D1")
    assert rows_of(forms, response_id, "note") == [('=IMPORTDATA("http://example.com")',)]


def test_a_workbook_that_cannot_be_read_keeps_its_responses_for_the_next_time(forms: SmallForms) -> None:
    """The log's column is gone: nothing is written or forgotten; once it is back, the row comes."""
    response_id = forms.fill("D1")
    log = forms.program.log_of("D1", ADMINISTRATOR["D1"])
    log.delete_columns(log.row_values(1).index("Minutes") + 1)
    done = forms.intake("D1")
    assert done.rows == 0
    assert "no column Minutes" in done.troubles[0].reason
    assert forms.ledger.inbox(forms.form_id("D1")) == {}
    provision_district(forms.program.access, "D1")  # puts the column back
    forms.intake("D1")
    assert len(rows_of(forms, response_id, "minutes")) == 1


def test_a_waiting_response_that_its_owner_deletes_is_gone(forms: SmallForms) -> None:
    """Nothing is left to be placed, and nobody is asked any more."""
    response_id = forms.fill("D1", school="Lincoln")
    forms.change_registry("schools", "school_id", "S1", "district_id", "D2")
    forms.intake("D1")
    with forms.world.store.transaction():
        forms.world.forms.responses.delete(f"{forms.form_id('D1')}/{response_id}")
    forms.clock += timedelta(days=1)
    forms.intake("D1")
    assert [each.state for each in forms.ledger.inbox(forms.form_id("D1")).values()] == [GONE]


def test_the_ledger_holds_no_word_of_an_answer_and_no_address(forms: SmallForms) -> None:
    """Every table is searched for what was typed and for who typed it."""
    forms.fill("D1", note="unmistakable words")
    forms.fill("D1", next(iter(forms.program.access.transports)), note="unmistakable words")
    forms.intake("D1")
    forms.program.sync()
    held = ""
    with forms.program.ledger.engine.connect() as connection:
        for name in sa.inspect(connection).get_table_names():
            held += repr(connection.execute(sa.text(f'SELECT * FROM "{name}"')).all())  # noqa: S608 - names of tables
    assert PLACED in held
    assert WAITING in held
    assert "unmistakable" not in held
    assert "ana@program.example" not in held


def test_a_form_that_is_not_the_programs_does_nothing(forms: SmallForms) -> None:
    """Nothing is asked of Google for it."""
    before = forms.program.access.requests_used()
    assert intake(forms.context(), ["1AbC"]) == Intake()
    assert forms.program.access.requests_used() == before


def test_forms_without_a_living_watch_are_polled_at_every_sync_and_watched_ones_seldom(forms: SmallForms) -> None:
    """A watched form is looked at every quarter of an hour, in case the push was lost."""
    everyone = sorted(forms.form_id(each) for each in ("D1", "D2", "D3"))
    assert sync_forms(forms.context()).forms == 3 + 3 + 1  # and the onboarding forms and the feedback form, seldom
    forms.clock += timedelta(minutes=1)
    assert sorted(due_forms(forms.context())) == everyone
    forms.world.pubsub.create_topic(TOPIC)
    assert sync_forms(forms.context(), TOPIC).troubles == ()
    forms.clock += timedelta(minutes=1)
    assert due_forms(forms.context()) == []
    forms.clock += timedelta(minutes=15)
    seldom = [*(forms.form_id(each, ONBOARDING) for each in ("D1", "D2", "D3")), forms.form_id("", FEEDBACK)]
    assert sorted(due_forms(forms.context())) == sorted([*everyone, *seldom])
    assert list(forms.ledger.forms(ACTIVITY)) == [forms.form_id(each) for each in ("D1", "D2", "D3")]


def test_forms_are_polled_although_a_practice_programs_day_stands_still(forms: SmallForms) -> None:
    """Its day is always the same noon; what has passed is measured by the real clock."""
    noon = forms.clock
    context = replace(forms.context(), clock=lambda: noon, timer=lambda: forms.clock)
    sync_forms(context)
    forms.clock += timedelta(minutes=1)
    assert forms.form_id("D1", ONBOARDING) not in due_forms(context)
    forms.clock += timedelta(minutes=15)
    assert forms.form_id("D1", ONBOARDING) in due_forms(context)


def test_a_sync_of_one_district_looks_at_its_own_forms_alone(forms: SmallForms) -> None:
    """Somebody waits for it; the others' turn comes with the next whole sync."""
    forms.fill("D1")
    forms.fill("D3", "C2", school="Elm")
    assert sync_forms(forms.context(), district_id="D1") == Intake(forms=2, rows=1)
    forms.program.sync(district_id="D1")
    assert len(forms.log("D3", "date")) == 1
    forms.program.sync()
    assert len(forms.log("D3", "date")) == 2


def test_responses_on_several_pages_are_all_read(forms: SmallForms) -> None:
    """Every page is followed: 12 responses in pages of 5; `since` leaves out what was submitted before."""
    response_ids = [forms.fill("D1", minutes=str(15 + number)) for number in range(12)]
    own, form_id = forms.program.access.own, forms.form_id("D1")
    found = form_responses(own, form_id, page_size=5)
    assert [each.response_id for each in found] == response_ids
    later = form_responses(own, form_id, since=found[9].last_submitted, page_size=2)
    assert [each.response_id for each in later] == response_ids[9:]


@pytest.mark.parametrize(("kind", "table"), [(KnownForm, "forms"), (KnownWatch, "watches"), (InboxItem, "inbox")])
def test_the_ledgers_values_and_tables_name_the_same_columns(kind: type, table: str) -> None:
    """And none of them could hold an answer."""
    columns = {column.name for column in tables.metadata.tables[table].columns}
    assert {each.name for each in fields(kind)} == columns
    assert not columns & {"answers", "note", "respondent", "email"}
