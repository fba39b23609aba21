"""Batch requests about named ranges and protected ranges."""

from __future__ import annotations

import re

from sync.emulator.sheets.a1 import parsed_cells
from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.guards import PROTECTED, may_edit
from sync.emulator.sheets.model import Sheet
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths, updated

_NAME = re.compile(r"[^\W\d]\w*\Z")


def _check_name(editing: Editing, name: str, own_id: str | None = None) -> None:
    clean = bool(_NAME.match(name)) and len(name) <= 250
    if not clean or name.casefold() in ("true", "false") or parsed_cells(0, name) is not None:
        raise Refused(
            f"Invalid name: {name}. A name may hold letters, numbers and underscores, must not start with a number, "
            "and must not look like a range."
        )
    for other in editing.spreadsheet.named_ranges:
        if other["name"].casefold() == name.casefold() and other["namedRangeId"] != own_id:
            raise Refused(f"Cannot add named range with name {name}, a named range with that name already exists.")


def add_named_range(editing: Editing, request: Json) -> Json:
    """Adds a named range; its id may be chosen by the caller, a taken id is refused."""
    given = request.get("namedRange", {})
    _check_name(editing, given.get("name", ""))
    _, box = editing.box(given.get("range"))
    taken = {item["namedRangeId"] for item in editing.spreadsheet.named_ranges}
    wanted = given.get("namedRangeId") or str(
        editing.new_id({int(id) for id in taken if id.isdigit()}, None, "named range")
    )
    if wanted in taken:
        raise Refused(f"Cannot add named range with id {wanted}, a named range with that id already exists.")
    named = {"namedRangeId": wanted, "name": given["name"], "range": box.grid_range()}
    editing.spreadsheet.named_ranges.append(named)
    return {"namedRange": copied(named)}


def _named_range(editing: Editing, id: str) -> Json:
    for named in editing.spreadsheet.named_ranges:
        if named["namedRangeId"] == id:
            return named
    raise Refused(f"No named range with id: {id}")


def update_named_range(editing: Editing, request: Json) -> Json:
    """Changes the name or the range of a named range."""
    given = request.get("namedRange", {})
    which = paths(request.get("fields"), "NamedRange", "namedRange")
    present = _named_range(editing, given.get("namedRangeId", ""))
    wanted = {**updated(present, given, which), "namedRangeId": present["namedRangeId"]}
    _check_name(editing, wanted.get("name", ""), present["namedRangeId"])
    _, box = editing.box(wanted.get("range"))
    present.update({**wanted, "range": box.grid_range()})
    return {}


def delete_named_range(editing: Editing, request: Json) -> Json:
    """Removes a named range; the cells stay."""
    editing.spreadsheet.named_ranges.remove(_named_range(editing, request.get("namedRangeId", "")))
    return {}


def add_protected_range(editing: Editing, request: Json) -> Json:
    """Protects a range, a named range, a table or a whole sheet; whoever adds it may edit it."""
    given = copied(request.get("protectedRange", {}))
    sheet = _place(editing, given)
    taken = editing.spreadsheet.object_ids("protectedRanges", "protectedRangeId")
    given["protectedRangeId"] = editing.new_id(taken, given.get("protectedRangeId"), "protected range")
    protection = _tidy(editing, given)
    sheet.furniture["protectedRanges"].append(protection)
    return {"protectedRange": shown_protection(editing, protection)}


def _place(editing: Editing, protection: Json) -> Sheet:
    """The sheet that a protected range belongs to; its range is tidied on the way."""
    if sum(name in protection for name in ("range", "namedRangeId", "tableId")) != 1:
        raise Refused("Exactly one of 'range', 'namedRangeId' and 'tableId' must be set.")
    if "namedRangeId" in protection:
        return editing.box(_named_range(editing, protection["namedRangeId"])["range"])[0]
    if "tableId" in protection:
        for sheet in editing.spreadsheet.sheets:
            if any(table["tableId"] == protection["tableId"] for table in sheet.furniture["tables"]):
                return sheet
        raise Refused(f"No table with id: {protection['tableId']}")
    sheet, box = editing.box(protection["range"])
    protection["range"] = box.grid_range()
    return sheet


def _tidy(editing: Editing, protection: Json) -> Json:
    """A protected range as it is kept: open ranges only inside a protected sheet, no editors where there
    is only a warning, and everybody who may write to the spreadsheet where none were named.
    """
    protection.pop("requestingUserCanEdit", None)
    if protection.get("unprotectedRanges"):
        if protection.get("range", {}).keys() - {"sheetId"}:
            raise Refused("unprotectedRanges can only be set on a protected sheet.")
        protection["unprotectedRanges"] = [
            editing.box(item)[1].grid_range() for item in protection["unprotectedRanges"]
        ]
    if protection.get("warningOnly"):
        protection.pop("editors", None)
        return protection
    protection.pop("warningOnly", None)
    editors = protection.setdefault("editors", {"users": list(editing.editors)})
    users = [editing.caller, *editors.get("users", [])]
    editors["users"] = list(dict.fromkeys(user for user in users if user))
    if not editors.get("domainUsersCanEdit"):
        editors.pop("domainUsersCanEdit", None)
    return protection


def shown_protection(editing: Editing, protection: Json) -> Json:
    """A protected range as the API shows it to this caller: editors only to whoever may edit it."""
    allowed = may_edit(editing, protection)
    shown = {name: part for name, part in protection.items() if allowed or name != "editors"}
    return dict(copied({**shown, "requestingUserCanEdit": True} if allowed else shown))


def _protection(editing: Editing, id: int) -> tuple[Sheet, Json]:
    for sheet in editing.spreadsheet.sheets:
        for protection in sheet.furniture["protectedRanges"]:
            if protection["protectedRangeId"] == id:
                if not may_edit(editing, protection):
                    raise Refused(PROTECTED)
                return sheet, protection
    raise Refused(f"No protected range with id: {id}")


def update_protected_range(editing: Editing, request: Json) -> Json:
    """Changes range, description or editors of a protected range."""
    given = copied(request.get("protectedRange", {}))
    which = paths(request.get("fields"), "ProtectedRange", "protectedRange")
    sheet, present = _protection(editing, given.get("protectedRangeId", 0))
    wanted = {**updated(present, given, which), "protectedRangeId": present["protectedRangeId"]}
    if "namedRangeId" in wanted and "namedRangeId" in given:
        wanted.pop("range", None)
    place = _place(editing, wanted)
    sheet.furniture["protectedRanges"].remove(present)
    place.furniture["protectedRanges"].append(_tidy(editing, wanted))
    return {}


def delete_protected_range(editing: Editing, request: Json) -> Json:
    """Removes a protection."""
    sheet, protection = _protection(editing, request.get("protectedRangeId", 0))
    sheet.furniture["protectedRanges"].remove(protection)
    return {}


HANDLERS: dict[str, Handler] = {
    "addNamedRange": add_named_range,
    "updateNamedRange": update_named_range,
    "deleteNamedRange": delete_named_range,
    "addProtectedRange": add_protected_range,
    "updateProtectedRange": update_protected_range,
    "deleteProtectedRange": delete_protected_range,
}
