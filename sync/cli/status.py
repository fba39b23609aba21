"""`coachlog status`: what the ledger knows, without asking Google."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta

from rich.table import Table

from sync.cli.screen import console
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
    run = ledger.last_run("sync")
    if run:
        console.print(
            f"Last sync {run['started_at']:%Y-%m-%d %H:%M} UTC: {run['outcome']}; {run['reads']} reads and {run['writes']} writes."
        )


def _age(state: WorkbookState, now: datetime) -> str:
    if state.last_good_read is None:
        return "never"
    age = now.astimezone(UTC).replace(tzinfo=None) - state.last_good_read
    if age < timedelta(hours=1):
        return f"{max(0, int(age.total_seconds() // 60))} min ago"
    return f"{int(age.total_seconds() // 3600)} h ago" if age < timedelta(days=2) else f"{age.days} days ago"
