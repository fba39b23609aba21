"""Contract-day lines: one for each coach, district and date, charged in full, half or not at all."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.coaching.contract_days import (
    BASE_COLUMNS,
    KEPT_RULE,
    LINE_COLUMNS,
    WAITING_RULE,
    ChargeStatus,
    charge_lines,
)
from sync.coaching.entries import no_entries
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import ACTIVITIES, Answer, ContractDayMark, Delivery
from tests.drawn_entries import drawn_entries, entries_of

MARKS = ("", *ContractDayMark)
entry = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from(["d1", "d2", "d3"]),
        "coach_id": st.sampled_from(["c1", "c2"]),
        "date": st.sampled_from(["2026-09-01", "2026-09-02"]),
        "activity": st.sampled_from([activity.name for activity in ACTIVITIES]),
        "delivery": st.sampled_from(list(Delivery)),
        "contract_day": st.sampled_from(MARKS),
    }
)
logs = st.lists(entry, max_size=12).map(
    lambda rows: entries_of({"entry_id": f"e{place}", **row} for place, row in enumerate(rows))
)


def days(table: str) -> dict[tuple[str, ...], float]:
    """Days by district, and by date or coach where these differ in the drawn entries."""
    entries = drawn_entries(table)
    lines = charge_lines(entries)
    keys = [
        name for name in ("district_id", "coach_id", "date") if entries[name].nunique() > 1 or name == "district_id"
    ]
    return {
        tuple(str(part)[:10] for part in key): charged
        for *key, charged in lines[[*keys, "days"]].itertuples(index=False, name=None)
    }


@pytest.mark.parametrize(
    ("activity", "delivery", "mark", "charged", "rule"),
    [
        ("Co-Planning", "In person", "", 1.0, "In-person work"),
        ("Off-role: Substituting", "In person", "", 1.0, "In-person work"),
        ("Co-Planning", "Virtual", "", None, None),
        ("Off-role: Evaluation", "Virtual", "", None, None),
        ("Travel", "In person", "", None, None),
        ("Preparation and Communication", "In person", "", None, None),
        ("Coach Learning", "In person", "", None, None),
        ("Co-Planning", "In person", "Half day", 0.5, "Marked Half day"),
        ("Co-Planning", "In person", "No charge", None, None),
        ("Travel", "In person", "Half day", 0.5, "Marked Half day"),
        ("Coach Learning", "In person", "Full day", 1.0, "Marked Full day"),
        ("Co-Planning", "Virtual", "Full day", 1.0, "Marked Full day"),
    ],
)
def test_a_single_entry_charges_by_its_mark_or_else_by_the_rule(
    activity: str, delivery: str, mark: str, charged: float | None, rule: str | None
) -> None:
    """In-person coaching and off-role duties charge a full day by default; all else only when marked."""
    lines = charge_lines(entries_of([{"activity": activity, "delivery": delivery, "contract_day": mark}]))
    found = [(line.days, line.rule, line.status) for line in lines.itertuples()]
    assert found == ([] if charged is None else [(charged, rule, ChargeStatus.CHARGED)])


@pytest.mark.parametrize(
    ("marks", "charged"),
    [
        (["", "", ""], 1.0),  # three activities of one day are one day
        (["", "Half day"], 0.5),  # a mark beats the rule
        (["Half day", "Half day"], 0.5),  # two half-day marks are not a full day
        (["Half day", "Full day", ""], 1.0),  # the largest mark decides
        (["", "No charge"], 1.0),  # No charge silences its own entry only
        (["Half day", "No charge"], 0.5),
        (["No charge", "No charge"], None),
    ],
)
def test_the_entries_of_one_date_make_one_line(marks: list[str], charged: float | None) -> None:
    """However many entries a date has, it is charged once; the line counts all of them."""
    lines = charge_lines(entries_of([{"contract_day": mark} for mark in marks]))
    assert list(zip(lines["days"], lines["entries"], strict=True)) == (
        [] if charged is None else [(charged, len(marks))]
    )


def test_two_districts_on_one_date_are_charged_half_each() -> None:
    """Only lines that charge count: virtual work and travel in another district halve nothing."""
    assert days(
        """
        district | date       | activity    | delivery  | contract_day
        d1       | 2026-09-01 | Co-Planning | In person |
        d2       | 2026-09-01 | Co-Planning | In person |
        d1       | 2026-09-02 | Co-Planning | In person |
        d2       | 2026-09-02 | Co-Planning | Virtual   |
        d1       | 2026-09-03 | Co-Planning | In person |
        d2       | 2026-09-03 | Travel      | In person |
        d1       | 2026-09-04 | Co-Planning | In person |
        d2       | 2026-09-04 | Travel      | In person | Half day
        """
    ) == {
        ("d1", "2026-09-01"): 0.5,
        ("d2", "2026-09-01"): 0.5,
        ("d1", "2026-09-02"): 1.0,
        ("d1", "2026-09-03"): 1.0,
        ("d1", "2026-09-04"): 0.5,
        ("d2", "2026-09-04"): 0.5,
    }


def test_two_coaches_in_one_district_on_one_date_are_two_full_days() -> None:
    """The limit of one day is a coach's, not a district's."""
    assert days(
        """
        district | coach
        d1       | c1
        d1       | c2
        """
    ) == {("d1", "c1"): 1.0, ("d1", "c2"): 1.0}


OVER_FULL = """
district | coach | contract_day
d1       | c1    | Full day
d2       | c1    | Half day
d3       | c2    | Full day
"""


def test_a_date_that_asks_for_more_than_one_day_is_unresolved_in_every_district() -> None:
    """1 + 0.5 > 1: both bill 0 days and keep what was asked; another coach's line is untouched."""
    lines = charge_lines(drawn_entries(OVER_FULL))
    assert list(lines[["district_id", "days", "asked", "status"]].itertuples(index=False, name=None)) == [
        ("d1", 0.0, 1.0, ChargeStatus.UNRESOLVED),
        ("d2", 0.0, 0.5, ChargeStatus.UNRESOLVED),
        ("d3", 1.0, 1.0, ChargeStatus.CHARGED),
    ]


