"""Names as Google's errors write them: fields in snake case, types by their protocol buffer package."""

from __future__ import annotations

import re

from sync.emulator.wire.errors import GoogleError, invalid_argument

_CAPITAL = re.compile(r"[A-Z]")


def snake(name: str) -> str:
    return _CAPITAL.sub(lambda found: f"_{found[0].lower()}", name)


def camel(name: str) -> str:
    if "_" not in name:
        return name
    head, *rest = name.split("_")
    return head + "".join(part[:1].upper() + part[1:] for part in rest)


def type_name(api: str, version: str, name: str) -> str:
    return f"type.googleapis.com/google.apps.{api}.{version}.{name}"


def enum_type(api: str, version: str, owner: str, name: str) -> str:
    """The type of an enum, which Google declares inside the message that holds it."""
    return type_name(api, version, f"{owner}.{name[0].upper()}{name[1:]}".removeprefix("."))


def unknown_name(name: str, place: str, what: str = "Cannot find field.") -> str:
    at = f" at '{place}'" if place else ""
    return f'Invalid JSON payload received. Unknown name "{name}"{at}: {what}'


def refusal(violations: list[tuple[str, str]]) -> GoogleError:
    """One 400 for everything that is wrong; `violations` are pairs (place, sentence)."""
    return invalid_argument("\n".join(what for _, what in violations), violations, reason="badRequest")
