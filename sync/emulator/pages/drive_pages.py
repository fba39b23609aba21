"""The practice Drive: the files that the viewer may see."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from flask import Blueprint, current_app, redirect, render_template, request, url_for
from werkzeug.exceptions import HTTPException

from sync.emulator.drive.records import DOCUMENT, FOLDER, FORM, SPREADSHEET
from sync.emulator.pages.viewer import answered, for_viewers
from sync.emulator.sheets.cells import Json
from sync.emulator.wire.call import Caller
from sync.emulator.world import World

KINDS = {"sheets": SPREADSHEET, "documents": DOCUMENT, "forms": FORM, "folders": FOLDER}
KIND_NAMES = {SPREADSHEET: "Sheet", DOCUMENT: "Document", FORM: "Form", FOLDER: "Folder"}
_ICONS = {SPREADSHEET: "sheet", DOCUMENT: "document", FORM: "form", FOLDER: "folder"}
_VIEWS = {"mine": "'me' in owners", "shared": "sharedWithMe = true"}
_FILES_SHOWN = 100


@dataclass(frozen=True)
class FileRow:
    """One line of the list of files."""

    name: str
    kind: str
    icon: str
    link: str
    owner: str
    modified: datetime
    modified_by: str
    shared_with: str
    shared_in_full: str


def add_drive_pages(pages: Blueprint, world: World) -> None:
    """Add the list of files to the pages."""

    @for_viewers(world)
    def files(viewer: Caller) -> str:
        drives = answered(world, viewer, "drive.drives.list", {}, pageSize=100).get("drives", [])
        place = {name: request.args.get(name, "") for name in ("view", "drive", "folder", "type", "q")}
        found = _listed(world, viewer, place)
        return render_template(
            "pages/drive.html",
            files=[file_row(world, viewer, file) for file in found["files"]],
            next_page=found.get("nextPageToken"),
            drives=drives,
            place=place,
            heading=_heading(world, viewer, place, drives),
        )

    def folder(folder_id: str) -> Any:
        return redirect(url_for("pages.files", folder=folder_id))

    pages.add_url_rule("/", "files", files)
    pages.add_url_rule("/drive/folders/<folder_id>", "folder", folder)


def _listed(world: World, viewer: Caller, place: dict[str, str]) -> Json:
    """One page of files.list for what the address asks for. Raises GoogleError, for example for an unknown
    folder."""
    conditions = ["trashed = false"]
    if place["view"] in _VIEWS:
        conditions.append(_VIEWS[place["view"]])
    if place["folder"]:
        conditions.append(f"'{_quoted(place['folder'])}' in parents")
    if place["type"] in KINDS:
        conditions.append(f"mimeType = '{KINDS[place['type']]}'")
    if place["q"].strip():
        conditions.append(f"name contains '{_quoted(place['q'])}'")
    query: dict[str, Any] = {
        "q": " and ".join(conditions),
        "pageSize": _FILES_SHOWN,
        "orderBy": "folder,modifiedTime desc",
        "supportsAllDrives": "true",
        "includeItemsFromAllDrives": "true",
        "fields": "*",
    }
    if place["drive"]:
        query |= {"corpora": "drive", "driveId": place["drive"]}
    if token := request.args.get("page"):
        query["pageToken"] = token
    found: Json = answered(world, viewer, "drive.files.list", {}, **query)
    return found


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _heading(world: World, viewer: Caller, place: dict[str, str], drives: list[Json]) -> str:
    if place["folder"]:
        return str(
            answered(world, viewer, "drive.files.get", {"fileId": place["folder"]}, supportsAllDrives="true")["name"]
        )
    named = {drive["id"]: drive["name"] for drive in drives}
    if place["drive"] in named:
        return str(named[place["drive"]])
    return {"mine": "My files", "shared": "Shared with me"}.get(place["view"], "All files")


def file_row(world: World, viewer: Caller, file: Json) -> FileRow:
    """A file as the list shows it to this viewer."""
    drive_id = file.get("driveId")
    shared_drive = world.drive.drives.get(drive_id) if drive_id else None
    owner = file["owners"][0] if file.get("owners") else {}
    names = [_grantee(grant) for grant in file.get("permissions", []) if grant.get("role") != "owner"]
    changer = file.get("lastModifyingUser", {})
    return FileRow(
        name=file["name"],
        kind=KIND_NAMES.get(file["mimeType"], "File"),
        icon=_ICONS.get(file["mimeType"], "file"),
        link=_page_of(file),
        owner="me" if owner.get("me") else owner.get("displayName", shared_drive.name if shared_drive else ""),
        modified=datetime.fromisoformat(file["modifiedTime"]),
        modified_by=_name_of(changer, viewer),
        shared_with=_short(names, file, shared_drive is not None),
        shared_in_full=", ".join(names),
    )


def _name_of(user: Json, viewer: Caller) -> str:
    """A person's name; of a service account, whose name is its address, the part before the @."""
    name = str(user.get("displayName", ""))
    return "me" if user.get("emailAddress") == viewer.email else name.partition("@")[0]


def _grantee(grant: Json) -> str:
    if grant["type"] == "anyone":
        return "anyone with the link"
    return str(grant.get("displayName") or grant.get("emailAddress") or grant.get("domain"))


def _short(names: list[str], file: Json, in_drive: bool) -> str:
    if in_drive:
        return "members of the shared drive"
    if not names:
        return "you and others" if file.get("shared") else "only you"
    return ", ".join(names[:2]) + (f" and {len(names) - 2} more" if len(names) > 2 else "")


def _page_of(file: Json) -> str:
    """The page that shows a file; empty where this server has none for its kind."""
    path = {SPREADSHEET: f"/spreadsheets/{file['id']}", FOLDER: f"/drive/folders/{file['id']}"}.get(file["mimeType"])
    if path is None:
        editor = {DOCUMENT: "document", FORM: "forms"}.get(file["mimeType"], "file")
        path = f"/{editor}/d/{file['id']}/edit"
    try:
        endpoint, arguments = current_app.url_map.bind("").match(path)
    except HTTPException:
        return ""
    # The last rule takes every path that no page has; its argument is the path itself.
    return "" if arguments.get("path") else path if endpoint else ""
