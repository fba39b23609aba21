"""The file that a call names, for those whom it may reach."""

from __future__ import annotations

from sync.emulator.drive.records import FileRecord, Role
from sync.emulator.drive.refusals import file_not_found
from sync.emulator.wire.call import Call


def reached(call: Call, file_id: str) -> FileRecord:
    """The file of a call; a file in a shared drive only for a client that says it knows of them. Raises
    GoogleError 404.
    """
    record = call.world.drive.visible(file_id, call.caller)
    if record.drive_id and not knows_shared_drives(call):
        raise file_not_found(file_id)
    return record


def reached_anywhere(call: Call, role: Role) -> FileRecord:
    """The file of a call to a method without `supportsAllDrives`. Raises GoogleError 404 or 403."""
    return call.world.drive.require(call.path["fileId"], call.caller, role.name)


def knows_shared_drives(call: Call) -> bool:
    return call.flag("supportsAllDrives") or call.flag("supportsTeamDrives")
