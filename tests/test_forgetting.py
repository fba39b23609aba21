"""An educator is forgotten: out of the coach workbooks and the ledger, while the record of time stays."""

from __future__ import annotations

import json
import shutil
from datetime import date
from pathlib import Path

import pytest
from typer.testing import CliRunner

from sync.cli.main import app
from sync.coaching.forgetting import NobodyToForget, SeveralOfOneName
from sync.demo.running import SETTINGS_FILE
from sync.google.errors import StaleVersion
from sync.jobs.forgetting import forget, plan_forgetting
from sync.jobs.school_year_end import NoFinalCount, SchoolYearNotOver, forget_school_year
from sync.jobs.unknown import UnknownCoach
from sync.settings import read_settings
from tests.small_program import TODAY, SmallProgram, running

ADDRESS = "maria@north.example"
ROSTER = [
    {"educator": "Maria Quimby", "email": ADDRESS, "district": "North", "notes": "Prefers mornings."},
    {
        "educator": "Sam Okafor",
        "email": "sam@north.example",
        "district": "North",
        "notes": "Next door to Maria Quimby.",
    },
]
CYCLES = [
    {"cycle": "Quimby alone", "educator": "Maria Quimby", "problem_of_practice": "Talk"},
    {
        "cycle": "Maria Quimby and Sam",
        "educator": "Sam Okafor; Maria Quimby",
        "goal": "Maria Quimby leads",
        "strategies": "Pairs",
    },
]


def linked(program: SmallProgram) -> list[str]:
    """Maria in two of North's entries, once beside Sam; a cycle alone and one in a team; her name in a note of the district."""
    program.sync()
    ids = [str(row[0]) for row in program.rows("D1", "activity_log", "entry_id")]
    program.type_rows("C1", "roster", ROSTER)
    common = {"district": "North", "phase": "Plan", "identify_on": date(2025, 9, 2)}
    program.type_rows("C1", "coaching_cycles", [{**common, **row} for row in CYCLES])
    program.type_rows(
        "C1",
        "worked_with",
        [
            {"entry_id": ids[0], "educator": "Maria Quimby", "cycle": "Quimby alone"},
            {"entry_id": ids[1], "educator": "Sam Okafor", "cycle": "Maria Quimby and Sam"},
            {"entry_id": ids[1], "educator": "Quimby, Maria", "cycle": ""},
        ],
    )
    log = program.log_of("D1")
    log.update_cell(4, log.row_values(1).index("Note") + 1, "Fractions with Maria Quimby")
    program.sync()
    return ids


def in_ledger(program: SmallProgram) -> dict[str, int]:
    """How many rows the ledger's confidential tables hold."""
    with program.ledger.engine.connect() as connection:
        return {
            name: connection.exec_driver_sql(f"SELECT COUNT(*) FROM {name}").scalar_one()  # noqa: S608 - our own names
            for name in ("encounters", "cycles", "cycle_educators", "roster_marks")
        }


def pseudonyms(program: SmallProgram) -> set[str]:
    with program.ledger.engine.connect() as connection:
        return set(connection.exec_driver_sql("SELECT educator FROM encounters").scalars())


def test_rows_about_the_educator_go_and_the_record_of_time_stays(program: SmallProgram) -> None:
    """Roster, the cycle alone, both links; the team's cycle loses the name and the texts that hold it."""
    linked(program)
    entries = program.rows("D1", "activity_log", "date", "minutes")
    plan = plan_forgetting(program.context(), "C1", ADDRESS)
    assert plan.coaches[0].counts == {"Roster": 1, "Coaching Cycles": 1, "Worked With": 2}
    forget(program.context(), plan)
    assert program.rows("C1", "roster", "educator") == [("Sam Okafor",)]
    assert program.rows("C1", "coaching_cycles", "educator", "goal", "strategies") == [("Sam Okafor", None, "Pairs")]
    assert [row[0] for row in program.rows("C1", "worked_with", "educator")] == ["Sam Okafor"]
    assert program.rows("D1", "activity_log", "date", "minutes") == entries
    program.sync()
    assert len(program.rows("report", "activity_data", "minutes")) == 6


