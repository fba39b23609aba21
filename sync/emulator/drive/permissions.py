"""permissions.*: sharing a file, or a shared drive through its root."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sync.emulator.drive.bodies import rfc3339
from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.drive import Drive
from sync.emulator.drive.ownership import accepts_ownership, check_may_be_pending, handed_over
from sync.emulator.drive.paging import page
from sync.emulator.drive.reaching import reached
from sync.emulator.drive.records import FileRecord, Permission, Role
from sync.emulator.drive.refusals import forbidden
from sync.emulator.drive.resources import permission_resource
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError, invalid_argument

_DEFAULT_FIELDS = ("kind", "id", "type", "role")
_TYPES = ("user", "group", "domain", "anyone")


def create(call: Call) -> dict[str, Any]:
    """permissions.create: a second grant to somebody who has one replaces it if it gives more."""
    drive, body = call.world.drive, call.body
    record = _shared_file(call)
    grant = _wanted(drive, record, body)
    if grant.role == "owner":
        return _answered(call, handed_over(call, record, grant))
    _check_not_above(call, record, grant.role)
    present = next((found for found in record.permissions if found.id == grant.id), None)
    if present and Role[present.role] >= Role[grant.role]:
        return _answered(call, present)
    _save(drive, record, grant)
    return _answered(call, grant)


def get(call: Call) -> dict[str, Any]:
    """permissions.get"""
    return _answered(call, _present(call, _seen_file(call)))


def list_permissions(call: Call) -> dict[str, Any]:
    """permissions.list, inherited ones included."""
    drive, record = call.world.drive, _seen_file(call)
    every = list(drive.grants(record))
    shown, more = page(call, every, 100 if record.drive_id else max(len(every), 1))
    listed = [_answered(call, grant, call.mask.wants("permissions") and call.has_mask) for grant in shown]
    return {"kind": "drive#permissionList", **more, "permissions": listed}


def update(call: Call) -> dict[str, Any]:
    """permissions.update: another role or expiry, or the file handed over to another owner."""
    drive, record = call.world.drive, reached(call, call.path["fileId"])
    if not accepts_ownership(call, record):
        _check_may_share(drive, record, call)
    grant = _own(call, record, "update")
    role = call.body.get("role", grant.role)
    if role == "owner" and grant.role != "owner":
        return _answered(call, handed_over(call, record, replace(grant, role="owner", pending_owner=False)))
    if grant.role == "owner" and role != "owner":
        raise forbidden(record.id)
    _check_role(role, grant.type, record)
    _check_not_above(call, record, role)
    expiration = None if call.flag("removeExpiration") else grant.expiration
    if "expirationTime" in call.body:
        expiration = rfc3339(call.body["expirationTime"], "expirationTime")
    pending = call.body.get("pendingOwner", grant.pending_owner)
    if pending and not grant.pending_owner:
        check_may_be_pending(call, record, grant)
    changed = replace(grant, role=role, expiration=expiration, pending_owner=pending)
    _save(drive, record, changed)
    return _answered(call, changed)


def delete(call: Call) -> None:
    """permissions.delete; everybody may take away their own."""
    drive, caller = call.world.drive, call.caller
    record = reached(call, call.path["fileId"])
    grant = _present(call, record)
    if not (grant.type == "user" and grant.email == caller.email):
        _check_may_share(drive, record, call)
    grant = _own(call, record, "delete")
    if grant.role == "owner":
        raise forbidden(record.id)
    with drive.access_change(record):
        left = tuple(found for found in record.permissions if found.id != grant.id)
        drive.files.save(record.id, replace(record, permissions=left))


def _shared_file(call: Call) -> FileRecord:
    record = reached(call, call.path["fileId"])
    _check_may_share(call.world.drive, record, call)
    return record


def _seen_file(call: Call) -> FileRecord:
    """The file, for those who may see with whom it is shared."""
    drive = call.world.drive
    record = reached(call, call.path["fileId"])
    if drive.role(record, call.caller) < (Role.reader if record.drive_id else Role.writer):
        raise GoogleError(
            "PERMISSION_DENIED",
            "The caller does not have permission",
            reason="insufficientFilePermissions",
            drive_message="The user does not have sufficient permissions for this file.",
        )
    return record


def _check_may_share(drive: Drive, record: FileRecord, call: Call) -> None:
    role = drive.role(record, call.caller)
    members_only = record.is_root and record.drive_id
    if (members_only and role < Role.organizer) or not capabilities(drive, record, call.caller, role)["canShare"]:
        raise forbidden(record.id)


def _check_not_above(call: Call, record: FileRecord, role: str) -> None:
    """Nobody gives away more than they have."""
    if Role[role] > call.world.drive.role(record, call.caller):
        raise forbidden(record.id)


def _wanted(drive: Drive, record: FileRecord, body: dict[str, Any]) -> Permission:
    """The grant that a body describes. Raises GoogleError 400."""
    kind, role = body.get("type", ""), body.get("role", "")
    if kind not in _TYPES:
        raise invalid_argument("The permission type field is required.", reason="required", location="permission.type")
    _check_role(role, kind, record)
    email, domain = body.get("emailAddress", ""), body.get("domain", "")
    if kind in {"user", "group"} and "@" not in email:
        raise invalid_argument(
            "The specified emailAddress is invalid or not applicable for the given permission type.",
            reason="invalidSharingRequest" if not email else "invalid",
            location="permission.emailAddress",
        )
    if kind == "domain" and "." not in domain:
        raise invalid_argument(
            "The specified domain is invalid or not applicable for the given permission type.",
            reason="invalid",
            location="permission.domain",
        )
    more: dict[str, Any] = {"allow_file_discovery": bool(body.get("allowFileDiscovery", False))}
    if body.get("expirationTime"):
        more["expiration"] = rfc3339(body["expirationTime"], "expirationTime")
    if kind in {"user", "group"}:
        return drive.grant(kind, role, email=email, **more)
    return drive.grant(kind, role, domain=domain if kind == "domain" else "", **more)


def _check_role(role: str, kind: str, record: FileRecord) -> None:
    if role not in Role.__members__ or role == "none":
        raise invalid_argument("The permission role field is required.", reason="required", location="permission.role")
    if role in {"organizer", "fileOrganizer"} and not record.drive_id:
        message = f"The role {role} is only valid for items in shared drives."
        raise GoogleError("PERMISSION_DENIED", message, reason="invalidSharingRequest")
    if role == "owner" and record.drive_id:
        message = "Items in shared drives have no owner."
        raise GoogleError("PERMISSION_DENIED", message, reason="ownerOnTeamDriveItemNotSupported")
    if kind in {"domain", "anyone"} and Role[role] > Role.writer:
        raise invalid_argument("The specified role is not applicable for the given permission type.", reason="invalid")


def _present(call: Call, record: FileRecord) -> Permission:
    """The permission that the path names, inherited or not. Raises GoogleError 404."""
    id = call.path["permissionId"]
    for grant in call.world.drive.grants(record):
        if grant.id == id:
            return grant
    raise GoogleError("NOT_FOUND", f"Permission not found: {id}.", reason="notFound", location="permissionId")


def _own(call: Call, record: FileRecord, deed: str) -> Permission:
    """The permission that the path names, if the file itself holds it. Raises GoogleError 403 for an
    inherited one.
    """
    grant = _present(call, record)
    own = next((found for found in record.permissions if found.id == grant.id), None)
    if own is None:
        message = f"Cannot {deed} a permission that is inherited from a folder or a shared drive."
        raise GoogleError("PERMISSION_DENIED", message, reason="cannotModifyInheritedPermission")
    return own


def _save(drive: Drive, record: FileRecord, grant: Permission) -> None:
    with drive.access_change(record):
        others = [found for found in record.permissions if found.id != grant.id]
        drive.files.save(record.id, replace(record, permissions=(*others, grant)))


def _answered(call: Call, grant: Permission, whole: bool | None = None) -> dict[str, Any]:
    resource = permission_resource(call.world.drive, grant)
    if call.has_mask if whole is None else whole:
        return resource
    return {name: resource[name] for name in _DEFAULT_FIELDS}
