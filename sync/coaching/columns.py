"""Where a tab's columns and its header row stand, in a tab that people rename, move, extend and paste into.

A column is found by its developer metadata first and by its header's text second. Where the two disagree,
metadata is right (a header was renamed), unless the contents say otherwise: cutting and pasting moves a
header with its contents and leaves the metadata behind. Where the contents fit both and two columns of the
template are confused, nothing is read at all: a wrong number is worse than none.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from typing import Final, TypeAlias

from sheets_templates.cells import TabSnapshot
from sheets_templates.headers import plain
from sheets_templates.model import Tab
from sync.coaching.column_notices import column_notices, letter, tab_problem
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.header_rows import Fits, TabGrid, header_keys, header_row
from sync.coaching.texts import is_blank

Positions: TypeAlias = Mapping[str, int]

_CLEARLY: Final = 0.2  # difference in the share of fitting cells that decides between two claims
_WELL: Final = 0.8  # share of fitting cells from which contents fit a column


@dataclass(frozen=True)
class LocatedColumns:
    """Where everything stands. `tab`: the title that the template gives; what people name a tab is anybody's text, and problems
    are told to others than those who may read it. `positions`: column key -> index (0 = A). `header_row` is 1-based, None when
    there is none. `missing`: keys without a column. `extra`: other columns that hold something, by index,
    with their header. `headers`: key -> header as it stands; like those of `extra` it may be anybody's
    text, so it is never shown; `shown` is what messages name."""

    tab: str
    positions: Positions
    header_row: int | None
    shown: Mapping[str, str]
    missing: tuple[str, ...] = ()
    extra: Mapping[int, str] = field(default_factory=dict)
    headers: Mapping[str, str] = field(default_factory=dict)
    problems: tuple[RowProblem, ...] = ()

    @property
    def usable(self) -> bool:
        """False when the rows cannot be read without a risk of misreading them."""
        return not any(problem.outcome is Outcome.PROBLEM for problem in self.problems)

    def header(self, key: str) -> str:
        """The header to name in a message: as it stands if it is one of ours, else ours with the column's
        letter."""
        return self.shown.get(key, key)


def locate_columns(tab: TabSnapshot, template: Tab, fits: Fits) -> LocatedColumns:
    """The columns of `template` in `tab`, with a notice for whatever was moved, renamed, added or deleted,
    and a problem for what cannot be told."""
    by_metadata = {index: key for index, key in sorted(tab.column_keys.items()) if template.has_column(key)}
    grid = TabGrid(tab)
    header = header_row(grid, template, by_metadata, fits)
    names = header_keys(template)
    headers = {index: text for index in range(grid.width) if (text := grid.header(header, index))}
    by_header = _by_header(headers, template, names)
    positions, doubt = _decide(grid, template, by_metadata, by_header, header, fits)
    taken = {index: key for key, index in positions.items()}
    extra = {
        index: headers.get(index, "")
        for index in range(grid.width)
        if index not in taken and not grid.empty_below(header, index)
    }
    shown = {
        column.key: _shown(
            headers.get(positions.get(column.key, -1), ""), column.header, positions.get(column.key), names
        )
        for column in template.columns
    }
    problems = list(column_notices(template.title, template, positions, headers, by_header, by_metadata, extra, header))
    if doubt:
        problems.insert(0, tab_problem(template.title, shown[doubt], *_doubt_words(positions[doubt])))
    missing = tuple(column.key for column in template.columns if column.key not in positions)
    return LocatedColumns(
        template.title,
        positions,
        None if header is None else header + 1,
        shown,
        missing,
        extra,
        {key: headers[index] for key, index in positions.items() if index in headers},
        tuple(problems),
    )


def _by_header(headers: Mapping[int, str], template: Tab, names: Mapping[str, str]) -> dict[int, str]:
    """The key that each header names. Another name counts only where no column has the header itself."""
    own = {plain(column.header) for column in template.columns}
    exact = {names[plain(text)] for text in headers.values() if plain(text) in own}
    claims = ((index, names.get(plain(text)), plain(text) in own) for index, text in headers.items())
    return {index: key for index, key, is_own in claims if key and (is_own or key not in exact)}


def _decide(
    grid: TabGrid,
    template: Tab,
    by_metadata: Mapping[int, str],
    by_header: Mapping[int, str],
    header: int | None,
    fits: Fits,
) -> tuple[Positions, str | None]:
    """Each key's column, and the key that stays in doubt, if any."""
    metadata_first = _claimed(by_metadata, by_header)
    header_first = _claimed(by_header, by_metadata)
    disputed = [key for key in {**metadata_first, **header_first} if metadata_first.get(key) != header_first.get(key)]
    if not disputed:
        return metadata_first, None
    rows = grid.sample(header)

    def fit(positions: Positions) -> float:
        shares = [_fitting(grid, rows, positions.get(key), key, template, fits) for key in disputed]
        return sum(shares) / len(shares)

    by_contents = fit(header_first) - fit(metadata_first)
    if by_contents > _CLEARLY:
        return header_first, None
    swapped = [key for key in disputed if by_header.get(metadata_first.get(key, -1), key) != key]
    unclear = rows and abs(by_contents) <= _CLEARLY and fit(metadata_first) >= _WELL
    in_doubt = [key for key in swapped if template.column(key).required] if unclear else []
    return metadata_first, in_doubt[0] if in_doubt else None


def _claimed(first: Mapping[int, str], second: Mapping[int, str]) -> Positions:
    """Key -> index: all claims of the first kind, then those of the second on columns and keys that are still
    free.

    Of two columns with one key, the one on which both kinds agree wins, else the leftmost.
    """
    positions: dict[str, int] = {}
    agreed = {index: key for index, key in first.items() if second.get(index) == key}
    for claims in (agreed, first, second):
        for index, key in sorted(claims.items()):
            if key not in positions and index not in positions.values():
                positions[key] = index
    return positions


def _fitting(grid: TabGrid, rows: Iterable[int], index: int | None, key: str, template: Tab, fits: Fits) -> float:
    """The share of cells that could stand in the column; an empty cell does not fit where one is required."""
    if index is None or index >= grid.width:
        return 0.0
    cells = [grid.columns[index][row] for row in rows]
    filled = [cell for cell in cells if not is_blank(cell)]
    counted = len(cells) if template.column(key).required else len(filled)
    return sum(fits(key, cell) for cell in filled) / counted if counted else 0.5


def _shown(header: str, template_header: str, index: int | None, names: Mapping[str, str]) -> str:
    if index is None or plain(header) in names:
        return header or template_header
    return f"{template_header} (column {letter(index)})"


def _doubt_words(index: int) -> tuple[str, str]:
    return (
        (
            f"It cannot be told what column {letter(index)} holds: its header names another column than the"
            " one it was made for, and its cells would fit both. No row of this tab is counted until that is"
            " clear."
        ),
        f"Undo the last move of columns, or correct the header of column {letter(index)}.",
    )
