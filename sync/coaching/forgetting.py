"""What must go from a coach's workbook for an educator to be forgotten (DOMAIN.md, Confidentiality 6). The record of time stays: it
stands in the district's Activity Log and in My Time, and names nobody.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Final

from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.headers import column_positions
from sheets_templates.model import TabKind, WorkbookTemplate
from sync.coaching.coach_book import CoachBook, Educator, name_key
from sync.coaching.column_notices import letter
from sync.coaching.name_marks import name_marks
from sync.coaching.name_words import tokens
from sync.coaching.names_seen import NamesOfRoster
from sync.coaching.registry import Registry
from sync.coaching.texts import cell_text

_NAMED_IN: Final = {
    "roster": "educator",
    "coaching_cycles": "educator",
    "worked_with": "educator",
}  # tab -> column of names


class NobodyToForget(Exception):
    """Nobody in the workbook is written like that; nothing was changed. The words that were typed are not repeated."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"Nobody in {where} has this e-mail address or name. Type it as it stands on the Roster; nothing was changed."
        )


class SeveralOfOneName(Exception):
    """More than one educator bears the name; nothing was changed."""

    def __init__(self, where: str) -> None:
        super().__init__(
            f"More than one educator in {where} has this name. Make the names different on the Roster and in the rows that mean "
            "the one to be forgotten, then run this again; nothing was changed."
        )


@dataclass(frozen=True)
class BlankedCell:
    """A cell that named the educator beside others, by tab key, 1-based row and 0-based column; `left` is what stays in it."""

    tab: str
    row: int
    column: int
    left: str = field(repr=False)


@dataclass(frozen=True)
class Forgetting:
    """`deleted` are 1-based rows by tab key. `remaining` says in words where else the workbook seems to name the educator: a
    person has to look there."""

    people: tuple[Educator, ...] = field(repr=False)
    deleted: Mapping[str, tuple[int, ...]]
    blanked: tuple[BlankedCell, ...]
    remaining: tuple[str, ...]


def people_meant(book: CoachBook, identity: str, where: str) -> tuple[Educator, ...]:
    """Everybody in a book whom an e-mail address or a name means: one person, in each district where they stand on the Roster.

    Raises: NobodyToForget, SeveralOfOneName.
    """
    known = [*(book.roster or ()), *(person for cycle in book.cycles or () for person in cycle.educators)]
    wanted = identity.strip()
    if "@" in wanted:
        meant = [person for person in known if person.email and person.email.casefold() == wanted.casefold()]
    else:
        meant = [person for person in known if name_key(wanted) and name_key(person.name) == name_key(wanted)]
    if not meant:
        raise NobodyToForget(where)
    names = {name_key(person.name) for person in meant}
    namesakes = [person for person in known if name_key(person.name) in names]
    if len({person.email.casefold() for person in namesakes if person.email}) > 1:
        raise SeveralOfOneName(where)
    return tuple(dict.fromkeys(namesakes))


def forgetting(
    snapshot: WorkbookSnapshot,
    template: WorkbookTemplate,
    people: Sequence[Educator],
    others: Sequence[Educator],
    registry: Registry,
    key: bytes,
) -> Forgetting:
    """What to take out of a workbook: rows that are about these people alone, their names and the texts that name them in rows
    about a team. `others` are everybody else on the Roster."""
    names = {name_key(person.name) for person in people}
    deleted: dict[str, tuple[int, ...]] = {}
    blanked: list[BlankedCell] = []
    sees = _Sees(people, others, registry, key)
    for tab_key, column_key in _NAMED_IN.items():
        tab = snapshot.tab(tab_key)
        if tab is None:
            continue
        places = column_positions(template.tab(tab_key), tab)
        rows = {
            row: typed for row, typed in _names_by_row(tab, places.get(column_key)) if names & set(map(name_key, typed))
        }
        addressed = _rows_with_address(tab, places.get("email"), people)
        alone = {row for row, typed in rows.items() if names >= set(map(name_key, typed))} | addressed
        deleted[tab_key] = tuple(sorted(alone))
        for row, typed in rows.items():
            if row not in alone:
                left = "; ".join(name for name in typed if name_key(name) not in names)
                blanked.append(BlankedCell(tab_key, row, places[column_key], left))
                blanked += [
                    BlankedCell(tab_key, row, column, f"Cycle {row}" if column == places.get("cycle") else "")
                    for column, text in _texts(tab, row)
                    if column != places[column_key] and sees.named_in(text)
                ]
    done = {(cell.tab, cell.row, cell.column) for cell in blanked}
    remaining = _remaining(snapshot, template, sees, deleted, done)
    return Forgetting(tuple(people), deleted, tuple(blanked), tuple(remaining))


class _Sees:
    """Whether a text of the coach's own workbook names one of the people: as in a district's text, whatever the district."""

    def __init__(self, people: Sequence[Educator], others: Sequence[Educator], registry: Registry, key: bytes) -> None:
        marks = name_marks(people, registry, key, others)
        self._names = [NamesOfRoster(marks, person.district_id, registry, key) for person in people]

    def named_in(self, text: str) -> bool:
        return any(names.named_in(text, tokens(text), ()) for names in self._names)


def _names_by_row(tab: TabSnapshot, column: int | None) -> Iterator[tuple[int, list[str]]]:
    if column is not None and column < len(tab.columns):
        for row, cell in enumerate(tab.columns[column], start=1):
            names = [name.strip() for name in cell_text(cell).split(";") if name.strip()]
            if names:
                yield row, names


def _rows_with_address(tab: TabSnapshot, column: int | None, people: Sequence[Educator]) -> set[int]:
    addresses = {person.email.casefold() for person in people if person.email}
    if column is None or column >= len(tab.columns):
        return set()
    cells = enumerate(tab.columns[column], start=1)
    return {row for row, cell in cells if cell_text(cell).casefold().removeprefix("mailto:") in addresses}


def _texts(tab: TabSnapshot, row: int) -> Iterator[tuple[int, str]]:
    for place, column in enumerate(tab.columns):
        cell = column[row - 1]
        if isinstance(cell, str):
            yield place, cell


def _remaining(
    snapshot: WorkbookSnapshot,
    template: WorkbookTemplate,
    sees: _Sees,
    deleted: Mapping[str, tuple[int, ...]],
    done: set[tuple[str, int, int]],
) -> Iterator[str]:
    """The cells that a person has to look at, by tab, row as it will be, and column; tabs that coachlog writes are left out."""
    written = {tab.key for tab in template.tabs if tab.kind is not TabKind.ENTRY}
    ours = {tab.key: tab.title for tab in template.tabs}
    for tab in snapshot.tabs:
        gone = deleted.get(tab.key or "", ())
        names = column_positions(template.tab(tab.key), tab).get("educator") if tab.key in _NAMED_IN else None
        for place, column in enumerate(tab.columns if tab.key not in written else ()):
            if place == names:  # every name there was compared as a whole
                continue
            for row, cell in enumerate(column, start=1):
                if row in gone or (tab.key, row, place) in done or not isinstance(cell, str) or not sees.named_in(cell):
                    continue
                now = row - sum(each < row for each in gone)
                yield f"{ours.get(tab.key or '', 'a tab of the coach')}, row {now}, column {letter(place)}"
