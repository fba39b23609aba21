"""A batch that can be applied once only: it swaps the workbook's version token.

The token is a named range `coachlog_v<N>`. A batch deletes the one that it knows and adds the next; where the
first is gone or the second is there already, Google refuses the batch whole. So a stale, repeated or late
batch changes nothing.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import orjson

from sheets_templates.cells import WorkbookSnapshot
from sync.google.errors import Rejected
from sync.google.reading import VERSION_PREFIX
from sync.google.workbook_answer import SNAPSHOT_MASK


def token_name(version: int) -> str:
    """The token's name, and the id that we give it."""
    return f"{VERSION_PREFIX}{version}"


def swap(workbook: WorkbookSnapshot | str, version: int | None, following: int) -> list[dict[str, Any]]:
    """The requests that open a batch: delete the token of `version` (none in a workbook without a token), add
    the next one."""
    requests: list[dict[str, Any]] = []
    if version is not None:
        known = isinstance(workbook, WorkbookSnapshot) and workbook.version == version and workbook.version_range_id
        requests.append({"deleteNamedRange": {"namedRangeId": known or token_name(version)}})
    token = {
        "namedRangeId": token_name(following),
        "name": token_name(following),
        "range": _resting_place(workbook),
    }
    requests.append({"addNamedRange": {"namedRange": token}})
    return requests


def _resting_place(workbook: WorkbookSnapshot | str) -> dict[str, int]:
    """The whole first grid tab, so that a person who deletes row 1 does not break the token (Google then
    hides it from us, and its name stays taken: gspread issue 1530). Of a workbook that was not read: A1 of
    the tab that a new file begins with."""
    tabs = () if isinstance(workbook, str) else workbook.tabs
    grids = [(tab.sheet_id, tab.row_count, tab.column_count) for tab in tabs if tab.row_count]
    sheet_id, rows, columns = grids[0] if grids else (0, 1, 1)
    return {
        "sheetId": sheet_id,
        "startRowIndex": 0,
        "endRowIndex": rows,
        "startColumnIndex": 0,
        "endColumnIndex": columns,
    }


def batch_body(swapping: Sequence[dict[str, Any]], requests: Sequence[dict[str, Any]], read_back: bool) -> bytes:
    """The batch as JSON. Typed serials and decimals go out as plain numbers."""
    body = {"requests": [*swapping, *requests], "includeSpreadsheetInResponse": read_back}
    return orjson.dumps(body, default=float)


def batch_mask(read_back: bool) -> str:
    """The field mask of the batch's answer."""
    return f"updatedSpreadsheet({SNAPSHOT_MASK})" if read_back else "spreadsheetId"


def refused_token(refusal: Rejected, swapping: Sequence[dict[str, Any]]) -> str | None:
    """Which half of the swap Google refused: "deleteNamedRange", "addNamedRange", or None where another
    request is at fault."""
    if refusal.failed_request is None:
        return None
    place, kind = refusal.failed_request
    return kind if place < len(swapping) and kind in swapping[place] else None
