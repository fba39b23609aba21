"""Invented educators whose names occur nowhere else, and a search for every trace of them in whatever a program leaves behind."""

from __future__ import annotations

import base64
import hashlib
import io
import zipfile
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pypdf import PdfReader


@dataclass(frozen=True)
class Canary:
    """One invented educator, and the coach on whose roster the name stands."""

    first: str
    last: str
    email: str
    coach_id: str
    district: str
    school: str

    @property
    def name(self) -> str:
        return f"{self.first} {self.last}"

    def traces(self) -> dict[str, str]:
        """Every text that would betray this educator, lower case, and what it is: parts, addresses, codes without a key."""
        found = {
            self.first.lower(): "first name",
            self.last.lower(): "last name",
            self.email.split("@")[0].lower(): "e-mail address",
        }
        for said in (self.name, self.name.lower(), self.email, self.email.lower()):
            found[base64.b64encode(said.encode()).decode().rstrip("=").lower()] = "name in base64"
            for digest in ("md5", "sha1", "sha256", "blake2b"):
                found[hashlib.new(digest, said.encode()).hexdigest()] = f"{digest} without a key"
        return found


EDUCATORS = (
    Canary("Zephyrine", "Quillfeather", "zq.quill@north.example", "C1", "North", "Lincoln"),
    Canary("Thaddeus", "Brackenwold", "tbrack77@south.example", "C1", "South", "Oak"),
    Canary("Ottoline", "Varnishkes", "o.varnish@east.example", "C2", "East", "Elm"),
)


LEDGER = "the folder/ledger.db"  # and what SQLite keeps beside it


@dataclass
class Evidence:
    """Everything that was looked at: text by place. `codes` stand for an educator and may stand in the ledger alone."""

    pieces: list[tuple[str, str]] = field(default_factory=list)
    codes: set[str] = field(default_factory=set)

    def add(self, place: str, said: object) -> None:
        """Keeps a text, bytes of any kind of file, or what a value says of itself."""
        if isinstance(said, bytes):
            self.pieces += [(f"{place}{inner}", text) for inner, text in _texts_of(said)]
        else:
            self.pieces.append((place, str(said)))

    def add_folder(self, place: str, folder: Path, without: Iterable[str] = ()) -> None:
        """Every file below a folder and its name, but for those whose name begins so."""
        for path in sorted(folder.rglob("*")):
            if path.is_file() and not path.name.startswith(tuple(without)):
                self.add(f"name of a file in {place}", path.name)
                self.add(f"{place}/{path.name}", path.read_bytes())

    def finds(self, educators: Iterable[Canary] = EDUCATORS) -> list[str]:
        """Where something of an educator stands, in words: place and kind of trace, never the trace."""
        names: dict[str, str] = {}
        for educator in educators:
            names |= educator.traces()
        codes = dict.fromkeys(self.codes, "pseudonym")
        found = set()
        for place, said in self.pieces:
            lower = said.lower()
            wanted = names if place.startswith(LEDGER) else names | codes
            found |= {f"{place}: {kind}" for trace, kind in wanted.items() if trace in lower}
        return sorted(found)


def _texts_of(content: bytes) -> Iterator[tuple[str, str]]:
    """A file's text, and that of what is packed in it."""
    yield "", content.decode("utf-8", "replace")
    yield " as UTF-16", content.decode("utf-16-le", "replace")
    if content.startswith(b"PK"):
        with zipfile.ZipFile(io.BytesIO(content)) as packed:
            for name in packed.namelist():
                yield f"/{name}", f"{name} {packed.read(name).decode('utf-8', 'replace')}"
    elif content.startswith(b"%PDF"):
        reader = PdfReader(io.BytesIO(content))
        yield " (text)", "\n".join(page.extract_text() for page in reader.pages)
        yield " (about)", str(reader.metadata)


def strings_in(value: Any) -> Iterator[str]:
    """Every text in a JSON value, keys included."""
    if isinstance(value, dict):
        for key, inner in value.items():
            yield str(key)
            yield from strings_in(inner)
    elif isinstance(value, list):
        for inner in value:
            yield from strings_in(inner)
    elif value is not None:
        yield str(value)
