"""The numbers of coaching cycles, each shown with its working; none tells of a person."""

from __future__ import annotations

from datetime import date

import pandas as pd
import pytest

from sync.coaching.calendar import school_calendars
from sync.coaching.metrics import Share
from sync.coaching.metrics_cycles import (
    CYCLE_COLUMNS,
    closed_early,
    closed_early_by_reason,
    completed_cycles,
    cycles_by_focus_area,
    cycles_completed_by_month,
    cycles_shown_to_district,
    cycles_started_by_month,
    median_weeks,
    no_cycles,
    open_cycles,
    open_cycles_by_phase,
    overdue_cycles,
    reflections_recorded,
)
from sync.coaching.vocabulary import CyclePhase
from tests.drawn_logs import REGISTRY

CYCLES = """
district | focus    | phase     | state     | identify   | reflect    | closed     | reason     | last
d1       | AI       | Reflect   | completed | 2025-09-01 | 2025-10-27 | 2025-10-27 |            | 2025-10-27
d1       | AI       | Reflect   | completed | 2025-09-08 | 2025-11-03 |            |            | 2025-11-03
d1       |          | Reflect   | completed | 2025-09-15 |            | 2025-11-17 |            | 2025-11-17
d1       | Coding   | Plan      | closed    | 2025-09-15 |            | 2025-10-01 | Left       | 2025-10-01
d2       | AI       | Plan      | open      | 2026-02-02 |            |            |            | 2026-03-18
d2       | Coding   | Reflect   | open      | 2026-01-12 |            |            |            | 2026-02-20
d2       | AI       | Identify  | open      |            |            |            |            |
"""
TODAY = date(2026, 3, 20)


def table(text: str) -> pd.DataFrame:
    """The frame of cycles that a table draws; a column that it lacks is empty."""
    header, *lines = [[cell.strip() for cell in line.split("|")] for line in text.strip().splitlines()]
    names = {"district": "district_id", "focus": "focus_area", "identify": "identify_on", "reflect": "reflect_on"}
    names |= {"closed": "closed_on", "reason": "closed_reason", "last": "last_activity"}
    drawn = pd.DataFrame(lines, columns=[names.get(name, name) for name in header])
    missing = {name: "" for name in CYCLE_COLUMNS if name not in drawn} | {"cycle_id": drawn.index.astype("str")}
    whole = drawn.assign(**missing)[list(CYCLE_COLUMNS)]
    days = [name for name, kind in CYCLE_COLUMNS.items() if kind.startswith("datetime")]
    return whole.assign(**{name: pd.to_datetime(whole[name]).astype("datetime64[s]") for name in days})


@pytest.fixture
def cycles() -> pd.DataFrame:
    return table(CYCLES)


def test_every_cycle_is_open_completed_or_closed(cycles: pd.DataFrame) -> None:
    """3 + 3 + 1 are the 7 of the table."""
    assert (open_cycles(cycles), completed_cycles(cycles), closed_early(cycles)) == (3, 3, 1)
    assert closed_early_by_reason(cycles) == {"Left": 1}


def test_open_cycles_are_told_by_phase(cycles: pd.DataFrame) -> None:
    """All five phases, in their order; completed and closed ones are in none."""
    assert list(open_cycles_by_phase(cycles).values()) == [1, 0, 1, 0, 1]
    assert list(open_cycles_by_phase(cycles)) == list(CyclePhase)


def test_the_median_is_of_completed_cycles_from_their_first_day_to_their_end(cycles: pd.DataFrame) -> None:
    """56 days, 56 days (closed by the reflection) and 63 days: the median is 56, which is 8 weeks."""
    assert median_weeks(cycles) == 56 / 7
    assert median_weeks(cycles.iloc[3:]) is None


def test_overdue_is_no_activity_for_fifteen_school_days(cycles: pd.DataFrame) -> None:
    """February 20 is 20 school days before March 20, March 18 is 2; without any day nobody knows."""
    calendars = school_calendars(REGISTRY)
    assert overdue_cycles(cycles, calendars, TODAY, 15) == 1
    assert overdue_cycles(cycles, calendars, TODAY, 20) == 1
    assert overdue_cycles(cycles, calendars, TODAY, 21) == 0
    assert overdue_cycles(cycles, calendars, TODAY, 2) == 2


def test_reflections_are_shared_out_over_cycles_that_should_have_one(cycles: pd.DataFrame) -> None:
    """3 completed of 3 completed, 1 closed without, and 1 open one that has reached Reflect."""
    assert reflections_recorded(cycles) == Share(3, 3 + 1 + 1)


