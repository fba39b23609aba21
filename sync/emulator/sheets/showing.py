"""What a cell shows: a value under a number format, in the spreadsheet's locale.

The patterns are those of Sheets' date and number format guide. No maintained library renders them in Python
(formualizer's TEXT has no fractions, exponents or text sections), so this one does.
"""

from __future__ import annotations

import math
import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from sync.emulator.sheets.cells import CellError, Json
from sync.emulator.sheets.locales import Customs, customs

EPOCH = datetime(1899, 12, 30)  # noqa: DTZ001 - a serial day has no zone of its own
DATE_TYPES = frozenset({"DATE", "TIME", "DATE_TIME"})

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[(h+|m+|s+)\]|\[([^\]]*)\]'
    r"|(am/pm|a/p)|(General)|(y+|m+|d+|h+|s+)(\.0+)?|(E[+-]0+)|([#0?]+(?:,[#0?]+)*,*)?(\.[#0?]*)?(,*)",
    re.IGNORECASE,
)


def default_pattern(kind: str, locale: str) -> str:
    """The pattern of a number format that has only a type, in this locale."""
    known = customs(locale)
    return {
        "NUMBER": "#,##0.00",
        "PERCENT": "0.00%",
        "CURRENCY": f'"{known.currency}"#,##0.00' if known.currency_first else f'#,##0.00" {known.currency}"',
        "DATE": known.date_pattern,
        "TIME": known.time_pattern,
        "DATE_TIME": f"{known.date_pattern} {'h' if known.twelve_hours else 'hh'}:mm:ss",
        "SCIENTIFIC": "0.00E+00",
        "TEXT": "@",
    }.get(kind, "General")


def shown(value: Any, number_format: Json | None, locale: str) -> str:
    """The text a cell shows for an effective value (None shows as an empty text)."""
    kind = type(value)
    if kind is str:
        if number_format and "@" in number_format.get("pattern", ""):
            return _text_shown(value, number_format["pattern"])
        return str(value)
    if kind is bool:
        return "TRUE" if value else "FALSE"
    if value is None:
        return ""
    if isinstance(value, CellError):
        return value.text
    if not number_format:
        return general(value, customs(locale).decimal)
    pattern = number_format.get("pattern") or default_pattern(number_format.get("type", ""), locale)
    return renderer(pattern, locale)(value)


def general(number: int | float, decimal: str = ".") -> str:
    """A number without a format: ten significant digits, whole numbers in full, an exponent where it is very
    large or small.
    """
    if type(number) is int and abs(number) < 10**15:
        return str(number)
    if not math.isfinite(number):
        return "#NUM!"
    size = abs(number)
    if size >= 1e15 or (size and size < 1e-10):
        mantissa, exponent = f"{number:.9E}".split("E")
        return f"{_bare(mantissa)}E{exponent[0]}{exponent[1:].zfill(2)}".replace(".", decimal)
    digits = 10 - (math.floor(math.log10(size)) + 1 if size >= 1 else 0)
    return _bare(f"{number:.{max(digits, 0)}f}").replace(".", decimal)


def _bare(text: str) -> str:
    return text.rstrip("0").rstrip(".") if "." in text else text


@lru_cache(maxsize=2048)
def renderer(pattern: str, locale: str) -> Callable[[int | float], str]:
    """A function that shows numbers under a pattern."""
    known = customs(locale)
    sections = [_Section.read(part) for part in _sections(pattern)]

    def render(number: int | float) -> str:
        section, magnitude = _chosen(sections, number)
        return section.render(magnitude, known)

    return render


def _sections(pattern: str) -> list[str]:
    parts, depth = [""], False
    escaped = False
    for letter in pattern:
        if escaped:
            escaped = False
        elif letter == "\\":
            escaped = True
        elif letter == '"':
            depth = not depth
        elif letter == ";" and not depth:
            parts.append("")
            continue
        parts[-1] += letter
    return parts


def _chosen(sections: list[_Section], number: int | float) -> tuple[_Section, int | float]:
    numeric = [section for section in sections[:3] if not section.is_text] or sections[:1]
    for section in numeric:
        if section.condition is not None and section.condition(number):
            return section, abs(number) if number < 0 and section is not numeric[0] else number
    if numeric[0].condition is not None:
        rest = [section for section in numeric if section.condition is None]
        return (rest[0] if rest else numeric[-1]), number
    if number < 0 and len(numeric) > 1:
        return numeric[1], -number
    if number == 0 and len(numeric) > 2:
        return numeric[2], 0
    return numeric[0], number


