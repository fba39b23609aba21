"""A server on a bad line: it answers as it is told, cuts the connection, keeps silent, or breaks off in
mid-answer."""

from __future__ import annotations

import socket
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager, suppress
from typing import BinaryIO

CUT = b""


def reply(body: bytes, status: str = "200 OK", extra: str = "", missing: int = 0) -> bytes:
    """An HTTP answer; `missing` bytes of the body that it announces never come."""
    head = f"HTTP/1.1 {status}\r\nContent-Length: {len(body) + missing}\r\n{extra}\r\n"
    return head.encode() + body


class Wire:
    """A server that answers each request with the next reply, cuts the line for `CUT` and keeps silent for
    None."""

    def __init__(self, replies: Sequence[bytes | None]) -> None:
        self.requests: list[bytes] = []
        self._replies = list(replies)
        self._socket = socket.create_server(("127.0.0.1", 0))
        self.address = f"http://127.0.0.1:{self._socket.getsockname()[1]}"
        self._closed = threading.Event()
        threading.Thread(target=self._accept, daemon=True).start()

    def _accept(self) -> None:
        while not self._closed.is_set():
            try:
                connection, _ = self._socket.accept()
            except OSError:
                return
            threading.Thread(target=self._serve, args=(connection,), daemon=True).start()

    def _serve(self, connection: socket.socket) -> None:
        with connection, connection.makefile("rb") as stream:
            while head := _head(stream):
                length = next(
                    (
                        int(line.split(b":")[1])
                        for line in head.lower().splitlines()
                        if line.startswith(b"content-length")
                    ),
                    0,
                )
                self.requests.append(head + b"\r\n" + stream.read(length))
                answer = self._replies.pop(0) if self._replies else CUT
                if answer is None:
                    self._closed.wait(5)
                if not answer:
                    return
                connection.sendall(answer)
                if b"Connection: close" in answer:
                    return

    def close(self) -> None:
        self._closed.set()
        with suppress(OSError):
            self._socket.shutdown(socket.SHUT_RDWR)  # whoever waits for the next connection wakes up
        self._socket.close()


def _head(stream: BinaryIO) -> bytes:
    """The lines of a request up to the empty one; nothing once the client has hung up. (Without an end at the end of the stream
    a thread would go on reading nothing for as long as the tests run, and take their time and memory.)"""
    lines = []
    while (line := stream.readline()) not in (b"\r\n", b""):
        lines.append(line)
    return b"".join(lines)


@contextmanager
def wire(*replies: bytes | None) -> Iterator[Wire]:
    server = Wire(replies)
    try:
        yield server
    finally:
        server.close()
