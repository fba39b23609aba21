"""The cards of administrators and of the director, and a Sheet that becomes a district's workbook."""

from __future__ import annotations

from datetime import timedelta

import pytest

from sync.google.files import create_spreadsheet_file
from sync.google.filling import entry_cells_requests
from sync.google.workbooks import read_workbook, write_workbook
from tests.addon_events import (
    ANA,
    DIRECTOR,
    NOBODY,
    PRINCIPAL,
    Json,
    PracticeAddon,
    buttons_of,
    card_of,
    said,
    words_of,
)
from tests.small_program import ADMINISTRATOR, just_written

pytest_plugins = ("tests.addon_fixtures",)

ADMIN = ADMINISTRATOR["D1"]


def labels(card: Json) -> list[str]:
    return [each["text"] for each in buttons_of(card)]


def google_reads(addon: PracticeAddon) -> int:
    return sum(number for name, number in addon.program.google.world.journal.counts().items() if "sheets" in name)


def test_an_administrator_sees_days_and_time_without_asking_google(addon: PracticeAddon) -> None:
    """1.5 of 40 days used; 90 of 225 minutes are coaching cycles: 40%. The registry is known: no request at all."""
    addon.home(ADMIN, "D1")
    addon.program.google.world.journal.reset()
    card = addon.home(ADMIN, "D1")
    assert google_reads(addon) == 0
    words = words_of(card)
    assert "38.5 of 40 days" in words
    assert "40% (1.5 of 3.8 hours)" in words
    assert "0 of 10 sections answered" in words
    assert labels(card) == ["Refresh dashboard", "Open report"]


def test_open_report_leads_to_the_dashboard_tab(addon: PracticeAddon) -> None:
    """The link names this workbook and the tab's own id."""
    dashboard = read_workbook(addon.program.access.own, addon.program.workbooks["D1"]).tab("dashboard")
    assert dashboard is not None
    link = next(
        each["onClick"]["openLink"]["url"]
        for each in buttons_of(addon.home(ADMIN, "D1"))
        if "openLink" in each["onClick"]
    )
    assert link.endswith(f"/spreadsheets/d/{addon.program.workbooks['D1']}/edit#gid={dashboard.sheet_id}")


def test_refresh_dashboard_syncs_this_district_alone(addon: PracticeAddon) -> None:
    """A row that was typed a moment ago is on the card and in the dashboard."""
    log = addon.program.log_of("D1")
    log.update_cell(2, log.find("Minutes").col, 120)
    answer = addon.click(addon.home(ADMIN, "D1"), "Refresh dashboard", ADMIN, "D1")
    assert said(answer) == "Synced. Everything is up to date."
    assert "42% (2 of 4.8 hours)" in words_of(card_of(answer))


def test_a_principal_reads_and_does_not_refresh(addon: PracticeAddon) -> None:
    """The card without its button; the click sent all the same is not followed."""
    assert labels(addon.home(PRINCIPAL, "D1")) == ["Open report"]
    assert said(addon.act("refresh-dashboard", PRINCIPAL, "D1")).startswith("You cannot do this here")


@pytest.mark.parametrize("who", [ADMIN, PRINCIPAL, NOBODY])
@pytest.mark.parametrize("key", ["D2", "C1", "registry", "report"])
def test_nobody_sees_what_is_not_theirs(addon: PracticeAddon, who: str, key: str) -> None:
    """Another district's workbook, a coach's, the director's: no number, no name, on the card and on every click."""
    seen = words_of(addon.home(who, key))
    for action in ("home", "log-day", "show-cycles", "show-program", "refresh-dashboard", "sync-now", "set-up"):
        seen += words_of(card_of(addon.act(action, who, key, parameters={"day": "2025-10-31"})))
    for word in ("South", "days", "%", "Ana", "sync"):
        assert word not in seen.replace("Coaching days", "")


def test_the_director_sees_every_district_in_any_workbook_of_the_program(addon: PracticeAddon) -> None:
    """60 + 10 days contracted, 3 charged; freshness and onboarding of all three."""
    for key in ("registry", "report", "D2", "C1"):
        words = words_of(addon.home(DIRECTOR, key))
        assert "3 of 3 districts up to date" in words
        assert "67 of 70 days" in words
        assert words.count("Read today") == 3


def test_the_director_is_told_what_is_wrong_and_where(addon: PracticeAddon) -> None:
    """East's Sheet is no longer shared, and a row in South cannot be read."""
    log = addon.program.log_of("D2")
    log.update_cell(2, log.find("Minutes").col, "soon")
    spreadsheet = addon.program.person(ADMINISTRATOR["D3"]).open_by_key(addon.program.workbooks["D3"])
    spreadsheet.remove_permissions("sync@coachlog-practice.iam.gserviceaccount.com", role="any")
    answer = addon.click(addon.home(DIRECTOR, "registry"), "Sync now", DIRECTOR, "registry")
    assert said(answer) == "Synced. Some workbooks could not be read or written; the card says which."
    words = words_of(card_of(answer))
    assert "2 of 3 districts up to date" in words
    assert "1 row held back, 0 copies asked about" in words
    assert "not shared with coachlog" in words


