"""drives.*: shared drives, whose members are the permissions of their root folder."""

from __future__ import annotations

import secrets
from dataclasses import replace
from typing import Any

from sync.emulator.drive.paging import page
from sync.emulator.drive.queries import parsed
from sync.emulator.drive.query_terms import Candidate
from sync.emulator.drive.records import FOLDER, FileRecord, Role, SharedDrive
from sync.emulator.drive.refusals import forbidden
from sync.emulator.drive.resources import drive_resource
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError

_DEFAULT_FIELDS = ("kind", "id", "name")


def create(call: Call) -> dict[str, Any]:
    """drives.create: the caller becomes its organizer; a repeated requestId is a conflict."""
    drive, caller, now = call.world.drive, call.caller, call.world.now()
    if caller.service_account:
        message = "The user cannot create shared drives."
        raise GoogleError("PERMISSION_DENIED", message, reason="userCannotCreateTeamDrives")
    request_id = f"{caller.email}/{call.one('requestId')}"
    if any(shared.request_id == request_id for shared in drive.drives.all()):
        message = "A shared drive already exists with the specified request ID."
        raise GoogleError("ALREADY_EXISTS", message, reason="duplicate")
    id = f"0A{secrets.token_urlsafe(11)[:14]}PVA"
    organizer = drive.grant("user", "organizer", caller.email)
    drive.files.save(
        id,
        FileRecord(
            id,
            "Drive",
            FOLDER,
            now,
            now,
            caller.email,
            drive_id=id,
            permissions=(organizer,),
            is_root=True,
            opened_with=(caller.client_id,),
        ),
    )
    color = call.body.get("colorRgb", SharedDrive.color)
    shared = SharedDrive(id, call.body.get("name", ""), now, color, (), request_id, call.body.get("restrictions", {}))
    drive.drives.save(id, shared)
    drive.changes.record(id, of_drive=True, drive_id=id)
    return _answered(call, shared)


def get(call: Call) -> dict[str, Any]:
    """drives.get"""
    return _answered(call, _reached(call, Role.reader))


def list_drives(call: Call) -> dict[str, Any]:
    """drives.list: the shared drives that the caller is a member of."""
    drive, caller = call.world.drive, call.caller
    matches = parsed(call.one("q")) if call.one("q").strip() else lambda _: True
    found = []
    for shared in sorted(drive.drives.all(), key=lambda one: one.name.lower()):
        root = replace(drive.file(shared.id), name=shared.name, created_time=shared.created_time)
        if drive.role(root, caller) > Role.none and matches(Candidate(root, caller, drive)):
            found.append(shared)
    shown, more = page(call, found, 10)
    return {"kind": "drive#driveList", **more, "drives": [_answered(call, shared) for shared in shown]}


def update(call: Call) -> dict[str, Any]:
    """drives.update: name, color, restrictions."""
    shared, body = _reached(call, Role.organizer), call.body
    changed = replace(
        shared,
        name=body.get("name", shared.name),
        color=body.get("colorRgb", shared.color),
        restrictions={**shared.restrictions, **body.get("restrictions", {})},
    )
    return _answered(call, _saved(call, changed))


def hide(call: Call) -> dict[str, Any]:
    """drives.hide: for the caller only."""
    shared = _reached(call, Role.reader)
    others = tuple(email for email in shared.hidden_for if email != call.caller.email)
    return _answered(call, _saved(call, replace(shared, hidden_for=(*others, call.caller.email))))


def unhide(call: Call) -> dict[str, Any]:
    """drives.unhide"""
    shared = _reached(call, Role.reader)
    others = tuple(email for email in shared.hidden_for if email != call.caller.email)
    return _answered(call, _saved(call, replace(shared, hidden_for=others)))


def delete(call: Call) -> None:
    """drives.delete: an empty drive only."""
    drive, shared = call.world.drive, _reached(call, Role.organizer)
    root = drive.file(shared.id)
    if any(not child.trashed for child in drive.children(shared.id)):
        message = "A shared drive cannot be deleted while it holds files that are not in the trash."
        raise GoogleError("PERMISSION_DENIED", message, reason="cannotDeleteResourceWithChildren")
    lost = drive.audience(root)
    for record in drive.below(root):
        drive.files.delete(record.id)
    drive.drives.delete(shared.id)
    drive.changes.record(shared.id, lost, deleted=True, of_drive=True, drive_id=shared.id)


def _reached(call: Call, role: Role) -> SharedDrive:
    drive, id = call.world.drive, call.path["driveId"]
    shared = drive.drives.get(id)
    held = drive.role(drive.file(id), call.caller) if shared else Role.none
    if shared is None or held == Role.none:
        message = f"Shared drive not found: {id}"
        raise GoogleError("NOT_FOUND", message, reason="notFound", location="driveId")
    if held < role:
        raise forbidden(id)
    return shared


def _saved(call: Call, shared: SharedDrive) -> SharedDrive:
    call.world.drive.changes.record(shared.id, of_drive=True, drive_id=shared.id)
    return call.world.drive.drives.save(shared.id, shared)


def _answered(call: Call, shared: SharedDrive) -> dict[str, Any]:
    resource = drive_resource(call.world.drive, shared, call.caller)
    return resource if call.has_mask else {name: resource[name] for name in _DEFAULT_FIELDS}
