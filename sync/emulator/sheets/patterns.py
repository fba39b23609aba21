"""Patterns of number formats (Sheets' date and number format guide): read once, then applied to many numbers.

No maintained library renders them in Python (formualizer's TEXT has no fractions, exponents or text sections).
"""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from functools import lru_cache

from sync.emulator.sheets.date_texts import Tokens, date_text
from sync.emulator.sheets.locales import Customs, customs
from sync.emulator.sheets.number_texts import fraction_text, number_text

_TOKEN = re.compile(
    r'"([^"]*)"|\\(.)|_(.)|\*(.)|\[(h+|m+|s+)\]|\[([^\]]*)\]'
    r"|(am/pm|a/p)|(General)|(y+|m+|d+|h+|s+)(\.0+)?|(E[+-]0+)|([#0?]+(?:,[#0?]+)*,*)?(\.[#0?]*)?(,*)",
    re.IGNORECASE,
)


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


def text_shown(text: str, pattern: str) -> str:
    """A text under the text section (`@`) of a pattern."""
    section = next((part for part in reversed(_sections(pattern)) if "@" in part), "@")
    out = re.sub(r'"([^"]*)"|\\(.)', lambda match: match[1] or match[2] or "", section)
    return out.replace("@", text)


@dataclass(frozen=True)
class _Section:
    """One section of a pattern: tokens as pairs of kind and text, and how its number is to be written."""

    tokens: Tokens
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
            return date_text(self.tokens, number, known)
        kinds = [kind for kind, _ in self.tokens]
        if "slash" in kinds and kinds.count("digits") >= 2:
            return fraction_text(self.tokens, number)
        return number_text(self.tokens, number, known)


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
