"""Handing a file to another owner: at once inside an organization, after the other's consent between personal
accounts.
"""

from __future__ import annotations

from dataclasses import replace

from sync.emulator.drive.records import FileRecord, Permission
from sync.emulator.drive.refusals import forbidden, no_storage
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError

_PERSONAL = frozenset({"gmail.com", "googlemail.com"})


def handed_over(call: Call, record: FileRecord, grant: Permission) -> Permission:
    """The new owner's grant, once the file is theirs and the old owner a writer. Raises GoogleError 403."""
    if not call.flag("transferOwnership"):
        raise GoogleError(
            "PERMISSION_DENIED",
            "The transferOwnership parameter must be enabled when the permission role is 'owner'.",
            reason="forbidden",
            location="transferOwnership",
        )
    if record.owner == grant.email:
        return grant
    if not accepts_ownership(call, record):
        _check_may_give(call, record, grant)
    drive = call.world.drive
    others = [found for found in record.permissions if found.id != grant.id and found.role != "owner"]
    before = drive.grant("user", "writer", record.owner)
    with drive.access_change(record):
        handed = replace(record, owner=grant.email, permissions=(grant, before, *others))
        drive.files.save(record.id, replace(handed, parent=_folder(call, record, grant.email)))
    return grant


def accepts_ownership(call: Call, record: FileRecord) -> bool:
    """True if the caller takes over a file that its owner has offered them."""
    offered = any(found.pending_owner and found.email == call.caller.email for found in record.permissions)
    return offered and call.body.get("role") == "owner"


def check_may_be_pending(call: Call, record: FileRecord, grant: Permission) -> None:
    """Raises GoogleError 403 unless the owner offers the file from one personal account to another."""
    if record.owner != call.caller.email:
        raise forbidden(record.id)
    personal = _is_personal(record.owner) and _is_personal(grant.email)
    if grant.type != "user" or not personal:
        message = "The target user cannot be a pending owner on this file."
        raise GoogleError("PERMISSION_DENIED", message, reason="targetUserCannotBePendingOwnerOnFile")


def _check_may_give(call: Call, record: FileRecord, grant: Permission) -> None:
    if record.owner != call.caller.email:
        raise forbidden(record.id)
    account = call.world.signin.find(grant.email)
    if account is not None and account.kind == "service_account":
        raise no_storage()
    if _is_personal(record.owner) and _is_personal(grant.email):
        message = "Consent is required to transfer ownership of a file to another user."
        raise GoogleError("PERMISSION_DENIED", message, reason="consentRequiredForOwnershipTransfer")
    if grant.type != "user" or _domain(grant.email) != _domain(record.owner):
        raise GoogleError(
            "PERMISSION_DENIED",
            "Ownership can only be transferred to another user in the same organization as the current owner.",
            reason="invalidSharingRequest",
        )


def _folder(call: Call, record: FileRecord, new_owner: str) -> str:
    """Where the file is from now on: in its folder, if that is shared with the new owner, else in their My
    Drive.
    """
    drive = call.world.drive
    parent = drive.files.get(record.parent) if record.parent else None
    shared = parent is not None and not parent.is_root and new_owner in drive.audience(parent)
    return parent.id if parent and shared and not call.flag("moveToNewOwnersRoot") else drive.root(new_owner).id


def _is_personal(email: str) -> bool:
    return _domain(email) in _PERSONAL


def _domain(email: str) -> str:
    return email.partition("@")[2]
