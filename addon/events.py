"""Google's event object, as far as it is needed: read strictly, and nothing of it believed yet."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, date, datetime, timedelta
from typing import Final

import msgspec

from sync.google.token_verifier import UnverifiedToken

MOST_BYTES: Final = 256 * 1024  # a card with every field filled sends less than 10 KB
MOST_INPUTS: Final = 200
LONGEST_TEXT: Final = 5_000  # characters of one field; more is no note
_EPOCH: Final = datetime(1970, 1, 1, tzinfo=UTC)
_MILLISECONDS: Final = re.compile(r"-?\d{1,15}")
_FILE_ID: Final = re.compile(r"[A-Za-z0-9_-]{10,100}")


class EventRefused(Exception):
    """The body is no event of Google's. The message quotes nothing of it."""


class _Sent(msgspec.Struct, rename="camel"):
    """Unknown fields are Google's to add; those named here must have their types."""


class _Strings(_Sent):
    value: list[str] = []


class _Date(_Sent):
    ms_since_epoch: int | str | None = None


class _Input(_Sent):
    string_inputs: _Strings | None = None
    date_input: _Date | None = None
    date_time_input: _Date | None = None


class _Common(_Sent):
    host_app: str = ""
    platform: str = ""
    form_inputs: dict[str, _Input] = {}
    parameters: dict[str, str] = {}


class _Authorization(_Sent):
    # Google writes userOAuthToken; rename="camel" would say userOauthToken.
    user_oauth_token: str = msgspec.field(default="", name="userOAuthToken")
    user_id_token: str = ""
    authorized_scopes: list[str] | None = None


class _Sheets(_Sent):
    id: str = ""
    addon_has_file_scope_permission: bool = False


class _Event(_Sent):
    common_event_object: _Common = msgspec.field(default_factory=_Common)
    authorization_event_object: _Authorization = msgspec.field(default_factory=_Authorization)
    sheets: _Sheets = msgspec.field(default_factory=_Sheets)


@dataclass(frozen=True)
class Inputs:
    """What stands in the fields of a card. A field that is empty may be absent."""

    texts: Mapping[str, str]
    days: Mapping[str, date | None]

    def text(self, name: str) -> str:
        return self.texts.get(name, "")

    def day(self, name: str) -> date | None:
        """The day chosen in a date field; None where there is none that can be read."""
        return self.days.get(name)

    def __len__(self) -> int:
        return len(self.texts.keys() | self.days.keys())

    def unknown(self, known: frozenset[str]) -> int:
        """How many fields no card of ours has."""
        return len((self.texts.keys() | self.days.keys()) - known)


@dataclass(frozen=True)
class SheetsEvent:
    """What a click or an opened sidebar sends. `workbook_id` is "" until the person has allowed coachlog this Sheet; `scopes` is
    None where Google did not say."""

    inputs: Inputs
    parameters: Mapping[str, str]
    workbook_id: str
    has_file_scope: bool
    scopes: frozenset[str] | None
    user_id_token: UnverifiedToken
    user_token: str = field(repr=False)


def parsed_event(body: bytes) -> SheetsEvent:
    """The event in a body. Raises EventRefused."""
    try:
        event = msgspec.json.decode(body, type=_Event)
    except (msgspec.MsgspecError, RecursionError, UnicodeDecodeError):
        raise EventRefused("The request is not an event of a Sheets add-on.") from None
    common, authorization, sheets = event.common_event_object, event.authorization_event_object, event.sheets
    if len(common.form_inputs) > MOST_INPUTS or len(common.parameters) > MOST_INPUTS:
        raise EventRefused("The request has more fields than any card of coachlog.")
    if sheets.id and not _FILE_ID.fullmatch(sheets.id):
        raise EventRefused("The request names no Google Sheet.")
    return SheetsEvent(
        inputs=_inputs(common.form_inputs),
        parameters=common.parameters,
        workbook_id=sheets.id,
        has_file_scope=bool(sheets.id) and sheets.addon_has_file_scope_permission,
        scopes=None if authorization.authorized_scopes is None else frozenset(authorization.authorized_scopes),
        user_id_token=UnverifiedToken(authorization.user_id_token),
        user_token=authorization.user_oauth_token,
    )


def _inputs(sent: Mapping[str, _Input]) -> Inputs:
    texts, days = {}, {}
    for name, each in sent.items():
        if each.string_inputs and each.string_inputs.value:
            texts[name] = each.string_inputs.value[0][:LONGEST_TEXT]
        picked = each.date_input or each.date_time_input
        if picked:
            days[name] = _day(picked.ms_since_epoch)
    return Inputs(texts, days)


def _day(milliseconds: int | str | None) -> date | None:
    """The day whose UTC midnight this is; Google sends the number as such or as text."""
    if milliseconds is None or not _MILLISECONDS.fullmatch(str(milliseconds)):
        return None
    try:
        return (_EPOCH + timedelta(milliseconds=int(milliseconds))).date()
    except OverflowError:
        return None
