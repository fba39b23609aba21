"""What a caller may do with a file, by the names that Drive gives it."""

from __future__ import annotations

from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import FileRecord, Role
from sync.emulator.wire.call import Caller


def capabilities(drive: Drive, record: FileRecord, caller: Caller, role: Role) -> dict[str, bool]:
    """What the caller may do with a file, by the names that Drive gives it."""
    edits = role >= Role.writer
    in_drive = bool(record.drive_id)
    parent = drive.files.get(record.parent) if record.parent else None
    parent_role = drive.role(parent, caller) if parent else Role.none
    removes = (parent_role >= Role.fileOrganizer) if in_drive else role == Role.owner
    deletes = (parent_role >= Role.organizer) if in_drive else role == Role.owner
    shares = role >= Role.organizer or (edits and (in_drive or record.writers_can_share))
    copies = role > Role.none and not record.is_folder and (edits or not record.copy_requires_writer_permission)
    return {
        "canEdit": edits,
        "canComment": role >= Role.commenter,
        "canRename": edits,
        "canModifyContent": edits,
        "canShare": shares and not (record.is_root and not in_drive),
        "canCopy": copies,
        "canDownload": edits or not record.copy_requires_writer_permission,
        "canTrash": removes and not record.is_root,
        "canUntrash": removes and not record.is_root,
        "canDelete": deletes and not record.is_root,
        "canAddChildren": edits and record.is_folder,
        "canListChildren": record.is_folder,
        "canRemoveChildren": edits and record.is_folder,
        "canReadRevisions": edits,
        "canChangeCopyRequiresWriterPermission": edits,
        "canMoveItemWithinDrive": edits and not record.is_root,
        "canMoveItemOutOfDrive": deletes and not record.is_root,
    }
