"""The ledger: what the program has seen. The only package that talks SQL."""

from sync.ledger.book import EntryChanges, Ledger, LedgerBusy, LedgerUnreachable, WorkbookState, open_ledger

__all__ = ["EntryChanges", "Ledger", "LedgerBusy", "LedgerUnreachable", "WorkbookState", "open_ledger"]
