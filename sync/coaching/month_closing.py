"""What is still open before the director closes a month: everything that may come back as a correction, or cannot be certified."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from datetime import date
from decimal import Decimal
from typing import NamedTuple

from sync.coaching.accounts import Accounts
from sync.coaching.funding import shown_source
from sync.coaching.metrics_quality import waiting_problems
from sync.coaching.month_confirmation import CertificationState
from sync.coaching.pace import in_words
from sync.coaching.periods import UnknownPeriod
from sync.coaching.registry import Registry
from sync.coaching.report_words import coach_name, counted, day_in_words, district_name
from sync.coaching.statements import PendingDay, Statement, next_month
from sync.coaching.views import ProgramDistrict


class OpenPoint(NamedTuple):
    """One thing that is still open: whose it is, and what."""

    whose: str
    what: str


def month_named(text: str, registry: Registry) -> date:
    """The first day of the month that a person names as 2025-10. Raises UnknownPeriod for any other text, and for a month outside
    the school year."""
    try:
        month = date.fromisoformat(f"{text.strip()}-01")
    except ValueError:
        raise UnknownPeriod(f"{text!r} is no month. Write it like 2025-10.") from None
    if next_month(month) <= registry.first_day or month > registry.last_day:
        raise UnknownPeriod(f"{month:%Y-%m} lies outside the school year {registry.school_year}.")
    return month


def month_to_close(text: str, registry: Registry, today: date) -> date:
    """The first day of the month that a person names as 2025-10. Raises UnknownPeriod for one that is not over, lies outside the
    school year, or is closed already."""
    month = month_named(text, registry)
    if next_month(month) > today:
        raise UnknownPeriod(
            f"{month:%B %Y} is not over yet: it can be closed from {day_in_words(next_month(month))} on."
        )
    if month in {each.month for each in registry.closed_months}:
        raise UnknownPeriod(f"{month:%B %Y} is closed already.")
    return month


def open_points(accounts: Accounts, month: date, states: Mapping[str, ProgramDistrict]) -> list[OpenPoint]:
    """What is open, in the order of the registry's districts, then of its coaches. Nothing here forbids the closing: what is
    settled later becomes a correction."""
    registry = accounts.registry
    found = [
        OpenPoint("The program", f"{earlier:%B %Y} is not closed yet; its days are billed as the logs say")
        for earlier in sorted(
            {each.month for each in accounts.billing.statements if each.month < month and not each.closed}
        )
    ]
    for district_id, state in states.items():
        name = district_name(registry, district_id)
        if not state.read.readable:
            found.append(
                OpenPoint(name, f"Its workbook cannot be read: the last good data are billed. {state.read.reason}")
            )
        waiting = waiting_problems(state.problems)
        if waiting:
            found.append(
                OpenPoint(name, f"{counted(waiting, 'row waits', 'rows wait')} in Needs Attention, of any month")
            )
    for statement in accounts.billing.of_month(month):
        found += _pending(registry, statement)
    found += _disputed(accounts, month)
    found += _uncertified(accounts, month)
    return found


def _pending(registry: Registry, statement: Statement) -> Iterable[OpenPoint]:
    kinds = (
        (statement.held, "is charged until {coach} answers in Please Confirm"),
        (statement.unresolved, "is not billed until {coach} says which district it was"),
    )
    for days, words in kinds:
        for pending in days:
            yield OpenPoint(district_name(registry, statement.district_id), _pending_in_words(registry, pending, words))


def _pending_in_words(registry: Registry, pending: PendingDay, words: str) -> str:
    coach = coach_name(registry, pending.coach_id)
    return f"{day_in_words(pending.day)} ({in_words(pending.days)}) {words.format(coach=coach)}"


def _disputed(accounts: Accounts, month: date) -> Iterable[OpenPoint]:
    funded = accounts.billing.funded
    wrong = funded[(funded["problem"] != "") & (funded["date"].dt.strftime("%Y-%m") == f"{month:%Y-%m}")]
    for keys, lines in wrong.groupby(["district_id", "funding_source", "problem"], sort=False):
        district_id, source, problem = map(str, keys)
        days = in_words(Decimal(int(lines["half_days"].sum())) / 2)
        yield OpenPoint(
            district_name(accounts.registry, district_id), f"{days} on {shown_source(source)}: {problem.lower()}"
        )


def _uncertified(accounts: Accounts, month: date) -> Iterable[OpenPoint]:
    for each in accounts.coach_months:
        if each.month == month and each.state is not CertificationState.CONFIRMED:
            days = in_words(each.federal_days(accounts.registry))
            yield OpenPoint(
                coach_name(accounts.registry, each.coach_id),
                f"{days} of federal money not confirmed: {each.state.value.lower()}",
            )
