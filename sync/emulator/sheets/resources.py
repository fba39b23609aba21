"""What the discovery document says about the resources of Sheets v4."""

from __future__ import annotations

from collections.abc import Mapping
from functools import cache, lru_cache
from typing import Any

from sync.emulator.wire.discovery import schemas


def _schemas() -> Mapping[str, Mapping[str, Any]]:
    return schemas("sheets", "v4")


def has_field(schema: str, path: tuple[str, ...]) -> bool:
    """Whether a resource of this schema has a field at this path. Lists are entered as if they were their
    items.
    """
    if not path:
        return True
    field = _schemas()[schema].get("properties", {}).get(path[0])
    if field is None:
        return False
    inner = field.get("items", field)
    if "additionalProperties" in inner:
        return True
    return has_field(inner["$ref"], path[1:]) if "$ref" in inner else len(path) == 1


@lru_cache(maxsize=256)
def fields_of(schema: str) -> frozenset[str]:
    """The names of a resource's fields."""
    return frozenset(_schemas()[schema].get("properties", {}))


def request_schema(kind: str) -> str:
    """The schema of one kind of batch request, for example `addChart` -> `AddChartRequest`."""
    reference: str = _schemas()["Request"]["properties"][kind]["$ref"]
    return reference


@cache
def request_kinds() -> tuple[str, ...]:
    """Every kind of request that a batch may hold."""
    return tuple(_schemas()["Request"]["properties"])
