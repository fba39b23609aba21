"""The cards of a coach's coaching cycles: all of them, and one. Only the coach whose cycles they are ever sees them."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from addon.cards.pieces import (
    Button,
    Card,
    Links,
    Section,
    Widget,
    button,
    buttons,
    card,
    line,
    link,
    paragraph,
    section,
)
from addon.cards.standing_words import contract_lines, weekday
from sheets_templates import load
from sync.coaching.coach_book_parsing import NARRATIVE
from sync.coaching.durations import shown_minutes
from sync.coaching.pace import ContractDays
from sync.coaching.registry import District
from sync.coaching.report_words import counted
from sync.coaching.vocabulary import CyclePhase
from sync.jobs.cycles_book import CyclesBook, ShownCycle

MOST_LINES: Final = 12  # of each list; the workbook has them all, and a card holds 100 widgets
MOST_DISTRICTS: Final = 8  # three widgets each
TEXTS: Final[Mapping[str, str]] = {
    key: load("coach_workbook").tab("coaching_cycles").column(key).header.capitalize() for key in NARRATIVE
}
PERSON: Final = "PERSON"
CYCLE: Final = "BOOKMARK"


@dataclass(frozen=True)
class ServedDistrict:
    """A district of the coach as the card of the own workbook shows it, with the address of its workbook ("": none yet)."""

    district: District
    days: ContractDays
    url: str


def own_workbook_card(
    book: CyclesBook,
    districts: Sequence[ServedDistrict],
    district_names: Mapping[str, str],
    links: Links,
    *,
    also_director: bool = False,
) -> Card:
    """The coach's own workbook: cycles, entries that are not linked yet, and each district's contract days."""
    program = buttons(button("Show program", links.act("show-program"))) if also_director else None
    return card(
        "Your coaching",
        _standing(book),
        [section([_doings(links)]), *_lists(book, district_names, links), *_districts(districts), section([program])],
    )


def cycles_card(book: CyclesBook, district_names: Mapping[str, str], links: Links, own_workbook: str) -> Card:
    """The same cycles beside a district's workbook."""
    away = buttons(link("Open workbook", own_workbook), button("Back", links.act("home")))
    return card(
        "Coaching cycles",
        _standing(book),
        [section([_doings(links)]), *_lists(book, district_names, links), section([away])],
    )


def cycle_card(shown: ShownCycle, links: Links) -> Card:
    """One cycle: who, where, how far, what was written, and what can come next."""
    cycle = shown.cycle
    back = buttons(button("Show all cycles", links.act("show-cycles")), button("Back", links.act("home")))
    return card(
        cycle.name,
        f"{shown.district} · {cycle.phase.value}",
        [
            section(
                [
                    line(shown.with_whom or "Nobody yet", "With"),
                    line(cycle.focus_area, "Focus area") if cycle.focus_area else None,
                    line(_last_activity(shown), "Last activity", "Overdue" if shown.overdue else ""),
                ]
            ),
            section(
                [line(shown.texts[key], label) for key, label in TEXTS.items() if key in shown.texts], "Written down"
            ),
            section([buttons(*_steps(shown, links)) if shown.is_open else paragraph("This cycle is closed.")]),
            section([back]),
        ],
    )


def unreachable_card(links: Links, own_workbook: str) -> Card:
    """Why the coach's own workbook cannot be used from here, and what the coach can do about it."""
    words = (
        "coachlog sees only the Sheets in which you have allowed it. Open your own workbook, open coachlog there once and press "
        "Allow this Sheet. Then come back: your educators and cycles are offered here too."
        if own_workbook
        else "The registry names no workbook of your own yet. Ask the director to make it."
    )
    opened = link("Open workbook", own_workbook) if own_workbook else None
    return card(
        "Your own workbook",
        "Not shown yet",
        [section([paragraph(words), buttons(opened, button("Back", links.act("home")))])],
    )


def _standing(book: CyclesBook) -> str:
    overdue = sum(each.overdue for each in book.open_cycles)
    return f"{counted(len(book.open_cycles), 'open cycle', 'open cycles')}, {overdue} overdue"


