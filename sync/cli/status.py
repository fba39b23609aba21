"""`coachlog status`: what the ledger knows, without asking Google."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from itertools import groupby

from rich.table import Table

from sync.cli.screen import console
from sync.jobs.inbox import unplaced_responses
from sync.ledger import Ledger, WorkbookState


def show_status(ledger: Ledger, now: datetime) -> None:
    """One line a district, then the last run and its requests."""
    states = [state for state in ledger.workbooks().values() if state.kind == "district"]
    if not states:
        console.print("No sync has run yet. `coachlog sync` runs one.")
        return
    table = Table("District", "Last good read", "Rows in", "= accepted", "+ problems", "+ duplicates", "State")
    for state in sorted(states, key=lambda state: state.key):
        numbers = (state.rows_in, state.accepted, state.problem_rows, state.duplicates)
        table.add_row(state.key, _age(state, now), *(f"{number:,}" for number in numbers), state.trouble or "fresh")
    console.print(table)
    _show_waiting(ledger)
    run = ledger.last_run("sync")
    if run:
        console.print(
            f"Last sync {run['started_at']:%Y-%m-%d %H:%M} UTC: {run['outcome']}; {run['reads']} reads and {run['writes']} writes."
        )


def _show_waiting(ledger: Ledger) -> None:
    """A line for each reason for which form responses wait, with how many and since when; nothing where none does."""
    waiting = sorted(unplaced_responses(ledger), key=lambda each: (each.kind, each.district_id, each.reason))
    for (kind, district_id, reason), found in groupby(waiting, lambda each: (each.kind, each.district_id, each.reason)):
        responses = list(found)
        form = " ".join(filter(None, (f"{kind.capitalize()} form", district_id)))
        since = min(each.since for each in responses)
        console.print(f"[yellow]{form}: {len(responses)} waiting since {since:%Y-%m-%d}.[/yellow] {reason}")


def _age(state: WorkbookState, now: datetime) -> str:
    if state.last_good_read is None:
        return "never"
    age = now.astimezone(UTC).replace(tzinfo=None) - state.last_good_read
    if age < timedelta(hours=1):
        return f"{max(0, int(age.total_seconds() // 60))} min ago"
    return f"{int(age.total_seconds() // 3600)} h ago" if age < timedelta(days=2) else f"{age.days} days ago"
