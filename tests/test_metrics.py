"""The numbers of time, schools, plans, coaches, money and data quality, each with its working."""

from __future__ import annotations

from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sheets_templates import load_tab
from sync.coaching.aggregates import Aggregates, district_aggregates
from sync.coaching.entries import Outcome, RowProblem, no_entries
from sync.coaching.metrics import (
    Share,
    coaching_minutes,
    coaching_minutes_by_month,
    coaching_minutes_of_month,
    hours,
    largest_focus_areas,
    minutes_by_month_of_kind,
    months_to_show,
    number_of_entries,
    other_minutes_by_month,
    role_drift,
    role_drift_by_duty,
    share_by_activity,
    share_by_delivery,
    share_by_focus_area,
    share_by_school,
    time_with_educators,
    total_minutes,
)
from sync.coaching.metrics_days import (
    days_charged_by_coach,
)
from sync.coaching.metrics_plan import PlannedAgainstActual, planned_against_actual, short_of_time
from sync.coaching.metrics_program import (
    CoachTotals,
    ImpactTotals,
    coach_totals,
    coaching_minutes_by_district,
    impact_totals,
    minutes_by_district_and_activity,
    top_focus_area_by_district,
)
from sync.coaching.metrics_quality import (
    WHO_ANSWERS,
    added_rows,
    correction_minutes,
    days_since_read,
    districts_read,
    onboarding_progress,
    unaccounted_rows,
    waiting_problems,
)
from sync.coaching.metrics_schools import (
    SchoolTime,
    schools_served,
    schools_served_by_district,
    time_by_school,
)
from sync.coaching.registry import Coach, Contract, District, Registry, School
from sync.coaching.views import Correction, CorrectionKind, OnboardingRow, PlanRow, ReadState, RowCounts
from sync.coaching.vocabulary import TimeKind
from tests.drawn_entries import drawn_entries

LOG = """
district|coach|date      |school |activity                     |focus_area             |min|delivery|source
d1      |ann  |2026-09-01|lincoln|Coaching Cycles              |Digital Equity         |90 |        |
d1      |ann  |2026-09-15|adams  |Co-Planning                  |Artificial Intelligence|30 |Virtual |
d1      |ann  |2026-11-03|       |District Planning            |                       |60 |        |
d1      |ann  |2026-11-03|       |Travel                       |                       |40 |        |
d1      |ann  |2026-11-04|       |Off-role: Substituting       |                       |20 |        |
d2      |ben  |2026-09-02|grant  |Coaching Cycles              |Digital Equity         |50 |        |
-       |ben  |2026-09-03|       |Coach Learning               |                       |70 |        |coach
d2      |ben  |2026-09-04|       |Preparation and Communication|                       |35 |        |coach
d2      |ben  |2026-09-04|       |Off-role: Evaluation         |                       |5  |        |coach
"""
COACHING = 90 + 30 + 60 + 50
ALL = COACHING + 40 + 20 + 70 + 35 + 5

REGISTRY = Registry(
    program_name="Shared Coaching",
    school_year="2026-27",
    first_day=date(2026, 8, 17),
    last_day=date(2027, 5, 28),
    districts={
        "d1": District("d1", "Maple Valley", None),
        "d2": District("d2", "Oak Ridge", None),
        "d3": District("d3", "Elm Grove", None),
    },
    schools={
        "lincoln": School("lincoln", "d1", "Lincoln", educators=30, students=400),
        "adams": School("adams", "d1", "Adams", educators=20, students=250),
        "polk": School("polk", "d1", "Polk", educators=10, students=100),
        "grant": School("grant", "d2", "Grant", educators=15, students=180),
    },
    coaches={
        "ann": Coach("ann", "Ann Arbor", "ann@example.org", None),
        "ben": Coach("ben", "Ben Hill", "ben@example.org", None),
    },
    contracts={
        "d1": Contract("d1", Decimal(30), Decimal("625.25"), date(2026, 8, 17), date(2027, 5, 28)),
        "d2": Contract("d2", Decimal(20), Decimal(600), date(2026, 8, 17), date(2027, 5, 28)),
    },
)


