"""Exact counts of distinct educators, the bands in which they are shown, quarters, and editions as rows of the registry."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
import pytest

from sync.coaching.editions import (
    PROGRAM,
    CountKey,
    Edition,
    EditionUnreadable,
    PublishedCount,
    counts_in,
    edition_row,
    latest_reach,
    table_json,
)
from sync.coaching.quarters import QuartersUnusable, latest_closed, quarters
from sync.coaching.reach import COLUMNS, educators_by, educators_reached, educators_with_access
from sync.coaching.registry import District, Registry, School
from sync.coaching.suppression import Band, band_of, count_bands, needed_values, threshold_of

REGISTRY = Registry(
    "Program",
    "2025-26",
    date(2025, 8, 18),
    date(2026, 6, 5),
    {key: District(key, key, None) for key in ("North", "South")},
    {
        "lincoln": School("lincoln", "North", "Lincoln", 30, 400),
        "grant": School("grant", "North", "Grant", 20, 300),
        "oak": School("oak", "South", "Oak", 40, 500),
    },
    {},
)
CLOSE = date(2025, 10, 31)


def encounters(*rows: str) -> pd.DataFrame:
    """Rows drawn as `district school activity focus day educator`; - for none."""
    cells = [["" if cell == "-" else cell for cell in row.split()] for row in rows]
    frame = pd.DataFrame(cells, columns=["district_id", "school_id", "activity", "focus_area", "date", "educator"])
    return frame.assign(date=pd.to_datetime(frame["date"]), entry_id=[str(place) for place in range(len(cells))])[
        list(COLUMNS)
    ]


MET = encounters(
    "North lincoln Modeling - 2025-09-02 a",
    "North lincoln Modeling - 2025-09-09 a",
    "North grant Modeling Equity 2025-09-09 a",
    "North grant Planning - 2025-10-31 b",
    "North grant Planning - 2025-11-01 c",
    "South oak Planning - 2025-08-01 d",
    "South oak Planning - 2025-10-01 e",
)


def test_an_educator_counts_once_a_district_from_the_first_day_to_the_last() -> None:
    """North: a (three times) and b; c came a day later. South: e; d was before the school year."""
    assert educators_reached(MET, REGISTRY, CLOSE) == {"North": 2, "South": 1, PROGRAM: 2 + 1}
    assert educators_reached(MET, REGISTRY, date(2026, 6, 5))["North"] == 3


def test_a_district_without_encounters_has_reached_nobody() -> None:
    """It is in the counts with 0, not absent: absent would say that nothing is known."""
    assert educators_reached(MET.iloc[:0], REGISTRY, CLOSE) == {"North": 0, "South": 0, PROGRAM: 0}


def test_access_is_that_of_the_schools() -> None:
    """30 + 20, 40, and all of them."""
    assert educators_with_access(REGISTRY) == {"North": 50, "South": 40, PROGRAM: 90}


def test_a_table_counts_an_educator_in_every_cell_where_they_were_met() -> None:
    """a stands at both schools, so 1 + 2 are more than the district's 2; a school without encounters is there with 0."""
    by_school = educators_by(MET, REGISTRY, "school", "North", CLOSE)
    assert {key.of: count for key, count in by_school.items()} == {"lincoln": 1, "grant": 2}
    by_focus = educators_by(MET, REGISTRY, "focus_area", "North", CLOSE)
    assert {key.of: count for key, count in by_focus.items()} == {"": 2, "Equity": 1}


def test_months_are_listed_without_gaps_and_end_with_the_table() -> None:
    """August without anybody is there, too; each month's count is of that month alone."""
    by_month = educators_by(MET, REGISTRY, "month", "North", CLOSE)
    assert {(key.of, key.as_of): count for key, count in by_month.items()} == {
        ("2025-08", date(2025, 8, 31)): 0,
        ("2025-09", date(2025, 9, 30)): 1,
        ("2025-10", CLOSE): 1,
    }


@pytest.mark.parametrize(
    ("count", "shown"), [(0, "<10"), (9, "<10"), (10, "10+"), (14, "10+"), (15, "15+"), (39, "35+"), (100, "90+")]
)
def test_counts_are_rounded_down_to_five_between_two_wide_bands(count: int, shown: str) -> None:
    """Of 100 with access: below 10 and above 89 there is one band each."""
    assert band_of(count, count_bands(Band(0, 100), 10, 100)).shown(10) == shown


