"""What Drive keeps of a file and of a permission."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from enum import IntEnum
from typing import Literal

FOLDER = "application/vnd.google-apps.folder"
SHORTCUT = "application/vnd.google-apps.shortcut"
SPREADSHEET = "application/vnd.google-apps.spreadsheet"
DOCUMENT = "application/vnd.google-apps.document"
FORM = "application/vnd.google-apps.form"
NATIVE = "application/vnd.google-apps."


class Role(IntEnum):
    """Roles from the least to the most. `fileOrganizer` and `organizer` exist on shared drives only, `owner`
    nowhere else.
    """

    none = 0
    reader = 1
    commenter = 2
    writer = 3
    fileOrganizer = 4  # noqa: N815 - the API's own name
    organizer = 5
    owner = 6


PermissionType = Literal["user", "group", "domain", "anyone"]


@dataclass(frozen=True)
class Permission:
    """One grant on one file. `email` is set for users and groups, `domain` for domains."""

    id: str
    type: PermissionType
    role: str
    email: str = ""
    domain: str = ""
    allow_file_discovery: bool = False
    expiration: datetime | None = None
    pending_owner: bool = False
    granted: datetime | None = None

    @property
    def principal(self) -> str:
        """Who gains by this grant, as one word: an address, `domain:NAME` or `anyone`."""
        return self.email or (f"domain:{self.domain}" if self.domain else "anyone")


@dataclass(frozen=True)
class FileRecord:
    """A file, a folder, or the root of a My Drive or of a shared drive (whose members are the permissions of
    its root).

    `parent` is None for roots and for files whose folder is gone. `owner` is empty inside a shared drive,
    whose id is then `drive_id`. `opened_with` lists the OAuth clients that made or opened the file (scope
    `drive.file`). Times are UTC.
    """

    id: str
    name: str
    mime_type: str
    created_time: datetime
    modified_time: datetime
    last_modifying_user: str
    owner: str = ""
    drive_id: str = ""
    parent: str | None = None
    permissions: tuple[Permission, ...] = ()
    version: int = 1
    trashed: bool = False
    trashed_time: datetime | None = None
    trashing_user: str = ""
    description: str = ""
    starred_by: tuple[str, ...] = ()
    viewed_by: Mapping[str, datetime] = field(default_factory=dict)
    modified_by: Mapping[str, datetime] = field(default_factory=dict)
    properties: Mapping[str, str] = field(default_factory=dict)
    app_properties: Mapping[str, Mapping[str, str]] = field(default_factory=dict)  # by OAuth client
    opened_with: tuple[str, ...] = ()
    writers_can_share: bool = True
    copy_requires_writer_permission: bool = False
    folder_color: str = ""
    shortcut_target: str = ""
    size: int | None = None
    md5: str = ""
    original_filename: str = ""
    is_root: bool = False

    @property
    def is_folder(self) -> bool:
        return self.mime_type == FOLDER

    @property
    def is_native(self) -> bool:
        """True for Google's own kinds of file, whose content an editor API holds."""
        return self.mime_type.startswith(NATIVE)


@dataclass(frozen=True)
class SharedDrive:
    """A shared drive; its root folder has the same id."""

    id: str
    name: str
    created_time: datetime
    color: str = "#4285f4"
    hidden_for: tuple[str, ...] = ()
    request_id: str = ""
    restrictions: Mapping[str, bool] = field(default_factory=dict)


@dataclass(frozen=True)
class Change:
    """The last change of one file (or shared drive): the feed names each file once, at its latest change.

    `lost` maps a principal to the number of the change at which it lost access; `deleted` means gone for
    everybody.
    """

    id: str
    number: int
    time: datetime
    deleted: bool = False
    lost: Mapping[str, int] = field(default_factory=dict)
    of_drive: bool = False
    drive_id: str = ""
    opened_with: tuple[str, ...] = ()
