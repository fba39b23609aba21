"""A coach's day in one district's workbook: what was logged today, what is usual, what is left, and what is missing.

It is made from one snapshot of the workbook and from the ledger, so that a row that was written a moment ago counts already.
"""

from __future__ import annotations

import uuid
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

import pandas as pd

from sheets_templates import load
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sync.coaching.aggregates import district_aggregates
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.confirmations import kept_questions
from sync.coaching.contract_days import BASE_COLUMNS
from sync.coaching.district_reading import DistrictReading, read_district
from sync.coaching.held_charges import settle_charge_bases
from sync.coaching.log_reading import Unusable
from sync.coaching.metrics_plan import PlannedAgainstActual, planned_against_actual, short_of_time
from sync.coaching.pace import ContractDays, contract_days
from sync.coaching.questions import Question
from sync.coaching.registry import Coach, District, Registry
from sync.coaching.report_words import school_name
from sync.coaching.texts import cell_text
from sync.jobs.memory import remembered_entries
from sync.ledger import Ledger

LOOK_BACK_DAYS: Final = 14  # a coach still knows what happened on a day of the last two weeks
USUAL_ENTRIES: Final = 20  # the newest entries that say what is usual; older ones tell of another time of the year


class LogUnreadable(Exception):
    """The workbook's Activity Log cannot be used; the message says why and what to do."""


@dataclass(frozen=True)
class DayEntry:
    """One entry of the coach, in the words of the log. `entry_id` is "" while the row has none yet (the next sync gives one)."""

    entry_id: str
    day: date
    school: str
    activity: str
    minutes: int
    focus_area: str
    delivery: str
    contract_day: str
    attendance: int | None
    funding_source: str
    note: str


@dataclass(frozen=True)
class CoachDay:
    """What the coach's card shows. `today` in the district's time zone; `todays` in the order of the log; `last` is the newest
    entry; `usual_minutes` the most frequent of the newest entries (None without any); `not_logged` the school days of the last two
    weeks without an entry in any district, oldest first; `asked` the open questions about this district's charges; `short`
    the priority of its Coaching Plan that is furthest below its planned time, None where none is short."""

    coach: Coach
    district: District
    today: date
    todays: tuple[DayEntry, ...]
    last: DayEntry | None
    usual_minutes: int | None
    days: ContractDays
    not_logged: tuple[date, ...]
    asked: tuple[Question, ...]
    short: PlannedAgainstActual | None = None

    def asks_about(self, entry_id: str) -> bool:
        """Whether the charge of this entry waits for the coach's answer."""
        return any(question.entry_id == entry_id for question in self.asked)


def coach_day(
    snapshot: WorkbookSnapshot,
    coach: Coach,
    district: District,
    registry: Registry,
    ledger: Ledger,
    today: date,
    fingerprint_key: str,
) -> CoachDay:
    """The coach's day, without asking Google anything. Raises LogUnreadable."""
    around = _Around.of(registry, ledger, coach, district)
    reading = _reading(snapshot, district, registry, ledger, today, fingerprint_key, around.known)
    own = reading.entries[reading.entries["coach_id"] == coach.coach_id].sort_values(["date", "row"], kind="stable")
    words = _log_words(snapshot, reading)
    newest = own.tail(USUAL_ENTRIES)
    days, asked = around.contract_days(reading, registry, today)
    return CoachDay(
        coach,
        district,
        today,
        tuple(_day_entries(own[own["date"].dt.date == today].sort_values("row"), registry, words)),
        next(iter(_day_entries(own.tail(1), registry, words)), None),
        _most_frequent(newest["minutes"].tolist()),
        days,
        not_logged_days(registry, coach.coach_id, around.days_logged(own), today),
        tuple(question for question in asked if question.coach_id == coach.coach_id),
        _short_of_time(reading, registry),
    )


def _short_of_time(reading: DistrictReading, registry: Registry) -> PlannedAgainstActual | None:
    contract = registry.contracts.get(reading.district_id)
    contracted = float(contract.days) if contract else None
    lines = planned_against_actual(reading.plan, district_aggregates(reading.entries), contracted)
    return next(iter(short_of_time(lines)), None)


def not_logged_days(registry: Registry, coach_id: str, logged: Collection[date], today: date) -> tuple[date, ...]:
    """The days of the two weeks before `today` on which a district of the coach had school and the coach logged nothing.

    Args: `logged`, every day with an entry of the coach, in any district or in My Time.
    """
    assigned = list(registry.assignments_by_coach.get(coach_id, ()))
    calendars = {each.district_id: SchoolCalendar(registry, each.district_id) for each in assigned}
    days = (today - timedelta(days=back) for back in range(LOOK_BACK_DAYS, 0, -1))
    return tuple(
        day
        for day in days
        if day not in logged
        and any(
            each.first_day <= day <= each.last_day and calendars[each.district_id].is_coaching_day(day)
            for each in assigned
        )
    )