def test_what_only_people_can_mend_is_named_by_its_place(program: SmallProgram) -> None:
    """A note about somebody else, and the district's own text: tab, row as it now is, and column."""
    linked(program)
    plan = plan_forgetting(program.context(), "C1", "maria quimby")
    assert [place for each in plan.coaches for place in each.plan.remaining][:1] == ["Roster, row 2, column F"]
    assert plan.elsewhere == ("Activity Log of North, row 4, column J",)
    assert "quimby" not in repr(plan.coaches[0].plan).lower()


def test_somebody_who_shares_a_part_of_the_name_is_not_taken_for_a_remnant(program: SmallProgram) -> None:
    """Maria Okafor stays with all her rows, and neither they nor her first name in a note are listed."""
    other = {
        "educator": "Maria Okafor",
        "email": "mo@north.example",
        "district": "North",
        "notes": "Ask Maria on Friday.",
    }
    program.type_rows("C1", "roster", [ROSTER[0], other])
    plan = plan_forgetting(program.context(), "C1", ADDRESS)
    assert plan.coaches[0].plan.remaining == ()
    forget(program.context(), plan)
    assert program.rows("C1", "roster", "educator") == [("Maria Okafor",)]


def test_the_pseudonym_leaves_the_ledger_and_its_files(program: SmallProgram, tmp_path: Path) -> None:
    """Neither a row nor a byte of it is left in the database; the others' are."""
    linked(program)
    before = pseudonyms(program)
    forget(program.context(), plan_forgetting(program.context(), None, ADDRESS))
    after = pseudonyms(program)
    (gone,) = before - after
    assert len(after) == 1
    files = [path.read_bytes() for path in tmp_path.glob("ledger.db*")]
    assert files
    assert not any(gone.encode() in content for content in files)
    kept = in_ledger(program)
    assert (kept["encounters"], kept["cycles"], kept["cycle_educators"]) == (1, 1, 1)
    assert program.sync().troubles == ()
    assert pseudonyms(program) == after


def test_forgetting_twice_finds_nobody(program: SmallProgram) -> None:
    """The second time nothing is left to forget; the words that were typed are not repeated."""
    linked(program)
    forget(program.context(), plan_forgetting(program.context(), "C1", ADDRESS))
    with pytest.raises(NobodyToForget) as refused:
        plan_forgetting(program.context(), "C1", ADDRESS)
    assert "maria" not in str(refused.value).lower()


def test_namesakes_are_never_forgotten_together(program: SmallProgram) -> None:
    """Two people of one name must be told apart by a person first."""
    twin = {"educator": "Maria Quimby", "email": "other@north.example", "district": "North"}
    program.type_rows("C1", "roster", [ROSTER[0], twin])
    for identity in ("Maria Quimby", ADDRESS):
        with pytest.raises(SeveralOfOneName):
            plan_forgetting(program.context(), "C1", identity)


def test_only_a_coach_of_the_registry_can_be_named(program: SmallProgram) -> None:
    """The known ones are listed."""
    with pytest.raises(UnknownCoach, match="C1, C2"):
        plan_forgetting(program.context(), "C9", ADDRESS)


def test_a_workbook_that_changed_since_the_plan_is_left_alone(program: SmallProgram) -> None:
    """Rows may have moved: nothing is deleted, and the plan is made anew."""
    linked(program)
    plan = plan_forgetting(program.context(), "C1", ADDRESS)
    program.type_rows("C1", "my_time", [{"date": date(2025, 10, 1), "activity": "Travel", "minutes": 30}])
    with pytest.raises(StaleVersion):
        forget(program.context(), plan)
    assert len(program.rows("C1", "roster", "educator")) == 2


def test_a_school_year_is_forgotten_once_it_is_over_and_counted(program: SmallProgram, tmp_path: Path) -> None:
    """Not the current one; not before a count was published since its last encounter; then pseudonyms, marks and key are gone."""
    linked(program)
    key_file = tmp_path / "pseudonym.2025-26.key"
    key_file.write_text("00" * 32)
    with pytest.raises(SchoolYearNotOver):
        forget_school_year(program.context(), "2025-26", key_file, False)
    new_year(program)
    with pytest.raises(NoFinalCount, match="2025-09-0"):
        forget_school_year(program.context(), "2025-26", key_file, False)
    assert key_file.exists()
    publish(program, TODAY)
    assert forget_school_year(program.context(), "2025-26", key_file, False) > 0
    assert not key_file.exists()
    assert set(in_ledger(program).values()) == {0}
    assert forget_school_year(program.context(), "2025-26", key_file, False) == 0
    assert program.rows("registry", "published_editions", "scope") == [("Final report",)]


