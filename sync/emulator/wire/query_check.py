"""Whether a request's query parameters are what the discovery document allows."""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from sync.emulator.wire.discovery import Method
from sync.emulator.wire.errors import invalid_argument
from sync.emulator.wire.proto_names import camel, enum_type, refusal, snake, unknown_name

_BOOLEANS = frozenset({"true", "false", "1", "0", ""})


def checked_query(method: Method, query: Mapping[str, list[str]]) -> tuple[dict[str, list[str]], list[str]]:
    """The query parameters of a call by their JSON names, and the unknown names that Drive ignores.

    Raises GoogleError 400 for an unknown parameter, a value of the wrong type, or a missing required one.
    """
    known: dict[str, list[str]] = {}
    unknown: list[str] = []
    violations: list[tuple[str, str]] = []
    for sent, values in query.items():
        name = sent if sent in method.parameters else camel(sent.removeprefix("$"))
        spec = method.parameters.get(name)
        if spec is None or spec.get("location") != "query":
            unknown.append(sent)
            continue
        known.setdefault(name, []).extend(values)
        violations += [found for value in values for found in _violations(method, name, spec, value)]
    for name, spec in method.parameters.items():
        if spec.get("required") and spec["location"] == "query" and name not in known:
            raise invalid_argument(f"Required parameter: {name}", reason="required", location=name)
    if method.api != "drive":
        what = "Cannot bind query parameter. Field '{}' could not be found in request message."
        violations += [("", unknown_name(name, "", what.format(name))) for name in unknown]
    if violations:
        raise refusal(violations)
    return known, unknown


def _violations(method: Method, name: str, spec: Mapping[str, Any], value: str) -> list[tuple[str, str]]:
    """What is wrong with one value. Raises GoogleError 400 for a number that is out of its range."""
    kind, place = spec.get("type"), snake(name)
    if kind == "boolean" and value.lower() not in _BOOLEANS:
        return [(place, f"Invalid value at '{place}' (TYPE_BOOL), \"{value}\"")]
    if kind == "integer":
        if not re.fullmatch(r"-?\d+", value):
            return [(place, f"Invalid value at '{place}' (TYPE_INT32), \"{value}\"")]
        low, high = int(spec.get("minimum", -(2**31))), int(spec.get("maximum", 2**31 - 1))
        if not low <= int(value) <= high:
            message = f"Invalid value '{value}'. Values must be within the range: [{low}, {high}]"
            raise invalid_argument(message, reason="invalidParameter", location=name)
    if "enum" in spec and name != "alt" and value not in spec["enum"]:
        expected = enum_type(method.api, method.version, "", name)
        return [(place, f"Invalid value at '{place}' ({expected}), \"{value}\"")]
    return []
