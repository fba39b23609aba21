"""Requests about images, headers and footers."""

from __future__ import annotations

from sync.emulator.docs import images
from sync.emulator.docs.defaults import points
from sync.emulator.docs.document import new_id
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.units import Json, Unit, text_units


def insert_inline_image(editing: Editing, content: Json) -> Json:
    segment, index, paragraph = editing.insertion(content)
    uri = content.get("uri", "")
    if not uri:
        raise RefusedError("The image URI must be set.")
    found = images.fetched(uri)
    wanted = content.get("objectSize", {})
    id = keep_image(editing, found, _side(wanted, "width"), _side(wanted, "height"), uri)
    editing.insert(
        segment, index, [Unit("image", style=editing.units(segment)[paragraph.end - 1].style, more={"id": id})]
    )
    return {"objectId": id}


def _side(size: Json, name: str) -> float:
    return float((size.get(name) or {}).get("magnitude", 0))


def keep_image(
    editing: Editing, content: bytes, width: float, height: float, source: str = "", description: str = ""
) -> str:
    """The id of a new inline image. Width and height in points; 0 is worked out from the other, or from the image's pixels.

    Raises RefusedError for what Docs does not take as an image.
    """
    across, down = images.check(content)
    if not width and not height:
        width, height = across * images.POINTS_PER_PIXEL, down * images.POINTS_PER_PIXEL
        most = 468.0  # the text's width on a page of US Letter
        if width > most:
            width, height = most, height * most / width
    elif not width or not height:
        width, height = width or height * across / down, height or width * down / across
    else:  # both: as large as fits, in the image's own proportions
        scale = min(width / across, height / down)
        width, height = across * scale, down * scale
    id = new_id("kix.")
    name = editing.keep_image(content)
    kept: Json = {"content": name, "width": width, "height": height}
    kept |= {"source": source} if source else {}
    kept |= {"description": description} if description else {}
    editing.document.images[id] = kept
    return id


def image_resource(editing_address: str, id: str, kept: Json) -> Json:
    """The InlineObject of an image."""
    properties: Json = {"contentUri": f"{editing_address}/docs-images/{kept['content']}", "cropProperties": {}}
    properties |= {"sourceUri": kept["source"]} if "source" in kept else {}
    embedded: Json = {
        "imageProperties": properties,
        "size": {"width": points(kept["width"]), "height": points(kept["height"])},
        **{f"margin{side}": points(9) for side in ("Top", "Bottom", "Left", "Right")},
    }
    embedded |= {"description": kept["description"]} if "description" in kept else {}
    return {"objectId": id, "inlineObjectProperties": {"embeddedObject": embedded}}


def create_header(editing: Editing, content: Json) -> Json:
    return {"headerId": _create(editing, content, "Header", editing.document.headers)}


def create_footer(editing: Editing, content: Json) -> Json:
    return {"footerId": _create(editing, content, "Footer", editing.document.footers)}


def _create(editing: Editing, content: Json, what: str, present: list[str]) -> str:
    if content.get("type") != "DEFAULT":
        raise RefusedError("The header or footer type must be DEFAULT.")
    place = content.get("sectionBreakLocation", {})
    if int(place.get("index", 0)) != 0 or place.get("segmentId"):
        raise RefusedError("There is no section break at the given location.")
    editing.check_tab(place.get("tabId", ""))
    if present:
        raise RefusedError(f"Default {what.lower()} already exists.")
    id = new_id("kix.")
    present.append(id)
    editing.document.segments[id] = text_units("\n")
    editing.document.document_style[f"default{what}Id"] = id
    return id


def delete_header(editing: Editing, content: Json) -> Json:
    return _delete(editing, content, "Header", editing.document.headers, content.get("headerId", ""))


def delete_footer(editing: Editing, content: Json) -> Json:
    return _delete(editing, content, "Footer", editing.document.footers, content.get("footerId", ""))


def _delete(editing: Editing, content: Json, what: str, present: list[str], id: str) -> Json:
    editing.check_tab(content.get("tabId", ""))
    if id not in present:
        raise RefusedError(f"The {what.lower()} with ID {id} was not found.")
    editing.take_out(id, 0, len(editing.units(id)))
    present.remove(id)
    del editing.document.segments[id]
    editing.document.document_style.pop(f"default{what}Id", None)
    return {}
