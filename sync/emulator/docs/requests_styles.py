"""Requests that change how text, paragraphs, lists and the page look."""

from __future__ import annotations

from typing import Final

from sync.emulator.docs.defaults import points
from sync.emulator.docs.document import BODY, new_id, with_heading_ids
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.masks import paths, updated
from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.structure import ParagraphNode, paragraphs_in
from sync.emulator.docs.units import Json

_LEVELS: Final = 9
_STEP: Final = 36  # points of indent a level
_GLYPHS: Final = {
    "BULLET_DISC_CIRCLE_SQUARE": "●○■",
    "BULLET_DIAMONDX_ARROW3D_SQUARE": "❖➢■",
    "BULLET_ARROW_DIAMOND_DISC": "➔◆●",
    "BULLET_STAR_CIRCLE_SQUARE": "★○■",
    "BULLET_ARROW3D_CIRCLE_SQUARE": "➢○■",
    "BULLET_LEFTTRIANGLE_DIAMOND_DISC": "◀◆●",
    "BULLET_DIAMONDX_HOLLOWDIAMOND_SQUARE": "❖◇■",
    "BULLET_DIAMOND_CIRCLE_SQUARE": "◆○■",
}
_NUMBERS: Final = {
    "NUMBERED_DECIMAL_ALPHA_ROMAN": (("DECIMAL", "ALPHA", "ROMAN"), "%{}."),
    "NUMBERED_DECIMAL_ALPHA_ROMAN_PARENS": (("DECIMAL", "ALPHA", "ROMAN"), "%{})"),
    "NUMBERED_DECIMAL_NESTED": (("DECIMAL",), "nested"),
    "NUMBERED_UPPERALPHA_ALPHA_ROMAN": (("UPPER_ALPHA", "ALPHA", "ROMAN"), "%{}."),
    "NUMBERED_UPPERROMAN_UPPERALPHA_DECIMAL": (("UPPER_ROMAN", "UPPER_ALPHA", "DECIMAL"), "%{}."),
    "NUMBERED_ZERODECIMAL_ALPHA_ROMAN": (("ZERO_DECIMAL", "ALPHA", "ROMAN"), "%{}."),
}


def update_text_style(editing: Editing, content: Json) -> Json:
    segment, start, end = editing.range(content.get("range"))
    which = paths(content.get("fields"), "TextStyle", "textStyle")
    given = dict(content.get("textStyle", {}))
    if given.get("link") and which != (("*",),):  # Docs underlines and colors what becomes a link
        which = (*which, *(path for path in (("underline",), ("foregroundColor",)) if path not in which))
        given.setdefault("underline", True)
        given.setdefault("foregroundColor", {"color": {"rgbColor": {"red": 0.067, "green": 0.333, "blue": 0.8}}})
    units = editing.units(segment)
    for index in range(start, end):
        if units[index].is_inline:
            editing.put(segment, index, units[index].styled(updated(units[index].style, given, which, "TextStyle")))
    return {}


def update_paragraph_style(editing: Editing, content: Json) -> Json:
    segment, start, end = editing.range(content.get("range"))
    which = paths(content.get("fields"), "ParagraphStyle", "paragraphStyle")
    given = content.get("paragraphStyle", {})
    if any(path[0] in {"headingId", "tabStops"} for path in which):
        raise RefusedError("The heading ID and the tab stops are read-only.")
    if any(path in {("*",), ("pageBreakBefore",)} for path in which) and given.get("pageBreakBefore"):
        top = [node for node in editing.nodes(segment) if isinstance(node, ParagraphNode)]
        if segment != BODY or any(node not in top for node in editing.paragraphs(segment, start, end)):
            raise RefusedError("Page breaks before a paragraph are not supported in tables, headers and footers.")
    for node in editing.paragraphs(segment, start, end):
        before = editing.units(segment)[node.end - 1]
        style = updated(before.more["style"], given, which, "ParagraphStyle")
        style.setdefault("namedStyleType", "NORMAL_TEXT")
        style.setdefault("direction", "LEFT_TO_RIGHT")
        editing.put(segment, node.end - 1, before.with_more(style=style))
    editing.document.segments[segment] = with_heading_ids(editing.units(segment))
    return {}


def create_paragraph_bullets(editing: Editing, content: Json) -> Json:
    """Leading tabs say how deep an item is, and go; a list of the same kind directly above is continued."""
    segment, start, end = editing.range(content.get("range"))
    preset = content.get("bulletPreset", "BULLET_DISC_CIRCLE_SQUARE")
    levels = list_levels(preset)
    chosen = editing.paragraphs(segment, start, end)
    list_id = _list_above(editing, segment, chosen[0], levels) if chosen else ""
    if not list_id:
        list_id = new_id("kix.")
        editing.document.lists[list_id] = {"listProperties": {"nestingLevels": levels}}
    for node in reversed(chosen):
        _make_item(editing, segment, node, list_id)
    return {}


