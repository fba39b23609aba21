"""The sheet that a coach signs: all logged time once, by what paid for it, and no educator."""

from __future__ import annotations

from dataclasses import replace
from datetime import date

import pandas as pd
from hypothesis import given, settings

from sheets_templates.papers import BulletList, Paper, PaperTable, Paragraph, SignatureLines, plain
from sync.coaching.accounts import Accounts, program_accounts
from sync.coaching.certification_sheet import (
    CertificationView,
    certification_name,
    certification_sheet,
    certification_view,
    clock,
)
from sync.coaching.certified_time import NOT_CHARGED, time_by_source, time_done
from sync.coaching.entries import no_entries
from sync.coaching.funding import NOT_SETTLED
from sync.coaching.held_charges import settle_charge_bases
from sync.coaching.month_confirmation import CertificationState, month_questions
from sync.coaching.registry import Confirmation, Registry
from sync.coaching.vocabulary import Answer
from tests.drawn_billing import REGISTRY
from tests.drawn_entries import drawn_entries
from tests.test_statements import EXAMPLES, logs

SEPTEMBER, TODAY = date(2026, 9, 1), date(2026, 10, 14)
LOG = """
    entry_id | district | coach | date       | activity    | min | delivery  | contract_day | funding_source | source
    a        | d1       | ann   | 2026-09-01 | Co-Planning | 60  | In person |              | Title I        | district
    b        | d1       | ann   | 2026-09-01 | Travel      | 35  | In person |              |                | district
    c        | d1       | ann   | 2026-09-02 | Co-Planning | 90  | In person | Half day     | Title I        | district
    d        | d1       | ann   | 2026-09-02 | Co-Planning | 45  | In person | Half day     | Title II       | district
    e        | d1       | ann   | 2026-09-02 | Travel      | 20  | In person |              |                | district
    f        | d1       | ann   | 2026-09-03 | Co-Planning | 30  | Virtual   |              |                | district
    g        | d2       | ann   | 2026-09-01 | Co-Planning | 15  | Virtual   | No charge    | Title I        | district
    h        | -        | ann   | 2026-09-04 | Coach Learning | 120 | In person |           |                | coach
    i        | d1       | ben   | 2026-09-01 | Co-Planning | 600 | In person |              |                | district
"""


def accounts_of(entries: pd.DataFrame, registry: Registry = REGISTRY, today: date = TODAY) -> Accounts:
    in_logs = entries[entries["source"] == "district"]
    return program_accounts(registry, settle_charge_bases(no_entries(), in_logs, {}), (), today)


def view_of(log: str = LOG, registry: Registry = REGISTRY, coach_id: str = "ann") -> CertificationView:
    entries = drawn_entries(log)
    return certification_view(accounts_of(entries, registry), entries, coach_id, SEPTEMBER, TODAY)


def words(paper: Paper) -> str:
    """Everything that the sheet says, as one text."""
    found = [paper.title, paper.subtitle, *paper.closing]
    for section in paper.sections:
        found.append(section.title)
        for block in section.blocks:
            if isinstance(block, PaperTable):
                found += [cell for row in [block.header, *block.rows] for cell in row]
            elif isinstance(block, Paragraph):
                found.append(plain(block.text))
            elif isinstance(block, BulletList):
                found += [plain(item) for item in block.items]
    return "\n".join(found)


def totals(paper: Paper) -> list[tuple[str, ...]]:
    (table,) = [block for block in paper.sections[0].blocks if isinstance(block, PaperTable)]
    return [tuple(row) for row in table.rows]


def test_every_minute_stands_in_one_place() -> None:
    """Travel on a charged day belongs to its source; on a day split in halves each row to the source that it names, and a row that
    names none is not settled; what charges nothing was paid by the program. Ben's hours are his own.
    """
    assert totals(certification_sheet(view_of())) == [
        ("Title I", "Federal", "1.5", clock(60 + 35 + 90)),
        ("Title II", "Federal", "0.5", clock(45)),
        (NOT_SETTLED, "", "–", clock(20)),
        (NOT_CHARGED, "Program", "–", clock(30 + 15 + 120)),
        ("All logged time", "", "2", clock(60 + 35 + 90 + 45 + 20 + 30 + 15 + 120)),
    ]


