"""What people have allowed an add-on: scopes, one by one, and single files."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass, replace

from sync.emulator.addon_host.deployments import FILE_SCOPE, Deployment
from sync.emulator.store import Records
from sync.emulator.world import World

_WIDE = frozenset({"https://www.googleapis.com/auth/drive", "https://www.googleapis.com/auth/spreadsheets"})


@dataclass(frozen=True)
class Consent:
    """What one person has allowed one add-on: scopes, and files for `drive.file`."""

    scopes: tuple[str, ...] = ()
    files: tuple[str, ...] = ()


class Consents:
    """Everybody's consents."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._records = Records(world.store, "addon_consent", Consent)

    def of(self, deployment: Deployment, user: str) -> Consent:
        return self._records.get(_key(deployment, user)) or Consent()

    def grant_scopes(self, deployment: Deployment, user: str, scopes: Iterable[str]) -> None:
        """Add scopes; those that the deployment does not list are left out."""
        asked = set(scopes)
        with self._world.store.transaction():
            known = self.of(deployment, user)
            granted = tuple(scope for scope in deployment.scopes if scope in asked or scope in known.scopes)
            self._records.save(_key(deployment, user), replace(known, scopes=granted))

    def grant_file(self, deployment: Deployment, user: str, file_id: str) -> None:
        """Let the add-on open one file for this person."""
        with self._world.store.transaction():
            known = self.of(deployment, user)
            files = tuple(dict.fromkeys((*known.files, file_id)))
            self._records.save(_key(deployment, user), replace(known, files=files))
            self._world.drive.open_with(file_id, deployment.client_id)

    def revoke(self, deployment: Deployment, user: str) -> None:
        """Take everything back, as a person does in the settings of their account."""
        with self._world.store.transaction():
            self._records.delete(_key(deployment, user))

    def reaches(self, deployment: Deployment, user: str, file_id: str) -> bool:
        """Whether the add-on may open the file for this person."""
        known = self.of(deployment, user)
        return bool(_WIDE & set(known.scopes)) or (FILE_SCOPE in known.scopes and file_id in known.files)


def _key(deployment: Deployment, user: str) -> str:
    return f"{deployment.id} {user.lower()}"
