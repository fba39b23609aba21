"""Requests that make a spreadsheet one of the program's workbooks, or mend one, without touching what
people wrote in it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

from gspread.utils import absolute_range_name, rowcol_to_a1

import sheets_templates
from sheets_templates.cells import TabSnapshot, WorkbookSnapshot
from sheets_templates.model import TabKind, WorkbookTemplate
from sync.google.drawing import page_requests
from sync.google.entry_rules import Facts
from sync.google.sheet_requests import LAYOUT_KEY, WORKBOOK_KEY, Request, workbook_metadata
from sync.google.tab_columns import TYPED, Provisions
from sync.google.tab_plans import FRESH_WORKBOOK, TabPlan, emptied_default_tab, expected_tab, tab_plans
from sync.google.tab_requests import tab_requests

_NO_FACTS: Final[Facts] = {}


@dataclass(frozen=True)
class Provisioning:
    """What one batch has to do, and the workbook as it will stand after it (header rows and keys; pages and
    colors left out), so that the same batch can go on to fill the tabs it has just made."""

    requests: Sequence[Request]
    expected: WorkbookSnapshot


def workbook_requests(
    template: WorkbookTemplate,
    snapshot: WorkbookSnapshot | None,
    lists: Mapping[str, Sequence[str]],
    facts: Facts = _NO_FACTS,
) -> list[Request]:
    """What one spreadsheets.batchUpdate needs to create or mend the workbook; nothing when it is as it
    should be.

    Args and errors as `provision`.
    """
    return list(provision(template, snapshot, lists, facts).requests)


def provision(
    template: WorkbookTemplate,
    snapshot: WorkbookSnapshot | None,
    lists: Mapping[str, Sequence[str]],
    facts: Facts = _NO_FACTS,
) -> Provisioning:
    """What creates or mends the workbook, and what it will then be.

    Missing tabs and columns are added (a column at the end), marks and warnings that are gone are put back,
    drop-downs and colors are made again when the template or a list has changed. Titles, headers, orders
    and rows that people changed stay.

    Args:
        snapshot: as it was read; None for a file that was just created (one empty tab with the id 0).
        lists: allowed values by the names that the template's columns use; the templates' own lists need
            not be given. facts: what fills the names in braces of pages (`district`, `coach`, `program`,
            `school_year`), and `first_day` and `last_day`
            of the school year as dates (without them, no row is colored for lying outside it).
    Raises: ValueError when a list or a fact that the template needs is not given.
    """
    present = snapshot or FRESH_WORKBOOK
    all_lists = {**sheets_templates.fixed_lists(), **lists}
    _require_lists(template, all_lists)
    plans = tab_plans(template, present)
    provisions = Provisions(
        template.key, all_lists, _ranges(template, plans), _moved(plans), facts, present.locale or "en_US"
    )
    requests: list[Request] = []
    if present.metadata.get(WORKBOOK_KEY) is None:
        requests.append(workbook_metadata(WORKBOOK_KEY, template.key))
    expected: dict[int, TabSnapshot] = {}
    for plan in plans:
        wanted, record = tab_requests(plan, provisions)
        standing = dict(plan.standing.metadata) if plan.standing else {}
        after = expected_tab(plan, {**standing, LAYOUT_KEY: record} if record else standing)
        requests += wanted
        if plan.tab.kind == TabKind.PAGE:
            requests += page_requests(plan.tab, after, facts)
        expected[plan.sheet_id] = after
    surplus = emptied_default_tab(template, present)
    if surplus is not None:
        requests.append({"deleteSheet": {"sheetId": surplus.sheet_id}})
    return Provisioning(requests, _expected(present, expected, surplus, template))


def workbook_title(template: WorkbookTemplate, facts: Facts) -> str:
    """The title of a new workbook. Raises ValueError when a fact in it is not given."""
    try:
        return template.title.format_map(facts)
    except KeyError as error:
        raise ValueError(f"The title of a {template.key} needs {error.args[0]!r} among the facts.") from None


def _require_lists(template: WorkbookTemplate, lists: Mapping[str, Sequence[str]]) -> None:
    for tab in template.tabs:
        for column in tab.columns if tab.kind in TYPED else ():
            if column.values and "/" not in column.values and column.values not in lists:
                raise ValueError(
                    f"The column {column.header!r} of tab {tab.title!r} needs the list {column.values!r}: "
                    "hand it in when provisioning (it may be empty)."
                )


def _ranges(template: WorkbookTemplate, plans: Sequence[TabPlan]) -> Mapping[str, str]:
    """The A1 range of every column that feeds another tab's drop-down, below its header."""
    wanted = {column.values for tab in template.tabs for column in tab.columns if column.values}
    ranges = {}
    for plan in plans:
        for key, place in plan.positions.items():
            if f"{plan.tab.key}/{key}" in wanted:
                letter = rowcol_to_a1(1, place + 1).rstrip("1")
                ranges[f"{plan.tab.key}/{key}"] = absolute_range_name(plan.title, f"${letter}$2:${letter}")
    return ranges


def _moved(plans: Sequence[TabPlan]) -> frozenset[str]:
    return frozenset(f"{plan.tab.key}/{key}" for plan in plans for key in plan.missing)


def _expected(
    present: WorkbookSnapshot,
    expected: Mapping[int, TabSnapshot],
    surplus: TabSnapshot | None,
    template: WorkbookTemplate,
) -> WorkbookSnapshot:
    others = [tab for tab in present.tabs if tab.sheet_id not in expected and tab is not surplus]
    return replace(
        present,
        metadata={**present.metadata, WORKBOOK_KEY: template.key},
        tabs=(*expected.values(), *others),
    )
