"""The mess that people make of a log, as a list: who does what where, applied to the sample's rows.

Everything here was done to real logs. The rows' mess is put into the rows; the structure's mess (headers,
columns, tabs) is declared for whoever fills the workbooks and can do it through the API.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Final

from sheets_templates.cells import ClockSerial
from sync.coaching.vocabulary import ContractDayMark
from sync.demo.chance import Chance, chance
from sync.demo.sample_cells import Formula, Row
from sync.demo.sample_registry import RETIRED_FOCUS_AREA, RETIRED_ON

Logs = dict[str, list[Row]]  # district_id -> the rows of its Activity Log


@dataclass(frozen=True)
class Mess:
    """One thing that somebody did in a district's Activity Log; `name` is its kind."""

    name: str
    district_id: str
    what: str


@dataclass(frozen=True)
class StructureMess:
    """One thing that somebody did to the Activity Log tab itself. Rows are 1-based, columns are keys.

    `detail` by kind: column_moved {column, before}; header_renamed {column, header}; column_inserted {before,
    header}; row_above_header {text}; tab_renamed {title}; second_header_row {row: where they are repeated};
    merged_header {first_column, last_column}.
    """

    district_id: str
    kind: str
    detail: Mapping[str, str | int]


STRUCTURE_MESS: Final = (
    StructureMess("D05", "column_moved", {"column": "minutes", "before": "school"}),
    StructureMess("D07", "header_renamed", {"column": "minutes", "header": "How long?"}),
    StructureMess("D08", "column_inserted", {"before": "note", "header": "Board goal"}),
    StructureMess("D10", "row_above_header", {"text": "Please log every visit before you leave the building."}),
    StructureMess("D11", "tab_renamed", {"title": "Coaching log 25-26"}),
    StructureMess("D12", "second_header_row", {"row": 2}),
    StructureMess("D13", "merged_header", {"first_column": "activity", "last_column": "focus_area"}),
)

MESS: Final = (
    Mess("minutes_as_words", "D01", 'Minutes typed as "90 min"'),
    Mess("minutes_as_words", "D07", 'Minutes typed as "90 min"'),
    Mess("hours_decimal", "D02", 'Minutes typed as "1.5 h"'),
    Mess("hours_decimal", "D16", 'Minutes typed as "1.5 h"'),
    Mess("hours_and_minutes", "D01", 'Minutes typed as "1h 30"'),
    Mess("hours_and_minutes", "D10", 'Minutes typed as "1h 30"'),
    Mess("clock_text", "D04", 'Minutes typed as the text "1:30"'),
    Mess("clock_value", "D04", "Minutes typed as 1:30, which the Sheet turned into a time of day"),
    Mess("clock_value", "D12", "Minutes typed as 1:30, which the Sheet turned into a time of day"),
    Mess("negative_minutes", "D02", "Minutes below zero"),
    Mess("too_many_hours", "D07", "26 hours in one entry"),
    Mess("tiny_number", "D09", "2 in the minutes: hours were meant"),
    Mess("tiny_number", "D13", "2 in the minutes: hours were meant"),
    Mess("date_text_us", "D03", "Date as text, month first"),
    Mess("date_text_us", "D11", "Date as text, month first"),
    Mess("date_text_iso", "D05", "Date as text, year first"),
    Mess("date_two_digit_year", "D10", "Date as text with a two-digit year"),
    Mess("date_day_first", "D14", "Date as text, day first, in a workbook with a British locale"),
    Mess("date_day_first", "D14", "Another date as text, day first"),
    Mess("out_of_school_year", "D06", "A date of the summer before"),
    Mess("out_of_school_year", "D16", "A date of the summer before"),
    Mess("future_date", "D08", "A date that has not come yet"),
    Mess("future_date", "D02", "A date that has not come yet"),
    Mess("non_attendance_day", "D01", "A date on Thanksgiving"),
    Mess("non_attendance_day", "D10", "A date on Thanksgiving"),
    Mess("misspelt_activity", "D01", "An activity with a letter missing"),
    Mess("misspelt_activity", "D12", "An activity with a letter missing"),
    Mess("other_case", "D03", "An activity in small letters"),
    Mess("other_case", "D17", "An activity in small letters"),
    Mess("trailing_spaces", "D05", "Spaces after the activity and before the school"),
    Mess("trailing_spaces", "D16", "Spaces after the activity and before the school"),
    Mess("retired_focus_area", "D04", "A focus area after it was retired"),
    Mess("retired_focus_area", "D13", "A focus area after it was retired"),
    Mess("unassigned_coach", "D09", "A coach who does not serve the district"),
    Mess("unassigned_coach", "D18", "A coach who does not serve the district"),
    Mess("school_of_another_district", "D10", "A school of another district"),
    Mess("school_of_another_district", "D07", "A school of another district"),
    Mess("pasted_twice", "D02", "The same row pasted twice"),
    Mess("pasted_twice", "D11", "The same row pasted twice"),
    Mess("pasted_twice", "D16", "The same row pasted twice"),
    Mess("copied_and_changed", "D01", "Yesterday's row copied, date and minutes changed: a new entry"),
    Mess("copied_and_changed", "D12", "Yesterday's row copied, date and minutes changed: a new entry"),
    Mess("broken_formula", "D08", "A formula in the minutes that points outside the Sheet"),
    Mess("broken_formula", "D17", "A formula in the minutes that points outside the Sheet"),
    Mess("text_with_equals", "D01", "A note that begins with ="),
    Mess("text_with_plus", "D04", "A note that begins with +"),
    Mess("text_with_minus", "D07", "A note that begins with -"),
    Mess("text_with_at", "D10", "A note that begins with @"),
    Mess("emoji", "D15", "Emoji in the note"),
    Mess("emoji", "D03", "Emoji in the note"),
    Mess("long_note", "D06", "A note of more than 2,000 characters"),
    Mess("full_day_in_two_districts", "D07", "Full day marked in this district and in another on one date"),
)

