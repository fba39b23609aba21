"""What the director sees: the whole program, each district and coach, what is billed, and how far it can be
trusted.
"""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime
from decimal import Decimal

import pandas as pd
import pytest

from sheets_templates import load
from sheets_templates.model import TabKind
from sync.coaching.aggregates import district_aggregates
from sync.coaching.calendar import SchoolCalendar
from sync.coaching.contract_days import charge_lines
from sync.coaching.entries import Outcome, RowProblem, no_entries
from sync.coaching.metrics_support import SUPPORT_COLUMNS
from sync.coaching.month_confirmation import coach_months
from sync.coaching.pace import ContractDays, contract_days
from sync.coaching.program_activity import entries_shown, shown_from
from sync.coaching.program_overview import BARS_IN_A_CHART
from sync.coaching.program_report import program_content, program_headings
from sync.coaching.registry import Coach, Contract, District, Registry, School
from sync.coaching.views import (
    Correction,
    CorrectionKind,
    DocumentState,
    OnboardingRow,
    ProgramDistrict,
    ProgramView,
    ReadState,
    RowCounts,
    UnplacedResponse,
)
from sync.coaching.voices import FeedbackCounts
from tests.drawn_billing import billed
from tests.drawn_entries import drawn_entries, entries_of

LOG = """
entry_id|district|coach|date      |school |activity              |focus_area    |min|delivery|source
e1      |d2      |ben  |2026-09-02|grant  |Coaching Cycles       |Digital Equity|50 |        |
e2      |d1      |ann  |2026-10-06|lincoln|Coaching Cycles       |Digital Equity|90 |        |
e3      |d1      |ann  |2026-09-01|       |District Planning     |              |60 |        |
e4      |d1      |ann  |2026-09-01|       |Travel                |              |40 |        |
e5      |d1      |ann  |2026-09-03|       |Off-role: Substituting|              |30 |        |coach
e6      |-       |ben  |2026-09-04|       |Coach Learning        |              |30 |        |coach
"""
ALL = "5"  # (50 + 90 + 60 + 40 + 30 + 30) / 60 hours

LISTS = ("unread", "problems", "unplaced", "registry", "corrections")  # of what went wrong, in Data Quality
REGISTRY = Registry(
    program_name="Shared Coaching",
    school_year="2026-27",
    first_day=date(2026, 9, 1),
    last_day=date(2027, 5, 28),
    districts={
        "d2": District("d2", "Oak Ridge", None),
        "d1": District("d1", "Maple Valley", None),
        "d3": District("d3", "Elm Grove", None),
    },
    schools={
        "lincoln": School("lincoln", "d1", "Lincoln", 30, 400),
        "adams": School("adams", "d1", "Adams", 20, 250),
        "grant": School("grant", "d2", "Grant", 15, 180),
    },
    coaches={
        "ann": Coach("ann", "Ann Arbor", "", None),
        "ben": Coach("ben", "Ben Hill", "", None),
        "cal": Coach("cal", "Cal Stone", "", None),
    },
    contracts={
        "d1": Contract("d1", Decimal(30), Decimal("625.25"), date(2026, 8, 17), date(2027, 5, 28)),
        "d2": Contract("d2", Decimal(20), Decimal(600), date(2026, 8, 17), date(2027, 5, 28)),
    },
)
READ = ReadState(datetime(2026, 10, 14, 12, 0, tzinfo=UTC))


def view_of(log: str = LOG, **changes: object) -> ProgramView:
    entries = drawn_entries(log) if log else no_entries()
    today = date(2026, 10, 14)
    billing = billed(entries, REGISTRY)
    view = ProgramView(
        registry=REGISTRY,
        aggregates=district_aggregates(entries),
        districts={"d1": ProgramDistrict(READ), "d2": ProgramDistrict(READ)},
        entries=entries,
        charges=charge_lines(entries),
        billing=billing,
        coach_months=coach_months(billing.funded, REGISTRY, (), today),
        today=today,
        as_of=date(2026, 10, 6),
    )
    return replace(view, **changes)  # type: ignore[arg-type]


