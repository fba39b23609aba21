"""Every entry that counts, as a table for somebody's own calculations: what Activity Data holds, without its limit."""

from __future__ import annotations

from collections.abc import Sequence

from sheets_templates import load
from sync.coaching.periods import period_named
from sync.coaching.program_activity import activity_rows
from sync.coaching.registry import Registry
from sync.jobs.context import SyncContext
from sync.jobs.memory import remembered_entries
from sync.jobs.paper_reports import district_of


def entry_list(
    context: SyncContext, registry: Registry, period_text: str, district_id: str | None = None
) -> tuple[tuple[str, ...], Sequence[Sequence[object]]]:
    """The header and the rows of Activity Data for a period, as of the last sync; of one district, or of all and of time for none.

    Raises UnknownDistrict, UnknownPeriod.
    """
    if district_id is not None:
        district_of(registry, district_id)
    period = period_named(period_text, registry, context.today())
    with context.ledger.transaction() as rows:
        entries = period.of(remembered_entries(rows))
    if district_id is not None:
        entries = entries[entries["district_id"] == district_id]
    header = tuple(column.header for column in load("program_report").tab("activity_data").columns)
    return header, activity_rows(entries, registry)
