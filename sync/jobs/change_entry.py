"""Changing and deleting one entry of a coach, where it stands at that moment.

A row is found by its id in what was just read, but Sheets takes a row's number. Somebody may insert or sort rows in the tenth of a
second between. So the answer of every write is looked at: where the write met a foreign row, that row is put back as it was and
ours is sought again.
"""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, Final

from sheets_templates import load
from sheets_templates.cells import Cell, CellError, TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sync.coaching.people_and_places import CoachReader
from sync.coaching.registry import Coach, District, Registry
from sync.google.cell_data import cell_at, same
from sync.google.filling import entry_cells_requests, new_rows_request
from sync.google.transport import Transport
from sync.google.workbooks import write_workbook
from sync.jobs.coach_day import entry_row
from sync.jobs.entry_form import CheckedEntry
from sync.jobs.log_entry import EntryGone, EntryWritten, carried_out, usable_log

MOST_MENDS: Final = 3  # how often somebody may be sorting at the very moment in which we write

__all__ = ["change_entry", "delete_entry"]


def change_entry(
    transport: Transport,
    workbook_id: str,
    checked: CheckedEntry,
    entry_id: str,
    coach: Coach,
    district: District,
    registry: Registry,
) -> EntryWritten:
    """The entry as it now reads, in its row. Only cells that differ are written; nothing where it reads so already.

    Raises: EntryGone where the log has no such entry of this coach; LogUnreadable; GoogleProblem.
    """
    seen: list[WorkbookSnapshot] = []

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        log = usable_log(snapshot, checked.cells)
        row = _own_row(log, entry_id, coach, district, registry)
        seen.append(snapshot)
        return _cells_written(log, row, checked.cells) or None

    after, wrote = carried_out(transport, workbook_id, decided)
    if wrote:
        after = _mended(transport, seen[-1], after, entry_id, checked.cells)
    return EntryWritten(after, entry_id, checked.remarks, already=not wrote)


def delete_entry(
    transport: Transport, workbook_id: str, entry_id: str, coach: Coach, district: District, registry: Registry
) -> EntryWritten:
    """The log without the entry; a second click finds it gone and changes nothing. Raises as `change_entry`, but no EntryGone
    for an entry that is not there."""
    seen: list[WorkbookSnapshot] = []

    def decided(snapshot: WorkbookSnapshot) -> list[dict[str, Any]] | None:
        log = usable_log(snapshot, {})
        seen.append(snapshot)
        if entry_row(log, entry_id) is None:
            return None
        return [_row_deleted(log, _own_row(log, entry_id, coach, district, registry))]

    after, wrote = carried_out(transport, workbook_id, decided)
    if wrote:
        after = _mended(transport, seen[-1], after, entry_id, None)
    return EntryWritten(after, entry_id, already=not wrote)


def _own_row(log: TabSnapshot, entry_id: str, coach: Coach, district: District, registry: Registry) -> int:
    """The row of an entry of this coach. Raises EntryGone: another coach's entry is as good as none."""
    row = entry_row(log, entry_id)
    place = column_positions(load("district_workbook").tab("activity_log"), log)["coach"]
    written = cell_at(log, row - 1, place) if row else None
    reading = CoachReader.of(registry, district.district_id).read(written)
    if row is None or reading.refused or reading.value != coach.coach_id:
        raise EntryGone("The entry is no longer in the log. Somebody deleted its row, or it belongs to another coach.")
    return row


def _cells_written(log: TabSnapshot, row: int, cells: Mapping[str, object]) -> list[dict[str, Any]]:
    places = column_positions(load("district_workbook").tab("activity_log"), log)
    marked = set(log.column_keys.values())
    return [
        request
        for key, value in cells.items()
        if key in places and key in marked and not same(value, cell_at(log, row - 1, places[key]))
        for request in entry_cells_requests(log, key, {row: value})
    ]


def _row_deleted(log: TabSnapshot, row: int) -> dict[str, Any]:
    place = {"sheetId": log.sheet_id, "dimension": "ROWS", "startIndex": row - 1, "endIndex": row}
    return {"deleteDimension": {"range": place}}


def _mended(
    transport: Transport,
    before: WorkbookSnapshot,
    after: WorkbookSnapshot,
    entry_id: str,
    cells: Mapping[str, object] | None,
) -> WorkbookSnapshot:
    """The workbook with every other row as it was, also where rows moved under our write. `cells` None: a deletion."""
    rows_before = _rows_by_id(usable_log(before, {}))
    for _ in range(MOST_MENDS):
        log = usable_log(after, {})
        requests = _put_right(log, rows_before, entry_id, cells)
        if not requests:
            break
        result = write_workbook(transport, after, after.version, requests)
        after = result.snapshot_after or after
    return after


def _put_right(
    log: TabSnapshot, rows_before: Mapping[str, Mapping[str, Cell]], entry_id: str, cells: Mapping[str, object] | None
) -> list[dict[str, Any]]:
    """What a write that met a foreign row makes necessary; nothing where ours is as it should be."""
    row = entry_row(log, entry_id)
    if cells is None:
        if row is None:
            return []
        lost = [held for other, held in rows_before.items() if entry_row(log, other) is None]
        template = load("district_workbook").tab("activity_log")
        kept = [{key: _value(cell) for key, cell in held.items() if cell is not None} for held in lost]
        return [*new_rows_request(template, log, kept), _row_deleted(log, row)]
    if row is None or not (wrong := _cells_written(log, row, cells)):
        return []
    now = _rows_by_id(log)
    overwritten = {
        other: held
        for other, held in rows_before.items()
        if other != entry_id and other in now and now[other] != held and _looks_like(now[other], cells)
    }
    for other, held in overwritten.items():
        place = entry_row(log, other)
        if place is not None:
            wrong += _cells_written(log, place, {key: _value(cell) for key, cell in held.items()})
    return wrong


def _looks_like(row: Mapping[str, Cell], cells: Mapping[str, object]) -> bool:
    """Whether a row holds a value of ours in a column in which it held another before."""
    return any(same(value, row.get(key)) for key, value in cells.items() if value not in ("", None))


def _rows_by_id(log: TabSnapshot) -> dict[str, dict[str, Cell]]:
    places = column_positions(load("district_workbook").tab("activity_log"), log)
    height = len(log.columns[0]) if log.columns else 0
    found: dict[str, dict[str, Cell]] = {}
    for row in range(height):
        held = {key: cell_at(log, row, place) for key, place in places.items()}
        if isinstance(held.get("entry_id"), str) and row:
            found.setdefault(str(held["entry_id"]), held)
    return found


def _value(cell: Cell) -> object:
    return cell.code if isinstance(cell, CellError) else cell