def days_of(district_id: str, days: int | None, log: str = LOG) -> ContractDays:
    contract = replace(REGISTRY.contracts["d1"], days=Decimal(days)) if days is not None else None
    lines = charge_lines(drawn_entries(log))
    own = lines[lines["district_id"] == district_id]
    return contract_days(contract, own, SchoolCalendar(REGISTRY, district_id), date(2026, 10, 14))


@pytest.mark.parametrize("log", [LOG, ""])
def test_every_row_fits_its_template(log: str) -> None:
    """Every tab and block of the templates is filled, with one cell a column; figures may name their type."""
    content = program_content(view_of(log))
    template = load("program_report")
    assert list(content) == [tab.key for tab in template.tabs]
    for tab in template.tabs:
        blocks = {block.key: block for block in tab.blocks}
        assert list(content[tab.key]) == (list(blocks) if tab.kind is TabKind.REPORT else [tab.key])
        for block_key, rows in content[tab.key].items():
            block = blocks.get(block_key)
            columns = block.columns if block else tab.columns
            widths = {len(columns), len(columns) + 1} if block and block.style == "figures" else {len(columns)}
            assert {len(row) for row in rows} <= widths


def test_every_report_tab_says_what_it_was_made_from() -> None:
    """Every report ends with its fields and the rule applied, and every report tab has a heading."""
    headings = program_headings(view_of())
    assert set(headings) == {tab.key for tab in load("program_report").tabs if tab.kind is TabKind.REPORT}
    for heading in headings.values():
        title, *fields_and_rules, confidential = heading.footnotes
        assert title == "What this was made from"
        assert len(fields_and_rules) >= 2
        assert confidential.startswith("Coaching is voluntary and confidential")
    tables = [tab.title for tab in load("program_report").tabs if tab.kind is TabKind.TABLE]
    assert all(title in " ".join(headings["overview"].footnotes) for title in tables)
    assert "October 6, 2026" in headings["overview"].subtitle


def test_impact_is_shown_as_figures() -> None:
    """Whom the program reaches, as the registry counts it."""
    rows = program_content(view_of())["overview"]["impact"]
    assert [row[:2] for row in rows] == [
        ("Coaches", 3),
        ("Districts", 3),
        ("Schools", 3),
        ("Educators with access", 30 + 20 + 15),
        ("Educators reached", "Not yet"),
        ("Students", 400 + 250 + 180),
    ]


def test_time_of_the_program_at_a_glance() -> None:
    """With educators are 50 + 90 of 300 minutes, off-role 30 of 300; both logs count."""
    figures = {row[0]: row[1:3] for row in program_content(view_of())["overview"]["figures"]}
    assert figures["Hours logged"] == (5.0, f"3.3 of {ALL} hours are coaching")
    assert figures["Time with educators"] == (140 / 300, f"2.3 of {ALL} hours")
    assert figures["Role drift"][0] == 30 / 300
    assert figures["Districts that can be read"][0] == "2 of 3"


def test_both_questions_of_the_program_are_answered_for_all_districts() -> None:
    """Focus areas are shares of coaching time, activities of all time; off-role duties are one line there."""
    content = program_content(view_of())["time_use"]
    assert content["focus_areas"] == [
        ("Digital Equity", 2.3, 140 / 200, "2.3 of 3.3 hours"),
        ("No focus area given", 1.0, 60 / 200, "1 of 3.3 hours"),
    ]
    assert [(row[0], row[1]) for row in content["activities"]] == [
        ("Coaching Cycles", 2.3),
        ("District Planning", 1.0),
        ("Travel", 0.7),
        ("Coach Learning", 0.5),
        ("Off-role duties", 0.5),
    ]
    assert content["role_drift"] == [("Substituting", 0.5, 30 / 300, f"0.5 of {ALL} hours")]
    assert content["months"] == [("Sep 2026", 1.8, 0.7, 0.0, 0.5, 0.5), ("Oct 2026", 1.5, 0.0, 0.0, 0.0, 0.0)]


def test_the_heat_table_names_each_activity_where_its_hours_stand() -> None:
    """Cells stand under their own activity; districts are in the registry's order and time for none comes
    last.
    """
    heat = next(block for block in load("program_report").tab("time_use").blocks if block.key == "heat")
    headers = [column.header for column in heat.columns]
    rows = {row[0]: dict(zip(headers, row, strict=True)) for row in program_content(view_of())["time_use"]["heat"]}
    assert list(rows) == ["Oak Ridge", "Maple Valley", "No district"]
    assert (rows["Maple Valley"]["District Planning"], rows["Maple Valley"]["Off-role duties"]) == (1.0, 0.5)
    assert rows["No district"]["Coach Learning"] == 0.5
    assert rows["Oak Ridge"]["Travel"] is None


