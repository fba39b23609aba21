"""From Google's answer about a workbook to a `WorkbookSnapshot`.

What is cut off or missing raises; it never becomes fewer rows.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

import msgspec

from sheets_templates.cells import ChartSnapshot, TabSnapshot, WorkbookSnapshot
from sync.google.copied_tabs import one_tab_a_key
from sync.google.errors import IncompleteAnswer
from sync.google.grid import columns_of
from sync.google.sheet_requests import WORKBOOK_KEY
from sync.google.workbook_answer import BatchAnswer, GoogleTab, GoogleWorkbook, GridBlock

TAB_KEY = "coachlog.tab"
COLUMN_KEY = "coachlog.column"
VERSION_PREFIX = "coachlog_v"
_VERSION = re.compile(rf"{VERSION_PREFIX}(\d+)")
_workbook_answer = msgspec.json.Decoder(GoogleWorkbook)
_batch_answer = msgspec.json.Decoder(BatchAnswer)


def snapshot_of_answer(body: bytes, workbook_id: str) -> WorkbookSnapshot:
    """The workbook in the answer to a spreadsheets.get with `SNAPSHOT_MASK`. Raises `IncompleteAnswer`."""
    try:
        return _snapshot(_workbook_answer.decode(body), workbook_id)
    except msgspec.MsgspecError:
        raise _incomplete(workbook_id) from None  # its message may quote a cell


def snapshot_after_write(body: bytes, workbook_id: str) -> WorkbookSnapshot:
    """The workbook in the answer to a spreadsheets.batchUpdate, as it stood right after. Raises
    `IncompleteAnswer`."""
    try:
        return _snapshot(_batch_answer.decode(body).updated_spreadsheet, workbook_id)
    except msgspec.MsgspecError:
        raise _incomplete(workbook_id) from None


def _incomplete(workbook_id: str) -> IncompleteAnswer:
    return IncompleteAnswer(
        f"Google's answer about workbook {workbook_id} is cut off or lacks a part. "
        "Nothing was taken from it; read it again."
    )


def _snapshot(workbook: GoogleWorkbook, workbook_id: str) -> WorkbookSnapshot:
    if workbook.spreadsheet_id != workbook_id or not workbook.sheets:
        raise _incomplete(workbook_id)
    tokens = {
        int(match.group(1)): named.named_range_id
        for named in workbook.named_ranges
        if (match := _VERSION.fullmatch(named.name))
    }
    version = max(tokens, default=None)  # a copied tab can bring an older token along
    metadata = {item.metadata_key: item.metadata_value for item in workbook.developer_metadata}
    tabs = [_tab(tab, workbook_id) for tab in workbook.sheets]
    return WorkbookSnapshot(
        workbook_id=workbook_id,
        title=workbook.properties.title,
        locale=workbook.properties.locale,
        time_zone=workbook.properties.time_zone,
        version=version,
        version_range_id=None if version is None else tokens[version],
        metadata=metadata,
        tabs=one_tab_a_key(tabs, metadata.get(WORKBOOK_KEY, "")),
        named_ranges={
            named.name: {"namedRangeId": named.named_range_id, "range": named.range}
            for named in workbook.named_ranges
            if not _VERSION.fullmatch(named.name)
        },
    )


def _tab(tab: GoogleTab, workbook_id: str) -> TabSnapshot:
    if tab.data is None and tab.properties.sheet_type == "GRID":
        raise _incomplete(workbook_id)
    blocks = tab.data or []
    metadata = {item.metadata_key: item.metadata_value for item in tab.developer_metadata}
    return TabSnapshot(
        sheet_id=tab.properties.sheet_id,
        title=tab.properties.title,
        key=metadata.pop(TAB_KEY, None),
        row_count=tab.properties.grid_properties.row_count,
        column_count=tab.properties.grid_properties.column_count,
        columns=columns_of(blocks),
        column_keys=_column_keys(blocks, workbook_id),
        metadata=metadata,
        charts=tuple(ChartSnapshot(chart.chart_id, chart.spec.title) for chart in tab.charts),
        protected_range_ids=tuple(protected.protected_range_id for protected in tab.protected_ranges),
        banded_range_ids=tuple(b.banded_range_id for b in tab.banded_ranges if b.banded_range_id is not None),
        conditional_format_count=len(tab.conditional_formats),
        merges=tuple(tab.merges),
        hidden=tab.properties.hidden,
    )


def _column_keys(blocks: Sequence[GridBlock], workbook_id: str) -> Mapping[int, str]:
    """Column index to key, by the place that the metadata itself names."""
    keys = {}
    for block in blocks:
        for column in block.column_metadata:
            for item in column.developer_metadata:
                if item.metadata_key == COLUMN_KEY:
                    place = item.location and item.location.dimension_range
                    if not place or place.dimension != "COLUMNS":
                        raise _incomplete(workbook_id)
                    keys[place.start_index] = item.metadata_value
    return keys
