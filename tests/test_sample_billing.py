"""The sample year's statements reconcile to what its coaches did, day by day and to the cent."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import date
from decimal import Decimal

import pandas as pd
import pytest

from sync.coaching.registry import Coach, Contract, District, FundingSource, Registry
from sync.coaching.statement_lines import amount_of
from sync.coaching.statements import amount_billed, days_billed
from sync.demo.sample_districts import FIRST_DAY, LAST_DAY
from sync.demo.sample_program import SEED, SampleProgram, tidy_program
from sync.demo.sample_registry import CLOSED_MONTHS
from sync.demo.sample_year import Visit, sample_visits
from tests.drawn_billing import billed, closed_by_sync, with_closed
from tests.drawn_entries import entries_of

TWICE = 2  # half-days a day


@pytest.fixture(scope="module")
def tidy() -> SampleProgram:
    return tidy_program()


@pytest.fixture(scope="module")
def visits() -> list[Visit]:
    """What the sample's coaches did, before anybody typed it."""
    return sample_visits(SEED)


@pytest.fixture(scope="module")
def registry(tidy: SampleProgram) -> Registry:
    """The sample's contracts and funding sources."""
    tabs = tidy.registry
    return Registry(
        "Sample",
        "2025-26",
        FIRST_DAY,
        LAST_DAY,
        {
            str(row["district_id"]): District(str(row["district_id"]), str(row["name"]), None)
            for row in tabs["districts"]
        },
        {},
        {str(row["coach_id"]): Coach(str(row["coach_id"]), str(row["name"]), "", None) for row in tabs["coaches"]},
        contracts={
            str(row["district_id"]): Contract(
                str(row["district_id"]),
                Decimal(str(row["days"])),
                Decimal(str(row["daily_rate"])),
                FIRST_DAY,
                LAST_DAY,
                str(row["funding_source"]),
            )
            for row in tabs["contracts"]
        },
        funding_sources={
            str(row["name"]): FundingSource(
                str(row["name"]),
                row["first_allowable_day"],
                row["last_allowable_day"],
                bool(row["federal"]),  # type: ignore[arg-type]
            )
            for row in tabs["funding"]
        },
    )


@pytest.fixture(scope="module")
def entries(tidy: SampleProgram, registry: Registry) -> pd.DataFrame:
    """Every row of every log as an entry."""
    ids = {coach.name: coach_id for coach_id, coach in registry.coaches.items()}
    kept = ("date", "activity", "minutes", "contract_day", "funding_source")
    return entries_of(
        {name: row[name] for name in kept}
        | {
            "entry_id": f"e{place}",
            "district_id": district_id,
            "coach_id": ids[str(row["coach"])],
            "delivery": row["delivery"] or "In person",
        }
        for place, (district_id, row) in enumerate(tidy.log_rows())
    )


def test_every_charged_visit_is_billed_once(entries: pd.DataFrame, registry: Registry, visits: list[Visit]) -> None:
    """Day by day the statements bill what each visit was worth, and the program's total is days times rate to the cent."""
    wanted = Counter({(visit.district_id, visit.coach_id, visit.day): 0 for visit in visits if visit.charged})
    for visit in visits:
        if visit.charged:
            wanted[visit.district_id, visit.coach_id, visit.day] += round(visit.charged * TWICE)
    billing = billed(entries, registry)
    found: Counter[tuple[str, str, date]] = Counter()
    for line in billing.lines:
        for day, half_days in line.dates:
            found[line.district_id, line.coach_id, day] += half_days
    assert found == wanted
    for district_id, contract in registry.contracts.items():
        charged = sum((Decimal(str(visit.charged)) for visit in visits if visit.district_id == district_id), Decimal(0))
        own = [line for line in billing.lines if line.district_id == district_id]
        assert (days_billed(own), amount_billed(own)) == (charged, amount_of(charged, contract.daily_rate))


def test_closing_month_after_month_changes_no_total(entries: pd.DataFrame, registry: Registry) -> None:
    """Each month is closed while the log knows the days up to its end; in the end the same is billed as if none had been."""
    closed = registry
    for month in CLOSED_MONTHS:
        known = entries[entries["date"] < pd.Timestamp(f"{month}-01") + pd.DateOffset(months=1)]
        closed = with_closed(closed, month)
        closed = closed_by_sync(closed, billed(known, closed))
    at_once, in_turn = billed(entries, registry), billed(entries, closed)
    assert amount_billed(in_turn.lines) == amount_billed(at_once.lines)
    assert [line for line in in_turn.lines if line.is_correction] == []
    assert {f"{each.month:%Y-%m}" for each in in_turn.statements if each.closed} == set(CLOSED_MONTHS)


def test_the_years_days_on_sources_that_may_not_pay_are_found(entries: pd.DataFrame, registry: Registry) -> None:
    """Larkmere's Illinois Digital Equity grant begins in September: its August days are in question, and no other's."""
    wrong = billed(entries, registry).funded.query("problem != ''")
    assert set(wrong["district_id"]) == {"D11"}
    assert set(wrong["date"].dt.strftime("%Y-%m")) == {"2025-08"}
    mended = replace(
        registry,
        funding_sources={
            name: replace(source, first_allowable_day=date(2025, 7, 1))
            for name, source in registry.funding_sources.items()
        },
    )
    assert billed(entries, mended).funded.query("problem != ''").empty
