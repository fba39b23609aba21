"""How long an activity took, in minutes, from whatever a person typed. What cannot be told for sure is
refused, never guessed."""

from __future__ import annotations

import re
from typing import Final

from sheets_templates.cells import Cell, ClockSerial, DaySerial
from sync.coaching.readings import Reading, refused, repaired, unreadable_kind
from sync.coaching.texts import plain, tidy

MINUTES_AN_HOUR: Final = 60
MINUTES_A_DAY: Final = 24 * MINUTES_AN_HOUR
LONGEST_MINUTES: Final = 16 * MINUTES_AN_HOUR  # no activity of one day takes longer; more is a slip of the finger
MOST_HOURS_AS_NUMBER: Final = 12  # "1.5" or "7.25" can only be hours; "45.5" can only be minutes
FEWEST_PLAIN_MINUTES: Final = 5  # a plain 1, 2, 3 or 4 is as often hours as minutes
FEWEST_PLAIN_MINUTES_UNDER_HOURS: Final = (
    17  # below a header that says hours: 17 hours is no activity, so it is minutes
)
LONGEST_CLOCK_MINUTES: Final = 12 * MINUTES_AN_HOUR  # 13:30 in a cell is a time of day, not a duration
WHOLE: Final = 0.21  # minutes: 0.33 h is 19.8 and 0.67 h is 40.2, both plainly meant as thirds of an hour

HINT: Final = "Type the minutes as a whole number, for example 90."
_HOURS: Final = r"(?:h|hs|hr|hrs|hour|hours|std|hora|horas)\.?"
_MINUTES: Final = r"(?:m|mn|min|mins|minute|minutes|minuto|minutos|')\.?"
_NUMBER: Final = r"(\d+(?:[.,]\d+)?|[.,]\d+)"
_PLAIN_NUMBER: Final = re.compile(r"[-+]?(?:\d+(?:[.,]\d*)?|[.,]\d+)")
_CLOCK: Final = re.compile(rf"(\d{{1,3}}):([0-5]\d)(?::[0-5]\d)?\s*(?:{_HOURS})?")
_HOURS_AND_MINUTES: Final = re.compile(rf"(\d+)\s*{_HOURS}\s*(?:and|y|,)?\s*(\d{{1,2}})\s*(?:{_MINUTES})?")
_HOURS_ONLY: Final = re.compile(rf"{_NUMBER}\s*{_HOURS}")
_MINUTES_ONLY: Final = re.compile(rf"{_NUMBER}\s*{_MINUTES}")
_MIXED_HOURS: Final = re.compile(rf"(\d+)?\s*(1/2|1/4|3/4)\s*(?:{_HOURS}|of an hour|an hour)")
_PARTS: Final = {"1/2": 30, "1/4": 15, "3/4": 45}
_WORDS: Final = {"an hour": 60, "one hour": 60, "half an hour": 30, "half hour": 30, "quarter of an hour": 15}
_WORDS_AND_HALF: Final = {"an hour and a half": 90, "one and a half hours": 90, "hour and a half": 90}


def read_duration(cell: Cell, fewest_plain_minutes: int = FEWEST_PLAIN_MINUTES) -> Reading:
    """The minutes of one cell, as a whole number from 1 to 960.

    A plain number below `fewest_plain_minutes` could be hours and is refused. A value that was re-read
    (hours, a clock time, text with a unit) says so; text that is just a whole number does not.
    """
    kind = unreadable_kind(cell, "the minutes")
    if kind is not None:
        return kind
    if isinstance(cell, DaySerial) and cell >= 1:
        return refused("The cell holds a date instead of minutes.", f"Set the cell's format to Number. {HINT}")
    if isinstance(cell, (ClockSerial, DaySerial)):
        return _clock(float(cell) * MINUTES_A_DAY)
    if isinstance(cell, (int, float)):
        return _number(float(cell), fewest_plain_minutes)
    return _text(tidy(str(cell)).casefold().replace("\u2044", "/"), fewest_plain_minutes)


