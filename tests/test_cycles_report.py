"""Cycles and Coach Support in the program report, and a district's cycles on its Dashboard: numbers, and never a name."""

from __future__ import annotations

from datetime import date

from tests.small_program import SmallProgram

QUARTER_CLOSED = date(2025, 11, 1)  # the day after the first quarter's last one
NAMES = [f"{first} Quimby-{last}" for first in ("Maria", "Sam") for last in ("A", "B", "C", "D", "E")]


def a_cycle(number: int, name: str, *, done: bool) -> dict[str, object]:
    ended = {"phase": "Reflect", "reflect_on": date(2025, 10, 20), "reflection": f"{name} said it worked."}
    return {
        "cycle": f"{name} {number}",
        "educator": name,
        "district": "North",
        "focus_area": "Digital Equity",
        "phase": "Plan",
        "identify_on": date(2025, 9, 1),
        "problem_of_practice": f"{name} needs more talk.",
        **(ended if done else {}),
    }


def filled(program: SmallProgram, done: int) -> None:
    """Ten educators of North with a cycle each, `done` of them completed; two kinds of support."""
    people = [
        {"educator": name, "email": f"{place}@north.example", "district": "North"} for place, name in enumerate(NAMES)
    ]
    program.type_rows("C1", "roster", people)
    rows = [a_cycle(place, name, done=place < done) for place, name in enumerate(NAMES)]
    program.type_rows("C1", "coaching_cycles", rows)  # type: ignore[arg-type]  # a cell may be a date
    support = [("2025-09-12", "1:1", 45), ("2025-10-03", "Group meeting", 60)]
    program.type_rows(
        "C1",
        "support",
        [{"date": date.fromisoformat(day), "kind": kind, "minutes": time} for day, kind, time in support],
    )
    program.sync()


def seen(program: SmallProgram, key: str, tab: str) -> str:
    """What stands in a tab, a sentence that runs over several rows as one."""
    return " ".join(program.words(key, tab).split())


def test_the_director_sees_cycles_of_the_whole_program_without_a_name(program: SmallProgram) -> None:
    """Four completed in 7 weeks; six open ones, idle since September 1, are overdue."""
    filled(program, done=4)
    said = seen(program, "report", "cycles")
    assert "open, and nothing happened for 15 school days" in said
    assert "4 of 4 that ended or reached Reflect" in said
    assert "Quimby" not in said
    for tab in ("overview", "coach_support", "coaches", "districts", "data_quality", "activity_data"):
        assert "Quimby" not in program.words("report", tab)


def test_coach_support_tells_what_was_held_and_what_is_due(program: SmallProgram) -> None:
    """One 1:1 of the two that August and September asked for; the other coach has had none."""
    filled(program, done=0)
    said = seen(program, "report", "coach_support")
    assert "1 1:1 behind" in said
    assert "2 1:1s behind" in said


def test_a_district_with_few_educators_behind_its_cycles_is_told_why_it_sees_no_number(program: SmallProgram) -> None:
    """Six open, four completed: neither has ten educators behind it at the close of the first quarter."""
    program.today = QUARTER_CLOSED
    filled(program, done=4)
    said = seen(program, "D1", "dashboard")
    assert said.count("Shown if 10 or more educators are behind it") == 2
    assert "Quimby" not in said
    assert "Coaching cycles" not in program.words("D2", "dashboard")


def test_a_district_sees_the_number_once_a_quarter_has_closed_with_enough_educators_behind_it(
    program: SmallProgram,
) -> None:
    """All ten completed: ten, with the rule in the footnotes; the open ones stay unshown. The day before, nothing stood there."""
    filled(program, done=10)
    assert "Coaching cycles" not in program.words("D1", "dashboard")
    program.today = QUARTER_CLOSED
    program.sync()
    said = seen(program, "D1", "dashboard")
    assert "The reflection was recorded by" in said
    assert said.count("Shown if 10 or more educators are behind it") == 1
    assert "a number is shown where at least 10 different educators are behind it" in said


def test_a_cycle_that_moves_on_changes_the_reports_at_the_next_sync(program: SmallProgram) -> None:
    """Only the coach workbook changed; the report and the district's Dashboard follow, then nothing is written."""
    program.today = QUARTER_CLOSED
    filled(program, done=9)
    before = seen(program, "D1", "dashboard")
    last = a_cycle(9, NAMES[9], done=True)
    program.type_rows("C1", "coaching_cycles", [last], first_row=11)  # type: ignore[list-item]  # a cell may be a date
    program.sync()
    after = seen(program, "D1", "dashboard")
    assert "The reflection was recorded by" in after
    assert "The reflection was recorded by" not in before
    assert program.sync().writes == 0
