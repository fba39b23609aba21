"""Saying with whom an entry was: two taps, and only the coach ever sees the names."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Final

from addon.cards.cycle_forms import educator_fields
from addon.cards.cycles import CYCLE, PERSON
from addon.cards.pieces import (
    Button,
    Card,
    Links,
    Widget,
    button,
    buttons,
    card,
    choice_line,
    line,
    link,
    main_button,
    paragraph,
    section,
)
from sync.coaching.coach_book import Educator
from sync.coaching.linking import Link
from sync.coaching.vocabulary import CyclePhase
from sync.jobs.cycles_book import ShownCycle

MOST_NAMES: Final = 30  # beyond these a list to scroll is slower than a drop-down
MOST_CYCLES: Final = 30


def who_with_card(
    entry_id: str,
    district: str,
    cycles: Sequence[ShownCycle],
    educators: Mapping[str, Educator],
    links: Links,
    own_workbook: str,
) -> Card:
    """The open cycles of the entry's district, the one worked on last first, then its educators: one tap chooses."""
    nobody = paragraph(f"Nobody of {district} is on your Roster yet. Write the educator into its tab, then come back.")
    opened = buttons(link("Open workbook", own_workbook)) if own_workbook and not educators else None
    return card(
        "Who was it with?",
        district,
        [
            section([_cycle_choice(entry_id, each, links) for each in cycles[:MOST_CYCLES]], "A cycle"),
            section(_educator_choices(entry_id, educators, links) or [nobody, opened], "An educator, outside a cycle"),
            section(
                [
                    paragraph("It is written into your own workbook only. The district never sees it."),
                    buttons(button("Leave it open", links.act("home"))),
                ]
            ),
        ],
    )


def linked_card(entry_id: str, made: Sequence[Link], shown: ShownCycle | None, links: Links, *, already: bool) -> Card:
    """What was written down, and what may come next. `shown` is the cycle, where it was one."""
    below = " · ".join(filter(None, (made[0].cycle, made[0].phase, made[0].grade_band)))
    sent = {"entry_id": entry_id}
    return card(
        "Noted",
        "It stood there already" if already else "In Worked With, in your own workbook",
        [
            section([line(", ".join(each.educator for each in made), "With", below)]),
            section([buttons(*_next_steps(shown, links))]) if shown and shown.is_open else None,
            section(
                [
                    buttons(
                        button("Add another", links.act("who-with"), sent),
                        button("Take back", links.act("unlink"), sent),
                        button("Done", links.act("home")),
                    )
                ]
            ),
        ],
    )


def _next_steps(shown: ShownCycle, links: Links) -> list[Button]:
    sent = {"cycle": shown.key}
    reflects = shown.cycle.phase in (CyclePhase.IMPLEMENT, CyclePhase.REFLECT)
    following = shown.next_phase
    step = (
        button("Record reflection", links.act("reflect"), sent)
        if reflects or following is None
        else button(f"Move to {following.value.lower()}", links.act("next-phase"), sent)
    )
    return [step, button("Open cycle", links.act("show-cycle"), sent)]


def _cycle_choice(entry_id: str, shown: ShownCycle, links: Links) -> Widget:
    sent = {"entry_id": entry_id, "choice": shown.key}
    below = f"{shown.cycle.name} · {shown.cycle.phase.value}"
    return choice_line(shown.with_whom or shown.cycle.name, below, CYCLE, links.act("link"), sent)


def _educator_choices(entry_id: str, educators: Mapping[str, Educator], links: Links) -> list[Widget]:
    if len(educators) > MOST_NAMES:
        noted = main_button("Note educator", links.act("link"), {"entry_id": entry_id})
        return [*educator_fields({key: each.name for key, each in educators.items()}), buttons(noted)]
    return [
        choice_line(each.name, each.grade_band, PERSON, links.act("link"), {"entry_id": entry_id, "choice": key})
        for key, each in educators.items()
    ]
