"""The one way to Google, on a bad line: nothing is sent twice that must not be, and nothing leaks."""

from __future__ import annotations

import logging
import socket
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor

import prometheus_client
import pytest
import structlog

from sync.emulator.server import EmulatorServer, serve
from sync.google.clients import discovery_service, gspread_client
from sync.google.counts import RequestCounts, job
from sync.google.errors import (
    CredentialsMissing,
    ForeignAddress,
    GoogleProblem,
    NotFound,
    QuotaExhausted,
    Unavailable,
    WriteUnknown,
)
from sync.google.files import create_spreadsheet_file, share
from sync.google.identities import Identity
from sync.google.retry import Patience, repeatable_writes
from tests.bad_line import CUT, reply, wire
from tests.google_transports import (
    SYNC_ACCOUNT,
    Sleeper,
    persons_transport,
    service_account,
    sync_transport,
    transport_to,
)

BOOK = "https://sheets.googleapis.com/v4/spreadsheets/BOOK"
APPEND = BOOK + "/values/A1:append"
FILES = "https://www.googleapis.com/drive/v3/files"


@pytest.fixture
def google() -> Iterator[EmulatorServer]:
    with serve() as server:
        yield server


# --- writes whose answer is lost ---------------------------------------------------------------------------


def test_a_write_is_not_sent_again_when_a_kept_connection_breaks() -> None:
    """httplib2 would send the append a second time on a fresh connection; here it goes out once, and we say
    so."""
    with wire(reply(b"{}"), CUT, reply(b"{}")) as server:
        transport = transport_to(server.address)
        transport.request("GET", BOOK)
        with pytest.raises(WriteUnknown) as lost:
            transport.request("POST", APPEND, data=b"a row")
    assert [request.endswith(b"a row") for request in server.requests] == [False, True]
    assert lost.value.file_id == "BOOK"


def test_both_clients_send_a_write_once_when_the_connection_breaks() -> None:
    """The same through unmodified gspread and unmodified google-api-python-client."""
    with wire(CUT, CUT, reply(b"{}")) as server:
        transport = transport_to(server.address)
        with pytest.raises(WriteUnknown):
            gspread_client(transport).http_client.values_append("BOOK", "A1", {}, {"values": [["x"]]})
        with pytest.raises(WriteUnknown):
            discovery_service(transport, "drive", "v3").files().create(body={"name": "x"}).execute()
    assert len(server.requests) == 2


@pytest.mark.parametrize(
    "lost",
    [
        CUT,
        None,
        reply(b"<html>", "502 Bad Gateway"),
        reply(b"{}", "500 Internal Server Error"),
        reply(b'{"a":', missing=9, extra="Connection: close\r\n"),
    ],
)
def test_every_way_to_lose_an_answer_leaves_a_write_unknown(lost: bytes | None) -> None:
    """A cut line, silence, an HTML page, a failure inside Google and a torn answer: it may have been carried
    out."""
    with wire(lost, reply(b"{}")) as server:
        with pytest.raises(WriteUnknown):
            transport_to(server.address, read_seconds=0.3).request("POST", APPEND, data=b"a row")
        assert len(server.requests) == 1


def test_a_repeatable_write_is_sent_again_when_its_answer_is_lost() -> None:
    """The caller knows that doing it twice is doing it once."""
    with wire(CUT, reply(b"{}")) as server, repeatable_writes():
        assert transport_to(server.address).request("POST", APPEND, data=b"a row").status_code == 200
    assert len(server.requests) == 2


def test_a_refusal_after_a_lost_answer_is_unknown_and_not_a_refusal() -> None:
    """The second attempt may have been refused because the first one landed: the file must be read again."""
    refusal = reply(b'{"error": {"code": 400, "message": "gone"}}', "400 Bad Request")
    with wire(CUT, refusal) as server, repeatable_writes(), pytest.raises(WriteUnknown):
        transport_to(server.address).request("POST", APPEND, data=b"a row")


def test_a_write_that_never_left_is_tried_again_and_is_not_unknown() -> None:
    """Nobody listens at the address, so nothing can have been written: five attempts, then an outage."""
    with socket.create_server(("127.0.0.1", 0)) as unused:
        address = f"http://127.0.0.1:{unused.getsockname()[1]}"
    sleeper = Sleeper()
    with pytest.raises(Unavailable):
        transport_to(address, patience=Patience(attempts=5, sleep=sleeper)).request("POST", APPEND)
    assert len(sleeper.pauses) == 4


def test_a_write_over_the_quota_is_tried_again() -> None:
    """429 means that nothing was done."""
    with wire(reply(b"{}", "429 Too Many Requests"), reply(b"{}")) as server:
        assert transport_to(server.address).request("POST", APPEND).status_code == 200