@pytest.fixture(scope="module")
def everything() -> Aggregates:
    return district_aggregates(drawn_entries(LOG))


@pytest.fixture(scope="module")
def nothing() -> Aggregates:
    return district_aggregates(no_entries())


def test_hours_are_rounded_to_one_decimal_at_the_edge() -> None:
    """50 minutes are 0.8 hours; three times 50 minutes are 2.5 hours, not three times 0.8."""
    assert hours(50) == 0.8
    assert hours(3 * 50) == 2.5


def test_a_share_keeps_both_halves_and_divides_last() -> None:
    """A percent is never shown without what it is a percent of."""
    share = Share(312 * 60, 480 * 60)
    assert (share.ratio, share.percent(), share.in_hours()) == (0.65, "65%", "312 of 480 hours")
    assert Share(5, 6).counted() == "5 of 6"


def test_a_whole_of_nothing_has_no_share() -> None:
    """Nothing divided by nothing is neither 0% nor infinity."""
    assert (Share(0, 0).ratio, Share(0, 0).percent(), Share(0, 0).in_hours()) == (None, "–", "0 of 0 hours")


def test_a_little_is_not_shown_as_nothing() -> None:
    """One minute of 1,000 is less than one percent, and not 0%."""
    assert Share(1, 1000).percent() == "<1%"
    assert Share(0, 1000).percent() == "0%"


def test_all_time_is_coaching_other_time_and_off_role_duties(everything: Aggregates) -> None:
    """The total leaves no logged minute out."""
    assert total_minutes(everything) == ALL
    assert coaching_minutes(everything) == COACHING
    assert number_of_entries(everything) == 9


def test_time_with_educators_leaves_planning_travel_and_duties_out(everything: Aggregates) -> None:
    """District Planning is coaching, but not together with educators."""
    assert time_with_educators(everything) == Share(90 + 30 + 50, ALL)


def test_role_drift_is_off_role_minutes_of_all_minutes(everything: Aggregates) -> None:
    """Off-role duties of both logs count, each under its own name, most first."""
    assert role_drift(everything) == Share(20 + 5, ALL)
    assert list(role_drift_by_duty(everything).items()) == [
        ("Off-role: Substituting", Share(20, ALL)),
        ("Off-role: Evaluation", Share(5, ALL)),
    ]


def test_activities_come_largest_first_and_kinds_can_be_folded_together(everything: Aggregates) -> None:
    """A district sees other time as one line; the parts still add up to the whole."""
    folded = {kind: "Other time" for kind in TimeKind if kind is not TimeKind.COACHING}
    shares = share_by_activity(everything, folded)
    assert list(shares.items()) == [
        ("Other time", Share(40 + 20 + 70 + 35 + 5, ALL)),
        ("Coaching Cycles", Share(90 + 50, ALL)),
        ("District Planning", Share(60, ALL)),
        ("Co-Planning", Share(30, ALL)),
    ]
    assert sum(share.part for share in shares.values()) == ALL
    assert "Travel" in share_by_activity(everything, {})


def test_focus_areas_are_shares_of_coaching_time_only(everything: Aggregates) -> None:
    """Coaching without a focus area is shown as such, so that the shares add up to all of it."""
    assert list(share_by_focus_area(everything).items()) == [
        ("Digital Equity", Share(90 + 50, COACHING)),
        ("No focus area given", Share(60, COACHING)),
        ("Artificial Intelligence", Share(30, COACHING)),
    ]


def test_the_smallest_focus_areas_are_one_slice_when_there_are_too_many(everything: Aggregates) -> None:
    """A pie of two slices keeps the largest and joins the others; the whole stays the same."""
    assert largest_focus_areas(everything, 2) == {
        "Digital Equity": Share(140, COACHING),
        "All other focus areas": Share(60 + 30, COACHING),
    }
    assert largest_focus_areas(everything, 3) == share_by_focus_area(everything)


