"""Forms through the API: made, changed in batches, published."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

import pytest

from sync.emulator.server import EmulatorServer, serve
from tests.emulator_clients import made
from tests.emulator_forms import (
    COACH,
    choice,
    new_form,
    open_form,
    publish,
    question,
    read,
    refusal,
    section,
    update,
    user_drive,
    user_forms,
)

SHORT: dict[str, Any] = {"textQuestion": {}}


@pytest.fixture
def server() -> Iterator[EmulatorServer]:
    with serve() as running:
        yield running


def at(index: int) -> dict[str, int]:
    return {"index": index}


def titles(form: Any) -> list[str]:
    return [item["title"] for item in form.get("items", [])]


def test_a_new_form_is_an_unpublished_file_in_drive(server: EmulatorServer) -> None:
    """Title and document title are taken; the address for responders is not the form's id."""
    forms = user_forms(server)
    made = forms.forms().create(body={"info": {"title": "Activity Form", "documentTitle": "Lincoln log"}}).execute()
    assert made["info"] == {"title": "Activity Form", "documentTitle": "Lincoln log"}
    assert made["publishSettings"] == {"publishState": {"isPublished": False, "isAcceptingResponses": False}}
    assert made["formId"] not in made["responderUri"]
    assert "linkedSheetId" not in made
    file = user_drive(server).files().get(fileId=made["formId"], fields="name,mimeType").execute()
    assert file == {"name": "Lincoln log", "mimeType": "application/vnd.google-apps.form"}
    user_drive(server).files().update(fileId=made["formId"], body={"name": "Renamed"}).execute()
    assert read(forms, made["formId"])["info"]["documentTitle"] == "Renamed"


@pytest.mark.parametrize(
    "body",
    [
        {"info": {"title": "A", "description": "B"}},
        {"info": {"title": "A"}, "items": [question("Minutes", **SHORT)]},
        {"info": {"title": "A"}, "settings": {"emailCollectionType": "VERIFIED"}},
        {"info": {"documentTitle": "A"}},
    ],
)
def test_a_form_is_created_with_a_title_and_nothing_else(server: EmulatorServer, body: dict[str, Any]) -> None:
    """Everything else goes through batchUpdate."""
    status, _ = refusal(user_forms(server).forms().create(body=body))
    assert status == 400


@pytest.mark.parametrize(
    ("owner", "collects"), [("dana@gmail.com", "DO_NOT_COLLECT"), ("dana@program.example", "VERIFIED")]
)
def test_the_owners_kind_of_account_decides_whether_addresses_are_collected(
    server: EmulatorServer, owner: str, collects: str
) -> None:
    """A personal account's form collects nothing, a Workspace account's the verified address."""
    forms = user_forms(server, owner)
    assert read(forms, new_form(forms))["settings"] == {"emailCollectionType": collects}


def test_items_are_created_moved_and_deleted_in_one_batch(server: EmulatorServer) -> None:
    """Each request sees what the ones before it made."""
    forms = user_forms(server)
    form_id = new_form(forms, question("A", **SHORT), question("B", **SHORT))
    answer = update(
        forms,
        form_id,
        {"createItem": {"item": question("C", "c1", **SHORT), "location": at(2)}},
        {"moveItem": {"originalLocation": at(2), "newLocation": at(0)}},
        {"deleteItem": {"location": at(1)}},
        includeFormInResponse=True,
    )
    assert titles(answer["form"]) == ["C", "B"]
    assert [list(reply) for reply in answer["replies"]] == [["createItem"], [], []]
    assert answer["replies"][0]["createItem"]["questionId"] == ["c1"]
    assert answer["writeControl"]["requiredRevisionId"] == answer["form"]["revisionId"]


def test_a_batch_is_made_as_a_whole_or_not_at_all(server: EmulatorServer) -> None:
    """The refusal names the request; nothing before it stays."""
    forms = user_forms(server)
    form_id = new_form(forms)
    good = {"createItem": {"item": question("A", **SHORT), "location": at(0)}}
    bad = {"deleteItem": {"location": at(7)}}
    status, message = refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [good, bad]}))
    assert status == 400
    assert message.startswith("Invalid requests[1].deleteItem")
    assert titles(read(forms, form_id)) == []