def test_three_districts_at_half_a_day_each_are_unresolved() -> None:
    """By the rule each would be half a day: 0.5 + 0.5 + 0.5 > 1."""
    lines = charge_lines(entries_of({"district_id": district} for district in ("d1", "d2", "d3")))
    assert set(lines["status"]) == {ChargeStatus.UNRESOLVED}


def test_what_a_district_reads_of_an_unresolved_date_names_no_other_district() -> None:
    """Only the coach and the director may see why: the words for a district say that the date is waiting."""
    lines = charge_lines(drawn_entries(OVER_FULL)).query("status == 'Unresolved'")
    assert set(lines["rule"]) == {WAITING_RULE} == {"This date is waiting for the coach"}


def answered(lines: pd.DataFrame, answers: dict[str, Answer]) -> dict[str, Confirmation]:
    ids = dict(zip(lines["district_id"], lines["question_id"], strict=True))
    return {
        ids[district]: Confirmation(ids[district], answer, date(2026, 9, 2)) for district, answer in answers.items()
    }


@pytest.mark.parametrize(
    ("answers", "charged"),
    [
        ({"d1": Answer.KEEP}, {"d1": 1.0}),  # the date's lines without this answer are not charged
        ({"d2": Answer.KEEP}, {"d2": 0.5}),
        ({"d1": Answer.ACCEPT}, {"d2": 0.5}),
        ({"d2": Answer.ACCEPT}, {"d1": 1.0}),
        ({"d1": Answer.KEEP, "d2": Answer.ACCEPT}, {"d1": 1.0}),
        ({"d1": Answer.ACCEPT, "d2": Answer.ACCEPT}, {}),
        (
            {"d1": Answer.KEEP, "d2": Answer.KEEP},
            {"d1": 0.0, "d2": 0.0},
        ),  # still 1.5 days: it stays unresolved
    ],
)
def test_an_answer_settles_an_over_full_date_if_one_day_or_less_remains(
    answers: dict[str, Answer], charged: dict[str, float]
) -> None:
    """Keep: this line stands and those without this answer do not; Accept: this line is not charged."""
    entries = drawn_entries(OVER_FULL)
    lines = charge_lines(entries, answered(charge_lines(entries), answers)).query("coach_id == 'c1'")
    assert dict(zip(lines["district_id"], lines["days"], strict=True)) == charged
    assert all(line.rule == (KEPT_RULE if line.days else WAITING_RULE) for line in lines.itertuples())


