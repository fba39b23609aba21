"""What the tab Needs Attention says, in a district's and in a coach's workbook alike."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Final

from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.report_words import Row

OUTCOME_WORDS: Final = {
    Outcome.PROBLEM: "Problem",
    Outcome.DUPLICATE: "Duplicate",
    Outcome.REPAIRED: "Read as",
    Outcome.NOTICE: "Notice",
}
_ORDER: Final = {outcome: place for place, outcome in enumerate(OUTCOME_WORDS)}


def needs_attention(problems: Iterable[RowProblem], sheet_ids: Mapping[str, int]) -> list[Row]:
    """Rows of Needs Attention: what, tab, row, column, message, hint, link.

    Args: everything that was noticed in one workbook, about any of its tabs; `sheet_ids` maps a tab's title, as problems name
        it (the template's), to its sheet id (a tab that it lacks gets no link).
    """
    return [
        (
            OUTCOME_WORDS[problem.outcome],
            problem.tab,
            problem.row,
            problem.column,
            problem.message,
            problem.hint,
            _link(sheet_ids, problem),
        )
        for problem in in_order(problems)
    ]


def in_order(problems: Iterable[RowProblem]) -> list[RowProblem]:
    """Problems first, then duplicates, rows read as something, and notices; within each as they stand in
    the workbook.
    """
    return sorted(
        problems,
        key=lambda problem: (
            _ORDER[problem.outcome],
            problem.tab,
            problem.row or 0,
            problem.column,
            problem.message,
        ),
    )


def _link(sheet_ids: Mapping[str, int], problem: RowProblem) -> str:
    sheet_id = sheet_ids.get(problem.tab)
    if sheet_id is None:
        return ""
    return f"#gid={sheet_id}" if problem.row is None else f"#gid={sheet_id}&range=A{problem.row}"
