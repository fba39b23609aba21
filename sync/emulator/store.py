"""The state of the emulated Google: one SQLite file (or memory) of documents by kind and id, and one lock.

A request is one transaction. Whatever a handler raises, everything it saved is undone, and whoever keeps a
decoded copy of a touched document is told to drop it.
"""

from __future__ import annotations

import sqlite3
import threading
from collections.abc import Callable, Hashable, Iterator
from contextlib import contextmanager
from functools import cache
from pathlib import Path
from typing import Any, Generic, TypeVar, cast

import orjson
from pydantic import TypeAdapter

T = TypeVar("T")
Touched = set[tuple[str, str]]  # kind, id


class StateInUseError(OSError):
    """Another emulator is running on this state file."""


class Store:
    """Documents as bytes. Every method must be called inside `transaction()`, except at start-up.

    Raises StateInUseError if another emulator has the file.
    """

    def __init__(self, path: Path | None) -> None:
        self._lock = threading.RLock()
        self._depth = 0
        self._touched: Touched = set()
        self._undoing: list[Callable[[Touched], None]] = []
        self._closing: list[Callable[[], None]] = []
        if path:
            path.parent.mkdir(parents=True, exist_ok=True)
        self._db = sqlite3.connect(path or ":memory:", timeout=1, check_same_thread=False, isolation_level=None)
        if path:
            self._claim(path)
        self._db.execute(
            "CREATE TABLE IF NOT EXISTS document"
            " (kind TEXT, id TEXT, data BLOB NOT NULL, PRIMARY KEY (kind, id)) WITHOUT ROWID"
        )

    def _claim(self, path: Path) -> None:
        """Keep every other emulator out: each holds decoded copies of what stands in the file."""
        try:
            self._db.execute("PRAGMA locking_mode = EXCLUSIVE")
            self._db.execute("PRAGMA journal_mode = WAL")
            self._db.execute("PRAGMA synchronous = NORMAL")
            self._db.execute("BEGIN EXCLUSIVE")
            self._db.execute("COMMIT")
        except sqlite3.OperationalError as locked:
            self._db.close()
            message = f"The state file {path} is in use. Stop the emulator that has it, or name another file."
            raise StateInUseError(message) from locked

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing, one at a time. A transaction inside a transaction is part of it."""
        with self._lock:
            if self._depth:
                yield
                return
            self._depth = 1
            self._touched.clear()
            self._db.execute("BEGIN")
            try:
                yield
                self._db.execute("COMMIT")
            except BaseException:
                self._db.execute("ROLLBACK")
                for undo in self._undoing:
                    undo(self._touched)
                raise
            finally:
                self._depth = 0

    def on_rollback(self, undo: Callable[[Touched], None]) -> None:
        """Have `undo` called, after a rollback and still under the lock, with every (kind, id) saved, deleted
        or touched.
        """
        self._undoing.append(undo)

    def on_close(self, forget: Callable[[], None]) -> None:
        """Have `forget` called once the store is closed: a world that is done with lets go of what it decoded, at once and not
        when the garbage collector comes by, which with much in memory is seldom.
        """
        self._closing.append(forget)

    def touch(self, kind: str, id: str) -> None:
        """Say that a decoded copy of this document is about to be changed, so that a rollback names it."""
        self._touched.add((kind, id))

    def load(self, kind: str, id: str) -> bytes | None:
        row = self._db.execute("SELECT data FROM document WHERE kind = ? AND id = ?", (kind, id)).fetchone()
        return bytes(row[0]) if row else None

    def save(self, kind: str, id: str, data: bytes) -> None:
        self._touched.add((kind, id))
        self._db.execute("INSERT OR REPLACE INTO document VALUES (?, ?, ?)", (kind, id, data))

    def delete(self, kind: str, id: str) -> None:
        self._touched.add((kind, id))
        self._db.execute("DELETE FROM document WHERE kind = ? AND id = ?", (kind, id))

    def ids(self, kind: str) -> list[str]:
        return [row[0] for row in self._db.execute("SELECT id FROM document WHERE kind = ? ORDER BY id", (kind,))]

    def items(self, kind: str) -> list[tuple[str, bytes]]:
        """Every document of a kind, by id."""
        return list(self._db.execute("SELECT id, data FROM document WHERE kind = ? ORDER BY id", (kind,)))

    def close(self) -> None:
        with self._lock:
            self._db.close()
            for forget in self._closing:
                forget()


@cache
def _adapter(record: Any) -> TypeAdapter[Any]:
    """Made once a process: it takes longer than reading the records of a small world."""
    return TypeAdapter(record)


class Records(Generic[T]):
    """All records of one kind, decoded, in memory; every change goes to the store at once. Records are frozen
    dataclasses.
    """

    def __init__(self, store: Store, kind: str, record: type[T]) -> None:
        self._store, self._kind = store, kind
        self._read: Callable[[bytes], T] = _adapter(cast(Hashable, record)).validate_json
        self._records: dict[str, T] = {id: self._read(data) for id, data in store.items(kind)}
        store.on_rollback(self._undo)

    def get(self, id: str) -> T | None:
        return self._records.get(id)

    def all(self) -> list[T]:
        return list(self._records.values())

    def save(self, id: str, record: T) -> T:
        self._store.save(self._kind, id, orjson.dumps(record))
        self._records[id] = record
        return record

    def delete(self, id: str) -> None:
        self._store.delete(self._kind, id)
        self._records.pop(id, None)

    def __contains__(self, id: str) -> bool:
        return id in self._records

    def __len__(self) -> int:
        return len(self._records)

    def _undo(self, touched: Touched) -> None:
        for id in [id for kind, id in touched if kind == self._kind]:
            data = self._store.load(self._kind, id)
            self._records.pop(id, None)
            if data is not None:
                self._records[id] = self._read(data)
