"""files.list: which files a caller finds, in which order."""

from __future__ import annotations

import re
from collections.abc import Callable
from datetime import UTC, datetime
from typing import Any

from sync.emulator.drive.changes_methods import listed_for
from sync.emulator.drive.paging import page
from sync.emulator.drive.queries import parsed
from sync.emulator.drive.query_terms import Candidate
from sync.emulator.drive.reaching import knows_shared_drives
from sync.emulator.drive.records import FileRecord
from sync.emulator.drive.resources import file_resource, shared_with_me_time
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import invalid_argument

_DEFAULT_FIELDS = ("kind", "id", "name", "mimeType", "driveId", "teamDriveId")
_DIGITS = re.compile(r"(\d+)")
_NEVER = datetime.min.replace(tzinfo=UTC)
_Key = Callable[[FileRecord], Any]


def list_files(call: Call) -> dict[str, Any]:
    """files.list: one page of files."""
    drive, caller = call.world.drive, call.caller
    matches = parsed(call.one("q")) if call.one("q").strip() else None
    in_reach = _reach(call)
    found = [
        record
        for record in drive.files.all()
        if in_reach(record)
        and (matches is None or matches(Candidate(record, caller, drive)))
        and listed_for(drive, record.id, caller)
    ]
    shown, more = page(call, _sorted(call, found), 100)
    files = [file_resource(drive, record, caller) for record in shown]
    if not call.has_mask:
        files = [{name: file[name] for name in _DEFAULT_FIELDS if name in file} for file in files]
    return {"kind": "drive#fileList", "incompleteSearch": False, **more, "files": files}


def _reach(call: Call) -> Callable[[FileRecord], bool]:
    """Which files the parameters let in: My Drive and what is shared, one shared drive, or all. Raises
    GoogleError 400.
    """
    corpora = call.one("corpora") or call.one("corpus")
    drive_id = call.one("driveId") or call.one("teamDriveId")
    includes = call.flag("includeItemsFromAllDrives") or call.flag("includeTeamDriveItems")
    if corpora in {"drive", "teamDrive"} or drive_id:
        if not drive_id or not (includes and knows_shared_drives(call)):
            message = "corpora=drive needs driveId, includeItemsFromAllDrives and supportsAllDrives."
            raise invalid_argument(message, reason="invalid", location="corpora")
        call.world.drive.visible(drive_id, call.caller)
        return lambda record: record.drive_id == drive_id
    if includes and not knows_shared_drives(call):
        message = "The includeItemsFromAllDrives parameter needs supportsAllDrives=true."
        raise invalid_argument(message, reason="invalid", location="supportsAllDrives")
    if corpora not in {"", "user", "domain", "allDrives", "allTeamDrives", "default"}:
        raise invalid_argument("Invalid Value", reason="invalid", location="corpora")
    return lambda record: includes or not record.drive_id


def _sorted(call: Call, found: list[FileRecord]) -> list[FileRecord]:
    """In the order asked for; by default the latest changed first. Later keys only break ties. Raises
    GoogleError 400.
    """
    keys = [key.split() for key in (call.one("orderBy") or "modifiedTime desc").split(",")]
    found = sorted(found, key=lambda record: record.id)
    for key in reversed(keys):
        orders = _orders(call)
        if not 1 <= len(key) <= 2 or key[0] not in orders or key[1:] not in ([], ["desc"]):
            raise invalid_argument("Invalid Value", reason="invalid", location="orderBy")
        found = sorted(found, key=orders[key[0]], reverse=key[1:] == ["desc"])
    return found


def _orders(call: Call) -> dict[str, _Key]:
    email = call.caller.email
    return {
        "createdTime": lambda record: record.created_time,
        "folder": lambda record: not record.is_folder,
        "modifiedByMeTime": lambda record: record.modified_by.get(email, _NEVER),
        "modifiedTime": lambda record: record.modified_time,
        "name": lambda record: record.name.lower(),
        "name_natural": lambda record: [
            int(part) if part.isdigit() else part for part in _DIGITS.split(record.name.lower())
        ],
        "quotaBytesUsed": lambda record: record.size or 0,
        "recency": lambda record: max(record.modified_time, record.viewed_by.get(email, _NEVER)),
        "sharedWithMeTime": lambda record: shared_with_me_time(record, call.caller) or _NEVER,
        "starred": lambda record: email not in record.starred_by,
        "viewedByMeTime": lambda record: record.viewed_by.get(email, _NEVER),
    }
