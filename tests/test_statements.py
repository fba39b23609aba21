"""Statements: each charged day is billed once, to the cent, and a closed month stays as it was billed."""

from __future__ import annotations

import os
from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sheets_templates.cells import Cell
from sync.coaching.contract_days import charge_lines
from sync.coaching.funding import NOT_SETTLED, FundingProblem, funded_days
from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import parse_registry
from sync.coaching.registry_statements import statement_rows
from sync.coaching.statement_lines import ClosedStatements, RunningAmount, amount_of, dates_from_words, dates_in_words
from sync.coaching.statements import (
    Billing,
    PendingDay,
    amount_billed,
    days_billed,
    new_closings,
    program_billing,
)
from tests.drawn_billing import REGISTRY, billed, closed_by_sync, funded, with_closed
from tests.drawn_entries import drawn_entries, entries_of
from tests.drawn_registry import TEMPLATE, registry_workbook

EXAMPLES = 400 if os.environ.get("COACHLOG_LONG") else 40
DAYS = [f"2026-{month}-{day}" for month in ("09", "10", "11", "12") for day in ("01", "02", "15")]
MONTHS = ["2026-09", "2026-10", "2026-11"]
entry = st.fixed_dictionaries(
    {
        "district_id": st.sampled_from(["d1", "d2", "d3"]),
        "coach_id": st.sampled_from(["ann", "ben"]),
        "date": st.sampled_from(DAYS),
        "activity": st.sampled_from(["Co-Planning", "Co-Planning", "Travel"]),
        "contract_day": st.sampled_from(["", "", "Half day", "Half day", "Full day", "No charge"]),
        "funding_source": st.sampled_from(["", "", "", "Title I", "Title II", "Local"]),
    }
)
logs = st.lists(entry, max_size=14).map(
    lambda rows: entries_of({"entry_id": f"e{place}", **row} for place, row in enumerate(rows))
)
steps = st.lists(st.tuples(logs, st.lists(st.sampled_from(MONTHS), max_size=1)), min_size=1, max_size=5)
rates = st.decimals("0.01", "999.99", places=2)


def sources(table: str, registry: Registry = REGISTRY) -> dict[tuple[str, str], tuple[float, str]]:
    """Days and problem of each charged day, by date and source."""
    rows = funded(drawn_entries(table), registry)
    return {
        (f"{row.date:%m-%d}", row.funding_source): (row.half_days / 2, row.problem)
        for row in rows.itertuples(index=False)
    }


def test_the_source_is_the_one_that_the_day_names_else_the_contracts() -> None:
    """Any row of the day may name it, also one that charges nothing by itself; a row marked No charge may not."""
    assert sources("""
        district | date       | activity    | contract_day | funding_source
        d1       | 2026-09-01 | Co-Planning |              |
        d1       | 2026-09-02 | Co-Planning |              |
        d1       | 2026-09-02 | Travel      |              | Title I
        d1       | 2026-09-03 | Co-Planning |              |
        d1       | 2026-09-03 | Co-Planning | No charge    | Local
    """) == {("09-01", "Title II"): (1, ""), ("09-02", "Title I"): (1, ""), ("09-03", "Title II"): (1, "")}


def test_a_day_is_split_only_where_two_half_days_name_two_sources() -> None:
    """Two names on a full day are a question to the coach: no share of the day is guessed."""
    assert sources("""
        district | date       | contract_day | funding_source
        d1       | 2026-09-01 | Half day     | Title I
        d1       | 2026-09-01 | Half day     | Local
        d1       | 2026-09-02 |              | Title I
        d1       | 2026-09-02 |              | Local
        d1       | 2026-09-03 | Full day     | Title I
        d1       | 2026-09-03 | Half day     | Local
    """) == {
        ("09-01", "Local"): (0.5, ""),
        ("09-01", "Title I"): (0.5, ""),
        ("09-02", NOT_SETTLED): (1, FundingProblem.SEVERAL),
        ("09-03", NOT_SETTLED): (1, FundingProblem.SEVERAL),
    }


def test_a_day_that_its_source_may_not_pay_for_stays_there_and_is_said_to_be_wrong() -> None:
    """Title II pays from Aug 1 to Nov 30, both included."""
    assert sources("""
        district | date
        d1       | 2026-11-30
        d1       | 2026-12-01
        d3       | 2026-12-02
    """) == {
        ("11-30", "Title II"): (1, ""),
        ("12-01", "Title II"): (1, FundingProblem.OUTSIDE),
        ("12-02", ""): (1, FundingProblem.NONE),
    }


def test_a_program_without_funding_sources_is_asked_nothing() -> None:
    """Days have no source, and that is no problem."""
    bare = replace(REGISTRY, funding_sources={}, contracts={})
    assert sources("district | date\nd1 | 2026-09-01", bare) == {("09-01", ""): (1, "")}


def test_a_half_cent_is_made_good_by_the_next_amount() -> None:
    """1.5 days at $625.25 are $937.875: billed $937.88, and half a day after them $312.62."""
    running = RunningAmount(Decimal("625.25"))
    assert [running.bill(Decimal(days)) for days in ("1.5", "0.5", "-0.5")] == [
        Decimal("937.88"),
        Decimal("312.62"),
        Decimal("-312.62"),
    ]


