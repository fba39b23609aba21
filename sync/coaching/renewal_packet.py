"""The renewal packet of one district: this year's record beside next year's choices. Nothing about another district stands here."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final

from sheets_templates.document_loader import load_document
from sheets_templates.document_model import Part
from sheets_templates.model import ColumnType
from sheets_templates.papers import (
    Block,
    CheckItem,
    Checklist,
    KeyFigure,
    KeyFigures,
    PageBreak,
    Paper,
    Paragraph,
    SignatureLines,
)
from sync.coaching.district_charts import focus_area_chart
from sync.coaching.district_paper import (
    NO_CONTRACT,
    pace_sentences,
    planned_and_actual,
    report_figures,
)
from sync.coaching.district_paper_view import DistrictPaperView, report_facts
from sync.coaching.metrics_renewal import RenewalOption, days_asked, days_needed, renewal_options
from sync.coaching.pace import in_words
from sync.coaching.paper_making import paper_name, paper_of
from sync.coaching.paper_tables import TableColumn, money, paper_table
from sync.coaching.registry import Contract

RENEWAL: Final = "renewal"
TOO_EARLY: Final = "too early to say"


def renewal_name(view: DistrictPaperView) -> str:
    return paper_name(load_document(RENEWAL), report_facts(view.registry, view.district_id, view.period))


def renewal_packet(view: DistrictPaperView) -> Paper:
    """The packet, from a view of the year to date."""
    contract = view.registry.contracts.get(view.district_id)
    options = renewal_options(contract, days_needed(view.contract_days)) if contract else []
    makers = {
        Part.REPORT_FIGURES: lambda _section: report_figures(view),
        Part.FOCUS_AREAS: lambda _section: focus_area_chart(view.in_period),
        Part.PLANNED_AND_ACTUAL: lambda _section: planned_and_actual(view),
        Part.NEED: lambda _section: _need(view),
        Part.OPTIONS: lambda _section: _options(options, contract),
        Part.RATES: lambda _section: _rates(contract),
        Part.DECISION: lambda _section: _decision(options),
    }
    return paper_of(load_document(RENEWAL), report_facts(view.registry, view.district_id, view.period), makers)


def _need(view: DistrictPaperView) -> list[Block]:
    days = view.contract_days
    if days.pace is None:
        return [Paragraph(NO_CONTRACT)]
    needed = days_needed(days)
    run_out = f"{days.run_out_on:%b} {days.run_out_on.day}" if days.run_out_on else "–"
    last = "the days are used up" if days.run_out_on else "the days last"
    figures = [
        KeyFigure("Contracted", _number(in_words(days.contracted)), "days, last spring"),
        KeyFigure("Asked for", _number(in_words(days_asked(view.lines))), "days, by what was logged"),
        KeyFigure("Used", _number(in_words(days.charged)), "days charged so far"),
        KeyFigure(
            "Needed",
            _number(in_words(needed)) if needed is not None else "–",
            "days by the contract's end, forecast" if needed else TOO_EARLY,
        ),
        KeyFigure("Run-out date", run_out, f"{last}, at the present pace"),
    ]
    # The choices are a page of their own, which comes back signed.
    return [KeyFigures(figures), Paragraph(" ".join(pace_sentences(view))), PageBreak()]


def _number(days: str) -> str:
    return days.partition(" ")[0]


def _options(options: Sequence[RenewalOption], contract: Contract | None) -> list[Block]:
    if contract is None:
        return []
    columns = (
        TableColumn("Choice", 0.34),
        TableColumn("Days", 0.12, ColumnType.DAYS),
        TableColumn("Daily rate", 0.16, ColumnType.MONEY),
        TableColumn("Cost", 0.19, ColumnType.MONEY),
        TableColumn("Beside this year", 0.19, ColumnType.MONEY),
    )
    return [
        paper_table(
            columns, [[each.name, each.days, each.daily_rate, each.amount, each.difference] for each in options]
        ),
        Paragraph(
            "Cost is days times the daily rate. The last column is what it is more or less than this year's contract.",
            "quiet",
        ),
    ]


def _rates(contract: Contract | None) -> list[Block]:
    if contract is None:
        return []
    this_year = f"This year's daily rate is {money(contract.daily_rate)}."
    if contract.next_daily_rate is None:
        return [Paragraph(f"{this_year} Next year's is not set yet; the choices above are reckoned with this year's.")]
    return [
        Paragraph(
            f"{this_year} Next year's is {money(contract.next_daily_rate)}; the choices above are reckoned with it."
        )
    ]


def _decision(options: Sequence[RenewalOption]) -> list[Block]:
    if not options:
        return []
    items = [CheckItem(f"{each.name}: {in_words(each.days)}, {money(each.amount)}") for each in options]
    return [
        Paragraph(
            "Please mark one choice, or write another number of days, and return this page to the program's director."
        ),
        Checklist([*items, CheckItem("Another number of days: ________")]),
        SignatureLines(["For the district", "Date"]),
    ]
