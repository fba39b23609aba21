"""Encounters and cycles in the ledger: read from the coach workbooks, counted by pseudonym, joined with the entries."""

from __future__ import annotations

from datetime import date
from pathlib import Path

import pandas as pd

from sync.jobs.coach_books import remembered_cycles, remembered_encounters, remembered_support
from sync.jobs.memory import remembered_entries
from sync.settings import Settings
from tests.small_program import COACHES, SmallProgram

ROSTER = [
    {"educator": "Maria Lopez", "email": "maria@north.example", "district": "North", "school": "Lincoln"},
    {"educator": "Sam Okafor", "email": "sam@north.example", "district": "North"},
]
CYCLE = {
    "cycle": "Lopez fractions",
    "educator": "Maria Lopez",
    "district": "North",
    "focus_area": "Digital Equity",
    "phase": "Plan",
    "identify_on": date(2025, 9, 2),
    "plan_on": date(2025, 9, 5),
}


def entry_ids(program: SmallProgram, key: str) -> list[str]:
    return [str(row[0]) for row in program.rows(key, "activity_log", "entry_id")]


def linked(program: SmallProgram) -> list[str]:
    """The coach's book filled as a coach would; the ids of North's four entries."""
    program.sync()
    ids = entry_ids(program, "D1")
    program.type_rows("C1", "roster", ROSTER)
    program.type_rows("C1", "coaching_cycles", [CYCLE])
    program.type_rows("C1", "support", [{"date": date(2025, 9, 12), "kind": "1:1", "minutes": "45 min"}])
    rows = [(ids[0], "Maria Lopez", ""), (ids[2], "Maria Lopez", "Lopez fractions"), (ids[2], "Sam Okafor", "")]
    program.type_rows(
        "C1", "worked_with", [{"entry_id": entry, "educator": name, "cycle": cycle} for entry, name, cycle in rows]
    )
    program.sync()
    return ids


def encounters(program: SmallProgram, school_year: str = "2025-26") -> pd.DataFrame:
    with program.ledger.transaction() as rows:
        return remembered_encounters(rows.coach_books, remembered_entries(rows), school_year)


def cycles(program: SmallProgram) -> pd.DataFrame:
    with program.ledger.transaction() as rows:
        found = remembered_encounters(rows.coach_books, remembered_entries(rows), "2025-26")
        return remembered_cycles(rows.coach_books, found, "2025-26", program.today)


def test_an_encounter_has_the_place_and_day_of_its_entry(program: SmallProgram) -> None:
    """Two educators, three encounters, each with its entry's school, activity and date."""
    ids = linked(program)
    found = encounters(program)
    assert found["entry_id"].tolist() == [ids[0], ids[2], ids[2]]
    assert found["educator"].nunique() == 2
    assert found["activity"].tolist() == ["Co-Planning", "Coaching Cycles", "Coaching Cycles"]
    assert found["school_id"].tolist() == ["S1", "S1", "S1"]
    assert found["date"].max() == pd.Timestamp("2025-09-09")


def test_another_years_pseudonyms_are_not_counted(program: SmallProgram) -> None:
    """Counts of a school year come from its own key only."""
    linked(program)
    assert encounters(program, "2026-27").empty


def test_the_newest_of_phases_and_entries_is_a_cycles_last_activity(program: SmallProgram) -> None:
    """Planned on September 5, an entry of September 9; support stands beside it."""
    linked(program)
    found = cycles(program)
    assert found[["coach_id", "district_id", "state", "phase", "educators"]].values.tolist() == [
        ["C1", "D1", "open", "Plan", 1]
    ]
    assert found["last_activity"].tolist() == [pd.Timestamp("2025-09-09")]
    with program.ledger.transaction() as rows:
        support = remembered_support(rows.coach_books)
    assert support[["coach_id", "kind", "minutes"]].values.tolist() == [["C1", "1:1", 45]]


def test_an_entry_that_is_gone_takes_its_encounter_along_and_brings_it_back(program: SmallProgram) -> None:
    """The link stands in the coach workbook; whether the entry counts is the log's to say."""
    linked(program)
    log = program.log_of("D1")
    kept = log.row_values(2)
    log.delete_rows(2)
    program.sync()
    assert len(encounters(program)) == 2
    log.append_row(kept, value_input_option="USER_ENTERED")
    program.sync()
    assert len(encounters(program)) == 3


def test_a_tab_that_was_deleted_comes_back_empty(program: SmallProgram) -> None:
    """The tab is the authority: what stood in it is gone with it, unless the coach undoes the deletion."""
    linked(program)
    book = program.person(COACHES["C1"][1]).open_by_key(program.workbooks["C1"])
    book.del_worksheet(book.worksheet("Worked With"))
    program.sync()
    assert program.rows("C1", "worked_with", "educator") == []
    assert encounters(program).empty


def test_each_school_year_has_a_key_file_of_its_own(tmp_path: Path) -> None:
    """Made at first use, readable by its owner only, the same at the next use, another one next year."""
    settings = Settings(pseudonym_key_file=tmp_path / "keys" / "pseudonym.key")
    key = settings.pseudonym_key("2025-26")
    assert len(key) == 32
    assert settings.pseudonym_key("2025-26") == key
    assert settings.pseudonym_key("2026-27") != key
    path = settings.pseudonym_key_path("2025-26")
    assert path == tmp_path / "keys" / "pseudonym.2025-26.key"
    assert path.stat().st_mode & 0o077 == 0
    assert len(list(path.parent.iterdir())) == 2
