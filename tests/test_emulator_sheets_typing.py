"""What typed texts become, and how values show."""

from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from sync.emulator.sheets.cells import CellError, Formula
from sync.emulator.sheets.entering import entered
from sync.emulator.sheets.showing import shown

NEW_YEAR = 46023  # days from 1899-12-30 to 2026-01-01


@pytest.mark.parametrize(
    ("typed", "value", "kind", "pattern"),
    [
        ("12", 12, None, None),
        ("1.50", 1.5, None, None),
        ("-3", -3, None, None),
        ("(3)", -3, None, None),
        ("1,234", 1234, "NUMBER", "#,##0"),
        ("1,234.5", 1234.5, "NUMBER", "#,##0.00"),
        ("12%", 0.12, "PERCENT", "0%"),
        ("12.5%", 0.125, "PERCENT", "0.00%"),
        ("$1,234.50", 1234.5, "CURRENCY", '"$"#,##0.00'),
        ("$5", 5, "CURRENCY", '"$"#,##0'),
        ("-$5", -5, "CURRENCY", '"$"#,##0'),
        ("1e3", 1000, "SCIENTIFIC", "0.00E+00"),
        ("TRUE", True, None, None),
        ("false", False, None, None),
        ("1/1/2026", NEW_YEAR, "DATE", "m/d/yyyy"),
        ("01/02/26", NEW_YEAR + 1, "DATE", "mm/dd/yy"),
        ("2026-01-01", NEW_YEAR, "DATE", "yyyy-mm-dd"),
        ("Jan 1, 2026", NEW_YEAR, "DATE", "mmm d, yyyy"),
        ("1 January 2026", NEW_YEAR, "DATE", "d mmmm yyyy"),
        ("6:00", 0.25, "TIME", "h:mm"),
        ("6:00 PM", 0.75, "TIME", "h:mm am/pm"),
        ("6pm", 0.75, "TIME", "h:mm am/pm"),
        ("36:00:00", 1.5, "TIME", "[h]:mm:ss"),
        ("1/1/2026 12:00", NEW_YEAR + 0.5, "DATE_TIME", "m/d/yyyy h:mm"),
        ("2026-01-01T06:00:00", NEW_YEAR + 0.25, "DATE_TIME", "yyyy-mm-dd hh:mm:ss"),
        ("#N/A", CellError("N_A"), None, None),
        ("=A1+1", Formula("=A1+1"), None, None),
        ("'12", "12", None, None),
        ("'=A1", "=A1", None, None),
        ("=", "=", None, None),
        ("1h 30", "1h 30", None, None),
        ("90 min", "90 min", None, None),
        ("13/45/2026", "13/45/2026", None, None),
        ("25:99", "25:99", None, None),
        ("0612345", 612345, None, None),
        ("1,23", "1,23", None, None),
        ("Mon", "Mon", None, None),
        ("  two words ", "  two words ", None, None),
    ],
)
def test_what_is_typed_in_an_american_spreadsheet(
    typed: str, value: object, kind: str | None, pattern: str | None
) -> None:
    """A typed text becomes a value, and brings the number format it was typed in."""
    found = entered(typed, "en_US")
    assert (found.value, type(found.value)) == (value, type(value))
    assert found.number_format == ({"type": kind, "pattern": pattern} if kind else None)


@pytest.mark.parametrize(
    ("typed", "locale", "value"),
    [
        ("1,5", "de_DE", 1.5),
        ("1.234,5", "de_DE", 1234.5),
        ("1.2.2026", "de_DE", NEW_YEAR + 31),
        ("1/2/2026", "en_GB", NEW_YEAR + 31),
        ("1/2/2026", "en_US", NEW_YEAR + 1),
        ("25/12/2026", "en_US", NEW_YEAR + 358),
        ("12,50 €", "de_DE", 12.5),
        ("£12.50", "en_GB", 12.5),
        ("1 234,5", "fr_FR", 1234.5),
        ("1. Mai 2026", "de_DE", NEW_YEAR + 120),
        ("2026/1/1", "ja_JP", NEW_YEAR),
    ],
)
def test_the_locale_decides_how_a_text_is_read(typed: str, locale: str, value: object) -> None:
    """Separators and the order of day and month are those of the spreadsheet's locale."""
    assert entered(typed, locale).value == value


def test_a_day_without_a_year_is_of_this_year() -> None:
    """`1.5` is the first of May where days are written so, and a number where they are not."""
    assert entered("1.5.", "de_DE", year=2026).value == NEW_YEAR + 120
    assert entered("1.5", "de_DE", year=2026).value == NEW_YEAR + 120
    for typed in ("5/1", "May 1", "1 May", "1-May"):
        assert entered(typed, "en_US", year=2026).value == NEW_YEAR + 120
    assert entered("1.5", "en_US").value == 1.5


