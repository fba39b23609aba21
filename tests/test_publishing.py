"""Publishing in a whole practice program: editions in the registry, bands in the reports, exact counts with the director alone."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from sync.google.workbooks import read_workbook
from sync.jobs.outcome import SyncOutcome
from sync.jobs.publishing import PublicationRefused, audit_published, plan_reach, plan_table, publish
from tests.small_program import SmallProgram, copy_of, just_written

AFTER_Q1, AFTER_Q2 = date(2025, 11, 3), date(2026, 2, 2)


def met(program: SmallProgram, north: int, south: int = 0) -> None:
    """So many educators of North (at Lincoln, the last at Grant too) and of South were met before the end of October."""
    program.sync()
    entry = {key: [str(row[0]) for row in program.rows(key, "activity_log", "entry_id")] for key in ("D1", "D2")}
    people = [(f"Norton{place} Quill", "North", entry["D1"][0]) for place in range(north)]
    people += [(f"Sutton{place} Quill", "South", entry["D2"][0]) for place in range(south)]
    program.type_rows("C1", "roster", [{"educator": name, "district": district} for name, district, _ in people])
    links = [{"entry_id": entry_id, "educator": name} for name, _, entry_id in people]
    links += [{"entry_id": entry["D1"][1], "educator": people[north - 1][0]}]
    program.type_rows("C1", "worked_with", links)
    program.today = AFTER_Q1
    program.sync()


def published(program: SmallProgram, quarter: str = "Q1") -> SyncOutcome:
    """What the sync after the publication did."""
    context = program.context()
    publish(context, *plan_reach(context, quarter))
    return program.sync()


@pytest.fixture(scope="module")
def published_program(
    built_program: tuple[Path, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> tuple[Path, tuple[str, str]]:
    """The folder of a program of which North met 23 and South 4, and Q1 is published and synced. Never changed."""
    folder = tmp_path_factory.mktemp("published")
    with copy_of(*built_program, folder) as program:
        met(program, north=23, south=4)
        assert "Not yet" in program.words("D1", "dashboard")
        published(program)
    return folder, built_program[1]


@pytest.fixture
def after_q1(published_program: tuple[Path, tuple[str, str]], tmp_path: Path) -> Iterator[SmallProgram]:
    """That program, in a Google and a ledger of its own, on a day of November."""
    with copy_of(*published_program, tmp_path) as program:
        program.today = AFTER_Q1
        yield program


def test_reports_show_the_band_beside_the_number_with_access(after_q1: SmallProgram) -> None:
    """North: 23 of 35 are 20+; South: 4 of 30 are <10; East has 9 educators and nobody was met."""
    for district, shown, access in (("D1", "20+", 35), ("D2", "<10", 30), ("D3", "<10", 9)):
        words = after_q1.words(district, "dashboard")
        assert f"\n{shown}\n" in words
        assert f"of {access} with access, from the first day of school to October 31, 2025" in words
    assert "of 74 with access" in after_q1.words("report", "overview")
    assert "shown in bands only" in after_q1.words("D1", "dashboard")


def test_the_director_is_told_which_quarter_waits(after_q1: SmallProgram) -> None:
    """In February the second quarter has closed: the program report says how to publish it; the districts' do not."""
    after_q1.today = AFTER_Q2
    after_q1.sync()
    assert "Q2 closed on January 31, 2026: coachlog publish reach --quarter Q2" in after_q1.words("report", "overview")
    assert "coachlog publish" not in after_q1.words("D1", "dashboard")


def test_exact_counts_stand_in_the_registry_alone(after_q1: SmallProgram) -> None:
    """23 and 4 are in Reach (exact), and nowhere in what else was written for anybody."""
    exact = {row[0]: row[1] for row in after_q1.rows("registry", "reach_exact", "district_id", "reached")}
    assert {key: exact[key] for key in ("D1", "D2", "D3")} == {"D1": 23, "D2": 4, "D3": 0}
    tables = [json.loads(str(row[0])) for row in after_q1.rows("registry", "published_editions", "table_json")]
    assert [(table["district"], table["cells"][0][2:5]) for table in tables[:3]] == [
        ("D1", ["20+", 20, 24]),
        ("D2", ["<10", 0, 9]),
        ("D3", ["<10", 0, 9]),
    ]


def test_a_sync_after_publishing_rests_again(after_q1: SmallProgram) -> None:
    """The bands are written once."""
    assert after_q1.sync().writes == 0


def test_what_was_published_changes_reports_and_no_reading(after_q1: SmallProgram) -> None:
    """The new edition reaches every Dashboard, and no log or coach's workbook is taken in again for it."""
    after_q1.today = AFTER_Q2
    after_q1.sync()
    outcome = published(after_q1, "Q2")
    assert outcome.workbooks_read == 1  # the registry
    assert {each.name for each in outcome.written} >= {"North", "South", "East", "the program report"}


