"""The cards of a district's administrator and of the director."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Final
from zoneinfo import ZoneInfo

from addon.cards.inbox import inbox_section
from addon.cards.pieces import Card, Links, Section, Widget, buttons, card, line, link, main_button, paragraph, section
from addon.cards.standing_words import contract_lines, part_of_days, share_lines
from sync.coaching.onboarding_status import OnboardingStatus
from sync.coaching.registry import Registry
from sync.coaching.report_words import counted, day_in_words, last_read_in_words
from sync.jobs.office_day import DistrictDay, DistrictState, ProgramDay

MOST_DISTRICTS: Final = 12  # of each list; the program report has them all


def district_card(day: DistrictDay, links: Links, dashboard_url: str, *, may_refresh: bool) -> Card:
    """How the district's contract days and time are spent."""
    read = last_read_in_words(day.read, day.today, day.district.time_zone)
    refresh = main_button("Refresh dashboard", links.act("refresh-dashboard")) if may_refresh else None
    time = share_lines(day.activities)
    return card(
        day.district.name,
        f"Last read {read}",
        [
            section([line(day.read.reason, "Not up to date")], "Please look") if not day.read.readable else None,
            section(contract_lines(day.days), "Contract days"),
            section(time or [paragraph("Nothing logged yet.")], "Most time by activity"),
            section(share_lines(day.focus_areas), "Most time by focus area"),
            section(_onboarding(day), "Onboarding"),
            section(_rows(day), "Activity Log"),
            section([buttons(refresh, link("Open report", dashboard_url))]),
        ],
    )


def _onboarding(day: DistrictDay) -> list[Widget | None]:
    if not day.onboarding.progress.sections.whole:
        return [paragraph("The Onboarding tab has not been read yet.")]
    opened = link("Open", day.onboarding.url) if day.onboarding.url else None
    return [line(day.onboarding.status, below=_waiting(day.onboarding), button=opened)]


def _waiting(onboarding: OnboardingStatus) -> str:
    """For whom an onboarding document waits, and when it last changed."""
    waiting = f"Waiting for: {onboarding.waiting_for}" if onboarding.waiting_for else ""
    changed = f"Changed on {day_in_words(onboarding.changed_on)}" if onboarding.changed_on else ""
    return " · ".join(filter(None, (waiting, changed)))


def _rows(day: DistrictDay) -> list[Widget | None]:
    rows = day.rows
    if not rows.problems and not rows.duplicates:
        return []
    held = f"{counted(rows.problems, 'row is', 'rows are')} held back, {counted(rows.duplicates, 'copy', 'copies')} asked about"
    return [line(held, below="The Needs Attention tab says what is wrong and how to mend it.")]


def program_card(day: ProgramDay, registry: Registry, links: Links, report_url: str) -> Card:
    """How fresh every district's data are, what is wrong, and which contracts need a look."""
    troubled = [each for each in day.districts if not each.read.readable]
    problems = [each for each in day.districts if each.rows.problems or each.rows.duplicates]
    alerts = [each for each in day.districts if each.days.alerts]
    return card(
        "Program status",
        f"{day.readable.counted()} districts up to date",
        [
            section([_last_run(day)], "Sync"),
            _listed("Not up to date", [line(each.read.reason, each.district.name) for each in troubled]),
            _listed("Rows to mend", [_problem_line(each) for each in problems]),
            inbox_section(day.unplaced, registry, day.time_zone, links),
            _listed("Forms that cannot be read", [line(each.reason, each.name) for each in day.form_troubles]),
            section(
                [
                    line(
                        part_of_days(day.days.left, day.days.contracted),
                        "Contract days left",
                        counted(day.days.contracts, "contract", "contracts"),
                    )
                ],
                "Contract days",
            ),
            _listed("Contract alerts", [_alert_line(each) for each in alerts]),
            _listed("Freshness", [_fresh_line(day, each) for each in day.districts], folded=True),
            _listed("Onboarding", [_onboarding_line(each) for each in day.districts], folded=True),
            section([buttons(main_button("Sync now", links.act("sync-now")), link("Open report", report_url))]),
        ],
    )


def _listed(header: str, lines: Sequence[Widget], *, folded: bool = False) -> Section | None:
    """A section of districts, cut where a card would become too long; the program report has the rest."""
    more = len(lines) - MOST_DISTRICTS
    widgets: list[Widget | None] = list(lines[:MOST_DISTRICTS])
    if more > 0:
        widgets.append(paragraph(f"{counted(more, 'more district', 'more districts')} in the program report."))
    return section(widgets, header, folded=folded)


def _last_run(day: ProgramDay) -> Widget:
    if day.last_run_at is None:
        return line("Never", "Last sync", "Press Sync now.")
    outcome = {"done": "Everything was read", "partly": "Some workbooks could not be read or written"}
    ended = day.last_run_at.astimezone(ZoneInfo(day.time_zone))
    at = f"{ended:%B} {ended.day}, {ended:%H:%M}"
    return line(at, "Last sync", outcome.get(day.last_run, "It did not finish; run it again"))


def _problem_line(state: DistrictState) -> Widget:
    rows = state.rows
    return line(
        f"{counted(rows.problems, 'row', 'rows')} held back, {counted(rows.duplicates, 'copy', 'copies')} asked about",
        state.district.name,
    )


def _alert_line(state: DistrictState) -> Widget:
    kinds = ", ".join(alert.kind.value for alert in state.days.alerts)
    return line(kinds, state.district.name, "; ".join(alert.text for alert in state.days.alerts))


def _fresh_line(day: ProgramDay, state: DistrictState) -> Widget:
    return line(f"Read {last_read_in_words(state.read, day.today, state.district.time_zone)}", state.district.name)


def _onboarding_line(state: DistrictState) -> Widget:
    opened = link("Open", state.onboarding.url) if state.onboarding.url else None
    return line(state.onboarding.status, state.district.name, _waiting(state.onboarding), opened)
