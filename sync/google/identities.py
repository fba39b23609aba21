"""Who asks: a service account or a user. Which identity serves a workbook is the caller's decision."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from hashlib import sha256
from pathlib import Path
from typing import Any

import google.auth.credentials
import google.auth.exceptions
import google.oauth2.credentials
import google.oauth2.service_account
import orjson

from sync.google.errors import CredentialsMissing

SYNC_SCOPES = (
    "https://www.googleapis.com/auth/spreadsheets",
    "https://www.googleapis.com/auth/drive",
    "https://www.googleapis.com/auth/documents",
    "https://www.googleapis.com/auth/forms.body",
    "https://www.googleapis.com/auth/forms.responses.readonly",
)


@dataclass(frozen=True)
class Identity:
    """One signed-in party. `label` names it in logs and quota buckets without telling who it is; `reader` is
    the address that files are shared with, "" where it is not known; `project` is the Cloud project that its
    requests are charged to."""

    label: str
    credentials: google.auth.credentials.Credentials = field(repr=False)
    reader: str = field(default="", repr=False)
    project: str = "default"

    @classmethod
    def of_service_account(
        cls, key: Path | Mapping[str, Any], scopes: Sequence[str] = SYNC_SCOPES, subject: str | None = None
    ) -> Identity:
        """The identity of a key file, or of its content.

        Args: `subject` is the user it acts for, where the domain has delegated that to it. Raises:
        `CredentialsMissing`.
        """
        content = _key_file(key) if isinstance(key, Path) else key
        try:
            credentials = google.oauth2.service_account.Credentials.from_service_account_info(  # type: ignore[no-untyped-call]
                dict(content), scopes=list(scopes), subject=subject
            )
        except (ValueError, google.auth.exceptions.GoogleAuthError) as problem:
            raise CredentialsMissing(
                "The service account's key is damaged or is not one. Download a new key."
            ) from problem
        reader = subject or str(content["client_email"])
        return cls(_label("sa", reader), credentials, reader, _name(str(content.get("project_id", "default"))))

    @classmethod
    def of_access_token(cls, token: str, reader: str = "", project: str = "default") -> Identity:
        """The identity of a user who handed over an access token. It ends with the token (an hour at
        most)."""
        if not token:
            raise CredentialsMissing("The user's access token is missing. Open the add-on again and allow it.")
        credentials = google.oauth2.credentials.Credentials(token=token)  # type: ignore[no-untyped-call]
        return cls(_label("user", reader or token), credentials, reader, project)


def _key_file(path: Path) -> Mapping[str, Any]:
    try:
        content = orjson.loads(path.read_bytes())
    except OSError as problem:
        raise CredentialsMissing(
            f"There is no readable key file {path.name}. Download one for the service account."
        ) from problem
    except orjson.JSONDecodeError:
        content = None  # not kept as the cause: it would carry the file's text
    if not isinstance(content, dict):
        raise CredentialsMissing(
            f"The key file {path.name} is not JSON. Download the service account's key again as JSON."
        )
    return content


def _label(kind: str, who: str) -> str:
    """A short name that stays the same over processes and machines, so that they can share a quota bucket."""
    return f"{kind}_{sha256(who.encode()).hexdigest()[:10]}"


def _name(text: str) -> str:
    return "".join(letter if letter.isalnum() else "_" for letter in text)
