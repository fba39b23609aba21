"""What a district sees: its Dashboard, Contract Days, Schools and Needs Attention, and what it must not
see.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal

import pytest

from sheets_templates import load_tab
from sheets_templates.model import TabKind
from sync.coaching.aggregates import district_aggregates
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import charge_lines
from sync.coaching.district_report import district_content, district_headings
from sync.coaching.entries import Outcome, RowProblem, no_entries
from sync.coaching.funding import funded_days
from sync.coaching.pace import ContractDays, contract_days
from sync.coaching.registry import Coach, Contract, District, FundingSource, Registry, School
from sync.coaching.views import Correction, CorrectionKind, DistrictView, PlanRow
from tests.drawn_entries import drawn_entries

LOG = """
district|coach|date      |school |activity              |focus_area             |min|delivery|source
d1      |ann  |2026-09-01|lincoln|Coaching Cycles       |Digital Equity         |90 |        |
d1      |ann  |2026-09-01|lincoln|Co-Planning           |Artificial Intelligence|30 |        |
d1      |ann  |2026-10-06|adams  |Coaching Cycles       |Digital Equity         |60 |Virtual |
d1      |ann  |2026-10-07|       |Travel                |                       |40 |        |
d1      |ann  |2026-10-08|       |Off-role: Substituting|                       |20 |        |
d1      |ann  |2026-10-09|       |Off-role: Evaluation  |                       |50 |        |coach
d2      |ben  |2026-10-09|grant  |Co-Planning           |Digital Equity         |999|        |
"""
COACHING = "3"  # (90 + 30 + 60) / 60 hours
LOGGED = "4"  # coaching, 40 minutes of travel and 20 of an off-role duty

REGISTRY = Registry(
    program_name="Shared Coaching",
    school_year="2026-27",
    first_day=date(2026, 9, 1),
    last_day=date(2027, 5, 28),
    districts={"d1": District("d1", "Maple Valley", None), "d2": District("d2", "Oak Ridge", None)},
    schools={
        "lincoln": School("lincoln", "d1", "Lincoln", 30, 400),
        "adams": School("adams", "d1", "Adams", 20, 250),
        "polk": School("polk", "d1", "Polk", 10, 100),
        "grant": School("grant", "d2", "Grant", 15, 180),
    },
    coaches={"ann": Coach("ann", "Ann Arbor", "", None), "ben": Coach("ben", "Ben Hill", "", None)},
    contracts={"d1": Contract("d1", Decimal(30), Decimal(600), date(2026, 8, 17), date(2027, 5, 28))},
)


def view_of(log: str = LOG, registry: Registry = REGISTRY, **changes: object) -> DistrictView:
    entries = drawn_entries(log) if log else no_entries()
    charges = charge_lines(entries)
    view = DistrictView(
        registry=registry,
        district_id="d1",
        aggregates=district_aggregates(entries),
        charges=charges,
        funded=funded_days(charges, entries, registry),
        contract_days=None,
        today=date(2026, 10, 14),
        as_of=date(2026, 10, 9),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def shown_off_role(registry: Registry = REGISTRY) -> Registry:
    return replace(registry, settings={"show_off_role": "yes"})


@pytest.mark.parametrize("log", [LOG, ""])
def test_every_row_fits_its_template(log: str) -> None:
    """Each computed tab and block of the templates is filled, with one cell a column; figures may name
    their type.
    """
    content = district_content(view_of(log))
    for key in ("dashboard", "contract_days", "schools", "needs_attention"):
        tab = load_tab("district_workbook", key)
        blocks = {block.key: block for block in tab.blocks}
        assert set(content[key]) == (set(blocks) if tab.kind is TabKind.REPORT else {key})
        for block_key, rows in content[key].items():
            block = blocks.get(block_key)
            columns = block.columns if block else tab.columns
            widths = {len(columns), len(columns) + 1} if block and block.style == "figures" else {len(columns)}
            assert {len(row) for row in rows} <= widths


def test_how_coaching_time_is_spent_is_shown_with_both_halves() -> None:
    """Digital Equity has 150 of 180 coaching minutes: 2.5 of 3 hours."""
    rows = district_content(view_of())["dashboard"]["focus_areas"]
    assert rows == [
        ("Digital Equity", 2.5, 150 / 180, f"2.5 of {COACHING} hours"),
        ("Artificial Intelligence", 0.5, 30 / 180, f"0.5 of {COACHING} hours"),
    ]


def test_off_role_time_is_part_of_other_time_unless_the_director_decided_otherwise() -> None:
    """The breakdown holds every minute of the district's own log: 150 + 30 of coaching, 40 + 20 of other
    time.
    """
    rows = district_content(view_of())["dashboard"]["activities"]
    assert rows == [
        ("Coaching Cycles", 2.5, 150 / 240, f"2.5 of {LOGGED} hours"),
        ("Other time", 1.0, 60 / 240, f"1 of {LOGGED} hours"),
        ("Co-Planning", 0.5, 30 / 240, f"0.5 of {LOGGED} hours"),
    ]


def test_off_role_time_is_shown_in_fair_words_if_the_director_decided_so() -> None:
    """Then the 50 minutes of My Time count too, and no duty is named."""
    rows = district_content(view_of(registry=shown_off_role()))["dashboard"]["activities"]
    assert [(row[0], row[1]) for row in rows] == [
        ("Coaching Cycles", 2.5),
        ("Duties outside coaching", 1.2),  # 20 + 50 minutes
        ("Other time", 0.7),  # 40 minutes
        ("Co-Planning", 0.5),
    ]


@pytest.mark.parametrize("setting", ["no", "", "perhaps"])
def test_nothing_of_an_off_role_duty_reaches_a_district_that_is_not_to_see_it(setting: str) -> None:
    """Neither the word nor the minutes of My Time stand anywhere on the Dashboard."""
    registry = replace(REGISTRY, settings={"show_off_role": setting})
    other_my_time = LOG.replace("|50 |", "|999|")
    assert other_my_time != LOG
    content = district_content(view_of(registry=registry))["dashboard"]
    assert "ff-role" not in str(content)
    assert content == district_content(view_of(other_my_time, registry=registry))["dashboard"]


def test_another_districts_rows_are_never_shown() -> None:
    """Merged sums and charge lines of two districts show one district's own only."""
    shown = str(district_content(view_of()))
    assert "Grant" not in shown
    assert "Ben" not in shown


