"""A response to a district's Activity Form as a row of its Activity Log, or why it cannot be one yet.

It is read by the very rules that read a typed row. What a coach can mend in the Sheet (minutes that cannot be read, a date outside
the school year) goes into the log as it was written, and Needs Attention lists it there. Only what the log cannot hold waits: a
district, a coach or a school that the registry does not join.
"""

from __future__ import annotations

import hashlib
import re
import uuid
from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date, datetime
from typing import Final
from zoneinfo import ZoneInfo

import pandas as pd

from sheets_templates import load_tab
from sheets_templates.cells import Cell, DaySerial, TabSnapshot
from sheets_templates.form_model import FormResponse
from sync.coaching.dates import SERIAL_DAY_ZERO
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.parsing import ParsedLog, parse_log
from sync.coaching.registry import Coach, District, Registry
from sync.coaching.report_words import school_name
from sync.coaching.texts import tidy
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, Delivery

FORM_ENTRIES: Final = uuid.UUID(
    "0d9f6f0a-6c0e-4c6b-9a53-3b6f0c6f2f3d"
)  # the namespace of ids made from form and response
LONGEST_ANSWER: Final = 200  # characters; a note may have more
LONGEST_NOTE: Final = 1_000
_HEADERS_THAT_WAIT: Final = ("school", "coach")  # columns in which a problem keeps a response out of the log


@dataclass(frozen=True)
class PlacedResponse:
    """A response as a row: `cells` by column key. `problems` are the row's own, `row` 0: where it will stand is not known here."""

    response_id: str
    entry_id: str
    coach: Coach
    cells: Mapping[str, object]
    problems: tuple[RowProblem, ...]


@dataclass(frozen=True)
class WaitingResponse:
    """A response that no log can hold yet. `reason` is in words for the director: what is wrong and what to do, without a name."""

    response_id: str
    reason: str
    coach_id: str = ""


def entry_id_of_response(form_id: str, response_id: str) -> str:
    """The id of the entry that a response is: an edited response keeps it."""
    return str(uuid.uuid5(FORM_ENTRIES, f"{form_id}\x1f{response_id}"))


def placed_response(
    response: FormResponse, questions: Mapping[str, str], district_id: str, registry: Registry, today: date
) -> PlacedResponse | WaitingResponse:
    """Where a response belongs.

    Args: `questions` are the template's keys by question id, `district_id` the district whose form it is, `today` the day in the
    district's time zone. An empty date is the day of the first submission there.
    """
    district = registry.districts.get(district_id)
    coach = next((each for each in registry.coaches.values() if each.email and each.email == response.respondent), None)
    refusal = _refusal(response, district, coach, registry)
    if refusal or district is None or coach is None:
        return WaitingResponse(response.response_id, refusal, coach.coach_id if coach else "")
    said = {key: clean_answer(response.answer(asked), _longest(key)) for asked, key in questions.items()}
    day = _day(said.get("date", "")) or submitted_day(response, district, today)
    written_as, parsed = coach.name, _parsed(said, day, coach.name, district_id, registry, today)
    if _problem_in("coach", parsed) is not None:
        written_as, parsed = (
            coach.email,
            _parsed(said, day, coach.email, district_id, registry, today),
        )  # two of one name
    for column in _HEADERS_THAT_WAIT:
        problem = _problem_in(column, parsed)
        if problem is not None:
            return WaitingResponse(response.response_id, f"{problem.message} {_for_director(column)}", coach.coach_id)
    cells = _cells(parsed, said, day, written_as, registry)
    row_problems = tuple(each for each in parsed.problems if each.row is not None)
    return PlacedResponse(
        response.response_id, entry_id_of_response(response.form_id, response.response_id), coach, cells, row_problems
    )


def submitted_day(response: FormResponse, district: District, today: date) -> date:
    """The day on which a response was first submitted, in the district's time zone; never one after `today`, whose clock decides
    what is in the future (a practice program's stands still)."""
    return min(today, datetime.fromisoformat(response.created).astimezone(ZoneInfo(district.time_zone)).date())


def _refusal(response: FormResponse, district: District | None, coach: Coach | None, registry: Registry) -> str:
    """Why a response has no log at all; "" where it has one."""
    if district is None:
        return "The district of this form is not in the registry. Add it to the Districts tab, or close the form."
    if not response.respondent:
        return "The form did not record who answered. Run `coachlog provision forms`, which makes respondents sign in."
    if coach is None:
        return "Whoever answered is no coach of the program. Add their address to the Coaches tab, or take them off the form."
    if all(each.coach_id != coach.coach_id for each in registry.assigned_coaches(district.district_id)):
        return "The coach is not assigned to this district. Add the assignment to the registry, or take the coach off the form."
    if district.workbook_id is None:
        return (
            "The district has shared no workbook yet. The response goes into its log as soon as the registry names one."
        )
    return ""