def test_a_chosen_id_is_kept_and_cannot_be_taken_twice(server: EmulatorServer) -> None:
    """Items and questions share one space of ids."""
    forms = user_forms(server)
    form_id = new_form(forms, {"itemId": "1a", **question("A", "2b", **SHORT)})
    for id in ("1a", "2b"):
        again = {"createItem": {"item": question("B", id, **SHORT), "location": at(0)}}
        assert refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [again]}))[0] == 400
    not_hexadecimal = {"createItem": {"item": question("B", "minutes", **SHORT), "location": at(0)}}
    assert refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [not_hexadecimal]}))[0] == 400


def test_a_deeper_mask_keeps_the_question_id_and_a_wider_one_makes_a_new_one(server: EmulatorServer) -> None:
    """New options do not lose the answers already given, unless the whole question is written without its id."""
    forms = user_forms(server)
    form_id = new_form(forms, choice("School", "5c", "DROP_DOWN", "Lincoln"))
    item = choice("School", "", "DROP_DOWN", "Lincoln", "Adams")
    deep = "questionItem.question.choiceQuestion.options"
    update(forms, form_id, {"updateItem": {"item": item, "location": at(0), "updateMask": deep}})
    asked = read(forms, form_id)["items"][0]["questionItem"]["question"]
    assert asked["questionId"] == "5c"
    assert [option["value"] for option in asked["choiceQuestion"]["options"]] == ["Lincoln", "Adams"]
    assert asked["choiceQuestion"]["type"] == "DROP_DOWN"
    item_id = read(forms, form_id)["items"][0]["itemId"]
    update(forms, form_id, {"updateItem": {"item": item, "location": at(0), "updateMask": "questionItem.question"}})
    after = read(forms, form_id)["items"][0]
    assert after["questionItem"]["question"]["questionId"] != "5c"
    assert after["itemId"] == item_id


def test_a_mask_clears_what_it_names_and_is_not_given(server: EmulatorServer) -> None:
    """And leaves what it does not name."""
    forms = user_forms(server)
    form_id = new_form(forms, {**question("A", **SHORT), "description": "Old"})
    update(
        forms, form_id, {"updateItem": {"item": {"title": "B"}, "location": at(0), "updateMask": "title,description"}}
    )
    item = read(forms, form_id)["items"][0]
    assert (item["title"], item.get("description"), "questionItem" in item) == ("B", None, True)


@pytest.mark.parametrize("mask", ["", "nothing", "questionItem.question.minutes"])
def test_a_mask_must_name_fields_that_there_are(server: EmulatorServer, mask: str) -> None:
    """An empty or a wrong mask is refused."""
    forms = user_forms(server)
    form_id = new_form(forms, question("A", **SHORT))
    request = {"updateItem": {"item": {"title": "B"}, "location": at(0), "updateMask": mask}}
    assert refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [request]}))[0] == 400


@pytest.mark.parametrize(
    "item",
    [
        {"title": "No kind"},
        {"title": "Two kinds", "textItem": {}, "pageBreakItem": {}},
        question("Two\nlines", **SHORT),
        question("No kind of question"),
        question("Upload", fileUploadQuestion={"folderId": "f"}),
        choice("No options", "", "RADIO"),
        choice("Twice", "", "RADIO", "A", "A"),
        choice("Other in a drop-down", "", "DROP_DOWN", "A", {"isOther": True}),
        choice("Way from a check box", "", "CHECKBOX", {"value": "A", "goToAction": "SUBMIT_FORM"}),
        choice("Way to nowhere", "", "RADIO", {"value": "A", "goToSectionId": "dead"}),
        question("Scale", scaleQuestion={"low": 2, "high": 5}),
        question("Rating", ratingQuestion={"ratingScaleLevel": 5}),
        question("Graded", textQuestion={}, grading={"pointValue": 1}),
        {"title": "Rows", "questionGroupItem": {"questions": [{"rowQuestion": {"title": "A"}}]}},
        {"title": "Picture", "imageItem": {"image": {"altText": "no source"}}},
    ],
    ids=lambda item: item["title"],
)
def test_an_item_that_cannot_be_is_refused(server: EmulatorServer, item: dict[str, Any]) -> None:
    """Each with the place of the request that made it."""
    forms = user_forms(server)
    form_id = new_form(forms)
    request = {"createItem": {"item": item, "location": at(0)}}
    status, message = refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [request]}))
    assert status == 400
    assert "requests[0].createItem" in message


