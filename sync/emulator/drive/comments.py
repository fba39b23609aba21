"""comments.list and comments.create: as much as copying a file with its comments takes."""

from __future__ import annotations

import secrets
from typing import Any

import orjson

from sync.emulator.drive.paging import page
from sync.emulator.drive.reaching import reached_anywhere
from sync.emulator.drive.records import Role
from sync.emulator.drive.resources import stamp, user_resource
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import invalid_argument

_KIND = "comments"


def list_comments(call: Call) -> dict[str, Any]:
    """comments.list, oldest first."""
    _check_mask(call)
    record = reached_anywhere(call, Role.reader)
    shown, more = page(call, _stored(call, record.id), 20)
    return {"kind": "drive#commentList", **more, "comments": list(shown)}


def create(call: Call) -> dict[str, Any]:
    """comments.create, by whoever may comment."""
    _check_mask(call)
    drive, body = call.world.drive, call.body
    record = reached_anywhere(call, Role.commenter)
    if not body.get("content"):
        raise invalid_argument("Missing required field: content", reason="required", location="comment.content")
    now = stamp(drive.now())
    author = user_resource(drive, call.caller.email, call.caller)
    comment: dict[str, Any] = {
        "kind": "drive#comment",
        "id": f"AAAA{secrets.token_urlsafe(6)}",
        "createdTime": now,
        "modifiedTime": now,
        "author": {name: author[name] for name in ("kind", "displayName", "me")},
        "deleted": False,
        "resolved": False,
        "content": body["content"],
        "htmlContent": body["content"],
        "replies": [],
    }
    comment |= {name: body[name] for name in ("anchor", "quotedFileContent") if name in body}
    drive.store.save(_KIND, record.id, orjson.dumps([*_stored(call, record.id), comment]))
    return comment


def _stored(call: Call, file_id: str) -> list[dict[str, Any]]:
    data = call.world.drive.store.load(_KIND, file_id)
    found: list[dict[str, Any]] = orjson.loads(data) if data else []
    return found


def _check_mask(call: Call) -> None:
    if not call.has_mask:
        message = "The 'fields' parameter is required for this method."
        raise invalid_argument(message, reason="required", location="fields")
