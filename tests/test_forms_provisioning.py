"""The program's forms in Google: made once, published, opened to their respondents, mended without losing an answer."""

from __future__ import annotations

from typing import Any

import pytest

from sheets_templates import load_form
from sheets_templates.form_model import question_id
from sync.google.clients import discovery_service
from sync.google.forms import form_responses
from sync.jobs.forms import ACTIVITY, FEEDBACK, ONBOARDING, look_after_forms, prefilled_links
from tests.small_forms import SmallForms, small_forms
from tests.small_program import ADMINISTRATOR, COACHES, SmallProgram


@pytest.fixture
def forms(program: SmallProgram) -> SmallForms:
    return small_forms(program)


def responders(forms: SmallForms, district_id: str, kind: str = ACTIVITY) -> list[str]:
    drive = discovery_service(forms.program.access.own, "drive", "v3")
    found = drive.permissions().list(
        fileId=forms.form_id(district_id, kind),
        supportsAllDrives=True,
        includePermissionsForView="published",
        fields="permissions(type,emailAddress,view)",
    )
    permissions = found.execute()["permissions"]
    return [each.get("emailAddress", each["type"]) for each in permissions if each.get("view") == "published"]


def test_every_district_gets_its_forms_in_the_programs_shared_drive(forms: SmallForms) -> None:
    """Published, taking responses, respondents signed in; all three read back from Google."""
    assert sorted(forms.forms) == sorted(
        [(k, d) for k in (ACTIVITY, ONBOARDING) for d in ("D1", "D2", "D3")] + [(FEEDBACK, "")]
    )
    drive = discovery_service(forms.program.access.own, "drive", "v3")
    for (kind, district_id), made in forms.forms.items():
        shown = forms.shown(district_id, kind)
        assert made.trouble == ""
        assert shown["publishSettings"]["publishState"] == {"isPublished": True, "isAcceptingResponses": True}
        collects = "DO_NOT_COLLECT" if kind == FEEDBACK else "VERIFIED"
        assert shown["settings"]["emailCollectionType"] == collects
        file = drive.files().get(fileId=made.form_id, supportsAllDrives=True, fields="driveId,name").execute()
        assert file == {"driveId": forms.drive_id(), "name": shown["info"]["title"]}
    assert forms.shown("D1")["info"]["title"] == "Log an activity · North"


def test_a_form_is_open_to_its_own_respondents_only(forms: SmallForms) -> None:
    """Coaches of the district for activities, its administrators for onboarding, whoever has the link for feedback."""
    assert responders(forms, "D1") == [COACHES["C1"][1]]
    assert responders(forms, "D3") == [COACHES["C2"][1]]
    assert responders(forms, "", FEEDBACK) == ["anyone"]
    assert responders(forms, "D1", ONBOARDING) == [ADMINISTRATOR["D1"]]


def test_the_second_time_nothing_is_made_and_nothing_is_written(forms: SmallForms) -> None:
    """Forms are found by the mark that they bear, also without a ledger."""
    before = {key: each.form_id for key, each in forms.forms.items()}
    writes = forms.program.access.requests_used()[1]
    assert [each.changes for each in forms.provision()] == [0] * 7
    for form_id in before.values():
        forms.ledger.drop_form(form_id)
    assert [each.changes for each in forms.provision()] == [0] * 7
    assert {key: each.form_id for key, each in forms.forms.items()} == before
    assert forms.program.access.requests_used()[1] == writes


def test_an_answer_of_google_that_is_lost_leads_to_no_second_form(program: SmallProgram) -> None:
    """The create landed; the form is found by its mark instead of being made again."""
    program.google.world.faults.add("drive.files.create", "cut_connection_after")
    forms = small_forms(program)
    assert [each.trouble for each in forms.forms.values()] == [""] * 7
    drive = discovery_service(program.access.own, "drive", "v3").files()
    query = "mimeType='application/vnd.google-apps.form'"
    listed = drive.list(q=query, corpora="allDrives", includeItemsFromAllDrives=True, supportsAllDrives=True).execute()
    assert len(listed["files"]) == 7


