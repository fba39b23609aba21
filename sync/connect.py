"""Reaching Google: the real one with key files, or the practice one on this machine. The only module that knows the emulator."""

from __future__ import annotations

import json
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import Any

import requests

from sync.emulator.addon_host.addons import addons_of
from sync.emulator.pages.charts import chart_png
from sync.emulator.server import EmulatorServer, serve
from sync.emulator.sheets.opening import shelf_of
from sync.google.errors import CredentialsMissing
from sync.google.identities import SYNC_SCOPES, Identity
from sync.google.quota import Quotas
from sync.google.transport import Transport
from sync.jobs.access import ProgramAccess
from sync.settings import Settings

ANSWER_SECONDS = 2  # how long a running practice Google on this machine may take to say that it is there


@contextmanager
def connect(settings: Settings) -> Iterator[ProgramAccess]:
    """Access to the program for as long as the block runs; in practice mode the emulator runs as long, unless one already does.

    Raises CredentialsMissing when there is no key file: live mode never guesses.
    """
    if not settings.key_files:
        raise CredentialsMissing(
            "No key file is set. Set COACHLOG_KEY_FILES to the sync identity's key file, or try `coachlog demo`, which needs none."
        )
    with ExitStack() as stack:
        address = stack.enter_context(_practice_google(settings.practice_state)) if settings.practice_state else None
        identities = [_identity(key_file, address) for key_file in settings.key_files]
        quotas = Quotas()  # the identities share the allowance of their project
        transports = {identity.reader: Transport(identity, address, quotas=quotas) for identity in identities}
        for transport in transports.values():
            stack.callback(transport.close)
        yield ProgramAccess(
            transports,
            settings.registry_id,
            settings.report_id,
            practice=address is not None,
            forms_topic=settings.forms_topic,
            address=address,
        )


def _identity(key_file: Path, address: str | None) -> Identity:
    if address is None:
        return Identity.of_service_account(key_file)
    # A practice key names the address at which the emulator ran when it was made; the port differs from run to run.
    key = json.loads(key_file.read_text(encoding="utf-8"))
    return Identity.of_service_account(key | {"token_uri": f"{address}/token"})


@contextmanager
def _practice_google(state: Path) -> Iterator[str]:
    running = running_address(state)
    if running:
        yield running
        return
    with serve(state) as server:
        yield server.address


def certificates_address(access: ProgramAccess) -> str | None:
    """Where the certificates are that sign this Google's identity tokens; None for the real Google's own place."""
    return f"{access.address}/oauth2/v1/certs" if access.address else None


def address_file(state: Path) -> Path:
    """Where a running emulator leaves its address for other commands that use the same state."""
    return state.with_name(state.name + ".address")


def running_address(state: Path) -> str | None:
    """The address of an emulator that already serves this state, None when there is none."""
    if not address_file(state).exists():
        return None
    address = address_file(state).read_text(encoding="utf-8").strip()
    try:
        return address if requests.get(address, timeout=ANSWER_SECONDS).status_code < 500 else None
    except requests.RequestException:
        return None


class PracticeGoogle:
    """The Google on this machine as its own administrator sees it: it makes people, keys and signed-in sessions."""

    def __init__(self, server: EmulatorServer, quotas: Quotas | None = None) -> None:
        self.quotas = quotas
        self.address = server.address
        self.wait = server.wait
        self.world = server.world

    def service_account_key(self, email: str) -> dict[str, str]:
        """A new service account's key file, in Google's form."""
        return self.world.signin.create_service_account(email)

    def signed_in(self, email: str) -> Transport:
        """The transport of a person who has just signed in."""
        self.world.signin.create_user(email)
        token = self.world.signin.access_token(email, SYNC_SCOPES)
        return Transport(Identity.of_access_token(token, reader=email), self.address, quotas=self.quotas)

    def account_of(self, key: dict[str, str]) -> Transport:
        """The transport of a service account, by its key file."""
        return Transport(Identity.of_service_account(key), self.address, quotas=self.quotas)

    def access_token(self, email: str) -> str:
        """A token that any Google client can send as `Authorization: Bearer`."""
        return self.world.signin.access_token(email, SYNC_SCOPES)

    def install_addon(self, deployment: dict[str, Any], service_account: str, client_id: str) -> None:
        """Put an add-on beside every Sheet, and deliver what Pub/Sub has for it."""
        addons_of(self.world).install(deployment, service_account=service_account, client_id=client_id)
        self.world.pubsub.deliver_in_background()

    def push_forms(self, topic: str, endpoint: str, service_account: str) -> None:
        """Tell this endpoint, in the name of the service account, of every response to a form that is watched on the topic. What
        told another one before (a backend on another port) is forgotten."""
        self.world.pubsub.forget_subscriptions(topic)
        self.world.pubsub.subscribe(topic, endpoint, service_account)

    def chart_pictures(self, workbook_id: str) -> list[tuple[str, bytes]]:
        """The title and the PNG of every chart of a workbook, tab by tab."""
        with self.world.store.transaction():
            workbook = shelf_of(self.world).shelf.load(workbook_id)
        if workbook is None:
            return []
        charts = [chart for sheet in workbook.sheets for chart in sheet.furniture["charts"]]
        return [(chart["spec"].get("title", ""), chart_png(workbook, chart["chartId"])) for chart in charts]


@contextmanager
def practice_google(state: Path, port: int = 0, quotas: Quotas | None = None) -> Iterator[PracticeGoogle]:
    """A Google on this machine, for as long as the block runs; its state stays in the file. Port 0: any free one.

    `quotas`: what those who sign in through it share; None: each has Google's own allowances.
    """
    with serve(state, port) as server:
        address_file(state).write_text(server.address, encoding="utf-8")
        try:
            yield PracticeGoogle(server, quotas)
        finally:
            address_file(state).unlink(missing_ok=True)
