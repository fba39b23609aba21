"""about.get: who the caller is, and what Drive offers."""

from __future__ import annotations

from typing import Any

from sync.emulator.drive.resources import EXPORTS, IMPORTS, user_resource
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import invalid_argument

_FREE_BYTES = 15 * 2**30  # of a personal account


def get(call: Call) -> dict[str, Any]:
    """about.get, which has no default answer: a mask is required. Raises GoogleError 400 without one."""
    if not call.has_mask:
        message = "The 'fields' parameter is required for this method."
        raise invalid_argument(message, reason="required", location="fields")
    drive, caller = call.world.drive, call.caller
    mine = [record for record in drive.files.all() if record.owner == caller.email]
    used = sum(record.size or 0 for record in mine)
    in_trash = sum(record.size or 0 for record in mine if drive.is_trashed(record))
    limit = 0 if caller.service_account else _FREE_BYTES
    quota = {"limit": limit, "usage": used, "usageInDrive": used, "usageInDriveTrash": in_trash}
    return {
        "kind": "drive#about",
        "user": user_resource(drive, caller.email, caller),
        "storageQuota": {name: str(amount) for name, amount in quota.items()},
        "exportFormats": {mime: list(formats) for mime, formats in EXPORTS.items()},
        "importFormats": {mime: [kind] for mime, kind in IMPORTS.items() if kind in drive.imports},
        "maxUploadSize": str(5 * 2**40),
        "appInstalled": True,
        "canCreateDrives": not caller.service_account,
        "canCreateTeamDrives": not caller.service_account,
    }