@pytest.mark.parametrize("threshold", [5, 7, 10, 20])
@pytest.mark.parametrize("access", [*range(0, 45), 100])
def test_bands_leave_no_gap_and_keep_enough_numbers(threshold: int, access: int) -> None:
    """Every count has one band, and every band as many numbers as needed_values asks for, whatever threshold and access."""
    bands = count_bands(Band(0, access), threshold, access)
    assert [count for band in bands for count in range(band.least, band.most + 1)] == list(range(access + 1))
    assert all(band.values >= needed_values(band, access, threshold) for band in bands)


def test_a_threshold_is_never_below_five() -> None:
    """10 without a setting; the registry's parser reports a smaller one, and it would not be used."""
    assert [threshold_of(settings) for settings in ({}, {"suppression_threshold": "3"})] == [10, 5]


def test_quarters_part_the_school_year_at_the_ends_of_months() -> None:
    """Eleven months, August to June: three each, and what is left, which ends with the school year."""
    ends = [quarter.last_day for quarter in quarters(REGISTRY)]
    assert ends == [date(2025, 10, 31), date(2026, 1, 31), date(2026, 4, 30), date(2026, 6, 5)]
    assert [quarter.label for quarter in quarters(REGISTRY)] == ["Q1", "Q2", "Q3", "Q4 and final report"]


def test_the_director_may_set_where_quarters_end() -> None:
    """Three trimesters: the last end may be left out."""
    registry = replace(REGISTRY, settings={"quarter_ends": "2025-11-14, 2026-02-27"})
    assert [each.last_day for each in quarters(registry)] == [date(2025, 11, 14), date(2026, 2, 27), REGISTRY.last_day]


@pytest.mark.parametrize("written", ["soon", "2026-02-27, 2025-11-14", "2024-10-31", "2027-01-01"])
def test_quarters_that_cannot_be_read_are_refused_with_an_example(written: str) -> None:
    """Words, the wrong order, and days outside the school year."""
    with pytest.raises(QuartersUnusable, match="quarter_ends"):
        quarters(replace(REGISTRY, settings={"quarter_ends": written}))


def test_a_quarter_is_closed_the_day_after_its_last() -> None:
    """On October 31 rows of that day still come in."""
    assert latest_closed(REGISTRY, CLOSE) is None
    quarter = latest_closed(REGISTRY, date(2025, 11, 1))
    assert quarter is not None
    assert quarter.last_day == CLOSE


def edition(district_id: str, day: date, band: Band) -> Edition:
    key = CountKey("reach", district_id, "", day)
    return Edition(f"E{day}", day, "Q", "Everybody", (PublishedCount(key, band, 50, 10, band.shown(10)),))


def test_an_edition_comes_back_from_its_row_as_it_was_published() -> None:
    """The registry's cell holds the whole table as text."""
    published = edition("North", CLOSE, Band(35, 39))
    assert counts_in(str(edition_row(published)["table_json"])) == published.counts


@pytest.mark.parametrize("text", ["", "{}", "[1]", '{"count":"reach","district":"D","threshold":10,"cells":[["",1]]}'])
def test_a_table_that_cannot_be_read_is_never_taken_for_nothing(text: str) -> None:
    """Whatever stands there, it was published: no table means no publication, not no knowledge."""
    with pytest.raises(EditionUnreadable):
        counts_in(text)


def test_no_exact_count_stands_in_a_published_row() -> None:
    """37 of 50: the row says 35+ and its band, 35 to 39, not 37."""
    key = CountKey("reach", "North", "", CLOSE)
    band = band_of(37, count_bands(Band(0, 50), 10, 50))
    assert "37" not in table_json((PublishedCount(key, band, 50, 10, band.shown(10)),))


def test_reports_show_the_latest_edition_only() -> None:
    """January's follows October's; last year's is not shown."""
    editions = (
        edition("North", date(2026, 1, 31), Band(20, 24)),
        edition("North", CLOSE, Band(10, 14)),
        edition("South", date(2025, 3, 31), Band(30, 34)),
    )
    latest = latest_reach(editions, REGISTRY.first_day)
    assert {key: each.shown for key, each in latest.items()} == {"North": "20+"}
