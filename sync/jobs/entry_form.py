"""One entry as a coach types it into a card, checked by the very rules that read a typed row.

So nothing gets in through the sidebar that the sync would refuse, and what is refused says why in the same words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import Cell, DaySerial, TabSnapshot
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.parsing import ParsedLog, parse_log
from sync.coaching.registry import Coach, District, Registry
from sync.coaching.report_words import school_name
from sync.coaching.texts import tidy
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, Delivery
from sync.google.cell_data import serial

LONGEST_NOTE: Final = 1_000  # characters: a note, not a report
LONGEST_FIELD: Final = 200


@dataclass(frozen=True)
class EntryForm:
    """What a coach typed, as text; `day` is None where none could be read."""

    day: date | None
    school: str = ""
    activity: str = ""
    minutes: str = ""
    focus_area: str = ""
    delivery: str = ""
    contract_day: str = ""
    attendance: str = ""
    funding_source: str = ""
    note: str = ""

    def cut(self) -> EntryForm:
        """The same without control characters, and no field longer than a field may be."""
        texts = {each.name: getattr(self, each.name) for each in fields(self) if each.name != "day"}
        lengths = {"note": LONGEST_NOTE}
        cut: dict[str, Any] = {
            name: _printable(text)[: lengths.get(name, LONGEST_FIELD)] for name, text in texts.items()
        }
        return replace(self, **cut)


@dataclass(frozen=True)
class FormProblem:
    """One thing to correct, by the form's field; in words that repeat nothing of what was typed."""

    field: str
    message: str


class FormRefused(Exception):
    """The form cannot be logged as it is; nothing was read or written."""

    def __init__(self, problems: Sequence[FormProblem]) -> None:
        super().__init__("The form has something to correct.")
        self.problems = tuple(problems)


@dataclass(frozen=True)
class CheckedEntry:
    """An entry as it goes into the log, by column key, and what is remarkable about it though it counts."""

    cells: Mapping[str, object]
    remarks: tuple[str, ...]


def checked_entry(form: EntryForm, coach: Coach, district: District, registry: Registry, today: date) -> CheckedEntry:
    """The form as a row of the log. Raises FormRefused with everything that is to be corrected."""
    form = form.cut()
    problems = _missing(form)
    written_as = coach.name
    parsed = _parsed(form, written_as, district, registry, today)
    if any(problem.column == "Coach" and problem.outcome is Outcome.PROBLEM for problem in parsed.problems):
        written_as = coach.email  # two coaches of one name
        parsed = _parsed(form, written_as, district, registry, today)
    problems += [each for each in _form_problems(parsed.problems) if each.field not in {p.field for p in problems}]
    if problems:
        raise FormRefused(problems)
    entry = parsed.entries.iloc[0]
    if entry["coach_id"] != coach.coach_id:
        raise FormRefused([FormProblem("day", "You are not assigned to this district on that date.")])
    delivery = str(entry["delivery"])
    cells: dict[str, object] = {
        "date": form.day,
        "coach": written_as,
        "school": school_name(registry, str(entry["school_id"])),
        "activity": str(entry["activity"]),
        "focus_area": str(entry["focus_area"]),
        "minutes": int(entry["minutes"]),
        "delivery": "" if delivery == Delivery.IN_PERSON.value else delivery,
        "contract_day": str(entry["contract_day"]),
        "attendance": int(form.attendance) if form.attendance else None,
        "funding_source": str(entry["funding_source"]),
        "note": form.note,
    }
    notices = [each for each in parsed.problems if each.outcome in (Outcome.NOTICE, Outcome.REPAIRED) and each.row]
    return CheckedEntry(cells, tuple(dict.fromkeys(each.message for each in notices)))


def _parsed(form: EntryForm, coach_written: str, district: District, registry: Registry, today: date) -> ParsedLog:
    """The form read as the one row of a log."""
    template = load("district_workbook").tab("activity_log")
    said: dict[str, Cell] = {
        **{each.name: getattr(form, each.name) or None for each in fields(form) if each.name != "day"},
        "date": DaySerial(serial(form.day)) if form.day else None,
        "coach": coach_written,
    }
    columns = tuple((column.header, said.get(column.key)) for column in template.columns)
    keys = {place: column.key for place, column in enumerate(template.columns)}
    tab = TabSnapshot(0, template.title, template.key, 2, len(columns), columns, keys)
    return parse_log(tab, template, district.district_id, registry, today, "only read, never kept")


def _missing(form: EntryForm) -> list[FormProblem]:
    """What a card asks for beyond what a typed row needs."""
    found = []
    if form.day is None:
        found.append(FormProblem("day", "Choose the day from the calendar."))
    if not form.school:
        found.append(FormProblem("school", "Choose the school, or All schools."))
    if not form.activity:
        found.append(FormProblem("activity", "Choose the activity."))
    if not form.minutes:
        found.append(FormProblem("minutes", "Type the minutes, for example 45."))
    activity = ACTIVITY_BY_NAME.get(form.activity)
    if form.attendance and activity is not None and not activity.group:
        found.append(
            FormProblem(
                "attendance",
                "Attendance belongs to group work only. Empty it: a head-count could show who was coached.",
            )
        )
    elif form.attendance and not (form.attendance.isascii() and form.attendance.isdecimal()):
        found.append(FormProblem("attendance", "Type the number of people as digits, for example 12."))
    return found


_ALWAYS_REFUSED: Final = (
    "funding_source",
    "attendance",
)  # a typed row counts without them; in a card they can be put right


def _form_problems(problems: Sequence[RowProblem]) -> list[FormProblem]:
    found: dict[str, FormProblem] = {}
    columns = load("district_workbook").tab("activity_log").columns
    field_of = {column.header: "day" if column.key in ("date", "coach") else column.key for column in columns}
    for each in problems:
        field = field_of.get(each.column, "day")
        put_right = each.outcome is Outcome.NOTICE and field in _ALWAYS_REFUSED
        if each.row is not None and (each.outcome is Outcome.PROBLEM or put_right):
            found.setdefault(field, FormProblem(field, f"{each.message} {_hint(each.hint)}"))
    return list(found.values())


def _hint(hint: str) -> str:
    """The hint in the words of a card, which has no cells."""
    return hint.replace("from the list in the cell", "from the list").replace(
        "Double-click the cell and choose", "Choose"
    )


def _printable(text: str) -> str:
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    return "\n".join(tidy("".join(letter for letter in line if letter.isprintable())) for line in lines).strip()
