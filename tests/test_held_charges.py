"""Published charges stay until the coach or the director confirms what lowers or moves them."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sync.coaching.contract_days import KEPT_RULE, ChargeStatus
from sync.coaching.entries import no_entries
from sync.coaching.held_charges import HELD_RULE, SettledBases, settle_charge_bases
from sync.coaching.questions import Question, QuestionKind, question_from_record
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import Answer
from tests.drawn_entries import drawn_entries, entries_of

MONDAY, TUESDAY = "2026-09-14", "2026-09-15"
HELD, CHARGED, UNRESOLVED = ChargeStatus.HELD, ChargeStatus.CHARGED, ChargeStatus.UNRESOLVED
NOTHING_PUBLISHED = no_entries()


def row(entry_id: str, day: str = MONDAY, mark: str = "", district: str = "d1", **more: str) -> dict[str, object]:
    return {"entry_id": entry_id, "date": day, "contract_day": mark, "district_id": district, **more}


def published(*rows: Mapping[str, object]) -> pd.DataFrame:
    """What a first sync of these rows publishes."""
    return settle_charge_bases(NOTHING_PUBLISHED, entries_of(rows), {}).bases


def settled(
    bases: pd.DataFrame,
    *rows: Mapping[str, object],
    answers: Iterable[Confirmation] = (),
    asked: Iterable[Question] = (),
) -> SettledBases:
    return settle_charge_bases(bases, entries_of(rows), {each.question_id: each for each in answers}, asked)


def lines(result: SettledBases) -> dict[tuple[str, str], tuple[float, str]]:
    """(days, status) of each line by district and date."""
    return {
        (str(line.district_id), f"{line.date:%Y-%m-%d}"): (line.days, line.status)
        for line in result.lines.itertuples(index=False)
    }


def answer(question: Question, word: Answer) -> Confirmation:
    return Confirmation(question.question_id, word, date(2026, 9, 20), "Coach")


def test_the_first_sync_publishes_what_the_log_says_and_asks_nothing() -> None:
    """Without anything published there is nothing to hold."""
    result = settled(NOTHING_PUBLISHED, row("a"), row("b", TUESDAY, "Half day"))
    assert lines(result) == {("d1", MONDAY): (1.0, CHARGED), ("d1", TUESDAY): (0.5, CHARGED)}
    assert result.questions == ()
    assert result.held.empty


def test_a_charged_row_that_vanishes_stays_charged_and_the_coach_is_asked() -> None:
    """The line is held with its days, and the question repeats the charge in full."""
    result = settled(published(row("a")))
    assert lines(result) == {("d1", MONDAY): (1.0, HELD)}
    assert list(result.lines["rule"]) == [HELD_RULE]
    (question,) = result.questions
    assert (question.kind, question.entry_id) == (QuestionKind.VANISHED, "a")
    assert (question.district_id, question.coach_id, question.date) == ("d1", "c1", date(2026, 9, 14))
    assert question.days == Decimal(1)
    assert list(result.held["question_id"]) == [question.question_id]


@pytest.mark.parametrize(
    "change",
    [
        {"date": TUESDAY},
        {"contract_day": "Half day"},
        {"contract_day": "No charge"},
        {"delivery": "Virtual"},
        {"activity": "Travel"},
        {"coach_id": "c2"},
        {"district_id": "d2"},
    ],
)
def test_a_change_that_would_lower_or_move_a_charge_is_held_at_its_old_place_alone(
    change: dict[str, str],
) -> None:
    """One charge before, one while it waits: the new date, coach or district is not charged as well."""
    result = settled(published(row("a")), row("a") | change)
    assert lines(result) == {("d1", MONDAY): (1.0, HELD)}
    assert [question.kind for question in result.questions] == [QuestionKind.CHANGED]


@pytest.mark.parametrize(
    ("before", "after", "charged"),
    [
        ([row("a"), row("b")], [row("b")], 1.0),  # one of two rows of a full day is deleted
        ([row("a", mark="Half day")], [row("a", mark="Full day")], 1.0),  # raising is free
        ([row("a", mark="Half day")], [row("a")], 1.0),
        ([row("a")], [row("a", activity="Goal Setting")], 1.0),  # charges as before
        ([row("a")], [row("b")], 1.0),  # deleted and typed again
        ([row("a", mark="Half day"), row("b")], [row("b")], 1.0),  # the mark that made it half is gone
    ],
)
def test_a_change_that_lowers_no_line_is_adopted_silently(
    before: list[dict[str, object]], after: list[dict[str, object]], charged: float
) -> None:
    """Nothing is asked, and what the log says now is what is published next."""
    result = settled(published(*before), *after)
    assert lines(result) == {("d1", MONDAY): (charged, CHARGED)}
    assert result.questions == ()
    assert set(result.bases["entry_id"]) == {each["entry_id"] for each in after}


def test_the_next_sync_asks_the_same_question_and_no_other() -> None:
    """A hold published once more is the same hold: same id, same lines."""
    first = settled(published(row("a"), row("b", TUESDAY)), row("b", "2026-09-16"))
    second = settled(first.bases, row("b", "2026-09-16"))
    assert second.questions == first.questions
    pd.testing.assert_frame_equal(second.lines, first.lines)


def test_many_rows_of_one_day_are_one_question() -> None:
    """Three rows of a day deleted, or moved together, is one charge in doubt."""
    day = published(row("a"), row("b"), row("c"))
    deleted = settled(day)
    assert len(deleted.questions) == 1
    assert "2 more" in deleted.questions[0].what
    moved = settled(day, row("a", TUESDAY), row("b", TUESDAY), row("c", TUESDAY))
    assert lines(moved) == {("d1", MONDAY): (1.0, HELD)}
    accepted = settled(moved.bases, row("a", TUESDAY), row("b", TUESDAY), row("c", TUESDAY),
                       answers=[answer(moved.questions[0], Answer.ACCEPT)])  # fmt: skip
    assert lines(accepted) == {("d1", TUESDAY): (1.0, CHARGED)}
    assert accepted.questions == ()


def test_accepting_lets_the_line_fall_as_far_as_was_asked_and_no_further() -> None:
    """Of a full and a half mark the full one is deleted and accepted: 1 -> 0.5, and not 0 when both go."""
    asked = settled(published(row("a", mark="Full day"), row("b", mark="Half day")), row("b", mark="Half day"))
    assert lines(asked) == {("d1", MONDAY): (1.0, HELD)}
    accept = answer(asked.questions[0], Answer.ACCEPT)
    assert lines(settled(asked.bases, row("b", mark="Half day"), answers=[accept])) == {("d1", MONDAY): (0.5, CHARGED)}
    both_gone = settled(asked.bases, answers=[accept])  # b vanished before the answer took effect
    assert lines(both_gone) == {("d1", MONDAY): (1.0, HELD)}


def test_what_was_accepted_for_one_line_lets_no_other_change_lower_it_further() -> None:
    """1 -> 0.5 was accepted in d1; a row of d2 that now overfills the date would make it 0, and waits."""
    bases = published(row("a", mark="Full day"), row("b", mark="No charge", district="d2"))
    asked = settled(bases, row("a", mark="Half day"), row("b", mark="No charge", district="d2"))
    accept = answer(asked.questions[0], Answer.ACCEPT)
    log = [row("a", mark="Half day"), row("b", mark="Full day", district="d2")]
    result = settled(asked.bases, *log, answers=[accept])
    assert lines(result) == {("d1", MONDAY): (0.5, CHARGED)}
    assert [question.district_id for question in result.questions] == ["d2"]


def test_keeping_the_charge_is_for_good() -> None:
    """No question any more; the line is charged, and the reason is the coach's answer."""
    asked = settled(published(row("a")))
    keep = answer(asked.questions[0], Answer.KEEP)
    kept = settled(settled(asked.bases, answers=[keep]).bases, answers=[keep])
    assert lines(kept) == {("d1", MONDAY): (1.0, CHARGED)}
    assert (list(kept.lines["rule"]), list(kept.held["status"]), kept.questions) == (
        [KEPT_RULE],
        [CHARGED],
        (),
    )


