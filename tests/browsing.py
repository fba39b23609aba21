"""A person at the emulator's pages without a browser: pages as text, cells by their names."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from html.parser import HTMLParser
from typing import Any

import requests

from sync.emulator.server import EmulatorServer


@dataclass
class CellSeen:
    """A table cell as the page holds it."""

    text: str = ""
    attributes: dict[str, str] = field(default_factory=dict)
    links: list[str] = field(default_factory=list)
    boxes: list[dict[str, str]] = field(default_factory=list)

    @property
    def css(self) -> str:
        return self.attributes.get("style", "")

    @property
    def classes(self) -> set[str]:
        return set(self.attributes.get("class", "").split())


class _Cells(HTMLParser):
    """Reads the cells of a grid, by (row, column) from 0."""

    def __init__(self) -> None:
        super().__init__()
        self.cells: dict[tuple[int, int], CellSeen] = {}
        self._row = -1
        self._cell: CellSeen | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        if tag == "tr":
            self._row = int(given.get("data-r", -1))
        elif tag == "td" and "data-c" in given and self._row >= 0:
            self._cell = self.cells[self._row, int(given["data-c"])] = CellSeen("", given)
        elif tag == "a" and self._cell is not None:
            self._cell.links.append(given.get("href", ""))
        elif tag == "input" and self._cell is not None:
            self._cell.boxes.append(given)

    def handle_endtag(self, tag: str) -> None:
        if tag == "td":
            self._cell = None

    def handle_data(self, data: str) -> None:
        if self._cell is not None:
            self._cell.text += data


def cells_of(html: str) -> dict[tuple[int, int], CellSeen]:
    """The cells of a page or of a block of rows, by (row, column) from 0."""
    reader = _Cells()
    reader.feed(html)
    return reader.cells


class Person:
    """Somebody who has chosen who they are, with the cookies of their browser."""

    def __init__(self, server: EmulatorServer, email: str, *, next: str = "/") -> None:
        self.address = server.address
        self.session = requests.Session()
        self.token = token_in(self.session.get(f"{self.address}/practice/who").text)
        chosen = {"csrf_token": self.token, "email": email, "next": next}
        self.landed = self.session.post(f"{self.address}/practice/who", data=chosen)

    def get(self, path: str, **options: Any) -> requests.Response:
        return self.session.get(self.address + path, timeout=20, **options)

    def send(self, path: str, body: dict[str, Any], token: str | None = None) -> requests.Response:
        headers = {"X-CSRF-Token": self.token if token is None else token, "Accept": "application/json"}
        return self.session.post(self.address + path, json=body, headers=headers, timeout=20)

    def cells(self, spreadsheet_id: str, gid: int = 0) -> dict[tuple[int, int], CellSeen]:
        return cells_of(self.get(f"/spreadsheets/{spreadsheet_id}?gid={gid}").text)


def token_in(html: str) -> str:
    """The token that the forms of a page carry."""
    found = re.search(r'name="csrf-token" content="([^"]+)"', html)
    return found[1] if found else ""
