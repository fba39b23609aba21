"""Whether a request's body is what the discovery document allows, refused in Google's words if not.

Each schema becomes one closure, so that a body of a million cells is walked without looking anything up
twice. Drive is older than the front end that the other APIs share: it ignores names that it does not know
(gspread relies on it: `withLink` in a permission). What was ignored is reported, so that the journal can show
it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from functools import cache
from typing import Any, NamedTuple

import orjson

from sync.emulator.wire.discovery import Method, schemas
from sync.emulator.wire.errors import invalid_argument
from sync.emulator.wire.proto_names import camel, enum_type, refusal, snake, type_name, unknown_name

Where = tuple[Any, ...]  # a path as nested pairs (parent, name or index): cheap to build, spelled out only for an error


class Problem(NamedTuple):
    """Something wrong at `where`: an unknown name there, or a value (`shown`) that is not of the type
    `expected`.
    """

    where: Where
    expected: str = ""
    shown: str = ""
    unknown: str = ""


Check = Callable[[Any, Where, list[Problem]], Any]  # gives the value in its JSON form


def parsed_body(raw: bytes) -> Any:
    """The JSON value of a body; an empty body is an empty object. Raises GoogleError 400."""
    if not raw.strip():
        return {}
    try:
        return orjson.loads(raw)
    except orjson.JSONDecodeError as broken:
        near = raw.decode("utf-8", "replace")[max(0, broken.pos - 20) : broken.pos + 20]
        message = f"Invalid JSON payload received. Unexpected token.\n{near}\n^"
        raise invalid_argument(message, reason="parseError", drive_message="Parse Error") from broken


def checked_body(method: Method, body: Any) -> tuple[dict[str, Any], list[str]]:
    """The body of a call in JSON names and without nulls, and the unknown names that Drive ignores.

    Changes `body` in place where that is cheaper. Raises GoogleError 400 for an unknown field, a wrong type
    or a bad enum name.
    """
    lenient = method.api == "drive"
    if method.request is None:
        if body and not lenient:
            raise refusal([(name, unknown_name(name, "")) for name in (body if isinstance(body, dict) else [""])])
        return {}, list(body) if isinstance(body, dict) else []
    problems: list[Problem] = []
    root = () if lenient else _root(method.request)
    value = _schema_check(method.api, method.version, method.request)(body, root, problems)
    if refused := [found for found in problems if not (lenient and found.unknown)]:
        raise refusal([_described(found) for found in refused])
    return value, [f"{_spelled(found.where)}.{found.unknown}".removeprefix(".") for found in problems]


@cache
def _schema_check(api: str, version: str, name: str) -> Check:
    """The check of a schema, whose properties are looked up at its first use: schemas refer to one another in
    circles.
    """
    properties: dict[str, Check] = {}
    check = _object_check(type_name(api, version, name), properties)
    ready: list[bool] = []

    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        if not ready:
            declared = schemas(api, version)[name].get("properties", {})
            properties.update({child: _check_of(api, version, spec, name, child) for child, spec in declared.items()})
            ready.append(True)
        return check(value, where, problems)

    return checked


def _check_of(api: str, version: str, spec: Mapping[str, Any], owner: str, name: str) -> Check:
    if "$ref" in spec:
        return _schema_check(api, version, spec["$ref"])
    match spec:
        case {"type": "array", "items": items}:
            return _array_check(_check_of(api, version, items, owner, name))
        case {"type": "object", "additionalProperties": others}:
            return _map_check(_check_of(api, version, others, owner, name))
        case {"type": "object", "properties": declared}:
            children = {child: _check_of(api, version, below, owner, child) for child, below in declared.items()}
            return _object_check(type_name(api, version, f"{owner}.{name}"), children)
        case {"type": "string", "enum": names}:
            return _enum_check(frozenset(names), enum_type(api, version, owner, name))
    kind, form = spec.get("type", "any"), spec.get("format", "")
    return _SCALARS.get((kind, form)) or _SCALARS.get((kind, ""), _anything)


def _object_check(expected: str, properties: Mapping[str, Check]) -> Check:
    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        if type(value) is not dict:
            problems.append(Problem(where, expected, _shown(value)))
            return {}
        renamed: list[tuple[str, str]] = []
        dropped: list[str] = []
        for name, item in value.items():
            proper = name if name in properties else camel(name)
            check = properties.get(proper)
            if check is None:
                problems.append(Problem(where, unknown=name))
                dropped.append(name)
                continue
            if item is None and check is not _anything:
                dropped.append(name)
                continue
            fixed = check(item, (where, name), problems)
            if fixed is not item:
                value[name] = fixed
            if proper != name:
                renamed.append((name, proper))
        for name in dropped:
            del value[name]
        for name, proper in renamed:
            value[proper] = value.pop(name)
        return value

    return checked


def _array_check(item_check: Check) -> Check:
    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        if type(value) is not list:
            problems.append(Problem(where, "array", _shown(value)))
            return []
        if item_check is _anything:
            return value
        for index, item in enumerate(value):
            fixed = item_check(item, (where, index), problems)
            if fixed is not item:
                value[index] = fixed
        return value

    return checked


def _map_check(item_check: Check) -> Check:
    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        if type(value) is not dict:
            problems.append(Problem(where, "map", _shown(value)))
            return {}
        for name, item in value.items():
            if item is not None:  # Drive takes a property away where its value is null
                value[name] = item_check(item, (where, name), problems)
        return value

    return checked


def _enum_check(names: frozenset[str], expected: str) -> Check:
    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        if type(value) is not str or value not in names:
            problems.append(Problem(where, expected, _shown(value)))
        return value

    return checked


def _anything(value: Any, where: Where, problems: list[Problem]) -> Any:  # noqa: ARG001 - the shape of every check
    return value


def _string(value: Any, where: Where, problems: list[Problem]) -> Any:
    if type(value) is not str:
        problems.append(Problem(where, "TYPE_STRING", _shown(value)))
    return value


def _boolean(value: Any, where: Where, problems: list[Problem]) -> Any:
    if type(value) is bool:
        return value
    if value in ("true", "false"):
        return value == "true"
    problems.append(Problem(where, "TYPE_BOOL", _shown(value)))
    return value


def _integer(low: int, high: int, expected: str, as_text: bool = False) -> Check:
    def checked(value: Any, where: Where, problems: list[Problem]) -> Any:
        number = value if type(value) is int else _whole(value)
        if number is None or not low <= number <= high:
            problems.append(Problem(where, expected, _shown(value)))
            return value
        return str(number) if as_text else number

    return checked


def _number(value: Any, where: Where, problems: list[Problem]) -> Any:
    if type(value) is float or type(value) is int:
        return value
    try:
        if type(value) is str:
            return float(value)
    except ValueError:
        pass
    problems.append(Problem(where, "TYPE_DOUBLE", _shown(value)))
    return value


def _whole(value: Any) -> int | None:
    """Protocol buffers take whole numbers also as 1.0 and as text."""
    if type(value) is float and value.is_integer():
        return int(value)
    if type(value) is str and re.fullmatch(r"-?\d+", value):
        return int(value)
    return None


_SCALARS: Mapping[tuple[str, str], Check] = {
    ("string", ""): _string,
    ("string", "int64"): _integer(-(2**63), 2**63 - 1, "TYPE_INT64", as_text=True),
    ("string", "uint64"): _integer(0, 2**64 - 1, "TYPE_UINT64", as_text=True),
    ("boolean", ""): _boolean,
    ("integer", ""): _integer(-(2**31), 2**31 - 1, "TYPE_INT32"),
    ("integer", "uint32"): _integer(0, 2**32 - 1, "TYPE_UINT32"),
    ("number", ""): _number,
    ("any", ""): _anything,
}


def _described(problem: Problem) -> tuple[str, str]:
    """The place and Google's sentence."""
    place = _spelled(problem.where)
    if problem.unknown:
        return place, unknown_name(problem.unknown, place)
    if problem.where and problem.shown.startswith("[") and problem.expected != "array":
        parent, name = problem.where
        what = "Proto field is not repeating, cannot start list."
        return _spelled(parent), unknown_name(snake(str(name)), _spelled(parent), what)
    return place, f"Invalid value at '{place}' ({problem.expected}), {problem.shown}"


def _spelled(where: Where) -> str:
    parts: list[str] = []
    while where:
        where, step = where
        parts.append(f"[{step}]" if isinstance(step, int) else f".{snake(step)}")
    return "".join(reversed(parts)).removeprefix(".")


def _root(request: str) -> Where:
    """Where the body hangs in Google's own request message: the whole of a `...Request`, else one field of
    it.
    """
    if request.endswith("Request"):
        return ()
    return ((), {"ValueRange": "data"}.get(request, request[0].lower() + request[1:]))


def _shown(value: Any) -> str:
    return orjson.dumps(value).decode()[:200]
