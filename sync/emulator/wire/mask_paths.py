"""What a path of an update's field mask does: what was given there is taken over, what was not given is cleared."""

from __future__ import annotations

from typing import Any

Path = tuple[str, ...]


def write_path(out: dict[str, Any], given: dict[str, Any], path: Path) -> None:
    """Writes what `given` holds at a path into `out`; a path that `given` lacks is removed there."""
    name, rest = path[0], path[1:]
    if not rest:
        if name in given:
            out[name] = given[name]
        else:
            out.pop(name, None)
        return
    inner = dict(out[name]) if isinstance(out.get(name), dict) else {}
    write_path(inner, given.get(name) or {}, rest)
    if inner or name in given:
        out[name] = inner
    else:
        out.pop(name, None)
