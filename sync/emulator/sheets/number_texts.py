"""Numbers under the digit tokens of a number format, and without a format."""

from __future__ import annotations

import math
import re
from decimal import ROUND_HALF_UP, Decimal
from fractions import Fraction

from sync.emulator.sheets.date_texts import Tokens
from sync.emulator.sheets.locales import Customs


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


def number_text(tokens: Tokens, number: int | float, known: Customs) -> str:
    """The number as the tokens say; a minus sign stands before all of it."""
    kinds = [kind for kind, _ in tokens]
    mask = "".join(text for kind, text in tokens if kind == "digits")
    if "digits" not in kinds:
        shown = general(abs(number), known.decimal) if {"general", "text"} & set(kinds) else ""
    else:
        shown = _masked(abs(number), mask, kinds, tokens, known)
    sign = "-" if number < 0 and re.search(r"[1-9]", shown) else ""
    out, written = [], False
    for kind, text in tokens:
        if kind in ("digits", "general", "text"):
            out.append("" if written else shown)
            written = True
        elif kind != "exponent":
            out.append(text)
    return sign + "".join(out)


def _masked(number: int | float, mask: str, kinds: list[str], tokens: Tokens, known: Customs) -> str:
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


def fraction_text(tokens: Tokens, number: int | float) -> str:
    """The number as a whole and a fraction, whose denominator has as many digits as the pattern."""
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
