"""What a coach can look at before the 1:1, and over the year."""

from __future__ import annotations

import re
from collections.abc import Mapping
from datetime import date
from typing import Final

from addon.answers import Json, updated
from addon.cards.pieces import as_json
from addon.cards.practice import practice_card, talk_card
from addon.own_workbook import Action, Coach, district_names, in_own_workbook, opened, shown_book
from addon.visit import Visit
from sync.coaching.monthly_talk import previous_month
from sync.jobs.coach_month import talk, year_of_practice

_MONTH: Final = re.compile(r"20\d\d-(0[1-9]|1[0-2])")


@in_own_workbook
def prepare_talk(visit: Visit, role: Coach) -> Json:
    """Last month, or the one that the button names, over all districts: one read."""
    this, before = visit.today.replace(day=1), previous_month(visit.today)
    month = before
    if "month" in visit.event.parameters:
        month = date.fromisoformat(f"{visit.sent('month', _MONTH)}-01")
    with opened(visit, role) as own:
        snapshot = own.read()
        book = shown_book(visit, own, snapshot)
        found = talk(own, snapshot, book, visit.here.program.ledger, month, visit.today)
    other = before if month == this else this
    names = district_names(visit.registry)
    return updated(as_json(talk_card(found.month, found.points, names, other, this, visit.links)))


def show_practice(visit: Visit, role: Coach) -> Json:
    """The year's time with educators, from the ledger: no request to Google."""
    found = year_of_practice(role.coach, visit.registry, visit.here.program.ledger)
    return updated(as_json(practice_card(found, visit.registry.school_year, visit.links)))


PRACTICE_ACTIONS: Final[Mapping[str, Action]] = {"prepare-talk": prepare_talk, "show-practice": show_practice}
