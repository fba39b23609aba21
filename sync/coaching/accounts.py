"""The program's accounts on one day: charges, their statements, and what coaches have confirmed of what paid for them."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date

import pandas as pd

from sync.coaching.funding import funded_days
from sync.coaching.held_charges import SettledBases
from sync.coaching.month_confirmation import CoachMonth, coach_months
from sync.coaching.registry import Registry
from sync.coaching.statements import Billing, program_billing


@dataclass(frozen=True)
class Accounts:
    """Charges, what pays for each (`funding.FUNDED_COLUMNS`), statements and months to confirm of one moment, all from the same
    charge lines."""

    registry: Registry
    charges: SettledBases
    funded: pd.DataFrame
    billing: Billing
    coach_months: tuple[CoachMonth, ...]


def program_accounts(registry: Registry, charges: SettledBases, unread: Collection[str], today: date) -> Accounts:
    """The accounts. Args: `unread`, districts that the ledger has never read: they are not billed anew."""
    funded = funded_days(charges.lines, charges.bases, registry)
    return Accounts(
        registry,
        charges,
        funded,
        program_billing(registry, funded, charges.lines, unread),
        coach_months(funded, registry, charges.questions, today),
    )
