"""The event object that an add-on is sent, in the shape that Google documents for HTTP endpoints."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, time
from zoneinfo import ZoneInfo

from sync.emulator.addon_host.cards import Field, Json
from sync.emulator.addon_host.consents import Consents
from sync.emulator.addon_host.deployments import EMAIL_SCOPES, Deployment
from sync.emulator.world import World

Values = Mapping[str, Sequence[str]]


def event_object(
    world: World,
    consents: Consents,
    deployment: Deployment,
    user: str,
    spreadsheet_id: str,
    url: str,
    common: Json,
) -> Json:
    """The event for one request to `url`, with tokens made for it. `common` is the commonEventObject."""
    with world.store.transaction():
        granted = consents.of(deployment, user).scopes
        world.signin.create_service_account(deployment.service_account)
        world.signin.create_client(deployment.client_id)
        authorization: Json = {"systemIdToken": world.signin.id_token(deployment.service_account, url)}
        if granted:
            authorization["userOAuthToken"] = world.signin.access_token(user, granted, deployment.client_id)
            authorization["authorizedScopes"] = list(granted)
        if EMAIL_SCOPES & set(granted):
            authorization["userIdToken"] = world.signin.id_token(user, deployment.client_id, deployment.client_id)
        sheets: Json = {}
        if consents.reaches(deployment, user, spreadsheet_id):
            title = world.drive.file(spreadsheet_id).name
            sheets = {"id": spreadsheet_id, "title": title, "addonHasFileScopePermission": True}
    return {"commonEventObject": common, "authorizationEventObject": authorization, "sheets": sheets}


def common_object(
    deployment: Deployment,
    now: datetime,
    time_zone: str,
    locale: str,
    inputs: Json,
    parameters: Mapping[str, str],
) -> Json:
    """The commonEventObject. Locale and time zone are there only if the deployment asks for them; what is empty is
    absent.
    """
    common: Json = {"hostApp": "SHEETS", "platform": "WEB"}
    if deployment.sees_locale:
        offset = now.astimezone(ZoneInfo(time_zone)).utcoffset()
        milliseconds = round(offset.total_seconds() * 1000) if offset else 0
        common |= {"userLocale": locale, "timeZone": {"id": time_zone, "offset": milliseconds}}
    if inputs:
        common["formInputs"] = inputs
    if parameters:
        common["parameters"] = dict(parameters)
    return common


def form_inputs(fields: Mapping[str, Field], values: Values) -> Json:
    """The formInputs of a card: what was filled in, else what the card had set. An empty field is absent."""
    found: Json = {}
    for name, field in fields.items():
        held = values.get(name, field.initial)
        if held:
            found[name] = _form_input(field, held)
    return found


def _form_input(field: Field, held: Sequence[str]) -> Json:
    match field.kind:
        case "date":
            return {"dateInput": {"msSinceEpoch": _milliseconds(datetime.combine(date.fromisoformat(held[0]), time()))}}
        case "date and time":
            at = _milliseconds(datetime.fromisoformat(held[0]))
            return {"dateTimeInput": {"msSinceEpoch": at, "hasDate": True, "hasTime": True}}
        case "time":
            at_time = time.fromisoformat(held[0])
            return {"timeInput": {"hours": at_time.hour, "minutes": at_time.minute}}
        case _:
            return {"stringInputs": {"value": list(held)}}


def _milliseconds(moment: datetime) -> int:
    return int(moment.replace(tzinfo=UTC).timestamp()) * 1000