def _doings(links: Links) -> Widget:
    return buttons(
        button("Start a cycle", links.act("new-cycle")),
        button("Prepare 1:1", links.act("prepare-talk")),
        button("Show my practice", links.act("show-practice")),
    )


def _steps(shown: ShownCycle, links: Links) -> list[Button | None]:
    sent, following = {"cycle": shown.key}, shown.next_phase
    moves = following if following is not CyclePhase.REFLECT else None
    return [
        button(f"Move to {moves.value.lower()}", links.act("next-phase"), sent) if moves else None,
        button("Record reflection", links.act("reflect"), sent),
        button("Close cycle", links.act("ask-close"), sent),
    ]


def _lists(book: CyclesBook, district_names: Mapping[str, str], links: Links) -> list[Section | None]:
    opened = book.open_cycles
    overdue = [each for each in opened if each.overdue]
    waiting = [each for each in opened if each.waiting]
    others = [each for each in opened if not each.overdue and not each.waiting]
    none = paragraph("No open cycle. Start one with an educator of your Roster.")
    return [
        section([_phases(book) if opened else none]),
        _listed("Overdue", [_cycle_line(each, links) for each in overdue]),
        _listed("Waiting for you", [_cycle_line(each, links) for each in waiting]),
        _listed("Under way", [_cycle_line(each, links) for each in others]),
        _listed("Who was it with?", _unlinked(book, district_names, links)),
        _listed(
            "Please look", [line(each.message, f"{each.tab}, row {each.row or 1}", each.hint) for each in book.problems]
        ),
        section([_gone(book)]),
    ]


def _listed(header: str, lines: Sequence[Widget]) -> Section | None:
    """A list, cut where the card would become too long."""
    more = len(lines) - MOST_LINES
    return section([*lines[:MOST_LINES], paragraph(f"{more} more in your workbook.") if more > 0 else None], header)


def _phases(book: CyclesBook) -> Widget:
    counts = [f"{number} {phase.value}" for phase, number in book.by_phase().items() if number]
    return line(" · ".join(counts), "Open by phase")


def _cycle_line(shown: ShownCycle, links: Links) -> Widget:
    below = " · ".join(filter(None, (shown.with_whom, _last_activity(shown))))
    opened = button("Open", links.act("show-cycle"), {"cycle": shown.key})
    return line(shown.cycle.name, f"{shown.district} · {shown.cycle.phase.value}", below, opened)


def _last_activity(shown: ShownCycle) -> str:
    last, idle = shown.activity.last_day, shown.activity.idle_days
    if last is None:
        return "No day noted yet"
    day = f"{last:%B} {last.day}"
    return f"{day}, {counted(idle, 'school day', 'school days')} ago" if idle else day


def _unlinked(book: CyclesBook, district_names: Mapping[str, str], links: Links) -> list[Widget]:
    return [
        line(
            str(entry["activity"]),
            f"{weekday(entry['date'].date())} · {district_names.get(str(entry['district_id']), '')}",
            shown_minutes(int(entry["minutes"])),
            button("Choose", links.act("who-with"), {"entry_id": str(entry["entry_id"])}),
        )
        for entry in book.unlinked.to_dict("records")
    ]


def _gone(book: CyclesBook) -> Widget | None:
    if not book.gone:
        return None
    entries = counted(len(book.gone), "entry that was deleted", "entries that were deleted")
    return line(
        f"Worked With names {entries}.", "Left over", "These rows count nothing. Delete them in the tab, or leave them."
    )


def _districts(districts: Sequence[ServedDistrict]) -> list[Section | None]:
    if not districts:
        return [section([paragraph("You are assigned to no district today. Ask the director if that is wrong.")])]
    return [
        section(
            [*contract_lines(each.days), buttons(link("Open workbook", each.url)) if each.url else None],
            each.district.name,
        )
        for each in districts[:MOST_DISTRICTS]
    ]