def test_a_further_change_after_an_answer_is_asked_anew() -> None:
    """Kept when the row vanished; then it is back on another date: a new question, still one charge."""
    asked = settled(published(row("a")))
    keep = answer(asked.questions[0], Answer.KEEP)
    again = settled(asked.bases, row("a", TUESDAY), answers=[keep])
    assert lines(again) == {("d1", MONDAY): (1.0, HELD)}
    assert again.questions[0].question_id != keep.question_id


def test_an_answer_is_used_up_once_it_has_taken_effect() -> None:
    """Deleted and accepted, restored, deleted again: the old answer does not lower the new charge."""
    asked = settled(published(row("a")))
    accept = answer(asked.questions[0], Answer.ACCEPT)
    gone = settled(asked.bases, answers=[accept])
    assert lines(gone) == {}
    restored = settled(gone.bases, row("a"), answers=[accept])
    deleted_again = settled(restored.bases, answers=[accept])
    assert lines(deleted_again) == {("d1", MONDAY): (1.0, HELD)}
    assert deleted_again.questions[0].question_id != accept.question_id


def test_an_answer_to_a_question_that_closed_by_itself_does_not_decide_a_later_change() -> None:
    """Accepted, but the row is back before that takes effect; when it vanishes again, it is asked again."""
    asked = settled(published(row("a")))
    accept = answer(asked.questions[0], Answer.ACCEPT)
    back = settled(asked.bases, row("a"), answers=[accept])
    assert (lines(back), back.questions) == ({("d1", MONDAY): (1.0, CHARGED)}, ())
    assert lines(settled(back.bases, answers=[accept])) == {("d1", MONDAY): (1.0, HELD)}