def test_schools_and_delivery_are_shares_of_coaching_time(everything: Aggregates) -> None:
    """Time for the whole district is under no school."""
    assert share_by_school(everything) == {
        "lincoln": Share(90, COACHING),
        "": Share(60, COACHING),
        "grant": Share(50, COACHING),
        "adams": Share(30, COACHING),
    }
    assert share_by_delivery(everything) == {
        "In person": Share(90 + 60 + 50, COACHING),
        "Virtual": Share(30, COACHING),
    }


def test_months_without_an_entry_are_shown_too(everything: Aggregates, nothing: Aggregates) -> None:
    """A month in which nothing was logged is a gap to be seen, not to be closed up; before any entry there
    is no month.
    """
    months = months_to_show(everything, date(2026, 8, 17), date(2026, 10, 20))
    assert months == ["2026-08", "2026-09", "2026-10", "2026-11"]
    assert months_to_show(nothing, date(2026, 8, 17), date(2026, 10, 20)) == []


def test_minutes_of_a_month_by_what_they_are(everything: Aggregates) -> None:
    """Coaching and other time of a month add up to its minutes."""
    assert coaching_minutes_by_month(everything) == {"2026-09": 90 + 30 + 50, "2026-11": 60}
    assert other_minutes_by_month(everything) == {"2026-09": 70 + 35 + 5, "2026-11": 40 + 20}
    assert minutes_by_month_of_kind(everything, TimeKind.TRAVEL) == {"2026-11": 40}
    assert coaching_minutes_of_month(everything, date(2026, 11, 30)) == 60
    assert coaching_minutes_of_month(everything, date(2026, 12, 1)) == 0


def test_a_school_is_served_by_a_coaching_entry_of_its_own(everything: Aggregates) -> None:
    """Polk has none; what was done for the whole district serves no single school."""
    assert schools_served(everything, REGISTRY.schools_by_district["d1"]) == Share(2, 3)
    assert schools_served_by_district(everything, REGISTRY) == {
        "d1": Share(2, 3),
        "d2": Share(1, 1),
        "d3": Share(0, 0),
    }
    assert time_by_school(everything)["adams"] == SchoolTime(30, 1, date(2026, 9, 15))


def test_planned_shares_stand_beside_what_was_done(everything: Aggregates) -> None:
    """Two priorities with one focus area are one line: 40% and 6 of 30 days; time outside the plan is the
    last line.
    """
    plan = [
        PlanRow("Access for all", "Digital Equity", planned_share=0.4),
        PlanRow("Devices at home", "Digital Equity", planned_days=6),
        PlanRow("Hopes", "", planned_days=3),
        PlanRow("Privacy", "Data Privacy & Cybersecurity", planned_share=0.1),
    ]
    assert planned_against_actual(plan, everything, contracted_days=30) == [
        PlannedAgainstActual(
            "Access for all; Devices at home", "Digital Equity", 0.4 + 6 / 30, 6, Share(140, COACHING)
        ),
        PlannedAgainstActual("Hopes", "", 3 / 30, 3, None),
        PlannedAgainstActual("Privacy", "Data Privacy & Cybersecurity", 0.1, None, Share(0, COACHING)),
        PlannedAgainstActual("Not in the plan", "", None, None, Share(30 + 60, COACHING)),
    ]


def test_days_of_a_plan_are_no_share_without_a_contract(everything: Aggregates) -> None:
    """Planned days can be compared only with contracted ones; no plan gives no lines at all."""
    [line, _] = planned_against_actual([PlanRow("Access", "Digital Equity", planned_days=6)], everything, None)
    assert (line.planned, line.planned_days) == (None, 6)
    assert planned_against_actual([], everything, 30) == []


def test_a_plan_that_names_all_the_time_has_no_line_for_the_rest() -> None:
    """Where every coaching minute has a priority, nothing is left outside the plan."""
    log = district_aggregates(drawn_entries("focus_area | minutes\nDigital Equity | 30"))
    [line] = planned_against_actual([PlanRow("Access", "Digital Equity", planned_share=1.0)], log, 30)
    assert line.actual == Share(30, 30)


