"""The `fields` of an update request: which parts of a resource are written, and which are cleared because
nothing was given.
"""

from __future__ import annotations

import re
from collections.abc import Iterable
from functools import lru_cache

from sync.emulator.sheets.cells import Json
from sync.emulator.sheets.colors import other_name
from sync.emulator.sheets.refusals import Refused
from sync.emulator.sheets.resources import has_field
from sync.emulator.wire.mask_paths import Path, write_path

EVERYTHING: Path = ("*",)


@lru_cache(maxsize=1024)
def paths(fields: str | None, schema: str, root: str = "") -> tuple[Path, ...]:
    """The paths that a `fields` text names, for a resource of this schema. `*` alone is `(EVERYTHING,)`.

    Both forms are understood: `a.b,a.c` and `a(b,c)`. A leading name of the resource itself (`root`) is
    allowed, as Google does. A color is always named together with its style. Raises `Refused` for an empty
    text or a field that does not exist.
    """
    if not fields or not fields.strip():
        raise Refused("At least one field must be listed in 'fields'. (Use '*' to indicate all fields.)")
    found: list[Path] = []
    for path in _split(re.sub(r"\s", "", fields)):
        path = tuple(_camel(name) for name in path)
        path = path[1:] if root and len(path) > 1 and path[0] == root else path
        path = path[:-1] if len(path) > 1 and path[-1] == "*" else path
        if path in ((), EVERYTHING) or path == (root,):
            return (EVERYTHING,)
        if not has_field(schema, path):
            raise Refused(f"Invalid field: {'.'.join(path)}")
        found.append(path)
        second = other_name(path[-1])
        if second and has_field(schema, (*path[:-1], second)):
            found.append((*path[:-1], second))
    return tuple(dict.fromkeys(found))


def _camel(name: str) -> str:
    return re.sub(r"_([a-z])", lambda match: match[1].upper(), name)


def _split(fields: str) -> list[Path]:
    """The paths of `a(b,c/d),e.f`."""
    found: list[Path] = []
    prefixes: list[Path] = [()]
    word: Path = ()
    for piece in re.findall(r"[A-Za-z_0-9*]+|[(),]|[./]", fields):
        if piece in "./":
            continue
        if piece == "(":
            prefixes.append(prefixes[-1] + word)
            word = ()
        elif piece in ",)":
            if word:
                found.append(prefixes[-1] + word)
            word = ()
            if piece == ")":
                if len(prefixes) == 1:
                    raise Refused(f"Invalid field mask: {fields}")
                prefixes.pop()
        else:
            word = (*word, piece)
    if word:
        found.append(prefixes[-1] + word)
    if len(prefixes) != 1 or not found:
        raise Refused(f"Invalid field mask: {fields}")
    return found


def updated(present: Json, given: Json, which: Iterable[Path], keep: Iterable[str] = ()) -> Json:
    """`present` with the named paths taken from `given`; a path that `given` lacks is removed.

    Args: `keep` names fields that `*` does not clear (ids and what only the server sets).
    """
    which = tuple(which)
    if which == (EVERYTHING,):
        kept = {name: present[name] for name in keep if name in present}
        return {**kept, **{name: part for name, part in given.items() if name not in kept}}
    out = dict(present)
    for path in which:
        write_path(out, given, path)
    return out


def touches(which: Iterable[Path], field: str) -> bool:
    """Whether the mask writes this field of the resource (or a part of it)."""
    return any(path == EVERYTHING or path[0] == field for path in which)
