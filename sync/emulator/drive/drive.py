"""Drive's state and rules: who may see and do what, and what every change of a file brings with it.

The other APIs reach files through `require`, `create_file`, `touch` and `rename`, and hand in what holds
their documents (`content`).
"""

from __future__ import annotations

import secrets
import string
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import datetime
from typing import Any, Protocol

from sync.emulator.accounts import number_for
from sync.emulator.drive.access import Access
from sync.emulator.drive.changes import ChangeFeed
from sync.emulator.drive.records import FOLDER, FileRecord, Role, SharedDrive
from sync.emulator.drive.refusals import file_not_found, forbidden, no_storage
from sync.emulator.signin import SignIn
from sync.emulator.store import Records, Store
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError

_ID_ALPHABET = string.ascii_letters + string.digits + "-_"


class ContentHook(Protocol):
    """What an editor API does when Drive makes, copies, deletes or exports one of its documents."""

    def create(self, file_id: str, title: str, caller: Caller, /) -> None: ...
    def copy(self, source_id: str, target_id: str, /) -> None: ...
    def delete(self, file_id: str, /) -> None: ...
    def export(self, file_id: str, mime_type: str, /) -> bytes: ...


class ImportHook(Protocol):
    """Fills a fresh document from uploaded bytes (a CSV or XLSX turned into a Sheet). Raises GoogleError if
    it cannot.
    """

    def __call__(self, file_id: str, mime_type: str, content: bytes, /) -> None: ...