def test_a_second_sync_at_the_same_time_is_told(addon: PracticeAddon) -> None:
    """Another process holds the lease."""
    program = addon.here.program
    with program.ledger.lease("sync", program.now(), timedelta(minutes=5)):
        answer = addon.act("sync-now", DIRECTOR, "registry")
    assert said(answer) == "A sync is running already. Open this card again in a minute."


def enter_west(addon: PracticeAddon) -> str:
    """A new district without a workbook, and its administrator's address."""
    director = addon.program.google.signed_in(DIRECTOR)
    snapshot = read_workbook(director, addon.program.workbooks["registry"])
    districts, people = snapshot.tab("districts"), snapshot.tab("people")
    assert districts is not None
    assert people is not None
    row, person = len(districts.columns[0]) + 1, len(people.columns[0]) + 1
    email = "admin@west.example"
    requests = [
        *entry_cells_requests(districts, "district_id", {row: "D4"}),
        *entry_cells_requests(districts, "name", {row: "West"}),
        *entry_cells_requests(people, "email", {person: email}),
        *entry_cells_requests(people, "role", {person: "District administrator"}),
        *entry_cells_requests(people, "district_id", {person: "D4"}),
    ]
    write_workbook(director, snapshot, snapshot.version, requests, read_back=False)
    addon.here.registry.forget()
    return email


def test_an_administrators_empty_sheet_becomes_the_districts_workbook(addon: PracticeAddon) -> None:
    """Their own Sheet: tabs from the template, shared with the sync, entered in the registry; it is and stays theirs."""
    email = enter_west(addon)
    sheet = create_spreadsheet_file(addon.program.google.signed_in(email), "Our coaching")
    card = addon.home(email, sheet)
    assert "coaching workbook of West" in words_of(card)
    addon.program.google.world.journal.reset()
    answer = addon.click(card, "Set up this Sheet for coaching", email, sheet)
    assert said(answer) == "This Sheet is set up."
    writers = {each.caller for each in addon.program.google.world.journal.entries() if "batchUpdate" in each.method}
    assert writers == {email, "sync@coachlog-practice.iam.gserviceaccount.com"}
    addon.program.workbooks["D4"] = sheet
    assert sheet in [row[0] for row in addon.program.rows("registry", "districts", "workbook")]
    assert "Show dashboard" in labels(card_of(answer))
    assert addon.program.sync().exit_code == 0
    assert "West" in words_of(addon.home(email, sheet))
    owner = addon.program.google.world.drive.file(sheet).owner
    assert owner == email


def test_a_sheet_that_is_set_up_in_the_second_of_a_sync_is_read_by_the_next(addon: PracticeAddon) -> None:
    """The registry was written by the same identity a moment ago; the new workbook does not wait for somebody's next edit."""
    email = enter_west(addon)
    sheet = create_spreadsheet_file(addon.program.google.signed_in(email), "Our coaching")
    addon.program.sync()
    just_written(addon.program)
    addon.click(addon.home(email, sheet), "Set up this Sheet for coaching", email, sheet)
    addon.program.sync()
    assert addon.program.ledger.workbooks()[sheet].last_good_read is not None


def test_setting_up_twice_is_setting_up_once(addon: PracticeAddon) -> None:
    """A double press finds the workbook entered; the card is the dashboard's."""
    email = enter_west(addon)
    sheet = create_spreadsheet_file(addon.program.google.signed_in(email), "Our coaching")
    card = addon.home(email, sheet)
    addon.click(card, "Set up this Sheet for coaching", email, sheet)
    answer = addon.click(card, "Set up this Sheet for coaching", email, sheet)
    assert said(answer).startswith("You cannot do this here")
    assert [row[0] for row in addon.program.rows("registry", "districts", "workbook")].count(sheet) == 1


def test_a_copy_of_a_log_in_use_is_not_set_up(addon: PracticeAddon) -> None:
    """The copy would bring another district's entries and their ids along."""
    email = enter_west(addon)
    spreadsheet = addon.program.person(ADMIN).open_by_key(addon.program.workbooks["D1"])
    spreadsheet.share(email, perm_type="user", role="writer", notify=False)
    copy = addon.program.person(email).copy(addon.program.workbooks["D1"], title="Ours now").id
    answer = addon.click(addon.home(email, copy), "Set up this Sheet for coaching", email, copy)
    assert "copy of a log that is in use" in words_of(card_of(answer))
    assert copy not in [row[0] for row in addon.program.rows("registry", "districts", "workbook")]


def test_an_administrator_whose_district_has_a_workbook_is_led_there(addon: PracticeAddon) -> None:
    """A Sheet of their own that is none of the program's: nothing is set up, and the right one is a click away."""
    sheet = create_spreadsheet_file(addon.program.google.signed_in(ADMIN), "Something else")
    card = addon.home(ADMIN, sheet)
    assert "Your district's workbook is another one" in words_of(card)
    assert said(addon.act("set-up", ADMIN, sheet)) == "Choose the district first."
    assert read_workbook(addon.program.google.signed_in(ADMIN), sheet).tab("activity_log") is None


def test_a_coachs_own_workbook_leads_to_the_districts(addon: PracticeAddon) -> None:
    """Days of North and South, each with a link; East is Ben's."""
    words = words_of(addon.home(ANA, "C1"))
    assert "38.5 of 40 days" in words
    assert "19.5 of 20 days" in words
    assert "East" not in words
