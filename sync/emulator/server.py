"""The emulator as a running server: on 127.0.0.1 only, one thread a connection, connections kept open as
Google keeps them.
"""

from __future__ import annotations

import io
import logging
import select
import socket
import threading
from collections.abc import Callable
from http.server import ThreadingHTTPServer
from pathlib import Path
from socketserver import TCPServer
from types import TracebackType
from typing import Any, cast

from werkzeug.datastructures import Headers
from werkzeug.serving import WSGIRequestHandler
from werkzeug.test import run_wsgi_app

from sync.emulator.app import EmulatorApp, create_app
from sync.emulator.wire.answers import ConnectionCutError
from sync.emulator.world import Clock, World, real_time

_log = logging.getLogger(__name__)
_SHUTDOWN_POLL_SECONDS = 0.02
_HANG_UP_POLL_SECONDS = 0.05


def serve(state: Path | None = None, port: int = 0, clock: Clock = real_time) -> EmulatorServer:
    """A running emulator, to be used as a context manager or closed with `close()`.

    Args: `state` is the SQLite file (None: memory only), `port` 0 any free port. Raises OSError if the port
    is taken or another emulator has the state file.
    """
    world = World(state, clock)
    try:
        return EmulatorServer(world, port)
    except OSError:
        world.close()
        raise


def run_forever(state: Path | None, port: int, started: Callable[[EmulatorServer], None]) -> None:
    """Serve until interrupted; `started` is called once the server answers. Raises OSError if the port is
    taken.
    """
    with serve(state, port) as server:
        started(server)
        server.wait()


class EmulatorServer:
    """A running server: its `address` (http://127.0.0.1:PORT) and its `world`."""

    def __init__(self, world: World, port: int = 0) -> None:
        self.world = world
        self._http = _Server(("127.0.0.1", port), _Handler)
        self.address = f"http://127.0.0.1:{self._http.server_address[1]}"
        world.address = self.address
        self._http.app = create_app(world)
        self._closed = threading.Event()
        self._thread = threading.Thread(target=self._http.serve_forever, args=(_SHUTDOWN_POLL_SECONDS,), daemon=True)
        self._thread.start()

    def wait(self) -> None:
        """Return once the server is closed; an interrupt (Ctrl-C) counts as closing it."""
        try:
            self._closed.wait()
        except KeyboardInterrupt:
            self.close()

    def close(self) -> None:
        """Stop answering, cut every open connection and let go of the state file. May be called twice."""
        if self._closed.is_set():
            return
        self._closed.set()
        self.world.faults.close()
        self._http.shutdown()
        self._http.cut_connections()
        self._http.server_close()
        self._thread.join()
        with self.world.store.transaction():  # a request that is being answered is finished first
            pass
        self.world.close()

    def __enter__(self) -> EmulatorServer:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()


class _Server(ThreadingHTTPServer):
    """What werkzeug's own server would be if it kept connections open: its handler needs these five names."""

    daemon_threads = True
    request_queue_size = 128
    multithread = True
    multiprocess = False
    ssl_context = None
    _server_version = "GSE"
    app: EmulatorApp

    def __init__(self, address: tuple[str, int], handler: type[WSGIRequestHandler]) -> None:
        self._open: set[socket.socket] = set()
        self._open_lock = threading.Lock()
        super().__init__(address, handler)

    def server_bind(self) -> None:
        # Not HTTPServer's own: that asks the name service for this machine's name.
        TCPServer.server_bind(self)
        self.server_name, self.server_port = "127.0.0.1", int(self.server_address[1])

    def process_request(self, request: Any, client_address: Any) -> None:
        with self._open_lock:
            self._open.add(request)
        super().process_request(request, client_address)

    def shutdown_request(self, request: Any) -> None:
        with self._open_lock:
            self._open.discard(request)
        super().shutdown_request(request)

    def cut_connections(self) -> None:
        with self._open_lock:
            for connection in self._open:
                _hang_up(connection)

    def handle_error(self, request: Any, client_address: Any) -> None:  # noqa: ARG002 - socketserver's
        _log.exception("A connection of the emulator broke off.")

    def log(self, kind: str, message: str, *args: Any) -> None:
        _log.log(logging.ERROR if kind == "error" else logging.DEBUG, message.rstrip(), *args)


class _Handler(WSGIRequestHandler):
    """werkzeug's reading of a request, and an answer that leaves the connection open for the next one."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True
    wbufsize = -1

    def run_wsgi(self) -> None:
        if self.headers.get("Expect", "").strip().lower() == "100-continue":
            self.wfile.write(b"HTTP/1.1 100 Continue\r\n\r\n")
            self.wfile.flush()
        self.environ = environ = self.make_environ()
        if "wsgi.input_terminated" not in environ:
            # Read all of it, or the rest would be taken for the next request.
            length = int(environ.get("CONTENT_LENGTH") or 0)
            environ["wsgi.input"] = io.BytesIO(self.rfile.read(length))
        environ["emulator.hold"] = self._hold
        try:
            chunks, status, headers = run_wsgi_app(cast(_Server, self.server).app, environ)
        except ConnectionCutError:
            self.close_connection = True
            _hang_up(self.connection)
            return
        except Exception:  # noqa: BLE001 - a page that breaks must not break the connection
            _log.exception("The emulator could not answer %s.", self.path)
            chunks, status, headers = [], "500 Internal Server Error", Headers()
        self._send(status, list(headers), b"".join(chunks))

    def _send(self, status: str, headers: list[tuple[str, str]], body: bytes) -> None:
        code, _, reason = status.partition(" ")
        self.send_response_only(int(code), reason)
        for name, value in headers:
            if name.lower() != "content-length":
                self.send_header(name, value)
        if self.command != "HEAD" and int(code) not in {204, 304}:
            self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)
        self.wfile.flush()

    def _hold(self, seconds: float) -> None:
        """Say nothing for so long, or until the client hangs up or the server stops."""
        faults, left = cast(_Server, self.server).app.world.faults, seconds
        while left > 0 and not faults.is_closing:
            readable, _, _ = select.select([self.connection], [], [], 0)
            if readable and not self.connection.recv(1, socket.MSG_PEEK):
                return
            faults.hold(min(left, _HANG_UP_POLL_SECONDS))
            left -= _HANG_UP_POLL_SECONDS


def _hang_up(connection: socket.socket) -> None:
    try:
        connection.shutdown(socket.SHUT_RDWR)
    except OSError:
        _log.debug("The client had hung up already.")
