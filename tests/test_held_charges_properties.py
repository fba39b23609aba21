"""Random histories of edits, deletions, new rows and answers: what may never happen to a published charge."""

from __future__ import annotations

import os
from dataclasses import dataclass, field
from datetime import date

import pandas as pd
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.coaching.contract_days import charge_lines
from sync.coaching.entries import no_entries
from sync.coaching.held_charges import SettledBases, settle_charge_bases
from sync.coaching.questions import Question, question_from_record
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import Answer
from tests.drawn_entries import entries_of

EXAMPLES = 500 if os.environ.get("COACHLOG_LONG") else 15

Row = dict[str, object]
Line = tuple[str, str, date]

ENTRY_IDS = ("a", "b", "c", "d", "e")
rows = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from(["d1", "d2"]),
        "coach_id": st.sampled_from(["c1", "c1", "c1", "c2"]),
        "date": st.sampled_from(["2026-09-14", "2026-09-15"]),
        "activity": st.sampled_from(["Co-Planning", "Co-Planning", "Travel"]),
        "contract_day": st.sampled_from(["", "", "Full day", "Half day", "No charge"]),
        "funding_source": st.sampled_from(["", "", "Title I", "Title II"]),
    }
)
logs = st.dictionaries(st.sampled_from(ENTRY_IDS), rows, max_size=5)
edits = st.tuples(st.sampled_from(ENTRY_IDS), st.one_of(st.none(), rows))
answers = st.tuples(st.integers(0, 3), st.sampled_from([Answer.KEEP, Answer.ACCEPT]))
steps = st.tuples(st.lists(edits, max_size=3), st.lists(answers, max_size=2))


@dataclass
class Program:
    """One program's log, ledger and answers on file, synced again after each step."""

    log: dict[str, Row]
    confirmations: dict[str, Confirmation] = field(default_factory=dict)
    result: SettledBases = field(init=False)

    def __post_init__(self) -> None:
        self.result = settle_charge_bases(no_entries(), self.entries(), {})

    def entries(self) -> pd.DataFrame:
        return entries_of({"entry_id": entry_id, **row} for entry_id, row in self.log.items())

    def edit(self, entry_id: str, row: Row | None, *, may_add: bool) -> None:
        """Change or delete a row; a row that is not in the log is added only if it may be."""
        if row is None:
            self.log.pop(entry_id, None)
        elif may_add or entry_id in self.log:
            self.log[entry_id] = row

    def answer(self, place: int, word: Answer) -> Question | None:
        """Answer one of the open questions; the question if the answer is new."""
        if not self.result.questions:
            return None
        question = self.result.questions[place % len(self.result.questions)]
        if question.question_id in self.confirmations:
            return None
        self.confirmations[question.question_id] = Confirmation(question.question_id, word, date(2026, 9, 20))
        return question

    def sync(self) -> None:
        self.result = settle_charge_bases(
            self.result.bases, self.entries(), self.confirmations, recorded(self.result.questions)
        )

    def days(self) -> dict[Line, float]:
        return days_of(self.result.lines)


def days_of(lines: pd.DataFrame) -> dict[Line, float]:
    return {
        (str(line.district_id), str(line.coach_id), line.date.date()): line.days
        for line in lines.itertuples(index=False)
    }


def recorded(questions: tuple[Question, ...]) -> list[Question]:
    found = [question_from_record(q.question_id, q.coach_id, q.district_id, q.date, q.days) for q in questions]
    return [question for question in found if question]


def place_of(row: Row) -> Line:
    return str(row["district_id"]), str(row["coach_id"]), date.fromisoformat(str(row["date"]))