def test_two_digits_of_a_year_mean_1970_to_2069() -> None:
    """69 is 2069, 70 is 1970."""
    assert entered("1/1/69", "en_US").value == entered("1/1/2069", "en_US").value
    assert entered("1/1/70", "en_US").value == entered("1/1/1970", "en_US").value


def test_in_a_plain_text_cell_nothing_is_read_into_a_text() -> None:
    """A cell formatted as plain text keeps digits as they were typed."""
    assert entered("0612345", "en_US", plain_text=True).value == "0612345"


@pytest.mark.parametrize(
    ("value", "pattern", "text"),
    [
        (1234.5, "#,##0.00", "1,234.50"),
        (1234.5, "0", "1235"),
        (-1234.5, "$#,##0.00;($#,##0.00)", "($1,234.50)"),
        (-0.001, "0.00", "0.00"),
        (0, '0;-0;"none"', "none"),
        (0.256, "0.0%", "25.6%"),
        (12345, "0.00E+00", "1.23E+04"),
        (1234567, '0.0,,"M"', "1.2M"),
        (1.25, "# ?/?", "1 1/4"),
        (5, "00000", "00005"),
        (3, "#.##", "3."),
        (150, '[>=100]"many";0', "many"),
        (50, '[>=100]"many";0', "50"),
        (NEW_YEAR, "yyyy-mm-dd", "2026-01-01"),
        (NEW_YEAR, "dddd, mmmm d", "Thursday, January 1"),
        (NEW_YEAR + 0.75, "m/d/yy h:mm am/pm", "1/1/26 6:00 PM"),
        (NEW_YEAR + 0.75, "hh:mm:ss", "18:00:00"),
        (0.5 / 86400, "mm:ss.000", "00:00.500"),
        (1.5, "[h]:mm", "36:00"),
        (1.5, "General", "1.5"),
        ("Travel", '"is: "@', "is: Travel"),
        ("Travel", "0.00", "Travel"),
        (True, "0.00", "TRUE"),
        (CellError("DIVIDE_BY_ZERO"), "0.00", "#DIV/0!"),
    ],
)
def test_a_value_shows_under_its_pattern(value: object, pattern: str, text: str) -> None:
    """Number, date, duration, fraction and text sections of Sheets' patterns."""
    assert shown(value, {"type": "NUMBER", "pattern": pattern}, "en_US") == text


@pytest.mark.parametrize(
    ("number", "text"),
    [
        (0.1 + 0.2, "0.3"),
        (1 / 3, "0.3333333333"),
        (100 / 3, "33.33333333"),
        (123456789012, "123456789012"),
        (1e20, "1E+20"),
    ],
)
def test_a_number_without_a_format_shows_ten_digits(number: float, text: str) -> None:
    """Automatic format: ten significant digits, whole numbers in full."""
    assert shown(number, None, "en_US") == text


def test_a_format_without_a_pattern_shows_as_the_locale_has_it() -> None:
    """The types alone have a pattern in every locale."""
    assert shown(1234.5, {"type": "CURRENCY"}, "en_US") == "$1,234.50"
    assert shown(1234.5, {"type": "CURRENCY"}, "de_DE") == "1.234,50 €"
    assert shown(NEW_YEAR, {"type": "DATE"}, "en_US") == "1/1/2026"
    assert shown(NEW_YEAR, {"type": "DATE"}, "de_DE") == "01.01.2026"


@given(st.integers(-2_000_000, 100_000_000).map(lambda n: n / 100))
@settings(max_examples=100)
def test_a_shown_number_is_read_back_as_the_same_number(number: float) -> None:
    """What `#,##0.00` writes is typed back to the same value, in a decimal-point and a decimal-comma locale."""
    for locale in ("en_US", "de_DE"):
        text = shown(number, {"type": "NUMBER", "pattern": "#,##0.00"}, locale)
        assert entered(text, locale).value == pytest.approx(number)


@given(st.integers(1, 70_000))
@settings(max_examples=100)
def test_a_shown_day_is_read_back_as_the_same_day(serial: int) -> None:
    """Every day from 1900 to 2091, as the locale writes it."""
    for locale in ("en_US", "en_GB", "de_DE", "sv_SE"):
        text = shown(serial, {"type": "DATE"}, locale)
        assert entered(text, locale).value == serial, (locale, text)
