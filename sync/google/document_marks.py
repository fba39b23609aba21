"""The named ranges by which a living document remembers what was generated in it.

Their names carry everything, so that a document needs no ledger: which section, from which content, and how its text read.
"""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, Literal

_PREFIX: Final = "coachlog"
_NONE: Final = "-"


@dataclass(frozen=True)
class Mark:
    """`kind`: a generated section, an offer of new text beside one, or that a section was once generated (`known`).

    `made` is the fingerprint of the content that the text was generated from, `seen` that of the content last dealt with (written
    or offered), `text` that of the text as it was generated. An offer's `made` is what it offers.
    """

    kind: Literal["section", "offer", "known"]
    key: str
    made: str = ""
    seen: str = ""
    text: str = ""

    @property
    def name(self) -> str:
        """The name of the range, at most 128 characters (Google allows 256)."""
        return "/".join([_PREFIX, self.kind, self.key, *(part or _NONE for part in (self.made, self.seen, self.text))])


def mark_named(name: str) -> Mark | None:
    """The mark that a range's name stands for; None for a range of somebody else."""
    parts = name.split("/")
    if len(parts) != 6 or parts[0] != _PREFIX:
        return None
    made, seen, text = ("" if part == _NONE else part for part in parts[3:])
    match parts[1]:
        case "section":
            return Mark("section", parts[2], made, seen, text)
        case "offer":
            return Mark("offer", parts[2], made, seen, text)
        case "known":
            return Mark("known", parts[2])
    return None
