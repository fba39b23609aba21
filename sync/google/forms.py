"""Forms in Google: made, mended, published, opened to their respondents, and their responses read to the last page."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final

from sheets_templates.form_model import FormResponse, FormTemplate
from sync.google.clients import discovery_service
from sync.google.errors import GoogleProblem, IncompleteAnswer, NotFound, Rejected
from sync.google.form_layout import COLLECTION, form_requests, question_keys
from sync.google.retry import repeatable_writes
from sync.google.transport import Transport

FORM: Final = "application/vnd.google-apps.form"
# Drive properties of a form, by which it is found again without a ledger: what it is, and of which program.
MARK: Final = "coachlog_form"
PROGRAM: Final = "coachlog_program"
RESPONSES_A_PAGE: Final = 5_000  # the most that Forms gives
_VIEW: Final = "published"
_RESPONDER_FIELDS: Final = "nextPageToken,permissions(id,type,emailAddress,view)"


class FormNotAsSet(GoogleProblem):
    """Google took a setting of a form and shows another one: the form is not open, or does not collect what it must."""

    def __init__(self, form_id: str, what: str) -> None:
        super().__init__(
            f"Form {form_id} {what} although Google took the setting. Open the form in Google Forms, set it under Settings or "
            "Publish, and run this again."
        )
        self.form_id = form_id


@dataclass(frozen=True)
class FormState:
    """A form as it stands. `questions` are the template's keys by question id; `changes` is how many requests it took (0: none)."""

    form_id: str
    responder_uri: str
    questions: Mapping[str, str]
    changes: int


def find_forms(transport: Transport, program: str) -> dict[str, str]:
    """The ids of a program's forms by their marks, those in the trash left out; of several with one mark the oldest.

    Args: `program` is what `create_form` was given.
    """
    service = _drive(transport).files()
    request = service.list(
        q=f"mimeType='{FORM}' and trashed=false and properties has {{ key='{PROGRAM}' and value='{_quoted(program)}' }}",
        orderBy="createdTime",
        pageSize=1000,
        corpora="allDrives",
        includeItemsFromAllDrives=True,
        supportsAllDrives=True,
        fields="nextPageToken,files(id,properties)",
    )
    found: dict[str, str] = {}
    while request is not None:
        page = request.execute()
        for each in page.get("files", ()):
            found.setdefault(str(each.get("properties", {}).get(MARK, "")), str(each["id"]))
        request = service.list_next(request, page)
    return found


def create_form(transport: Transport, title: str, program: str, mark: str, parents: Sequence[str] = ()) -> str:
    """The id of a new form without questions, in the folders (or shared drive) given, bearing the mark.

    It is made by Drive, because forms.create puts a form nowhere but into the caller's own Drive, and a service account has none.
    Raises: `WriteUnknown` where the answer was lost: `find_forms` tells whether it was made.
    """
    body: dict[str, Any] = {"name": title, "mimeType": FORM, "properties": {MARK: mark, PROGRAM: program}}
    body |= {"parents": list(parents)} if parents else {}
    return str(_drive(transport).files().create(body=body, supportsAllDrives=True, fields="id").execute()["id"])


def read_form(transport: Transport, form_id: str) -> dict[str, Any]:
    """The form as forms.get shows it. Raises `NotFound`, `SheetNotShared`."""
    found: dict[str, Any] = _forms(transport).get(formId=form_id).execute()
    return found


def mend_form(
    transport: Transport,
    form_id: str,
    template: FormTemplate,
    lists: Mapping[str, Sequence[str]],
    facts: Mapping[str, object],
) -> FormState:
    """The form with what its template asks, published and taking responses; all of it read back. One to four requests.

    Questions keep their ids, and none is deleted: answers already given keep their questions.
    Raises: `FormNotAsSet` where Google shows another setting than it took; `Rejected` where somebody changed the form meanwhile.
    """
    form = read_form(transport, form_id)
    requests = form_requests(template, form, lists, facts)
    changes = len(requests)
    if requests:
        body = {
            "requests": requests,
            "includeFormInResponse": False,
            "writeControl": {"requiredRevisionId": form["revisionId"]},
        }
        _forms(transport).batchUpdate(formId=form_id, body=body).execute()
    if not _is_open(form):
        state = {"isPublished": True, "isAcceptingResponses": True}
        with repeatable_writes():
            body = {"publishSettings": {"publishState": state}, "updateMask": "publishState"}
            _forms(transport).setPublishSettings(formId=form_id, body=body).execute()
        changes += 1
    if changes:
        form = read_form(transport, form_id)
    for fault in form_faults(form, template):
        raise FormNotAsSet(form_id, fault)
    return FormState(form_id, str(form.get("responderUri", "")), question_keys(template, form), changes)


def form_faults(form: Mapping[str, Any], template: FormTemplate) -> list[str]:
    """Which settings of a form (as forms.get shows it) are not as they must be, as the end of a sentence about the form."""
    faults = [] if _is_open(form) else ["takes no responses"]
    if form.get("settings", {}).get("emailCollectionType") != COLLECTION[template.collects]:
        faults.append("does not collect addresses as it should")
    return faults


