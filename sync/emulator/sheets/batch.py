"""`spreadsheets.batchUpdate`: the requests in their order, all or none."""

from __future__ import annotations

import random
from collections.abc import Callable, Collection
from dataclasses import dataclass, field
from datetime import datetime

from sync.emulator.sheets.a1 import Box
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.model import MOST_CELLS, MOST_COLUMNS, Sheet, Spreadsheet
from sync.emulator.sheets.refusals import Forbidden, Refused, bad_argument
from sync.emulator.wire.errors import GoogleError

LARGEST_ID = 2**31 - 1


@dataclass
class Editing:
    """One write to one spreadsheet: the fork that is written to, who writes, and when.

    `edits_all` is true for the spreadsheet's owner, whom no protected range stops; `same_domain` for whoever
    belongs to the owner's domain; `groups` are those that the caller is a member of, `project` is that of the
    caller's client, `address` that of the server, `editors` are the users who may write to the spreadsheet.
    """

    spreadsheet: Spreadsheet
    caller: str
    now: datetime
    edits_all: bool = False
    same_domain: bool = False
    project: str = ""
    address: str = ""
    groups: Collection[str] = field(default_factory=frozenset)
    editors: tuple[str, ...] = ()

    def sheet(self, sheet_id: int) -> Sheet:
        """The grid sheet with this id. Raises `Refused`."""
        sheet = self.spreadsheet.sheet_by_id(sheet_id)
        if sheet is None or "gridProperties" not in sheet.properties:
            raise Refused(f"No grid with id: {sheet_id}")
        return sheet

    def box(self, grid_range: Json | None) -> tuple[Sheet, Box]:
        """The sheet of a `GridRange` and the range itself. Raises `Refused` if it is not on the grid."""
        if grid_range is None:
            raise Refused("Must specify a range.")
        sheet = self.sheet(grid_range.get("sheetId", 0))
        box = Box.of(grid_range)
        check_side("Row", "row", box.top, box.bottom, sheet.row_count)
        check_side("Column", "column", box.left, box.right, sheet.column_count)
        return sheet, box

    def new_id(self, taken: Collection[int], wanted: int | None, what: str) -> int:
        """The id that the caller wants, or a random free one. Raises `Refused` if it is taken or negative."""
        if wanted is None:
            while (found := random.randrange(LARGEST_ID)) in taken:  # noqa: S311 - an id, not a secret
                pass
            return found
        if wanted < 0:
            raise Refused(f"Invalid id for {what}: {wanted}")
        if wanted in taken:
            raise Refused(f"{what[:1].upper()}{what[1:]} with id {wanted} already exists.")
        return wanted

    def check_size(self) -> None:
        """Raises `Refused` if the spreadsheet has become too large."""
        if self.spreadsheet.cell_count() > MOST_CELLS:
            raise Refused(
                f"This action would increase the number of cells in the workbook above the limit of {MOST_CELLS} cells."
            )
        if any(sheet.column_count > MOST_COLUMNS for sheet in self.spreadsheet.sheets):
            raise Refused(
                f"This action would increase the number of columns in the worksheet above the limit of {MOST_COLUMNS} columns."
            )


def check_side(name: str, noun: str, first: int | None, end: int | None, count: int) -> None:
    """Raises `Refused` unless first and end are a side of a range on a grid with `count` rows or columns."""
    if (first or 0) < 0 or (end or 0) < 0:
        raise Refused(f"{name} indexes must not be negative.")
    if first is not None and end is not None and end <= first:
        raise Refused(f"end{name}Index[{end}] must be greater than start{name}Index[{first}]")
    if first is not None and first >= count:
        raise Refused(f"GridRange.start{name}Index[{first}] is after last {noun} in grid[{count}]")
    if end is not None and end > count:
        raise Refused(f"GridRange.end{name}Index[{end}] is after last {noun} in grid[{count}]")


Handler = Callable[[Editing, Json], Json]


def apply(editing: Editing, requests: list[Json], handlers: dict[str, Handler]) -> list[Json]:
    """The replies to the requests, which are applied to the fork in their order. Raises GoogleError for the
    first that fails.
    """
    if not requests:
        raise bad_argument("Must specify at least one request.")
    replies = [_applied(editing, index, request, handlers) for index, request in enumerate(requests)]
    editing.spreadsheet.worked_out = None
    return replies


def _applied(editing: Editing, index: int, request: Json, handlers: dict[str, Handler]) -> Json:
    if len(request) != 1:
        problem = "No request set." if not request else "oneof field 'kind' is already set."
        raise bad_argument(f"Invalid requests[{index}]: {problem}")
    ((kind, content),) = request.items()
    handler = handlers.get(kind)
    if handler is None:
        raise GoogleError("UNIMPLEMENTED", f"Invalid requests[{index}].{kind}: this emulator does not know it.")
    editing.spreadsheet.worked_out = None
    try:
        reply = handler(editing, content or {})
    except Forbidden as refused:
        raise GoogleError("PERMISSION_DENIED", f"Invalid requests[{index}].{kind}: {refused}") from refused
    except Refused as refused:
        raise bad_argument(f"Invalid requests[{index}].{kind}: {refused}") from refused
    return {kind: reply} if reply else {}
