"""What can go wrong between us and Google: one exception for each thing that the caller can do differently.

No message holds a token, an e-mail address or anything that stands in a cell; so each may be logged and
shown.
"""

from __future__ import annotations

from enum import Enum


class Landed(Enum):
    """Whether the request that failed was carried out."""

    NO = "no"  # refused, or never sent: sending it again is the first time
    UNKNOWN = "unknown"  # the answer was lost: it may have been carried out


class GoogleProblem(Exception):
    """The root of the tree.

    `landed` says whether the request was carried out, `passing` whether waiting may help, and `retry_after`
    how many seconds Google asked us to wait (None where it did not say).
    """

    landed = Landed.NO
    passing = False

    def __init__(self, message: str, *, retry_after: float | None = None) -> None:
        super().__init__(message)
        self.retry_after = retry_after


class CredentialsMissing(GoogleProblem):
    """There is no usable sign-in: no key file, a damaged one, or one that Google no longer accepts."""


class ForeignAddress(GoogleProblem):
    """A request, and with it the sign-in, was about to go to a host that is neither Google nor the address in
    use."""

    def __init__(self, host: str) -> None:
        super().__init__(
            f"A request to {host} was held back: that is not Google. Check the key file and the address in use."
        )


class SheetNotShared(GoogleProblem):
    """The file exists, and the identity may not do this to it. `reader` is the address to share it with (""
    where it is not known); it is not in the message, because messages are logged."""

    def __init__(self, file_id: str, reader: str = "") -> None:
        super().__init__(
            f"Google file {file_id} is not shared with coachlog as editor. Share it with coachlog's "
            "address (`coachlog doctor` shows it), then run the sync again."
        )
        self.file_id = file_id
        self.reader = reader


class NotFound(GoogleProblem):
    """Google knows no such file, or hides it from this identity."""

    def __init__(self, file_id: str) -> None:
        super().__init__(
            f"Google knows no file {file_id}, or it is not shared with coachlog. Check that it was not "
            "deleted, and share it with coachlog's address (`coachlog doctor` shows it)."
        )
        self.file_id = file_id


class QuotaExhausted(GoogleProblem):
    """The allowance of requests is used up. Nothing was carried out."""

    def __init__(self, message: str, *, passing: bool = True, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.passing = passing


class Unavailable(GoogleProblem):
    """Google could not be reached, did not answer in time, or answered with an error of its own."""

    passing = True

    def __init__(self, message: str, *, landed: Landed = Landed.UNKNOWN, retry_after: float | None = None) -> None:
        super().__init__(message, retry_after=retry_after)
        self.landed = landed


class IncompleteAnswer(Unavailable):
    """The answer to a read is cut off or lacks what it must have. No number may be made from it."""


class Rejected(GoogleProblem):
    """Google understood the request and will not carry it out; the same request will fail again.

    `message` is Google's wording without anything that it quoted from the request, `reason` its short code,
    and `failed_request` the number (from 0) and the kind of the one request of a batch that failed.
    """

    def __init__(self, message: str, *, reason: str = "", failed_request: tuple[int, str] | None = None) -> None:
        super().__init__(f"Google refused the request: {message}")
        self.message = message
        self.reason = reason
        self.failed_request = failed_request


class StaleVersion(GoogleProblem):
    """The workbook's version token is not the one that the batch named: somebody else's batch came first.
    Nothing of ours was written; read the workbook again and decide again."""

    def __init__(self, workbook_id: str, version: int | None) -> None:
        known = "no version" if version is None else f"version {version}"
        super().__init__(
            f"Workbook {workbook_id} no longer has {known}: another sync wrote to it. "
            "Nothing was written; read it again."
        )
        self.workbook_id = workbook_id
        self.version = version


class WriteUnknown(GoogleProblem):
    """The answer to a write was lost: it may or may not stand in the file. Read the file again before you
    write to it."""

    landed = Landed.UNKNOWN

    def __init__(self, file_id: str) -> None:
        super().__init__(
            f"Google's answer to a write to {file_id or 'a new file'} was lost, so the write may or may not "
            "have happened. Read the file again before writing to it."
        )
        self.file_id = file_id
