"""The one way to Google: signed in, within the quota, with time-outs and bounded repeats, counted and logged.

gspread and google-api-python-client both send through `Transport.session`; each attempt leaves through one
adapter, which alone decides where it goes.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Mapping
from typing import Any

import google.auth.exceptions
import requests
import requests.adapters
import structlog
import urllib3
from google.auth.transport.requests import AuthorizedSession, Request

from sync.google.addresses import checked_address, destination
from sync.google.calls import Call, describe
from sync.google.counts import RequestCounts, current_job
from sync.google.errors import CredentialsMissing, Landed, Unavailable
from sync.google.identities import Identity
from sync.google.quota import Quotas
from sync.google.refusals import problem_of
from sync.google.retry import Patience

CONNECT_SECONDS = 10.0
READ_SECONDS = 180.0  # when Google ends a Sheets request; giving up sooner loses answers of writes that land
_log = structlog.get_logger(__name__)


class Transport:
    """Sends the requests of one identity. Any number of threads may use it.

    Args:
        identity: who asks.
        address: another address for all of Google's hosts, for example http://127.0.0.1:8321; http only on
        this machine.
        quotas, counts: shared between the transports of one program.
        patience: repeats and pauses. timeouts: seconds to connect, and to wait for each piece of an answer.
    """

    def __init__(
        self,
        identity: Identity,
        address: str | None = None,
        *,
        quotas: Quotas | None = None,
        counts: RequestCounts | None = None,
        patience: Patience | None = None,
        timeouts: tuple[float, float] = (CONNECT_SECONDS, READ_SECONDS),
    ) -> None:
        self.identity = identity
        self.counts = counts or RequestCounts()
        self.session: requests.Session = _ClientSession(self)
        self.services: dict[tuple[str, str], Any] = {}
        self._patience = patience or Patience()
        self._timeouts = timeouts
        # A proxy named in the environment must not catch requests to this machine.
        self._trusts_environment = address is None
        self._wire = _Wire(address and checked_address(address), identity, quotas or Quotas(), self.counts)
        self._of_thread = threading.local()
        self._signing_in = threading.Lock()

    def request(self, method: str, url: str, **options: Any) -> requests.Response:
        """The answer to one request, whose status is below 400.

        Args: as `requests.Session.request` takes them, `url` with Google's own host. Raises: `GoogleProblem`.
        """
        call = describe(method, url, options.get("headers"))
        options["timeout"] = options.get("timeout") or self._timeouts
        return self._patience.run(call, lambda: self._attempt(call, method, url, options))

    def close(self) -> None:
        """Closes the connections."""
        self._wire.shut()

    def _attempt(self, call: Call, method: str, url: str, options: Mapping[str, Any]) -> requests.Response:
        try:
            self._sign_in()
            response = self._signed_session().request(method, url, **options)
        except google.auth.exceptions.TransportError:
            raise Unavailable("Google's sign-in could not be reached.", landed=Landed.NO) from None
        except google.auth.exceptions.GoogleAuthError as problem:
            if problem.retryable:
                raise Unavailable("Google's sign-in is not available.", landed=Landed.NO) from None
            raise CredentialsMissing("Google does not accept the sign-in. Check the key, or sign in again.") from None
        except requests.RequestException as problem:
            landed = Landed.NO if _never_sent(problem) else Landed.UNKNOWN
            raise Unavailable(
                f"Google's {call.api} service did not answer ({type(problem).__name__}).", landed=landed
            ) from None  # its text holds the address asked for, which may hold a name
        if response.status_code >= 400:
            raise problem_of(response, call, self.identity.reader)
        return response

    def _sign_in(self) -> None:
        """Fetches an access token, once for all threads, before anything is sent: failing here has changed
        nothing."""
        credentials = self.identity.credentials
        with self._signing_in:
            if not credentials.valid:
                sign_in = Request(self._wired(requests.Session()))
                credentials.refresh(sign_in)  # type: ignore[no-untyped-call]

    def _signed_session(self) -> requests.Session:
        session: requests.Session | None = getattr(self._of_thread, "session", None)
        if session is None:
            sign_in = Request(self._wired(requests.Session()))
            signed = AuthorizedSession(self.identity.credentials, auth_request=sign_in)  # type: ignore[no-untyped-call]
            session = self._of_thread.session = self._wired(signed)
        return session

    def _wired(self, session: requests.Session) -> requests.Session:
        session.trust_env = self._trusts_environment
        session.headers["User-Agent"] = "coachlog (gzip)"  # Google compresses only for agents that say so
        session.mount("https://", self._wire)
        session.mount("http://", self._wire)
        return session


class _ClientSession(requests.Session):
    """What the client libraries hold: a session whose every request is a request of the transport."""

    def __init__(self, transport: Transport) -> None:
        super().__init__()
        self._transport = transport

    def request(self, method: str | bytes, url: str | bytes, *args: Any, **options: Any) -> requests.Response:
        if args:
            raise TypeError("A request through the transport names its options.")
        return self._transport.request(_text(method), _text(url), **options)


class _Wire(requests.adapters.HTTPAdapter):
    """The last step of every attempt, whoever caused it: waits for the quota, points it at the address,
    counts and logs it."""

    def __init__(self, address: str | None, identity: Identity, quotas: Quotas, counts: RequestCounts) -> None:
        super().__init__(pool_connections=8, pool_maxsize=32, max_retries=0)
        self._address = address
        self._identity = identity
        self._quotas = quotas
        self._counts = counts

    def send(self, request: requests.PreparedRequest, *args: Any, **options: Any) -> requests.Response:
        url = request.url or ""
        call = describe(request.method or "GET", url, request.headers)
        request.url = destination(url, self._address)
        waited = self._quotas.spend(call, self._identity.label, self._identity.project)
        started = time.perf_counter()
        status = "lost"
        try:
            response = super().send(request, *args, **options)
            status = str(response.status_code)
            return response
        finally:
            self._counts.add(call, status)
            _log.debug(
                "google request",
                job=current_job(),
                api=call.api,
                kind=call.kind,
                status=status,
                identity=self._identity.label,
                waited=round(waited, 3),
                seconds=round(time.perf_counter() - started, 3),
            )

    def close(self) -> None:
        """Nothing: google-auth closes its sessions as it drops them, and all sessions share these
        connections."""

    def shut(self) -> None:
        """Closes the connections."""
        super().close()


def _never_sent(problem: requests.RequestException) -> bool:
    """Whether no connection was made at all, so that nothing can have been carried out."""
    if isinstance(problem, requests.ConnectTimeout):
        return True
    cause = problem.args[0] if problem.args else None
    return isinstance(getattr(cause, "reason", None), urllib3.exceptions.NewConnectionError)


def _text(value: str | bytes) -> str:
    return value.decode() if isinstance(value, bytes) else value
