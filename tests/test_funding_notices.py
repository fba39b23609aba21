"""Needs Attention tells of days that their funding source may not pay for, without holding anything back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

from hypothesis import given
from hypothesis import strategies as st

from sheets_templates.cells import Cell
from sync.coaching.contract_days import charge_basis, lines_by_basis
from sync.coaching.entries import RowProblem
from sync.coaching.funding import funded_days
from sync.coaching.funding_notices import funding_notices
from sync.coaching.registry import Contract, FundingSource, Registry
from tests.drawn_logs import FIRST_DAY, LAST_DAY, REGISTRY, good, log_tab, parsed

BOUND = replace(
    REGISTRY,
    funding_sources={
        "Title II": FundingSource("Title II", FIRST_DAY, date(2025, 9, 30), federal=True),
        "Local": FundingSource("Local", FIRST_DAY, LAST_DAY, federal=False),
    },
    contracts={"d1": Contract("d1", 40, 600, FIRST_DAY, LAST_DAY, "Title II")},  # type: ignore[arg-type]
)


def notices(*rows: dict[str, Cell], registry: Registry = BOUND) -> list[RowProblem]:
    log = parsed(log_tab(rows), registry=registry)
    return list(funding_notices(log.entries, "d1", registry, log.located))


def test_a_day_outside_the_allowable_days_is_told_at_the_row_that_names_the_source() -> None:
    """October 1 is one day too late for Title II; what Local pays is no matter."""
    (notice,) = notices(
        good(date="2025-10-01", funding_source="Local"),
        good(date="2025-10-02", funding_source="Title II"),
        good(date="2025-09-30", funding_source="Title II"),
    )
    assert (notice.outcome, notice.row, notice.column) == ("notice", 3, "Funding Source")
    assert "Title II may pay for (2025-08-15 to 2025-09-30)" in notice.message


def test_two_sources_on_one_day_are_asked_about() -> None:
    """The coach can name one, or mark half a day for each."""
    (notice,) = notices(good(funding_source="Local"), good(funding_source="Title II", activity="Goal Setting"))
    assert "several funding sources" in notice.message
    assert "Half day" in notice.hint
    assert (
        notices(
            good(funding_source="Local", contract_day="Half day"),
            good(funding_source="Title II", contract_day="Half day", activity="Goal Setting"),
        )
        == []
    )


def test_days_on_the_contracts_usual_source_are_told_once() -> None:
    """However many there are: the cure is in the contract, or in a few cells."""
    (notice,) = notices(good(date="2025-10-01"), good(date="2025-10-02"))
    assert notice.row is None
    assert notice.message.startswith("2 charged days have no source of their own")
    (none,) = notices(good(), registry=replace(BOUND, contracts={}))
    assert none.message == "1 charged day has no funding source."


def test_a_program_without_funding_sources_hears_nothing_of_them() -> None:
    """Nor does a day that is not charged."""
    assert notices(good(), registry=replace(BOUND, funding_sources={}, contracts={})) == []
    assert notices(good(date="2025-10-01", activity="Travel", focus_area=None)) == []


ROWS = st.fixed_dictionaries(
    {
        "date": st.sampled_from(["2025-09-29", "2025-09-30", "2025-10-01"]),
        "activity": st.sampled_from(["Coaching Cycles", "Goal Setting", "Travel"]),
        "funding_source": st.sampled_from([None, "Local", "Title II"]),
        "contract_day": st.sampled_from([None, "Half day", "Full day", "No charge"]),
    }
)


@given(st.lists(ROWS, min_size=1, max_size=5), st.sampled_from(["Title II", "Local", ""]))
def test_a_notice_is_given_exactly_where_a_charged_day_has_a_problem(rows: list[dict[str, Cell]], usual: str) -> None:
    """Whether the charge lines were made or, because no day can have a problem, were not."""
    contract = replace(BOUND.contracts["d1"], funding_source=usual)
    registry = replace(BOUND, contracts={"d1": contract})
    log = parsed(log_tab([good(**row) for row in rows]), registry=registry)
    based = log.entries.assign(basis=charge_basis(log.entries))
    wrong = funded_days(lines_by_basis(based), based, registry)["problem"] != ""
    assert bool(funding_notices(log.entries, "d1", registry, log.located)) == wrong.any()
