"""What a coach can do after an activity was logged: say with whom it was, and take that back."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final

from addon.answers import Json, updated
from addon.cards.cycle_forms import chosen_educator
from addon.cards.pieces import Card, as_json
from addon.cards.who_with import linked_card, who_with_card
from addon.own_workbook import (
    Action,
    Coach,
    address,
    in_own_workbook,
    opened,
    read_book,
    row_key,
    shown_book,
)
from addon.visit import ENTRY_ID, Visit
from sync.coaching.report_words import district_name
from sync.jobs.cycles_book import CyclesBook
from sync.jobs.link_entry import link_entry, unlink_entry
from sync.jobs.log_entry import EntryGone
from sync.jobs.own_workbook import ChoiceGone
from sync.jobs.roles import CoachHere

NOT_SEEN: Final = (
    "The entry is no longer in the log, or the next sync has yet to read it. Open coachlog again in a minute, or choose with whom "
    "it was beside the district's Sheet."
)


@in_own_workbook
def who_with(visit: Visit, role: Coach) -> Json:
    """The open cycles and educators of the entry's district to choose from: one read."""
    return updated(as_json(_choices(visit, role, read_book(visit, role))))


@in_own_workbook
def link(visit: Visit, role: Coach) -> Json:
    """Notes with whom the entry was: one read and one write."""
    entry_id = visit.sent("entry_id", ENTRY_ID)
    choice = visit.event.parameters.get("choice", "") or chosen_educator(visit.event.inputs)
    with opened(visit, role) as own:
        if not choice:
            return updated(as_json(_choices(visit, role, shown_book(visit, own, own.read()))), "Choose somebody first.")
        try:
            done = link_entry(own, entry_id, row_key(choice))
        except ChoiceGone as gone:
            return updated(as_json(_choices(visit, role, shown_book(visit, own, own.read()))), str(gone))
        shown = shown_book(visit, own, done.snapshot).cycle(choice)
    card = linked_card(entry_id, done.links, shown, visit.links, already=done.already)
    said = "It was noted already." if done.already else "Noted in your own workbook."
    return updated(as_json(card), said, changed=not done.already)


@in_own_workbook
def unlink(visit: Visit, role: Coach) -> Json:
    """Takes back with whom the entry was, and offers the choice again."""
    with opened(visit, role) as own:
        snapshot, removed = unlink_entry(own, visit.sent("entry_id", ENTRY_ID))
        card = _choices(visit, role, shown_book(visit, own, snapshot))
    return updated(as_json(card), "Taken back." if removed else "Nothing was noted for it.", changed=removed)


LINK_ACTIONS: Final[Mapping[str, Action]] = {"who-with": who_with, "link": link, "unlink": unlink}


def _choices(visit: Visit, role: Coach, book: CyclesBook) -> Card:
    entry_id = visit.sent("entry_id", ENTRY_ID)
    district_id = role.district.district_id if isinstance(role, CoachHere) else book.district_of_entry(entry_id)
    if district_id is None:
        raise EntryGone(NOT_SEEN)
    cycles, educators = book.of_district(district_id)
    name = district_name(visit.registry, district_id)
    return who_with_card(entry_id, name, cycles, educators, visit.links, address(visit, role))
