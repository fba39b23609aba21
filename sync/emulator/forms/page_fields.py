"""The fields of the page: their names, what was typed into them as answers, and answers as what stands in them.

The names are those of Google's page, which prefilled links use: `entry.` and the question's id as a decimal number.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from sync.emulator.forms.answers import choices_of, has_other
from sync.emulator.forms.records import Json

Fields = Mapping[str, Sequence[str]]
OTHER = "__other_option__"
_PARTS = ("_year", "_month", "_day", "_hour", "_minute")


def entry(question: Json) -> str:
    return f"entry.{int(question['questionId'], 16)}"


def other_entry(question: Json) -> str:
    """The field for an answer of one's own."""
    return f"{entry(question)}.other_option_response"


def names_of(question: Json) -> list[str]:
    """Every field that may hold a part of the answer."""
    name = entry(question)
    return [name, other_entry(question), *(name + part for part in _PARTS)]


def texts_in(question: Json, fields: Fields) -> list[str]:
    """The answer that the fields hold, in the API's texts, as far as it can be made of what was typed.

    An empty list means no answer; `[""]` that "other" was picked and nothing written.
    """
    name = entry(question)
    given = [text for text in fields.get(name, ()) if text != ""]
    if "dateQuestion" in question:
        return _date_in(question["dateQuestion"], name, given, fields)
    if "timeQuestion" in question:
        return given or _joined(_clock_in(name, fields))
    if not has_other(question):
        return given
    own = next(iter(fields.get(other_entry(question), ())), "")
    return [own if text == OTHER else text for text in given]


def fields_for(question: Json, texts: Sequence[str]) -> dict[str, list[str]]:
    """The fields that hold an answer, for a response that is opened again."""
    name = entry(question)
    if not has_other(question):
        return {name: list(texts)}
    known = set(choices_of(question))
    own = [text for text in texts if text not in known]
    fields = {name: [text if text in known else OTHER for text in texts]}
    return fields | ({other_entry(question): own} if own else {})


def parts_in(question: Json, fields: Fields) -> dict[str, str]:
    """What stands in the single fields of a date or a time: `year`, `month`, `day`, `hour`, `minute`, `date`, `time`.

    A whole answer (of a prefilled link, or of a response) is taken apart; what was typed into a single field stays.
    """
    name = entry(question)
    typed = {part[1:]: next(iter(fields.get(name + part, ())), "") for part in _PARTS}
    whole = next(iter(fields.get(name, ())), "").replace("T", " ")
    if not whole:
        return {**typed, "date": "", "time": ""}
    day, _, time = whole.partition(" ") if "dateQuestion" in question else ("", "", whole)
    month_and_day = day.split("-")[-2:] if "-" in day else ["", ""]
    clock = time.split(":")[:2] if ":" in time else ["", ""]
    found = {"month": month_and_day[0], "day": month_and_day[1], "hour": clock[0], "minute": clock[1]}
    return {**typed, **{part: text for part, text in found.items() if text}, "date": day, "time": time}


def _date_in(asked: Json, name: str, given: list[str], fields: Fields) -> list[str]:
    """`entry.N` may hold the whole date, or the date alone beside `entry.N_hour` and `entry.N_minute`."""
    day = given[0].replace("T", " ") if given else _day_in(asked, name, fields)
    if asked.get("includeTime") and " " not in day and (clock := _clock_in(name, fields)):
        day = f"{day} {clock}"
    return _joined(day.rstrip())


def _day_in(asked: Json, name: str, fields: Fields) -> str:
    wanted = ("_year", "_month", "_day") if asked.get("includeYear") else ("_month", "_day")
    typed = [next(iter(fields.get(name + part, ())), "").strip() for part in wanted]
    if not any(typed):
        return ""
    return "-".join(text.zfill(4 if part == "_year" else 2) for part, text in zip(wanted, typed, strict=True))


def _clock_in(name: str, fields: Fields) -> str:
    hour, minute = (next(iter(fields.get(name + part, ())), "").strip() for part in ("_hour", "_minute"))
    if ":" in hour:  # one field for the whole time
        return hour
    return f"{hour.zfill(2)}:{minute.zfill(2)}" if hour or minute else ""


def _joined(text: str) -> list[str]:
    return [text] if text else []
