"""Users, groups and service accounts."""

from __future__ import annotations

import hashlib
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass, field, replace
from typing import Literal

from sync.emulator import keys
from sync.emulator.store import Records, Store

DEFAULT_PROJECT = "emulated-project"


@dataclass(frozen=True)
class Account:
    """A user, a service account (with its key) or a group (with its members). `number` is Google's subject
    id.
    """

    email: str
    kind: Literal["user", "service_account", "group"]
    name: str
    number: str
    project: str = DEFAULT_PROJECT
    private_key: str = ""
    members: tuple[str, ...] = ()
    delegated: Mapping[str, tuple[str, ...]] = field(default_factory=dict)  # domain -> scopes


class Accounts:
    """Everybody whom the emulated Google knows."""

    def __init__(self, store: Store, address: Callable[[], str]) -> None:
        self._store, self._address = store, address
        self._accounts = Records(store, "account", Account)

    def create_user(self, email: str, name: str = "") -> Account:
        """The person with this address, made if need be."""
        return self._account(email, "user", name)

    def create_group(self, email: str, members: Iterable[str]) -> Account:
        """A group of people that files can be shared with; a second call replaces its members."""
        group = self._account(email, "group", "")
        with self._store.transaction():
            members = tuple(sorted(member.lower() for member in members))
            return self._accounts.save(group.email, replace(group, members=members))

    def create_service_account(self, email: str) -> dict[str, str]:
        """A service account's key file, in the JSON form that Google gives out. The same address gives the
        same key.
        """
        account = self._account(email, "service_account", "")
        quoted = account.email.replace("@", "%40")
        return {
            "type": "service_account",
            "project_id": account.project,
            "private_key_id": keys.key_id(account.private_key),
            "private_key": account.private_key,
            "client_email": account.email,
            "client_id": account.number,
            "auth_uri": f"{self._address()}/o/oauth2/auth",
            "token_uri": f"{self._address()}/token",
            "auth_provider_x509_cert_url": f"{self._address()}/oauth2/v1/certs",
            "client_x509_cert_url": f"{self._address()}/robot/v1/metadata/x509/{quoted}",
            "universe_domain": "googleapis.com",
        }

    def delegate(self, service_account: str, domain: str, scopes: Iterable[str]) -> None:
        """Let a service account act for every user of a domain, within scopes (domain-wide delegation)."""
        account = self.account(service_account)
        with self._store.transaction():
            delegated = {**account.delegated, domain: tuple(scopes)}
            self._accounts.save(account.email, replace(account, delegated=delegated))

    def account(self, email: str) -> Account:
        """The account with this address. Raises KeyError if there is none."""
        found = self._accounts.get(email.lower())
        if found is None:
            raise KeyError(f"There is no account {email!r} here. Make it with create_user or create_service_account.")
        return found

    def find(self, email: str) -> Account | None:
        return self._accounts.get(email.lower())

    def accounts(self) -> list[Account]:
        return self._accounts.all()

    def groups_of(self, email: str) -> set[str]:
        """The addresses of the groups that an account belongs to."""
        return {group.email for group in self._accounts.all() if group.kind == "group" and email in group.members}

    def _account(self, email: str, kind: Literal["user", "service_account", "group"], name: str) -> Account:
        email = email.lower()
        with self._store.transaction():
            known = self._accounts.get(email)
            if known and known.kind == kind:
                return known
            if known:
                raise ValueError(f"{email} is a {known.kind.replace('_', ' ')} already; choose another address.")
            local, _, domain = email.partition("@")
            in_project = domain.endswith(".iam.gserviceaccount.com")
            account = Account(
                email=email,
                kind=kind,
                name=name or (email if kind == "service_account" else local.replace(".", " ").title()),
                number=number_for(email, 21),
                project=domain.removesuffix(".iam.gserviceaccount.com") if in_project else DEFAULT_PROJECT,
                private_key=keys.private_key_pem(len(self._accounts) + 1) if kind == "service_account" else "",
            )
            return self._accounts.save(email, account)


def number_for(text: str, digits: int) -> str:
    """A number of so many digits that stands for a text, always the same."""
    found = int.from_bytes(hashlib.sha256(text.encode()).digest()[:16], "big") % 10 ** (digits - 1)
    return f"1{found:0{digits - 1}d}"
