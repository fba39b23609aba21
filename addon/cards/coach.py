"""The coach's cards."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Final

from addon.cards.log_form import Lists, form_sections
from addon.cards.pieces import (
    Card,
    Links,
    Section,
    Widget,
    button,
    buttons,
    card,
    line,
    link,
    main_button,
    paragraph,
    section,
)
from addon.cards.standing_words import contract_lines, short_line
from sync.coaching.durations import shown_minutes
from sync.coaching.pace import ContractDays
from sync.coaching.registry import District
from sync.coaching.report_words import counted
from sync.jobs.coach_day import CoachDay, DayEntry
from sync.jobs.entry_form import EntryForm, FormProblem
from sync.jobs.open_cycles import OpenCycle

MOST_ENTRIES: Final = 15  # three widgets each; a card holds 100
PLEASE_CONFIRM: Final = (
    "A contract day that was already charged stays charged until you answer in Please Confirm, in your own workbook. "
    "The question is there within a minute."
)


def weekday(day: date) -> str:
    """A day as `Friday, October 31`."""
    return f"{day:%A}, {day:%B} {day.day}"


def coach_card(
    day: CoachDay,
    form: EntryForm,
    lists: Lists,
    links: Links,
    nonce: str,
    remarks: Sequence[str] = (),
    own_workbook: str = "",
    *,
    also_director: bool = False,
) -> Card:
    """Log activity, and what the coach wants to know beside it. `own_workbook` is the address of the coach's own."""
    again = button("Repeat last entry", links.act("repeat-last"), {"nonce": nonce}) if day.last else None
    return card(
        "Log activity",
        f"{day.district.name} · {weekday(day.today)}",
        [
            section([line(remark) for remark in remarks], "Please check"),
            *form_sections(form, lists, links),
            section([buttons(main_button("Log activity", links.act("log"), {"nonce": nonce}), again)]),
            _todays(day, links),
            section(contract_lines(day.days), "Contract days"),
            section([short_line(day.short)] if day.short else [], "Coaching plan"),
            _asked(day, own_workbook),
            _not_logged(day, links),
            section(
                [
                    paragraph("Your open coaching cycles stand in your own workbook."),
                    buttons(
                        button("Show open cycles", links.act("show-cycles")),
                        button("Show program", links.act("show-program")) if also_director else None,
                    ),
                ],
                "Coaching cycles",
            ),
        ],
    )


def refused_card(
    district: District, form: EntryForm, lists: Lists, links: Links, nonce: str, problems: Sequence[FormProblem]
) -> Card:
    """The form as it was typed, with what is to be corrected above it. Nothing was logged."""
    return card(
        "Log activity",
        f"{district.name} · not logged yet",
        [
            *form_sections(form, lists, links, problems),
            section(
                [
                    buttons(
                        main_button("Log activity", links.act("log"), {"nonce": nonce}),
                        button("Start over", links.act("home")),
                    )
                ]
            ),
        ],
    )


def edit_card(
    district: District, entry_id: str, form: EntryForm, lists: Lists, links: Links, problems: Sequence[FormProblem] = ()
) -> Card:
    """One entry to be changed."""
    return card(
        "Edit entry",
        district.name,
        [
            *form_sections(form, lists, links, problems),
            section(
                [
                    buttons(
                        main_button("Save changes", links.act("save"), {"entry_id": entry_id}),
                        button("Keep as it was", links.act("home")),
                    )
                ]
            ),
        ],
    )


def delete_card(district: District, entry: DayEntry, links: Links, *, charged: bool) -> Card:
    """Asks before an entry is deleted."""
    return card(
        "Delete entry",
        district.name,
        [
            section(
                [
                    _entry_line(entry),
                    paragraph("Its row is removed from the Activity Log."),
                    paragraph(PLEASE_CONFIRM) if charged else None,
                    buttons(
                        button("Delete entry", links.act("delete"), {"entry_id": entry.entry_id}),
                        button("Keep entry", links.act("home")),
                    ),
                ]
            )
        ],
    )


