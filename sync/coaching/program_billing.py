"""The program report's Days and Billing and Statements: each day that is billed, what districts are billed for each month, and
how far coaches have confirmed what paid for it."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Final

from sheets_templates.model import BlockRows
from sync.coaching.billing_days import billed_days
from sync.coaching.funding import in_order_of_funding, is_federal, shown_source
from sync.coaching.metrics_billing import account_lines, billed_by_source, total_of
from sync.coaching.month_confirmation import CertificationState, CoachMonth
from sync.coaching.pace import in_words
from sync.coaching.report_words import Row, coach_name, counted, district_name, month_in_words, one_line
from sync.coaching.statement_lines import StatementLine, dates_in_words
from sync.coaching.statements import PendingDay, Statement
from sync.coaching.views import ProgramView

CLOSED, OPEN = "Closed", "Open"
DAMAGED: Final = (
    "The registry's Statements tab was changed by hand, and its lines no longer add up to the month's total: closed months are not "
    "corrected until it is restored (File > Version history)."
)


def days_and_billing(view: ProgramView) -> list[Row]:
    """One row for each day and source of each statement, and one for each unresolved date."""
    registry = view.registry
    return [
        (
            district_name(registry, each.district_id),
            coach_name(registry, each.coach_id),
            each.day,
            f"{each.day:%Y-%m}",
            each.days,
            each.status,
            each.asked,
            each.why,
            shown_source(each.funding_source) if each.statement_month and registry.funding_sources else "",
            each.problem,
            f"{each.statement_month:%Y-%m}" if each.statement_month else "",
            each.daily_rate,
            each.amount,
        )
        for each in billed_days(view.billing, view.charges)
    ]


def statements(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Statements by block key."""
    return {
        "figures": _figures(view),
        "sources": _sources(view),
        "corrections": [_correction(view, line) for line in view.billing.lines if line.is_correction],
        "pending": [row for each in view.billing.statements for row in _pending(view, each)],
        "disputed": _disputed(view),
        "certification": [_certification(view, month) for month in view.coach_months],
        "statements": [_statement(view, each) for each in view.billing.statements],
        "accounts": _accounts(view),
    }


def statement_alerts(view: ProgramView) -> list[Row]:
    """Alerts for the Overview: closed statements that were changed by hand."""
    damaged = sorted(view.registry.closed_statements.damaged)
    return [(view.registry.program_name, "Statements", f"{month:%B %Y}: {DAMAGED}") for month in damaged]


def _figures(view: ProgramView) -> list[Row]:
    billing = view.billing
    total = total_of(billing.lines)
    closed = total_of(line for each in billing.statements if each.closed for line in each.lines)
    months = len({each.month for each in billing.statements if each.closed})
    waiting = [month for month in view.coach_months if month.state is not CertificationState.CONFIRMED]
    federal = sum((month.federal_days(view.registry) for month in waiting), Decimal(0))
    return [
        ("Billed so far", total.amount, f"{in_words(total.days)} on all statements", "money"),
        ("Closed for good", closed.amount, f"{in_words(closed.days)} in {counted(months, 'month', 'months')}", "money"),
        (
            "Federal days not confirmed",
            federal,
            f"in {counted(len(waiting), 'month', 'months')} of coaches, the running month included",
            "days",
        ),
    ]


def _statement(view: ProgramView, each: Statement) -> Row:
    corrections = total_of(each.corrections)
    return (
        district_name(view.registry, each.district_id),
        month_in_words(f"{each.month:%Y-%m}"),
        each.number,
        CLOSED if each.closed else OPEN,
        each.days,
        each.amount,
        corrections.days if each.corrections else None,
        corrections.amount if each.corrections else None,
        each.left_days,
        each.left_amount,
        _waiting(each.held),
        _waiting(each.unresolved),
    )


def _waiting(days: Iterable[PendingDay]) -> Decimal | None:
    return sum((each.days for each in days), Decimal(0)) or None


def _sources(view: ProgramView) -> list[Row]:
    return [
        (
            shown_source(source),
            "Federal" if is_federal(source, view.registry) else "",
            total.days,
            total.amount,
            disputed or None,
        )
        for source, total, disputed in billed_by_source(view.billing, view.registry)
    ]


def _accounts(view: ProgramView) -> list[Row]:
    return [
        (
            district_name(view.registry, line.statement.district_id),
            month_in_words(f"{line.statement.month:%Y-%m}"),
            shown_source(line.funding_source),
            line.total.days,
            line.rates[0] if len(line.rates) == 1 else None,
            line.total.amount if line.rates else None,
        )
        for line in account_lines(view.billing.statements, view.registry)
    ]


def _correction(view: ProgramView, line: StatementLine) -> Row:
    return (
        district_name(view.registry, line.district_id),
        month_in_words(f"{line.month:%Y-%m}"),
        month_in_words(f"{line.statement_month:%Y-%m}"),
        coach_name(view.registry, line.coach_id),
        shown_source(line.funding_source),
        dates_in_words(line.dates),
        line.days,
        line.amount,
    )


def _pending(view: ProgramView, each: Statement) -> list[Row]:
    kinds = ((each.held, "Held: charged until the coach answers"), (each.unresolved, "Unresolved: not billed"))
    return [
        (
            district_name(view.registry, each.district_id),
            month_in_words(f"{each.month:%Y-%m}"),
            coach_name(view.registry, pending.coach_id),
            pending.day,
            pending.days,
            why,
        )
        for days, why in kinds
        for pending in days
    ]


def _certification(view: ProgramView, month: CoachMonth) -> Row:
    federal = month.federal_days(view.registry)
    return (
        coach_name(view.registry, month.coach_id),
        month_in_words(f"{month.month:%Y-%m}"),
        federal,
        month.charged_days - federal,
        month.state.value,
        month.confirmed_on,
        one_line(_by_source(view, month)),
    )


def _by_source(view: ProgramView, month: CoachMonth) -> list[str]:
    sources = in_order_of_funding((each.funding_source for each in month.days), view.registry)
    return [f"{shown_source(source)} {in_words(Decimal(month.half_days_of(source)) / 2)}" for source in sources]


def _disputed(view: ProgramView) -> list[Row]:
    wrong = view.billing.funded[view.billing.funded["problem"] != ""]
    return [
        (
            district_name(view.registry, line["district_id"]),
            coach_name(view.registry, line["coach_id"]),
            line["date"].date(),
            shown_source(line["funding_source"]),
            Decimal(line["half_days"]) / 2,
            line["problem"],
        )
        for line in wrong.to_dict("records")
    ]
