"""Requests that put text in, take it out, or exchange it."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sync.emulator.docs.document import BODY, NamedRange, new_id, with_heading_ids
from sync.emulator.docs.editing import Editing
from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.structure import ParagraphNode, paragraphs_in
from sync.emulator.docs.units import Json, Unit, cleaned, text_units, utf16_length


def insert_text(editing: Editing, content: Json) -> Json:
    """New paragraphs are like the one they begin in; the text looks like what stands before it."""
    text = cleaned(content.get("text", ""))
    if not text:
        raise RefusedError("The text to insert must not be empty.")
    segment, index, paragraph = editing.insertion(content)
    put_text(editing, segment, index, text, paragraph)
    return {}


def put_text(editing: Editing, segment: str, index: int, text: str, paragraph: ParagraphNode) -> None:
    units = editing.units(segment)
    style = _neighboring_style(units, index, paragraph)
    editing.insert(segment, index, text_units(text, style, units[paragraph.end - 1].more))
    editing.document.segments[segment] = with_heading_ids(editing.units(segment))


def _neighboring_style(units: list[Unit], index: int, paragraph: ParagraphNode) -> Mapping[str, Any]:
    source = units[index - 1] if index > paragraph.start and units[index - 1].kind == "text" else units[index]
    return source.style if source.kind in {"text", "end"} else {}


def delete_content_range(editing: Editing, content: Json) -> Json:
    editing.delete(*editing.range(content.get("range")))
    return {}


def insert_page_break(editing: Editing, content: Json) -> Json:
    """A page break and a newline, in the body outside of tables."""
    segment, index, paragraph = editing.insertion(content)
    if segment != BODY:
        raise RefusedError("Page breaks can only be inserted in the document body.")
    if all(node != paragraph for node in editing.nodes(segment)):
        raise RefusedError("Page breaks cannot be inserted inside a table.")
    end = editing.units(segment)[paragraph.end - 1]
    editing.insert(segment, index, [Unit("page_break"), Unit("end", "\n", end.style, end.more)])
    return {}


def replace_all_text(editing: Editing, content: Json) -> Json:
    """Every occurrence in every segment; the new text looks like the first letter of what it replaces."""
    _check_tabs(editing, content)
    wanted = content.get("containsText", {})
    if not wanted.get("text"):
        raise RefusedError("The text to replace must not be empty.")
    pattern = wanted["text"] if wanted.get("searchByRegex") else re.escape(wanted["text"])
    try:
        expression = re.compile(pattern, 0 if wanted.get("matchCase") else re.IGNORECASE)
    except re.error as broken:
        raise RefusedError(f"Invalid regular expression: {broken}") from broken
    count = sum(_replaced(editing, segment, expression, content) for segment in list(editing.document.segments))
    return {"occurrencesChanged": count} if count else {}


def _replaced(editing: Editing, segment: str, expression: re.Pattern[str], content: Json) -> int:
    new, count = cleaned(content.get("replaceText", "")), 0
    for node in reversed(list(paragraphs_in(editing.nodes(segment)))):
        units = editing.units(segment)[node.start : node.end - 1]
        # One character a unit, so that places in the text are places in the row; marks are letters that no text has.
        text = "".join(unit.char or "\uffff" for unit in units)
        for found in reversed(list(expression.finditer(text))):
            if found.end() == found.start():
                continue
            start, style = node.start + found.start(), units[found.start()].style
            paragraph = editing.units(segment)[editing.paragraph_at(segment, start).end - 1].more
            if new:  # inside the old text, so that a named range around it keeps it
                editing.insert(segment, start + 1, text_units(new, style, paragraph))
                editing.take_out(segment, start + 1 + utf16_length(new), node.start + found.end() + utf16_length(new))
            else:
                editing.take_out(segment, start + 1, node.start + found.end())
            editing.take_out(segment, start, start + 1)
            count += 1
    return count


def create_named_range(editing: Editing, content: Json) -> Json:
    name = content.get("name", "")
    if not 1 <= utf16_length(name) <= 256:
        raise RefusedError("The name of the named range must have between 1 and 256 UTF-16 code units.")
    segment, start, end = editing.range(content.get("range"))
    return {"namedRangeId": _named(editing, name, segment, start, end)}


def _named(editing: Editing, name: str, segment: str, start: int, end: int) -> str:
    id = new_id("kix.")
    editing.document.named_ranges[id] = NamedRange(id, name, [(segment, start, end)])
    return id


def delete_named_range(editing: Editing, content: Json) -> Json:
    _check_tabs(editing, content)
    for named in _selected(editing, content, "namedRangeId", "name"):
        del editing.document.named_ranges[named.id]
    return {}


def replace_named_range_content(editing: Editing, content: Json) -> Json:
    """The first stretch of each range gets the text; its other stretches and their text are deleted."""
    _check_tabs(editing, content)
    text = cleaned(content.get("text", ""))
    for named in _selected(editing, content, "namedRangeId", "namedRangeName"):
        first, *others = named.ranges
        for segment, start, end in sorted(others, reverse=True):
            editing.delete(segment, start, end)
        segment, start, end = first
        if text:  # behind the old text's first unit, so that the range stays around it
            paragraph = editing.paragraph_at(segment, start)
            style = editing.units(segment)[start].style
            editing.insert(segment, start, text_units(text, style, editing.units(segment)[paragraph.end - 1].more))
            start, end = start + utf16_length(text), end + utf16_length(text)
            named.ranges = [(segment, start - utf16_length(text), end)]
        editing.delete(segment, start, end)
    return {}


def _selected(editing: Editing, content: Json, by_id: str, by_name: str) -> list[NamedRange]:
    """The named ranges of a request. An unknown id is refused, an unknown name is nothing to do."""
    if (by_id in content) == (by_name in content):
        raise RefusedError(f"Exactly one of {by_id} and {by_name} must be set.")
    ranges = editing.document.named_ranges
    if by_id in content:
        if content[by_id] not in ranges:
            raise RefusedError(f"The named range with ID {content[by_id]} was not found.")
        return [ranges[content[by_id]]]
    return [named for named in list(ranges.values()) if named.name == content[by_name]]


def _check_tabs(editing: Editing, content: Json) -> None:
    for tab_id in content.get("tabsCriteria", {}).get("tabIds", []):
        editing.check_tab(tab_id)
