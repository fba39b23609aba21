"""What to say of a tab that somebody duplicated: only one of the two is read, and rows may wait in the other."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import TabKind, WorkbookTemplate
from sync.coaching.entries import Outcome, RowProblem


def copy_notices(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> Iterator[RowProblem]:
    """A notice for each copy of a tab in which people type. It names the copy by its place: its title is anybody's text."""
    for place, copy in enumerate(snapshot.tabs, start=1):
        if copy.copy_of is None:
            continue
        original = snapshot.tab(copy.copy_of)
        if original is not None and _typed_in(template, copy.copy_of):
            yield RowProblem(
                Outcome.NOTICE,
                original.title,
                None,
                "",
                f"Tab number {place} of this workbook is a copy of this one. Only this tab is read; nothing in the copy counts.",
                "Cut what stands only in the copy and paste it here, then delete the copy.",
            )


def _typed_in(template: WorkbookTemplate, key: str) -> bool:
    return any(tab.key == key and tab.kind in (TabKind.ENTRY, TabKind.QUESTIONS) for tab in template.tabs)