def test_drop_downs_follow_the_registry_and_answers_already_given_stay(forms: SmallForms) -> None:
    """A school is renamed: the question offers the new name under its old id, and the earlier response still has its answer."""
    response_id = forms.fill("D1", school="Grant")
    assert forms.options("D1", "school") == ["Lincoln", "Grant", "All schools"]
    ids = [item["itemId"] for item in forms.shown("D1")["items"]]
    forms.change_registry("schools", "school_id", "S2", "name", "Grant Academy")
    assert look_after_forms(forms.context(), forms.registry()) == []
    assert forms.options("D1", "school") == ["Lincoln", "Grant Academy", "All schools"]
    assert [item["itemId"] for item in forms.shown("D1")["items"]] == ids
    (kept,) = form_responses(forms.program.access.own, forms.form_id("D1"))
    assert kept.response_id == response_id
    assert kept.answer(question_id(ACTIVITY, "school")) == "Grant"


def test_looking_after_forms_costs_nothing_while_the_registry_says_the_same(forms: SmallForms) -> None:
    """Only a form whose lists or people changed is looked at."""
    registry = forms.registry()
    before = forms.program.access.requests_used()
    assert look_after_forms(forms.context(), registry) == []
    assert forms.program.access.requests_used() == before


def test_a_coach_who_moves_on_can_no_longer_open_the_form(forms: SmallForms) -> None:
    """The assignment is given to another coach: the form is opened to that one and closed to the first."""
    forms.change_registry("assignments", "district_id", "D3", "coach_id", "C1")
    assert look_after_forms(forms.context(), forms.registry()) == []
    assert responders(forms, "D3") == [COACHES["C1"][1]]


def test_what_a_person_changed_in_a_form_stays(forms: SmallForms) -> None:
    """A title of their own and a question of their own; a question that they deleted comes back under its id."""
    service = discovery_service(forms.program.access.own, "forms", "v1").forms()
    form_id, items = forms.form_id("D1"), forms.shown("D1")["items"]
    own: dict[str, Any] = {"title": "Bus number", "questionItem": {"question": {"textQuestion": {}}}}
    requests = [
        {"deleteItem": {"location": {"index": 2}}},
        {"updateItem": {"item": {"title": "Where?"}, "location": {"index": 0}, "updateMask": "title"}},
        {"createItem": {"item": own, "location": {"index": 0}}},
    ]
    service.batchUpdate(formId=form_id, body={"requests": requests}).execute()
    forms.provision()
    after = forms.shown("D1")["items"]
    assert [each["title"] for each in after[:5]] == ["Bus number", "Where?", "Activity", "Minutes", "Focus Area"]
    assert {each["itemId"] for each in items} < {each["itemId"] for each in after}
    assert forms.ledger.forms()[form_id].questions == load_form(ACTIVITY).question_ids()


def test_a_form_that_was_closed_by_hand_is_opened_again(forms: SmallForms) -> None:
    """Unpublished by mistake: the next repair publishes it."""
    service = discovery_service(forms.program.access.own, "forms", "v1").forms()
    state = {"publishState": {"isPublished": False, "isAcceptingResponses": False}}
    service.setPublishSettings(formId=forms.form_id("D1"), body={"publishSettings": state}).execute()
    forms.provision()
    assert forms.shown("D1")["publishSettings"]["publishState"]["isAcceptingResponses"] is True


def test_one_form_that_fails_does_not_stop_the_others(forms: SmallForms) -> None:
    """The trouble is told and remembered with the form; the other districts' lists are mended."""
    director = discovery_service(forms.program.google.signed_in("director@program.example"), "drive", "v3").files()
    director.delete(fileId=forms.form_id("D1"), supportsAllDrives=True).execute()
    forms.change_registry("focus_areas", "name", "Digital Equity", "name", "Digital Fairness")
    (trouble,) = look_after_forms(forms.context(), forms.registry())
    assert trouble.name == "the activity form of North"
    assert forms.ledger.forms()[forms.form_id("D1")].trouble == trouble.reason
    assert "Digital Fairness" in forms.options("D2", "focus_area")


def test_a_deleted_form_is_made_anew_and_takes_its_place(forms: SmallForms) -> None:
    """The ledger does not go on asking for the one in the trash."""
    gone = forms.form_id("D1")
    drive = discovery_service(forms.program.access.own, "drive", "v3").files()
    drive.update(fileId=gone, body={"trashed": True}, supportsAllDrives=True).execute()
    forms.provision()
    assert forms.form_id("D1") != gone
    assert gone not in forms.ledger.forms()


def test_every_coach_has_a_link_for_every_district(forms: SmallForms) -> None:
    """It names no person."""
    forms.program.sync()
    links = prefilled_links(forms.program.ledger, forms.registry())
    assert sorted(links) == [("D1", "C1"), ("D2", "C1"), ("D3", "C2")]
    assert "Ana" not in "".join(links.values())
