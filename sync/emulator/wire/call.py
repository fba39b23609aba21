"""One call of one API method, as a handler sees it: checked, signed in, and with the world at hand."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from sync.emulator.wire.discovery import Method
from sync.emulator.wire.field_masks import FieldMask

if TYPE_CHECKING:
    from sync.emulator.world import World


@dataclass(frozen=True)
class Caller:
    """Who calls: an account, through an OAuth client of a project, with scopes.

    `per_file` is true where only `drive.file` lets the call in: then the caller sees only files that its
    client made or opened.
    """

    email: str
    client_id: str
    project: str
    scopes: frozenset[str]
    service_account: bool = False
    per_file: bool = False

    @property
    def domain(self) -> str:
        return self.email.partition("@")[2]


@dataclass(frozen=True)
class Media:
    """Bytes of an upload and their MIME type."""

    content: bytes
    mime_type: str


@dataclass
class Call:
    """A checked call.

    `path` holds the decoded path parameters, `query` every query parameter (each a list), `body` the JSON
    body with unset (null) fields dropped and proto field names turned into JSON names. `raw` is the body as
    it came. `media` is set on uploads, `wants_media` for `alt=media`. `mask` is the `fields` mask
    (everything, if none was sent: see `has_mask`); the answer is cut to it afterwards, so a handler needs it
    only to save work. `stale` asks a feed to say that nothing is new.
    """

    method: str
    spec: Method
    path: dict[str, str]
    query: Mapping[str, list[str]]
    body: dict[str, Any]
    caller: Caller
    world: World
    raw: bytes = b""
    content_type: str = ""
    mask: FieldMask = field(default_factory=FieldMask.everything)
    media: Media | None = None
    wants_media: bool = False
    stale: bool = False

    @property
    def has_mask(self) -> bool:
        """True if the caller said which fields it wants (`*` included); without, some methods answer only a
        few.
        """
        return "fields" in self.query

    def one(self, name: str, default: str = "") -> str:
        """The last value of a query parameter."""
        values = self.query.get(name)
        return values[-1] if values else default

    def flag(self, name: str, default: bool = False) -> bool:
        """A boolean query parameter."""
        return self.one(name, str(default)).lower() in {"true", "1"}

    def number(self, name: str, default: int) -> int:
        """An integer query parameter."""
        return int(self.one(name) or default)


@dataclass(frozen=True)
class Content:
    """An answer that is not JSON: an export, a download."""

    content: bytes
    mime_type: str
    headers: Mapping[str, str] = field(default_factory=dict)
