"""Google's own description of a Sheets request, as a check: what a batchUpdate would refuse before it does
anything."""

from __future__ import annotations

import json
from functools import cache
from importlib.resources import files
from typing import Any

_JSON_TYPES: dict[str, tuple[type, ...]] = {
    "string": (str,),
    "integer": (int,),
    "number": (int, float),
    "boolean": (bool,),
    "array": (list, tuple),
    "object": (dict,),
}


@cache
def _schemas() -> dict[str, Any]:
    document = files("googleapiclient") / "discovery_cache" / "documents" / "sheets.v4.json"
    schemas: dict[str, Any] = json.loads(document.read_text(encoding="utf-8"))["schemas"]
    return schemas


def wrong_in(requests: list[dict[str, Any]]) -> list[str]:
    """What the discovery document does not allow in the requests: unknown fields, wrong types, unknown
    words of an enum."""
    return [
        fault
        for number, one in enumerate(requests)
        for fault in _wrong(one, {"$ref": "Request"}, f"requests[{number}]")
    ]


def _wrong(value: Any, schema: dict[str, Any], place: str) -> list[str]:
    if "$ref" in schema:
        schema = {"type": "object", **_schemas()[schema["$ref"]]}
    expected = _JSON_TYPES.get(schema.get("type", "any"))
    if expected and (not isinstance(value, expected) or (isinstance(value, bool) and bool not in expected)):
        return [f"{place}: {value!r} is not of type {schema['type']}"]
    if "enum" in schema and value not in schema["enum"]:
        return [f"{place}: {value!r} is none of {schema['enum']}"]
    if isinstance(value, dict):
        fields = schema.get("properties")
        if fields is None:
            return (
                [] if "additionalProperties" in schema else [f"{place}: may hold nothing, holds {value}"] * bool(value)
            )
        return [
            fault
            for name, inner in value.items()
            for fault in (
                _wrong(inner, fields[name], f"{place}.{name}") if name in fields else [f"{place}: unknown field {name}"]
            )
        ]
    if isinstance(value, (list, tuple)):
        return [
            fault for index, inner in enumerate(value) for fault in _wrong(inner, schema["items"], f"{place}[{index}]")
        ]
    return []
