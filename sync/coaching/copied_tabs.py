"""What to say of a tab that somebody duplicated: only one of the two is read, and rows may wait in the other."""

from __future__ import annotations

from collections.abc import Iterator

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import TabKind, WorkbookTemplate
from sync.coaching.entries import Outcome, RowProblem


def copy_notices(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> Iterator[RowProblem]:
    """A notice for each copy of a tab in which people type. It names the copy by its place: its title is anybody's text."""
    titles = {tab.key: tab.title for tab in template.tabs if tab.kind in (TabKind.ENTRY, TabKind.QUESTIONS)}
    for place, copy in enumerate(snapshot.tabs, start=1):
        if copy.copy_of is None:
            continue
        if copy.copy_of in titles:
            yield RowProblem(
                Outcome.NOTICE,
                titles[copy.copy_of],
                None,
                "",
                f"Tab number {place} of this workbook is a copy of this one. Only this tab is read; nothing in the copy counts.",
                "Cut what stands only in the copy and paste it here, then delete the copy.",
            )