class Drive(Access):
    """Files, permissions, shared drives and their changes."""

    def __init__(self, store: Store, signin: SignIn, now: Callable[[], datetime], address: Callable[[], str]) -> None:
        super().__init__(store, signin, now)
        self.address = address
        self.export_limit_bytes = 10 * 2**20  # of files.export, Drive's usage limits page
        self.content: dict[str, ContentHook] = {}
        self.imports: dict[str, ImportHook] = {}
        self.drives = Records(store, "drive", SharedDrive)
        self.changes = ChangeFeed(store, now)

    # --- what the other APIs use

    def require(self, file_id: str, caller: Caller, role: str = "reader") -> FileRecord:
        """The file, if the caller may see it in this role. Raises GoogleError 404 (not visible) or 403 (role
        too low).
        """
        record = self.visible(file_id, caller)
        if self.role(record, caller) < Role[role]:
            raise forbidden(file_id)
        return record

    def create_file(
        self, name: str, mime_type: str, caller: Caller, parents: list[str] | None = None, **more: Any
    ) -> FileRecord:
        """A new file in the first of `parents` (the caller's root, if none), owned by the caller or by the
        shared drive.

        `more` are further fields of FileRecord. Raises GoogleError 404 for an unknown folder, 403 without the
        right to add to it, 403 storageQuotaExceeded for a service account outside a shared drive.
        """
        parent = self.folder_for_new(parents or [], caller)
        if caller.service_account and not parent.drive_id:
            raise no_storage()
        now = self.now()
        fields: dict[str, Any] = {
            "id": new_id(),
            "created_time": now,
            "modified_time": now,
            "last_modifying_user": caller.email,
            "modified_by": {caller.email: now},
            "viewed_by": {caller.email: now},
            "opened_with": (caller.client_id,),
            "owner": "" if parent.drive_id else caller.email,
            "drive_id": parent.drive_id,
            "parent": parent.id,
            "permissions": () if parent.drive_id else (self.grant("user", "owner", caller.email),),
        }
        record = FileRecord(name=name, mime_type=mime_type, **(fields | more))
        self.files.save(record.id, record)
        self.changes.record(record.id, drive_id=record.drive_id)
        return record

    def touch(self, file_id: str, caller: Caller) -> FileRecord:
        """The file after an edit of its content by the caller: modifiedTime, version, lastModifyingUser, a
        change.
        """
        record, now = self.file(file_id), self.now()
        self.changes.record_edit(file_id)
        edited = replace(
            record,
            version=record.version + 1,
            modified_time=now,
            last_modifying_user=caller.email,
            modified_by={**record.modified_by, caller.email: now},
        )
        return self.files.save(file_id, edited)

    def rename(self, file_id: str, name: str) -> FileRecord:
        """The file under another name; an edit of the title in an editor (say who with `touch`)."""
        return self.change(file_id, name=name)

    def open_with(self, file_id: str, client_id: str) -> FileRecord:
        """The file once a person has opened it with an app (picked it, or granted the file scope):
        `drive.file` then reaches it.
        """
        record = self.file(file_id)
        if client_id in record.opened_with:
            return record
        with self.store.transaction():
            return self.change(file_id, opened_with=(*record.opened_with, client_id))

    # --- files

    def file(self, file_id: str) -> FileRecord:
        """The file, whoever asks. Raises GoogleError 404."""
        record = self.files.get(file_id)
        if record is None:
            raise file_not_found(file_id)
        return record

    def visible(self, file_id: str, caller: Caller) -> FileRecord:
        """The file, if the caller may know of it; `root` is the caller's My Drive. Raises GoogleError 404."""
        record = self.root(caller.email) if file_id == "root" else self.file(file_id)
        if self.role(record, caller) == Role.none:
            raise file_not_found(file_id)
        if caller.per_file and caller.client_id not in record.opened_with and not record.is_root:
            raise file_not_found(file_id)
        return record

    def change(self, file_id: str, **fields: Any) -> FileRecord:
        """The file with these fields changed, one version later, and a change in the feed."""
        record = self.file(file_id)
        self.changes.record(file_id, drive_id=record.drive_id)
        return self.files.save(file_id, replace(record, version=record.version + 1, **fields))

    def root(self, email: str) -> FileRecord:
        """The root folder of an account's My Drive, made when it is first needed."""
        root_id = f"0A{number_for(email, 16)}PVA"
        known = self.files.get(root_id)
        if known is not None:
            return known
        now = self.now()
        owner = self.grant("user", "owner", email)
        root = FileRecord(root_id, "My Drive", FOLDER, now, now, email, email, permissions=(owner,), is_root=True)
        with self.store.transaction():
            return self.files.save(root_id, root)

    def folder_for_new(self, parents: list[str], caller: Caller) -> FileRecord:
        """The folder that a new or moved file goes to. Raises GoogleError 400, 403 or 404."""
        if len(parents) > 1:
            raise GoogleError(
                "INVALID_ARGUMENT",
                "A file cannot have more than one parent.",
                reason="multipleParentsInsertNotAllowed",
            )
        folder = self.visible(parents[0], caller) if parents else self.root(caller.email)
        if not folder.is_folder:
            raise GoogleError("PERMISSION_DENIED", "The specified parent is not a folder.", reason="parentNotAFolder")
        if self.role(folder, caller) < Role.writer:
            raise forbidden(folder.id)
        return folder

    def children(self, folder_id: str) -> list[FileRecord]:
        return [record for record in self.files.all() if record.parent == folder_id]

    def below(self, record: FileRecord) -> list[FileRecord]:
        """The file and, if it is a folder, everything in it."""
        if not record.is_folder:
            return [record]
        return [record, *(found for child in self.children(record.id) for found in self.below(child))]

    @contextmanager
    def access_change(self, record: FileRecord) -> Iterator[None]:
        """Whatever is done to the access to a file inside, the feed tells those who lost it and those who
        keep it.
        """
        before = {found.id: self.audience(found) for found in self.below(record)}
        yield
        for file_id, audience in before.items():
            found = self.files.get(file_id)
            lost = audience - (self.audience(found) if found else set())
            if found is not None:
                self.files.save(file_id, replace(found, version=found.version + 1))
            drive_id = found.drive_id if found else record.drive_id
            self.changes.record(file_id, lost, deleted=found is None, drive_id=drive_id)


def new_id() -> str:
    """A file id of 44 characters."""
    return "1" + "".join(secrets.choice(_ID_ALPHABET) for _ in range(43))
