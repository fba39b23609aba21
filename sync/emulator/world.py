"""One emulated Google: its state, its clock, and the knobs that a test or a demonstration turns."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import TYPE_CHECKING

from sync.emulator.drive.drive import Drive
from sync.emulator.faults import Faults
from sync.emulator.journal import Journal
from sync.emulator.quotas import Quotas
from sync.emulator.signin import SignIn
from sync.emulator.store import Store

if TYPE_CHECKING:
    from sync.emulator.forms.forms import Forms
    from sync.emulator.forms.pubsub import PubSub

Clock = Callable[[], datetime]


def real_time() -> datetime:
    """Now, in UTC."""
    return datetime.now(UTC)


class World:
    """Everything that a handler may need.

    `clock` gives an aware UTC datetime and may be replaced: it dates files, changes, quotas and the `Date`
    header. Sign-in has a clock of its own (`signin.clock`), because the clients that sign in live in real
    time. `address` is the server's, without a trailing slash.
    """

    forms: Forms  # both set by the part that serves Forms
    pubsub: PubSub

    def __init__(self, state: Path | None = None, clock: Clock = real_time, address: str = "") -> None:
        self.clock = clock
        self.address = address
        self.store = Store(state)
        self.signin = SignIn(self.store, lambda: self.address)
        self.drive = Drive(self.store, self.signin, self.now, lambda: self.address)
        self.quotas = Quotas(self.now)
        self.faults = Faults()
        self.journal = Journal()

    def now(self) -> datetime:
        """The clock's time, to the millisecond as Google keeps it."""
        now = self.clock()
        return now.replace(microsecond=now.microsecond // 1000 * 1000)

    def close(self) -> None:
        self.faults.close()
        self.store.close()
