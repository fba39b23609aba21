"""Logging, changing and deleting one entry of a coach in a district's workbook, with the coach's own permission.

What was typed is read by the very rules that read a typed row, so that nothing gets in through the sidebar that the sync would
refuse. A click that arrives twice is one entry: its id follows from the nonce of the card, and each write swaps the version token.
"""

from __future__ import annotations

import random
import time
import uuid
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, fields, replace
from datetime import date
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import Cell, DaySerial, TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.parsing import ParsedLog, parse_log
from sync.coaching.registry import Coach, District, Registry
from sync.coaching.report_words import school_name
from sync.coaching.texts import tidy
from sync.coaching.vocabulary import ACTIVITY_BY_NAME, Delivery
from sync.google.cell_data import serial
from sync.google.errors import GoogleProblem, StaleVersion, WriteUnknown
from sync.google.filling import new_rows_request
from sync.google.transport import Transport
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.coach_day import LogUnreadable, entry_row

ENTRY_IDS: Final = uuid.UUID("6d0c2d5e-5a3b-4f0e-9c39-7f6f1b0c0a11")  # the namespace of ids made from a card's nonce
TRIES: Final = 4  # others write in the same second: their batch lands, ours is decided again on what then stands there
LONGEST_PAUSE: Final = 0.4  # seconds
LONGEST_NOTE: Final = 1_000  # characters: a note, not a report
LONGEST_FIELD: Final = 200
_NEEDED_COLUMNS: Final = (
    "date",
    "coach",
    "school",
    "activity",
    "minutes",
    "entry_id",
)  # without one of these nothing is written


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


class EntryGone(Exception):
    """The entry is no longer in the log, or it is another coach's."""


class WorkbookBusy(GoogleProblem):
    """Others wrote to the workbook each time; nothing of ours was written."""

    passing = True

    def __init__(self) -> None:
        super().__init__(
            "The Sheet was being changed by others at the same moment. Nothing was written; please press again."
        )


@dataclass(frozen=True)
class CheckedEntry:
    """An entry as it goes into the log, by column key, and what is remarkable about it though it counts."""

    cells: Mapping[str, object]
    remarks: tuple[str, ...]


@dataclass(frozen=True)
class EntryWritten:
    """The workbook after the write. `already`: the same click had landed before; `remarks` as in CheckedEntry."""

    snapshot: WorkbookSnapshot
    entry_id: str
    remarks: tuple[str, ...] = ()
    already: bool = False


def entry_id_of(nonce: str, workbook_id: str, coach_id: str) -> str:
    """The id of the entry that a card's nonce stands for: the same click, the same id."""
    return str(uuid.uuid5(ENTRY_IDS, "\x1f".join((workbook_id, coach_id, nonce))))


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


def log_entry(transport: Transport, workbook_id: str, checked: CheckedEntry, entry_id: str) -> EntryWritten:
    """The entry in the log, once. One read and one write, unless somebody else writes at the same moment.

    Raises: GoogleProblem; then the same click may be sent again. LogUnreadable where the log lacks what an entry needs.
    """

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        log = usable_log(snapshot, checked.cells)
        if entry_row(log, entry_id) is not None:
            return None
        places = column_positions(load("district_workbook").tab("activity_log"), log)
        row = {key: value for key, value in checked.cells.items() if key in places} | {"entry_id": entry_id}
        return new_rows_request(load("district_workbook").tab("activity_log"), log, [row])

    after, wrote = carried_out(transport, workbook_id, decided)
    return EntryWritten(after, entry_id, checked.remarks, already=not wrote)


Decided = Callable[[WorkbookSnapshot], list[dict[str, Any]] | None]


def carried_out(transport: Transport, workbook_id: str, decided: Decided) -> tuple[WorkbookSnapshot, bool]:
    """The workbook once it holds what was decided, and whether anything had to be written.

    `decided` is asked anew after every read and says None when nothing is left to do. Raises GoogleProblem, WorkbookBusy.
    """
    for turn in range(TRIES):
        if turn:
            time.sleep(random.uniform(0, LONGEST_PAUSE))  # noqa: S311 - only to fall out of step with the others
        snapshot = read_workbook(transport, workbook_id)
        requests = decided(snapshot)
        if requests is None:
            return snapshot, False
        try:
            result = write_workbook(transport, snapshot, snapshot.version, requests)
        except (StaleVersion, WriteUnknown):
            continue
        if result.snapshot_after is not None:
            return result.snapshot_after, True
    raise WorkbookBusy


def usable_log(snapshot: WorkbookSnapshot, cells: Mapping[str, object]) -> TabSnapshot:
    """The Activity Log, if it has a column for everything that is to be written. Raises LogUnreadable."""
    log = snapshot.tab("activity_log")
    template = load("district_workbook").tab("activity_log")
    if log is None:
        raise LogUnreadable(
            "The Activity Log tab is missing. Restore it in Google Sheets with File > Version history, or ask the director."
        )
    places = column_positions(template, log)
    needed = [*_NEEDED_COLUMNS, *(key for key, value in cells.items() if value not in ("", None))]
    lacking = [template.column(key).header for key in dict.fromkeys(needed) if key not in places]
    if lacking:
        raise LogUnreadable(
            f"The Activity Log has no column {', '.join(lacking)} any more. The next sync puts it back within a minute; "
            "then press again."
        )
    return log


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
