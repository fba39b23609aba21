"""Closing a month: what is still open, and the row in the registry's Closed Months that the director could type as well."""

from __future__ import annotations

from datetime import date

from sheets_templates import load
from sync.coaching.lists import registry_lists, workbook_facts
from sync.coaching.registry import Registry
from sync.coaching.views import ProgramDistrict
from sync.google.filling import new_rows_request
from sync.google.provisioning import provision
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.context import SyncContext
from sync.jobs.memory import read_state, remembered_problems, row_counts_of, unsettle
from sync.jobs.reading import REGISTRY, TEMPLATES

CLOSED_BY = "coachlog close-month"


def districts_read(context: SyncContext, registry: Registry) -> dict[str, ProgramDistrict]:
    """How every district's workbook was last read, and what waits in it, by district id."""
    states = context.ledger.workbooks()
    with context.ledger.transaction() as rows:
        problems = remembered_problems(rows)
    found = {}
    for key, district in registry.districts.items():
        state = states.get(district.workbook_id or "")
        found[key] = ProgramDistrict(
            read_state(state), rows=row_counts_of(state), problems=problems.get(district.workbook_id or "", ())
        )
    return found


def enter_closing(context: SyncContext, registry: Registry, month: date, closed_by: str = CLOSED_BY) -> None:
    """Add a month to the registry's Closed Months. The next sync freezes its statements, as if the director had typed it.

    Raises GoogleProblem, also where somebody else wrote in between: then nothing was done.
    """
    access, template = context.access, load(TEMPLATES[REGISTRY])
    snapshot = read_workbook(access.own, access.registry_id)
    layout = provision(template, snapshot, registry_lists(registry), workbook_facts(registry))
    tab = layout.expected.tab("closed_months")
    if tab is None:
        raise ValueError("The registry's template has no Closed Months tab.")
    row = {"month": f"{month:%Y-%m}", "closed_on": context.today(), "closed_by": closed_by}
    requests = [*layout.requests, *new_rows_request(template.tab("closed_months"), tab, [row])]
    unsettle(context.ledger, access.registry_id)
    write_workbook(access.own, snapshot, snapshot.version, requests, read_back=False)