def _text_shown(text: str, pattern: str) -> str:
    section = next((part for part in reversed(_sections(pattern)) if "@" in part), "@")
    out = re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", section)
    return out.replace("@", text)


@dataclass(frozen=True)
class _Section:
    """One section of a pattern: tokens as pairs of kind and text, and how its number is to be written."""

    tokens: tuple[tuple[str, str], ...]
    condition: Callable[[float], bool] | None
    is_date: bool
    is_text: bool

    @classmethod
    def read(cls, pattern: str) -> _Section:
        tokens: list[tuple[str, str]] = []
        condition = None
        at = 0
        while at < len(pattern):
            match = _TOKEN.match(pattern, at)
            if match is None or match.end() == at:
                kind = {"%": "percent", "@": "text", "/": "slash"}.get(pattern[at], "literal")
                tokens.append((kind, pattern[at]))
                at += 1
                continue
            at = match.end()
            if match[6] is not None:
                condition = _condition(match[6]) or condition
                tokens += [("literal", symbol)] if (symbol := _bracket_currency(match[6])) else []
                continue
            tokens += _token(match)
        dates = any(kind in ("date", "elapsed", "half") for kind, _ in tokens)
        only_text = any(kind == "text" for kind, _ in tokens) and not any(kind == "digits" for kind, _ in tokens)
        return cls(tuple(_minutes_told(tokens) if dates else tokens), condition, dates, only_text)

    def render(self, number: int | float, known: Customs) -> str:
        if self.is_date:
            return _date_text(self.tokens, number, known)
        kinds = [kind for kind, _ in self.tokens]
        if "slash" in kinds and kinds.count("digits") >= 2:
            return _fraction_text(self.tokens, number)
        return _number_text(self.tokens, number, known)


def _token(match: re.Match[str]) -> list[tuple[str, str]]:
    literal = next((text for text in match.group(1, 2) if text is not None), None)
    if literal is not None:
        return [("literal", literal)]
    if match[3] is not None:
        return [("literal", " ")]
    if match[4] is not None:
        return []
    if match[5]:
        return [("elapsed", match[5].lower())]
    if match[7]:
        return [("half", match[7])]
    if match[8]:
        return [("general", "")]
    if match[9]:
        return [("date", match[9].lower())] + ([("second parts", match[10])] if match[10] else [])
    if match[11]:
        return [("exponent", match[11])]
    return [("digits", match[0])]


def _condition(text: str) -> Callable[[float], bool] | None:
    match = re.match(r"(<=|>=|<>|<|>|=)\s*(-?\d+(?:\.\d+)?)\Z", text)
    if not match:
        return None
    limit = float(match[2])
    return {
        "<": lambda n: n < limit,
        ">": lambda n: n > limit,
        "<=": lambda n: n <= limit,
        ">=": lambda n: n >= limit,
        "=": lambda n: n == limit,
        "<>": lambda n: n != limit,
    }[match[1]]


def _bracket_currency(text: str) -> str:
    return text[1:].partition("-")[0] if text.startswith("$") else ""


def _minutes_told(tokens: list[tuple[str, str]]) -> list[tuple[str, str]]:
    """`m` next to hours or seconds means minutes."""
    out = list(tokens)
    dated = [i for i, (kind, _) in enumerate(tokens) if kind in ("date", "elapsed")]
    for place, i in enumerate(dated):
        if out[i] in (("date", "m"), ("date", "mm")):
            before = out[dated[place - 1]][1][0] if place else ""
            after = out[dated[place + 1]][1][0] if place + 1 < len(dated) else ""
            if before == "h" or after == "s":
                out[i] = ("minutes", out[i][1])
    return out


def _date_text(tokens: tuple[tuple[str, str], ...], serial: int | float, known: Customs) -> str:
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