def test_coaches_have_a_line_each_over_all_districts() -> None:
    """Ann's five kinds of time add up to her hours; a coach who logged nothing is there with zeros."""
    columns = [column.key for column in load("program_report").tab("coaches").blocks[0].columns]
    rows = {row[0]: dict(zip(columns, row, strict=True)) for row in program_content(view_of())["coaches"]["coaches"]}
    ann = rows["Ann Arbor"]
    assert (ann["hours"], ann["coaching"], ann["travel"], ann["off_role"]) == (3.7, 2.5, 0.7, 0.5)
    assert (ann["educators_share"], ann["educators_halves"]) == (90 / 220, "1.5 of 3.7 hours")
    assert (ann["days"], ann["entries"], ann["last_logged"]) == (3.0, 4, date(2026, 10, 6))
    assert (rows["Cal Stone"]["hours"], rows["Cal Stone"]["educators_share"]) == (0.0, None)


def test_billing_lines_are_ordered_and_priced() -> None:
    """By district as the registry has them, then by date; the amount is in cents."""
    rows = program_content(view_of())["days_and_billing"]["days_and_billing"]
    assert [(row[0], row[1], row[2], row[4], row[-1]) for row in rows] == [
        ("Oak Ridge", "Ben Hill", date(2026, 9, 2), 1.0, Decimal("600.00")),
        ("Maple Valley", "Ann Arbor", date(2026, 9, 1), 1.0, Decimal("625.25")),
        ("Maple Valley", "Ann Arbor", date(2026, 9, 3), 1.0, Decimal("625.25")),
        ("Maple Valley", "Ann Arbor", date(2026, 10, 6), 1.0, Decimal("625.25")),
    ]


def test_an_unresolved_date_bills_nothing_and_says_what_was_asked() -> None:
    """Two full days on one date are no day until the coach has said which."""
    log = """
    district | coach | date       | activity    | contract_day
    d1       | ann   | 2026-09-01 | Co-Planning | Full day
    d2       | ann   | 2026-09-01 | Co-Planning | Full day
    """
    view = view_of(log)
    rows = program_content(view)["days_and_billing"]["days_and_billing"]
    assert [(row[4], row[5], row[6], row[-1]) for row in rows] == [(0, "Unresolved", 1, None)] * 2
    assert program_content(view)["districts"]["billing"] == []


def test_months_are_billed_by_district() -> None:
    """Maple Valley has two days in September and one in October."""
    content = program_content(view_of())
    assert [(row[0], row[1], row[2], row[4]) for row in content["districts"]["billing"]] == [
        ("Oak Ridge", "Sep 2026", 1.0, Decimal("600.00")),
        ("Maple Valley", "Sep 2026", 2.0, Decimal("1250.50")),
        ("Maple Valley", "Oct 2026", 1.0, Decimal("625.25")),
    ]
    assert content["overview"]["billing"][0] == ("Sep 2026", 3.0, Decimal("1850.50"))


def test_activity_data_holds_every_entry_in_a_stable_order() -> None:
    """By district as the registry has them, each in its log's own order; time for no district is last."""
    rows = program_content(view_of())["activity_data"]["activity_data"]
    assert [row[-1] for row in rows] == ["e1", "e2", "e3", "e4", "e5", "e6"]
    assert rows[1] == (
        date(2026, 10, 6),
        "2026-10",
        "Maple Valley",
        "Lincoln",
        "Ann Arbor",
        "Coaching Cycles",
        "Coaching",
        "Digital Equity",
        90,
        1.5,
        "In person",
        "",
        "e2",
    )
    assert rows[-1][2] == ""


def test_a_year_that_is_too_long_for_a_tab_is_shown_from_a_month_on() -> None:
    """Six entries: all fit into six rows; five, or one, hold October alone, because a month is shown whole."""
    entries = drawn_entries(LOG)
    assert [shown_from(entries, most) for most in (6, 5, 1)] == [None, date(2026, 10, 1), date(2026, 10, 1)]


