"""Partial responses: the `fields` parameter, in every way to write it: `a,b(c,d/e),f/*`, `a.b`, `*`."""

from __future__ import annotations

import re
from collections.abc import Mapping
from functools import lru_cache
from typing import Any

from sync.emulator.wire.discovery import Method, schemas
from sync.emulator.wire.errors import GoogleError, invalid_argument

Tree = dict[str, "Tree | None"]  # a name without a subtree selects everything below it
_TOKEN = re.compile(r"\s*([A-Za-z0-9_@$-]+|[*,()/.])")


class FieldMask:
    """The parts of an answer that were asked for."""

    def __init__(self, tree: Tree | None) -> None:
        self._tree = tree

    @classmethod
    def everything(cls) -> FieldMask:
        return cls(None)

    @classmethod
    def parse(cls, text: str, method: Method) -> FieldMask:
        """The mask of a call. Raises GoogleError 400 if it cannot be read or names a field that the answer
        does not have.
        """
        return cls(_parsed(text, method.api, method.version, method.response))

    @property
    def is_everything(self) -> bool:
        return self._tree is None

    def wants(self, *path: str) -> bool:
        """True if anything at or below `path` was asked for: `mask.wants("sheets", "data")`."""
        tree = self._tree
        for name in path:
            if tree is None:
                return True
            if name not in tree and "*" not in tree:
                return False
            tree = tree[name] if name in tree else tree["*"]
        return True

    def below(self, *path: str) -> FieldMask:
        """The mask of what stands at `path`, which must be wanted."""
        tree = self._tree
        for name in path:
            if tree is None:
                break
            tree = tree[name] if name in tree else tree["*"]
        return FieldMask(tree)

    def cut(self, answer: Any) -> Any:
        """The answer without what was not asked for."""
        return answer if self._tree is None else _cut(answer, self._tree)


def _cut(value: Any, tree: Tree) -> Any:
    if isinstance(value, list):
        return [_cut(item, tree) for item in value]
    if not isinstance(value, dict):
        return value
    kept = {}
    for name, item in value.items():
        if name in tree:
            below = tree[name]
            kept[name] = item if below is None else _cut(item, below)
        elif "*" in tree:
            below = tree["*"]
            if below is None:
                kept[name] = item
            elif _holds_something(found := _cut(item, below)):
                kept[name] = found  # a star passes over what does not have the field below it
    return kept


def _holds_something(cut: Any) -> bool:
    items = cut if isinstance(cut, list) else [cut]
    return any(isinstance(item, dict) and item for item in items)


@lru_cache(maxsize=1024)
def _parsed(text: str, api: str, version: str, response: str | None) -> Tree | None:
    tree = _Reader(text).read()
    if response:
        _check(tree, {"$ref": response}, schemas(api, version), ())
    return None if "*" in tree and tree["*"] is None else tree


class _Reader:
    """Recursive descent over `selection := path ["(" selections ")"]`, `path := name (("/" | ".") name)*`."""

    def __init__(self, text: str) -> None:
        self.text, self.tokens, self.at = text, self._tokens(text), 0

    def read(self) -> Tree:
        tree: Tree = {}
        self.selections(tree)
        if self.at != len(self.tokens):
            raise self.unreadable()
        return tree

    def selections(self, tree: Tree) -> None:
        self.selection(tree)
        while self.take(","):
            self.selection(tree)

    def selection(self, tree: Tree) -> None:
        path = [self.name()]
        while self.take("/") or self.take("."):
            path.append(self.name())
        below: Tree | None = None
        if self.take("("):
            below = {}
            self.selections(below)
            if not self.take(")"):
                raise self.unreadable()
        for name in reversed(path[1:]):
            below = {name: below}
        _merge(tree, path[0], below)

    def name(self) -> str:
        if self.at == len(self.tokens) or self.tokens[self.at] in ",()/.":
            raise self.unreadable()
        self.at += 1
        return self.tokens[self.at - 1]

    def take(self, token: str) -> bool:
        if self.at < len(self.tokens) and self.tokens[self.at] == token:
            self.at += 1
            return True
        return False

    def _tokens(self, text: str) -> list[str]:
        tokens, end = [], 0
        while end < len(text.rstrip()):
            found = _TOKEN.match(text, end)
            if not found:
                raise self.unreadable()
            tokens.append(found[1])
            end = found.end()
        return tokens

    def unreadable(self) -> GoogleError:
        return _unknown(self.text)


def _merge(tree: Tree, name: str, below: Tree | None) -> None:
    if name not in tree:
        tree[name] = below
        return
    present = tree[name]
    if present is None or below is None:
        tree[name] = None
        return
    for child, further in below.items():
        _merge(present, child, further)


def _check(tree: Tree, schema: Mapping[str, Any], known: Mapping[str, Any], path: tuple[str, ...]) -> None:
    while True:
        if "$ref" in schema:
            schema = known[schema["$ref"]]
        elif schema.get("type") == "array":
            schema = schema["items"]
        else:
            break
    properties, others = schema.get("properties"), schema.get("additionalProperties")
    if properties is None and others is None and schema.get("type") in {"any", "object"}:
        return
    for name, below in tree.items():
        if name == "*":
            inner = list((properties or {}).values()) if below else []
            if below and not any(_fits(below, child, known) for child in inner):
                raise _unknown("/".join((*path, name)))
            continue
        child = (properties or {}).get(name, others)
        if child is None:
            raise _unknown("/".join((*path, name)))
        if below is not None:
            _check(below, child, known, (*path, name))


def _fits(tree: Tree, schema: Mapping[str, Any], known: Mapping[str, Any]) -> bool:
    try:
        _check(tree, schema, known, ())
    except GoogleError:
        return False
    return True


def _unknown(path: str) -> GoogleError:
    dotted = path.replace("/", ".")
    return invalid_argument(
        "Request contains an invalid argument.",
        [(dotted, f"Error expanding 'fields' parameter. Cannot find matching fields for path '{dotted}'.")],
        drive_message=f"Invalid field selection {path}",
        reason="invalidParameter",
        location="fields",
    )
