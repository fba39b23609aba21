"""What a superintendent forwards to the board, and what must never stand there."""

from __future__ import annotations

from dataclasses import replace
from datetime import date, timedelta
from decimal import Decimal
from io import BytesIO

import openpyxl
import pytest

from sheets_templates.papers import Picture
from sync.coaching.district_paper import district_paper
from sync.coaching.metrics_cycles import DistrictCycles
from sync.coaching.period_notes import WrittenNote
from sync.coaching.registry import CalendarSpan
from sync.coaching.renewal_packet import renewal_packet
from sync.coaching.views import PlanRow
from sync.coaching.vocabulary import DayType
from sync.coaching.voices import Voice
from sync.papers.spreadsheet import paper_xlsx
from tests.drawn_papers import section, titles, view_of, words
from tests.test_district_report import LOG, REGISTRY

PLAN = (
    PlanRow("Access for all", "Digital Equity", 0.4, None, "One-on-one coaching cycles"),
    PlanRow("AI", "Artificial Intelligence", 0.6),
)


def test_the_sections_answer_a_boards_questions_in_the_templates_order() -> None:
    """What nobody planned, wrote or said has no section: none is empty."""
    assert titles(district_paper(view_of())) == [
        "At a glance",
        "Are we on pace with our contract days?",
        "How is coaching time spent?",
        "What's the breakdown?",
        "Which schools are served?",
        "Whom does coaching reach?",
        "What is next?",
    ]


def test_hours_days_and_schools_stand_at_the_top_with_both_halves() -> None:
    """180 minutes of coaching of 240 logged; coaching in person on September 1 and the duty on October 8 each charged a day."""
    top = words(district_paper(view_of()), "at_a_glance")
    assert "2\nContract days used\nof 30 days contracted" in top
    assert "3.0\nHours of coaching\n3 of 4 hours logged" in top
    assert "2 of 3\nSchools served" in top
    assert "60\nEducators with access\nand 750 students" in top


def test_a_months_report_holds_that_month_and_the_state_at_its_end() -> None:
    """In September there were two hours of coaching at one school; October's days are not used yet."""
    paper = district_paper(view_of(period="2026-09"))
    assert paper.subtitle.endswith("September 2026")
    top = words(paper, "at_a_glance")
    assert "1\nContract days used\n1 day of 30 days in the year so far" in top
    assert "2.0\nHours of coaching\n2 of 2 hours logged" in top
    assert "expected by September 30, 2026" in words(paper, "contract_days")


def test_every_share_of_a_chart_stands_beside_both_halves_and_in_a_table() -> None:
    """The picture describes itself, and the values that it draws go into the spreadsheet."""
    [chart] = section(district_paper(view_of()), "focus_areas").blocks
    assert isinstance(chart, Picture)
    assert chart.png.startswith(b"\x89PNG")
    assert chart.table is not None
    assert list(chart.table.rows) == [
        ["Digital Equity", "2.5", "83%", "2.5 of 3 hours"],
        ["Artificial Intelligence", "0.5", "17%", "0.5 of 3 hours"],
    ]


def test_planned_stands_beside_actual_with_the_service_agreed_on() -> None:
    """Digital Equity: 40% planned, 150 of 180 minutes."""
    planned = words(district_paper(view_of(plan=PLAN)), "priorities")
    assert "Access for all | One-on-one coaching cycles | 2.5 of 3 hours | 40% | 83%" in planned


def test_what_is_next_names_days_left_schools_missed_and_staff_days_to_come() -> None:
    """A priority is called short of time only after ten hours of coaching."""
    ahead = CalendarSpan(date(2026, 11, 3), date(2026, 11, 3), DayType.INSTITUTE, None, "Fall institute")
    past = replace(ahead, first_day=date(2026, 10, 1), last_day=date(2026, 10, 1))
    other = replace(ahead, district_id="d2", label="Not ours")
    registry = replace(REGISTRY, calendar=(past, ahead, other))
    steps = words(district_paper(view_of(registry=registry, plan=PLAN)), "next")
    assert "28 days of the contract can be used until May 28, 2027." in steps
    assert "Not visited yet this school year: Polk." in steps
    assert "November 3 (Fall institute)." in steps
    assert "short of time" not in steps
    long = LOG.replace("|90 |", "|900|")
    assert "“AI” is short of time: 3% of coaching time so far (0.5 of 16.5 hours), 60% planned." in words(
        district_paper(view_of(long, plan=PLAN)), "next"
    )


def test_duties_outside_coaching_are_told_fairly_and_only_if_the_director_decided_so() -> None:
    """20 minutes in the log and 50 in My Time, of 290 minutes in all."""
    assert "other duties" not in " ".join(titles(district_paper(view_of())))
    shown = replace(REGISTRY, settings={"show_off_role": "yes"})
    told = words(district_paper(view_of(registry=shown)), "off_role")
    assert told.startswith("Time for other duties\n1.2 of 4.8 hours logged (24%)")
    assert "evaluation and substituting" in told
    assert "Substituting" not in words(district_paper(view_of()))


