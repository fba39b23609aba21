"""The registry's Voices and Feedback tabs as values: words that a report may quote, and counts of the other answers."""

from __future__ import annotations

from collections.abc import Mapping

from sync.coaching.edited_tabs import EditedTab
from sync.coaching.registry import District
from sync.coaching.vocabulary import QuoteChoice
from sync.coaching.voices import FeedbackCounts, Voice


def voices_in(tab: EditedTab, districts: Mapping[str, District]) -> tuple[Voice, ...]:
    """The words that may be quoted: permitted by their writer, and chosen by the director; in the tab's order.

    Words that the director chose although their writer does not (or no longer) allow it are left out with a problem.
    """
    found: list[Voice] = []
    for row in tab.rows:
        if row.blank("choice") or row.word("choice", map(str, QuoteChoice)) != QuoteChoice.QUOTE:
            continue
        words, day = row.text("words"), row.day("received_on")
        if row.text("permission").casefold() != "yes":
            row.refuse("permission", "The writer does not allow these words to be quoted.", "Choose Do not quote.")
        elif not words:
            row.refuse("words", "There are no words to quote.", "Choose Do not quote, or delete the row.")
        else:
            found.append(
                Voice(_district(row.text("district_id"), districts), row.text("role"), row.text("asked"), words, day)
            )
    return tuple(found)


def feedback_in(tab: EditedTab, districts: Mapping[str, District]) -> dict[str, FeedbackCounts]:
    """How many answered the Feedback Form, and what, by district id; "" for those who named no district of the registry.

    Exact counts: a report outside the registry shows one only where `FeedbackCounts.may_leave_the_program`.
    """
    found: dict[str, FeedbackCounts] = {}
    for row in tab.rows:
        district_id = _district(row.text("district_id"), districts)
        counts = FeedbackCounts(*(row.whole(key) for key in ("responses", "again", "perhaps", "not_again")))
        found[district_id] = found.get(district_id, FeedbackCounts()) + counts
    return found


def _district(district_id: str, districts: Mapping[str, District]) -> str:
    return district_id if district_id in districts else ""
