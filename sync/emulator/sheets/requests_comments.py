"""Batch requests about comments: threads on cells, replies, changes."""

from __future__ import annotations

import html
import secrets

from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.defaults import copied
from sync.emulator.sheets.refusals import Refused

LONGEST_COMMENT = 2048  # UTF-8 code units; reference of InsertCommentRequest


def _post(editing: Editing, content: str, more: Json) -> Json:
    if len(content.encode()) > LONGEST_COMMENT:
        raise Refused(f"content must not exceed {LONGEST_COMMENT} UTF-8 code units.")
    now = editing.now.isoformat(timespec="milliseconds").replace("+00:00", "Z")
    told = {"content": content, "contentHtml": html.escape(content), "createTime": now, "updateTime": now}
    author = {"displayName": editing.caller, "user": f"users/{editing.caller}"}
    return {"postId": secrets.token_hex(8), "author": author, **told, **more}


def _thread(editing: Editing, id: str) -> Json:
    for thread in editing.spreadsheet.comments:
        if thread["commentId"] == id:
            return thread
    raise Refused(f"No comment with id: {id}")


def _own(editing: Editing, post: Json) -> Json:
    if post["author"]["displayName"] != editing.caller:
        raise Refused("The requesting user is not the author of the post.")
    return post


def insert_comment(editing: Editing, request: Json) -> Json:
    """Starts a thread on a cell."""
    at = request.get("coordinate", {})
    sheet = editing.sheet(at.get("sheetId", 0))
    row, column = at.get("rowIndex", 0), at.get("columnIndex", 0)
    if row >= sheet.row_count:
        raise Refused(f"GridCoordinate.rowIndex[{row}] is after last row in grid[{sheet.row_count - 1}]")
    if column >= sheet.column_count:
        raise Refused(f"GridCoordinate.columnIndex[{column}] is after last column in grid[{sheet.column_count - 1}]")
    if not request.get("content"):
        raise Refused("content must not be empty.")
    assignee = request.get("assigneeEmailAddress")
    thread = {
        "commentId": secrets.token_hex(8),
        "anchorId": secrets.token_hex(8),
        "headPost": _post(editing, request["content"], {"assigneeEmail": assignee} if assignee else {}),
        "status": "OPEN",
    }
    place = {
        "startRowIndex": row,
        "endRowIndex": row + 1,
        "startColumnIndex": column,
        "endColumnIndex": column + 1,
    }
    grid_range = {**({"sheetId": sheet.id} if sheet.id else {}), **place}
    sheet.furniture["commentAnchors"].append({"anchorId": thread["anchorId"], "range": grid_range})
    editing.spreadsheet.comments.append(thread)
    return {"commentThread": copied(thread)}


def add_reply(editing: Editing, request: Json) -> Json:
    """Answers a thread; the answer may resolve or reopen it."""
    thread = _thread(editing, request.get("commentId", ""))
    given = request.get("post", {})
    action = given.get("commentAction", "NO_COMMENT_ACTION_CHANGE")
    if not given.get("content") and action not in ("RESOLVE", "REOPEN"):
        raise Refused("post.content must not be empty.")
    if "assigneeEmail" in given and (action in ("RESOLVE", "REOPEN") or "assigneeEmail" not in thread["headPost"]):
        raise Refused("This thread cannot be assigned.")
    more = {name: given[name] for name in ("commentAction", "assigneeEmail") if name in given}
    post = _post(editing, given.get("content", ""), more)
    thread.setdefault("replies", []).append(post)
    if action in ("RESOLVE", "REOPEN"):
        thread["status"] = "RESOLVED" if action == "RESOLVE" else "OPEN"
    return {"post": copied(post)}


def delete_comment(editing: Editing, request: Json) -> Json:
    """Removes a thread of one's own."""
    thread = _thread(editing, request.get("commentId", ""))
    _own(editing, thread["headPost"])
    editing.spreadsheet.comments.remove(thread)
    for sheet in editing.spreadsheet.sheets:
        anchors = sheet.furniture["commentAnchors"]
        sheet.furniture["commentAnchors"] = [each for each in anchors if each["anchorId"] != thread["anchorId"]]
    return {}


def _reply(thread: Json, id: str) -> Json:
    for post in thread.get("replies", []):
        if post["postId"] == id:
            return dict(post)
    raise Refused(f"No post with id: {id}")


def delete_reply(editing: Editing, request: Json) -> Json:
    """Removes a plain reply of one's own."""
    thread = _thread(editing, request.get("commentId", ""))
    post = _own(editing, _reply(thread, request.get("postId", "")))
    if post.get("commentAction", "NO_COMMENT_ACTION_CHANGE") != "NO_COMMENT_ACTION_CHANGE" or "assigneeEmail" in post:
        raise Refused("A reply with a comment action or an assignee cannot be deleted.")
    thread["replies"] = [each for each in thread["replies"] if each["postId"] != post["postId"]]
    return {}


def update_post(editing: Editing, request: Json) -> Json:
    """Changes the text of a post of one's own."""
    thread = _thread(editing, request.get("commentId", ""))
    content = request.get("content", "")
    if not content:
        raise Refused("content must not be empty.")
    for post in (thread["headPost"], *thread.get("replies", [])):
        if post["postId"] == request.get("postId"):
            _own(editing, post)
            new = _post(editing, content, {})
            post.update({name: new[name] for name in ("content", "contentHtml", "updateTime")})
            return {}
    raise Refused(f"No post with id: {request.get('postId')}")


HANDLERS: dict[str, Handler] = {
    "insertComment": insert_comment,
    "addCommentReply": add_reply,
    "deleteComment": delete_comment,
    "deleteCommentReply": delete_reply,
    "updateCommentPost": update_post,
}