def test_a_priority_is_short_of_time_from_five_points_below_its_plan_on() -> None:
    """Of 20 hours: 25% of a planned 50% is short by most, 75% of 79% is not; before ten hours are logged nothing is."""
    plan = [
        PlanRow("Access", "Digital Equity", 0.79),
        PlanRow("AI", "Artificial Intelligence", 0.5),
        PlanRow("Hopes", ""),
    ]
    rows = "focus_area | minutes\nDigital Equity | 900\nArtificial Intelligence | 300"
    lines = planned_against_actual(plan, district_aggregates(drawn_entries(rows)), None)
    assert [(line.priority, line.missing) for line in short_of_time(lines)] == [("AI", 0.5 - 300 / 1200)]
    early = rows.replace("900", "150").replace("300", "50")
    assert short_of_time(planned_against_actual(plan, district_aggregates(drawn_entries(early)), None)) == []


def test_services_of_priorities_that_share_a_focus_area_stand_together() -> None:
    """Each service once."""
    plan = [
        PlanRow("A", "Digital Equity", 0.2, None, "Cycles"),
        PlanRow("B", "Digital Equity", 0.1, None, "Cycles"),
    ]
    log = district_aggregates(drawn_entries("focus_area | minutes\nDigital Equity | 30"))
    assert [line.service for line in planned_against_actual(plan, log, None)] == ["Cycles"]


def test_impact_is_counted_from_the_registry() -> None:
    """Educators are those with access to a coach; nobody who was coached is counted."""
    assert impact_totals(REGISTRY) == ImpactTotals(
        coaches=2, districts=3, schools=4, educators=30 + 20 + 10 + 15, students=400 + 250 + 100 + 180
    )


def test_a_coachs_time_is_added_over_districts_and_over_both_logs(everything: Aggregates) -> None:
    """Ben's learning belongs to no district, so it counts as his time and not as a district."""
    whole = 50 + 70 + 35 + 5
    assert coach_totals(everything)["ben"] == CoachTotals(
        minutes=whole,
        entries=4,
        districts=1,
        with_educators=Share(50, whole),
        coaching=50,
        travel=0,
        preparation=35,
        learning=70,
        off_role=Share(5, whole),
        last_logged=date(2026, 9, 4),
    )


def test_the_five_kinds_of_a_coachs_time_add_up(everything: Aggregates) -> None:
    """Coaching, travel, preparation, learning and off-role duties leave no minute over."""
    for totals in coach_totals(everything).values():
        parts = totals.coaching + totals.travel + totals.preparation + totals.learning + totals.off_role.part
        assert parts == totals.minutes


def test_hours_of_districts_by_activity(everything: Aggregates) -> None:
    """Time for no district has a line of its own, so that the table holds all minutes."""
    table = minutes_by_district_and_activity(everything, {TimeKind.OFF_ROLE: "Off-role duties"})
    assert table["d2"] == {"Coaching Cycles": 50, "Preparation and Communication": 35, "Off-role duties": 5}
    assert table[""] == {"Coach Learning": 70}
    assert sum(sum(minutes.values()) for minutes in table.values()) == ALL
    assert coaching_minutes_by_district(everything) == {"d1": 90 + 30 + 60, "d2": 50}


def test_the_top_focus_area_of_each_district(everything: Aggregates) -> None:
    """Time without a focus area does not compete; of equals the first by name wins; a district without any
    is absent.
    """
    assert top_focus_area_by_district(everything) == {"d1": "Digital Equity", "d2": "Digital Equity"}
    tie = drawn_entries("focus_area | minutes\nDigital Equity | 30\nArtificial Intelligence | 30\n | 99")
    assert top_focus_area_by_district(district_aggregates(tie)) == {"d1": "Artificial Intelligence"}


def charges(*lines: tuple[str, str, str, float]) -> pd.DataFrame:
    frame = pd.DataFrame(lines, columns=["district_id", "coach_id", "date", "days"])
    return frame.astype({"district_id": "category", "coach_id": "category", "date": "datetime64[s]", "days": "float64"})


