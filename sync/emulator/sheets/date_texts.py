"""Days, times and durations under the date tokens of a number format."""

from __future__ import annotations

from datetime import datetime, timedelta

from sync.emulator.sheets.locales import Customs

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial day has no zone of its own
Tokens = tuple[tuple[str, str], ...]
"""A section of a pattern: pairs of kind (date, minutes, elapsed, half, digits, literal, ...) and text."""


def date_text(tokens: Tokens, serial: int | float, known: Customs) -> str:
    """The moment that a serial number means, as the tokens say."""
    decimals = next((len(text) - 1 for kind, text in tokens if kind == "second parts"), 0)
    seconds = round(serial * 86400, decimals)
    try:
        moment = EPOCH + timedelta(seconds=seconds)
    except OverflowError:
        return "#NUM!"
    halves = any(kind == "half" for kind, _ in tokens)
    return "".join(_date_part(kind, text, moment, seconds, halves, known) for kind, text in tokens)


def _date_part(kind: str, text: str, moment: datetime, seconds: float, halves: bool, known: Customs) -> str:
    if kind == "elapsed":
        unit = {"h": 3600, "m": 60, "s": 1}[text[0]]
        return ("-" if seconds < 0 else "") + str(int(abs(seconds) // unit)).zfill(len(text))
    if kind == "minutes":
        return str(moment.minute).zfill(len(text))
    if kind == "half":
        return _half(text, moment.hour < 12)
    if kind == "second parts":
        return f"{moment.microsecond / 1e6:.{len(text) - 1}f}"[1:]
    if kind == "date":
        return _calendar_part(text, moment, halves, known)
    return {"digits": text, "percent": "%", "slash": "/"}.get(kind, text)


def _half(text: str, morning: bool) -> str:
    word = ("AM" if morning else "PM")[: 2 if len(text) == 5 else 1]
    return word if len(text) == 5 or text.isupper() else word.lower()


def _calendar_part(text: str, moment: datetime, halves: bool, known: Customs) -> str:
    letter, width = text[0], len(text)
    if letter == "y":
        return f"{moment.year % 100:02d}" if width <= 2 else f"{moment.year:04d}"
    if letter == "h":
        return str((moment.hour % 12 or 12) if halves else moment.hour).zfill(min(width, 2))
    if letter == "s":
        return str(moment.second).zfill(min(width, 2))
    number, names, short = (
        (moment.month, known.months, known.months_short)
        if letter == "m"
        else (moment.day, known.days, known.days_short)
    )
    if width <= 2:
        return str(number).zfill(width)
    key = number if letter == "m" else moment.weekday()
    return short[key] if width == 3 else names[key][:1] if width == 5 else names[key]
