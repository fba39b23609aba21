"""Responses to the Feedback Form in the registry: words that may be quoted in its Voices tab, where the director decides about
each; of everything else only counts, in its Feedback tab.

What nobody may quote is never written down. Where a writer changes or withdraws words, the director's choice goes with them,
because it was made about other words.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.form_model import FormResponse
from sheets_templates.headers import column_positions
from sync.coaching.feedback_responses import AllowedWords, allowed_words, feedback_counts, voices_of
from sync.coaching.texts import cell_text
from sync.google.cell_data import cell_at
from sync.google.filling import entry_cells_requests, new_rows_request, table_requests
from sync.google.taken_marks import taken_mark_requests, taken_to
from sync.jobs.coach_day import LogUnreadable
from sync.jobs.form_rows import Intake, Turn
from sync.jobs.log_entry import carried_out
from sync.jobs.memory import unsettle
from sync.ledger.forms import GONE, InboxItem

_REWRITTEN: Final = ("district_id", "role", "words", "permission")  # cells that an edited response may change


@dataclass(frozen=True)
class FeedbackNews:
    """`listed` are all responses of the form; `fresh` the new and edited ones; `gone` what the ledger knows of deleted ones."""

    listed: Sequence[FormResponse]
    fresh: Sequence[FormResponse]
    gone: Sequence[InboxItem]

    def __bool__(self) -> bool:
        return bool(self.fresh or self.gone)


def feedback_news(listed: Sequence[FormResponse], known: Mapping[str, InboxItem]) -> FeedbackNews:
    """What changed since the last reading. `known` is what became of earlier responses, by id."""
    there = {each.response_id for each in listed}
    fresh = [
        each
        for each in listed
        if each.response_id not in known or known[each.response_id].last_submitted < each.last_submitted
    ]
    gone = [each for each in known.values() if each.response_id not in there and each.state != GONE]
    return FeedbackNews(listed, fresh, gone)


def take_feedback(turn: Turn, news: FeedbackNews) -> None:
    """New, edited and withdrawn words in the Voices tab, and the counts of all responses in the Feedback tab: one read, one write.

    Raises GoogleProblem, LogUnreadable: then nothing was recorded, and all of it is taken in next time.
    """
    counts = feedback_counts(news.listed, turn.form.questions, turn.registry)
    numbers = [(key, each.responses, each.again, each.perhaps, each.not_again) for key, each in counts.items()]
    added: set[str] = set()

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        added.clear()
        requests = _voices_requests(turn, snapshot, news.fresh, added)
        requests += table_requests(load("registry").tab("feedback"), _tab(snapshot, "feedback"), numbers)
        newest = max((each.last_submitted for each in news.fresh), default="")
        return [*requests, *taken_mark_requests(snapshot, turn.form.form_id, newest)] or None

    registry_id = turn.context.access.registry_id
    _, wrote = carried_out(turn.context.access.own, registry_id, decided)
    if wrote:
        unsettle(turn.context.ledger, registry_id)
    for response in news.fresh:
        edited = response.response_id in turn.known
        turn.entered(response, {}, Intake(edited=1) if edited else Intake(rows=int(response.response_id in added)))
    for item in news.gone:
        turn.forms.keep_item(replace(item, state=GONE))


def _tab(snapshot: WorkbookSnapshot, key: str) -> TabSnapshot:
    """A tab of the registry that has all its columns. Raises LogUnreadable."""
    tab, template = snapshot.tab(key), load("registry").tab(key)
    if tab is None or not {column.key for column in template.columns} <= {*tab.column_keys.values()}:
        raise LogUnreadable(
            f"The registry's tab {template.title} is missing or lacks a column. The next sync puts it back; the responses wait."
        )
    return tab


def _voices_requests(
    turn: Turn, snapshot: WorkbookSnapshot, fresh: Sequence[FormResponse], added: set[str]
) -> list[dict[str, Any]]:
    """What brings the words of these responses into the Voices tab; `added` takes the ids of responses that get new rows."""
    tab = _tab(snapshot, "voices")
    row_of = _rows_of(tab)
    cells: dict[str, dict[int, object]] = {key: {} for key in (*_REWRITTEN, "choice")}
    rows = []
    for response in fresh:
        wanted = {
            each.voice_id: each
            for each in allowed_words(
                response, turn.form.questions, turn.registry, turn.context.time_zone, turn.context.today()
            )
        }
        for voice_id, row in row_of.items():
            if voice_id.startswith(voices_of(response.response_id)):
                _rewrite(tab, cells, row, wanted.pop(voice_id, None))
        if wanted and not _was_removed(turn, snapshot, response):
            rows += [_row(each) for each in wanted.values()]
            added.add(response.response_id)
    changes = [request for key, values in cells.items() for request in entry_cells_requests(tab, key, values)]
    return [*changes, *new_rows_request(load("registry").tab("voices"), tab, rows)]


def _rows_of(tab: TabSnapshot) -> dict[str, int]:
    """The rows (1-based) of the tab by voice id."""
    place = column_positions(load("registry").tab("voices"), tab)["voice_id"]
    ids = tab.columns[place] if place < len(tab.columns) else ()
    return {cell_text(cell): row for row, cell in enumerate(ids, start=1) if row > 1 and cell_text(cell)}


def _rewrite(tab: TabSnapshot, cells: dict[str, dict[int, object]], row: int, wanted: AllowedWords | None) -> None:
    """What a row is to hold after its response was edited; None: its words are withdrawn."""
    place = column_positions(load("registry").tab("voices"), tab)["words"]
    stands = cell_at(tab, row - 1, place)
    if wanted is None:
        cells["words"][row], cells["permission"][row], cells["choice"][row] = "", "No", ""
        return
    for key in _REWRITTEN:
        cells[key][row] = _row(wanted)[key]
    if str(stands or "") != wanted.words:
        cells["choice"][row] = ""


def _row(words: AllowedWords) -> dict[str, object]:
    return vars(words) | {"permission": "Yes"}


def _was_removed(turn: Turn, snapshot: WorkbookSnapshot, response: FormResponse) -> bool:
    """Whether a new ledger does not see that these words stood in the tab before, and somebody deleted their rows."""
    new_ledger = not turn.form.read_to and response.response_id not in turn.known
    return new_ledger and response.last_submitted <= taken_to(snapshot, turn.form.form_id)