def set_responders(transport: Transport, form_id: str, emails: Collection[str] | None) -> int:
    """Lets these people, and nobody else, open the form (None: anyone who has its link); how many grants that changed.

    Only grants of the published view are looked at: who may edit the form is not decided here.
    """
    standing = _responders(transport, form_id)
    wanted = {("anyone", "")} if emails is None else {("user", email.lower()) for email in emails}
    permissions = _drive(transport).permissions()
    for kind, email in sorted(wanted - standing.keys()):
        named = {"emailAddress": email} if email else {}
        body = {"type": kind, "role": "reader", "view": _VIEW, **named}
        quiet = {"sendNotificationEmail": False} if email else {}
        with repeatable_writes():  # Drive keeps one such permission a person
            permissions.create(fileId=form_id, body=body, supportsAllDrives=True, fields="id", **quiet).execute()
    gone = [permission_id for who, permission_id in standing.items() if who not in wanted]
    for permission_id in gone:
        permissions.delete(fileId=form_id, permissionId=permission_id, supportsAllDrives=True).execute()
    return len(wanted - standing.keys()) + len(gone)


def _responders(transport: Transport, form_id: str) -> dict[tuple[str, str], str]:
    service = _drive(transport).permissions()
    request = service.list(
        fileId=form_id,
        pageSize=100,
        supportsAllDrives=True,
        includePermissionsForView=_VIEW,
        fields=_RESPONDER_FIELDS,
    )
    found: dict[tuple[str, str], str] = {}
    while request is not None:
        page = request.execute()
        for entry in page.get("permissions", ()):
            if entry.get("view") == _VIEW and entry["type"] in ("user", "anyone"):
                found[entry["type"], entry.get("emailAddress", "").lower()] = str(entry["id"])
        request = service.list_next(request, page)
    return found


def form_responses(
    transport: Transport, form_id: str, since: str = "", page_size: int = RESPONSES_A_PAGE
) -> list[FormResponse]:
    """Every response submitted (or edited) at `since` (RFC 3339) or later, the oldest first; all of them without it.

    One request for each page. Raises: `IncompleteAnswer` where a page leads nowhere.
    """
    found: list[FormResponse] = []
    options = {"filter": f"timestamp >= {since}"} if since else {}
    token, seen = "", set[str]()
    while True:
        page = (
            _forms(transport)
            .responses()
            .list(formId=form_id, pageSize=page_size, **options, **({"pageToken": token} if token else {}))
            .execute()
        )
        found += [_response(form_id, each) for each in page.get("responses", ())]
        seen.add(token)
        token = str(page.get("nextPageToken", ""))
        if not token:
            return sorted(found, key=lambda each: (each.last_submitted, each.response_id))
        if token in seen:
            raise IncompleteAnswer("Google's list of responses breaks off. Nothing was taken from it; ask again.")


def form_response(transport: Transport, form_id: str, response_id: str) -> FormResponse | None:
    """One response as it now stands; None where its respondent or the form's owner has deleted it."""
    try:
        return _response(form_id, _forms(transport).responses().get(formId=form_id, responseId=response_id).execute())
    except GoogleProblem as problem:
        if is_gone(problem):
            return None
        raise


def is_gone(problem: GoogleProblem) -> bool:
    """Whether Google says that there is no such thing (any more)."""
    return isinstance(problem, NotFound) or (isinstance(problem, Rejected) and problem.reason == "NOT_FOUND")


def fixed_time(text: str) -> str:
    """Google's time (RFC 3339 in UTC, with or without a fraction) with nine digits of a second, so that two compare as texts."""
    seconds, _, fraction = text.removesuffix("Z").partition(".")
    return f"{seconds}.{fraction:0<9}Z"


def _response(form_id: str, resource: Mapping[str, Any]) -> FormResponse:
    answers = {
        asked: tuple(str(each.get("value", "")) for each in answer.get("textAnswers", {}).get("answers", ()))
        for asked, answer in resource.get("answers", {}).items()
    }
    created = str(resource["createTime"])
    return FormResponse(
        form_id,
        str(resource["responseId"]),
        fixed_time(created),
        fixed_time(str(resource.get("lastSubmittedTime", created))),
        str(resource.get("respondentEmail", "")).lower(),
        answers,
    )


def _is_open(form: Mapping[str, Any]) -> bool:
    state = form.get("publishSettings", {}).get("publishState", {})
    return bool(state.get("isPublished")) and bool(state.get("isAcceptingResponses"))


def _quoted(text: str) -> str:
    return text.replace("\\", "\\\\").replace("'", "\\'")


def _forms(transport: Transport) -> Any:
    return discovery_service(transport, "forms", "v1").forms()


def _drive(transport: Transport) -> Any:
    return discovery_service(transport, "drive", "v3")