def test_a_new_row_does_not_lower_the_charge_of_its_own_district() -> None:
    """A row marked Half day beside a full day, which by the rules of one date would make it half."""
    result = settled(published(row("a")), row("a"), row("b", mark="Half day"))
    assert lines(result) == {("d1", MONDAY): (1.0, HELD)}
    accept = answer(result.questions[0], Answer.ACCEPT)
    accepted = settled(result.bases, row("a"), row("b", mark="Half day"), answers=[accept])
    assert lines(accepted) == {("d1", MONDAY): (0.5, CHARGED)}


def test_a_new_row_in_a_second_district_shares_the_date_at_once() -> None:
    """Logged in the morning at one district, in the afternoon at another: half each, and nothing is asked."""
    result = settled(published(row("a")), row("a"), row("b", district="d2"))
    assert lines(result) == {("d1", MONDAY): (0.5, CHARGED), ("d2", MONDAY): (0.5, CHARGED)}
    assert result.questions == ()


def test_a_harmless_deletion_is_not_held_because_another_district_shares_the_date_just_then() -> None:
    """One of two rows is deleted, and d2 is new on the date: 0.5 each by the rule, nothing to ask."""
    result = settled(published(row("a"), row("b")), row("b"), row("c", district="d2"))
    assert lines(result) == {("d1", MONDAY): (0.5, CHARGED), ("d2", MONDAY): (0.5, CHARGED)}
    assert result.questions == ()


def test_a_changed_row_in_a_second_district_lowers_nothing_without_an_answer() -> None:
    """Virtual work that is changed to in-person work would make the other district's full day half."""
    before = published(row("a"), row("b", district="d2", delivery="Virtual"))
    result = settled(before, row("a"), row("b", district="d2"))
    assert lines(result) == {("d1", MONDAY): (1.0, CHARGED)}
    assert [(question.district_id, question.days) for question in result.questions] == [("d2", Decimal(0))]


def test_a_date_that_a_new_row_overfills_is_one_question_a_district_and_closes_by_itself() -> None:
    """A full day in both: neither is billed, each is asked about; one mark mended leaves no question."""
    before = published(row("a", mark="Full day"))
    result = settled(before, row("a", mark="Full day"), row("b", mark="Full day", district="d2"))
    assert lines(result) == {("d1", MONDAY): (0.0, UNRESOLVED), ("d2", MONDAY): (0.0, UNRESOLVED)}
    asked = [(question.kind, question.district_id, question.days) for question in result.questions]
    assert asked == [(QuestionKind.OVER_FULL_DATE, district, Decimal(1)) for district in ("d1", "d2")]
    mended = settled(result.bases, row("a", mark="Full day"), row("b", mark="No charge", district="d2"))
    assert lines(mended) == {("d1", MONDAY): (1.0, CHARGED)}
    assert mended.questions == ()


