"""Files, permissions, shared drives and changes as the JSON that Drive sends."""

from __future__ import annotations

from datetime import datetime
from typing import Any

from sync.emulator.accounts import number_for
from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import (
    DOCUMENT,
    FOLDER,
    FORM,
    SHORTCUT,
    SPREADSHEET,
    FileRecord,
    Permission,
    Role,
    SharedDrive,
)
from sync.emulator.wire.call import Caller

_EDITORS = {SPREADSHEET: "spreadsheets", DOCUMENT: "document", FORM: "forms"}
EXPORTS = {
    SPREADSHEET: {
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "xlsx",
        "application/x-vnd.oasis.opendocument.spreadsheet": "ods",
        "application/pdf": "pdf",
        "application/zip": "zip",
        "text/csv": "csv",
        "text/tab-separated-values": "tsv",
    },
    DOCUMENT: {
        "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "docx",
        "application/vnd.oasis.opendocument.text": "odt",
        "application/rtf": "rtf",
        "application/pdf": "pdf",
        "text/plain": "txt",
        "text/html": "html",
        "text/markdown": "md",
        "application/zip": "zip",
        "application/epub+zip": "epub",
    },
    FORM: {"application/zip": "zip"},
}

IMPORTS = {  # what an uploaded file can become
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": SPREADSHEET,
    "text/csv": SPREADSHEET,
    "text/tab-separated-values": SPREADSHEET,
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": DOCUMENT,
    "text/plain": DOCUMENT,
}


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC with milliseconds, as Drive writes every time."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def user_resource(drive: Drive, email: str, caller: Caller) -> dict[str, Any]:
    account = drive.signin.find(email)
    return {
        "kind": "drive#user",
        "displayName": account.name if account else email,
        "me": email == caller.email,
        "permissionId": number_for(email, 20),
        "emailAddress": email,
    }


def file_resource(drive: Drive, record: FileRecord, caller: Caller) -> dict[str, Any]:
    """Everything that the caller may know of a file."""
    role = drive.role(record, caller)
    trashed = drive.is_trashed(record)
    resource: dict[str, Any] = {
        "kind": "drive#file",
        "id": record.id,
        "name": record.name,
        "mimeType": record.mime_type,
        "starred": caller.email in record.starred_by,
        "trashed": trashed,
        "explicitlyTrashed": record.trashed,
        "spaces": ["drive"],
        "version": str(record.version),
        "webViewLink": web_view_link(drive, record),
        "createdTime": stamp(record.created_time),
        "modifiedTime": stamp(record.modified_time),
        "modifiedByMe": caller.email in record.modified_by,
        "viewedByMe": caller.email in record.viewed_by,
        "lastModifyingUser": user_resource(drive, record.last_modifying_user, caller),
        "capabilities": capabilities(drive, record, caller, role),
        "permissionIds": [grant.id for grant in drive.grants(record)] if role >= Role.writer else [],
        "copyRequiresWriterPermission": record.copy_requires_writer_permission,
        "isAppAuthorized": caller.client_id in record.opened_with,
        "quotaBytesUsed": str(record.size or 0),
        "inheritedPermissionsDisabled": False,
    }
    resource |= _owned(drive, record, caller, role) | _own_times(record, caller) | _by_kind(drive, record)
    if record.description:
        resource["description"] = record.description
    if record.properties:
        resource["properties"] = dict(record.properties)
    if record.app_properties.get(caller.client_id):
        resource["appProperties"] = dict(record.app_properties[caller.client_id])
    if record.trashed and record.trashed_time and record.drive_id:
        resource["trashedTime"] = stamp(record.trashed_time)
        resource["trashingUser"] = user_resource(drive, record.trashing_user, caller)
    parent = drive.files.get(record.parent) if record.parent else None
    # A file shared without its folder shows no folder.
    if parent is not None and drive.role(parent, caller) > Role.none:
        resource["parents"] = [parent.id]
    return resource


def _owned(drive: Drive, record: FileRecord, caller: Caller, role: Role) -> dict[str, Any]:
    if record.drive_id:
        found: dict[str, Any] = {"driveId": record.drive_id, "teamDriveId": record.drive_id}
        found["hasAugmentedPermissions"] = bool(record.permissions) and not record.is_root
        return found
    found = {
        "owners": [user_resource(drive, record.owner, caller)],
        "ownedByMe": record.owner == caller.email,
        "shared": len({grant.principal for grant in drive.grants(record)}) > 1,
        "writersCanShare": record.writers_can_share,
    }
    if role >= Role.writer:
        found["permissions"] = [permission_resource(drive, grant) for grant in drive.grants(record)]
    return found


