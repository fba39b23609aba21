"""files.*: making, reading, changing, copying and deleting files."""

from __future__ import annotations

from dataclasses import replace
from typing import Any

from sync.emulator.drive.bodies import check_writable, mime_type, settable
from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.drive import Drive, new_id
from sync.emulator.drive.media import downloaded, store_content
from sync.emulator.drive.moving import erase, move, trash
from sync.emulator.drive.reaching import reached
from sync.emulator.drive.records import SHORTCUT, FileRecord, Role
from sync.emulator.drive.refusals import forbidden
from sync.emulator.drive.resources import file_resource
from sync.emulator.wire.call import Call, Caller, Content
from sync.emulator.wire.errors import GoogleError, invalid_argument

_DEFAULT_FIELDS = ("kind", "id", "name", "mimeType", "driveId", "teamDriveId")
_MOST_IDS = 1000


def create(call: Call) -> dict[str, Any]:
    """files.create, with or without content."""
    drive, body = call.world.drive, call.body
    check_writable(body)
    kind = mime_type(body, call.media)
    more = settable(body, call.caller, None)
    name = more.pop("name", "Untitled")
    if file_id := body.get("id"):
        if file_id in drive.files:
            raise GoogleError("ALREADY_EXISTS", "A file already exists with the provided ID.", reason="fileIdInUse")
        more["id"] = file_id
    if kind == SHORTCUT:
        more["shortcut_target"] = drive.visible(body.get("shortcutDetails", {}).get("targetId", ""), call.caller).id
    record = drive.create_file(name, kind, call.caller, body.get("parents"), **more)
    store_content(drive, record, call.media, call.caller, is_new=True)
    return answered(call, drive.file(record.id))


def get(call: Call) -> dict[str, Any] | Content:
    """files.get: the metadata, or with `alt=media` the bytes."""
    drive = call.world.drive
    record = reached(call, call.path["fileId"])
    if call.wants_media:
        return downloaded(drive, record)
    return answered(call, record)


def update(call: Call) -> dict[str, Any]:
    """files.update: metadata, folder, trash, content."""
    drive, body, caller = call.world.drive, call.body, call.caller
    record = reached(call, call.path["fileId"])
    check_writable(body)
    if "parents" in body:
        raise GoogleError(
            "PERMISSION_DENIED",
            "The parents field is not directly writable in update requests. Use the addParents and"
            " removeParents parameters instead.",
            reason="fieldNotWritable",
        )
    may = capabilities(drive, record, caller, drive.role(record, caller))
    fields = settable(body, caller, record)
    own = {name: fields.pop(name) for name in ("starred_by", "viewed_by") if name in fields}
    if (fields or call.media) and not may["canEdit"]:
        raise forbidden(record.id)
    if "trashed" in body and not may["canTrash"]:
        raise forbidden(record.id)
    move(drive, record, call)
    if "trashed" in body and body["trashed"] != record.trashed:
        trash(drive, record, caller, body["trashed"])
    if call.media:
        store_content(drive, record, call.media, caller, is_new=False)
    if fields:
        now = drive.now()
        fields.setdefault("modified_time", now)
        modified_by = {**drive.file(record.id).modified_by, caller.email: now}
        drive.change(record.id, last_modifying_user=caller.email, modified_by=modified_by, **fields)
    if own:  # private to the caller: no new version
        drive.files.save(record.id, replace(drive.file(record.id), **own))
    return answered(call, drive.file(record.id))


def copy(call: Call) -> dict[str, Any]:
    """files.copy."""
    drive, body, caller = call.world.drive, call.body, call.caller
    source = reached(call, call.path["fileId"])
    check_writable(body)
    if not capabilities(drive, source, caller, drive.role(source, caller))["canCopy"]:
        reason = "cannotCopyFile"
        raise GoogleError("PERMISSION_DENIED", "This file cannot be copied by the user.", reason=reason)
    fields = settable(body, caller, None)
    name = fields.pop("name", f"Copy of {source.name}")
    kept = {
        "description": source.description,
        "properties": source.properties,
        "app_properties": source.app_properties,
        "size": source.size,
        "md5": source.md5,
        "shortcut_target": source.shortcut_target,
    }
    parents = body.get("parents") or _same_folder(drive, source, caller)
    made = drive.create_file(name, source.mime_type, caller, parents, **(kept | fields))
    hook = drive.content.get(source.mime_type)
    if hook is not None:
        hook.copy(source.id, made.id)
    elif (content := drive.store.load("media", source.id)) is not None:
        drive.store.save("media", made.id, content)
    return answered(call, drive.file(made.id))


def delete(call: Call) -> None:
    """files.delete: for ever, without the trash, with everything in the folder."""
    drive = call.world.drive
    record = reached(call, call.path["fileId"])
    if not capabilities(drive, record, call.caller, drive.role(record, call.caller))["canDelete"]:
        raise forbidden(record.id)
    erase(drive, record)


def empty_trash(call: Call) -> None:
    """files.emptyTrash: of the caller's My Drive, or of one shared drive."""
    drive, drive_id = call.world.drive, call.one("driveId")
    if drive_id and drive.role(drive.visible(drive_id, call.caller), call.caller) < Role.organizer:
        raise forbidden(drive_id)
    for record in drive.files.all():
        mine = record.drive_id == drive_id if drive_id else record.owner == call.caller.email
        if mine and record.trashed and record.id in drive.files:
            erase(drive, record)


def generate_ids(call: Call) -> dict[str, Any]:
    """files.generateIds: ids that a later files.create may use, so that it can be repeated safely."""
    count = call.number("count", 10)
    if not 1 <= count <= _MOST_IDS:
        raise invalid_argument(f"Invalid value '{count}'.", reason="invalidParameter", location="count")
    space = call.one("space", "drive")
    return {"kind": "drive#generatedIds", "space": space, "ids": [new_id() for _ in range(count)]}


def answered(call: Call, record: FileRecord) -> dict[str, Any]:
    """The file as JSON: the usual few fields unless a mask asks for more."""
    resource = file_resource(call.world.drive, record, call.caller)
    return resource if call.has_mask else {name: resource[name] for name in _DEFAULT_FIELDS if name in resource}


def _same_folder(drive: Drive, source: FileRecord, caller: Caller) -> list[str]:
    """A copy goes beside the original where the caller may write there."""
    folder = drive.files.get(source.parent) if source.parent else None
    return [folder.id] if folder and drive.role(folder, caller) >= Role.writer else []
