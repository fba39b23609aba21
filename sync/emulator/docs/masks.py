"""The `fields` of an update request: which properties are written, and which are cleared because nothing was given."""

from __future__ import annotations

from collections.abc import Mapping

from sync.emulator.docs.refusals import RefusedError
from sync.emulator.docs.units import Json
from sync.emulator.wire.discovery import schemas
from sync.emulator.wire.mask_paths import Path, write_path
from sync.emulator.wire.proto_names import camel


def paths(fields: str | None, schema: str, root: str) -> tuple[Path, ...]:
    """The paths of a mask in JSON names, `(("*",),)` for everything. A leading name of the resource itself (`root`) is allowed.

    Raises RefusedError for an empty mask or a field that the schema does not have.
    """
    named = [part.strip() for part in (fields or "").split(",") if part.strip()]
    if not named:
        raise RefusedError("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    found: list[Path] = []
    for name in named:
        path = tuple(camel(step) for step in name.split("."))
        path = path[1:] if len(path) > 1 and path[0] == root else path
        if path == ("*",):
            return (("*",),)
        if not _exists(path, schema):
            raise RefusedError(f"Invalid field: {name}")
        found.append(path)
    return tuple(found)


def updated(present: Mapping[str, object], given: Json, which: tuple[Path, ...], schema: str) -> Json:
    """`present` with the named paths taken from `given`; a path that `given` lacks is taken away."""
    if which == (("*",),):
        which = tuple((name,) for name in schemas("docs", "v1")[schema]["properties"])
    out: Json = dict(present)
    for path in which:
        write_path(out, given, path)
    return out


def _exists(path: Path, schema: str) -> bool:
    known = schemas("docs", "v1")
    spec: Mapping[str, object] = {"$ref": schema}
    for step in path:
        while "$ref" in spec:
            spec = known[str(spec["$ref"])]
        properties = spec.get("properties")
        if not isinstance(properties, Mapping) or step not in properties:
            return False
        spec = properties[step]
    return True
