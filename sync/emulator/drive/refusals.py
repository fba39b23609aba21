"""Drive's refusals, in both of the forms that Google's APIs send."""

from __future__ import annotations

from sync.emulator.wire.errors import GoogleError


def file_not_found(file_id: str) -> GoogleError:
    return GoogleError(
        "NOT_FOUND",
        "Requested entity was not found.",
        reason="notFound",
        drive_message=f"File not found: {file_id}.",
        location="fileId",
    )


def forbidden(file_id: str, reason: str = "insufficientFilePermissions") -> GoogleError:
    return GoogleError(
        "PERMISSION_DENIED",
        "The caller does not have permission",
        reason=reason,
        drive_message=f"The user does not have sufficient permissions for file {file_id}.",
    )


def no_storage() -> GoogleError:
    return GoogleError(
        "PERMISSION_DENIED",
        "The caller does not have permission",
        reason="storageQuotaExceeded",
        drive_message="Service Accounts do not have storage quota. Leverage shared drives"
        " (https://developers.google.com/workspace/drive/api/guides/about-shareddrives), or use OAuth"
        " delegation (http://support.google.com/a/answer/7281227) instead.",
    )