def _for_director(column: str) -> str:
    if column == "school":
        return "Correct the Schools tab of the registry, or ask the coach to choose the school again in the response."
    return "Correct the assignment in the registry, or ask the coach to correct the date in the response."


def clean_answer(text: str, longest: int) -> str:
    """An answer in words as it is seen, line by line: no control or invisible characters, at most `longest` characters."""
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    seen = "\n".join(tidy("".join(letter for letter in line if letter.isprintable())) for line in lines).strip()
    return seen[:longest]


def _longest(key: str) -> int:
    return LONGEST_NOTE if key == "note" else LONGEST_ANSWER


def _day(text: str) -> date | None:
    """The day of a date answer, which Forms writes as 2026-05-19."""
    try:
        return date.fromisoformat(text[:10]) if text else None
    except ValueError:
        return None


def _parsed(
    said: Mapping[str, str], day: date, coach: str, district_id: str, registry: Registry, today: date
) -> ParsedLog:
    """The response read as the one row of a log."""
    template = load_tab("district_workbook", "activity_log")
    cells: dict[str, Cell] = {key: text or None for key, text in said.items()}
    cells |= {"date": DaySerial((day - SERIAL_DAY_ZERO).days), "coach": coach}
    columns = tuple((column.header, cells.get(column.key)) for column in template.columns)
    keys = {place: column.key for place, column in enumerate(template.columns)}
    tab = TabSnapshot(0, template.title, template.key, 2, len(columns), columns, keys)
    return parse_log(tab, template, district_id, registry, today, "only read, never kept")


def _problem_in(column: str, parsed: ParsedLog) -> RowProblem | None:
    header = load_tab("district_workbook", "activity_log").column(column).header
    return next(
        (each for each in parsed.problems if each.column == header and each.outcome is Outcome.PROBLEM and each.row),
        None,
    )


def _cells(parsed: ParsedLog, said: Mapping[str, str], day: date, coach: str, registry: Registry) -> dict[str, object]:
    """The row in the log's own words where it counts; where it does not, as it was written, for the coach to mend."""
    if not len(parsed.entries):
        stray = not getattr(
            ACTIVITY_BY_NAME.get(said.get("activity", "")), "group", False
        )  # a head-count tells on people
        texts = {key: _number_or_text(key, text) for key, text in said.items()}
        return texts | {"date": day, "coach": coach} | ({"attendance": None} if stray else {})
    entry = parsed.entries.iloc[0]
    delivery = str(entry["delivery"])
    read: dict[str, object] = {
        "date": day,
        "coach": coach,
        "school": school_name(registry, str(entry["school_id"])),
        "activity": str(entry["activity"]),
        "focus_area": str(entry["focus_area"]),
        "minutes": int(entry["minutes"]),
        "delivery": "" if delivery == Delivery.IN_PERSON.value else delivery,
        "contract_day": str(entry["contract_day"]),
        "attendance": None if pd.isna(entry["attendance"]) else int(entry["attendance"]),
        "funding_source": str(entry["funding_source"]),
        "note": said.get("note", ""),
    }
    if re.fullmatch(r"\d*[.,]\d+", said.get("minutes", "")):
        read["minutes"] = said["minutes"]  # 1.5 may be hours: in the log the coach sees how it was read
    return {key: value for key, value in read.items() if key in said or key in ("date", "coach")}


def _number_or_text(key: str, text: str) -> object:
    return int(text) if key in ("minutes", "attendance") and text.isascii() and text.isdecimal() else text


def cell_marks(cells: Mapping[str, object], key: str) -> dict[str, str]:
    """A keyed mark of every cell, by column key: whether an edited response says something else is seen without keeping what it
    says. Raises ValueError for an empty key."""
    if not key:
        raise ValueError("The marks of a response need the installation's fingerprint key.")
    return {
        column: hashlib.blake2b(f"{column}\x1f{value!r}".encode(), key=key.encode(), digest_size=8).hexdigest()
        for column, value in cells.items()
    }


def edited_cells(
    cells: Mapping[str, object], marks: Mapping[str, str], earlier: Mapping[str, str]
) -> dict[str, object]:
    """The cells that an edited response changes: those whose mark differs from the earlier one. What the coach corrected in the
    Sheet meanwhile stays where the response says what it said before."""
    return {column: value for column, value in cells.items() if marks[column] != earlier.get(column)}
