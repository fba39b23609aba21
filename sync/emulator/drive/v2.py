"""The one method of Drive v2 that clients still need: new content for a file (gspread's `import_csv`)."""

from __future__ import annotations

from typing import Any

from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.media import store_content
from sync.emulator.drive.reaching import reached
from sync.emulator.drive.refusals import forbidden
from sync.emulator.drive.resources import stamp
from sync.emulator.wire.call import Call


def update(call: Call) -> dict[str, Any]:
    """files.update of v2, content only."""
    drive, caller = call.world.drive, call.caller
    record = reached(call, call.path["fileId"])
    if not capabilities(drive, record, caller, drive.role(record, caller))["canEdit"]:
        raise forbidden(record.id)
    store_content(drive, record, call.media, caller, is_new=False)
    record = drive.file(record.id)
    return {
        "kind": "drive#file",
        "id": record.id,
        "title": record.name,
        "mimeType": record.mime_type,
        "createdDate": stamp(record.created_time),
        "modifiedDate": stamp(record.modified_time),
        "lastModifyingUserName": caller.email,
        "version": str(record.version),
    }
