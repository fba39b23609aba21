"""Opening a spreadsheet for a call: who may, in which state, and what is saved when it went well."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager

from sync.emulator.drive.records import Role
from sync.emulator.sheets.batch import Editing
from sync.emulator.sheets.content import MIME_TYPE, SheetsContent
from sync.emulator.sheets.model import Spreadsheet
from sync.emulator.sheets.quietly import collecting_later
from sync.emulator.sheets.refusals import Forbidden, Refused, bad_argument
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World


def shelf_of(world: World) -> SheetsContent:
    """What keeps the spreadsheets of this world."""
    content = world.drive.content[MIME_TYPE]
    if not isinstance(content, SheetsContent):
        raise TypeError("Another part holds the spreadsheets of this world.")
    return content


@contextmanager
def reading(call: Call) -> Iterator[Editing]:
    """The spreadsheet of the call, to read. Raises GoogleError: 404 if the caller cannot see it, 400 for what
    `Refused` says.
    """
    with answering(), collecting_later():
        yield editing_for(call, opened(call, call.path["spreadsheetId"], "reader"))


@contextmanager
def writing(call: Call) -> Iterator[Editing]:
    """A fork of the spreadsheet of the call, saved at the end unless something was refused."""
    with answering(), collecting_later():
        before = opened(call, call.path["spreadsheetId"], "writer")
        editing = editing_for(call, before.fork())
        yield editing
        saved(call, editing.spreadsheet, before)


def saved(call: Call, spreadsheet: Spreadsheet, before: Spreadsheet | None) -> None:
    """Keeps the new state, and tells Drive about the edit and about a new title."""
    world = call.world
    spreadsheet.worked_out = None
    shelf_of(world).shelf.save(spreadsheet, before)
    world.drive.touch(spreadsheet.id, call.caller)
    if before is not None and spreadsheet.properties["title"] != before.properties["title"]:
        world.drive.rename(spreadsheet.id, spreadsheet.properties["title"])


def opened(call: Call, id: str, role: str) -> Spreadsheet:
    """The spreadsheet with this id in its present state and under its present title. Raises GoogleError 404
    or 403.
    """
    world = call.world
    try:
        record = world.drive.require(id, call.caller, role)
    except GoogleError as refusal:
        # The editors' APIs tell whoever may not see a file that there is one; Drive does not.
        if refusal.code == 404 and world.drive.files.get(id) is not None and not call.caller.per_file:
            raise GoogleError("PERMISSION_DENIED", "The caller does not have permission") from refusal
        raise
    spreadsheet = shelf_of(world).shelf.load(id)
    if spreadsheet is None:
        if record.mime_type.startswith("application/vnd.google-apps."):
            raise GoogleError("NOT_FOUND", "Requested entity was not found.")
        raise GoogleError("FAILED_PRECONDITION", "This operation is not supported for this document")
    spreadsheet.properties["title"] = record.name
    return spreadsheet


def editing_for(call: Call, spreadsheet: Spreadsheet) -> Editing:
    """This call's view of a spreadsheet: who calls, when, and what no protection stops."""
    world = call.world
    record = world.drive.file(spreadsheet.id)
    owner_domain = record.owner.partition("@")[2]
    grants = world.drive.grants(record)
    return Editing(
        spreadsheet,
        caller=call.caller.email,
        now=world.now(),
        edits_all=world.drive.role(record, call.caller) >= Role.organizer,
        same_domain=bool(owner_domain) and owner_domain == call.caller.domain,
        project=call.caller.project,
        address=world.address,
        groups=frozenset(world.signin.groups_of(call.caller.email)),
        editors=tuple(each.email for each in grants if each.type == "user" and Role[each.role] >= Role.writer),
    )


@contextmanager
def answering() -> Iterator[None]:
    """Turns `Refused` into Google's answer."""
    try:
        yield
    except Forbidden as refused:
        raise GoogleError("PERMISSION_DENIED", str(refused)) from refused
    except Refused as refused:
        raise bad_argument(str(refused)) from refused


@contextmanager
def saying_where(where: str) -> Iterator[None]:
    """Puts `Invalid data[1]: ` before what is refused inside."""
    try:
        yield
    except Refused as refused:
        raise type(refused)(f"Invalid {where}: {refused}") from refused