@settings(max_examples=EXAMPLES)
@given(entries=logs)
def test_no_minute_is_counted_twice_and_none_is_lost(entries: pd.DataFrame) -> None:
    """For any log, coach and month: the minutes by source are the minutes logged, the days those charged."""
    accounts = accounts_of(entries)
    for coach_id in ("ann", "ben"):
        view = certification_view(accounts, entries, coach_id, SEPTEMBER, TODAY)
        sums = time_by_source(time_done(view.entries, view.funded), view.funded, REGISTRY)
        assert sum(each.minutes for each in sums) == int(view.entries["minutes"].sum())
        assert sum(each.days for each in sums) * 2 == int(view.funded["half_days"].sum())


def test_the_record_says_for_each_day_and_source_what_was_done() -> None:
    """Activities with their time, by school; one row for each day, district and source."""
    (section,) = [section for section in certification_sheet(view_of()).sections if section.key == "days"]
    (table,) = [block for block in section.blocks if isinstance(block, PaperTable)]
    assert [tuple(row) for row in table.rows] == [
        ("Tue Sep 1", "Maple Valley", "Co-Planning 1:00, Travel 0:35", "1:35", "Title I"),
        ("", "Oak Ridge", "Co-Planning 0:15", "0:15", "Not charged"),
        ("Wed Sep 2", "Maple Valley", "Travel 0:20", "0:20", NOT_SETTLED),
        ("", "Maple Valley", "Co-Planning 1:30", "1:30", "Title I"),
        ("", "Maple Valley", "Co-Planning 0:45", "0:45", "Title II"),
        ("Thu Sep 3", "Maple Valley", "Co-Planning 0:30", "0:30", "Not charged"),
        ("Fri Sep 4", "–", "Coach Learning 2:00", "2:00", "Not charged"),
    ]


def test_the_sheet_says_that_it_is_made_after_the_fact_and_is_signed_twice() -> None:
    """All time, federal or not; no share of a budget; the coach and somebody who knows the work."""
    paper = certification_sheet(view_of())
    assert "100% of the time that I logged" in words(paper)
    assert "none was assigned from a budget" in words(paper)
    (section,) = [section for section in paper.sections if section.key == "certification"]
    signed = [block.labels[0] for block in section.blocks if isinstance(block, SignatureLines)]
    assert signed == ["Coach", "Supervisor with first-hand knowledge"]
    assert certification_name(view_of()) == "Ann Arbor · Time certification, September 2026"


def test_a_month_that_is_not_confirmed_is_not_ready_to_be_signed() -> None:
    """Until the coach has answered in Please Confirm the sheet says so; afterwards it says when."""
    assert "not ready to be signed" in words(certification_sheet(view_of()))
    (question,) = month_questions(view_of().accounts.coach_months, REGISTRY)[:1]
    answer = Confirmation(question.question_id, Answer.CONFIRM, date(2026, 10, 12))
    sheet = certification_sheet(view_of(registry=replace(REGISTRY, confirmations={question.question_id: answer})))
    assert "not ready" not in words(sheet)
    assert "Confirmed by the coach in Please Confirm on October 12, 2026" in words(sheet)


def test_days_that_cannot_be_certified_are_listed() -> None:
    """Two sources on one full day, a source that may not pay, and a date with too much on it."""
    paper = certification_sheet(
        view_of("""
            entry_id | district | coach | date       | contract_day | funding_source
            a        | d1       | ann   | 2026-09-01 |              | Title I
            b        | d1       | ann   | 2026-09-01 |              | Local
            c        | d1       | ann   | 2026-09-02 | Full day     |
            d        | d2       | ann   | 2026-09-02 | Full day     |
            e        | d3       | ann   | 2026-09-03 |              |
        """)
    )
    (section,) = [section for section in paper.sections if section.key == "open"]
    (items,) = [block.items for block in section.blocks if isinstance(block, BulletList)]
    assert [str(item).split(":")[0].split(",")[0] for item in items] == [
        "September 1",
        "September 3",
        "September 2",
        "September 2",
    ]


def test_a_month_is_asked_about_once_it_is_over_and_nothing_else_of_it_is_open() -> None:
    """Five days after its end, or once the director closed it."""
    entries = drawn_entries("district | coach | date\nd1 | ann | 2026-09-01")
    states = {
        day: accounts_of(entries, today=day).coach_months[0].state
        for day in (date(2026, 9, 30), date(2026, 10, 5), date(2026, 10, 6))
    }
    assert list(states.values()) == [CertificationState.RUNNING, CertificationState.RUNNING, CertificationState.ASKED]


def test_a_month_without_federal_days_is_not_asked_about() -> None:
    """Local money needs no certification."""
    accounts = accounts_of(drawn_entries("district | coach | date\nd2 | ann | 2026-09-01"))
    assert accounts.coach_months == ()
