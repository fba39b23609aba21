"""The add-ons of one world: installed, allowed, opened."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from typing import Any

from sync.emulator.addon_host.consents import Consents
from sync.emulator.addon_host.deployments import Deployment, deployment_from
from sync.emulator.addon_host.sessions import AddonSession
from sync.emulator.store import Records
from sync.emulator.world import World

TIME_LIMIT_SECONDS = 30.0  # of Apps Script's callbacks; for HTTP none is published
_ATTRIBUTE = "addons"  # of the world


class Addons:
    """What is installed for everybody on this server. `limit_seconds` is how long an add-on may take to answer."""

    def __init__(self, world: World) -> None:
        self._world = world
        self._deployments = Records(world.store, "addon", Deployment)
        self.consents = Consents(world)
        self.limit_seconds = TIME_LIMIT_SECONDS

    def install(
        self, deployment: Mapping[str, Any], id: str = "", service_account: str = "", client_id: str = ""
    ) -> Deployment:
        """Install a deployment, given as the JSON that its owner would enter; the same id replaces the one before.

        Args: `id` is its name in lower case unless given; `service_account` signs what it is sent, `client_id` is the
        audience of users' tokens (both made up if not given). Raises DeploymentRefused.
        """
        name = str(deployment.get("addOns", {}).get("common", {}).get("name", ""))
        made = deployment_from(deployment, id or name.lower().replace(" ", "-"), service_account, client_id)
        with self._world.store.transaction():
            self._world.signin.create_service_account(made.service_account)
            self._world.signin.create_client(made.client_id)
            return self._deployments.save(made.id, made)

    def uninstall(self, id: str) -> None:
        with self._world.store.transaction():
            self._deployments.delete(id)

    def installed(self) -> list[Deployment]:
        """Every add-on, by name."""
        return sorted(self._deployments.all(), key=lambda one: one.name.lower())

    def deployment(self, id: str) -> Deployment:
        """The add-on with this id. Raises KeyError."""
        found = self._deployments.get(id)
        if found is None:
            raise KeyError(f"No add-on {id!r} is installed here.")
        return found

    def allow(
        self, deployment: Deployment, user: str, scopes: Iterable[str] | None = None, files: Iterable[str] = ()
    ) -> None:
        """What a person has allowed before: scopes (None: all of the deployment's) and files."""
        self.consents.grant_scopes(deployment, user, deployment.scopes if scopes is None else scopes)
        for file_id in files:
            self.consents.grant_file(deployment, user, file_id)

    def session(
        self,
        deployment: Deployment | str,
        user: str,
        spreadsheet_id: str,
        time_zone: str = "America/Chicago",
        locale: str = "en-US",
    ) -> AddonSession:
        """The add-on as this person has it beside this Sheet, not opened yet."""
        found = self.deployment(deployment) if isinstance(deployment, str) else deployment
        return AddonSession(
            self._world, self.consents, found, user, spreadsheet_id, time_zone, locale, self.limit_seconds
        )


def attach(world: World, addons: Addons) -> None:
    """Make them the world's add-ons: `world.addons`."""
    vars(world)[_ATTRIBUTE] = addons


def addons_of(world: World) -> Addons:
    """The add-ons of a world."""
    found: Addons = vars(world)[_ATTRIBUTE]
    return found
