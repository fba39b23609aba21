"""Which of several tabs with one mark is ours: Google copies a tab's marks with it when somebody duplicates the tab."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import replace

from sheets_templates.cells import TabSnapshot
from sync.google.sheet_requests import stable_id


def one_tab_a_key(tabs: Sequence[TabSnapshot], workbook_key: str) -> tuple[TabSnapshot, ...]:
    """The tabs in their order, each key with one of them; the others are marked as its copies.

    A copy has all that its original has but the ids that we chose, of the tab and of its warning before typing: Google gives a
    copy new ones. Where no tab has them, the first in the workbook is taken.
    """
    same_key: defaultdict[str, list[TabSnapshot]] = defaultdict(list)
    for tab in tabs:
        if tab.key is not None:
            same_key[tab.key].append(tab)
    original = {
        key: next((tab for tab in found if _made_by_us(tab, workbook_key)), found[0]).sheet_id
        for key, found in same_key.items()
    }
    return tuple(
        tab if tab.key is None or original[tab.key] == tab.sheet_id else replace(tab, key=None, copy_of=tab.key)
        for tab in tabs
    )


def _made_by_us(tab: TabSnapshot, workbook_key: str) -> bool:
    """Whether the tab has an id that provisioning chooses."""
    mark = (workbook_key, str(tab.key))
    warnings = {
        stable_id("protection", *mark),
        *(stable_id("protection", *mark, key) for key in tab.column_keys.values()),
    }
    return tab.sheet_id == stable_id("tab", *mark) or not warnings.isdisjoint(tab.protected_range_ids)