def _own_times(record: FileRecord, caller: Caller) -> dict[str, Any]:
    found = {}
    if caller.email in record.modified_by:
        found["modifiedByMeTime"] = stamp(record.modified_by[caller.email])
    if caller.email in record.viewed_by:
        found["viewedByMeTime"] = stamp(record.viewed_by[caller.email])
    if shared := shared_with_me_time(record, caller):
        found["sharedWithMeTime"] = stamp(shared)
    return found


def shared_with_me_time(record: FileRecord, caller: Caller) -> datetime | None:
    """When the file was shared with the caller by name; None for one's own files and for shared drives."""
    if record.owner == caller.email or record.drive_id:
        return None
    times = [grant.granted for grant in record.permissions if grant.email == caller.email and grant.granted]
    return min(times, default=None)


def _by_kind(drive: Drive, record: FileRecord) -> dict[str, Any]:
    found: dict[str, Any] = {}
    if record.mime_type in EXPORTS:
        found["exportLinks"] = {
            mime: f"{drive.address()}/{_EDITORS[record.mime_type]}/export?id={record.id}&exportFormat={form}"
            for mime, form in EXPORTS[record.mime_type].items()
        }
    if record.mime_type == FOLDER:
        found["folderColorRgb"] = record.folder_color or "#8f8f8f"
    if record.mime_type == SHORTCUT:
        target = drive.files.get(record.shortcut_target)
        found["shortcutDetails"] = {"targetId": record.shortcut_target}
        if target:
            found["shortcutDetails"]["targetMimeType"] = target.mime_type
    if not record.is_native:
        extension = record.name.rpartition(".")[2] if "." in record.name else ""
        found |= {
            "originalFilename": record.original_filename or record.name,
            "headRevisionId": f"0B{record.version}",
        }
        found |= {
            "fileExtension": extension,
            "fullFileExtension": extension,
            "webContentLink": _download_link(drive, record),
        }
        if record.size is not None:
            found |= {"size": str(record.size), "md5Checksum": record.md5}
    return found


def _download_link(drive: Drive, record: FileRecord) -> str:
    return f"{drive.address()}/uc?id={record.id}&export=download"


def web_view_link(drive: Drive, record: FileRecord) -> str:
    """Where a person opens the file in a browser."""
    if record.mime_type == FOLDER:
        return f"{drive.address()}/drive/folders/{record.id}"
    editor = _EDITORS.get(record.mime_type)
    if editor is None:
        return f"{drive.address()}/file/d/{record.id}/view?usp=drivesdk"
    return f"{drive.address()}/{editor}/d/{record.id}/edit?usp=drivesdk"


def permission_resource(drive: Drive, grant: Permission) -> dict[str, Any]:
    resource: dict[str, Any] = {
        "kind": "drive#permission",
        "id": grant.id,
        "type": grant.type,
        "role": grant.role,
    }
    if grant.email:
        account = drive.signin.find(grant.email)
        resource |= {"emailAddress": grant.email, "displayName": account.name if account else grant.email}
        resource |= {"deleted": False, "pendingOwner": grant.pending_owner}
    elif grant.domain:
        resource |= {
            "domain": grant.domain,
            "displayName": grant.domain,
            "allowFileDiscovery": grant.allow_file_discovery,
        }
    else:
        resource["allowFileDiscovery"] = grant.allow_file_discovery
    if grant.expiration:
        resource["expirationTime"] = stamp(grant.expiration)
    return resource


def drive_resource(drive: Drive, shared: SharedDrive, caller: Caller) -> dict[str, Any]:
    root = drive.file(shared.id)
    role = drive.role(root, caller)
    return {
        "kind": "drive#drive",
        "id": shared.id,
        "name": shared.name,
        "colorRgb": shared.color,
        "createdTime": stamp(shared.created_time),
        "hidden": caller.email in shared.hidden_for,
        "restrictions": dict(shared.restrictions),
        "capabilities": {
            "canAddChildren": role >= Role.writer,
            "canComment": role >= Role.commenter,
            "canCopy": role > Role.none,
            "canDeleteChildren": role >= Role.organizer,
            "canDeleteDrive": role >= Role.organizer,
            "canDownload": role > Role.none,
            "canEdit": role >= Role.writer,
            "canListChildren": role > Role.none,
            "canManageMembers": role >= Role.organizer,
            "canReadRevisions": role >= Role.writer,
            "canRename": role >= Role.writer,
            "canRenameDrive": role >= Role.organizer,
            "canShare": role >= Role.organizer,
            "canTrashChildren": role >= Role.fileOrganizer,
        },
    }
