"""Papers drawn at random, and a document that a person edits in between, for the tests of living documents."""

from __future__ import annotations

from collections.abc import Sequence
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from sheets_templates.papers import (
    BulletList,
    CheckItem,
    Checklist,
    KeyFigure,
    KeyFigures,
    Paper,
    PaperSection,
    PaperTable,
    Paragraph,
    Run,
)
from sync.emulator.app import create_app
from sync.emulator.docs.content import docs_of
from sync.emulator.pages.viewer import answered, caller_for
from sync.emulator.wire.errors import GoogleError
from sync.emulator.world import World
from sync.google.document_reading import DocumentSnapshot, snapshot_of
from sync.google.living_documents import DocumentPlan, plan
from sync.papers.word import DOCX, paper_docx

KEYS = ("contacts", "goals", "schools", "technology")
FIRST_WRITTEN = 0x20000  # from here on, no letter is ever used twice: each is one that a person wrote


def section(key: str, variant: int) -> PaperSection:
    """One of six contents of a section."""
    blocks: Any = (
        [Paragraph(f"The {key} of the district.")],
        [Paragraph((Run(f"The {key}, "), Run("changed", bold=True)), "lead"), BulletList((f"{key} 1", f"{key} 2"))],
        [PaperTable(("Name", "Days"), ((f"{key} A", "12"), (f"{key} B", "7.5")), ("left", "right"))],
        [Checklist((CheckItem(f"{key} known", True), CheckItem(f"{key} open", note="office"))), Paragraph("Soon.")],
        [KeyFigures((KeyFigure(key, "35+"), KeyFigure("hours", "212", "of 480"))), PaperTable((), (("a", "b"),))],
        [],
    )
    return PaperSection(key, key.title(), blocks[variant])


def paper(variants: dict[str, int]) -> Paper:
    """The paper with these sections, in the order of KEYS."""
    sections = [section(key, variants[key]) for key in KEYS if key in variants]
    return Paper("Onboarding", sections, "Maple Grove", "2026-27", closing=("Made from the Onboarding tab.",))


def practice_world() -> World:
    """A Google in this process, without a server."""
    world = World(address="http://127.0.0.1")
    create_app(world)
    return world


@dataclass
class Desk:
    """A document, what generates it, and a person who edits it through the same API, all in this process."""

    world: World
    document_id: str = ""
    written: int = FIRST_WRITTEN

    def __post_init__(self) -> None:
        self.world.signin.create_user("coach@program.example")
        account = self.world.signin.find("coach@program.example")
        assert account is not None
        self._caller = caller_for(account)

    def make(self, wanted: Paper) -> None:
        """The document as `create_living_document` makes it."""
        drive = self.world.drive
        with self.world.store.transaction():
            file = drive.create_file(wanted.title, "application/vnd.google-apps.document", self._caller)
            docs_of(self.world).create(file.id, file.name, self._caller)
            docs_of(self.world).fill(file.id, DOCX, paper_docx(wanted))
        self.document_id = file.id
        self.carry_out(plan(self.read(), wanted, fresh=True))

    def read(self) -> DocumentSnapshot:
        return snapshot_of(self.resource())

    def resource(self) -> dict[str, Any]:
        found: dict[str, Any] = answered(
            self.world, self._caller, "docs.documents.get", {"documentId": self.document_id}
        )
        return found

    def update(self, requests: Sequence[dict[str, Any]]) -> None:
        path = {"documentId": self.document_id}
        answered(self.world, self._caller, "docs.documents.batchUpdate", path, {"requests": list(requests)})

    def carry_out(self, decided: DocumentPlan) -> None:
        if decided.requests:
            self.update(decided.requests)

    def regenerate(self, wanted: Paper) -> DocumentPlan:
        decided = plan(self.read(), wanted)
        self.carry_out(decided)
        return decided

    # --- what the person does; what Google refuses is not done

    def try_to(self, *requests: dict[str, Any]) -> None:
        with suppress(GoogleError):
            self.update(requests)

    def letters(self, count: int) -> str:
        """So many letters that nobody has written before."""
        found = "".join(chr(self.written + number) for number in range(count))
        self.written += count
        return found

    def type_at(self, index: int, lines: Sequence[int]) -> None:
        """Lines of so many letters, typed at an index."""
        text = "\n".join(self.letters(count) for count in lines)
        self.try_to({"insertText": {"location": {"index": index}, "text": text}})

    def put_table(self, index: int) -> None:
        """A table with something in its first cell."""
        cell = {"insertText": {"location": {"index": index + 4}, "text": self.letters(1)}}
        self.try_to({"insertTable": {"location": {"index": index}, "rows": 1, "columns": 2}}, cell)

    def erase(self, start: int, count: int) -> None:
        where = {"startIndex": start, "endIndex": start + count}
        self.try_to({"deleteContentRange": {"range": where}})

    def handwriting(self) -> str:
        """Every letter in the document that a person wrote, in its order."""
        return "".join(letter for letter in self.text() if ord(letter) >= FIRST_WRITTEN)

    def text(self) -> str:
        return "".join(element.text for element in self.read().elements)

    def text_units(self) -> list[str]:
        """The text by Google's indexes: one letter (or half of a pair) an index, "" for what is no text."""
        with self.world.store.transaction():
            document = docs_of(self.world).load(self.document_id)
        assert document is not None
        return [unit.char for unit in document.segments[""]]
