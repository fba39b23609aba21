"""What pays for each charged day, and whether it may.

Time on a federal source is certified after the fact from what was done. So a day's source is the one that
the coach names on a row of that day, never a share of a budget, and a day that its source may not pay for is
said to be so; it is never moved to another source.
"""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from enum import StrEnum
from typing import Final

import numpy as np
import pandas as pd

from sync.coaching.contract_days import Basis, ChargeStatus, charge_basis
from sync.coaching.registry import FundingSource, Registry
from sync.coaching.vocabulary import ContractDayMark

NOT_SETTLED: Final = "Not settled"  # stands where a source would: the coach has still to say which
FUNDED_COLUMNS: Final = {
    "district_id": "str",
    "coach_id": "str",
    "date": "datetime64[s]",
    "funding_source": "str",  # a name of the registry, empty: none, or NOT_SETTLED
    "half_days": "int64",  # charged: 1 or 2
    "status": "str",  # a ChargeStatus
    "rule": "str",  # why it was charged
    "problem": "str",  # a FundingProblem, or empty
}
_PLACE: Final = ["district_id", "coach_id", "date"]


class FundingProblem(StrEnum):
    """Why a charged day cannot be certified for a source as it stands."""

    OUTSIDE = "Outside the allowable days"
    UNKNOWN = "Not in the registry's Funding tab"
    SEVERAL = "Several funding sources named"
    NONE = "No funding source"


def funded_days(lines: pd.DataFrame, bases: pd.DataFrame, registry: Registry) -> pd.DataFrame:
    """The charged days with what pays for each: one row a line, two where a day is split.

    - The source is the one that a row of this coach, district and date names (rows marked No charge do not
      speak); where none does, the contract's.
    - A full day is half on each of two sources where the coach logged two half-day marks that name them.
      Otherwise several sources are a question: the day is NOT_SETTLED until the coach names one.
    - Where the registry has no Funding at all, nothing is asked and `funding_source` is empty.

    Args: `lines`, `contract_days.LINE_COLUMNS`; `bases`, `held_charges.PUBLISHED_COLUMNS` of the same moment.
    Returns: `FUNDED_COLUMNS`, sorted by district, coach, date and source; `half_days` add up to the days of
    `lines`, and unresolved lines, which charge nothing, have no row.
    """
    charged = lines.loc[lines["days"] > 0, [*_PLACE, "days", "status", "rule"]]
    charged = charged.astype({"district_id": "str", "coach_id": "str"})
    named = _named_sources(bases)
    rows: list[tuple[object, ...]] = []
    for district_id, coach_id, day, days, status, rule in charged.itertuples(index=False, name=None):
        half_days = round(days * 2)
        sources, halves = named.get((district_id, coach_id, day), ((), ()))
        if not sources:
            contract = registry.contracts.get(district_id)
            sources = (contract.funding_source if contract else "",)
        split = half_days == len(sources) == 2 and halves == sources
        shares = [(source, 1) for source in sources] if split else [(_one(sources), half_days)]
        for source, share in shares:
            problem = funding_problem(source, day.date(), registry)
            rows.append((district_id, coach_id, day, source, share, status, rule, problem))
    return pd.DataFrame(rows, columns=list(FUNDED_COLUMNS)).astype(dict(FUNDED_COLUMNS))


def sources_by_day(funded: pd.DataFrame, district_id: str) -> dict[tuple[str, pd.Timestamp], str]:
    """What pays for each charged day of a district, in words, by coach and date; of `FUNDED_COLUMNS`."""
    found: dict[tuple[str, pd.Timestamp], list[str]] = {}
    own = funded[funded["district_id"] == district_id]
    for coach_id, day, source in zip(own["coach_id"], own["date"], own["funding_source"], strict=True):
        found.setdefault((coach_id, day), []).append(shown_source(source))
    return {place: ", ".join(sources) for place, sources in found.items()}


def _one(sources: tuple[str, ...]) -> str:
    return sources[0] if len(sources) == 1 else NOT_SETTLED


def _named_sources(bases: pd.DataFrame) -> dict[tuple[str, str, pd.Timestamp], tuple[tuple[str, ...], tuple[str, ...]]]:
    """The sources that the rows of each line name, and those that its rows marked Half day name, in order."""
    speaks = (bases["funding_source"] != "") & (bases["contract_day"] != ContractDayMark.NO_CHARGE.value)
    naming = bases[speaks.to_numpy(bool)]
    halves = (charge_basis(naming) == Basis.HALF).to_numpy(bool)
    found: dict[tuple[str, str, pd.Timestamp], tuple[set[str], set[str]]] = {}
    columns = (naming[name].astype("str") for name in ("district_id", "coach_id", "funding_source"))
    for district_id, coach_id, source, day, half in zip(*columns, naming["date"], halves, strict=True):
        every, half_day = found.setdefault((district_id, coach_id, day), (set(), set()))
        every.add(source)
        if half:
            half_day.add(source)
    return {place: (tuple(sorted(every)), tuple(sorted(half))) for place, (every, half) in found.items()}


def funding_problem(source: str, day: date, registry: Registry) -> str:
    """The `FundingProblem` of paying for a day from a source; empty where there is none."""
    if not registry.funding_sources:
        return ""
    if source == NOT_SETTLED:
        return FundingProblem.SEVERAL.value
    if not source:
        return FundingProblem.NONE.value
    known = registry.funding_sources.get(source)
    if known is None:
        return FundingProblem.UNKNOWN.value
    return "" if is_allowable(known, day) else FundingProblem.OUTSIDE.value


def is_allowable(source: FundingSource, day: date) -> bool:
    """Whether a source may pay for a day; its first and last allowable day are both inclusive."""
    return source.first_allowable_day <= day <= source.last_allowable_day


def is_federal(source: str, registry: Registry) -> bool:
    """Whether time on a source is federal, so that it must be certified."""
    known = registry.funding_sources.get(source)
    return known is not None and known.federal


def in_order_of_funding(sources: Iterable[str], registry: Registry) -> list[str]:
    """Sources in the order of the registry's Funding tab, then any other, then those without a source."""
    order = {name: place for place, name in enumerate(registry.funding_sources)}
    last = len(order) + 1
    return sorted(set(sources), key=lambda source: (order.get(source, last - 1 if source else last), source))


def shown_source(source: str) -> str:
    """A source as reports show it."""
    return source or FundingProblem.NONE.value


def unresolved_lines(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines of dates that wait for the coach and bill nothing."""
    return lines[np.asarray(lines["status"] == ChargeStatus.UNRESOLVED.value, dtype=bool)]
