"""A mark in a workbook of how far it has taken in a form's responses, written in the batch that adds their rows.

It outlives the ledger: a response that is not later than the mark and has no row lost it by somebody's hand.
"""

from __future__ import annotations

from typing import Final

from sheets_templates.cells import WorkbookSnapshot
from sync.google.sheet_requests import Request, workbook_metadata

_KEY: Final = "coachlog.form."


def taken_to(workbook: WorkbookSnapshot, form_id: str) -> str:
    """The newest submission of a form that the workbook has taken in, as RFC 3339; "" before the first."""
    return workbook.metadata.get(_KEY + form_id, "")


def taken_mark_requests(workbook: WorkbookSnapshot, form_id: str, newest: str) -> list[Request]:
    """What moves the mark to a submission; nothing where it is not later than the mark."""
    key, standing = _KEY + form_id, taken_to(workbook, form_id)
    if newest <= standing:
        return []
    if not standing:
        return [workbook_metadata(key, newest)]
    lookup = {"locationType": "SPREADSHEET", "metadataKey": key}
    change = {
        "dataFilters": [{"developerMetadataLookup": lookup}],
        "developerMetadata": {"metadataValue": newest},
        "fields": "metadataValue",
    }
    return [{"updateDeveloperMetadata": change}]
