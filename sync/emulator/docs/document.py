"""What Docs keeps of a document, and how it stands in the store."""

from __future__ import annotations

import hashlib
import secrets
import string
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import Any, Final

import orjson

from sync.emulator.docs import defaults
from sync.emulator.docs.structure import Node, nodes_of
from sync.emulator.docs.units import Json, Unit, packed, text_units, unpacked

BODY: Final = ""  # the segment id of the body
TAB_ID: Final = "t.0"  # a document has one tab here
_ALPHABET: Final = string.ascii_lowercase + string.digits


@dataclass
class NamedRange:
    """A name for stretches of text; each is (segment, start, end)."""

    id: str
    name: str
    ranges: list[tuple[str, int, int]]


@dataclass
class DocumentState:
    """A document. `segments` holds the body under "", headers and footers under their ids; `images` what is known of each inline
    image by its id. Which boxes of a checklist are ticked is kept with their paragraphs; the API does not show it.
    """

    id: str
    revision: int = 1
    segments: dict[str, list[Unit]] = field(default_factory=dict)
    headers: list[str] = field(default_factory=list)
    footers: list[str] = field(default_factory=list)
    named_ranges: dict[str, NamedRange] = field(default_factory=dict)
    lists: dict[str, Json] = field(default_factory=dict)
    images: dict[str, Json] = field(default_factory=dict)
    document_style: Json = field(default_factory=defaults.document_style)
    named_styles: list[Json] = field(default_factory=defaults.named_styles)

    @property
    def revision_id(self) -> str:
        return self._id_of(self.revision)

    @property
    def past_revision_ids(self) -> set[str]:
        return {self._id_of(number) for number in range(1, self.revision)}

    def _id_of(self, revision: int) -> str:
        """Google's revision ids say nothing to their holders; neither do these."""
        digest = hashlib.sha256(f"{self.id}/{revision}".encode()).hexdigest()
        return f"ALBJ4L{digest[:46]}"

    def nodes(self, segment: str = BODY) -> list[Node]:
        return nodes_of(self.segments[segment])

    def encoded(self) -> bytes:
        plain: Json = {**vars(self), "segments": {name: packed(units) for name, units in self.segments.items()}}
        return orjson.dumps(plain)


def decoded(data: bytes) -> DocumentState:
    plain: Json = orjson.loads(data)
    plain["segments"] = {name: unpacked(packs) for name, packs in plain["segments"].items()}
    plain["named_ranges"] = {
        id: NamedRange(id, each["name"], [(segment, start, end) for segment, start, end in each["ranges"]])
        for id, each in plain["named_ranges"].items()
    }
    return DocumentState(**plain)


def blank(id: str) -> DocumentState:
    """A new document: a section break and an empty paragraph."""
    return DocumentState(id, segments={BODY: [Unit("section"), *text_units("\n")]})


def new_id(prefix: str) -> str:
    """An id as Docs gives them: `kix.` for what stands in a document, `h.` for headings."""
    return prefix + "".join(secrets.choice(_ALPHABET) for _ in range(12))


def with_heading_ids(units: Sequence[Unit]) -> list[Unit]:
    """The units with an id for every heading among their paragraphs, none twice."""
    seen: set[str] = set()
    out = []
    for unit in units:
        if unit.kind == "end":
            style: dict[str, Any] = dict(unit.more["style"])
            is_heading = style.get("namedStyleType", "NORMAL_TEXT") != "NORMAL_TEXT"
            if is_heading and style.get("headingId", "") in seen | {""}:
                style["headingId"] = new_id("h.")
                unit = unit.with_more(style=style)
            elif not is_heading and "headingId" in style:
                del style["headingId"]
                unit = unit.with_more(style=style)
            seen.add(style.get("headingId", ""))
        out.append(unit)
    return out
