"""Who may respond: Drive permissions of a form's published view.

Drive shares a file; what it is asked about the view `published` of a form is answered here, and everything else by
Drive's own methods.
"""

from __future__ import annotations

from dataclasses import replace

from sync.emulator.accounts import number_for
from sync.emulator.drive.capabilities import capabilities
from sync.emulator.drive.reaching import reached
from sync.emulator.drive.records import Permission
from sync.emulator.drive.refusals import forbidden
from sync.emulator.drive.resources import permission_resource
from sync.emulator.drive.routes import ROUTES as DRIVE_ROUTES
from sync.emulator.forms.forms import forms_of
from sync.emulator.forms.records import MIME_TYPE, Form, Json
from sync.emulator.wire.call import Call, Content
from sync.emulator.wire.errors import GoogleError, invalid_argument

VIEW = "published"
_DEFAULT_FIELDS = ("kind", "id", "type", "role", "view")
_VIEW_PARAMETER = "includePermissionsForView"
Answer = Json | Content | None


def create(call: Call) -> Answer:
    """permissions.create: a responder, if the body names the published view of a form."""
    form = _form(call) if call.body.get("view") == VIEW else None
    if form is None:
        return DRIVE_ROUTES[call.method](call)
    _check_may_share(call)
    grant = _wanted(call)
    others = tuple(found for found in form.responders if found.id != grant.id)
    forms_of(call.world).save(replace(form, responders=(*others, grant)))
    return _shown(call, grant)


def get(call: Call) -> Answer:
    """permissions.get"""
    grant = _named(call)
    return DRIVE_ROUTES[call.method](_without_view(call)) if grant is None else _shown(call, grant)


def list_permissions(call: Call) -> Answer:
    """permissions.list: with the responders, if asked for the published view, on the last page."""
    answer = DRIVE_ROUTES[call.method](_without_view(call))
    form = _form(call) if call.one(_VIEW_PARAMETER) == VIEW else None
    if form is None or not isinstance(answer, dict) or "nextPageToken" in answer:
        return answer
    return {**answer, "permissions": [*answer["permissions"], *(_shown(call, grant) for grant in form.responders)]}


def update(call: Call) -> Answer:
    """permissions.update: a responder cannot become anything else."""
    if _named(call) is None:
        return DRIVE_ROUTES[call.method](call)
    message = "The role of a permission of the published view cannot be changed."
    raise GoogleError("PERMISSION_DENIED", message, reason="cannotModifyPermission")


def delete(call: Call) -> Answer:
    """permissions.delete"""
    grant, form = _named(call), _form(call)
    if grant is None or form is None:
        return DRIVE_ROUTES[call.method](call)
    _check_may_share(call)
    left = tuple(found for found in form.responders if found.id != grant.id)
    forms_of(call.world).save(replace(form, responders=left))
    return None


def _form(call: Call) -> Form | None:
    """The form that the path names, if the caller sees it and it is one."""
    record = call.world.drive.files.get(call.path["fileId"])
    if record is None or record.mime_type != MIME_TYPE:
        return None
    return forms_of(call.world).form(reached(call, record.id).id)


def _named(call: Call) -> Permission | None:
    form = _form(call)
    found = form.responders if form else ()
    return next((grant for grant in found if grant.id == call.path["permissionId"]), None)


def _check_may_share(call: Call) -> None:
    drive = call.world.drive
    record = reached(call, call.path["fileId"])
    if not capabilities(drive, record, call.caller, drive.role(record, call.caller))["canShare"]:
        raise forbidden(record.id)


def _wanted(call: Call) -> Permission:
    body, drive = call.body, call.world.drive
    kind, email, domain = body.get("type", ""), body.get("emailAddress", ""), body.get("domain", "")
    if body.get("role") != "reader":
        raise invalid_argument("A permission of the published view has the role reader.", reason="invalid")
    if kind not in {"user", "group", "domain", "anyone"}:
        raise invalid_argument("The permission type field is required.", reason="required", location="permission.type")
    if (kind in {"user", "group"} and "@" not in email) or (kind == "domain" and "." not in domain):
        raise invalid_argument("The permission names nobody.", reason="invalidSharingRequest")
    named = {"email": email} if kind in {"user", "group"} else {"domain": domain} if kind == "domain" else {}
    grant = drive.grant(kind, "reader", **named)
    return replace(grant, id=number_for(f"{VIEW}:{grant.principal}", 20))


def _shown(call: Call, grant: Permission) -> Json:
    resource = {**permission_resource(call.world.drive, grant), "view": VIEW}
    return resource if call.has_mask else {name: resource[name] for name in _DEFAULT_FIELDS}


def _without_view(call: Call) -> Call:
    """The call for Drive's own method, which knows no views."""
    if call.one(_VIEW_PARAMETER) not in {"", VIEW}:
        return call
    return replace(call, query={name: values for name, values in call.query.items() if name != _VIEW_PARAMETER})