def test_notes_are_chosen_by_length_and_stand_without_their_days() -> None:
    """At most four a focus area, each wording once, none that is too short to tell anything."""
    day = date(2026, 9, 1)
    notes = [
        WrittenNote(day + timedelta(days=n), "Digital Equity", f"Captioned {n} {'more ' * n}videos") for n in range(6)
    ]
    notes += [notes[5], WrittenNote(day, "Digital Equity", "PLC"), WrittenNote(day, "", "Agreed on the agenda")]
    told = words(district_paper(view_of(notes=tuple(notes))), "notes")
    assert [n for n in range(6) if f"Captioned {n} " in told] == [2, 3, 4, 5]
    assert told.count("Captioned 5") == 1
    assert "PLC" not in told
    assert "No focus area given | Agreed on the agenda." in told
    assert "September" not in told


def test_only_voices_about_this_district_in_the_period_are_quoted() -> None:
    """The registry holds none that its writer or the director did not allow."""
    voices = (
        Voice("d1", "Educator", "What has changed?", "We plan together now.", date(2026, 10, 2)),
        Voice("d1", "Educator", "What has changed?", "Too early to say.", date(2026, 9, 2)),
        Voice("d2", "Educator", "What has changed?", "Not about us.", date(2026, 10, 2)),
    )
    quoted = words(district_paper(view_of(period="2026-10", registry=replace(REGISTRY, voices=voices))), "voices")
    assert "“We plan together now.” Educator" in quoted
    assert "early" not in quoted
    assert "about us" not in quoted


def test_cycles_are_counted_only_where_the_threshold_allows_and_only_up_to_today() -> None:
    """A number that could point at an educator is not there, and the report says why."""
    shown = words(district_paper(view_of(cycles=DistrictCycles(12, None, 10, date(2026, 9, 30)))), "cycles")
    assert "12\nCycles open" in shown
    assert "Cycles that are completed are not counted here: fewer than 10 educators were behind them" in shown
    for hidden in (
        view_of(period="2026-09", cycles=DistrictCycles(12, 11, 10, date(2026, 9, 30))),
        view_of(cycles=DistrictCycles(None, None, 10, date(2026, 9, 30))),
    ):
        assert "How do coaching cycles go?" not in titles(district_paper(hidden))


def test_reach_is_a_published_band_or_a_sentence_about_when_there_will_be_one() -> None:
    """Never a count."""
    assert "at the close of each quarter" in words(district_paper(view_of()), "reach")
    told = "Until October 31, 2026, 35 or more of 60 educators with access worked with a coach."
    assert told in words(district_paper(view_of(reach=(told,))), "reach")


def test_a_district_without_contract_plan_or_entries_gets_a_report_in_words() -> None:
    """Nothing is divided by nothing, and no section is empty."""
    bare = replace(REGISTRY, contracts={})
    paper = district_paper(view_of("", registry=bare))
    assert titles(paper) == ["At a glance", "Are we on pace with our contract days?", "Whom does coaching reach?"]
    assert "Nothing was logged in this period." in words(paper)
    assert "no contract" in words(paper, "contract_days")


def test_a_workbook_that_cannot_be_read_is_said_at_the_top() -> None:
    """The numbers are those of the last good read."""
    assert "not shared" in words(district_paper(view_of(unread="The workbook is not shared.")), "at_a_glance")


@pytest.mark.parametrize("period", ["year", "2026-09", "Q1"])
def test_the_report_ends_with_its_fields_and_names_no_other_district(period: str) -> None:
    """And no coach of another district, whose row stands in the same program."""
    paper = district_paper(view_of(period=period, plan=PLAN))
    said = words(paper)
    assert "Made from the Activity Log (Date" in said
    assert "voluntary and confidential" in said
    assert "Oak Ridge" not in said
    assert "999" not in said


def test_the_packet_puts_the_year_beside_choices_with_their_cost() -> None:
    """30 days at $600.00: five fewer or more are $3,000.00 less or more."""
    packet = renewal_packet(view_of(plan=PLAN))
    assert "The same days | 30 | $600.00 | $18,000.00 | $0.00" in words(packet, "options")
    assert "Fewer days" in words(packet, "options")
    assert "-$3,000.00" in words(packet, "options")
    assert "☐ More days: 35 days, $21,000.00" in words(packet, "decision")
    assert "Next year's is not set yet" in words(packet, "shared_cost")
    assert "Oak Ridge" not in words(packet)


def test_a_packet_without_contract_offers_no_choices() -> None:
    """It says that there is no contract instead."""
    packet = renewal_packet(view_of(registry=replace(REGISTRY, contracts={})))
    assert "no contract" in words(packet, "need")
    assert "What are the options for next year?" not in titles(packet)


def test_the_spreadsheet_holds_numbers_as_numbers() -> None:
    """One sheet a section; hours can be added up, shares are percent."""
    book = openpyxl.load_workbook(BytesIO(paper_xlsx(district_paper(view_of(plan=PLAN)))))
    sheet = book["Focus areas"]
    assert [cell.value for cell in sheet[5]] == ["Digital Equity", 2.5, 150 / 180, "2.5 of 3 hours"]
    assert sheet["C5"].number_format == "0%"
    assert "About" in book.sheetnames
    packet = openpyxl.load_workbook(BytesIO(paper_xlsx(renewal_packet(view_of()))))
    assert Decimal(str(packet["Options"]["D7"].value)) == Decimal(18_000)