def test_a_month_that_is_too_long_for_a_tab_is_shown_from_a_day_on() -> None:
    """Of September alone two rows hold the days from the third on; one day is shown however many entries it has."""
    september = drawn_entries(LOG).drop(index=1)
    assert [shown_from(september, most) for most in (4, 3, 2, 1)] == [
        date(2026, 9, 2),
        date(2026, 9, 2),
        date(2026, 9, 3),
        date(2026, 9, 4),
    ]
    one_day = entries_of([{"date": "2026-09-01", "entry_id": str(number)} for number in range(3)])
    assert len(entries_shown(one_day, 2)) == 3


def test_what_activity_data_leaves_out_is_said() -> None:
    """The figures of every other tab stay those of all entries."""
    view = view_of()
    assert "In Activity Data" not in str(program_content(view)["data_quality"]["figures"])
    many = replace(view, entries=pd.concat([view.entries] * 12_000, ignore_index=True))
    content = program_content(many)
    assert content["data_quality"]["figures"][-1] == (
        "In Activity Data",
        12_000,
        "entries from October 1, 2026 on; every other tab counts all of them (coachlog report entries saves all as CSV)",
    )
    assert len(content["activity_data"]["activity_data"]) == 12_000
    assert content["overview"] == program_content(view)["overview"]


def test_activity_data_holds_plain_values_only() -> None:
    """A cell is a value that a Sheet can hold, not a number or a timestamp of a calculation library."""
    rows = program_content(view_of())["activity_data"]["activity_data"]
    assert {type(cell) for row in rows for cell in row} == {date, str, int, float}


def test_a_district_that_cannot_be_read_keeps_its_data_and_is_named_with_why_and_since_when() -> None:
    """Its hours stay in the report; a district that was never read is named too."""
    unread = ReadState(
        datetime(2026, 10, 10, 12, 0, tzinfo=UTC),
        False,
        "It is no longer shared.",
        datetime(2026, 10, 12, 1, 0, tzinfo=UTC),
    )
    content = program_content(view_of(districts={"d1": ProgramDistrict(unread), "d2": ProgramDistrict(READ)}))
    assert content["data_quality"]["unread"] == [
        (
            "Maple Valley",
            date(2026, 10, 11),
            "4 days ago",
            "It is no longer shared.",
        ),  # 01:00 UTC is the day before
        ("Elm Grove", None, "never", "It has never been read."),
    ]
    assert ("Maple Valley", "Not read", "Last read: 4 days ago; It is no longer shared.") in content["overview"][
        "alerts"
    ]
    maple = next(row for row in content["districts"]["districts"] if row[0] == "Maple Valley")
    assert maple[9] == 2.5


def test_rows_in_are_accounted_for_by_district_and_together() -> None:
    """Rows in = accepted + problems + duplicates, in each line and in the figures."""
    states = {
        "d1": ProgramDistrict(READ, rows=RowCounts(10, 7, 2, 1, 3)),
        "d2": ProgramDistrict(READ, rows=RowCounts(4, 4)),
    }
    content = program_content(view_of(districts=states))["data_quality"]
    assert content["rows"][:2] == [
        ("Oak Ridge", "today", 4, 4, 0, 0, 0, 0),
        ("Maple Valley", "today", 10, 7, 2, 1, 3, 0),
    ]
    assert [row[1] for row in content["figures"]] == [14, 11, 2, 1, 3, 0, 0]


def test_problems_of_all_districts_are_listed_without_the_column_that_people_may_have_named() -> None:
    """A header is text that people type: it stays in the district's workbook."""
    problem = RowProblem(Outcome.PROBLEM, "Activity Log", 4, "Typed by somebody", "There are no minutes.", "Type them.")
    content = program_content(view_of(districts={"d1": ProgramDistrict(READ, problems=(problem,))}))
    assert content["data_quality"]["problems"] == [
        ("Maple Valley", "Problem", "Activity Log", 4, "There are no minutes.", "Type them.")
    ]
    assert next(row for row in content["districts"]["districts"] if row[0] == "Maple Valley")[-2] == 1


