"""Whether a card is one that Google takes: by the published types, by the discovery schema, and by what both miss."""

from __future__ import annotations

import importlib.resources
import json
from collections import Counter
from collections.abc import Iterator
from functools import cache
from typing import Any
from urllib.parse import urlsplit

import jsonschema
from google.apps.card_v1 import Card

Json = dict[str, Any]
MOST_WIDGETS, MOST_ITEMS, MOST_BUTTONS, MOST_COLUMNS = 100, 100, 3, 2
CHAT_ONLY = {
    "carousel",
    "placeholderText",
    "materialIcon",
    "textSyntax",
    "platformDataSource",
    "externalDataSource",
    "dataSourceConfigs",
    "hostAppDataSource",
    "expressionData",
    "openDynamicLinkAction",
}
URL_KEYS = {"function", "url", "iconUrl", "imageUrl", "imageUri", "startIconUri"}
INPUTS = ("textInput", "selectionInput", "dateTimePicker")


def broken_rules(card: Json) -> list[str]:
    """What is wrong with a card; nothing when Google would draw it."""
    found = [*_by_types(card), *_by_schema(card)]
    return found or [*_widgets(card), *_names(card), *_addresses(card), *_words(card)]


def answer_cards(answer: Json) -> Iterator[Json]:
    """The cards in an answer of any shape."""
    action = answer.get("renderActions", answer).get("action", {})
    for navigation in action.get("navigations", ()):
        yield from navigation.values()


def _by_types(card: Json) -> Iterator[str]:
    try:
        Card.from_json(json.dumps(card))
    except Exception as problem:  # noqa: BLE001 - whatever the published types object to
        yield f"google-apps-card: {problem}"


@cache
def _schema() -> Json:
    """The discovery document's card as a JSON schema in which nothing unknown is allowed."""
    documents = importlib.resources.files("googleapiclient") / "discovery_cache" / "documents"
    schemas = json.loads((documents / "chat.v1.json").read_text())["schemas"]
    found = {name: _strict(schema) for name, schema in schemas.items()}
    return {"$ref": "#/$defs/GoogleAppsCardV1Card", "$defs": found}


def _strict(schema: Any) -> Any:
    if isinstance(schema, list):
        return [_strict(each) for each in schema]
    if not isinstance(schema, dict):
        return schema
    kept = {
        key: _strict(value)
        for key, value in schema.items()
        if key in ("type", "properties", "items", "enum", "additionalProperties")
    }
    if "$ref" in schema:
        return {"$ref": f"#/$defs/{schema['$ref']}"}
    if isinstance(schema.get("properties"), dict):
        kept["properties"] = {name: _strict(each) for name, each in schema["properties"].items()}
        kept.setdefault("additionalProperties", False)
    return kept if kept.get("type") != "any" else {}


def _by_schema(card: Json) -> Iterator[str]:
    for problem in jsonschema.Draft202012Validator(_schema()).iter_errors(card):
        yield f"chat.v1: {'/'.join(map(str, problem.path))}: {problem.message}"


def _all(part: Any) -> Iterator[Json]:
    if isinstance(part, dict):
        yield part
        for value in part.values():
            yield from _all(value)
    elif isinstance(part, list):
        for each in part:
            yield from _all(each)


def _widgets(card: Json) -> Iterator[str]:
    sections = card.get("sections", ())
    if not sections:
        yield "The card has no section."
    if not card.get("header", {}).get("title"):
        yield "The card has no title."
    if sum(len(section.get("widgets", ())) for section in sections) > MOST_WIDGETS:
        yield f"The card has more than {MOST_WIDGETS} widgets."
    for section in sections:
        if not section.get("widgets"):
            yield "A section has no widget."
        for widget in section.get("widgets", ()):
            if len(set(widget) - {"horizontalAlignment"}) != 1:
                yield f"A widget is not exactly one thing: {sorted(widget)}"
    for part in _all(card):
        yield from _part(part)


def _part(part: Json) -> Iterator[str]:
    for key in CHAT_ONLY & part.keys():
        yield f"{key} is for Chat only."
    if "buttonList" in part and not 1 <= len(part["buttonList"].get("buttons", ())) <= MOST_BUTTONS:
        yield "A row of buttons has none, or more than three."
    if "textParagraph" in part and not part["textParagraph"].get("text"):
        yield "A paragraph is empty."
    if "decoratedText" in part and not part["decoratedText"].get("text"):
        yield "A line has no text."
    if "selectionInput" in part:
        items = part["selectionInput"].get("items", ())
        if not 1 <= len(items) <= MOST_ITEMS:
            yield "A selection has no item, or more than 100."
        if any(not item.get("text") or not item.get("value") for item in items):
            yield "An item has no text or no value."
        values = Counter(item.get("value") for item in items)
        if any(number > 1 for number in values.values()):
            yield "Two items of one selection have the same value."
        chosen = [item for item in items if item.get("selected")]
        if part["selectionInput"].get("type") == "DROPDOWN" and len(chosen) != 1:
            yield "A drop-down shows not exactly one choice."
    if len(part.get("columnItems", ())) > MOST_COLUMNS:
        yield "More than two columns."
    if "interaction" in part:
        yield "OPEN_DIALOG strips the card."
    if part.keys() >= {"onClick"} and "text" not in part and "icon" not in part and "altText" not in part:
        yield "A button has no text."


def _names(card: Json) -> Iterator[str]:
    names = [
        widget[kind].get("name")
        for section in card.get("sections", ())
        for widget in section.get("widgets", ())
        for kind in INPUTS
        if kind in widget
    ]
    if not all(names):
        yield "A field has no name."
    yield from (f"Two fields are named {name}." for name, number in Counter(names).items() if number > 1)


def _addresses(card: Json) -> Iterator[str]:
    for part in _all(card):
        for key in URL_KEYS & part.keys():
            parts = urlsplit(part[key])
            local = parts.scheme == "http" and parts.hostname == "127.0.0.1"
            if not parts.netloc or (parts.scheme != "https" and not local):
                yield f"{key} is no full https address: {part[key]}"
        for parameter in part.get("parameters", ()):
            if not isinstance(parameter.get("value"), str) or not parameter.get("key"):
                yield "A parameter is not a text."


def _words(card: Json) -> Iterator[str]:
    """Sentence case: `Log activity`, not `Log Activity`; the words in capitals are names."""
    for part in _all(card):
        is_line = "wrapText" in part  # what somebody wrote, not a button's words
        if "onClick" in part and not is_line and isinstance(part.get("text"), str):
            words = part["text"].split()
            if not words[0][0].isupper() or any(word[0].isupper() for word in words[1:] if word != "Sheet"):
                yield f"The button {part['text']!r} is not in sentence case."