def shown_minutes(minutes: int) -> str:
    """A duration as a coach says it: `90 minutes`."""
    return f"{minutes} minute" if minutes == 1 else f"{minutes} minutes"


def _number(number: float, fewest: int, decimals: int | None = None) -> Reading:
    if not number > 0:
        what = "zero" if number == 0 else "less than zero" if number < 0 else "not a number"
        return refused(f"The time spent is {what}.", HINT)
    if number > LONGEST_MINUTES:
        return _too_long()
    if abs(number - round(number)) < 1e-6:
        if round(number) < fewest:
            return refused("It is not clear whether these are minutes or hours.", f'{HINT} For hours type "2 h".')
        return Reading(round(number))
    if number > MOST_HOURS_AS_NUMBER:
        return _as_read(number, "The minutes were not a whole number")
    minutes = number * MINUTES_AN_HOUR
    exact = decimals if decimals is not None else len(repr(number).partition(".")[2])
    fraction_of_a_day = number < 1 and (exact > 3 or abs(minutes - round(minutes)) > WHOLE)
    if fraction_of_a_day or minutes < FEWEST_PLAIN_MINUTES - WHOLE:
        return refused("It is not clear whether this is a part of an hour, of a day, or minutes.", HINT)
    return _as_read(minutes, "A number with a decimal part was taken as hours")


def _clock(minutes: float) -> Reading:
    if not minutes > 0:
        return refused("The time spent is zero or less.", HINT)
    if minutes > LONGEST_MINUTES:
        return _too_long()
    if minutes >= LONGEST_CLOCK_MINUTES:
        return refused("The cell holds a time of day instead of minutes.", HINT)
    return _as_read(minutes, "Hours and minutes were typed as a clock time")


def _text(text: str, fewest: int) -> Reading:
    if re.fullmatch(r"\d{1,3}[.,]\d{3}", text) and text[0] != "0":
        return refused("It is not clear whether the comma or point parts thousands or decimals.", HINT)
    if _PLAIN_NUMBER.fullmatch(text):
        number = text.replace(",", ".")
        return _number(float(number), fewest, len(number.partition(".")[2]))
    if clock := _CLOCK.fullmatch(text):
        return _written(int(clock[1]) * MINUTES_AN_HOUR + int(clock[2]))
    if both := _HOURS_AND_MINUTES.fullmatch(text):
        return _written(int(both[1]) * MINUTES_AN_HOUR + int(both[2])) if int(both[2]) < MINUTES_AN_HOUR else _unread()
    if part := _MIXED_HOURS.fullmatch(text):
        return _written(int(part[1] or 0) * MINUTES_AN_HOUR + _PARTS[part[2]])
    if hours := _HOURS_ONLY.fullmatch(text):
        return _written(float(hours[1].replace(",", ".")) * MINUTES_AN_HOUR)
    if minutes := _MINUTES_ONLY.fullmatch(text):
        return _written(float(minutes[1].replace(",", ".")))
    in_words = (_WORDS | _WORDS_AND_HALF).get(plain(text))
    return _written(in_words) if in_words else _unread()


def _written(minutes: float) -> Reading:
    if minutes > LONGEST_MINUTES:
        return _too_long()
    return _as_read(minutes, "The time was typed with its unit")


def _as_read(minutes: float, why: str) -> Reading:
    whole = int(minutes + 0.5)
    if whole < 1:
        return refused("The time spent is less than a minute.", HINT)
    return repaired(
        whole, f"{why}: read as {shown_minutes(whole)}.", "Nothing to do if this is right; otherwise type the minutes."
    )


def _too_long() -> Reading:
    return refused("The time spent is more than 16 hours, too long for one activity.", HINT)


def _unread() -> Reading:
    return refused("The time spent cannot be read.", f'{HINT} "1h 30", "1:30" and "1.5 h" are understood too.')
