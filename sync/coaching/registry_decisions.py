"""What was decided and must outlive everything else: closed months, answers about charged contract
days, and published editions."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal

from sync.coaching.edited_tabs import EditedTab
from sync.coaching.editions import Edition, EditionUnreadable, PublishedEditions, counts_in
from sync.coaching.questions import fits
from sync.coaching.registry import ClosedMonth, Confirmation
from sync.coaching.registry_statements import RESTORE
from sync.coaching.vocabulary import Answer


def closed_months_in(tab: EditedTab) -> tuple[ClosedMonth, ...]:
    """The months that the director closed. A closing without its day counts from the end of the month: a
    closed month is never opened by a slip."""
    found: dict[date, ClosedMonth] = {}
    for row in tab.rows:
        month = row.month("month")
        if month is None:
            row.refuse("month", "The month cannot be read.", "Write it like 2026-09.")
            continue
        closed_on = row.day("closed_on")
        if closed_on is None:
            closed_on = (month + timedelta(days=31)).replace(day=1) - timedelta(days=1)
            row.repair("closed_on", f"The day of closing was taken as {closed_on.isoformat()}.", "Fill in the date.")
        if month in found:
            row.notice("month", "This month is closed by a row above, which counts.", "Delete one of the two rows.")
        found.setdefault(month, ClosedMonth(month, closed_on))
    return tuple(found.values())


def confirmations_in(tab: EditedTab, first_day: date) -> dict[str, Confirmation]:
    """The answers by question; of two to one question the one decided last, or further down. A row without an
    answer is an open question."""
    found: dict[str, Confirmation] = {}
    for row in tab.rows:
        question_id = row.text("question_id", required=True)
        if row.blank("answer"):
            continue
        answer = row.word("answer", map(str, Answer))
        decided_on = row.day("decided_on")
        if answer is not None and not fits(question_id, Answer(answer)):
            row.refuse("answer", "This is no answer to this question.", "Choose one that answers it.")
        if row.refused or answer is None:
            continue
        if decided_on is None:
            decided_on = first_day
            row.repair(
                "decided_on", f"The day of the decision was taken as {first_day.isoformat()}.", "Fill in the date."
            )
        earlier = found.get(question_id)
        if earlier is not None and earlier.answer != answer:
            row.notice(
                "answer",
                "A row above answers this question otherwise; the later decision counts.",
                "Check which is right.",
            )
        if earlier is None or decided_on >= earlier.decided_on:
            found[question_id] = Confirmation(
                question_id,
                Answer(answer),
                decided_on,
                row.text("decided_by"),
                row.text("coach_id"),
                row.text("district_id"),
                row.day("date"),
                row.amount("days") or Decimal(0),
            )
    return found


def published_editions_in(tab: EditedTab) -> PublishedEditions:
    """What has been published. A row that cannot be read, or a tab that is missing, is damage: it was published all the same."""
    found: list[Edition] = []
    damaged = [] if tab.found else [f"The tab {tab.title} was not found."]
    for row in tab.rows:
        edition_id = row.text("edition_id", required=True)
        published_on = row.day("published_on", required=True)
        try:
            counts = counts_in(row.text("table_json", required=True))
        except EditionUnreadable as problem:
            row.refuse("table_json", str(problem), RESTORE)
            counts = ()
        if row.refused or published_on is None:
            damaged.append(f"Row {row.row} of {tab.title} cannot be read.")
            continue
        found.append(Edition(edition_id, published_on, row.text("scope"), row.text("audience"), counts))
    return PublishedEditions(tuple(found), tuple(damaged))
