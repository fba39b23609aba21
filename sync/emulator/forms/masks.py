"""The `updateMask` of a request: which fields are written, and which are cleared because nothing was given."""

from __future__ import annotations

from typing import Any

from sync.emulator.forms.records import Json, RefusedError
from sync.emulator.wire.discovery import schemas
from sync.emulator.wire.proto_names import camel

Path = tuple[str, ...]
EVERYTHING: Path = ("*",)
_ONE_OF = (  # of these fields at most one is set
    {
        "choiceQuestion",
        "textQuestion",
        "scaleQuestion",
        "dateQuestion",
        "timeQuestion",
        "rowQuestion",
        "ratingQuestion",
    },
)


def paths(mask: str, schema: str) -> tuple[Path, ...]:
    """The paths of a mask such as `title,questionItem.question.required`, in JSON names; `*` alone is everything.

    Raises RefusedError for an empty mask or an unknown field.
    """
    named = [part.strip() for part in mask.split(",") if part.strip()]
    if not named:
        raise RefusedError("update_mask is required and must name at least one field.")
    if named == ["*"]:
        return (EVERYTHING,)
    found = tuple(tuple(camel(step) for step in name.split(".")) for name in named)
    for path in found:
        if not _exists(path, {"$ref": schema}):
            raise RefusedError(f"The field mask names an unknown field: {'.'.join(path)}")
    return found


def merged(present: Json, given: Json, which: tuple[Path, ...]) -> Json:
    """`present` with the named fields taken from `given`; what `given` lacks is cleared."""
    if which == (EVERYTHING,):
        return dict(given)
    out = present
    for path in which:
        out = _written(out, given, path)
    return out


def _written(present: Json, given: Json, path: Path) -> Json:
    name, rest = path[0], path[1:]
    out = {key: value for key, value in present.items() if not (name in given and _excludes(name, key))}
    if rest:
        inner = _written(out.get(name) or {}, given.get(name) or {}, rest)
        if inner or name in given or name in out:
            out[name] = inner
    elif name in given:
        out[name] = given[name]
    else:
        out.pop(name, None)
    return out


def _excludes(name: str, other: str) -> bool:
    return name != other and any({name, other} <= one for one in _ONE_OF)


def _exists(path: Path, schema: dict[str, Any]) -> bool:
    found: Any = schema
    for step in path:
        while "$ref" in found:
            found = schemas("forms", "v1")[found["$ref"]]
        found = found.get("properties", {}).get(step)
        if found is None:
            return False
    return True
