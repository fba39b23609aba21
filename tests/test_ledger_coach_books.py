"""What the ledger keeps of coach workbooks: it comes back in its types, and goes when somebody is forgotten."""

from __future__ import annotations

from datetime import date

import pandas as pd

from sync.ledger import Ledger
from sync.ledger import coach_books as books
from sync.ledger.coach_books import WITH_PSEUDONYMS


def test_coach_books_come_back_in_their_types(ledger: Ledger) -> None:
    """Days as days, a missing one as none, truth as truth, numbers as numbers."""
    cycle = dict.fromkeys(("focus_area", "closed_reason"), "") | dict.fromkeys(
        ("set_goal_on", "plan_on", "implement_on", "reflect_on", "closed_on")
    )
    cycle |= {"cycle_id": "c", "coach_id": "C1", "district_id": "D1", "phase": "Plan", "state": "open"}
    cycle |= {"identify_on": date(2026, 5, 4), "reflected": True, "educators": 2, "school_year": "2025-26"}
    with ledger.transaction() as rows:
        rows.coach_books.keep(books.cycles, "book", [{**cycle, "reflected": False}])
        rows.coach_books.keep(books.cycles, "book", [cycle])
        rows.coach_books.keep(
            books.support, "book", [{"row": 2, "coach_id": "C1", "day": date(2026, 5, 4), "kind": "1:1", "minutes": 30}]
        )
        found, support = rows.coach_books.frame(books.cycles, "2025-26"), rows.coach_books.frame(books.support)
    assert (found["identify_on"].tolist(), found["plan_on"].isna().all()) == ([pd.Timestamp("2026-05-04")], True)
    assert (found["reflected"].dtype, found["educators"].dtype) == (bool, "int64")
    assert support["minutes"].tolist() == [30]


def test_a_pseudonym_and_a_school_year_are_forgotten(ledger: Ledger) -> None:
    """Rows of the pseudonym first, then all that the year's key made; each school year is counted."""
    shared = {"district_id": "D1", "school_year": "2025-26"}
    with ledger.transaction() as rows:
        met = [{"entry_id": "e", "educator": code, "cycle_id": "", **shared} for code in ("one", "two")]
        rows.coach_books.keep(books.encounters, "book", met)
        rows.coach_books.keep(books.cycle_educators, "book", [{"cycle_id": "c", "educator": "one", **shared}])
        rows.coach_books.keep(books.roster_marks, "book", [{"kind": "word", "mark": "m", **shared}])
        assert rows.coach_books.marks(["book", "none"])["book"] == [{"district_id": "D1", "kind": "word", "mark": "m"}]
        rows.coach_books.forget(["one"])
        assert rows.coach_books.rows_by_year() == {"2025-26": 2}
        assert rows.coach_books.school_years() == ("2025-26",)
    with ledger.transaction() as rows:
        assert rows.coach_books.forget_year("2025-26") == 2
        assert all(rows.coach_books.frame(table).empty for table in WITH_PSEUDONYMS)
    ledger.wipe_removed()