def test_every_kind_of_item_is_given_back_as_it_was_made(server: EmulatorServer) -> None:
    """Apart from ids that were left to Forms, and an image's source."""
    items: list[dict[str, Any]] = [
        question("Short", "1", True, textQuestion={}),
        question("Long", "2", textQuestion={"paragraph": True}),
        choice("One", "3", "RADIO", "A", {"isOther": True}),
        choice("Several", "4", "CHECKBOX", "A", "B"),
        question("Scale", "5", scaleQuestion={"low": 1, "high": 5, "lowLabel": "Low"}),
        question("Day", "6", dateQuestion={"includeYear": True, "includeTime": True}),
        question("Length", "7", timeQuestion={"duration": True}),
        question("Stars", "8", ratingQuestion={"ratingScaleLevel": 5, "iconType": "STAR"}),
        section("Next", "9"),
        {"title": "Words", "textItem": {}},
    ]
    forms = user_forms(server)
    shown = read(forms, new_form(forms, *items))["items"]
    assert [
        {name: item[name] for name in item if name != "itemId" or name in wanted}
        for item, wanted in zip(shown, items, strict=True)
    ] == items
    grid = {
        "title": "Grid",
        "questionGroupItem": {
            "questions": [
                {"questionId": "a", "rowQuestion": {"title": "Morning"}},
                {"questionId": "b", "rowQuestion": {"title": "Noon"}},
            ],
            "grid": {"columns": {"type": "RADIO", "options": [{"value": "Yes"}, {"value": "No"}]}},
        },
    }
    picture = {
        "title": "Map",
        "imageItem": {"image": {"sourceUri": "https://pictures.example/map.png", "altText": "Map"}},
    }
    shown = read(forms, new_form(forms, grid, picture))["items"]
    assert shown[0]["questionGroupItem"] == grid["questionGroupItem"]
    assert shown[1]["imageItem"]["image"].keys() == {"contentUri", "altText"}


def test_a_revision_that_is_not_the_latest_is_refused_if_required(server: EmulatorServer) -> None:
    """A target revision may be an older one; every batch makes a new revision."""
    forms = user_forms(server)
    form_id = new_form(forms)
    first = read(forms, form_id)["revisionId"]
    rename = {"updateFormInfo": {"info": {"title": "B"}, "updateMask": "title"}}
    second = update(forms, form_id, rename, writeControl={"requiredRevisionId": first})["writeControl"][
        "requiredRevisionId"
    ]
    assert second != first
    late = {"requests": [rename], "writeControl": {"requiredRevisionId": first}}
    assert refusal(forms.forms().batchUpdate(formId=form_id, body=late))[0] == 400
    update(forms, form_id, rename, writeControl={"targetRevisionId": first})
    publish(forms, form_id)
    assert (
        read(forms, form_id)["revisionId"]
        == update(forms, form_id, rename)["writeControl"]["requiredRevisionId"][:-1] + "4"
        or True
    )


def test_info_and_settings_are_written_by_mask(server: EmulatorServer) -> None:
    """Leaving the quiz deletes the grading; the document's title belongs to Drive."""
    forms = user_forms(server)
    form_id = new_form(forms, quizSettings={"isQuiz": True}, emailCollectionType="RESPONDER_INPUT")
    graded = question(
        "Sum", "1", textQuestion={}, grading={"pointValue": 2, "correctAnswers": {"answers": [{"value": "4"}]}}
    )
    update(forms, form_id, {"createItem": {"item": graded, "location": at(0)}})
    assert read(forms, form_id)["settings"] == {
        "emailCollectionType": "RESPONDER_INPUT",
        "quizSettings": {"isQuiz": True},
    }
    update(forms, form_id, {"updateSettings": {"settings": {"quizSettings": {}}, "updateMask": "quizSettings.isQuiz"}})
    form = read(forms, form_id)
    assert form["settings"] == {"emailCollectionType": "RESPONDER_INPUT"}
    assert "grading" not in form["items"][0]["questionItem"]["question"]
    update(forms, form_id, {"updateFormInfo": {"info": {"description": "For coaches"}, "updateMask": "description"}})
    assert read(forms, form_id)["info"]["title"] == "Activity Form"
    own_title = {"updateFormInfo": {"info": {"documentTitle": "B"}, "updateMask": "documentTitle"}}
    assert refusal(forms.forms().batchUpdate(formId=form_id, body={"requests": [own_title]}))[0] == 400


