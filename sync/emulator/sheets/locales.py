"""What a spreadsheet's locale decides: separators, the order of day and month, names, the currency. The data
is Unicode's (Babel).
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from zoneinfo import available_timezones

from babel import Locale, UnknownLocaleError
from babel.numbers import get_currency_symbol, get_territory_currencies

_SAME_SPACE = str.maketrans({"\u202f": " ", "\xa0": " "})


@dataclass(frozen=True, eq=False)
class Customs:
    """How numbers and dates are written in one locale.

    `date_order` holds the letters d, m and y in their order; `date_pattern` is the pattern of a short date
    with a four-digit year; `twelve_hours` says whether the clock is written with AM and PM.
    """

    decimal: str
    group: str
    currency: str
    currency_first: bool
    date_order: str
    date_pattern: str
    twelve_hours: bool
    months: Mapping[int, str]
    months_short: Mapping[int, str]
    days: Mapping[int, str]
    days_short: Mapping[int, str]

    @property
    def time_pattern(self) -> str:
        return "h:mm:ss am/pm" if self.twelve_hours else "hh:mm:ss"


@lru_cache(maxsize=64)
def customs(name: str) -> Customs:
    """The customs of a spreadsheet's locale (`en_US`, `de`); those of the United States if it is unknown."""
    locale = _parsed(name) or Locale("en", "US")
    symbols = locale.number_symbols.get("latn") or locale.number_symbols
    pattern = locale.date_formats["short"].pattern
    order = "".join(dict.fromkeys(letter.lower() for letter in pattern if letter in "dMy"))
    territory = locale.territory or (locale.maximize().territory if hasattr(locale, "maximize") else None)
    currencies = get_territory_currencies(territory) if territory else []
    symbol = get_currency_symbol(currencies[0], locale=locale) if currencies else "$"
    months, days = locale.months["format"], locale.days["format"]
    return Customs(
        decimal=symbols["decimal"],
        group=symbols["group"].translate(_SAME_SPACE),
        currency=symbol,
        currency_first=locale.currency_formats["standard"].pattern.startswith("¤"),
        date_order=order,
        date_pattern=_four_digit_year(pattern),
        twelve_hours="a" in locale.time_formats["short"].pattern,
        months=dict(months["wide"]),
        months_short=dict(months["abbreviated"]),
        days=dict(days["wide"]),
        days_short=dict(days["abbreviated"]),
    )


def _four_digit_year(pattern: str) -> str:
    """Unicode's short pattern with the year in full, in the letters of Sheets: `M/d/yy` -> `m/d/yyyy`."""
    return pattern.replace("yyyy", "y").replace("yy", "y").replace("y", "yyyy").replace("M", "m")


def _parsed(name: str) -> Locale | None:
    try:
        return Locale.parse(name.replace("-", "_"))
    except (UnknownLocaleError, ValueError):
        return None


def is_locale(name: str) -> bool:
    """Whether there is such a locale."""
    return bool(name) and _parsed(name) is not None


def is_time_zone(name: str) -> bool:
    """Whether the name is one of the time zone database, or a fixed offset such as `GMT-05:00`."""
    return name in _time_zones() or name.startswith("GMT")


@lru_cache(maxsize=1)
def _time_zones() -> frozenset[str]:
    return frozenset(available_timezones())