def test_a_payer_cannot_leave_a_date_unbilled_by_raising_a_mark() -> None:
    """Half each; then one row is marked Full day, which would overfill the date: held until confirmed."""
    before = published(row("a"), row("b", district="d2"))
    result = settled(before, row("a", mark="Full day"), row("b", district="d2"))
    assert lines(result) == {("d1", MONDAY): (0.5, HELD), ("d2", MONDAY): (0.5, CHARGED)}


def test_a_charge_that_vanishes_while_its_date_overfills_is_held_all_the_same() -> None:
    """Two things at once: the row of d1 is deleted, a full day in d2 is new."""
    result = settled(published(row("a")), row("b", mark="Full day", district="d2"))
    assert lines(result) == {("d1", MONDAY): (0.0, UNRESOLVED), ("d2", MONDAY): (0.0, UNRESOLVED)}
    assert QuestionKind.VANISHED in {question.kind for question in result.questions}


def test_a_charge_that_is_held_stays_so_while_its_date_is_unresolved() -> None:
    """Nothing is billed on that date for now, which is no reason to let the vanished charge go at the next sync."""
    first = settled(published(row("a")), row("b", mark="Full day", district="d2"))
    again = settled(first.bases, row("b", mark="Full day", district="d2"))
    assert lines(again) == lines(first)
    assert again.questions == first.questions


def test_a_charge_that_the_coach_kept_stays_so_when_its_date_overfills_later() -> None:
    """The row of d1 vanished and its day was kept; a full day in d2 leaves the date to the coach, at every sync."""
    asked = settled(published(row("a")))
    keep = answer(asked.questions[0], Answer.KEEP)
    kept = settled(asked.bases, answers=[keep])
    for _ in range(2):
        kept = settled(kept.bases, row("b", mark="Full day", district="d2"), answers=[keep])
        assert lines(kept) == {("d1", MONDAY): (0.0, UNRESOLVED), ("d2", MONDAY): (0.0, UNRESOLVED)}


def test_a_row_that_would_lower_nothing_once_another_stands_is_not_asked_about() -> None:
    """Half a day in d2 halves d1's default at once; half a day marked in d1 in the same moment then changes nothing."""
    log = [row("a"), row("b", mark="Half day"), row("c", mark="Half day", district="d2")]
    result = settled(published(row("a")), *log)
    assert lines(result) == {("d1", MONDAY): (0.5, CHARGED), ("d2", MONDAY): (0.5, CHARGED)}
    assert result.questions == ()


def test_the_way_out_of_an_unresolved_date_is_free_where_nothing_is_held() -> None:
    """Two full days; both coaches' marks become half days at once: nobody is asked."""
    full = settled(NOTHING_PUBLISHED, row("a", mark="Full day"), row("b", mark="Full day", district="d2"))
    mended = settled(full.bases, row("a", mark="Half day"), row("b", mark="Half day", district="d2"))
    assert lines(mended) == {("d1", MONDAY): (0.5, CHARGED), ("d2", MONDAY): (0.5, CHARGED)}
    assert mended.questions == ()


def test_a_question_says_what_happened_without_naming_another_district() -> None:
    """The words are for the coach; what is asked about one district does not spell another."""
    before = published(row("a", mark="Full day", district="lincoln"))
    moved = settled(before, row("a", mark="Half day", district="adams", coach_id="c2", day=TUESDAY))
    (question,) = moved.questions
    assert question.what == (
        "The row behind this charge now says: the date 2026-09-15, another district, another coach, "
        "half a day by its mark."
    )


def recorded(questions: Iterable[Question]) -> list[Question]:
    """The questions as their rows in Please Confirm repeat them."""
    found = [question_from_record(q.question_id, q.coach_id, q.district_id, q.date, q.days) for q in questions]
    return [question for question in found if question]


@pytest.mark.parametrize("mark", ["", "Half day", "Full day"])
def test_a_new_ledger_holds_what_the_open_questions_repeat(mark: str) -> None:
    """The ledger is lost while a vanished and a moved row are asked about: same lines, same questions."""
    log = [row("b", "2026-09-16"), row("c", "2026-09-17")]
    asked = settled(published(row("a", mark=mark), row("b", TUESDAY)), *log)
    again = settled(NOTHING_PUBLISHED, *log, asked=recorded(asked.questions))
    assert lines(again) == lines(asked)
    assert [q.question_id for q in again.questions] == [q.question_id for q in asked.questions]