def _make_item(editing: Editing, segment: str, node: ParagraphNode, list_id: str) -> None:
    units, tabs = editing.units(segment), 0
    while units[node.start + tabs].char == "\t" and tabs < _LEVELS - 1:
        tabs += 1
    end = units[node.end - 1]
    style = dict(end.more["style"])
    style |= {"indentStart": points(_STEP * (tabs + 1)), "indentFirstLine": points(_STEP * tabs + _STEP / 2)}
    bullet = {"listId": list_id, "textStyle": {"underline": False}} | ({"nestingLevel": tabs} if tabs else {})
    editing.put(segment, node.end - 1, end.with_more(style=style, bullet=bullet))
    if tabs:
        editing.take_out(segment, node.start, node.start + tabs)


def _list_above(editing: Editing, segment: str, node: ParagraphNode, levels: list[Json]) -> str:
    above = next((each for each in paragraphs_in(editing.nodes(segment)) if each.end == node.start), None)
    bullet = editing.units(segment)[above.end - 1].more.get("bullet") if above else None
    if bullet and editing.document.lists[bullet["listId"]]["listProperties"]["nestingLevels"] == levels:
        return str(bullet["listId"])
    return ""


def delete_paragraph_bullets(editing: Editing, content: Json) -> Json:
    """The items become plain paragraphs that stay where they stand: their indent is kept."""
    segment, start, end = editing.range(content.get("range"))
    for node in editing.paragraphs(segment, start, end):
        before = editing.units(segment)[node.end - 1]
        if "bullet" in before.more:
            style = {**before.more["style"], "indentFirstLine": before.more["style"].get("indentStart", points(0))}
            editing.put(segment, node.end - 1, before.with_more(style=style, bullet=None))
    return {}


def list_levels(preset: str) -> list[Json]:
    """The nesting levels of a list made with a preset. A checkbox has no glyph at all in the API. Raises RefusedError."""
    levels = []
    for level in range(_LEVELS):
        found: Json = {"bulletAlignment": "START"}
        if preset in _GLYPHS:
            found |= {"glyphSymbol": _GLYPHS[preset][level % 3], "glyphFormat": f"%{level}", "startNumber": 0}
        elif preset in _NUMBERS:
            types, form = _NUMBERS[preset]
            nested = ".".join(f"%{each}" for each in range(level + 1)) + "."
            shown = nested if form == "nested" else form.format(level)
            found |= {"glyphType": types[level % len(types)], "glyphFormat": shown, "startNumber": 1}
        elif preset == "BULLET_CHECKBOX":
            found |= {"glyphType": "GLYPH_TYPE_UNSPECIFIED", "glyphFormat": f"%{level}", "startNumber": 0}
        else:
            raise RefusedError("The bullet preset must be set.")
        found |= {
            "indentFirstLine": points(_STEP * level + _STEP / 2),
            "indentStart": points(_STEP * (level + 1)),
            "textStyle": {"underline": False},
        }
        levels.append(found)
    return levels


def update_document_style(editing: Editing, content: Json) -> Json:
    editing.check_tab(content.get("tabId", ""))
    which = paths(content.get("fields"), "DocumentStyle", "documentStyle")
    if any(path[0].endswith(("HeaderId", "FooterId")) for path in which):
        raise RefusedError("Header and footer IDs are read-only.")
    kept = {
        name: value
        for name, value in editing.document.document_style.items()
        if name.endswith(("HeaderId", "FooterId"))
    }
    after = updated(editing.document.document_style, content.get("documentStyle", {}), which, "DocumentStyle")
    editing.document.document_style = {**after, **kept}
    return {}


def update_named_style(editing: Editing, content: Json) -> Json:
    """One of the nine named styles: its text style, its paragraph style, or both."""
    editing.check_tab(content.get("tabId", ""))
    given = content.get("namedStyle", {})
    which = paths(content.get("fields"), "NamedStyle", "namedStyle")
    for number, style in enumerate(editing.document.named_styles):
        if style["namedStyleType"] == given.get("namedStyleType"):
            after = updated(style, given, which, "NamedStyle")
            editing.document.named_styles[number] = {**after, "namedStyleType": style["namedStyleType"]}
            return {}
    raise RefusedError("The named style type must be set.")