def test_responses_without_a_place_are_listed_with_why_and_since_when() -> None:
    """And what they say is not."""
    since = datetime(2026, 10, 12, 1, 0, tzinfo=UTC)
    response = UnplacedResponse("form", "response", "activity", "d1", "ann", since, "The school moved.")
    stranger = replace(response, kind="feedback", district_id="", coach_id="", reason="Nobody knows why.")
    content = program_content(replace(view_of(), unplaced=(response, stranger)))["data_quality"]
    assert content["unplaced"] == [
        ("Activity form of Maple Valley", "Ann Arbor", date(2026, 10, 11), "The school moved."),
        ("Feedback form", "", date(2026, 10, 11), "Nobody knows why."),
    ]
    assert content["figures"][-1][:2] == ("Responses waiting", 2)


def test_what_the_registry_needs_is_listed_by_tab_and_row() -> None:
    """A row that was left out would otherwise be missed by nobody."""
    problem = RowProblem(Outcome.PROBLEM, "Contracts", 3, "Days", "The days cannot be read.", "Type a number.")
    content = program_content(replace(view_of(), registry_problems=(problem,)))["data_quality"]
    assert content["registry"] == [("Problem", "Contracts", 3, "The days cannot be read.", "Type a number.")]


def test_corrections_in_closed_months_say_what_they_change() -> None:
    """An entry that was removed takes its minutes away."""
    correction = Correction("d1", "ann", date(2026, 9, 1), CorrectionKind.DELETED, date(2026, 10, 5), 45, 0)
    rows = program_content(view_of(districts={"d1": ProgramDistrict(READ, corrections=(correction,))}))
    assert rows["data_quality"]["corrections"] == [
        ("Maple Valley", "Ann Arbor", "Sep 2026", "Removed", 45, 0, -45, date(2026, 10, 5))
    ]


def test_onboarding_counts_sections_and_names_who_is_asked() -> None:
    """One of two sections is answered, and a reminder is drafted; a district whose tab was never read has no share."""
    rows = (
        OnboardingRow("Contacts", "First contact", True, "District office"),
        OnboardingRow("Technology", "Devices", False, "Technology office"),
    )
    document = DocumentState("https://docs.example/1", date(2026, 9, 1), ("contacts",))
    content = program_content(view_of(districts={"d1": ProgramDistrict(READ, onboarding=rows, document=document)}))
    status = content["onboarding_status"]["onboarding_status"]
    assert [row[:8] for row in status] == [
        ("Oak Ridge", 0, 0, None, "", None, 0, ""),
        ("Maple Valley", 1, 2, 0.5, "Technology office", date(2026, 9, 1), 1, "https://docs.example/1"),
        ("Elm Grove", 0, 0, None, "", None, 0, ""),
    ]
    assert [row[8] for row in status[::2]] == ["", ""]
    assert "- Technology office: " in str(status[1][8])


def test_contract_days_and_alerts_of_all_districts_at_a_glance() -> None:
    """Maple Valley has charged 3 of 2 days, Oak Ridge 1 of 20; Elm Grove has no contract, so no pace."""
    states = {
        "d1": ProgramDistrict(READ, days_of("d1", 2)),
        "d2": ProgramDistrict(READ, days_of("d2", 20)),
        "d3": ProgramDistrict(READ, days_of("d3", None)),
    }
    content = program_content(view_of(districts=states))
    assert [row[:4] for row in content["overview"]["pace"]] == [
        ("Oak Ridge", 1.0, 19.0, 20.0),
        ("Maple Valley", 3.0, -1.0, 2.0),
    ]
    figures = {row[0]: row[1] for row in content["overview"]["figures"]}
    assert figures["Contract days contracted"] == 2 + 20
    assert figures["Contract days charged"] == 3 + 1
    assert figures["Contract days left"] == -1 + 19
    assert figures["Amount charged"] == 3 * Decimal("625.25") + 600
    assert {row[:2] for row in content["overview"]["alerts"]} == {
        ("Oak Ridge", "Behind pace"),
        ("Maple Valley", "Exceeded"),
        ("Elm Grove", "No contract"),
    }
    rows = {row[0]: row[1:8] for row in content["districts"]["districts"]}
    assert rows["Maple Valley"][:3] == (2.0, 3.0, -1.0)
    assert rows["Elm Grove"][:6] == (None, 0.0, None, None, None, "No contract in the registry")