def test_a_new_ledger_keeps_what_a_coach_kept_and_lets_a_waiting_row_wait() -> None:
    """A kept charge stands by its answer; a row that waits to take part is not let in by the loss."""
    log = [row("c", TUESDAY), row("d", TUESDAY, "Half day")]
    asked = settled(published(row("a"), row("c", TUESDAY)), *log)
    about = {question.entry_id: question for question in asked.questions}
    again = settled(NOTHING_PUBLISHED, *log, answers=[answer(about["a"], Answer.KEEP)], asked=recorded(asked.questions))
    assert lines(again) == {("d1", MONDAY): (1.0, CHARGED), ("d1", TUESDAY): (1.0, HELD)}


def test_a_new_ledger_does_not_bring_back_a_charge_that_was_given_up_after_it_was_kept() -> None:
    """Kept when it vanished; restored; vanished again and accepted: the later answer counts."""
    asked = settled(published(row("a")))
    keep = answer(asked.questions[0], Answer.KEEP)
    restored = settled(settled(asked.bases, answers=[keep]).bases, row("a"), answers=[keep])
    again = settled(restored.bases, answers=[keep])
    accept = answer(again.questions[0], Answer.ACCEPT)
    assert lines(settled(again.bases, answers=[keep, accept])) == {}
    assert lines(settled(NOTHING_PUBLISHED, answers=[keep, accept], asked=recorded(asked.questions))) == {}


def test_an_open_question_is_remembered_when_only_its_workbook_was_unread_at_the_loss() -> None:
    """The new ledger's first sync did not know the question; the second reads it and holds again."""
    asked = settled(published(row("a")), row("b", TUESDAY))
    unread = settled(NOTHING_PUBLISHED, row("b", TUESDAY))
    again = settled(unread.bases, row("b", TUESDAY), asked=recorded(asked.questions))
    assert lines(again) == {("d1", MONDAY): (1.0, HELD), ("d1", TUESDAY): (1.0, CHARGED)}


def test_an_entry_id_on_two_rows_is_refused_by_name() -> None:
    """Ids are settled before; charging by an ambiguous id would hold the wrong row."""
    with pytest.raises(ValueError, match="repeat the entry id"):
        settled(NOTHING_PUBLISHED, row("a"), row("a", TUESDAY))


def test_the_frame_of_bases_may_come_from_any_source() -> None:
    """Categories of one district's frame, and bases without the column of answers, change nothing."""
    bases = published(row("a"), row("b", TUESDAY)).drop(columns="answers")
    categories = drawn_entries("entry_id | date\nb | 2026-09-15")
    assert lines(settle_charge_bases(bases.astype({"coach_id": "category"}), categories, {})) == {
        ("d1", MONDAY): (1.0, HELD),
        ("d1", TUESDAY): (1.0, CHARGED),
    }


def test_a_half_day_that_loses_its_own_funding_source_is_asked_about() -> None:
    """Two halves on two sources are a full day; naming the same source twice would leave half a day."""
    first = row("a", mark="Half day", funding_source="Title I")
    bases = published(first, row("b", mark="Half day", funding_source="Title II"))
    result = settled(bases, first, row("b", mark="Half day", funding_source="Title I"))
    assert lines(result) == {("d1", MONDAY): (1.0, HELD)}
    (question,) = result.questions
    assert "another funding source" in question.what


def test_a_new_ledger_knows_what_paid_for_a_charge_that_is_asked_about() -> None:
    """The question repeats the source, so both halves of the day stand after the ledger is lost."""
    first = row("a", mark="Half day", funding_source="Title I")
    bases = published(first, row("b", mark="Half day", funding_source="IDEA: Part B"))
    asked = recorded(settled(bases, first).questions)
    result = settled(NOTHING_PUBLISHED, first, asked=asked)
    assert lines(result) == {("d1", MONDAY): (1.0, HELD)}
    assert set(result.bases["funding_source"]) == {"Title I", "IDEA: Part B"}