def fallen(before: dict[Line, float], after: dict[Line, float]) -> set[Line]:
    return {line for line, days in before.items() if after.get(line, 0) < days}


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs, st.lists(steps, min_size=1, max_size=4))
def test_no_edit_and_no_deletion_lowers_a_published_line_without_an_answer(log: dict[str, Row], history: list) -> None:
    """A line falls only on a coach's date about which a change was accepted, or to which it went."""
    program = Program(dict(log))
    for changes, given_answers in history:
        before = program.days()
        accepted = [question for place, word in given_answers
                    if (question := program.answer(place, word)) and word == Answer.ACCEPT]  # fmt: skip
        for entry_id, row in changes:
            program.edit(entry_id, row, may_add=False)
        program.sync()
        excused = {(question.coach_id, question.date) for question in accepted}
        excused |= {place_of(program.log[q.entry_id])[1:] for q in accepted if q.entry_id in program.log}
        assert {line for line in fallen(before, program.days()) if line[1:] not in excused} == set()


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs, st.lists(steps, min_size=1, max_size=4))
def test_a_new_row_lowers_lines_of_other_districts_only_by_sharing_their_date(
    log: dict[str, Row], history: list
) -> None:
    """What falls, falls on a coach's date that a new row of another district shares."""
    program = Program(dict(log))
    for changes, _ in history:
        before, known = program.days(), set(program.result.bases["entry_id"])
        for entry_id, row in changes:
            program.edit(entry_id, row, may_add=True)
        program.sync()
        new = [place_of(row) for entry_id, row in program.log.items() if entry_id not in known]
        shared = {(line, place) for line in fallen(before, program.days()) for place in new
                  if line[1:] == place[1:] and line[0] != place[0]}  # fmt: skip
        assert fallen(before, program.days()) == {line for line, _ in shared}


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs, st.lists(steps, min_size=1, max_size=4), st.randoms(use_true_random=False))
def test_one_line_a_place_one_day_a_date_and_nothing_new_in_a_second_sync(
    log: dict[str, Row], history: list, random: object
) -> None:
    """After every step the limits hold, rows in another order agree, and so does a second sync."""
    program = Program(dict(log))
    for changes, given_answers in history:
        for place, word in given_answers:
            program.answer(place, word)
        for entry_id, row in changes:
            program.edit(entry_id, row, may_add=True)
        bases = program.result.bases
        program.sync()
        lines, questions = program.result.lines, program.result.questions
        assert not lines.duplicated(["district_id", "coach_id", "date"]).any()
        assert (lines.groupby(["coach_id", "date"], observed=True)["days"].sum() <= 1.0).all()
        assert len({question.question_id for question in questions}) == len(questions)
        shuffled = settle_charge_bases(
            bases.sample(frac=1, random_state=random.randrange(99)),  # type: ignore[attr-defined]
            program.entries().sample(frac=1, random_state=random.randrange(99)),  # type: ignore[attr-defined]
            program.confirmations,
            recorded(questions),
        )
        pd.testing.assert_frame_equal(shuffled.lines, lines)
        assert shuffled.questions == questions
        settled = program.days()
        program.sync()
        assert program.days() == settled
        assert program.result.questions == questions


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs, logs)
def test_accepting_everything_leads_to_what_the_log_says(before: dict[str, Row], after: dict[str, Row]) -> None:
    """Question after question accepted, the charges end as the plain rules have them for the log."""
    program = Program(dict(before))
    program.log = dict(after)
    program.sync()
    for _ in range(20):
        open_entries = [q for q in program.result.questions if q.entry_id]
        if not open_entries:
            break
        for question in open_entries:
            program.confirmations[question.question_id] = Confirmation(
                question.question_id, Answer.ACCEPT, date(2026, 9, 20)
            )
        program.sync()
    assert not [q for q in program.result.questions if q.entry_id]
    assert days_of(program.result.lines) == days_of(charge_lines(program.entries()))


@settings(max_examples=EXAMPLES, deadline=None)
@given(logs, edits)
def test_losing_the_ledger_lowers_no_line_about_which_a_question_is_open(log: dict[str, Row], change: tuple) -> None:
    """After one change and the loss of the ledger, the open questions hold the same charges."""
    program = Program(dict(log))
    program.edit(*change, may_add=False)
    program.sync()
    rebuilt = settle_charge_bases(no_entries(), program.entries(), {}, recorded(program.result.questions))
    assert days_of(rebuilt.lines) == program.days()
    assert rebuilt.questions == program.result.questions
