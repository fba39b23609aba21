"""Days and Billing and Statements of the program report: one definition of every dollar."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pandas as pd
from hypothesis import given, settings

from sync.coaching.billing_days import ADDED, CORRECTED, billed_days
from sync.coaching.contract_days import charge_lines
from sync.coaching.metrics_billing import account_lines, billed_by_month, billed_by_source, total_of
from tests.drawn_billing import REGISTRY, billed, closed_by_sync, with_closed
from tests.drawn_entries import drawn_entries
from tests.test_statements import EXAMPLES, OCTOBER_LOG, logs


@settings(max_examples=EXAMPLES)
@given(before=logs, after=logs)
def test_every_table_of_billing_adds_up_to_the_statements(before: pd.DataFrame, after: pd.DataFrame) -> None:
    """By day, by month, by source and by account: the same days and dollars, also after a closed month has changed."""
    closed = with_closed(REGISTRY, "2026-09")
    registry = closed_by_sync(closed, billed(before, closed))
    billing, lines = billed(after, registry), charge_lines(after)
    total = total_of(billing.lines)
    days = billed_days(billing, lines)
    assert sum((each.days for each in days), Decimal(0)) == total.days
    assert sum((each.amount or Decimal(0) for each in days), Decimal(0)) == total.amount
    accounts = account_lines(billing.statements, registry)
    for tables in (
        [each.total for each in accounts],
        [month for _, month in billed_by_month(billing)],
        [source for _, source, _ in billed_by_source(billing, registry)],
    ):
        assert sum((each.days for each in tables), Decimal(0)) == total.days
        assert sum((each.amount for each in tables), Decimal(0)) == total.amount


def test_a_corrected_day_stands_on_both_statements() -> None:
    """Billed in September, taken back in October, and the forgotten one says that it was added."""
    registry = with_closed(REGISTRY, "2026-09")
    registry = closed_by_sync(registry, billed(drawn_entries(OCTOBER_LOG), registry))
    changed = drawn_entries("""
        district | coach | date       | funding_source
        d1       | ann   | 2026-09-01 |
        d1       | ann   | 2026-09-15 |
    """)
    rows = [
        (each.day, each.days, each.status, each.statement_month)
        for each in billed_days(billed(changed, registry), charge_lines(changed))
        if each.district_id == "d1"
    ]
    september, october = date(2026, 9, 1), date(2026, 10, 1)
    assert rows == [
        (date(2026, 9, 1), 1, "Charged", september),
        (date(2026, 9, 2), 1, CORRECTED, september),
        (date(2026, 9, 2), -1, CORRECTED, october),
        (date(2026, 9, 15), 1, "Charged", october),
    ]
    added = [each for each in billed_days(billed(changed, registry), charge_lines(changed)) if ADDED in each.why]
    assert [each.day for each in added] == [date(2026, 9, 15)]


def test_an_account_line_says_how_many_days_its_source_may_not_pay_for() -> None:
    """Title II ends on November 30."""
    entries = drawn_entries("district | date\nd1 | 2026-12-01\nd1 | 2026-12-02")
    (line,) = account_lines(billed(entries).statements, REGISTRY)
    assert (line.funding_source, line.total.days, line.outside) == ("Title II", 2, 2)