def new_year(program: SmallProgram) -> None:
    """The director enters the new school year; nothing has been synced since."""
    sheet = program.person("director@program.example").open_by_key(program.workbooks["registry"]).worksheet("Settings")
    sheet.update_cell(sheet.find("school_year").row, 2, "2026-27")


def publish(program: SmallProgram, day: date) -> None:
    tab = (
        program.person("director@program.example")
        .open_by_key(program.workbooks["registry"])
        .worksheet("Published Editions")
    )
    tab.append_row(["e1", day.isoformat(), "Final report", "Everybody", "{}"], value_input_option="USER_ENTERED")


@pytest.fixture
def installed(built_program: tuple[Path, tuple[str, str]], tmp_path: Path) -> Path:
    """A folder with the small program, its roster filled, and a settings file: what a command finds."""
    folder, ids = built_program
    for path in folder.iterdir():
        shutil.copy(path, tmp_path / path.name)
    key = json.loads((tmp_path / "sync-identity.json").read_text())
    with running(tmp_path / "google.db", ids, key) as program:
        program.type_rows("C1", "roster", ROSTER)
    lines = [
        f"COACHLOG_REGISTRY_ID={ids[0]}",
        f"COACHLOG_REPORT_ID={ids[1]}",
        f'COACHLOG_KEY_FILES=["{tmp_path / "sync-identity.json"}"]',
        f"COACHLOG_PRACTICE_STATE={tmp_path / 'google.db'}",
        f"COACHLOG_PRACTICE_DAY={TODAY.isoformat()}",
        f"COACHLOG_DATABASE_URL=sqlite:///{tmp_path / 'commands.db'}",
        f"COACHLOG_FINGERPRINT_KEY_FILE={tmp_path / 'fingerprint.key'}",
        f"COACHLOG_PSEUDONYM_KEY_FILE={tmp_path / 'pseudonym.key'}",
    ]
    settings_file = tmp_path / SETTINGS_FILE
    settings_file.write_text("\n".join(lines))
    return settings_file


def test_the_command_asks_on_standard_input_and_repeats_no_name(installed: Path) -> None:
    """Without --yes nothing is changed; with it the rows go, and the list of what remains is printed."""
    command = ["forget-educator", "C1", "--settings", str(installed)]
    asked = CliRunner().invoke(app, command, input=f"{ADDRESS}\n")
    assert asked.exit_code == 1
    assert "1 in Roster" in asked.output
    assert "Nothing was changed" in asked.output
    done = CliRunner().invoke(app, [*command, "--yes"], input=f"{ADDRESS}\n")
    assert done.exit_code == 0, done.output
    for words in (
        "Forgotten.",
        "revision history of the workbook of C1",
        "Backups of the ledger",
        "Roster, row 2, column F",
    ):
        assert words in " ".join(done.output.split())
    again = CliRunner().invoke(app, [*command, "--yes"], input=f"{ADDRESS}\n")
    assert again.exit_code == 2
    assert not [
        word for word in ("maria", "quimby", ADDRESS) if word in (asked.output + done.output + again.output).lower()
    ]


def test_the_command_for_a_school_year_destroys_its_key(installed: Path) -> None:
    """The current year is refused; a year that is over loses its key file."""
    settings = read_settings(installed)
    settings.pseudonym_key("2024-25")
    refused = CliRunner().invoke(app, ["forget-school-year", "2025-26", "--settings", str(installed)])
    assert refused.exit_code == 2
    done = CliRunner().invoke(app, ["forget-school-year", "2024-25", "--settings", str(installed)])
    assert done.exit_code == 0, done.output
    assert not settings.pseudonym_key_path("2024-25").exists()
    assert "Published Editions in the registry are untouched" in " ".join(done.output.split())
    again = CliRunner().invoke(app, ["forget-school-year", "2024-25", "--settings", str(installed)])
    assert again.exit_code == 0
    assert "Nothing to do: this installation holds no key of 2024-25" in " ".join(again.output.split())
