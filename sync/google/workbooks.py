"""A workbook is read in one request and written in one request."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from typing import Any

import requests as http
from gspread.urls import SPREADSHEET_BATCH_UPDATE_URL, SPREADSHEET_URL

from sheets_templates.cells import WorkbookSnapshot
from sync.google.clients import gspread_client
from sync.google.errors import IncompleteAnswer, Rejected, StaleVersion, WriteUnknown
from sync.google.reading import snapshot_after_write, snapshot_of_answer
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport
from sync.google.workbook_answer import SNAPSHOT_MASK
from sync.google.writing import batch_body, batch_mask, refused_token, swap

# Numbers passed over because a broken token, which Google does not show, still holds their name.
_MOST_SKIPS = 3


@dataclass(frozen=True)
class WriteResult:
    """What a write left behind: the workbook's new version, the whole workbook as it stood right after (None
    where it was not asked for), and Google's clock on the answer (UTC; None where the answer bore none)."""

    version: int
    snapshot_after: WorkbookSnapshot | None
    server_time: datetime | None


def read_workbook(transport: Transport, workbook_id: str) -> WorkbookSnapshot:
    """The whole workbook: every tab's typed cells, metadata, charts and the version token. One request.

    Raises: `SheetNotShared`, `NotFound`; `IncompleteAnswer` rather than fewer rows; any other
    `GoogleProblem`.
    """
    answer = gspread_client(transport).http_client.request(
        "get", SPREADSHEET_URL % workbook_id, params={"fields": SNAPSHOT_MASK, "prettyPrint": "false"}
    )
    return snapshot_of_answer(answer.content, workbook_id)


def write_workbook(
    transport: Transport,
    workbook: WorkbookSnapshot | str,
    version: int | None,
    requests: Sequence[dict[str, Any]],
    *,
    read_back: bool = True,
    next_version: int | None = None,
) -> WriteResult:
    """Carries out the requests in one atomic batch, if the workbook still has the version. One request.

    Args:
        workbook: as it was read, or the id of one whose first sheet has the id 0 (every file that was just
        created).
        version: the version that the requests were decided on; None for a workbook without a token.
        requests: as spreadsheets.batchUpdate takes them.
        read_back: whether the answer brings the workbook back. Not for very large writes: it must fit in one
        answer.
        next_version: the version to give it, where it is not to be `version + 1` (1 at first).
    Raises: `StaleVersion`: nothing was written. `WriteUnknown`: it may have been. `SheetNotShared`,
    `Rejected`: nothing was.
    """
    workbook_id = workbook if isinstance(workbook, str) else workbook.workbook_id
    following = next_version or (version or 0) + 1
    for skips_left in range(_MOST_SKIPS, -1, -1):
        swapping = swap(workbook, version, following)
        try:
            answer = _send(transport, workbook_id, batch_body(swapping, requests, read_back), batch_mask(read_back))
        except Rejected as refusal:
            refused = refused_token(refusal, swapping)
            if refused is None:
                raise
            # The old token was there, so this batch is not stale; only the new name is taken.
            if refused == "addNamedRange" and version is not None and skips_left:
                following += 1
                continue
            raise StaleVersion(workbook_id, version) from None
        return _result(answer, workbook_id, following, read_back)
    raise StaleVersion(workbook_id, version)


def _send(transport: Transport, workbook_id: str, body: bytes, mask: str) -> http.Response:
    with repeatable_writes():  # a second one finds the token gone
        return gspread_client(transport).http_client.request(
            "post",
            SPREADSHEET_BATCH_UPDATE_URL % workbook_id,
            params={"fields": mask, "prettyPrint": "false"},
            data=body,
            headers={"Content-Type": "application/json"},
        )


def _result(answer: http.Response, workbook_id: str, version: int, read_back: bool) -> WriteResult:
    try:
        snapshot = snapshot_after_write(answer.content, workbook_id) if read_back else None
    except IncompleteAnswer as problem:
        raise WriteUnknown(workbook_id) from problem
    return WriteResult(version, snapshot, _server_time(answer))


def _server_time(answer: http.Response) -> datetime | None:
    try:
        return parsedate_to_datetime(answer.headers.get("Date", "")).astimezone(UTC)
    except ValueError:
        return None
