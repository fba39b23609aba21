"""The coach's cards."""

from __future__ import annotations

from collections.abc import Sequence
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
from addon.cards.standing_words import contract_lines, short_line, weekday
from sync.coaching.durations import shown_minutes
from sync.coaching.linking import ONE_TO_ONE
from sync.coaching.registry import District
from sync.coaching.report_words import counted
from sync.jobs.coach_day import CoachDay, DayEntry
from sync.jobs.entry_form import EntryForm, FormProblem

WHO_WITH: Final = "Choose who with"
MOST_ENTRIES: Final = 15  # three widgets each; a card holds 100
PLEASE_CONFIRM: Final = (
    "A contract day that was already charged stays charged until you answer in Please Confirm, in your own workbook. "
    "The question is there within a minute."
)


def coach_card(
    day: CoachDay,
    form: EntryForm,
    lists: Lists,
    links: Links,
    nonce: str,
    remarks: Sequence[str] = (),
    own_workbook: str = "",
    logged: DayEntry | None = None,
    *,
    also_director: bool = False,
) -> Card:
    """Log activity, and what the coach wants to know beside it. `own_workbook` is the address of the coach's own, `logged` what
    was written a moment ago."""
    again = button("Repeat last entry", links.act("repeat-last"), {"nonce": nonce}) if day.last else None
    return card(
        "Log activity",
        f"{day.district.name} · {weekday(day.today)}",
        [
            section([line(remark) for remark in remarks], "Please check"),
            _just_logged(logged, links),
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


def _just_logged(logged: DayEntry | None, links: Links) -> Section | None:
    """What was logged, and the question with whom one-to-one work was; whoever does not answer logs on."""
    if logged is None or logged.activity not in ONE_TO_ONE:
        return None
    asked = buttons(button(WHO_WITH, links.act("who-with"), {"entry_id": logged.entry_id}))
    return section([_entry_line(logged), asked], "Logged")


def _todays(day: CoachDay, links: Links) -> Section | None:
    widgets: list[Widget | None] = []
    for entry in day.todays[-MOST_ENTRIES:]:
        widgets.append(_entry_line(entry))
        if entry.entry_id:
            sent = {"entry_id": entry.entry_id}
            widgets.append(
                buttons(
                    button("Edit", links.act("edit"), sent),
                    button("Delete", links.act("ask-delete"), sent),
                    button("Link", links.act("who-with"), sent) if entry.activity in ONE_TO_ONE else None,
                )
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
