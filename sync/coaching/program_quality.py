"""The program report's Data Quality: what was read and when, what was held back and why, which form responses
wait, what the registry needs, what changed in closed months.
"""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final

from sheets_templates.model import BlockRows
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.metrics_quality import added_rows, correction_minutes, local_day, unaccounted_rows
from sync.coaching.needs_attention import OUTCOME_WORDS, in_order
from sync.coaching.program_activity import entries_shown, shown_from
from sync.coaching.registry import District
from sync.coaching.registry_parties import DEFAULT_TIME_ZONE
from sync.coaching.report_words import Row, coach_name, counted, day_in_words, form_in_words, last_read_in_words
from sync.coaching.views import ProgramDistrict, ProgramView, ReadState, UnplacedResponse

_UNLISTED_HINT: Final = (
    "Put its row back with the id that it had. If it has left the program, let its contract and its assignments end; if it has a "
    "new name, change the name and not the id."
)
NEVER_READ: Final = ProgramDistrict(ReadState(None, readable=False, reason="It has never been read."))


def data_quality(view: ProgramView) -> dict[str, BlockRows]:
    """Rows of Data Quality by block key; a list of what went wrong says so when nothing did."""
    unread = [_unread(view, district, state) for district, state in states(view) if not state.read.readable]
    problems: list[Row] = [
        (district.name, OUTCOME_WORDS[each.outcome], each.tab, each.row, each.message, each.hint)
        for district, state in states(view)
        for each in in_order(state.problems)
    ]
    return {
        "figures": _figures(view),
        "unread": unread,
        "rows": [_rows(view, district, state) for district, state in states(view)],
        "problems": problems,
        "unplaced": [_unplaced(view, each) for each in view.unplaced],
        "registry": [
            (OUTCOME_WORDS[each.outcome], each.tab, each.row, each.message, each.hint)
            for each in (*view.registry_problems, *_unlisted_districts(view))
        ],
        "corrections": _corrections(view),
    }


def states(view: ProgramView) -> list[tuple[District, ProgramDistrict]]:
    """Every district of the registry, in its order, with what is known of it."""
    return [(district, view.districts.get(key, NEVER_READ)) for key, district in view.registry.districts.items()]


def _figures(view: ProgramView) -> list[Row]:
    rows = added_rows(state.rows for _, state in states(view))
    return [
        (
            "Rows in",
            rows.rows_in,
            "rows of all Activity Logs at their last good reads = accepted + problems + duplicates",
        ),
        ("Accepted", rows.accepted, "rows that count in this report"),
        ("Problems", rows.problems, "rows held back until they are mended"),
        ("Duplicates", rows.duplicates, "identical copies, held back until somebody says which it is"),
        ("Read as", rows.repaired, "accepted rows that were read in another way than they were written"),
        ("Unaccounted", unaccounted_rows(rows), "rows in less accepted, problems and duplicates: always 0"),
        ("Responses waiting", len(view.unplaced), "form responses that no workbook can hold yet"),
        *_left_out(view),
    ]


def _left_out(view: ProgramView) -> list[Row]:
    """How much of the entries Activity Data holds, where that is not all."""
    first = shown_from(view.entries)
    if first is None:
        return []
    note = f"entries from {day_in_words(first)} on; every other tab counts all of them (coachlog report entries saves all as CSV)"
    return [("In Activity Data", len(entries_shown(view.entries)), note)]


def _unlisted_districts(view: ProgramView) -> Iterator[RowProblem]:
    """A notice for each district of which entries are known and which the registry no longer lists."""
    entries = view.entries["district_id"].astype("str").value_counts().sort_index()
    for district_id, count in entries.items():
        if district_id and district_id not in view.registry.districts:
            held = counted(int(count), "entry", "entries")
            message = f"{held} of the district {str(district_id)!r} still count, though it is not listed any more."
            yield RowProblem(Outcome.NOTICE, "Districts", None, "", message, _UNLISTED_HINT)


def _unread(view: ProgramView, district: District, state: ProgramDistrict) -> Row:
    since = state.read.unreadable_since
    last_read = last_read_in_words(state.read, view.today, district.time_zone)
    return (
        district.name,
        local_day(since, district.time_zone) if since else None,
        last_read,
        state.read.reason,
    )


def _unplaced(view: ProgramView, response: UnplacedResponse) -> Row:
    district = view.registry.districts.get(response.district_id)
    since = local_day(response.since, district.time_zone if district else DEFAULT_TIME_ZONE)
    coach = coach_name(view.registry, response.coach_id) if response.coach_id else ""
    return (form_in_words(response.kind, response.district_id, view.registry), coach, since, response.reason)


def _rows(view: ProgramView, district: District, state: ProgramDistrict) -> Row:
    rows = state.rows
    return (
        district.name,
        last_read_in_words(state.read, view.today, district.time_zone),
        rows.rows_in,
        rows.accepted,
        rows.problems,
        rows.duplicates,
        rows.repaired,
        unaccounted_rows(rows),
    )


def _corrections(view: ProgramView) -> list[Row]:
    return [
        (
            district.name,
            coach_name(view.registry, each.coach_id),
            f"{each.month:%b %Y}",
            each.kind.value,
            each.minutes_before,
            each.minutes_after,
            correction_minutes(each),
            each.seen_on,
        )
        for district, state in states(view)
        for each in sorted(state.corrections, key=lambda each: (each.seen_on, each.month, each.entry_id))
    ]
