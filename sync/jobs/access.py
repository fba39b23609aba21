"""What a job needs to reach the program's workbooks."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from sync.google.transport import Transport


@dataclass(frozen=True)
class ProgramAccess:
    """One transport for each identity, by the address that files are shared with; the first serves the program's own files.

    `practice`: the Google behind them is the one on this machine, and everything written says so.
    `forms_topic`: the Pub/Sub topic that tells of form responses; "": forms are polled.
    `address` is that of the Google on this machine, None for the real one.
    """

    transports: Mapping[str, Transport]
    registry_id: str = ""
    report_id: str = ""
    practice: bool = False
    forms_topic: str = ""
    address: str | None = None

    @property
    def own(self) -> Transport:
        """The transport for the registry, the program report and the coach workbooks."""
        return next(iter(self.transports.values()))

    def serving(self, identity: str) -> Transport:
        """The transport of the identity that a district shared its workbook with; the first one where none is named."""
        return self.transports.get(identity, self.own)

    def requests_used(self) -> tuple[int, int]:
        """Requests sent so far, every attempt counted: reads, writes. Sign-in is not counted."""
        counted = [
            (kind, number)
            for transport in self.transports.values()
            for (_, api, kind), number in transport.counts.snapshot().items()
            if api != "sign-in"
        ]
        writes = sum(number for kind, number in counted if kind == "write")
        return sum(number for _, number in counted) - writes, writes