CHARGES = charges(
    ("d1", "ann", "2026-09-01", 1.0),
    ("d1", "ann", "2026-09-15", 0.5),
    ("d1", "ben", "2026-10-06", 0.5),
    ("d2", "ben", "2026-10-06", 0.5),
    ("d3", "ben", "2026-11-10", 1.0),
    ("d2", "ben", "2026-11-11", 0.0),
)


def test_a_coachs_days_are_added_over_districts() -> None:
    """Half days in two districts on one date are one day of the coach."""
    assert days_charged_by_coach(CHARGES) == {"ann": 1 + 0.5, "ben": 0.5 + 0.5 + 1}


def test_every_row_is_accounted_for() -> None:
    """Rows in are accepted, problems and duplicates; repaired rows are among the accepted."""
    first, second = RowCounts(10, 7, 2, 1, repaired=3), RowCounts(5, 5)
    assert unaccounted_rows(first) == 10 - 7 - 2 - 1 == 0
    assert added_rows([first, second]) == RowCounts(15, 12, 2, 1, repaired=3)
    assert unaccounted_rows(RowCounts(10, 7, 2, 0)) == 1


def test_the_age_of_data_is_counted_in_the_districts_own_days() -> None:
    """03:00 UTC is still the day before in Chicago; never read has no age."""
    read = datetime(2026, 10, 14, 3, 0, tzinfo=UTC)
    assert days_since_read(read, date(2026, 10, 14), "America/Chicago") == 1
    assert days_since_read(read, date(2026, 10, 14), "Europe/Paris") == 0
    assert days_since_read(None, date(2026, 10, 14), "America/Chicago") is None


def test_rows_that_wait_are_problems_and_duplicates() -> None:
    """A row that was read as something, and a notice, hold nothing back."""
    problems = [RowProblem(outcome, "Activity Log", 2, "Minutes", "m", "h") for outcome in Outcome]
    assert waiting_problems(problems) == 2


def test_a_correction_says_what_it_adds_to_its_month() -> None:
    """A removed entry takes its minutes away."""
    removed = Correction("d1", "ann", date(2026, 9, 1), CorrectionKind.DELETED, date(2026, 10, 5), 45, 0)
    assert correction_minutes(removed) == -45


def test_districts_that_can_be_read_of_all() -> None:
    """A district that was read once and cannot be read now is not read."""
    now = datetime(2026, 10, 14, tzinfo=UTC)
    assert districts_read([ReadState(now), ReadState(now, readable=False), ReadState(None, readable=False)]) == Share(
        1, 3
    )


def test_a_section_is_answered_when_all_its_items_are() -> None:
    """One open question keeps its section open and names who is to answer it, once."""
    rows = [
        OnboardingRow("Contacts", "Principal", True, "District office"),
        OnboardingRow("Contacts", "Help desk", False, "Technology office"),
        OnboardingRow("Contacts", "Front office", False, "Technology office"),
        OnboardingRow("Contacts", "Superintendent", True, "Superintendent"),
        OnboardingRow("Procedures", "Parking", True, "District office"),
    ]
    progress = onboarding_progress(rows)
    assert (progress.sections, progress.waiting_for) == (Share(1, 2), ("Technology office",))
    assert onboarding_progress([]).sections == Share(0, 0)


def test_whom_a_district_typed_in_is_not_named_outside_its_workbook() -> None:
    """Only the words that the tab comes with leave it: anything else may be a person's name."""
    rows = [
        OnboardingRow("Contacts", "Help desk", False, "Mrs. Example"),
        OnboardingRow("Contacts", "Keys", False, "Principals"),
    ]
    assert onboarding_progress(rows).waiting_for == ("Somebody whom the district named", "Principals")
    onboarding = load_tab("district_workbook", "onboarding")
    place = [column.key for column in onboarding.columns].index("who_answers")
    assert {row[place] for row in onboarding.starter_rows} <= WHO_ANSWERS
