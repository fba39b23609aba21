"""Files in Google Drive: what changed, who may see what, and making, sharing, copying and exporting them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any

from sync.google.clients import discovery_service
from sync.google.errors import IncompleteAnswer
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport

SPREADSHEET = "application/vnd.google-apps.spreadsheet"
_CHANGE_FIELDS = (
    "nextPageToken,newStartPageToken,changes(changeType,fileId,removed,time,"
    "file(mimeType,version,modifiedTime,trashed,lastModifyingUser(me)))"
)


@dataclass(frozen=True)
class FileChange:
    """One entry of the change feed. `removed`: deleted, or no longer shared with us (Google does not say
    which).

    `time` is when Google noted the change and may come minutes after `modified_time`, the edit itself; both
    UTC. `by_me`: the last edit was made by this identity. `version` grows with every change, also with those
    that nobody sees.
    """

    file_id: str
    removed: bool
    trashed: bool
    time: datetime
    modified_time: datetime | None
    by_me: bool
    version: int | None
    mime_type: str


@dataclass(frozen=True)
class Permission:
    """One grant on a file. `kind` is user, group, domain or anyone; `email` is "" for the last two."""

    permission_id: str
    role: str
    kind: str
    email: str


def start_token(transport: Transport) -> str:
    """The token from which `changes_since` reports everything that happens from now on."""
    answer = _drive(transport).changes().getStartPageToken(supportsAllDrives=True).execute()
    return str(answer["startPageToken"])


def changes_since(transport: Transport, token: str) -> tuple[list[FileChange], str]:
    """All changes of files since the token was given out, oldest first, and the token for the next time.

    Every page is fetched. Raises: `IncompleteAnswer` where a page leads nowhere; the old token then stays
    good.
    """
    changes: list[FileChange] = []
    seen = set()
    while token not in seen:
        seen.add(token)
        page = (
            _drive(transport)
            .changes()
            .list(
                pageToken=token,
                pageSize=1000,
                includeRemoved=True,
                includeItemsFromAllDrives=True,
                supportsAllDrives=True,
                fields=_CHANGE_FIELDS,
            )
            .execute()
        )
        changes.extend(_change(entry) for entry in page.get("changes", ()) if entry.get("changeType", "file") == "file")
        if "nextPageToken" not in page:
            if "newStartPageToken" not in page:
                break
            return changes, str(page["newStartPageToken"])
        token = str(page["nextPageToken"])
    raise IncompleteAnswer("Google's list of changed files breaks off. Nothing was taken from it; ask again.")


def create_spreadsheet_file(transport: Transport, name: str, parents: Sequence[str] = ()) -> str:
    """The id of a new, empty spreadsheet in the folders (or shared drive) given. A service account needs a
    shared drive.

    Raises: `WriteUnknown` where the answer was lost: look for the file before making another.
    """
    body = {"name": name, "mimeType": SPREADSHEET} | ({"parents": list(parents)} if parents else {})
    return str(_drive(transport).files().create(body=body, supportsAllDrives=True, fields="id").execute()["id"])


def copy(transport: Transport, file_id: str, name: str, parents: Sequence[str] = ()) -> str:
    """The id of a copy. Copying a Sheet copies its linked Form and script too. Raises as
    `create_spreadsheet_file`."""
    body: dict[str, Any] = {"name": name} | ({"parents": list(parents)} if parents else {})
    answer = _drive(transport).files().copy(fileId=file_id, body=body, supportsAllDrives=True, fields="id").execute()
    return str(answer["id"])


def share(transport: Transport, file_id: str, email: str, role: str) -> str:
    """Gives a user a role (reader, commenter, writer ...) without mailing them; the permission's id."""
    body = {"type": "user", "role": role, "emailAddress": email}
    with repeatable_writes():  # Drive keeps one permission a user: the same grant again changes nothing
        answer = (
            _drive(transport)
            .permissions()
            .create(fileId=file_id, body=body, sendNotificationEmail=False, supportsAllDrives=True, fields="id")
            .execute()
        )
    return str(answer["id"])


def permissions(transport: Transport, file_id: str) -> list[Permission]:
    """Who may do what with the file, every page of it. Only editors may ask."""
    service = _drive(transport).permissions()
    request = service.list(
        fileId=file_id,
        pageSize=100,
        supportsAllDrives=True,
        fields="nextPageToken,permissions(id,role,type,emailAddress)",
    )
    found: list[Permission] = []
    while request is not None:
        page = request.execute()
        found.extend(
            Permission(str(entry["id"]), entry["role"], entry["type"], entry.get("emailAddress", ""))
            for entry in page.get("permissions", ())
        )
        request = service.list_next(request, page)
    return found


def may_add_files(transport: Transport, drive_id: str) -> bool:
    """Whether this identity may put files into a shared drive. Raises `NotFound` where it is no member."""
    drive = _drive(transport).drives().get(driveId=drive_id, fields="capabilities(canAddChildren)").execute()
    return bool(drive.get("capabilities", {}).get("canAddChildren"))


def shared_drive_of(transport: Transport, file_id: str) -> str:
    """The id of the shared drive in which a file stands; "" for a file of somebody's own drive."""
    answer = _drive(transport).files().get(fileId=file_id, supportsAllDrives=True, fields="driveId").execute()
    return str(answer.get("driveId", ""))


def export(transport: Transport, file_id: str, mime_type: str) -> bytes:
    """The file in another format (XLSX, PDF, CSV of the first tab ...), 10 MB at most."""
    content: bytes = _drive(transport).files().export_media(fileId=file_id, mimeType=mime_type).execute()
    return content


def _drive(transport: Transport) -> Any:
    return discovery_service(transport, "drive", "v3")


def _change(entry: dict[str, Any]) -> FileChange:
    file = entry.get("file", {})
    return FileChange(
        file_id=str(entry["fileId"]),
        removed=bool(entry.get("removed", False)),
        trashed=bool(file.get("trashed", False)),
        time=datetime.fromisoformat(entry["time"]),
        modified_time=datetime.fromisoformat(file["modifiedTime"]) if "modifiedTime" in file else None,
        by_me=bool(file.get("lastModifyingUser", {}).get("me", False)),
        version=int(file["version"]) if "version" in file else None,
        mime_type=str(file.get("mimeType", "")),
    )
