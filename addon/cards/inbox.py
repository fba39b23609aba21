"""The cards of the director's inbox: form responses that no workbook can hold yet, why, since when, and what can be done."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from itertools import groupby
from typing import Final
from zoneinfo import ZoneInfo

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
from sync.coaching.registry import Registry
from sync.coaching.report_words import coach_name, counted, form_in_words
from sync.coaching.views import UnplacedResponse

MOST_FORMS: Final = 6  # on the director's card
MOST_RESPONSES: Final = 20  # two widgets each; a card holds 100
NEVER_LOST: Final = "Nothing is lost: each is tried again at every sync, and its form keeps it."


def inbox_section(
    responses: Sequence[UnplacedResponse], registry: Registry, time_zone: str, links: Links
) -> Section | None:
    """A line for each form with responses that wait; None where nothing waits."""
    of_form = {key: list(found) for key, found in groupby(sorted(responses, key=_form), key=_form)}
    oldest_first = sorted(of_form.values(), key=lambda found: (min(each.since for each in found), found[0].district_id))
    shown: list[Widget | None] = [_form_line(found, registry, time_zone, links) for found in oldest_first[:MOST_FORMS]]
    more = len(oldest_first) - MOST_FORMS
    if more > 0:
        shown.append(paragraph(f"{counted(more, 'more form', 'more forms')} in the program report, Data Quality."))
    return section(shown, "Form responses without a place")


def _form(response: UnplacedResponse) -> str:
    return response.form_id


def _form_line(found: Sequence[UnplacedResponse], registry: Registry, time_zone: str, links: Links) -> Widget:
    first = min(found, key=lambda each: each.since)
    reasons = dict.fromkeys(each.reason for each in found)
    why = first.reason if len(reasons) == 1 else f"{len(reasons)} different reasons"
    day = day_of(first, time_zone)
    return line(
        f"{counted(len(found), 'response waits', 'responses wait')} since {day:%B} {day.day}",
        form_in_words(first.kind, first.district_id, registry),
        why,
        button("Settle", links.act("show-waiting"), {"form": first.form_id}),
    )


def waiting_card(
    responses: Sequence[UnplacedResponse],
    registry: Registry,
    time_zone: str,
    links: Links,
    registry_url: str,
    form_url: str,
) -> Card:
    """The responses of one form that wait, the oldest first, and what can be done about them. `responses` is not empty."""
    first = responses[0]
    shown: list[Widget | None] = []
    for each in responses[:MOST_RESPONSES]:
        who = coach_name(registry, each.coach_id) if each.coach_id else "Somebody the registry does not know"
        day = day_of(each, time_zone)
        sent = {"form": each.form_id, "response": each.response_id}
        shown.append(line(each.reason, f"{who} · since {day:%B} {day.day}"))
        shown.append(buttons(button("Dismiss", links.act("dismiss-waiting"), sent)))
    more = len(responses) - MOST_RESPONSES
    return card(
        form_in_words(first.kind, first.district_id, registry),
        f"{counted(len(responses), 'response waits', 'responses wait')}",
        [
            section(shown),
            section([paragraph(f"{more:,} more.")]) if more > 0 else None,
            section(
                [
                    paragraph(f"{NEVER_LOST} Mend what is wrong, then place them again. Dismiss what does not count."),
                    buttons(
                        main_button("Place again", links.act("place-waiting"), {"form": first.form_id}),
                        link("Open registry", registry_url),
                        link("Open form", form_url),
                    ),
                    buttons(button("Back", links.act("show-program"))),
                ]
            ),
        ],
    )


def day_of(response: UnplacedResponse, time_zone: str) -> date:
    """The day since which a response waits, in the program's time zone."""
    return response.since.astimezone(ZoneInfo(time_zone)).date()
