"""Small programs for tests of billing: a registry with contracts and funding sources, and charged days drawn as tables."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Final

import pandas as pd

from sync.coaching.contract_days import charge_lines
from sync.coaching.funding import funded_days
from sync.coaching.registry import ClosedMonth, Coach, Contract, District, FundingSource, Registry
from sync.coaching.statement_lines import ClosedStatements
from sync.coaching.statements import Billing, new_closings, program_billing

YEAR: Final = (date(2026, 8, 1), date(2027, 6, 30))
RATES: Final = {"d1": Decimal("625.25"), "d2": Decimal(600)}
REGISTRY: Final = Registry(
    "Shared Coaching",
    "2026-27",
    *YEAR,
    districts={
        "d1": District("d1", "Maple Valley", None),
        "d2": District("d2", "Oak Ridge", None),
        "d3": District("d3", "Elm Creek", None),
    },
    schools={},
    coaches={"ann": Coach("ann", "Ann Arbor", "ann@program.example", None), "ben": Coach("ben", "Ben Hill", "", None)},
    contracts={
        "d1": Contract("d1", Decimal(40), RATES["d1"], *YEAR, "Title II"),
        "d2": Contract("d2", Decimal(20), RATES["d2"], *YEAR, "Local"),
    },
    funding_sources={
        "Title I": FundingSource("Title I", *YEAR, federal=True),
        "Title II": FundingSource("Title II", date(2026, 8, 1), date(2026, 11, 30), federal=True),
        "Local": FundingSource("Local", *YEAR, federal=False),
    },
)


def funded(entries: pd.DataFrame, registry: Registry = REGISTRY) -> pd.DataFrame:
    """The charged days of some entries with what pays for them."""
    return funded_days(charge_lines(entries), entries, registry)


def billed(entries: pd.DataFrame, registry: Registry = REGISTRY, unread: Collection[str] = ()) -> Billing:
    """The statements of some entries."""
    lines = charge_lines(entries)
    return program_billing(registry, funded_days(lines, entries, registry), lines, unread)


def with_closed(registry: Registry, *months: str) -> Registry:
    """The registry after the director typed some months, as 2026-09, into Closed Months."""
    closed = [ClosedMonth(date.fromisoformat(f"{month}-01"), date(2026, 12, 1)) for month in months]
    return replace(registry, closed_months=(*registry.closed_months, *closed))


def closed_by_sync(registry: Registry, billing: Billing) -> Registry:
    """The registry after a sync has written the statements of newly closed months into it."""
    lines, totals = new_closings(billing, registry, YEAR[1])
    known = registry.closed_statements
    return replace(
        registry,
        closed_statements=ClosedStatements(
            (*known.lines, *lines), {**known.totals, **{total.month: total for total in totals}}
        ),
    )