def test_of_very_many_districts_those_that_need_a_look_most_stand_where_the_charts_draw_them() -> None:
    """Forty districts behind their pace and one beyond its contract: that one first, and the table keeps them all."""
    many = {f"x{number}": District(f"x{number}", f"District {number}", None) for number in range(40)}
    behind, exceeded = days_of("d2", 20), days_of("d1", 2)
    states = dict.fromkeys(many, ProgramDistrict(READ, behind)) | {"x39": ProgramDistrict(READ, exceeded)}
    content = program_content(view_of(registry=replace(REGISTRY, districts=many), districts=states))
    for tab, block in (("overview", "pace"), ("districts", "districts")):
        assert content[tab][block][0][0] == "District 39"
        assert len(content[tab][block]) == 40


def test_of_very_many_coaches_those_with_the_most_off_role_time_stand_first() -> None:
    """Ann's half hour of substituting leads, though the registry lists forty others before her."""
    others = {f"x{number}": Coach(f"x{number}", f"Coach {number}", "", None) for number in range(40)}
    view = view_of(registry=replace(REGISTRY, coaches=others | REGISTRY.coaches))
    assert program_content(view)["coaches"]["coaches"][0][0] == "Ann Arbor"


def test_charts_with_a_bar_a_district_or_a_coach_draw_as_many_as_the_order_of_rows_minds() -> None:
    """The templates and the reports agree on the number."""
    limits = {chart.most for tab in load("program_report").tabs for chart in tab.charts if chart.most}
    assert limits == {BARS_IN_A_CHART}


def test_days_outside_a_contract_are_an_alert_for_the_director() -> None:
    """A day charged before the contract begins is billed, and somebody should look at it."""
    log = "date | activity\n2026-08-03 | Co-Planning"
    states = {"d1": ProgramDistrict(READ, days_of("d1", 30, log))}
    rows = program_content(view_of(log, districts=states))["overview"]["alerts"]
    assert any(row[:2] == ("Maple Valley", "Outside the contract") and "1 day" in str(row[2]) for row in rows)


def test_lists_of_what_went_wrong_say_so_when_nothing_did() -> None:
    """An empty list of alerts is not the same as a program that has not begun."""
    districts = dict.fromkeys(REGISTRY.districts, ProgramDistrict(READ))
    content = program_content(view_of(districts=districts))
    blocks = [
        content["overview"]["alerts"],
        *(content["data_quality"][key] for key in LISTS),
    ]
    assert blocks == [[]] * (1 + len(LISTS))
    report = load("program_report")
    told = [report.tab("overview").block("alerts").empty]
    told += [report.tab("data_quality").block(key).empty for key in LISTS]
    assert all(words.startswith(("None", "Nothing:")) for words in told)


def test_before_the_first_entry_the_report_is_empty_and_nothing_fails() -> None:
    """Blocks about time are empty, impact is not."""
    content = program_content(view_of("", districts={}, as_of=None))
    assert all(not content["time_use"][key] for key in content["time_use"])
    assert content["activity_data"]["activity_data"] == []
    assert content["overview"]["impact"]


def test_the_overview_tells_of_support_and_of_feedback_as_far_as_it_may() -> None:
    """Two of three 1:1s due, one visit, 165 minutes; nine answers are too few to be counted, twelve are not."""
    days = pd.to_datetime(["2026-09-10", "2026-09-24", "2026-10-01"]).astype("datetime64[s]")
    support = pd.DataFrame(
        {"coach_id": "ann", "day": days, "kind": ["1:1", "1:1", "Site visit"], "minutes": [45, 45, 75]}
    ).astype(SUPPORT_COLUMNS)

    def figures(registry: Registry) -> dict[object, object]:
        return {
            row[0]: row[1]
            for row in program_content(view_of(registry=registry, support=support))["overview"]["figures"]
        }

    few = replace(REGISTRY, feedback={"d1": FeedbackCounts(9, 9)})
    assert figures(few)["1:1 check-ins held"] == 2
    assert figures(few)["Site visits held"] == 1
    assert figures(few)["Support for coaches"] == 2.8  # 165 minutes
    assert "Would work with a coach again" not in figures(few)
    assert figures(replace(REGISTRY, feedback={"d1": FeedbackCounts(12, 9)}))["Would work with a coach again"] == 9 / 12
