"""The coach's own month before the 1:1, and the coach's year of practice."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import date

from addon.cards.pieces import Card, Links, Widget, button, buttons, card, line, paragraph, section
from sync.coaching.metrics import Share
from sync.coaching.monthly_talk import MonthOfCoach, hours_and_days
from sync.coaching.practice import AgainstBenchmark, Practice
from sync.coaching.report_words import counted, month_in_words

MOST_ACTIVITIES = 6
_STANDING: Mapping[AgainstBenchmark, str] = {
    AgainstBenchmark.NOTHING_LOGGED: "Nothing logged yet",
    AgainstBenchmark.BELOW: "Below the one quarter to one third found in studies",
    AgainstBenchmark.WITHIN: "Within the one quarter to one third found in studies",
    AgainstBenchmark.ABOVE: "Above the one quarter to one third found in studies",
}


def talk_card(
    month: MonthOfCoach, points: Sequence[str], district_names: Mapping[str, str], other: date, this: date, links: Links
) -> Card:
    """The month for the 1:1. It names no educator and no cycle: the director sits beside it. `other` is the month to change to,
    `this` the present one."""
    name = f"{month.month:%B %Y}"
    words = "Show this month" if other == this else "Show last month"
    drift = [_share_line(share, duty.partition(": ")[2]) for duty, share in month.drift_by_duty.items()]
    activities = [_share_line(share, each) for each, share in list(month.activities.items())[:MOST_ACTIVITIES]]
    return card(
        "Prepare 1:1",
        f"{name}, all your districts",
        [
            section([line(point) for point in points] or [paragraph("Nothing calls for attention.")], "To bring up"),
            section(
                [_share_line(month.with_educators, "Time with educators", _STANDING[month.standing])]
                if month.with_educators.whole
                else [paragraph(f"Nothing logged in {name}.")],
                "Time",
            ),
            section(activities, "Most time by activity"),
            section(drift, "Role drift: off-role duties"),
            section(_district_lines(month, district_names), "Districts"),
            section(_cycle_lines(month), "Cycles"),
            section(
                [
                    buttons(
                        button(words, links.act("prepare-talk"), {"month": f"{other:%Y-%m}"}),
                        button("Back", links.act("home")),
                    )
                ]
            ),
        ],
    )


def practice_card(found: Practice, school_year: str, links: Links) -> Card:
    """The year's share of time with educators beside what studies found, month by month."""
    months = [_share_line(share, month_in_words(month)) for month, share in found.months.items()]
    words = (
        "Studies of coaches' time find one quarter to one third of it spent with educators. Only you see this card; it is a "
        "mirror, not a target."
    )
    year = _share_line(found.year, "Time with educators", _STANDING[found.standing])
    return card(
        "My practice",
        f"School year {school_year}".strip(),
        [
            section([year if found.year.whole else paragraph("Nothing logged yet."), paragraph(words)]),
            section(months, "By month"),
            section([buttons(button("Back", links.act("home")))]),
        ],
    )


def _share_line(share: Share, label: str, below: str = "") -> Widget:
    return line(f"{share.percent()} ({share.in_hours()})", label, below)


def _district_lines(month: MonthOfCoach, names: Mapping[str, str]) -> list[Widget]:
    return [
        line(f"{hours:g} hours · {days} charged", names.get(district_id, district_id) or "No district")
        for district_id, (hours, days) in hours_and_days(month).items()
    ]


def _cycle_lines(month: MonthOfCoach) -> list[Widget]:
    cycles = month.cycles
    happened = f"{cycles.started} started · {cycles.reflected} reflected on · {cycles.closed} closed early"
    return [
        line(happened, f"In {month.month:%B}"),
        line(f"{counted(cycles.open, 'open cycle', 'open cycles')}, {cycles.overdue} overdue", "Today"),
    ]
