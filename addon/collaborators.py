"""What the add-on is handed: its own addresses, who may call it, and the program that it is the face of."""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, field
from typing import Final

import structlog

from sync.coaching.registry import Registry
from sync.coaching.registry_parsing import RegistryUnusable
from sync.google.errors import GoogleProblem
from sync.google.identities import Identity
from sync.google.quota import Quotas
from sync.google.retry import Patience
from sync.google.token_verifier import TokenVerifier
from sync.google.transport import Transport
from sync.jobs.context import SyncContext
from sync.jobs.reading import parsed_registry

REGISTRY_FRESH_SECONDS: Final = 60.0  # a role that the director gives or takes away counts after this
REGISTRY_USABLE_SECONDS: Final = 300.0  # so old it still serves one answer, while it is read again behind it
LONGEST_QUOTA_WAIT: Final = 4.0  # seconds: a person is waiting, and Google's sidebar does not wait long
PATIENCE: Final = Patience(attempts=3, longest_pause=1.5, longest_retry_after=2.0)
TIMEOUTS: Final = (3.0, 20.0)  # seconds to connect, and for each piece of an answer
GOOGLE_EDITORS: Final = "https://docs.google.com"
_log = structlog.get_logger(__name__)


class RegistryCache:
    """The registry, read at most once a minute and process. Between one and five minutes the known one answers and is read again
    behind the answer, so that logging does not wait for it."""

    def __init__(self, read: Callable[[], Registry], clock: Callable[[], float] = time.monotonic) -> None:
        self._read, self._clock = read, clock
        self._lock = threading.Lock()
        self._known: Registry | None = None
        self._read_at = float("-inf")
        self._reading: Future[None] | None = None
        self._readers = ThreadPoolExecutor(1, thread_name_prefix="coachlog-registry")

    def registry(self) -> Registry:
        """The registry. Raises GoogleProblem, RegistryUnusable where none is known that could serve."""
        age = self._clock() - self._read_at
        known = self._known
        if known is not None and age < REGISTRY_FRESH_SECONDS:
            return known
        if known is not None and age < REGISTRY_USABLE_SECONDS:
            self._read_behind()
            return known
        with self._lock:
            if self._known is None or self._clock() - self._read_at >= REGISTRY_FRESH_SECONDS:
                self._keep()
            assert self._known is not None  # noqa: S101 - just kept
            return self._known

    def forget(self) -> None:
        """What was changed a moment ago counts at once."""
        self._read_at = float("-inf")

    def _keep(self) -> None:
        started = self._clock()
        self._known = self._read()
        self._read_at = started

    def _read_behind(self) -> None:
        if self._reading is None or self._reading.done():
            self._reading = self._readers.submit(self._try_again)

    def _try_again(self) -> None:
        with self._lock:
            try:
                self._keep()
            except (GoogleProblem, RegistryUnusable) as problem:
                _log.warning("registry not read", reason=type(problem).__name__)


@dataclass(frozen=True)
class AddonSettings:
    """`url`: the public base address of this add-on, without a slash at its end. `service_account`: the address that signs
    Google's calls. `oauth_client_id`: the audience of users' tokens. `google_address`: of another Google, None for the real one.
    """

    url: str
    service_account: str
    oauth_client_id: str
    google_address: str | None = None


@dataclass(frozen=True)
class Collaborators:
    """Everything that an answer may need. Nothing of it is built at import, and any number of workers may have their own."""

    settings: AddonSettings
    program: SyncContext
    verifier: TokenVerifier
    registry: RegistryCache
    user_quotas: Quotas = field(default_factory=lambda: Quotas(longest_wait=LONGEST_QUOTA_WAIT))
    background: ThreadPoolExecutor = field(
        default_factory=lambda: ThreadPoolExecutor(1, thread_name_prefix="coachlog-addon-sync")
    )

    @contextmanager
    def acting_for(self, token: str, email: str) -> Iterator[Transport]:
        """The transport of a person, with the token that Google handed over for this one click."""
        identity = Identity.of_access_token(token, reader=email)
        transport = Transport(
            identity,
            self.settings.google_address,
            quotas=self.user_quotas,
            patience=PATIENCE,
            timeouts=TIMEOUTS,
        )
        try:
            yield transport
        finally:
            transport.close()

    def workbook_url(self, workbook_id: str, sheet_id: int | None = None) -> str:
        """Where a person opens a workbook, or one of its tabs."""
        tab = "" if sheet_id is None else f"#gid={sheet_id}"
        return f"{self.settings.google_address or GOOGLE_EDITORS}/spreadsheets/d/{workbook_id}/edit{tab}"

    def form_url(self, form_id: str) -> str:
        """Where whoever may edit a form sees its responses."""
        return f"{self.settings.google_address or GOOGLE_EDITORS}/forms/d/{form_id}/edit#responses"


def collaborators(settings: AddonSettings, program: SyncContext, verifier: TokenVerifier) -> Collaborators:
    """The usual collaborators of one process."""
    return Collaborators(settings, program, verifier, RegistryCache(lambda: parsed_registry(program.access)))
