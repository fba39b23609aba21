"""The body of a file: what it may set, and what that makes of the record."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.drive.records import FileRecord
from sync.emulator.wire.call import Caller, Media
from sync.emulator.wire.errors import GoogleError, invalid_argument

# Field of the resource -> field of the record, for those that a body may set as they are.
_PLAIN = {
    "name": "name",
    "description": "description",
    "writersCanShare": "writers_can_share",
    "copyRequiresWriterPermission": "copy_requires_writer_permission",
    "folderColorRgb": "folder_color",
    "originalFilename": "original_filename",
}
_SPECIAL = frozenset(
    {
        "id",
        "mimeType",
        "parents",
        "properties",
        "appProperties",
        "starred",
        "trashed",
        "createdTime",
        "modifiedTime",
    }
    | {"viewedByMeTime", "shortcutDetails", "contentHints", "kind", "indexableText"}
)
_UNSERVED = frozenset({"contentRestrictions", "downloadRestrictions", "inheritedPermissionsDisabled"})


def check_writable(body: dict[str, Any]) -> None:
    """Raises GoogleError 403 for a field that only Drive writes, 501 for one that the emulator does not keep."""
    for name in body:
        if name in _UNSERVED:
            raise GoogleError("UNIMPLEMENTED", f"The emulator does not keep {name}.")
        if name not in _PLAIN and name not in _SPECIAL:
            raise GoogleError(
                "PERMISSION_DENIED",
                "The resource body includes fields which are not directly writable.",
                reason="fieldNotWritable",
            )


def mime_type(body: dict[str, Any], media: Media | None) -> str:
    sent = body.get("mimeType") or (media.mime_type.partition(";")[0] if media else "")
    return str(sent or "application/octet-stream")


def settable(body: dict[str, Any], caller: Caller, record: FileRecord | None) -> dict[str, Any]:
    """The record's fields that a body sets; `record` is the file as it stands, None for a new one."""
    fields: dict[str, Any] = {ours: body[theirs] for theirs, ours in _PLAIN.items() if theirs in body}
    for theirs, ours in (("createdTime", "created_time"), ("modifiedTime", "modified_time")):
        if theirs in body:
            fields[ours] = rfc3339(body[theirs], theirs)
    if "properties" in body:
        fields["properties"] = _patched(record.properties if record else {}, body["properties"])
    if "appProperties" in body:
        present = dict(record.app_properties) if record else {}
        present[caller.client_id] = _patched(present.get(caller.client_id, {}), body["appProperties"])
        fields["app_properties"] = present
    if "starred" in body:
        others = tuple(email for email in (record.starred_by if record else ()) if email != caller.email)
        fields["starred_by"] = (*others, caller.email) if body["starred"] else others
    if "viewedByMeTime" in body:
        seen = rfc3339(body["viewedByMeTime"], "viewedByMeTime")
        fields["viewed_by"] = {**(record.viewed_by if record else {}), caller.email: seen}
    if record is not None and "mimeType" in body and not record.is_native:
        fields["mime_type"] = body["mimeType"]
    return fields


def _patched(present: Any, patch: dict[str, Any]) -> dict[str, str]:
    return {name: value for name, value in {**present, **patch}.items() if value is not None}


def rfc3339(text: str, field: str) -> datetime:
    """The time that a body names. Raises GoogleError 400 if it is none, or names no zone."""
    try:
        time: datetime | None = datetime.fromisoformat(text)
    except ValueError:
        time = None
    if time is None or time.tzinfo is None:
        raise invalid_argument(f"Invalid value for: {field}: Invalid format: {text!r}", reason="invalid")
    return time
