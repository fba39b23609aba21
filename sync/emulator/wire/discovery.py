"""The discovery documents that google-api-python-client ships: the table of methods, and the schemas of their
bodies.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from typing import Any, NamedTuple
from urllib.parse import unquote

import orjson

SERVED = (("sheets", "v4"), ("drive", "v3"), ("drive", "v2"), ("forms", "v1"), ("docs", "v1"))


@dataclass(frozen=True)
class Method:
    """One method of one API: `sheets.spreadsheets.values.get`. Drive v2 shares ids with v3, so its ids begin
    with `drive.v2.`.
    """

    id: str
    api: str
    version: str
    http_method: str
    path: str
    upload_path: str | None
    parameters: Mapping[str, Mapping[str, Any]]
    request: str | None
    response: str | None
    scopes: frozenset[str]
    sends_media: bool

    @property
    def is_read(self) -> bool:
        """True if nothing changes: a GET, or one of the searches that are a POST only because their filter is
        a body.
        """
        return self.http_method == "GET" or self.path.endswith((":getByDataFilter", ":batchGetByDataFilter", ":search"))

    @property
    def service(self) -> str:
        return f"{self.api}.googleapis.com"


class Match(NamedTuple):
    method: Method
    path: dict[str, str]
    is_upload: bool


@cache
def document(api: str, version: str) -> Mapping[str, Any]:
    """The discovery document of an API."""
    folder = resources.files("googleapiclient") / "discovery_cache" / "documents"
    loaded: Mapping[str, Any] = orjson.loads((folder / f"{api}.{version}.json").read_bytes())
    return loaded


def relocated(api: str, version: str, address: str) -> dict[str, Any]:
    """The discovery document of an API as if Google lived at `address`."""
    found = {name: value for name, value in document(api, version).items() if name != "mtlsRootUrl"}
    return found | {"rootUrl": f"{address}/", "baseUrl": f"{address}/{found['servicePath']}"}


def schemas(api: str, version: str) -> Mapping[str, Mapping[str, Any]]:
    """The schemas of an API by name."""
    found: Mapping[str, Mapping[str, Any]] = document(api, version)["schemas"]
    return found


@cache
def methods() -> Mapping[str, Method]:
    """Every method of the served APIs by id."""
    listed: dict[str, Method] = {}
    for api, version in SERVED:
        found = document(api, version)
        for raw in _methods_below(found):
            method = _method(api, version, found, raw)
            listed[method.id] = method
    return listed


def match(http_method: str, raw_path: str) -> Match | None:
    """The method that a request line names, with its path parameters decoded. `raw_path` is still
    percent-encoded.
    """
    for pattern, method, is_upload in _table().get(http_method, ()):
        if found := pattern.fullmatch(raw_path):
            path = {name: unquote(value) for name, value in found.groupdict().items()}
            return Match(method, path, is_upload)
    return None


def _methods_below(resource: Mapping[str, Any]) -> list[Mapping[str, Any]]:
    below = [found for child in resource.get("resources", {}).values() for found in _methods_below(child)]
    return [*resource.get("methods", {}).values(), *below]


def _method(api: str, version: str, found: Mapping[str, Any], raw: Mapping[str, Any]) -> Method:
    upload = raw.get("mediaUpload", {}).get("protocols", {}).get("simple", {}).get("path")
    return Method(
        id=raw["id"] if version != "v2" else raw["id"].replace("drive.", "drive.v2.", 1),
        api=api,
        version=version,
        http_method=raw["httpMethod"],
        path=f"/{found['servicePath']}{raw['path']}",
        upload_path=upload,
        parameters=found["parameters"] | raw.get("parameters", {}),
        request=raw.get("request", {}).get("$ref"),
        response=raw.get("response", {}).get("$ref"),
        scopes=frozenset(raw.get("scopes", ())),
        sends_media=bool(raw.get("supportsMediaDownload")),
    )


_TEMPLATE = re.compile(r"\{(\+?)(\w+)\}")


@cache
def _table() -> Mapping[str, list[tuple[re.Pattern[str], Method, bool]]]:
    """Patterns by HTTP method; a literal segment is tried before a parameter with a `:verb`, and that before
    a bare parameter.
    """
    rows: list[tuple[list[int], str, Method, bool]] = []
    for method in methods().values():
        paths = [(method.path, False)] + ([(method.upload_path, True)] if method.upload_path else [])
        rows += [(_looseness(path), path, method, is_upload) for path, is_upload in paths]
    table: dict[str, list[tuple[re.Pattern[str], Method, bool]]] = {}
    for _, path, method, is_upload in sorted(rows, key=lambda row: row[0]):
        table.setdefault(method.http_method, []).append((_pattern(path), method, is_upload))
    return table


def _looseness(path: str) -> list[int]:
    return [0 if "{" not in part else 1 if ":" in part else 2 for part in path.split("/")]


def _pattern(path: str) -> re.Pattern[str]:
    pieces, end = [], 0
    for found in _TEMPLATE.finditer(path):
        reserved, name = found.groups()
        pieces += [re.escape(path[end : found.start()]), f"(?P<{name}>{'.+' if reserved else '[^/]+'})"]
        end = found.end()
    return re.compile("".join(pieces) + re.escape(path[end:]))
