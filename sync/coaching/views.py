"""What the two reports are made from, gathered before anything is decided.

A `DistrictView` holds what one district may see of itself; a `ProgramView` what the director may see of all
of them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from enum import StrEnum

import pandas as pd

from sync.coaching.aggregates import Aggregates
from sync.coaching.entries import RowProblem
from sync.coaching.metrics_cycles import DistrictCycles, no_cycles
from sync.coaching.metrics_support import no_support
from sync.coaching.month_confirmation import CoachMonth
from sync.coaching.pace import ContractDays
from sync.coaching.registry import Registry
from sync.coaching.statements import Billing


@dataclass(frozen=True)
class PlanRow:
    """One line of a district's Coaching Plan. `planned_share` is a part of 1 of the coaching time;
    `planned_days` are days. `service` is how coaching is to help, in the district's words.
    """

    priority: str
    focus_area: str
    planned_share: float | None = None
    planned_days: float | None = None
    service: str = ""


@dataclass(frozen=True)
class OnboardingRow:
    """One question of a district's Onboarding tab: whether it is answered, never what the answer says."""

    section: str
    item: str
    answered: bool
    who_answers: str = ""


@dataclass(frozen=True)
class OnboardingAnswer:
    """One question of a district's Onboarding tab with what the district answers. It is read in place and kept nowhere.

    `needed` is False where the district says that the question does not concern it.
    """

    section: str
    item: str
    answer: str = field(repr=False)
    who_answers: str = ""
    needed: bool = True

    @property
    def answered(self) -> bool:
        return bool(self.answer) or not self.needed


@dataclass(frozen=True)
class DocumentState:
    """A district's onboarding document: where it is, the day on which it last changed, and the keys of the sections that people
    wrote in, which are therefore left to them."""

    url: str
    changed_on: date | None
    kept: tuple[str, ...] = ()


@dataclass(frozen=True)
class ReadState:
    """How the last read of a district's workbook went. `last_good_read` (UTC, aware) is None when none ever
    succeeded; `unreadable_since` and `reason` say since when and why the newest reads fail.
    """

    last_good_read: datetime | None
    readable: bool = True
    reason: str = ""
    unreadable_since: datetime | None = None


@dataclass(frozen=True)
class RowCounts:
    """The rows of an Activity Log at its last good read; `repaired` ones are among the accepted."""

    rows_in: int = 0
    accepted: int = 0
    problems: int = 0
    duplicates: int = 0
    repaired: int = 0


class CorrectionKind(StrEnum):
    INSERTED = "Added"
    EDITED = "Changed"
    DELETED = "Removed"
    HELD_BACK = "Held back"  # its row cannot be read until somebody mends it
    READ_AGAIN = "Read again"


@dataclass(frozen=True)
class Correction:
    """A change to an entry of a month that was closed before `seen_on`. `month` is its first day; minutes
    before and after are 0 where the entry did not exist.
    """

    district_id: str
    coach_id: str
    month: date
    kind: CorrectionKind
    seen_on: date
    minutes_before: int
    minutes_after: int
    entry_id: str = ""


@dataclass(frozen=True)
class UnplacedResponse:
    """A form response that no workbook can hold yet.

    `kind` and `district_id` are its form's ("" for the program's own); `coach_id` where the respondent is a known coach; `since` is
    aware; `reason` in words for the director: what is wrong and what to do.
    """

    form_id: str
    response_id: str
    kind: str
    district_id: str
    coach_id: str
    since: datetime
    reason: str


@dataclass(frozen=True)
class DistrictView:
    """What one district's workbook shows.

    `aggregates` hold this district's entries from its Activity Log and, marked as such, from its coaches'
    My Time. `charges` are its charge lines, one a coach and date, and `funded` what pays for them
    (`funding.FUNDED_COLUMNS`). `contract_days` is None without a contract.
    `sheet_ids` maps the title of a tab, as problems name it, to its sheet id. `as_of` is the day of the newest
    change in the data (not the day of the sync), None while there is none. `cycles` are None where no cycle of
    the district has begun.
    """

    registry: Registry
    district_id: str
    aggregates: Aggregates
    charges: pd.DataFrame
    funded: pd.DataFrame
    contract_days: ContractDays | None
    today: date
    as_of: date | None
    problems: tuple[RowProblem, ...] = ()
    plan: tuple[PlanRow, ...] = ()
    onboarding: tuple[OnboardingRow, ...] = ()
    document: DocumentState | None = None
    cycles: DistrictCycles | None = None
    corrections: tuple[Correction, ...] = ()
    sheet_ids: Mapping[str, int] = field(default_factory=dict)


@dataclass(frozen=True)
class ProgramDistrict:
    """What the program report needs of one district beside its time and its charges."""

    read: ReadState
    contract_days: ContractDays | None = None
    rows: RowCounts = field(default_factory=RowCounts)
    problems: tuple[RowProblem, ...] = ()
    onboarding: tuple[OnboardingRow, ...] = ()
    document: DocumentState | None = None
    corrections: tuple[Correction, ...] = ()


@dataclass(frozen=True)
class ProgramView:
    """What the director's program report shows.

    `aggregates` are merged over all district workbooks and all coaches' My Time. `districts` maps a
    district id to its state; a district of the registry that is missing there counts as never read.
    `entries` are all entries (both sources), each district's in the order in which its log holds them;
    `charges` all charge lines; `billing` their statements, `coach_months` how far coaches have confirmed what
    paid for them. `unplaced` are the director's inbox, `registry_problems` what is to be mended in the registry.
    `cycles` and `support` are what the coach workbooks say, without a name (`metrics_cycles`, `metrics_support`).
    """

    registry: Registry
    aggregates: Aggregates
    districts: Mapping[str, ProgramDistrict]
    entries: pd.DataFrame
    charges: pd.DataFrame
    billing: Billing
    coach_months: tuple[CoachMonth, ...]
    today: date
    as_of: date | None
    unplaced: tuple[UnplacedResponse, ...] = ()
    registry_problems: tuple[RowProblem, ...] = ()
    cycles: pd.DataFrame = field(default_factory=no_cycles)
    support: pd.DataFrame = field(default_factory=no_support)
