"""What a text means when it is typed into a cell (`USER_ENTERED`): number, percent, money, date, time, yes or
no, formula, text.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import UTC, date, datetime
from functools import lru_cache
from typing import Any

from sync.emulator.sheets.cells import ERROR_TYPES, CellError, Formula, Json, Value, tidy_number
from sync.emulator.sheets.locales import Customs, customs
from sync.emulator.sheets.showing import EPOCH
from sync.emulator.sheets.writing import checked_text


@dataclass(frozen=True)
class Entered:
    """A typed value, and the number format that Sheets gives the cell if it has none."""

    value: Value
    number_format: Json | None = None


def entered(text: Any, locale: str, plain_text: bool = False, year: int | None = None) -> Entered:
    """What Sheets makes of a typed text. `plain_text`: the cell's format is plain text, so nothing is read
    into it. `year` is that of a day typed without one; this year, if not given.
    """
    if not isinstance(text, str):
        return Entered(text if isinstance(text, bool) or text is None else tidy_number(text))
    checked_text(text)
    if text.startswith("'"):
        return Entered(text[1:])
    if plain_text:
        return Entered(text)
    if text.startswith("=") and len(text) > 1:
        return Entered(Formula(text))
    if text.startswith("+") and len(text) > 1 and not re.match(r"\+[\d.,$]", text):
        return Entered(Formula("=" + text[1:]))
    bare = text.strip()
    if not bare:
        return Entered(text)
    if bare.upper() in ("TRUE", "FALSE"):
        return Entered(bare.upper() == "TRUE")
    if bare.upper() in ERROR_TYPES:
        return Entered(CellError(ERROR_TYPES[bare.upper()]))
    known = customs(locale)
    this_year = year or datetime.now(UTC).year
    return _number(bare, known) or _moment(bare, known, this_year) or Entered(text)


@lru_cache(maxsize=64)
def _number_pattern(known: Customs) -> re.Pattern[str]:
    decimal, group = re.escape(known.decimal), re.escape(known.group)
    spaces = "\u202f\xa0 " if known.group == " " else ""
    grouped = rf"\d{{1,3}}(?:[{group}{spaces}]\d{{3}})+"
    money = "|".join(re.escape(symbol) for symbol in dict.fromkeys((known.currency, "$", "€", "£", "¥")))
    return re.compile(
        rf"(?P<open>\()?(?P<sign>[+-])?(?P<money>{money})?\s?(?P<sign2>[+-])?"
        rf"(?:(?P<whole>{grouped}|\d+)?(?:{decimal}(?P<part>\d*))?(?:[eE](?P<exp>[+-]?\d+))?)"
        rf"\s?(?P<percent>%)?\s?(?P<money2>{money})?(?P<close>\))?\Z"
    )


def _number(text: str, known: Customs) -> Entered | None:
    match = _number_pattern(known).match(text)
    if not match or not (match["whole"] or match["part"]) or bool(match["open"]) != bool(match["close"]):
        return None
    if (match["sign"] and match["sign2"]) or (match["money"] and match["money2"]):
        return None
    whole = re.sub(r"\D", "", match["whole"] or "0")
    number = float(f"{whole}.{match['part'] or '0'}e{match['exp'] or 0}")
    if number == float("inf"):
        return None
    if "-" in (match["sign"], match["sign2"]) or match["open"]:
        number = -number
    places = len(match["part"] or "")
    grouped = bool(re.search(r"\D", match["whole"] or ""))
    return _formatted(number, match, places, grouped)


def _formatted(number: float, match: re.Match[str], places: int, grouped: bool) -> Entered:
    decimals = "." + "0" * max(places, 2) if places else ""
    if match["percent"]:
        pattern = f"0{'.00' if places else ''}%"
        return Entered(tidy_number(number / 100), {"type": "PERCENT", "pattern": pattern})
    symbol = match["money"] or match["money2"]
    if symbol:
        digits = "#,##0" + (".00" if places else "")
        pattern = f'"{symbol}"{digits}' if match["money"] else f'{digits}" {symbol}"'
        return Entered(tidy_number(number), {"type": "CURRENCY", "pattern": pattern})
    if match["exp"]:
        return Entered(tidy_number(number), {"type": "SCIENTIFIC", "pattern": "0.00E+00"})
    if grouped:
        return Entered(tidy_number(number), {"type": "NUMBER", "pattern": "#,##0" + decimals})
    return Entered(tidy_number(number))


_ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})\Z")
_PARTS = re.compile(r"(\d{1,4})([-/. ])(\d{1,2})(?:\2(\d{1,4}))?\.?\Z")
_TIME = re.compile(r"(\d{1,4}):(\d{2})(?::(\d{2}(?:\.\d{1,3})?))?\s*([AaPp])?\.?[Mm]?\.?\Z")
_BARE_HOUR = re.compile(r"(\d{1,2})\s*([AaPp])\.?[Mm]\.?\Z")


def _moment(text: str, known: Customs, this_year: int) -> Entered | None:
    time = _time(text)
    if time:
        return Entered(tidy_number(time[0]), {"type": "TIME", "pattern": time[1]})
    day = _day(text, known, this_year)
    if day:
        return Entered(_serial(day[0]), {"type": "DATE", "pattern": day[1]})
    found = re.match(r"(.*\S)[\sT]+(\d{1,2}(?::\d{2}.*|\s*[AaPp]\.?[Mm]\.?))\Z", text)
    if not found:
        return None
    day, time = _day(found[1].rstrip(","), known, this_year), _time(found[2])
    if not day or not time or time[0] >= 1:
        return None
    return Entered(tidy_number(_serial(day[0]) + time[0]), {"type": "DATE_TIME", "pattern": f"{day[1]} {time[1]}"})


def _serial(day: date) -> int:
    return (day - EPOCH.date()).days


def _time(text: str) -> tuple[float, str] | None:
    """The fraction of a day that a time or duration is, and its pattern."""
    match = _TIME.match(text)
    bare = _BARE_HOUR.match(text)
    if bare:
        hour, half = int(bare[1]), bare[2].lower()
        return ((hour % 12 + (12 if half == "p" else 0)) / 24, "h:mm am/pm") if 1 <= hour <= 12 else None
    if not match or int(match[2]) > 59 or float(match[3] or 0) >= 60:
        return None
    hour = int(match[1])
    seconds = ":ss" if match[3] else ""
    if "." in (match[3] or ""):
        seconds += ".000"
    if match[4]:
        if not 1 <= hour <= 12:
            return None
        hour, pattern = hour % 12 + (12 if match[4].lower() == "p" else 0), f"h:mm{seconds} am/pm"
    else:
        pattern = f"[h]:mm{seconds}" if hour >= 24 else f"{'hh' if match[1].startswith('0') else 'h'}:mm{seconds}"
    return (hour * 3600 + int(match[2]) * 60 + float(match[3] or 0)) / 86400, pattern


def _day(text: str, known: Customs, this_year: int) -> tuple[date, str] | None:
    """The day that a text names, and the pattern it was typed in."""
    match = _ISO.match(text)
    if match:
        day = _date(int(match[1]), int(match[2]), int(match[3]))
        return (day, text[4].join(("yyyy", "mm", "dd"))) if day else None
    match = _PARTS.match(text)
    if match:
        return _numeric_day(match, known, this_year)
    return _named_day(text, known, this_year)


def _numeric_day(match: re.Match[str], known: Customs, this_year: int) -> tuple[date, str] | None:
    mark = match[2]
    if match[4] is None and (mark == " " or (mark == "." and "." not in known.date_pattern)):
        return None  # `1.5` is the first of May only where days are written so
    order = [letter for letter in known.date_order if letter != "y" or match[4]]
    numbers = [match[1], match[3], *([match[4]] if match[4] else [])]
    parts = dict(zip(order, numbers, strict=True))
    if len(match[1]) > 2 and match[4]:
        parts = dict(zip("ymd", numbers, strict=True))
        order = list("ymd")
    year = _year(parts.get("y"), this_year)
    day = _date(year, int(parts["m"]), int(parts["d"]))
    if day is None and int(parts["m"]) > 12:  # 25/12/2026 typed in a month-first locale is still a date
        day = _date(year, int(parts["d"]), int(parts["m"]))
    if day is None:
        return None
    names = {
        "y": "yyyy" if len(parts.get("y") or "") > 2 else "yy",
        "m": "m" * len(parts["m"]),
        "d": "d" * len(parts["d"]),
    }
    return day, mark.join(names[letter] for letter in order)


def _year(text: str | None, this_year: int) -> int:
    if text is None:
        return this_year
    number = int(text)
    return number if len(text) > 2 else number + (2000 if number < 70 else 1900)


def _date(year: int, month: int, day: int) -> date | None:
    try:
        return date(year, month, day)
    except ValueError:
        return None


def _named_day(text: str, known: Customs, this_year: int) -> tuple[date, str] | None:
    """`5 Jan 2026`, `January 5, 2026`, `Jan 5`, `5-Jan-26`."""
    words = [word for word in re.split(r"[\s,\-./]+", text) if word]
    if not 2 <= len(words) <= 4:
        return None
    months = _month_names(known)
    weekdays = {name.casefold().rstrip(".") for names in (known.days, known.days_short) for name in names.values()}
    if words[0].casefold().rstrip(".") in weekdays:
        words = words[1:]
    named = [index for index, word in enumerate(words) if word.casefold().rstrip(".") in months]
    numbers = [word for index, word in enumerate(words) if index not in named]
    if len(named) != 1 or not 1 <= len(numbers) <= 2 or not all(word.isdigit() for word in numbers):
        return None
    month, long = months[words[named[0]].casefold().rstrip(".")]
    year = _year(numbers[1] if len(numbers) == 2 else None, this_year)
    day = _date(year, month, int(numbers[0]))
    if day is None:
        return None
    name = "mmmm" if long else "mmm"
    if named[0] == 0:
        return day, f"{name} d" + (", yyyy" if len(numbers) == 2 else "")
    return day, f"d {name}" + (" yyyy" if len(numbers) == 2 else "")


@lru_cache(maxsize=64)
def _month_names(known: Customs) -> dict[str, tuple[int, bool]]:
    english = customs("en_US")
    names: dict[str, tuple[int, bool]] = {}
    for source in (english, known):
        names |= {name.casefold().rstrip("."): (number, False) for number, name in source.months_short.items()}
        names |= {name.casefold(): (number, True) for number, name in source.months.items()}
    return names