@dataclass(frozen=True)
class _Around:
    """What the ledger knows beside the workbook itself: the other workbooks whose entries touch the same contract days."""

    workbook_id: str
    coach: Coach
    district: District
    entries: pd.DataFrame
    published: pd.DataFrame

    @classmethod
    def of(cls, registry: Registry, ledger: Ledger, coach: Coach, district: District) -> _Around:
        """Of all districts of this district's coaches: a coach's day is one over all of them. Other districts cannot matter."""
        colleagues = {each.coach_id for each in registry.assigned_coaches(district.district_id)}
        near = {each.district_id for each in registry.assignments if each.coach_id in colleagues}
        workbooks = [
            registry.districts[district_id].workbook_id for district_id in near if district_id in registry.districts
        ]
        with ledger.transaction() as rows:
            wanted = [*filter(None, [*workbooks, coach.workbook_id])]
            entries = remembered_entries(rows, wanted)
            published = rows.charge_bases(district_ids=near)
        return cls(district.workbook_id or "", coach, district, entries, published)

    @property
    def known(self) -> pd.DataFrame:
        own = self.entries[self.entries["workbook_id"] == self.workbook_id]
        return own[["entry_id", "fingerprint"]]

    @property
    def _elsewhere(self) -> pd.DataFrame:
        return self.entries[self.entries["workbook_id"] != self.workbook_id]

    def days_logged(self, own: pd.DataFrame) -> frozenset[date]:
        elsewhere = self._elsewhere
        theirs = elsewhere.loc[elsewhere["coach_id"] == self.coach.coach_id, "date"]
        return frozenset([*theirs.dt.date, *own["date"].dt.date])

    def contract_days(
        self, reading: DistrictReading, registry: Registry, today: date
    ) -> tuple[ContractDays, list[Question]]:
        """How the district stands if the log stays as it was just read, and what would be asked about its charges."""
        elsewhere = self._elsewhere
        held = self.published[self.published["entry_id"].isin(list(reading.held_ids))]
        columns = [*BASE_COLUMNS, "funding_source"]
        in_logs = pd.concat(
            [
                each[columns].astype({name: "str" for name in columns if name != "date"})
                for each in (elsewhere[elsewhere["source"] == "district"], reading.entries, held)
            ],
            ignore_index=True,
        ).drop_duplicates("entry_id")
        settled = settle_charge_bases(self.published, in_logs, registry.confirmations, kept_questions(registry))
        district_id = self.district.district_id
        calendar = SchoolCalendar(registry, district_id)
        lines = settled.lines[settled.lines["district_id"] == district_id]
        days = contract_days(registry.contracts.get(district_id), lines, calendar, today)
        return days, [question for question in settled.questions if question.district_id == district_id]


def _reading(
    snapshot: WorkbookSnapshot,
    district: District,
    registry: Registry,
    ledger: Ledger,
    today: date,
    key: str,
    known: pd.DataFrame,
) -> DistrictReading:
    run = uuid.uuid4()

    def elsewhere(entry_ids: Collection[str]) -> set[str]:
        with ledger.transaction() as rows:
            return set(rows.ids_elsewhere({snapshot.workbook_id}, entry_ids))

    found = read_district(
        snapshot,
        load("district_workbook"),
        district.district_id,
        registry,
        today,
        key,
        known,
        lambda row: str(uuid.uuid5(run, str(row))),
        elsewhere,
    )
    if isinstance(found, Unusable):
        raise LogUnreadable(found.reason)
    return found


@dataclass(frozen=True)
class _LogWords:
    """What the frame of entries does not hold: the notes, and which rows bear an id in the Sheet."""

    notes: Sequence[object]
    unwritten: Collection[int]

    def note(self, row: int) -> str:
        return cell_text(self.notes[row - 1]) if row <= len(self.notes) else ""  # type: ignore[arg-type]


def _log_words(snapshot: WorkbookSnapshot, reading: DistrictReading) -> _LogWords:
    log = snapshot.tab("activity_log")
    place = column_positions(load("district_workbook").tab("activity_log"), log).get("note") if log else None
    notes = log.columns[place] if log and place is not None and place < len(log.columns) else ()
    return _LogWords(notes, reading.ids_to_write.keys())


def _day_entries(entries: pd.DataFrame, registry: Registry, words: _LogWords) -> Iterable[DayEntry]:
    for record in entries.to_dict("records"):
        row = int(record["row"])
        yield DayEntry(
            entry_id="" if row in words.unwritten else str(record["entry_id"]),
            day=record["date"].date(),
            school=school_name(registry, str(record["school_id"])),
            activity=str(record["activity"]),
            minutes=int(record["minutes"]),
            focus_area=str(record["focus_area"]),
            delivery=str(record["delivery"]),
            contract_day=str(record["contract_day"]),
            attendance=None if pd.isna(record["attendance"]) else int(record["attendance"]),
            funding_source=str(record["funding_source"]),
            note=words.note(row),
        )


def _most_frequent(minutes: Sequence[int]) -> int | None:
    """The value that stands most often; of several the newest."""
    counts: Mapping[int, int] = {value: minutes.count(value) for value in minutes}
    return max(reversed(minutes), key=lambda value: counts[value], default=None)


def entry_row(log: TabSnapshot, entry_id: str) -> int | None:
    """The 1-based row that bears an entry id; None where none does."""
    place = column_positions(load("district_workbook").tab("activity_log"), log).get("entry_id")
    if place is None or place >= len(log.columns):
        return None
    return next((row for row, cell in enumerate(log.columns[place], start=1) if cell == entry_id), None)
