"""files.export, and the export links that have no size limit."""

from __future__ import annotations

from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import FileRecord
from sync.emulator.drive.resources import EXPORTS
from sync.emulator.wire.call import Call, Caller, Content
from sync.emulator.wire.errors import GoogleError, invalid_argument


def export(call: Call) -> Content:
    """files.export. Raises GoogleError 403 exportSizeLimitExceeded above `drive.export_limit_bytes` (Google's
    10 MB).
    """
    drive = call.world.drive
    # Export knows no supportsAllDrives parameter: files of shared drives are exported like any other.
    record = drive.visible(call.path["fileId"], call.caller)
    exported = converted(drive, record, call.caller, call.one("mimeType"))
    if len(exported.content) > drive.export_limit_bytes:
        raise GoogleError(
            "PERMISSION_DENIED", "This file is too large to be exported.", reason="exportSizeLimitExceeded"
        )
    return exported


def converted(drive: Drive, record: FileRecord, caller: Caller, mime_type: str) -> Content:
    """The document in another format, of any size. Raises GoogleError 400 for a format that Google does not
    offer.
    """
    if not record.is_native:
        message = "Export only supports Docs Editors files."
        raise GoogleError("PERMISSION_DENIED", message, reason="fileNotExportable")
    if mime_type not in EXPORTS.get(record.mime_type, {}):
        message = "The requested conversion is not supported."
        raise invalid_argument(message, reason="badRequest", location="convertTo")
    if not capabilities(drive, record, caller, drive.role(record, caller))["canDownload"]:
        message = "This file cannot be exported by the user."
        raise GoogleError("PERMISSION_DENIED", message, reason="cannotExportFile")
    hook = drive.content.get(record.mime_type)
    if hook is None:
        raise GoogleError("UNIMPLEMENTED", f"The emulator holds no content of type {record.mime_type}.")
    extension = EXPORTS[record.mime_type][mime_type]
    name = record.name.replace('"', "'").encode("ascii", "replace").decode()
    headers = {"Content-Disposition": f'attachment; filename="{name}.{extension}"'}
    return Content(hook.export(record.id, mime_type), mime_type, headers)


def linked(drive: Drive, file_id: str, caller: Caller, extension: str) -> Content:
    """What an export link gives. Raises GoogleError 404 or 400."""
    record = drive.visible(file_id, caller)
    mime_type = {ending: mime for mime, ending in EXPORTS.get(record.mime_type, {}).items()}.get(extension, extension)
    return converted(drive, record, caller, mime_type)
