"""What a district's Needs Attention says of charged days that their funding source may not pay for."""

from __future__ import annotations

from typing import Final

import pandas as pd

from sync.coaching.columns import LocatedColumns
from sync.coaching.contract_days import charge_basis, lines_by_basis
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.funding import FundingProblem, funded_days, funding_problem
from sync.coaching.registry import Contract, FundingSource, Registry

_COLUMN: Final = "funding_source"
_NAME_ONE: Final = (
    "Name one source on all rows of the day. If half the day was worked on each, mark one row of each source Half day."
)
_OTHER_SOURCE: Final = "If another source paid for it, choose that one; otherwise ask the program's director."


def funding_notices(
    entries: pd.DataFrame, district_id: str, registry: Registry, located: LocatedColumns
) -> tuple[RowProblem, ...]:
    """One notice for each charged day whose named source may not pay for it, and one for all days that the contract's usual
    source may not pay for, or that have none. Nothing is held back: the days are charged, and stay where they are.

    Args: `entries`, those of one district's log, with their `row`.
    """
    if not registry.funding_sources or entries.empty or _all_in_order(entries, district_id, registry):
        return ()
    named = entries.assign(basis=charge_basis(entries))
    funded = funded_days(lines_by_basis(named), named, registry)
    wrong = funded[funded["problem"] != ""]
    if wrong.empty:
        return ()
    row_of = _naming_rows(named)
    notices = []
    unnamed = 0
    for line in wrong.to_dict("records"):
        row = row_of.get((line["coach_id"], line["date"]))
        if row is None:
            unnamed += 1
        else:
            message, hint = _about(line["problem"], line["funding_source"], registry)
            notices.append(RowProblem(Outcome.NOTICE, located.tab, int(row), located.header(_COLUMN), message, hint))
    if unnamed:
        message, hint = _about_usual(unnamed, registry.contracts.get(district_id), registry)
        notices.append(RowProblem(Outcome.NOTICE, located.tab, None, located.header(_COLUMN), message, hint))
    return tuple(notices)


def _all_in_order(entries: pd.DataFrame, district_id: str, registry: Registry) -> bool:
    """Whether, charged or not, every day could be paid for as it stands: then the charge lines need not be made. No coach names
    two sources on one day, and each row's own source, or else the contract's, may pay on its day."""
    contract = registry.contracts.get(district_id)
    usual = contract.funding_source if contract else ""
    sources, days = entries[_COLUMN].tolist(), entries["date"].dt.date.tolist()
    rows = list(zip(entries["coach_id"].tolist(), days, sources, strict=True))
    named = {row for row in rows if row[2]}
    paid = {(source or usual, day) for _, day, source in rows}
    return len({(coach, day) for coach, day, _ in named}) == len(named) and not any(
        funding_problem(source, day, registry) for source, day in paid
    )


def _naming_rows(entries: pd.DataFrame) -> dict[tuple[str, pd.Timestamp], int]:
    """The first row of each coach and date that names a source."""
    naming = entries[entries[_COLUMN] != ""].sort_values("row")
    first = naming.drop_duplicates(["coach_id", "date"])
    return dict(zip(zip(first["coach_id"].astype("str"), first["date"], strict=True), first["row"], strict=True))


def _about(problem: str, source: str, registry: Registry) -> tuple[str, str]:
    if problem == FundingProblem.SEVERAL:
        return "The rows of this day name several funding sources, so what pays for it is not settled.", _NAME_ONE
    known = registry.funding_sources.get(source)
    if known is None:
        return "The funding source of this day is not in the registry's Funding tab.", _OTHER_SOURCE
    return f"This day is outside the days that {_span(known)}. It cannot be certified on it.", _OTHER_SOURCE


def _about_usual(days: int, contract: Contract | None, registry: Registry) -> tuple[str, str]:
    count = f"{days} charged {'day has' if days == 1 else 'days have'}"
    known = registry.funding_sources.get(contract.funding_source) if contract else None
    if known is None:
        hint = "Choose one in the Funding Source column, or ask the director for a usual source in the contract."
        return f"{count} no funding source.", hint
    message = f"{count} no source of their own, and the contract's usual source cannot pay: outside the days that {_span(known)}."
    return message, "Choose the source that pays in the Funding Source column, or ask the program's director."


def _span(source: FundingSource) -> str:
    return (
        f"{source.name} may pay for ({source.first_allowable_day.isoformat()} to "
        f"{source.last_allowable_day.isoformat()})"
    )
