"""The deployment of the HTTP add-on, as the Workspace Marketplace takes it (HTTP deployments, Create new deployment)."""

from __future__ import annotations

from typing import Any, Final

from sync.google.addresses import checked_address

SCOPES: Final = (
    "https://www.googleapis.com/auth/drive.file",  # only Sheets in which a person has allowed coachlog
    "https://www.googleapis.com/auth/userinfo.email",
    "https://www.googleapis.com/auth/script.locale",
)
NAME: Final = "coachlog"  # at most 15 characters, and not "Google"
COLOR: Final = "#1a73e8"


def deployment(address: str) -> dict[str, Any]:
    """The deployment for the add-on at this address (a host name alone is taken as https). Raises ValueError for anything else."""
    whole = (address if "://" in address else f"https://{address}").removesuffix("/")
    url = checked_address(whole)
    if url != whole:
        raise ValueError(
            f"{address!r} is no address of a host alone. Give the host name, for example coachlog.example.org."
        )
    return {
        "oauthScopes": list(SCOPES),
        "addOns": {
            "common": {
                "name": NAME,
                "logoUrl": f"{url}/logo.png",
                "layoutProperties": {"primaryColor": COLOR},
                "useLocaleFromApp": True,
                "homepageTrigger": {"runFunction": f"{url}/sheets/home"},
            },
            "sheets": {
                "homepageTrigger": {"runFunction": f"{url}/sheets/home"},
                "onFileScopeGrantedTrigger": {"runFunction": f"{url}/sheets/file-scope-granted"},
            },
            "httpOptions": {
                "authorizationHeader": "SYSTEM_ID_TOKEN",
                "granularOauthPermissionSupport": "OPT_IN",
            },
        },
    }
