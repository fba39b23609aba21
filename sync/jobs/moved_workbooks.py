"""What the ledger knows of a workbook that the registry no longer names.

A district may replace its workbook by a copy, under a new address. The copy holds the same rows: were they not known, each would
be a new entry beside the old one.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace

from sync.jobs.gathering import Source
from sync.ledger import WorkbookState

_OF_ONE_OWNER = ("district", "coach")  # kinds of workbook that belong to a key of the registry


def replaced_workbooks(states: Mapping[str, WorkbookState], sources: Mapping[str, Source]) -> dict[str, str]:
    """Old workbook id -> new one, where the registry now names another workbook for the same district or coach."""
    now = {(source.kind, source.key): workbook_id for workbook_id, source in sources.items()}
    return {
        state.workbook_id: now[state.kind, state.key]
        for state in _left_behind(states, sources)
        if (state.kind, state.key) in now
    }


def without_owner(states: Mapping[str, WorkbookState], sources: Mapping[str, Source]) -> set[str]:
    """Ids of workbooks that the registry names no more, nor another in their place. Their entries stay; nobody can mend them, so
    what was wrong with them is asked of nobody."""
    replaced = replaced_workbooks(states, sources)
    return {state.workbook_id for state in _left_behind(states, sources)} - set(replaced)


def states_after_moving(
    states: Mapping[str, WorkbookState], replaced: Mapping[str, str], ownerless: Iterable[str]
) -> dict[str, WorkbookState]:
    """The states as they are once the ledger's rows have followed: a workbook that took another's place keeps how the last good
    read went, and nothing of what was written."""
    after = {workbook_id: state for workbook_id, state in states.items() if workbook_id not in replaced}
    for old, new in replaced.items():
        inherited = replace(
            states[old], workbook_id=new, version=None, content_hash=None, written_at=None, settled=False
        )
        after.setdefault(new, inherited)
    for workbook_id in ownerless:
        after[workbook_id] = replace(after[workbook_id], settled=True, trouble=None, trouble_since=None)
    return after


def _left_behind(states: Mapping[str, WorkbookState], sources: Mapping[str, Source]) -> list[WorkbookState]:
    return [state for state in states.values() if state.kind in _OF_ONE_OWNER and state.workbook_id not in sources]