def test_a_published_quarter_is_not_published_again(after_q1: SmallProgram) -> None:
    """Nothing published is taken back or changed; the message says so."""
    rows = after_q1.rows("registry", "published_editions", "table_json")
    with pytest.raises(PublicationRefused, match="published already"):
        plan_reach(after_q1.context(), "Q1")
    assert after_q1.rows("registry", "published_editions", "table_json") == rows


def test_an_open_quarter_is_not_published(after_q1: SmallProgram) -> None:
    """In November Q2 has only begun."""
    with pytest.raises(PublicationRefused, match="still open"):
        plan_reach(after_q1.context(), "Q2")


def test_nothing_is_counted_before_every_workbook_was_read(program: SmallProgram) -> None:
    """A new ledger knows of nobody: a count from it would be too small, and could never be taken back."""
    program.today = AFTER_Q1
    with pytest.raises(PublicationRefused, match="coachlog sync"):
        plan_reach(program.context())


def test_a_damaged_edition_stops_every_publication(after_q1: SmallProgram) -> None:
    """Somebody cleared a published table: what it told is not known any more, so nothing is added to it."""
    registry = after_q1.person("director@program.example").open_by_key(after_q1.workbooks["registry"])
    tab = read_workbook(after_q1.access.own, after_q1.workbooks["registry"]).tab("published_editions")
    assert tab is not None
    sheet = registry.get_worksheet_by_id(tab.sheet_id)
    sheet.update_cell(2, sheet.find("Table").col, "see my mail")
    after_q1.sync()
    after_q1.today = AFTER_Q2
    with pytest.raises(PublicationRefused, match="Version history"):
        plan_reach(after_q1.context(), "Q2")


def test_the_next_quarter_is_held_against_the_first(after_q1: SmallProgram) -> None:
    """Nobody new until January: the same bands again, and the audit of both editions passes."""
    after_q1.today = AFTER_Q2
    after_q1.sync()
    published(after_q1, "Q2")
    latest = [row[0] for row in after_q1.rows("registry", "reach_exact", "shown")]
    assert latest[:4] == latest[4:]
    books, audited = audit_published(after_q1.context())
    assert audited.passed
    assert len(books.published) == 8
    assert "January 31, 2026" in after_q1.words("D1", "dashboard")


def test_a_district_that_has_left_keeps_its_place_in_the_editions(after_q1: SmallProgram) -> None:
    """South leaves the registry: its count stays in the next edition, or the program's would say it by falling."""
    registry = after_q1.person("director@program.example").open_by_key(after_q1.workbooks["registry"])
    sheet = registry.worksheet("Districts")
    sheet.delete_rows(sheet.find("D2").row)
    after_q1.today = AFTER_Q2
    after_q1.sync()
    _, publication = plan_reach(after_q1.context(), "Q2")
    assert publication.audit.passed
    shown = {count.key.district_id: count.shown for count in publication.counts}
    assert (shown["D1"], shown["D2"]) == ("20+", "<10")


def test_a_table_by_school_hides_what_would_tell(after_q1: SmallProgram) -> None:
    """Lincoln met 23, more than its 20 educators, so its open band; Grant met 1 of its 15 and has no band at all."""
    books, publication = plan_table(after_q1.context(), "school", "D1", "Q1")
    assert {count.key.of: count.shown for count in publication.counts} == {"S1": "10+", "S2": "not shown"}
    publish(after_q1.context(), books, publication)
    with pytest.raises(PublicationRefused, match="published already"):
        plan_table(after_q1.context(), "school", "D1", "Q1")
    assert audit_published(after_q1.context())[1].passed


def test_a_table_needs_the_reach_of_its_quarter(after_q1: SmallProgram) -> None:
    """The whole is published first: a table is held against it."""
    after_q1.today = AFTER_Q2
    with pytest.raises(PublicationRefused, match="Publish the reach of Q2 first"):
        plan_table(after_q1.context(), "school", "D1", "Q2")


def test_what_the_auditor_objects_to_is_not_written(after_q1: SmallProgram) -> None:
    """A publication that did not pass cannot be written, whoever asks."""
    after_q1.today = AFTER_Q2
    context = after_q1.context()
    rows = after_q1.rows("registry", "published_editions", "table_json")
    books, publication = plan_reach(context, "Q2")
    objected = replace(publication, audit=replace(publication.audit, contradiction="They cannot all be true."))
    with pytest.raises(PublicationRefused, match="did not pass"):
        publish(context, books, objected)
    assert after_q1.rows("registry", "published_editions", "table_json") == rows


def test_what_is_published_in_the_second_of_a_sync_is_in_the_reports_after_the_next(after_q1: SmallProgram) -> None:
    """The sync identity has just written the registry, and what the feed tells of the publication could be that very write."""
    after_q1.today = AFTER_Q2
    after_q1.sync()
    just_written(after_q1)
    published(after_q1, "Q2")
    assert "January 31, 2026" in after_q1.words("D1", "dashboard")