def test_months_are_shown_from_the_first_of_the_school_year() -> None:
    """September and October hold 120 and 60 minutes of coaching, and 60 minutes of other time in October."""
    assert district_content(view_of())["dashboard"]["months"] == [
        ("Sep 2026", 2.0, 0.0),
        ("Oct 2026", 1.0, 1.0),
    ]


def days_of(log: str, days: int) -> ContractDays:
    contract = replace(REGISTRY.contracts["d1"], days=Decimal(days))
    lines = charge_lines(drawn_entries(log).query("source == 'district'"))
    own = lines[lines["district_id"] == "d1"]
    return contract_days(contract, own, SchoolCalendar(REGISTRY, "d1"), date(2026, 10, 14))


def figures(view: DistrictView) -> dict[str, tuple[object, ...]]:
    return {str(row[0]): tuple(row[1:]) for row in district_content(view)["dashboard"]["at_a_glance"]}


def test_hours_and_schools_at_a_glance() -> None:
    """Polk was not visited; October so far holds 60 minutes of coaching."""
    glance = figures(view_of())
    assert glance["Coaching this school year"] == (3.0, "3 of 4 hours logged", "hours")
    assert glance["Coaching in October 2026"][0] == 1.0
    assert glance["Schools served"][0] == "2 of 3"


def test_without_a_contract_the_dashboard_says_so() -> None:
    """No number of days is made up."""
    assert figures(view_of())["Contract days"][0] == "No contract"


