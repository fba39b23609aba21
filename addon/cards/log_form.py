"""The form of one entry: five fields for the usual case, the rest folded away."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Final

from addon.cards.pieces import (
    MOST_ITEMS,
    Links,
    Section,
    Widget,
    day_field,
    drop_down,
    line,
    section,
    suggesting_field,
    text_field,
)
from addon.events import Inputs
from sync.coaching.vocabulary import Delivery
from sync.jobs.coach_day import CoachDay, DayEntry
from sync.jobs.entry_form import EntryForm, FormProblem

NOTHING: Final = "-"  # a choice must have a value; this one means none
LABELS: Final[Mapping[str, str]] = {
    "day": "Date",
    "school": "School",
    "activity": "Activity",
    "minutes": "Minutes",
    "focus_area": "Focus area",
    "delivery": "Delivery",
    "contract_day": "Contract day",
    "attendance": "Attendance (group work only)",
    "funding_source": "Funding source",
    "note": "Note for the district",
}
FIELDS: Final = frozenset(LABELS)
LISTS: Final[Mapping[str, str]] = {  # field -> the list of the templates that fills it
    "school": "schools",
    "activity": "activities",
    "focus_area": "focus_areas",
    "delivery": "delivery",
    "contract_day": "contract_day",
    "funding_source": "funding_sources",
}
_EMPTY: Final[Mapping[str, str]] = {
    "school": "Choose the school",
    "activity": "Choose the activity",
    "focus_area": "Choose, or none for other time",
    "contract_day": "By the usual rule",
    "funding_source": "The contract's usual source",
}

Lists = Mapping[str, Sequence[str]]


def typed(inputs: Inputs) -> EntryForm:
    """What stands in the fields of a card."""
    texts = {name: inputs.text(name) for name in FIELDS if name != "day"}
    return EntryForm(inputs.day("day"), **{name: "" if text == NOTHING else text for name, text in texts.items()})


def usual_form(day: CoachDay, on: date | None = None) -> EntryForm:
    """What a coach most likely means: today, the last school, the usual minutes."""
    school = day.last.school if day.last else ""
    return EntryForm(on or day.today, school, minutes=str(day.usual_minutes or ""))


def form_again(entry: DayEntry, today: date) -> EntryForm:
    """The same work once more, today. The note is not taken along: it spoke of another day."""
    return entry_form(entry, today, note="")


def entry_form(entry: DayEntry, on: date | None = None, note: str | None = None) -> EntryForm:
    """An entry as it stands in the log."""
    return EntryForm(
        on or entry.day,
        entry.school,
        entry.activity,
        str(entry.minutes),
        entry.focus_area,
        entry.delivery,
        entry.contract_day,
        "" if entry.attendance is None else str(entry.attendance),
        entry.funding_source,
        entry.note if note is None else note,
    )


def form_sections(
    form: EntryForm, lists: Lists, links: Links, problems: Sequence[FormProblem] = ()
) -> list[Section | None]:
    """What is to be corrected, the five usual fields, and the rest, folded unless something in it is to be corrected."""
    wrong = {problem.field for problem in problems}
    usual: list[Widget | None] = [
        day_field("day", LABELS["day"], form.day),
        _choice("school", form.school, lists, links),
        _choice("activity", form.activity, lists, links),
        text_field("minutes", LABELS["minutes"], form.minutes, "For example 45, or 1h 30"),
        _choice("focus_area", form.focus_area, lists, links),
    ]
    rest: list[Widget | None] = [
        _choice("delivery", form.delivery or Delivery.IN_PERSON.value, lists, links),
        _choice("contract_day", form.contract_day, lists, links),
        text_field("attendance", LABELS["attendance"], form.attendance, "How many people took part"),
        _choice("funding_source", form.funding_source, lists, links) if lists["funding_sources"] else None,
        text_field(
            "note",
            LABELS["note"],
            form.note,
            "Everyone who can open this Sheet can read it. Never name an educator or a student.",
            lines=True,
        ),
    ]
    corrections: list[Widget | None] = [line(problem.message, LABELS.get(problem.field, "")) for problem in problems]
    folded = not wrong & {"delivery", "contract_day", "attendance", "funding_source", "note"}
    return [
        section(corrections, "Please correct"),
        section(usual),
        section(rest, "More details", folded=folded),
    ]


def _choice(field: str, chosen: str, lists: Lists, links: Links) -> Widget:
    values = lists[LISTS[field]]
    empty = _EMPTY.get(field)
    choices = [(empty, NOTHING)] if empty else []
    # What was retired or renamed meanwhile still stands in the entry.
    choices += [(value, value) for value in (*values, *({chosen} - set(values) - {""}))]
    if len(choices) > MOST_ITEMS:
        return suggesting_field(field, LABELS[field], chosen, "Type a part of the name", links.suggest(field))
    return drop_down(field, LABELS[field], choices, chosen or NOTHING)