def test_focus_areas_are_shares_of_all_cycles(cycles: pd.DataFrame) -> None:
    """4 + 2 + 1 of 7, most frequent first."""
    assert cycles_by_focus_area(cycles) == {
        "AI": Share(4, 7),
        "Coding": Share(2, 7),
        "No focus area given": Share(1, 7),
    }


def test_months_are_those_of_the_first_day_and_of_the_end(cycles: pd.DataFrame) -> None:
    """A cycle without any day is in no month."""
    assert cycles_started_by_month(cycles) == {"2025-09": 4, "2026-01": 1, "2026-02": 1}
    assert cycles_completed_by_month(cycles) == {"2025-10": 1, "2025-11": 2}


def test_no_cycles_are_no_numbers() -> None:
    """Nothing divided by nothing has no share."""
    none = no_cycles()
    assert (open_cycles(none), completed_cycles(none), median_weeks(none)) == (0, 0, None)
    assert reflections_recorded(none).ratio is None
    assert cycles_by_focus_area(none) == {}
    assert cycles_started_by_month(none) == {}


OCTOBER = date(
    2025, 10, 31
)  # the close of a quarter: of the four cycles in d1 one is completed, two are open, one was closed


def behind(**educators: int) -> pd.DataFrame:
    """So many educators behind one cycle of each state in d1, numbered from 0, and a hundred behind one in d2."""
    cycle = {"completed": "0", "open": "1", "closed": "3"}
    rows = [(cycle[state], "d1", str(number)) for state, count in educators.items() for number in range(count)]
    rows += [("4", "d2", f"other {number}") for number in range(100)]
    return pd.DataFrame(rows, columns=["cycle_id", "district_id", "educator"])


def shown_to(district: str, cycles: pd.DataFrame, educators: pd.DataFrame, access: int = 100, threshold: int = 10):  # type: ignore[no-untyped-def]
    """Open and completed as the district sees them at the end of October; None where it is told nothing at all."""
    told = cycles_shown_to_district(cycles, educators, district, access, threshold, OCTOBER)
    return told and (told.open, told.completed)


@pytest.mark.parametrize(
    ("educators", "shown"),
    [
        ({"open": 9, "completed": 9}, (None, None)),
        ({"open": 10, "completed": 9}, (2, None)),
        ({"open": 9, "completed": 10}, (None, 1)),
        ({"completed": 40, "closed": 40}, (None, 1)),
    ],
)
def test_a_district_sees_a_number_only_with_enough_educators_behind_it(
    educators: dict[str, int], shown: tuple[int | None, int | None], cycles: pd.DataFrame
) -> None:
    """Each of the two by itself: nine behind one are not helped by forty behind the other, nor by another district's."""
    assert shown_to("d1", cycles, behind(**educators)) == shown


@pytest.mark.parametrize(("access", "shown"), [(18, None), (19, 1)])
def test_a_district_with_few_educators_sees_no_number(access: int, shown: int | None, cycles: pd.DataFrame) -> None:
    """That 10 of 18 are behind it would leave at most 8 who are not: as little as a small count."""
    assert shown_to("d1", cycles, behind(completed=10), access) == (None, shown)


def test_one_educator_in_many_cycles_is_one(cycles: pd.DataFrame) -> None:
    """Several cycles of one educator tell of that one."""
    same = pd.DataFrame([(str(each), "d1", "a") for each in range(4)], columns=["cycle_id", "district_id", "educator"])
    assert shown_to("d1", cycles, same, threshold=5) == (None, None)


def test_a_district_where_nothing_has_begun_is_told_nothing(cycles: pd.DataFrame) -> None:
    """No sentence about a threshold where there is nothing to hide; what begins after the quarter's close waits for the next."""
    assert shown_to("d3", cycles, behind()) is None
    assert shown_to("d2", cycles, behind()) is None


def test_before_a_quarter_has_closed_nothing_is_shown(cycles: pd.DataFrame) -> None:
    """Otherwise the number would appear on the very day on which the tenth educator began."""
    assert cycles_shown_to_district(cycles, behind(completed=40), "d1", 100, 10, None) is None


def test_between_two_closes_the_number_stands_still(cycles: pd.DataFrame) -> None:
    """The tenth educator begins a cycle in November: in October's number there are nine behind it, so none is shown."""
    tenth = table("district | phase | state | identify\nd1 | Plan | open | 2025-11-03").assign(cycle_id="tenth")
    educators = pd.concat([behind(open=9), pd.DataFrame([("tenth", "d1", "9")], columns=behind().columns)])
    assert shown_to("d1", pd.concat([cycles, tenth]), educators) == (None, None)