def test_contract_days_at_a_glance_say_how_they_stand_in_words() -> None:
    """Of 15 contracted days 2 are used, on September 1 and October 8: nothing to be alarmed about."""
    glance = figures(view_of(contract_days=days_of(LOG, days=15)))
    assert glance["Contract days used"] == (2.0, "of 15 days contracted", "days")
    assert glance["Contract days left"][0] == 13.0
    expected = "2.5 days were expected by today"  # 15 x 32 / 194 coaching days
    assert glance["Pace"][:2] == ("On pace", expected)
    assert glance["Left at the contract's end"][:2] == (1.8, "At the pace of the last 8 school weeks")
    assert not {"Waiting for confirmation", "Dates not settled yet", "Outside the contract"} & set(glance)


def test_an_alert_stands_at_a_glance_in_words() -> None:
    """Two days charged of one contracted: exceeded, and by how much."""
    glance = figures(view_of(contract_days=days_of(LOG, days=1)))
    assert glance["Pace"][:2] == ("Exceeded", "2 days charged, 1 day beyond the 1 day of the contract")


def test_what_waits_for_the_coach_is_said_at_a_glance() -> None:
    """A date with two full days over districts is not charged, and neither is its number of days told."""
    log = """
    district | coach | date       | activity    | contract_day
    d1       | ann   | 2026-09-01 | Co-Planning | Full day
    d2       | ann   | 2026-09-01 | Co-Planning | Full day
    """
    glance = figures(view_of(log, contract_days=days_of(log, days=10)))
    assert glance["Dates not settled yet"][0] == 1
    assert glance["Contract days used"][0] == 0.0


def test_days_outside_the_contract_are_named() -> None:
    """A day in August before the contract begins is charged, and said to be outside."""
    log = "date | activity\n2026-08-03 | Co-Planning"
    assert figures(view_of(log, contract_days=days_of(log, days=10)))["Outside the contract"][0] == 1.0


def test_planned_and_actual_stand_side_by_side() -> None:
    """Half of the time was planned for Digital Equity, five sixths went there; the rest was not in the
    plan.
    """
    plan = (PlanRow("Access for all", "Digital Equity", planned_share=0.5),)
    assert district_content(view_of(plan=plan))["dashboard"]["plan"] == [
        ("Access for all", "Digital Equity", 0.5, None, 150 / 180, "2.5 of 3 hours"),
        ("Not in the plan", "", None, None, 30 / 180, "0.5 of 3 hours"),
    ]


def test_before_the_first_entry_blocks_are_empty_and_nothing_fails() -> None:
    """An empty block gets a sentence from the layout, not a chart of nothing."""
    content = district_content(view_of("", as_of=None))
    assert all(
        not content["dashboard"][key] for key in ("focus_areas", "activities", "months", "by_school", "delivery")
    )
    assert content["contract_days"]["contract_days"] == []
    assert district_headings(view_of("", as_of=None))["dashboard"].subtitle == "Nothing logged yet."


def test_the_day_of_the_newest_change_is_shown_and_not_the_day_of_the_sync() -> None:
    """A sync on a later day without a change in the data leaves the line alone."""
    today, later = view_of(), view_of(today=date(2026, 10, 20))
    assert "October 9, 2026" in district_headings(today)["dashboard"].subtitle
    assert district_headings(later) == district_headings(today)


def test_two_schools_of_one_name_keep_a_line_each() -> None:
    """A primary and a middle school called Lincoln are two schools."""
    schools = dict(REGISTRY.schools) | {"adams": School("adams", "d1", "Lincoln", 20, 250)}
    rows = district_content(view_of(registry=replace(REGISTRY, schools=schools)))["dashboard"]["by_school"]
    assert [(row[0], row[1]) for row in rows] == [("Lincoln", 2.0), ("Lincoln", 1.0)]


def test_each_contract_day_says_what_pays_for_it() -> None:
    """The contract's source where no row names one; nothing at all in a program that keeps no funding sources."""
    sources = {"Title II": FundingSource("Title II", date(2026, 7, 1), date(2027, 6, 30), federal=True)}
    contracts = {"d1": replace(REGISTRY.contracts["d1"], funding_source="Title II")}
    paid = view_of(registry=replace(REGISTRY, funding_sources=sources, contracts=contracts))
    assert {row[-1] for row in district_content(paid)["contract_days"]["contract_days"]} == {"Title II"}
    assert {row[-1] for row in district_content(view_of())["contract_days"]["contract_days"]} == {""}