OCTOBER_LOG = """
    entry_id | district | coach | date       | funding_source
    a        | d1       | ann   | 2026-09-01 |
    b        | d1       | ann   | 2026-09-02 | Title I
    c        | d1       | ann   | 2026-10-06 |
    d        | d2       | ben   | 2026-10-07 |
"""


def test_a_statement_bills_a_months_days_and_says_what_is_left() -> None:
    """Maple Valley bought 40 days at $625.25: 38 are left after September, 37 after October."""
    billing = billed(drawn_entries(OCTOBER_LOG))
    september, october, _ = billing.statements
    assert (september.number, september.days, september.amount) == ("d1-2026-09", 2, Decimal("1250.50"))
    assert [(line.funding_source, line.days, line.amount) for line in september.lines] == [
        ("Title I", 1, Decimal("625.25")),
        ("Title II", 1, Decimal("625.25")),
    ]
    assert (september.left_days, september.left_amount) == (38, Decimal("23759.50"))
    assert (october.left_days, october.closed) == (37, False)


def test_a_district_without_a_contract_has_days_and_no_amount() -> None:
    """The days are listed; nobody is billed until there is a contract."""
    (statement,) = billed(drawn_entries("district | date\nd3 | 2026-09-01")).statements
    assert (statement.days, statement.amount, statement.left_days) == (1, None, None)


def test_what_changes_in_a_closed_month_is_corrected_on_the_next_open_one() -> None:
    """September is closed; then one of its days vanishes, another moves to Local, and a forgotten one is added: September's
    statement stands, October's takes back 2 days and bills 2.
    """
    registry = with_closed(REGISTRY, "2026-09")
    before = billed(drawn_entries(OCTOBER_LOG), registry)
    registry = closed_by_sync(registry, before)
    changed = """
        entry_id | district | coach | date       | funding_source
        b        | d1       | ann   | 2026-09-02 | Local
        e        | d1       | ann   | 2026-09-15 |
        c        | d1       | ann   | 2026-10-06 |
    """
    september, october, *_ = billed(drawn_entries(changed), registry).statements
    assert (september.closed, september.lines) == (True, before.statements[0].lines)
    assert [(line.funding_source, dates_in_words(line.dates), line.amount) for line in october.corrections] == [
        ("Local", "2", Decimal("625.25")),
        ("Title I", "-2", Decimal("-625.25")),
        ("Title II", "-1, +15", Decimal(0)),
    ]
    assert october.days == 1


def test_a_correction_is_made_at_the_rate_at_which_its_month_was_billed() -> None:
    """The contract's rate rises after September was closed: what is taken back is what was billed."""
    registry = with_closed(REGISTRY, "2026-09")
    registry = closed_by_sync(registry, billed(drawn_entries(OCTOBER_LOG), registry))
    dearer = replace(registry, contracts={"d1": replace(REGISTRY.contracts["d1"], daily_rate=Decimal(700))})
    october = billed(drawn_entries("district | coach | date\nd1 | ann | 2026-10-06"), dearer).statements[1]
    assert [(line.month.month, line.amount) for line in october.lines] == [
        (10, Decimal(700)),
        (9, Decimal("-625.25")),
        (9, Decimal("-625.25")),
    ]


def test_a_district_that_was_never_read_is_not_corrected() -> None:
    """A new ledger knows nothing of it: its closed statement stands, and nothing is taken back."""
    registry = with_closed(REGISTRY, "2026-09")
    registry = closed_by_sync(registry, billed(drawn_entries(OCTOBER_LOG), registry))
    (statement,) = billed(drawn_entries(OCTOBER_LOG).iloc[:0], registry, unread={"d1", "d2"}).statements
    assert (statement.number, statement.days) == ("d1-2026-09", 2)


def test_dates_that_wait_stand_on_the_statement_that_they_may_change() -> None:
    """Two full days of one coach on one date: not billed, and listed with each district."""
    billing = billed(drawn_entries("district | contract_day\nd1 | Full day\nd2 | Full day"))
    assert [(each.district_id, each.days, each.unresolved) for each in billing.statements] == [
        (district, 0, (PendingDay("c1", date(2026, 9, 1), Decimal(1)),)) for district in ("d1", "d2")
    ]


@pytest.mark.parametrize("text", ["", "1st", "32", "1,2", "+-3", "4 (full)"])
def test_days_of_a_statement_that_were_changed_by_hand_are_refused(text: str) -> None:
    """Nothing is guessed about money."""
    with pytest.raises(ValueError, match="day"):
        dates_from_words(text, date(2026, 9, 1))


def registry_holding(closed: ClosedStatements, **changed: Cell) -> tuple[ClosedStatements, list[str]]:
    """The closed statements as a registry's tab gives them back, the first row changed, and the problems found."""
    rows: list[dict[str, Cell]] = [
        {key: float(value) if isinstance(value, Decimal) else str(value) for key, value in row.items() if value != ""}
        for row in statement_rows(closed.lines, closed.totals.values())
    ]
    rows[0] |= changed
    registry, problems = parse_registry(registry_workbook(statements=rows), TEMPLATE)
    return registry.closed_statements, [each.message for each in problems if each.tab == "Statements"]