def test_an_answer_about_an_over_full_date_is_void_when_the_date_asks_something_else() -> None:
    """Keep d1 was said of 1 + 0.5 days; it does not decide about 1 + 1."""
    answers = answered(charge_lines(drawn_entries(OVER_FULL)), {"d1": Answer.KEEP})
    lines = charge_lines(drawn_entries(OVER_FULL.replace("Half", "Full")), answers).query("coach_id == 'c1'")
    assert set(lines["status"]) == {ChargeStatus.UNRESOLVED}


def test_no_entries_make_no_lines_of_the_right_types() -> None:
    """The columns and types are the same for no rows too."""
    assert dict(charge_lines(no_entries()).dtypes.astype(str)) == LINE_COLUMNS


@settings(max_examples=100, deadline=None)
@given(logs)
def test_there_are_never_two_lines_for_one_coach_district_and_date_nor_more_than_one_day(
    entries: pd.DataFrame,
) -> None:
    """Whatever a log says: one line a place, in half days, at most 1.0 a coach and date over districts."""
    lines = charge_lines(entries)
    assert not lines.duplicated(["district_id", "coach_id", "date"]).any()
    assert set(lines["days"]) <= {0.0, 0.5, 1.0}
    assert (lines.groupby(["coach_id", "date"], observed=True)["days"].sum() <= 1.0).all()
    assert ((lines["days"] == 0) == (lines["status"] == ChargeStatus.UNRESOLVED)).all()


@settings(max_examples=100, deadline=None)
@given(logs, st.randoms(use_true_random=False))
def test_neither_the_order_of_rows_nor_the_splitting_by_district_matters(entries: pd.DataFrame, random: object) -> None:
    """Shuffled rows, and frames with categories of their own for each district, give the same lines."""
    order = list(range(len(entries)))
    random.shuffle(order)  # type: ignore[attr-defined]
    parts = [part.assign(district_id=part["district_id"].cat.remove_unused_categories()) for _, part in
             entries.iloc[order].groupby("district_id", observed=True)]  # fmt: skip
    merged = pd.concat([entries[:0], *reversed(parts)])[list(BASE_COLUMNS)]
    pd.testing.assert_frame_equal(charge_lines(merged), charge_lines(entries))
    backwards = entries.iloc[order].assign(
        district_id=lambda log: log["district_id"].cat.set_categories(["d3", "d2", "d1"])
    )
    pd.testing.assert_frame_equal(charge_lines(backwards), charge_lines(entries))


def test_half_days_that_name_two_funding_sources_are_one_full_day() -> None:
    """A coach who marks half a day on Title I and half a day on Title II worked both halves; rows that repeat
    one source, or name none, repeat the mark.
    """
    assert days("""
        district | activity    | contract_day | funding_source
        d1       | Co-Planning | Half day     | Title I
        d1       | Co-Planning | Half day     | Title II
        d2       | Co-Planning | No charge    | Title II
    """) == {("d1",): 0.5 + 0.5}
    assert days("""
        district | activity    | contract_day | funding_source
        d1       | Co-Planning | Half day     | Title I
        d1       | Co-Planning | Half day     | Title I
        d1       | Co-Planning | Half day     |
    """) == {("d1",): 0.5}
