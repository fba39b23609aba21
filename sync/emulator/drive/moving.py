"""Files that move: to another folder, into the trash and out of it, and away for ever."""

from __future__ import annotations

from dataclasses import replace

from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import FileRecord
from sync.emulator.drive.refusals import forbidden
from sync.emulator.wire.call import Call, Caller
from sync.emulator.wire.errors import GoogleError


def move(drive: Drive, record: FileRecord, call: Call) -> None:
    added = [id for id in call.one("addParents").split(",") if id]
    removed = [id for id in call.one("removeParents").split(",") if id]
    if not added:
        if removed and record.parent in removed:
            raise GoogleError(
                "PERMISSION_DENIED",
                "A shared drive item must have exactly one parent.",
                reason="teamDrivesParentLimit" if record.drive_id else "cannotRemoveLastParent",
            )
        return
    target = drive.folder_for_new(added, call.caller)
    may = capabilities(drive, record, call.caller, drive.role(record, call.caller))
    leaves = target.drive_id != record.drive_id
    if not may["canMoveItemOutOfDrive" if leaves else "canMoveItemWithinDrive"]:
        raise forbidden(record.id)
    if any(found.id == record.id for found in drive.lineage(target)):
        raise GoogleError(
            "PERMISSION_DENIED", "A folder cannot be moved into itself.", reason="cyclicMembershipsNotAllowed"
        )
    if leaves and not target.drive_id and call.caller.service_account:
        raise forbidden(record.id, "storageQuotaExceeded")
    with drive.access_change(record):
        owner = drive.grant("user", "owner", call.caller.email)
        for found in drive.below(record):
            moved = replace(found, parent=target.id) if found is record else found
            if leaves:
                owned = {} if target.drive_id else {"owner": call.caller.email, "permissions": (owner,)}
                kept = tuple(grant for grant in moved.permissions if grant.role != "owner")
                moved = replace(moved, drive_id=target.drive_id, owner="", permissions=kept)
                moved = replace(moved, **owned)  # type: ignore[arg-type]
            drive.files.save(found.id, moved)


def trash(drive: Drive, record: FileRecord, caller: Caller, trashed: bool) -> None:
    drive.change(
        record.id,
        trashed=trashed,
        trashed_time=drive.now() if trashed else None,
        trashing_user=caller.email if trashed else "",
    )
    for found in drive.below(record)[1:]:
        drive.change(found.id)


def erase(drive: Drive, record: FileRecord) -> None:
    """Remove a file and everything in it, for ever."""
    gone = drive.below(record)
    lost = {found.id: drive.audience(found) for found in gone}
    for found in gone:
        hook = drive.content.get(found.mime_type)
        if hook is not None:
            hook.delete(found.id)
        drive.store.delete("media", found.id)
        drive.files.delete(found.id)
        drive.changes.record(
            found.id, lost[found.id], deleted=True, drive_id=found.drive_id, opened_with=found.opened_with
        )
