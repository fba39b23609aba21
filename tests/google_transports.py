"""Transports to an emulator for the tests of sync.google: the sync's own, and those of people with their own
token."""

from __future__ import annotations

from sync.emulator.server import EmulatorServer
from sync.google.counts import RequestCounts
from sync.google.identities import SYNC_SCOPES, Identity
from sync.google.quota import Quotas
from sync.google.retry import Patience
from sync.google.transport import Transport

SYNC_ACCOUNT = "sync@program.iam.gserviceaccount.example"
PERSON = "office@district.example"


class Sleeper:
    """Records how long the transport wanted to wait, and does not wait."""

    def __init__(self) -> None:
        self.pauses: list[float] = []

    def __call__(self, seconds: float) -> None:
        self.pauses.append(seconds)


def transport_to(
    address: str | None,
    identity: Identity | None = None,
    sleeper: Sleeper | None = None,
    counts: RequestCounts | None = None,
    patience: Patience | None = None,
    read_seconds: float = 20.0,
) -> Transport:
    """A transport without quotas that does not wait between attempts."""
    return Transport(
        identity or Identity.of_access_token("a-token", "reader@example.org"),
        address,
        quotas=Quotas(allowances={}),
        counts=counts,
        patience=patience or Patience(sleep=sleeper or Sleeper()),
        timeouts=(2.0, read_seconds),
    )


def service_account(google: EmulatorServer, email: str = SYNC_ACCOUNT) -> Identity:
    """The identity of a service account's key."""
    return Identity.of_service_account(google.world.signin.create_service_account(email))


def sync_transport(google: EmulatorServer, read_seconds: float = 20.0) -> Transport:
    """The sync's transport."""
    return transport_to(google.address, service_account(google), read_seconds=read_seconds)


def persons_transport(google: EmulatorServer, email: str = PERSON) -> Transport:
    """The transport of a person who has signed in."""
    google.world.signin.create_user(email)
    token = google.world.signin.access_token(email, SYNC_SCOPES)
    return transport_to(google.address, Identity.of_access_token(token, email))