TIME_MESS: Final[Mapping[str, Row]] = {  # coach_id -> cells that the coach wrote into a row of My Time
    "C1": {"activity": "Informal Coaching"},  # coaching belongs into the district's log
    "C2": {"minutes": "1h 15"},
    "C5": {"minutes": "26 hours"},
}

_THUMB: Final = "\N{THUMBS UP SIGN}\N{EMOJI MODIFIER FITZPATRICK TYPE-4}"  # one sign of two code points
_LONG_NOTE: Final = (
    "The team worked through the unit plan, the pacing and the shared folder, and noted what to settle. " * 22
)
_FIXED: Final[dict[str, Row]] = {  # cells that are simply overwritten
    "minutes_as_words": {"minutes": "90 min"},
    "hours_decimal": {"minutes": "1.5 h"},
    "hours_and_minutes": {"minutes": "1h 30"},
    "clock_text": {"minutes": "1:30"},
    "clock_value": {"minutes": ClockSerial(1.5 / 24)},
    "negative_minutes": {"minutes": -45},
    "too_many_hours": {"minutes": "26 hours"},
    "tiny_number": {"minutes": 2},
    "out_of_school_year": {"date": date(2025, 7, 8)},
    "future_date": {"date": date(2026, 6, 3)},
    "non_attendance_day": {"date": date(2025, 11, 27)},
    "misspelt_activity": {"activity": "Informal Coachng"},
    "other_case": {"activity": "co-planning"},
    "retired_focus_area": {"focus_area": RETIRED_FOCUS_AREA},
    "broken_formula": {"minutes": Formula("=Z999/0")},
    "text_with_equals": {"note": "=> agreed with the office, second visit in May"},
    "text_with_plus": {"note": "+1 session for the new staff"},
    "text_with_minus": {"note": "- carts returned, - chargers missing"},
    "text_with_at": {"note": "@office: room 12 next time"},
    "emoji": {"note": "Great energy in the library today \N{PARTY POPPER}\N{BOOKS} " + _THUMB},
    "long_note": {"note": _LONG_NOTE.strip()},
}  # fmt: skip
_WRITTEN: Final[dict[str, Callable[[date], str]]] = {
    "date_text_us": lambda day: f"{day.month}/{day.day}/{day.year}",
    "date_text_iso": lambda day: day.isoformat(),
    "date_two_digit_year": lambda day: f"{day.month}/{day.day}/{day:%y}",
    "date_day_first": lambda day: f"{day:%d/%m/%Y}",
}


@dataclass(frozen=True)
class Outsiders:
    """By district: a coach who is not assigned to it, and a school that stands in another district."""

    coach: Mapping[str, str]
    school: Mapping[str, str]