# --- reads and pauses --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "lost",
    [
        CUT,
        None,
        reply(b"<html>", "502 Bad Gateway"),
        reply(b"{}", "503 Service Unavailable"),
        reply(b"{}", "429 Too Many Requests"),
        reply(b'{"a":', missing=9, extra="Connection: close\r\n"),
    ],
)
def test_a_read_is_tried_again_after_any_passing_failure(lost: bytes | None) -> None:
    """Reads change nothing, so they are repeated freely; a torn answer counts as none."""
    with wire(lost, reply(b'{"a": 1}')) as server:
        assert transport_to(server.address, read_seconds=0.3).request("GET", BOOK).json() == {"a": 1}


def test_pauses_grow_with_full_jitter_up_to_a_bound_and_then_it_gives_up() -> None:
    """Pause n is anything up to min(2^n, 32) seconds; 7 attempts have 6 pauses."""
    sleeper = Sleeper()
    with wire(*[reply(b"{}", "503 Service Unavailable")] * 7) as server, pytest.raises(Unavailable):
        transport_to(server.address, sleeper=sleeper).request("GET", BOOK)
    assert len(server.requests) == 7
    limits = [1, 2, 4, 8, 16, 32]
    assert len(sleeper.pauses) == len(limits)
    assert all(0 <= pause <= limit for pause, limit in zip(sleeper.pauses, limits, strict=True))
    assert len(set(sleeper.pauses)) == len(limits)


def test_retry_after_is_obeyed() -> None:
    """Never sooner than Google asks, and at most a second later."""
    sleeper = Sleeper()
    late = reply(b"{}", "429 Too Many Requests", "Retry-After: 7\r\n")
    with wire(late, late, reply(b"{}")) as server:
        transport_to(server.address, sleeper=sleeper).request("GET", BOOK)
    assert all(7 <= pause <= 8 for pause in sleeper.pauses)
    assert len(sleeper.pauses) == 2


def test_a_retry_after_of_an_hour_is_handed_to_the_caller() -> None:
    """The sync goes on with other workbooks instead of sleeping."""
    sleeper = Sleeper()
    with (
        wire(reply(b"{}", "429 Too Many Requests", "Retry-After: 3600\r\n")) as server,
        pytest.raises(QuotaExhausted) as refusal,
    ):
        transport_to(server.address, sleeper=sleeper).request("GET", BOOK)
    assert (refusal.value.retry_after, sleeper.pauses) == (3600.0, [])


def test_what_will_not_pass_is_not_tried_again() -> None:
    """404 stays 404."""
    with wire(reply(b"{}", "404 Not Found")) as server, pytest.raises(NotFound):
        transport_to(server.address).request("GET", BOOK)
    assert len(server.requests) == 1


# --- where it goes, and what is told ------------------------------------------------------------------------


@pytest.mark.parametrize(
    "address", ["http://example.org", "http://10.0.0.7:80", "ftp://127.0.0.1", "127.0.0.1:80", "http://"]
)
def test_an_address_where_tokens_could_be_read_is_refused(address: str) -> None:
    """http is for this machine only."""
    with pytest.raises(ValueError, match=r"address|machine"):
        transport_to(address)


@pytest.mark.parametrize(
    ("address", "url"),
    [
        (None, "https://example.org/v4/spreadsheets/BOOK"),
        (None, "http://sheets.googleapis.com/v4/spreadsheets/BOOK"),
        (None, "https://sheets.googleapis.com.example.org/v4/spreadsheets/BOOK"),
        ("http://127.0.0.1:9", "http://127.0.0.1:8/v4/spreadsheets/BOOK"),
    ],
)
def test_a_token_never_leaves_for_another_host(address: str | None, url: str) -> None:
    """Not even if a key file or a redirect names one."""
    with pytest.raises(ForeignAddress):
        transport_to(address).request("GET", url)


@pytest.fixture
def talkative() -> Iterator[None]:
    """Every line is logged while the test runs, whatever the suite is set to."""
    before = structlog.get_config()
    structlog.configure(wrapper_class=structlog.make_filtering_bound_logger(logging.DEBUG))
    yield
    structlog.configure(**before)


@pytest.mark.usefixtures("talkative")
def test_nothing_secret_is_logged(caplog: pytest.LogCaptureFixture, capsys: pytest.CaptureFixture[str]) -> None:
    """Not the token, not an e-mail address and not a name asked for, at the most talkative level, in failures
    too."""
    caplog.set_level(logging.DEBUG)
    identity = Identity.of_access_token("ya29.secret-token", "reader@example.org")
    with wire(reply(b'{"names": ["Ada"]}'), CUT, reply(b"{}", "403 Forbidden")) as server:
        transport = transport_to(server.address, identity, patience=Patience(attempts=1, sleep=Sleeper()))
        with structlog.testing.capture_logs() as events:
            transport.request("GET", BOOK)
            problems = []
            for method in ("POST", "GET"):
                with pytest.raises(GoogleProblem) as problem:
                    transport.request(method, BOOK, json={"to": "ada@example.org"})
                problems.append(problem.value)
    told = " ".join(map(str, [events, caplog.text, *capsys.readouterr(), problems, [repr(p) for p in problems]]))
    assert [event["status"] for event in events] == ["200", "lost", "403"]
    for secret in ("ya29", "secret", "reader@", "ada@", "Ada"):
        assert secret not in told
    assert all(b"ya29.secret-token" in request for request in server.requests)


