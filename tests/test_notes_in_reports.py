"""What coaches wrote for the district stands in its report, but for what names somebody: a report goes further than the log."""

from __future__ import annotations

from datetime import date

from sync.demo.sample_cells import Row
from sync.jobs.paper_reports import district_reports
from sync.jobs.reading import parsed_registry
from tests.small_program import COACHES, SmallProgram

ANA = COACHES["C1"][1]
PLANNED = "Planned a unit on fractions with the grade-level team"


def _noted(school: str, note: str) -> Row:
    done: Row = {"date": date(2025, 10, 30), "coach": COACHES["C1"][0], "school": school, "activity": "Co-Planning"}
    return {**done, "focus_area": "Digital Equity", "minutes": 45, "note": note}


def _report(program: SmallProgram) -> str:
    return repr(district_reports(program.context(), parsed_registry(program.access), ["D1"], "year"))


def test_a_note_that_names_somebody_on_a_roster_is_left_out_of_the_report(program: SmallProgram) -> None:
    """Written by mistake, in whatever order and case; the note beside it is told."""
    program.add_rows(ANA, "C1", {"roster": [{"educator": "Ottoline Varnishkes", "district": "North"}]})
    rows = [_noted("Lincoln", PLANNED), _noted("Grant", "Looked at data with VARNISHKES, Ottoline after school")]
    program.add_rows(ANA, "D1", {"activity_log": rows})
    program.sync()
    report = _report(program)
    assert PLANNED in report
    assert "arnishkes" not in report.casefold()
    assert "after school" not in report


def test_without_a_roster_every_note_is_told(program: SmallProgram) -> None:
    """Nobody is known, so nobody is recognized: the log itself warns coaches not to name anybody."""
    program.add_rows(ANA, "D1", {"activity_log": [_noted("Lincoln", PLANNED)]})
    program.sync()
    assert PLANNED in _report(program)