class _Changes:
    """The logs while they are being spoiled; no row is spoiled twice."""

    def __init__(self, logs: Logs, outsiders: Outsiders, draw: Chance) -> None:
        self.logs = {district_id: [{**row} for row in rows] for district_id, rows in logs.items()}
        self._outsiders = outsiders
        self._draw = draw
        self._spoiled: set[int] = set()

    def do(self, mess: Mess) -> None:
        rows = self.logs[mess.district_id]
        if mess.name == "full_day_in_two_districts":
            self._full_day_twice(mess.district_id)
            return
        index = self._choose(rows, after=RETIRED_ON if mess.name == "retired_focus_area" else date.min)
        row = rows[index]
        if mess.name in _FIXED:
            row |= _FIXED[mess.name]
        elif mess.name in _WRITTEN:
            day = row["date"]
            row["date"] = _WRITTEN[mess.name](day) if isinstance(day, date) else day
        elif mess.name == "trailing_spaces":
            row |= {"activity": f"{row['activity']}  ", "school": f" {row['school']}"}
        elif mess.name == "unassigned_coach":
            row["coach"] = self._outsiders.coach[mess.district_id]
        elif mess.name == "school_of_another_district":
            row["school"] = self._outsiders.school[mess.district_id]
        elif mess.name == "pasted_twice":
            self._insert(rows, index + 1, {**row})
        elif mess.name == "copied_and_changed":
            self._copy_to_the_next_visit(rows, index)
        else:
            raise ValueError(f"The sample has no mess named {mess.name!r}.")

    def _choose(self, rows: list[Row], after: date) -> int:
        """A row of in-person coaching without a mark or a head-count, not spoiled yet, not the log's last."""
        possible = [index for index, row in enumerate(rows[:-20]) if self._is_plain(row) and _day(row) > after]
        index = self._draw.choice(possible)
        self._spoiled.add(id(rows[index]))
        return index

    def _is_plain(self, row: Row) -> bool:
        empty = all(row[key] == "" for key in ("delivery", "contract_day", "attendance"))
        return empty and row["focus_area"] != "" and id(row) not in self._spoiled

    def _insert(self, rows: list[Row], index: int, row: Row) -> None:
        self._spoiled.add(id(row))
        rows.insert(index, row)

    def _copy_to_the_next_visit(self, rows: list[Row], index: int) -> None:
        row = rows[index]
        later = (i for i in range(index, len(rows)) if rows[i]["coach"] == row["coach"] and _day(rows[i]) > _day(row))
        target = next(later)
        minutes = 75 if row["minutes"] != 75 else 60
        self._insert(rows, target + 1, {**row, "date": _day(rows[target]), "minutes": minutes})

    def _full_day_twice(self, district_id: str) -> None:
        """Marks Full day on every row of the first date that a coach shared with another district."""
        dates = {(row["coach"], _day(row)) for row in self.logs[district_id] if self._is_plain(row)}
        for other in self.logs:
            shared = dates & {(row["coach"], _day(row)) for row in self.logs[other] if self._is_plain(row)}
            if other == district_id or not shared:
                continue
            coach, day = min(shared, key=str)
            for row in (*self.logs[district_id], *self.logs[other]):
                if (row["coach"], _day(row)) == (coach, day):
                    row["contract_day"] = ContractDayMark.FULL.value
                    self._spoiled.add(id(row))
            return
        raise ValueError(f"No coach shares a date between {district_id} and another district.")


def _day(row: Row) -> date:
    """The row's date; the beginning of time where it is no longer a date."""
    day = row["date"]
    return day if isinstance(day, date) else date.min


def spoiled(seed: int, logs: Logs, outsiders: Outsiders) -> Logs:
    """The logs with every `MESS` done to them; the logs that were handed in stay as they were."""
    changes = _Changes(logs, outsiders, chance(seed, "mess"))
    for mess in sorted(MESS, key=lambda mess: mess.name != "full_day_in_two_districts"):
        changes.do(mess)
    return changes.logs


def spoiled_time(coach_id: str, my_time: list[Row]) -> list[Row]:
    """One coach's My Time with what `TIME_MESS` says done to its third row."""
    return [row | TIME_MESS.get(coach_id, {}) if place == 2 else row for place, row in enumerate(my_time)]