def test_requests_are_counted_by_job_api_and_kind() -> None:
    """Every attempt counts, here 2 reads (one repeated) and 1 write, and the same stands in the metrics."""
    registry = prometheus_client.CollectorRegistry()
    counts = RequestCounts(registry)
    with wire(reply(b"{}", "503 Service Unavailable"), reply(b"{}"), reply(b"{}")) as server:
        transport = transport_to(server.address, counts=counts)
        with job("sync"):
            transport.request("GET", BOOK)
            transport.request("POST", APPEND)
    assert transport.counts.snapshot() == {("sync", "sheets", "read"): 1 + 1, ("sync", "sheets", "write"): 1}
    labels = {"job": "sync", "api": "sheets", "kind": "read", "status": "503"}
    assert registry.get_sample_value("coachlog_google_requests_total", labels) == 1


def test_many_threads_share_a_transport() -> None:
    """8 threads x 25 reads of 10 files: 200 answers, none crossed; 200 counted, and one sign-in for all."""
    with serve() as google:
        owner, transport = persons_transport(google), sync_transport(google)
        ids = [create_spreadsheet_file(owner, f"workbook {n}") for n in range(10)]
        for file_id in ids:
            share(owner, file_id, SYNC_ACCOUNT, "reader")
        files = discovery_service(transport, "drive", "v3").files()

        def name_of(n: int) -> str:
            return str(files.get(fileId=ids[n % 10], fields="name", supportsAllDrives=True).execute()["name"])

        with ThreadPoolExecutor(8) as threads:
            names = list(threads.map(name_of, range(200)))
    assert names == [f"workbook {n % 10}" for n in range(200)]
    assert transport.counts.snapshot() == {
        ("other", "sign-in", "write"): 1,
        ("other", "drive", "read"): 200,
    }


# --- signing in, and the clients ----------------------------------------------------------------------------


def test_a_service_account_signs_in_once(google: EmulatorServer) -> None:
    """One token serves many requests; the key's own token address is the emulator's."""
    transport = transport_to(google.address, service_account(google))
    for _ in range(3):
        transport.request("GET", FILES)
    assert transport.counts.snapshot() == {("other", "sign-in", "write"): 1, ("other", "drive", "list"): 3}


def test_a_withdrawn_token_of_a_user_asks_for_a_new_sign_in(google: EmulatorServer) -> None:
    """A token that Google does not know cannot be renewed by us."""
    transport = transport_to(google.address, Identity.of_access_token("not-a-token"))
    with pytest.raises(CredentialsMissing):
        transport.request("GET", FILES)


def test_a_sign_in_that_is_down_has_changed_nothing(google: EmulatorServer) -> None:
    """A write that waits for its token was never sent: it is tried again, and is an outage, not unknown."""
    google.world.faults.add("token", "cut_connection", times=50)
    transport = transport_to(google.address, service_account(google))
    with pytest.raises(Unavailable):
        transport.request("POST", FILES, json={"name": "x"})


@pytest.mark.parametrize("content", ["{", "[]", '{"type": "service_account"}', None])
def test_a_missing_or_damaged_key_file_says_what_to_do(content: str | None, tmp_path: pytest.TempPathFactory) -> None:
    """A key file that is absent, torn, of another kind or incomplete asks for a new one and does not show its
    text."""
    path = tmp_path / "key.json"  # type: ignore[operator]
    if content is not None:
        path.write_text(content)
    with pytest.raises(CredentialsMissing, match=r"[Dd]ownload"):
        Identity.of_service_account(path)


def test_an_identity_does_not_show_who_it_is(google: EmulatorServer) -> None:
    """Its label is the same on every machine, and neither its text nor its label holds the address."""
    one, two = (
        Identity.of_access_token("t", "ada@example.org"),
        Identity.of_access_token("u", "ada@example.org"),
    )
    assert one.label == two.label
    assert "ada" not in repr(one)
    assert SYNC_ACCOUNT not in repr(service_account(google))


def test_a_long_get_of_google_api_python_client_counts_as_a_read(google: EmulatorServer) -> None:
    """Over 2,048 characters it is sent as a POST; it may still be repeated and costs as a list."""
    google.world.faults.add("drive.files.list", "html_502")
    transport = transport_to(google.address, service_account(google))
    query = " or ".join(f"name = 'workbook number {n}'" for n in range(120))
    answer = discovery_service(transport, "drive", "v3").files().list(q=query).execute()
    assert answer["files"] == []
    assert transport.counts.snapshot()["other", "drive", "list"] == 2


def test_a_service_is_made_once_a_transport(google: EmulatorServer) -> None:
    """Reading the discovery document takes a while."""
    transport = transport_to(google.address, service_account(google))
    assert discovery_service(transport, "drive", "v3") is discovery_service(transport, "drive", "v3")