def cycles_card(cycles: Sequence[OpenCycle], links: Links, own_workbook: str) -> Card:
    """The open cycles, overdue ones first."""
    overdue = [cycle for cycle in cycles if cycle.overdue]
    others = [cycle for cycle in cycles if not cycle.overdue]
    return card(
        "Coaching cycles",
        f"{len(cycles)} open, {len(overdue)} overdue",
        [
            section([_cycle_line(cycle) for cycle in overdue[:MOST_ENTRIES]], "Overdue"),
            section([_cycle_line(cycle) for cycle in others[:MOST_ENTRIES]], "Open"),
            section([paragraph("No open cycle. Begin one in the Coaching Cycles tab of your workbook.")])
            if not cycles
            else None,
            section([buttons(link("Open workbook", own_workbook), button("Back", links.act("home")))]),
        ],
    )


def cycles_unreachable_card(links: Links, own_workbook: str) -> Card:
    """Why the cycles cannot be shown, and what the coach can do about it."""
    words = (
        "coachlog sees only the Sheets in which you have allowed it. Open your own workbook, open coachlog there once and press "
        "Allow this Sheet; then your cycles are shown here too."
        if own_workbook
        else "The registry names no workbook of your own yet. Ask the director to make it."
    )
    return card(
        "Coaching cycles",
        "Not shown yet",
        [
            section(
                [
                    paragraph(words),
                    buttons(
                        link("Open workbook", own_workbook) if own_workbook else None,
                        button("Back", links.act("home")),
                    ),
                ]
            )
        ],
    )


def coach_home_card(
    districts: Sequence[tuple[District, ContractDays, str]],
    links: Links,
    *,
    also_director: bool = False,
) -> Card:
    """The coach's own workbook: where to log, and how the contract days stand. Districts come with their workbook's address."""
    shown: list[Section | None] = [
        section([*contract_lines(days), buttons(link("Open workbook", url)) if url else None], district.name)
        for district, days, url in districts[:MOST_ENTRIES]
    ]
    none = section([paragraph("You are assigned to no district today. Ask the director if that is wrong.")])
    return card(
        "Your districts",
        "Open a district's workbook to log activities",
        [
            *(shown or [none]),
            section(
                [
                    buttons(
                        button("Show open cycles", links.act("show-cycles")),
                        button("Show program", links.act("show-program")) if also_director else None,
                    )
                ],
                "Coaching cycles",
            ),
        ],
    )


def _todays(day: CoachDay, links: Links) -> Section | None:
    widgets: list[Widget | None] = []
    for entry in day.todays[-MOST_ENTRIES:]:
        widgets.append(_entry_line(entry))
        if entry.entry_id:
            sent = {"entry_id": entry.entry_id}
            widgets.append(
                buttons(button("Edit", links.act("edit"), sent), button("Delete", links.act("ask-delete"), sent))
            )
        else:
            widgets.append(paragraph("Typed into the Sheet; it can be changed here in a minute."))
    return section(widgets or [paragraph("Nothing logged yet today.")], "Today")


def _entry_line(entry: DayEntry) -> Widget:
    words = " · ".join(filter(None, (shown_minutes(entry.minutes), entry.focus_area)))
    return line(entry.activity, f"{weekday(entry.day)} · {entry.school}", words)


def _asked(day: CoachDay, own_workbook: str) -> Section | None:
    if not day.asked:
        return None
    number = counted(len(day.asked), "question waits", "questions wait")
    opened = buttons(link("Open workbook", own_workbook)) if own_workbook else None
    return section([line(f"{number} for your answer."), paragraph(PLEASE_CONFIRM), opened], "Please confirm")


def _not_logged(day: CoachDay, links: Links) -> Section | None:
    missing = [
        line(weekday(each), button=button("Log this day", links.act("log-day"), {"day": each.isoformat()}))
        for each in day.not_logged
    ]
    number = counted(len(day.not_logged), "school day", "school days")
    return section(missing, f"Not logged: {number} of the last two weeks", folded=True)


def _cycle_line(cycle: OpenCycle) -> Widget:
    if cycle.last_day is None:
        below = "No day stands beside any phase yet"
    else:
        days = counted(cycle.idle_days or 0, "school day", "school days")
        below = f"Last activity on {weekday(cycle.last_day)}, {days} ago"
    return line(cycle.cycle, " · ".join(filter(None, (cycle.district, cycle.phase))), below)
