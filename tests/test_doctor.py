"""`coachlog doctor`: each step of an installation is looked at, and each finding says what to do."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from sync.google.clients import discovery_service
from sync.jobs.doctor import examine
from sync.jobs.findings import Finding, Health
from sync.settings import Settings
from tests.addon_events import ADDON_ACCOUNT, CLIENT_ID, PracticeAddon
from tests.small_forms import SmallForms, small_forms
from tests.small_program import ADMINISTRATOR

pytest_plugins = ("tests.addon_fixtures",)

SYNC = "sync@coachlog-practice.iam.gserviceaccount.com"


@pytest.fixture
def forms(addon: PracticeAddon) -> SmallForms:
    return small_forms(addon.program)


@pytest.fixture
def look(addon: PracticeAddon, forms: SmallForms, tmp_path: Path) -> Callable[..., list[Finding]]:
    """The findings of an installation in which everything is in place, but for the settings that a test changes."""
    good = {
        "practice_state": tmp_path / "google.db",
        "practice_day": "2025-10-31",
        "program_drive_id": forms.drive_id(),
        "addon_url": addon.url,
        "addon_service_account": ADDON_ACCOUNT,
        "oauth_client_id": CLIENT_ID,
        "apps_script_client_id": "apps-script.apps.googleusercontent.com",
    }
    for form in forms.ledger.forms().values():
        forms.ledger.keep_edits_allowed(form.form_id, True)

    def findings(**changed: Any) -> list[Finding]:
        settings = Settings(**{**good, **changed})
        return list(examine(addon.program.access, addon.program.ledger, settings, lambda: forms.clock))

    return findings


def told(findings: list[Finding], health: Health) -> str:
    return "\n".join(f"{each.what} {each.todo}" for each in findings if each.health is health)


def test_an_installation_in_order_has_nothing_broken(look: Callable[..., list[Finding]]) -> None:
    """What cannot be tried without an account is said, too."""
    findings = look()
    assert told(findings, Health.BROKEN) == ""
    good = told(findings, Health.GOOD)
    for words in ("shared drive", "registry can be read", "backend answers", "7 forms are open", "last sync ended"):
        assert words in good
    assert "cannot be tried from here" in told(findings, Health.LOOK)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"program_drive_id": "0AmissingMissingUk9PVA"}, "Content manager"),
        ({"addon_url": "http://coachlog.example.org"}, "https"),
        ({"addon_url": "http://127.0.0.1:9/x/"}, "without a slash"),
        ({"addon_url": "http://127.0.0.1:9"}, "does not answer"),
        ({"addon_service_account": ""}, "COACHLOG_ADDON_SERVICE_ACCOUNT is not set"),
        ({"oauth_client_id": ""}, "COACHLOG_OAUTH_CLIENT_ID is not set"),
        ({"forms_topic": "topic", "push_service_account": "push@x.example"}, "projects/PROJECT/topics/TOPIC"),
    ],
)
def test_a_wrong_setting_is_named_with_what_to_do(
    look: Callable[..., list[Finding]], changed: dict[str, str], words: str
) -> None:
    """It counts as broken, so that the command ends with 1."""
    assert words in told(look(**changed), Health.BROKEN)


@pytest.mark.parametrize(
    ("changed", "words"),
    [
        ({"program_drive_id": ""}, "COACHLOG_PROGRAM_DRIVE_ID"),
        ({"addon_url": "", "addon_service_account": "", "oauth_client_id": ""}, "steps 10 and 11"),
        ({"forms_topic": "projects/p/topics/t"}, "COACHLOG_PUSH_SERVICE_ACCOUNT"),
        ({"push_service_account": "push@x.example"}, "COACHLOG_FORMS_TOPIC"),
        ({"apps_script_client_id": ""}, "step 13"),
        ({"practice_day": "2025-11-03"}, "Run `coachlog sync` every few minutes"),
    ],
)
def test_what_is_left_out_is_mentioned_and_breaks_nothing(
    look: Callable[..., list[Finding]], changed: dict[str, str], words: str
) -> None:
    """A program may do without the sidebar, without push, and without the Forms add-on."""
    findings = look(**changed)
    assert words in told(findings, Health.LOOK)
    assert told(findings, Health.BROKEN) == ""


def test_a_form_that_somebody_closed_or_that_forgot_to_ask_who_answers_is_told(
    forms: SmallForms, look: Callable[..., list[Finding]]
) -> None:
    """Read back from Google, not believed from the ledger."""
    service = discovery_service(forms.program.access.own, "forms", "v1").forms()
    state = {"publishState": {"isPublished": False, "isAcceptingResponses": False}}
    service.setPublishSettings(formId=forms.form_id("D1"), body={"publishSettings": state}).execute()
    change = {"settings": {"emailCollectionType": "DO_NOT_COLLECT"}, "updateMask": "emailCollectionType"}
    service.batchUpdate(formId=forms.form_id("D2"), body={"requests": [{"updateSettings": change}]}).execute()
    broken = told(look(), Health.BROKEN)
    assert "The activity form of North takes no responses." in broken
    assert "The activity form of South does not collect addresses as it should." in broken


def test_it_tells_where_a_response_cannot_be_corrected_or_nobody_knows(
    forms: SmallForms, look: Callable[..., list[Finding]]
) -> None:
    """One form says no, the others never said."""
    with forms.program.ledger.engine.begin() as connection:
        connection.exec_driver_sql("UPDATE forms SET edits_allowed = NULL")
    forms.ledger.keep_edits_allowed(forms.form_id("D1"), False)
    looked = told(look(), Health.LOOK)
    assert "1 activity form lets nobody correct a response." in looked
    assert "not known of 2 activity forms" in looked
    assert "Allow response editing" in looked


def test_forms_that_are_not_made_are_named(forms: SmallForms, look: Callable[..., list[Finding]]) -> None:
    """One is missing; then all are."""
    forms.ledger.drop_form(forms.form_id("D3"))
    assert "The activity form of East: not made yet." in told(look(), Health.LOOK)
    for form_id in forms.ledger.forms():
        forms.ledger.drop_form(form_id)
    assert "No forms are made yet" in told(look(), Health.LOOK)


def test_a_district_that_took_the_sync_identity_off_its_sheet_is_named(
    addon: PracticeAddon, look: Callable[..., list[Finding]]
) -> None:
    """With whom to share it."""
    spreadsheet = addon.program.person(ADMINISTRATOR["D3"]).open_by_key(addon.program.workbooks["D3"])
    spreadsheet.remove_permissions(SYNC, role="any")
    assert "East: cannot be read." in told(look(), Health.BROKEN)


def test_a_clock_that_is_wrong_is_told(addon: PracticeAddon, forms: SmallForms) -> None:
    """Google refuses what is signed at another time."""
    wrong = datetime(2025, 10, 31, 18, 5, tzinfo=UTC)
    findings = list(examine(addon.program.access, addon.program.ledger, Settings(), lambda: wrong))
    assert "clock differs" in told(findings, Health.BROKEN)
