"""Batch requests about developer metadata."""

from __future__ import annotations

from sync.emulator.sheets.batch import Editing, Handler
from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.data_filters import selected_metadata
from sync.emulator.sheets.metadata import PROJECT, check_room, full_location, shown
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.update_masks import paths, updated


def create(editing: Editing, request: Json) -> Json:
    """Adds developer metadata; its id may be chosen by the caller, a taken id is refused."""
    given = request.get("developerMetadata", {})
    if not given.get("metadataKey"):
        raise Refused("DeveloperMetadata.metadataKey must be specified.")
    if given.get("visibility") not in ("DOCUMENT", "PROJECT"):
        raise Refused("DeveloperMetadata.visibility must be specified.")
    taken = {item["metadataId"] for item in editing.spreadsheet.metadata}
    item = {
        "metadataId": editing.new_id(taken, given.get("metadataId"), "developer metadata"),
        "metadataKey": given["metadataKey"],
        "metadataValue": given.get("metadataValue", ""),
        "location": full_location(editing.spreadsheet, given.get("location")),
        "visibility": given["visibility"],
        PROJECT: editing.project if given["visibility"] == "PROJECT" else None,
    }
    kept = {name: part for name, part in item.items() if part not in ("", None)}
    check_room(editing.spreadsheet, kept)
    editing.spreadsheet.metadata.append(kept)
    return {"developerMetadata": shown(kept)}


def update(editing: Editing, request: Json) -> Json:
    """Changes every entry that the filters mean."""
    given = dict(request.get("developerMetadata", {}))
    which = paths(request.get("fields"), "DeveloperMetadata", "developerMetadata")
    filters = request.get("dataFilters", [])
    if not filters:
        raise Refused("Must specify at least one DataFilter.")
    if "location" in given:
        given["location"] = full_location(editing.spreadsheet, given["location"])
    changed = []
    for item in list(_selected(editing, filters)):
        wanted = updated(item, given, which)
        wanted = {
            **wanted,
            "metadataId": item["metadataId"],
            **({PROJECT: item[PROJECT]} if PROJECT in item else {}),
        }
        if not wanted.get("metadataKey") or not wanted.get("location"):
            raise Refused("Developer metadata must keep a key and a location.")
        editing.spreadsheet.metadata.remove(item)
        check_room(editing.spreadsheet, wanted)
        editing.spreadsheet.metadata.append(wanted)
        changed.append(wanted)
    return {"developerMetadata": [shown(item) for item in changed]}


def _selected(editing: Editing, filters: list[Json]) -> list[Json]:
    found: dict[int, Json] = {}
    for each in filters:
        for item in selected_metadata(editing.spreadsheet, each, editing.project):
            found[item["metadataId"]] = item
    return list(found.values())


def delete(editing: Editing, request: Json) -> Json:
    """Removes every entry that the filter means."""
    lookup = request.get("dataFilter", {}).get("developerMetadataLookup", {})
    gone = _selected(editing, [request.get("dataFilter", {})])
    if not gone and "metadataId" in lookup:
        raise Refused(f"No developer metadata with id: {lookup['metadataId']}")
    for item in gone:
        editing.spreadsheet.metadata.remove(item)
    return {"deletedDeveloperMetadata": [shown(item) for item in gone]} if gone else {}


HANDLERS: dict[str, Handler] = {
    "createDeveloperMetadata": create,
    "updateDeveloperMetadata": update,
    "deleteDeveloperMetadata": delete,
}