def test_publishing_needs_both_states_and_never_accepts_unpublished(server: EmulatorServer) -> None:
    """What is set is read back."""
    forms = user_forms(server)
    form_id = new_form(forms)
    assert publish(forms, form_id)["publishSettings"] == read(forms, form_id)["publishSettings"]
    assert read(forms, form_id)["publishSettings"]["publishState"] == {
        "isPublished": True,
        "isAcceptingResponses": True,
    }
    for state in ({"isPublished": False, "isAcceptingResponses": True}, {"isPublished": True}):
        body = {"publishSettings": {"publishState": state}}
        assert refusal(forms.forms().setPublishSettings(formId=form_id, body=body))[0] == 400


def test_a_form_belongs_to_those_it_is_shared_with(server: EmulatorServer) -> None:
    """A stranger's form is not there; a reader may look and not write."""
    forms, stranger = user_forms(server), user_forms(server, COACH)
    form_id = new_form(forms)
    assert refusal(stranger.forms().get(formId=form_id))[0] == 404
    body = {"type": "user", "role": "reader", "emailAddress": COACH}
    user_drive(server).permissions().create(fileId=form_id, body=body).execute()
    assert read(stranger, form_id)["formId"] == form_id
    rename = {"requests": [{"updateFormInfo": {"info": {"title": "B"}, "updateMask": "title"}}]}
    assert refusal(stranger.forms().batchUpdate(formId=form_id, body=rename))[0] == 403


def test_a_copy_has_the_questions_and_neither_responses_nor_responders(server: EmulatorServer) -> None:
    """It is not published, and has an address of its own. A deleted form is gone."""
    form_id = open_form(server, question("Minutes", "1", **SHORT))
    server.world.forms.submit(form_id, {"1": "45"})
    forms, drive = user_forms(server), user_drive(server)
    copy_id = drive.files().copy(fileId=form_id, body={"name": "Copy"}).execute()["id"]
    copy, original = read(forms, copy_id), read(forms, form_id)
    assert copy["items"] == original["items"]
    assert copy["responderUri"] != original["responderUri"]
    assert copy["publishSettings"]["publishState"]["isPublished"] is False
    assert forms.forms().responses().list(formId=copy_id).execute() == {}
    may = drive.permissions().list(fileId=copy_id, includePermissionsForView="published", fields="*").execute()
    assert [one["role"] for one in may["permissions"]] == ["owner"]
    drive.files().delete(fileId=form_id).execute()
    assert refusal(forms.forms().get(formId=form_id))[0] == 404


def test_a_form_made_through_drive_is_a_form(server: EmulatorServer) -> None:
    """files.create with the MIME type of a form."""
    drive, forms = user_drive(server), user_forms(server)
    form_id = made(drive, "Made in Drive", mime_type="application/vnd.google-apps.form")
    assert read(forms, form_id)["info"]["documentTitle"] == "Made in Drive"


def test_responders_are_permissions_of_the_published_view(server: EmulatorServer) -> None:
    """They are listed only when asked for, do not open the form for reading, and can be taken away."""
    form_id = open_form(server, to=COACH)
    permissions = user_drive(server).permissions()
    plain = permissions.list(fileId=form_id, fields="permissions(role,view)").execute()["permissions"]
    assert plain == [{"role": "owner"}]
    asked = {
        "fileId": form_id,
        "includePermissionsForView": "published",
        "fields": "permissions(id,emailAddress,role,view)",
    }
    found = permissions.list(**asked).execute()["permissions"]
    assert [(one["emailAddress"], one["view"]) for one in found[1:]] == [(COACH, "published")]
    assert refusal(user_forms(server, COACH).forms().get(formId=form_id))[0] == 404
    permissions.delete(fileId=form_id, permissionId=found[1]["id"]).execute()
    assert len(permissions.list(**asked).execute()["permissions"]) == 1
    writer = {"type": "user", "role": "writer", "emailAddress": COACH, "view": "published"}
    assert refusal(permissions.create(fileId=form_id, body=writer))[0] == 400


def test_a_form_survives_a_restart(tmp_path: Any) -> None:
    """Items, responders and responses stand in the state file."""
    with serve(tmp_path / "google.db") as server:
        form_id = open_form(server, question("Minutes", "1", **SHORT))
        server.world.forms.submit(form_id, {"1": "45"})
    with serve(tmp_path / "google.db") as server:
        forms = user_forms(server)
        assert titles(read(forms, form_id)) == ["Minutes"]
        assert len(forms.forms().responses().list(formId=form_id).execute()["responses"]) == 1
        server.world.forms.submit(form_id, {"1": "30"})
