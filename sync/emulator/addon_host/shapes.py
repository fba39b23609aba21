"""The declared shape of an answer: Google's own schemas of responses, and of cards from the discovery document of
Chat, which describes the cards of add-ons too.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from sync.emulator.wire.discovery import schemas

_CARD = "GoogleAppsCardV1"
_TYPES: Mapping[str, tuple[type, ...]] = {
    "string": (str,),
    "boolean": (bool,),
    "integer": (int,),
    "number": (int, float),
    "array": (list,),
    "object": (dict,),
}


def _object(**properties: Any) -> dict[str, Any]:
    return {"type": "object", "properties": properties}


def _ref(name: str) -> dict[str, Any]:
    return {"$ref": name}


_TEXT, _FLAG = {"type": "string"}, {"type": "boolean"}
_CARD_REF = _ref(f"{_CARD}Card")
# JSON response objects of developers.google.com/workspace/add-ons/guides/alternate-runtimes
_RESPONSES: Mapping[str, Mapping[str, Any]] = {
    "Navigation": _object(popToRoot=_FLAG, pop=_FLAG, popToCard=_TEXT, pushCard=_CARD_REF, updateCard=_CARD_REF),
    "Notification": _object(text=_TEXT),
    "RenderAction": _object(
        navigations={"type": "array", "items": _ref("Navigation")},
        link=_ref(f"{_CARD}OpenLink"),
        notification=_ref("Notification"),
    ),
    "EditorAction": _object(requestFileScopeForActiveDocument=_object()),
    "HostAppAction": _object(editorAction=_ref("EditorAction")),
    "RenderActions": _object(action=_ref("RenderAction"), hostAppAction=_ref("HostAppAction"), schema=_TEXT),
    "SubmitFormResponse": _object(renderActions=_ref("RenderActions"), stateChanged=_FLAG),
    "GetAutocompletionResponse": _object(autoComplete=_ref(f"{_CARD}Suggestions"), schema=_TEXT),
    "RequestingGoogleScopes": _object(
        requesting_google_scopes=_object(scopes={"type": "array", "items": _TEXT}, all_scopes=_FLAG)
    ),
}

# Fields that the discovery document has for Chat or for Workspace Studio only.
_ELSEWHERE: Mapping[str, frozenset[str]] = {
    "Button": frozenset({"type"}),
    "Card": frozenset({"expressionData"}),
    "DateTimePicker": frozenset({"hostAppDataSource"}),
    "DecoratedText": frozenset({"bottomLabelText", "contentText", "startIconVerticalAlignment", "topLabelText"}),
    "Icon": frozenset({"materialIcon"}),
    "Section": frozenset({"id"}),
    "SelectionInput": frozenset(
        {"dataSourceConfigs", "externalDataSource", "hintText", "multiSelectMinQueryLength", "platformDataSource"}
    ),
    "TextInput": frozenset({"hostAppDataSource", "placeholderText"}),
    "TextParagraph": frozenset({"textSyntax"}),
    "Widget": frozenset({"carousel", "eventActions", "id", "visibility"}),
}


def shape_problems(value: Any, name: str) -> list[str]:
    """What in the value is not of the shape called `name`: unknown and misplaced fields, wrong types, nulls, enums by
    number. Each begins with where it is.
    """
    return list(_object_problems(value, name, ""))


def _object_problems(value: Any, name: str, where: str) -> Iterator[str]:
    spec = _RESPONSES.get(name) or schemas("chat", "v1")[name]
    elsewhere = _ELSEWHERE.get(name.removeprefix(_CARD), frozenset())
    yield from _fields_problems(value, spec, where, elsewhere)


def _fields_problems(
    value: Any, spec: Mapping[str, Any], where: str, elsewhere: frozenset[str] = frozenset()
) -> Iterator[str]:
    if not isinstance(value, dict):
        yield f"{where or 'the answer'} is not an object"
        return
    known = spec.get("properties", {})
    for field, held in value.items():
        place = f"{where}.{field}" if where else field
        if field not in known:
            yield f"{place} is not a field that Google knows{_hint(field, known)}"
        elif field in elsewhere:
            yield f"{place} is for Chat or Workspace Studio only, not for a sidebar"
        else:
            yield from _value_problems(held, known[field], place)


def _value_problems(value: Any, spec: Mapping[str, Any], where: str) -> Iterator[str]:
    if value is None:
        yield f"{where} is null; leave the field out"
    elif "$ref" in spec:
        yield from _object_problems(value, spec["$ref"], where)
    elif "enum" in spec:
        if isinstance(value, int):
            yield f"{where} is the number {value}; Google wants the choice by name ({', '.join(spec['enum'])})"
        elif value not in spec["enum"]:
            yield f"{where} is {value!r}, none of {', '.join(spec['enum'])}"
    elif spec["type"] == "array" and isinstance(value, list):
        for index, item in enumerate(value):
            yield from _value_problems(item, spec["items"], f"{where}[{index}]")
    elif spec["type"] == "object" and "properties" in spec:
        yield from _fields_problems(value, spec, where)
    elif not _is(value, spec):
        yield f"{where} is not {'a whole number' if spec['type'] == 'integer' else 'a ' + spec['type']}"


def _is(value: Any, spec: Mapping[str, Any]) -> bool:
    if isinstance(value, bool):
        return bool(spec["type"] == "boolean")
    if spec.get("format") == "int64" and isinstance(value, int):
        return True
    return isinstance(value, _TYPES[spec["type"]])


def _hint(field: str, known: Mapping[str, Any]) -> str:
    camel = "".join(part.capitalize() if at else part for at, part in enumerate(field.split("_")))
    if camel != field and camel in known:
        return f" (did you mean {camel}?)"
    return f" (it takes {', '.join(sorted(known))})" if 0 < len(known) <= 8 else ""
