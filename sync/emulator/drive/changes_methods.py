"""changes.*: the feed as one caller sees it."""

from __future__ import annotations

from itertools import islice
from typing import Any

from sync.emulator.drive.drive import Drive
from sync.emulator.drive.reaching import knows_shared_drives
from sync.emulator.drive.records import Change, Role
from sync.emulator.drive.resources import drive_resource, file_resource, stamp
from sync.emulator.wire.call import Call, Caller
from sync.emulator.wire.errors import invalid_argument

_DEFAULT_FILE = ("kind", "id", "name", "mimeType", "driveId", "teamDriveId")


def get_start_page_token(call: Call) -> dict[str, Any]:
    """changes.getStartPageToken: the token of somebody who has seen everything."""
    if drive_id := call.one("driveId") or call.one("teamDriveId"):
        call.world.drive.visible(drive_id, call.caller)
    return {"kind": "drive#startPageToken", "startPageToken": str(call.world.drive.changes.last())}


def list_changes(call: Call) -> dict[str, Any]:
    """changes.list: one page of what the caller may see of the changes after a token."""
    drive, size, token = call.world.drive, call.number("pageSize", 100), _token(call)
    answer: dict[str, Any] = {"kind": "drive#changeList"}
    if call.stale:
        return answer | {"newStartPageToken": str(token), "changes": []}
    last = drive.changes.last()
    seen = ((change, shown) for change in drive.changes.since(token) if (shown := _shown(call, change, token)))
    found = list(islice(seen, size + 1))
    answer["changes"] = [shown for _, shown in found[:size]]
    if len(found) > size:
        return {"kind": answer["kind"], "nextPageToken": str(found[size - 1][0].number)} | answer
    return {"kind": answer["kind"], "newStartPageToken": str(last)} | answer


def _token(call: Call) -> int:
    text = call.one("pageToken")
    if not text.isdecimal() or int(text) > call.world.drive.changes.last():
        raise invalid_argument(
            f"Invalid Value: {text}", drive_message="Invalid Value", reason="invalid", location="pageToken"
        )
    return int(text)


def _shown(call: Call, change: Change, token: int) -> dict[str, Any] | None:
    """The change as the caller sees it; None if it is none of theirs."""
    drive, caller = call.world.drive, call.caller
    if change.of_drive:
        return _drive_change(call, change, token)
    record = drive.files.get(change.id)
    only = call.one("driveId") or call.one("teamDriveId")
    in_drive = record.drive_id if record else change.drive_id
    if only and in_drive != only:
        return None
    if in_drive and not only and not _includes_all_drives(call):
        return None
    if record is not None and call.flag("restrictToMyDrive") and record.owner != caller.email:
        return None
    if record is not None and listed_for(drive, record.id, caller):
        resource = file_resource(drive, record, caller)
        if not call.has_mask:
            resource = {name: resource[name] for name in _DEFAULT_FILE if name in resource}
        return _entry(change, removed=False) | {"fileId": change.id, "file": resource}
    opened = record.opened_with if record else change.opened_with
    if caller.per_file and caller.client_id not in opened:
        return None
    if not call.flag("includeRemoved", True) or not _lost(change, caller, token):
        return None
    return _entry(change, removed=True) | {"fileId": change.id}


def _drive_change(call: Call, change: Change, token: int) -> dict[str, Any] | None:
    drive, caller = call.world.drive, call.caller
    if not _includes_all_drives(call) or caller.per_file:
        return None
    shared = drive.drives.get(change.id)
    if shared is not None and drive.role(drive.file(shared.id), caller) > Role.none:
        found = _entry(change, removed=False) | {
            "driveId": change.id,
            "drive": drive_resource(drive, shared, caller),
        }
    elif _lost(change, caller, token):
        found = _entry(change, removed=True) | {"driveId": change.id}
    else:
        return None
    return found | {"changeType": "drive", "type": "teamDrive"}


def _entry(change: Change, removed: bool) -> dict[str, Any]:
    return {
        "kind": "drive#change",
        "removed": removed,
        "time": stamp(change.time),
        "type": "file",
        "changeType": "file",
    }


def _includes_all_drives(call: Call) -> bool:
    includes = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    return includes and knows_shared_drives(call)


def _lost(change: Change, caller: Caller, token: int) -> bool:
    """True if the caller lost access after the token. Whoever never had it hears nothing."""
    principals = (caller.email, f"domain:{caller.domain}")
    return any(change.lost.get(who, 0) > token for who in principals)


def listed_for(drive: Drive, file_id: str, caller: Caller) -> bool:
    """True if a file belongs in the caller's lists: a file that merely anybody with the link may open does
    not.
    """
    record = drive.file(file_id)
    if record.is_root:
        return False
    if caller.per_file and caller.client_id not in record.opened_with:
        return False
    return any(
        drive.holds(grant, caller) and is_listed(grant, caller, record.viewed_by) for grant in drive.grants(record)
    )


def is_listed(grant: Any, caller: Caller, viewed_by: Any) -> bool:
    return grant.type in {"user", "group"} or grant.allow_file_discovery or caller.email in viewed_by
