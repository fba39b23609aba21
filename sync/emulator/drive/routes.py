"""The methods of Drive that the emulator answers (others are 501), and the addresses of its export links."""

from __future__ import annotations

from typing import Any

from flask import Flask, Response, request

from sync.emulator.dispatch import Handler
from sync.emulator.drive import (
    about,
    changes_methods,
    comments,
    drives,
    exports,
    files,
    listing,
    permissions,
    v2,
)
from sync.emulator.wire.answers import error_response
from sync.emulator.wire.call import Call, Content
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World

# Parameters that would change an answer, but are not read.
_UNSERVED = ("useDomainAdminAccess", "includeLabels", "includePermissionsForView")


def _served(handler: Handler) -> Handler:
    """The handler, for calls that ask for nothing that the emulator does not know; the others are 501."""

    def answered(call: Call) -> dict[str, Any] | Content | None:
        for name in _UNSERVED:
            if call.one(name) not in {"", "false", "False"}:
                raise GoogleError("UNIMPLEMENTED", f"The emulator does not know the parameter {name}.")
        if call.one("spaces", "drive") != "drive":
            raise GoogleError("UNIMPLEMENTED", "The emulator knows no other space than 'drive'.")
        return handler(call)

    return answered


_HANDLERS: dict[str, Handler] = {
    "drive.about.get": about.get,
    "drive.changes.getStartPageToken": changes_methods.get_start_page_token,
    "drive.changes.list": changes_methods.list_changes,
    "drive.comments.create": comments.create,
    "drive.comments.list": comments.list_comments,
    "drive.drives.create": drives.create,
    "drive.drives.delete": drives.delete,
    "drive.drives.get": drives.get,
    "drive.drives.hide": drives.hide,
    "drive.drives.list": drives.list_drives,
    "drive.drives.unhide": drives.unhide,
    "drive.drives.update": drives.update,
    "drive.files.copy": files.copy,
    "drive.files.create": files.create,
    "drive.files.delete": files.delete,
    "drive.files.emptyTrash": files.empty_trash,
    "drive.files.export": exports.export,
    "drive.files.generateIds": files.generate_ids,
    "drive.files.get": files.get,
    "drive.files.list": listing.list_files,
    "drive.files.update": files.update,
    "drive.permissions.create": permissions.create,
    "drive.permissions.delete": permissions.delete,
    "drive.permissions.get": permissions.get,
    "drive.permissions.list": permissions.list_permissions,
    "drive.permissions.update": permissions.update,
    "drive.v2.files.update": v2.update,
}
ROUTES: dict[str, Handler] = {id: _served(handler) for id, handler in _HANDLERS.items()}


def add_pages(app: Flask, world: World) -> None:
    """The addresses behind `exportLinks`: the same bearer token, no size limit."""

    def export_link(editor: str) -> Response:  # noqa: ARG001 - the file says of what kind it is
        try:
            caller = world.signin.caller(request.headers.get("Authorization", ""))
            with world.store.transaction():
                made = exports.linked(world.drive, request.args["id"], caller, request.args["exportFormat"])
        except GoogleError as refusal:
            return error_response(refusal, "drive")
        return Response(made.content, 200, dict(made.headers), content_type=made.mime_type)

    app.add_url_rule("/<any(spreadsheets, document, forms):editor>/export", view_func=export_link)