def test_a_closed_statement_that_was_changed_by_hand_stops_corrections_and_is_reported() -> None:
    """A line that was garbled no longer adds up to the month's total."""
    registry = with_closed(REGISTRY, "2026-09")
    closed = closed_by_sync(registry, billed(drawn_entries(OCTOBER_LOG), registry)).closed_statements
    assert registry_holding(closed) == (closed, [])
    found, problems = registry_holding(closed, dates="1st")
    assert found.damaged == {date(2026, 9, 1)}
    assert [problem.split()[0] for problem in problems] == ["The", "The"]
    suspended = replace(registry, closed_statements=found)
    assert [line for line in billed(drawn_entries(OCTOBER_LOG), suspended).lines if line.is_correction] == []
    assert new_closings(billed(drawn_entries(OCTOBER_LOG), suspended), suspended, date(2026, 12, 1)) == ([], [])


def test_a_month_that_is_not_over_is_not_closed_whatever_was_typed() -> None:
    """October, typed on October 31, waits for November 1."""
    registry = with_closed(REGISTRY, "2026-10")
    billing = billed(drawn_entries(OCTOBER_LOG), registry)
    assert new_closings(billing, registry, date(2026, 10, 31)) == ([], [])
    lines, totals = new_closings(billing, registry, date(2026, 11, 1))
    assert (len(lines), [total.amount for total in totals]) == (2, [Decimal("1225.25")])


@settings(max_examples=EXAMPLES)
@given(entries=logs, rate=rates)
def test_statements_add_up_to_days_times_rate(entries: pd.DataFrame, rate: Decimal) -> None:
    """For every district: the days of its statements are its charged days, by source as well, and their amounts its days times
    its rate to the cent; the program's total is the sum of all statements.
    """
    contracts = {key: replace(each, daily_rate=rate) for key, each in REGISTRY.contracts.items()}
    registry = replace(REGISTRY, contracts=contracts)
    billing = billed(entries, registry)
    charged = charge_lines(entries).groupby("district_id", observed=True)["days"].sum()
    for district_id in registry.districts:
        own = [line for line in billing.lines if line.district_id == district_id]
        days = Decimal(str(charged.get(district_id, 0.0)))
        assert sum(line.days for line in own) == days
        if district_id in contracts:
            assert amount_billed(own) == amount_of(days, rate)
    of_statements = sum((statement.amount or Decimal(0) for statement in billing.statements), Decimal(0))
    assert amount_billed(billing.lines) == of_statements


@settings(max_examples=EXAMPLES)
@given(entries=logs)
def test_no_date_is_charged_twice_and_none_more_than_a_day(entries: pd.DataFrame) -> None:
    """One coach and date: at most one day over all districts and sources, and each district and source once."""
    billing = billed(entries)
    half_days: Counter[tuple[str, date]] = Counter()
    places = []
    for line in billing.lines:
        for day, halves in line.dates:
            half_days[line.coach_id, day] += halves
            places.append((line.district_id, line.coach_id, day, line.funding_source))
    assert max(half_days.values(), default=0) <= 2
    assert len(places) == len(set(places))


@settings(max_examples=EXAMPLES)
@given(history=steps)
def test_after_any_closings_and_changes_every_charged_day_is_billed_once(
    history: list[tuple[pd.DataFrame, list[str]]],
) -> None:
    """The log changes at will and months are closed in any order: no closed statement ever changes, and all statements together
    bill what is charged in the end, day by day and to the cent.
    """
    registry = REGISTRY
    frozen: dict[object, object] = {}
    for entries, closing in history:
        registry = with_closed(registry, *(each for each in closing if each not in _closed(registry)))
        lines = charge_lines(entries)
        days = funded_days(lines, entries, registry)
        registry = closed_by_sync(registry, program_billing(registry, days, lines))
        billing = program_billing(registry, days, lines)
        for statement in billing.statements:
            key = (statement.district_id, statement.month)
            if statement.closed:
                assert frozen.setdefault(key, statement.lines) == statement.lines
            else:
                assert key not in frozen
    _all_is_billed(billing, registry)


def _closed(registry: Registry) -> set[str]:
    return {f"{each.month:%Y-%m}" for each in registry.closed_months}


def _all_is_billed(billing: Billing, registry: Registry) -> None:
    billed_days: Counter[object] = Counter()
    for line in billing.lines:
        for day, half_days in line.dates:
            billed_days[line.district_id, line.coach_id, day, line.funding_source] += half_days
    charged = {
        (row.district_id, row.coach_id, row.date.date(), row.funding_source): row.half_days
        for row in billing.funded.itertuples(index=False)
    }
    assert {place: half_days for place, half_days in billed_days.items() if half_days} == charged
    for district_id, contract in registry.contracts.items():
        own = [line for line in billing.lines if line.district_id == district_id]
        assert amount_billed(own) == amount_of(days_billed(own), contract.daily_rate)
