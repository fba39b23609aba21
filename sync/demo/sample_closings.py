"""What people do once the first reports stand: coaches confirm their months, and two change a month that is closed."""

from __future__ import annotations

from collections.abc import Iterable
from datetime import date
from typing import Final

from sheets_templates import load
from sheets_templates.cells import TabSnapshot
from sync.coaching.questions import is_about_month
from sync.coaching.registry import Registry
from sync.coaching.table_rows import TableRow, table_rows
from sync.coaching.vocabulary import Answer, Delivery
from sync.connect import PracticeGoogle
from sync.demo.sample_calendar import coaching_days
from sync.demo.sample_cells import Row
from sync.demo.sample_program import SampleProgram
from sync.google.filling import entry_cells_requests, new_rows_request
from sync.google.workbooks import read_workbook, write_workbook

NOT_CONFIRMED: Final = {("C4", "2026-03"), ("C6", "2026-03"), ("C6", "2026-04"), ("C7", "2026-04")}
NOT_RIGHT: Final = {("C2", "2026-04")}
FORGOTTEN: Final = ("D08", "C4", date(2025, 11, 3), date(2025, 11, 25))  # district, coach, first and last possible day
ANOTHER_SOURCE: Final = ("D10", "2025-10", "Title I")  # district, month, and what paid for one of its days after all


def coaches_answer(google: PracticeGoogle, registry: Registry) -> None:
    """Most coaches confirm what paid for their months; some have not answered yet, and one says Not right."""
    template = load("coach_workbook").tab("please_confirm")
    for coach_id, coach in registry.coaches.items():
        if coach.workbook_id is None:
            continue
        person = google.signed_in(coach.email)
        snapshot = read_workbook(person, coach.workbook_id)
        standing = _tab(snapshot.tab("please_confirm"), "please_confirm")
        answers = {}
        for row in table_rows(template, standing):
            about = is_about_month(row.text("question_id"))
            if about and (coach_id, f"{about[1]:%Y-%m}") not in NOT_CONFIRMED:
                right = (coach_id, f"{about[1]:%Y-%m}") not in NOT_RIGHT
                answers[row.row] = (Answer.CONFIRM if right else Answer.NOT_RIGHT).value
        requests = entry_cells_requests(standing, "answer", answers)
        if requests:
            write_workbook(person, snapshot, snapshot.version, requests, read_back=False)


def closed_months_change(google: PracticeGoogle, registry: Registry, sample: SampleProgram) -> None:
    """A coach remembers a day in November, and another learns that a day in October was paid by Title I."""
    template = load("district_workbook").tab("activity_log")
    administrators = {each.district_id: each.administrator_email for each in sample.districts}
    for district_id in (FORGOTTEN[0], ANOTHER_SOURCE[0]):
        person = google.signed_in(administrators[district_id])
        snapshot = read_workbook(person, str(registry.districts[district_id].workbook_id))
        log = _tab(snapshot.tab("activity_log"), "activity_log")
        if district_id == FORGOTTEN[0]:
            requests = new_rows_request(template, log, [_forgotten_row(registry, sample)])
        else:
            row = _paid_otherwise(table_rows(template, log))
            requests = entry_cells_requests(log, "funding_source", {row: ANOTHER_SOURCE[2]})
        write_workbook(person, snapshot, snapshot.version, requests, read_back=False)


def _forgotten_row(registry: Registry, sample: SampleProgram) -> Row:
    district_id, coach_id, first, last = FORGOTTEN
    coach = registry.coaches[coach_id].name
    busy = {row["date"] for _, row in sample.log_rows() if row["coach"] == coach}
    day = next(day for day in coaching_days(district_id, first, last) if day not in busy)
    return {
        "date": day,
        "coach": coach,
        "school": registry.schools_by_district[district_id][0].name,
        "activity": "Modeling or Co-teaching",
        "focus_area": registry.focus_areas[0].name,
        "minutes": 90,
        "note": "Logged late.",
    }


def _paid_otherwise(rows: Iterable[TableRow]) -> int:
    """The first row of the month that charges by the rule and names no source."""
    _, month, _ = ANOTHER_SOURCE
    return next(
        row.row
        for row in rows
        if (day := row.day("date"))
        and f"{day:%Y-%m}" == month
        and row.text("activity") == "Co-Planning"
        and row.text("delivery") != Delivery.VIRTUAL
        and not row.text("contract_day")
        and not row.text("funding_source")
    )


def _tab(tab: TabSnapshot | None, key: str) -> TabSnapshot:
    if tab is None:
        raise ValueError(f"The practice workbook has no tab {key!r}.")
    return tab
