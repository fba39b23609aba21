"""The terms of a files.list query: each becomes a function that says whether a file matches."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from operator import eq, ge, gt, le, lt, ne
from typing import Any

from sync.emulator.drive.drive import Drive
from sync.emulator.drive.records import FileRecord, Role
from sync.emulator.drive.resources import shared_with_me_time
from sync.emulator.wire.call import Caller
from sync.emulator.wire.errors import GoogleError, invalid_argument


@dataclass(frozen=True)
class Candidate:
    """A file that may be found, and who is looking."""

    record: FileRecord
    caller: Caller
    drive: Drive


Matches = Callable[[Candidate], bool]
_WORD = re.compile(r"\w+")
_COMPARE: Mapping[str, Callable[[Any, Any], bool]] = {"=": eq, "!=": ne, "<": lt, "<=": le, ">": gt, ">=": ge}


def membership(member: str, collection: str) -> Matches:
    roles = {
        "owners": (Role.owner,),
        "writers": (Role.writer, Role.fileOrganizer, Role.organizer, Role.owner),
    }
    roles |= {"readers": tuple(Role)[1:]}
    if collection == "parents":
        return lambda file: file.record.parent == _parent_id(file, member)
    if collection not in roles:
        raise bad_query()
    wanted = roles[collection]

    def matches(file: Candidate) -> bool:
        email = file.caller.email if member == "me" else member.lower()
        return any(grant.principal == email and Role[grant.role] in wanted for grant in file.drive.grants(file.record))

    return matches


def _parent_id(file: Candidate, member: str) -> str:
    return file.drive.root(file.caller.email).id if member == "root" else member


def having(field: str, pair: Mapping[str, str]) -> Matches:
    if set(pair) != {"key", "value"} or field not in {"properties", "appProperties"}:
        raise bad_query()

    def matches(file: Candidate) -> bool:
        record = file.record
        own = record.app_properties.get(file.caller.client_id, {})
        present = record.properties if field == "properties" else own
        return present.get(pair["key"]) == pair["value"]

    return matches


def comparison(field: str, operator: str, operand: str) -> Matches:
    if field in _TEXTS and operator == "contains":
        return _contains(field, operand)
    if field in _TEXTS and operator in {"=", "!="} | (set(_COMPARE) if field == "name" else set()):
        text, compare = _TEXTS[field], _COMPARE[operator]
        return lambda file: compare(text(file), operand)
    if field in _FLAGS and operator in {"=", "!="} and operand in {"true", "false"}:
        flag, wanted = _FLAGS[field], (operand == "true") == (operator == "=")
        return lambda file: flag(file) is wanted
    if field in _TIMES and operator in _COMPARE:
        return _dated(field, operator, operand)
    if field == "sharedWithMe" and operator in {"=", "!="} and operand in {"true", "false"}:
        shared = (operand == "true") == (operator == "=")
        return lambda file: (shared_with_me_time(file.record, file.caller) is not None) is shared
    if field == "visibility" and operator in {"=", "!="}:
        compare = _COMPARE[operator]
        return lambda file: compare(_visibility(file), operand)
    raise bad_query()


_TEXTS: Mapping[str, Callable[[Candidate], str]] = {
    "name": lambda file: file.record.name,
    "mimeType": lambda file: file.record.mime_type,
    "fullText": lambda file: f"{file.record.name} {file.record.description}",
    "shortcutDetails.targetId": lambda file: file.record.shortcut_target,
}
_FLAGS: Mapping[str, Callable[[Candidate], bool]] = {
    "trashed": lambda file: file.drive.is_trashed(file.record),
    "starred": lambda file: file.caller.email in file.record.starred_by,
}
_TIMES: Mapping[str, Callable[[Candidate], datetime | None]] = {
    "modifiedTime": lambda file: file.record.modified_time,
    "createdTime": lambda file: file.record.created_time,
    "viewedByMeTime": lambda file: file.record.viewed_by.get(file.caller.email),
    "sharedWithMeTime": lambda file: shared_with_me_time(file.record, file.caller),
}


def _contains(field: str, operand: str) -> Matches:
    """`name` and `fullText` match beginnings of words (`contains 'Hello'` finds HelloWorld, `'World'` does
    not).
    """
    text, wanted = _TEXTS[field], operand.lower()
    if field == "mimeType":
        return lambda file: text(file).lower().startswith(wanted)
    words = _WORD.findall(wanted)
    if not words:
        return lambda file: wanted in text(file).lower()

    def matches(file: Candidate) -> bool:
        present = _WORD.findall(text(file).lower())
        return all(any(word.startswith(prefix) for word in present) for prefix in words)

    return matches


def _dated(field: str, operator: str, operand: str) -> Matches:
    try:
        wanted = datetime.fromisoformat(operand)
    except ValueError as unreadable:
        raise bad_query() from unreadable
    # Drive takes a time without a zone as UTC.
    wanted = wanted if wanted.tzinfo else datetime.fromisoformat(f"{wanted.isoformat()}+00:00")
    time, compare = _TIMES[field], _COMPARE[operator]

    def matches(file: Candidate) -> bool:
        present = time(file)
        return present is not None and compare(present, wanted)

    return matches


def _visibility(file: Candidate) -> str:
    for grant in file.drive.grants(file.record):
        if grant.type in {"anyone", "domain"}:
            return f"{grant.type}{'CanFind' if grant.allow_file_discovery else 'WithLink'}"
    return "limited"


def bad_query() -> GoogleError:
    return invalid_argument("Invalid Value", reason="invalid", location="q")