def _number_text(tokens: tuple[tuple[str, str], ...], number: int | float, known: Customs) -> str:
    kinds = [kind for kind, _ in tokens]
    mask = "".join(text for kind, text in tokens if kind == "digits")
    if "digits" not in kinds:
        number_text = general(abs(number), known.decimal) if {"general", "text"} & set(kinds) else ""
    else:
        number_text = _masked(abs(number), mask, kinds, tokens, known)
    sign = "-" if number < 0 and re.search(r"[1-9]", number_text) else ""
    out, written = [], False
    for kind, text in tokens:
        if kind in ("digits", "general", "text"):
            out.append("" if written else number_text)
            written = True
        elif kind != "exponent":
            out.append(text)
    return sign + "".join(out)


def _masked(
    number: int | float, mask: str, kinds: list[str], tokens: tuple[tuple[str, str], ...], known: Customs
) -> str:
    whole_mask, _, part_mask = mask.partition(".")
    scale = len(mask) - len(mask.rstrip(",")) if "." not in mask else len(part_mask) - len(part_mask.rstrip(","))
    scale = scale or (len(whole_mask) - len(whole_mask.rstrip(",")) if "." in mask else 0)
    whole_mask, part_mask = whole_mask.rstrip(","), part_mask.rstrip(",")
    exact = Decimal(repr(number)) * 100 ** kinds.count("percent") / Decimal(1000) ** scale
    if "exponent" in kinds:
        marker = next(text for kind, text in tokens if kind == "exponent")
        return _scientific(exact, whole_mask, part_mask, marker, known)
    places = len(part_mask)
    rounded = exact.quantize(Decimal(1).scaleb(-places), rounding=ROUND_HALF_UP)
    whole, _, part = f"{rounded:f}".partition(".")
    return _whole(whole, whole_mask, known.group) + _part(part, part_mask, "." in mask, known.decimal)


def _whole(digits: str, mask: str, group: str) -> str:
    places = mask.replace(",", "")
    least = places.count("0")
    digits = "" if digits == "0" and least == 0 else digits
    out = digits.zfill(least) if least else digits
    if "," in mask:
        out = re.sub(r"(?<=\d)(?=(\d{3})+\Z)", group.replace("\\", r"\\"), out)
    return out.rjust(len(places)) if "?" in places else out


def _part(digits: str, mask: str, has_point: bool, decimal: str) -> str:
    keep = len(digits)
    while keep and mask[keep - 1] in "#?" and digits[keep - 1] == "0":
        keep -= 1
    padding = " " * sum(1 for letter in mask[keep:] if letter == "?")
    return (decimal if has_point else "") + digits[:keep] + padding


def _scientific(number: Decimal, whole_mask: str, part_mask: str, marker: str, known: Customs) -> str:
    width = max(len(whole_mask.replace(",", "")), 1)
    exponent = 0 if number == 0 else number.adjusted() // width * width if width > 1 else number.adjusted()
    places = Decimal(1).scaleb(-len(part_mask))
    mantissa = number.scaleb(-exponent).quantize(places, rounding=ROUND_HALF_UP)
    if mantissa >= 10**width:
        exponent += width
        mantissa = number.scaleb(-exponent).quantize(places, rounding=ROUND_HALF_UP)
    whole, _, part = f"{mantissa:f}".partition(".")
    sign = "-" if exponent < 0 else "+" if marker[1] == "+" else ""
    text = _whole(whole, whole_mask, known.group) + _part(part, part_mask, bool(part_mask), known.decimal)
    return f"{text}E{sign}{str(abs(exponent)).zfill(len(marker) - 2)}"


def _fraction_text(tokens: tuple[tuple[str, str], ...], number: int | float) -> str:
    slash = next(i for i, (kind, _) in enumerate(tokens) if kind == "slash")
    below = tokens[slash + 1][1]
    mixed = sum(1 for kind, _ in tokens[:slash] if kind == "digits") > 1
    whole, rest = divmod(Fraction(repr(abs(number))), 1) if mixed else (0, Fraction(repr(abs(number))))
    near = rest.limit_denominator(10 ** len(below) - 1)
    if mixed and near == 1:
        whole, near = whole + 1, Fraction(0)
    sign = "-" if number < 0 else ""
    if mixed and not near:
        return f"{sign}{whole}"
    return sign + (f"{whole} " if mixed and whole else "") + f"{near.numerator}/{near.denominator}"


def names_of(locale: str) -> Mapping[int, str]:
    """The names of the months in this locale, by number."""
    return customs(locale).months
