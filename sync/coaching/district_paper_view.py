"""What one district's papers are made from, gathered before anything is said."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date

import pandas as pd

from sync.coaching.aggregates import Aggregates
from sync.coaching.metrics_cycles import DistrictCycles
from sync.coaching.metrics_plan import PlannedAgainstActual, planned_against_actual
from sync.coaching.pace import ContractDays
from sync.coaching.period_notes import WrittenNote
from sync.coaching.periods import Period
from sync.coaching.registry import Registry
from sync.coaching.views import PlanRow


@dataclass(frozen=True)
class DistrictPaperView:
    """What one district's report is made from.

    `in_period` and `to_date` are sums that the district may see: of the period, and of the school year up to the period's last day.
    `contract_days` are those at that day, and `lines` the charge lines up to it. `notes` are the period's, `unread` says why they
    could not be read. `reach` are sentences about the latest published edition, `cycles` those numbers of today that the district
    may know.
    """

    registry: Registry
    district_id: str
    period: Period
    today: date
    in_period: Aggregates
    to_date: Aggregates
    contract_days: ContractDays
    lines: pd.DataFrame
    as_of: date | None
    plan: tuple[PlanRow, ...] = ()
    notes: tuple[WrittenNote, ...] = ()
    unread: str = ""
    reach: tuple[str, ...] = ()
    cycles: DistrictCycles | None = None

    @property
    def compared(self) -> list[PlannedAgainstActual]:
        """The district's priorities beside the time they have had in the year so far."""
        contracted = float(self.contract_days.contracted) or None
        return planned_against_actual(self.plan, self.to_date, contracted)


def report_facts(registry: Registry, district_id: str, period: Period) -> dict[str, str]:
    """What fills the names in braces of a report's template."""
    return {
        "district": registry.districts[district_id].name,
        "program": registry.program_name,
        "school_year": registry.school_year,
        "period": period.title,
    }
