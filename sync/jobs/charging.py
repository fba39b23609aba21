"""Contract days over all districts, from what the ledger holds."""

from __future__ import annotations

from collections.abc import Collection, Mapping

import pandas as pd

from sync.coaching.accounts import Accounts, program_accounts
from sync.coaching.contract_days import BASE_COLUMNS
from sync.coaching.entries import Outcome
from sync.coaching.held_charges import settle_charge_bases
from sync.coaching.registry import Registry
from sync.jobs.context import SyncContext
from sync.jobs.memory import remembered_entries, remembered_problems
from sync.ledger import WorkbookState


def bases_in_logs(entries: pd.DataFrame, published: pd.DataFrame, held_ids: Collection[str]) -> pd.DataFrame:
    """What the Activity Logs say of charges. Where a charged row cannot be read at present (`held_ids`), it says what it said."""
    readable = entries[entries["source"] == "district"]
    unreadable = published[published["entry_id"].isin(list(held_ids))]
    columns = [*BASE_COLUMNS, "funding_source"]
    return pd.concat([each[columns].astype({"entry_id": "str"}) for each in (readable, unreadable)])


def never_read(registry: Registry, states: Mapping[str, WorkbookState]) -> set[str]:
    """The districts of which this ledger has no good read."""
    read = {workbook_id for workbook_id, state in states.items() if state.last_good_read is not None}
    return {key for key, district in registry.districts.items() if district.workbook_id not in read}


def accounts_of_last_sync(context: SyncContext, registry: Registry) -> Accounts:
    """The program's accounts as of the last sync, without asking Google."""
    with context.ledger.transaction() as rows:
        published = rows.charge_bases()
        entries = remembered_entries(rows)
        problems = remembered_problems(rows)
    held = {each.entry_id for some in problems.values() for each in some if each.outcome is Outcome.PROBLEM}
    in_logs = bases_in_logs(entries, published, held - set(entries["entry_id"]))
    charges = settle_charge_bases(published, in_logs, registry.confirmations)
    return program_accounts(registry, charges, never_read(registry, context.ledger.workbooks()), context.today())
