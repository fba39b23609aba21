"""Who may see and do what with a file: its own permissions, and those of the folders above it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime
from typing import Any

from sync.emulator.accounts import number_for
from sync.emulator.drive.records import FileRecord, Permission, Role
from sync.emulator.signin import SignIn
from sync.emulator.store import Records, Store
from sync.emulator.wire.call import Caller


class Access:
    """The files of one world, and who reaches them."""

    def __init__(self, store: Store, signin: SignIn, now: Callable[[], datetime]) -> None:
        self.store, self.signin, self.now = store, signin, now
        self.files = Records(store, "file", FileRecord)

    def lineage(self, record: FileRecord) -> Iterator[FileRecord]:
        """The file, its folder, that folder's folder, up to the root."""
        found: FileRecord | None = record
        while found is not None:
            yield found
            found = self.files.get(found.parent) if found.parent else None

    def is_trashed(self, record: FileRecord) -> bool:
        """True if the file or a folder above it is in the trash."""
        return any(found.trashed for found in self.lineage(record))

    def role(self, record: FileRecord, caller: Caller) -> Role:
        """The caller's highest role on a file, by its own permissions and those of the folders above it."""
        return max(
            (Role[grant.role] for grant in self.grants(record) if self.holds(grant, caller)),
            default=Role.none,
        )

    def grants(self, record: FileRecord) -> list[Permission]:
        """Every permission that reaches a file, inherited ones included, without the expired: one a
        principal, its highest.
        """
        now = self.now()
        best: dict[str, Permission] = {}
        for found in self.lineage(record):
            for grant in found.permissions:
                if grant.expiration is not None and grant.expiration <= now:
                    continue
                # Whoever owns the folder may edit what others put there, but does not own it.
                held = replace(grant, role="writer") if grant.role == "owner" and found is not record else grant
                if held.id not in best or Role[best[held.id].role] < Role[held.role]:
                    best[held.id] = held
        return list(best.values())

    def holds(self, grant: Permission, caller: Caller) -> bool:
        """True if a permission is the caller's: by name, by group, by domain, or as anybody."""
        if grant.type == "user":
            return grant.email == caller.email
        if grant.type == "group":
            return grant.email in self.signin.groups_of(caller.email)
        return grant.type == "anyone" or grant.domain == caller.domain

    def audience(self, record: FileRecord) -> set[str]:
        """The principals that a file is shared with, one by one: groups count as their members."""
        found: set[str] = set()
        for grant in self.grants(record):
            group = self.signin.find(grant.email) if grant.type == "group" else None
            found |= set(group.members) if group else {grant.principal}
        return found

    def grant(self, type: str, role: str, email: str = "", domain: str = "", **more: Any) -> Permission:
        """A permission with the id that Drive gives it: one per principal, the same on every file."""
        email, domain = email.lower(), domain.lower()
        id = number_for(email, 20) if email else f"{number_for(domain, 20)}k" if domain else "anyoneWithLink"
        return Permission(id, type, role, email, domain, granted=self.now(), **more)  # type: ignore[arg-type]
