"""The bytes of a file: uploaded, turned into a document, downloaded."""

from __future__ import annotations

import hashlib
from dataclasses import replace

from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import FOLDER, NATIVE, FileRecord
from sync.emulator.wire.call import Caller, Content, Media
from sync.emulator.wire.errors import GoogleError, invalid_argument


def store_content(drive: Drive, record: FileRecord, media: Media | None, caller: Caller, is_new: bool) -> None:
    hook = drive.content.get(record.mime_type)
    if hook is not None and is_new:
        hook.create(record.id, record.name, caller)
    if media is None:
        if is_new and not record.mime_type.startswith(NATIVE):
            drive.files.save(
                record.id, replace(record, size=0, md5=hashlib.md5(b"", usedforsecurity=False).hexdigest())
            )
        return
    if record.mime_type.startswith(NATIVE):
        importing = drive.imports.get(record.mime_type)
        if importing is None or record.mime_type == FOLDER:
            raise invalid_argument("Conversion of the uploaded content to the requested output type is not supported.")
        importing(record.id, media.mime_type.partition(";")[0].strip(), media.content)
    else:
        digest = hashlib.md5(media.content, usedforsecurity=False).hexdigest()
        drive.store.save("media", record.id, media.content)
        drive.files.save(record.id, replace(drive.file(record.id), size=len(media.content), md5=digest))
    if not is_new:
        drive.touch(record.id, caller)


def downloaded(drive: Drive, record: FileRecord) -> Content:
    if record.is_native:
        raise GoogleError(
            "PERMISSION_DENIED",
            "Only files with binary content can be downloaded. Use Export with Docs Editors files.",
            reason="fileNotDownloadable",
            location="alt",
        )
    return Content(drive.store.load("media", record.id) or b"", record.mime_type)
