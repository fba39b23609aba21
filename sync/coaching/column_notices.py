"""What a person should know about a tab's columns: which were renamed, moved, added or deleted."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from sheets_templates.model import Tab
from sync.coaching.entries import Outcome, RowProblem


def letter(index: int) -> str:
    """The letters of a column as the Sheet shows them: 0 is A, 26 is AA."""
    return (letter(index // 26 - 1) if index >= 26 else "") + chr(ord("A") + index % 26)


def tab_problem(tab: str, column: str, message: str, hint: str) -> RowProblem:
    """A problem of the whole tab: none of its rows can be counted."""
    return RowProblem(Outcome.PROBLEM, tab, None, column, message, hint)


def column_notices(
    tab: str,
    template: Tab,
    positions: Mapping[str, int],
    headers: Mapping[int, str],
    by_header: Mapping[int, str],
    by_metadata: Mapping[int, str],
    extra: Iterable[int],
    header: int | None,
) -> Iterator[RowProblem]:
    """One notice for each thing that differs from the template, and a problem for each required column that
    is gone."""
    yield from _missing(tab, template, positions)
    if not positions:
        return
    yield from _header_row(tab, header)
    for key, index in positions.items():
        name = template.column(key).header
        if header is not None and by_header.get(index) != key:
            yield _renamed(tab, name, index, empty=index not in headers)
        elif by_metadata.get(index, key) != key or key in {k for i, k in by_metadata.items() if i != index}:
            yield _notice(
                tab,
                name,
                f'"{name}" was cut and pasted into column {letter(index)}; it is read there.',
                "Nothing to do. Columns can be moved more safely by dragging them.",
            )
        rivals = [other for other, claim in by_header.items() if claim == key and other not in positions.values()]
        if rivals:
            yield _notice(
                tab,
                name,
                f'Column {_letters(rivals)} has the header of "{name}" too; only column {letter(index)} is read.',
                f"Give column {_letters(rivals)} another header, or delete it.",
            )
    yield from _order_and_additions(tab, template, positions, by_header, extra)


def _missing(tab: str, template: Tab, positions: Mapping[str, int]) -> Iterator[RowProblem]:
    for column in template.columns:
        if column.key in positions:
            continue
        if column.required:
            yield tab_problem(
                tab,
                column.header,
                f'The column "{column.header}" was not found. No row of this tab is counted until it is back.',
                f'Undo the deletion, or name one column "{column.header}".',
            )
        else:
            what = "coachlog will make it again." if column.protected else "The rows are read without it."
            yield _notice(
                tab,
                column.header,
                f'The column "{column.header}" was not found. {what}',
                f'Undo the deletion, or name one column "{column.header}", if you still need it.',
            )


def _header_row(tab: str, header: int | None) -> Iterator[RowProblem]:
    if header is None:
        message = "The header row was not found; the columns were recognized all the same."
        yield _notice(tab, "", message, "Insert a row at the top with the headers.")
    elif header > 0:
        message = f"The header row is row {header + 1}; what stands above it is not read."
        yield _notice(tab, "", message, "Nothing to do if these rows are a title. Entries belong below the header row.")


def _renamed(tab: str, name: str, index: int, *, empty: bool) -> RowProblem:
    was = "has lost its header" if empty else "was renamed"
    return _notice(
        tab,
        name,
        f'Column {letter(index)} {was}; it is still read as "{name}".',
        "Nothing to do. If it is meant to hold something else, add a column of your own and name this one"
        f' "{name}" again.',
    )


def _order_and_additions(
    tab: str, template: Tab, positions: Mapping[str, int], by_header: Mapping[int, str], extra: Iterable[int]
) -> Iterator[RowProblem]:
    indexes = [positions[column.key] for column in template.columns if column.key in positions]
    if indexes != sorted(indexes):
        yield _notice(tab, "", "Columns were moved; all are read where they now stand.", "Nothing to do.")
    added = [index for index in extra if index not in by_header]
    if added:
        which = f"Column {_letters(added)} was" if len(added) == 1 else f"Columns {_letters(added)} were"
        yield _notice(tab, "", f"{which} added; coachlog does not read added columns.", "Nothing to do.")


def _letters(indexes: Sequence[int]) -> str:
    return ", ".join(letter(index) for index in sorted(indexes))


def _notice(tab: str, column: str, message: str, hint: str) -> RowProblem:
    return RowProblem(Outcome.NOTICE, tab, None, column, message, hint)