def test_contract_days_are_in_the_order_of_dates() -> None:
    """One line a coach and date: two activities on September 1 are one day; virtual work and travel charge
    none.
    """
    registry = shown_off_role()
    rows = district_content(view_of(registry=registry))["contract_days"]["contract_days"]
    assert [row[:6] for row in rows] == [
        (date(2026, 9, 1), "Ann Arbor", 1.0, "Charged", "2 activities", "2026-09"),
        (date(2026, 10, 8), "Ann Arbor", 1.0, "Charged", "1 activity", "2026-10"),
        (date(2026, 10, 9), "Ann Arbor", 1.0, "Charged", "1 activity", "2026-10"),
    ]


def test_an_unresolved_date_never_tells_of_the_other_district() -> None:
    """What the coach's entries ask for, and where, is for the coach and the director."""
    log = """
    district | coach | date       | activity    | contract_day
    d1       | ann   | 2026-09-01 | Co-Planning | Full day
    d2       | ann   | 2026-09-01 | Co-Planning | Full day
    """
    [row] = district_content(view_of(log))["contract_days"]["contract_days"]
    assert row[2:4] == (0.0, "Unresolved")
    assert "Oak" not in str(row)
    assert "district" not in str(row)


def test_every_school_of_the_district_has_a_line() -> None:
    """Minutes are of coaching; a school without any has zeros and no last visit."""
    assert district_content(view_of())["schools"]["schools"] == [
        ("Lincoln", 30, 400, 120, 2, date(2026, 9, 1)),
        ("Adams", 20, 250, 60, 1, date(2026, 10, 6)),
        ("Polk", 10, 100, 0, 0, None),
    ]


def test_needs_attention_puts_what_is_held_back_first_and_links_to_the_row() -> None:
    """Problems, duplicates, then what was read in another way, then notices; a notice about a tab links to
    the tab.
    """
    problems = (
        RowProblem(Outcome.NOTICE, "Activity Log", None, "", "A column was moved.", "Nothing to do."),
        RowProblem(Outcome.REPAIRED, "Activity Log", 3, "Minutes", "Read as 90 minutes.", "Nothing to do."),
        RowProblem(Outcome.DUPLICATE, "Activity Log", 9, "", "The same as row 8.", "Delete one of them."),
        RowProblem(Outcome.PROBLEM, "Activity Log", 12, "Date", "There is no date.", "Type the date."),
        RowProblem(Outcome.PROBLEM, "Activity Log", 4, "Minutes", "There are no minutes.", "Type the minutes."),
        RowProblem(Outcome.PROBLEM, "Somebody's tab", 1, "", "Unknown.", "Look."),
    )
    rows = district_content(view_of(problems=problems, sheet_ids={"Activity Log": 7}))["needs_attention"][
        "needs_attention"
    ]
    assert [(row[0], row[2], row[-1]) for row in rows] == [
        ("Problem", 4, "#gid=7&range=A4"),
        ("Problem", 12, "#gid=7&range=A12"),
        ("Problem", 1, ""),
        ("Duplicate", 9, "#gid=7&range=A9"),
        ("Read as", 3, "#gid=7&range=A3"),
        ("Notice", None, "#gid=7"),
    ]


def test_corrections_to_closed_months_are_listed() -> None:
    """A closed month stays closed: what changed since is said, with both numbers."""
    correction = Correction("d1", "ann", date(2026, 9, 1), CorrectionKind.EDITED, date(2026, 10, 5), 60, 90)
    rows = district_content(view_of(corrections=(correction,)))["dashboard"]["corrections"]
    assert rows == [("Sep 2026", "Ann Arbor", "Changed", 60, 90, date(2026, 10, 5))]
    assert district_content(view_of())["dashboard"]["corrections"] == []


def test_the_report_says_what_it_was_made_from() -> None:
    """Every report ends with its fields and the rule applied."""
    notes = " ".join(district_headings(view_of())["dashboard"].footnotes)
    for word in ("Activity Log", "Focus Area", "minutes divided by 60", "no educator"):
        assert word in notes
