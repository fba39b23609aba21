"""The methods of `forms` and `forms.responses`."""

from __future__ import annotations

import calendar
import re
from collections.abc import Callable
from dataclasses import replace
from datetime import datetime

from sync.emulator.drive.paging import page
from sync.emulator.forms.forms import document_title, forms_of
from sync.emulator.forms.records import MIME_TYPE, Form, Json, Response, bad_argument
from sync.emulator.forms.requests import applied
from sync.emulator.forms.resources import form_resource, publish_settings, response_resource, revision_id
from sync.emulator.wire.call import Call
from sync.emulator.wire.errors import GoogleError

_LARGEST_PAGE = 5000
_FIELD = re.compile(r"\s*timestamp\s*(>=|>)\s*\"?(\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d)(?:\.(\d{1,9}))?Z\"?\s*")


def create(call: Call) -> Json:
    """forms.create: a form with a title, and nothing else. It is not published, as since June 30, 2026."""
    info = call.body.get("info") or {}
    if call.body.keys() - {"info"} or info.keys() - {"title", "documentTitle"}:
        raise bad_argument(
            "Only info.title can be set when creating a form. To add items and change settings, use batchUpdate."
        )
    if not info.get("title"):
        raise bad_argument("info.title must be set.")
    world, forms = call.world, forms_of(call.world)
    record = world.drive.create_file(info.get("documentTitle") or "Untitled form", MIME_TYPE, call.caller)
    forms.create(record.id, info["title"], call.caller)
    return _shown(call, forms.form(record.id))


def get(call: Call) -> Json:
    """forms.get"""
    return _shown(call, _form(call, "reader"))


def batch_update(call: Call) -> Json:
    """forms.batchUpdate: all of the requests, or none."""
    world, forms, form = call.world, forms_of(call.world), _form(call, "writer")
    _check_write_control(form, call.body.get("writeControl") or {})
    changed, replies = applied(form, call.body.get("requests") or [])
    changed = forms.save(replace(changed, revision=form.revision + 1))
    world.drive.touch(form.id, call.caller)
    forms.watches.happened(form.id, "SCHEMA")
    answer: Json = {"replies": replies, "writeControl": {"requiredRevisionId": revision_id(changed)}}
    if call.body.get("includeFormInResponse"):
        answer["form"] = _shown(call, changed)
    return answer


def set_publish_settings(call: Call) -> Json:
    """forms.setPublishSettings: published or not, and if so, taking responses or not."""
    forms, form = forms_of(call.world), _form(call, "writer")
    named = [part.strip() for part in call.body.get("updateMask", "*").split(",") if part.strip()]
    if set(named or ["*"]) - {"*", "publish_state", "publishState"}:
        raise bad_argument("update_mask may name publish_state only.")
    state = (call.body.get("publishSettings") or {}).get("publishState")
    if state is None:
        raise bad_argument("publish_settings.publish_state must be set.")
    if "isPublished" not in state or "isAcceptingResponses" not in state:
        raise bad_argument("Both is_published and is_accepting_responses must be set.")
    if state["isAcceptingResponses"] and not state["isPublished"]:
        raise bad_argument("A form that is not published cannot accept responses.")
    changed = replace(form, is_published=state["isPublished"], is_accepting=state["isAcceptingResponses"])
    return {"formId": form.id, "publishSettings": publish_settings(forms.save(changed))}


def get_response(call: Call) -> Json:
    """forms.responses.get"""
    form = _form(call, "writer")
    response = forms_of(call.world).response(form.id, call.path["responseId"])
    return {"formId": form.id, **response_resource(form, response)}


def list_responses(call: Call) -> Json:
    """forms.responses.list: by the time of their last submission, the oldest first."""
    form = _form(call, "writer")
    size = call.number("pageSize", 0)
    if size < 0:
        raise bad_argument("page_size must not be negative.")
    passes = _filter(call.one("filter"))
    found = [response for response in forms_of(call.world).responses_to(form.id) if passes(response)]
    sized = replace(call, query={**call.query, "pageSize": [str(min(size or _LARGEST_PAGE, _LARGEST_PAGE))]})
    shown, more = page(sized, found, _LARGEST_PAGE)
    listed = {"responses": [response_resource(form, response) for response in shown]} if shown else {}
    return {**listed, **more}


def _filter(text: str) -> Callable[[Response], bool]:
    """What a filter lets through. Raises GoogleError 400 for any other than the two that there are."""
    if not text.strip():
        return lambda _: True
    found = _FIELD.fullmatch(text)
    if not found:
        raise bad_argument(f"Invalid filter: {text}. Supported are: timestamp > N, timestamp >= N.")
    operator, seconds, fraction = found.groups()
    try:
        since = _nanoseconds(datetime.fromisoformat(seconds)) + int((fraction or "").ljust(9, "0"))
    except ValueError as invalid:
        raise bad_argument(f"Invalid filter: {text}. The timestamp is none.") from invalid
    if operator == ">=":
        return lambda response: _nanoseconds(response.submitted) >= since
    return lambda response: _nanoseconds(response.submitted) > since


def _nanoseconds(time: datetime) -> int:
    return calendar.timegm(time.utctimetuple()) * 10**9 + time.microsecond * 1000


def _form(call: Call, role: str) -> Form:
    """The form of the path, for a caller with this role on its file. Raises GoogleError 404 or 403."""
    form_id = call.path["formId"]
    call.world.drive.require(form_id, call.caller, role)
    return forms_of(call.world).form(form_id)


def _shown(call: Call, form: Form) -> Json:
    return form_resource(form, document_title(call.world, form), call.world.address)


def _check_write_control(form: Form, control: Json) -> None:
    if len(control) > 1:
        raise bad_argument("oneof field 'control' is already set.")
    required, target = control.get("requiredRevisionId"), control.get("targetRevisionId")
    if required is not None and required != revision_id(form):
        message = "The required revision ID does not match the latest revision of the form."
        raise GoogleError("FAILED_PRECONDITION", message)
    if target is not None and not _is_past(form, target):
        raise bad_argument("The target revision ID is not a recent revision of the form.")


def _is_past(form: Form, target: str) -> bool:
    return re.fullmatch(r"[0-9a-f]{8}", target) is not None and 0 < int(target, 16) <= form.revision
