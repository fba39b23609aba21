"""One call of Google's, verified: who calls, for whom, in which Sheet, and who that person is there."""

from __future__ import annotations

import re
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, date
from functools import cached_property
from zoneinfo import ZoneInfo

from flask import request

from addon.answers import REQUIRED_SCOPES
from addon.cards.pieces import Links
from addon.collaborators import Collaborators
from addon.events import EventRefused, SheetsEvent, parsed_event
from sync.coaching.registry import District, Registry
from sync.google.counts import job
from sync.google.token_verifier import UnverifiedToken, VerifiedCaller
from sync.google.transport import Transport
from sync.jobs.memory import district_of_workbook
from sync.jobs.roles import Standing, standing

JOB = "addon"
ENTRY_ID = re.compile(r"[0-9a-f-]{36}")


class ScopesMissing(Exception):
    """The person left out permissions that coachlog cannot do without."""

    def __init__(self, missing: tuple[str, ...]) -> None:
        super().__init__("Permissions are missing.")
        self.missing = missing


@dataclass(frozen=True)
class Visit:
    """A verified call. Registry and standing are looked up at first need."""

    here: Collaborators
    event: SheetsEvent
    caller: VerifiedCaller

    @property
    def links(self) -> Links:
        return Links(self.here.settings.url)

    @cached_property
    def registry(self) -> Registry:
        return self.here.registry.registry()

    @cached_property
    def standing(self) -> Standing:
        access = self.here.program.access
        program_files = (access.registry_id, access.report_id)
        return standing(self.registry, self.caller.email, self.event.workbook_id, self.today, program_files)

    @cached_property
    def today(self) -> date:
        """Today where this Sheet's district is, else where the program is."""
        district_id = district_of_workbook(self.registry).get(self.event.workbook_id)
        return self.today_in(self.registry.districts[district_id]) if district_id else self.here.program.today()

    def today_in(self, district: District) -> date:
        return self.here.program.clock().astimezone(UTC).astimezone(ZoneInfo(district.time_zone)).date()

    def sent(self, name: str, form: re.Pattern[str]) -> str:
        """What the card's button sends under this name. Raises EventRefused where it is missing or of another form."""
        value = self.event.parameters.get(name, "")
        if not form.fullmatch(value):
            raise EventRefused("The request lacks a part that the card's button sends.")
        return value

    @contextmanager
    def person(self) -> Iterator[Transport]:
        """Google as this person may use it; requests are counted as the add-on's."""
        with self.here.acting_for(self.event.user_token, self.caller.email) as transport, job(JOB):
            yield transport


def verified_visit(here: Collaborators) -> Visit:
    """The visit that the present request proves. Nothing is read before the caller is known.

    Raises: TokenRefused, WrongCaller for who is not Google's add-on platform, or is no signed-in person; EventRefused;
    ScopesMissing; Unavailable where the certificates cannot be had.
    """
    system = UnverifiedToken(_bearer(request.headers.get("Authorization", "")))
    # The audience is our own word: what the request says of its host may be anybody's.
    here.verifier.verify(system, here.settings.url + request.path, here.settings.service_account)
    event = parsed_event(request.get_data(cache=False))
    if missing := _missing_scopes(event):
        raise ScopesMissing(missing)
    return Visit(here, event, here.verifier.verify(event.user_id_token, here.settings.oauth_client_id))


def _missing_scopes(event: SheetsEvent) -> tuple[str, ...]:
    """The permissions that the person still has to give. Google leaves an empty list out: before the first consent there is neither
    a list nor a token of the person."""
    if event.scopes is None:
        return () if event.user_id_token.text else tuple(REQUIRED_SCOPES)
    return tuple(each for each in REQUIRED_SCOPES if each not in event.scopes)


def _bearer(header: str) -> str:
    scheme, _, token = header.partition(" ")
    return token.strip() if scheme.lower() == "bearer" else ""
