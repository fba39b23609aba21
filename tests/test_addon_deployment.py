"""The deployment that Google is given, checked against Google's published types."""

from __future__ import annotations

import copy
import json

import pytest
import requests
from google.cloud import gsuiteaddons_v1

from addon.answers import REQUIRED_SCOPES
from addon.deployment import NAME, deployment
from tests.addon_events import PracticeAddon

pytest_plugins = ("tests.addon_fixtures",)


def test_googles_own_types_take_it() -> None:
    """All but granularOauthPermissionSupport, which Google documents and its published types do not know yet."""
    wanted = copy.deepcopy(deployment("coachlog.example.org"))
    assert wanted["addOns"]["httpOptions"].pop("granularOauthPermissionSupport") == "OPT_IN"
    taken = gsuiteaddons_v1.Deployment.from_json(json.dumps(wanted))
    assert taken.add_ons.sheets.homepage_trigger.run_function == "https://coachlog.example.org/sheets/home"
    granted = taken.add_ons.sheets.on_file_scope_granted_trigger.run_function
    assert granted == "https://coachlog.example.org/sheets/file-scope-granted"
    assert taken.add_ons.http_options.authorization_header.name == "SYSTEM_ID_TOKEN"


def test_the_name_is_one_that_the_marketplace_allows() -> None:
    """At most 15 characters, without Google's."""
    assert len(NAME) <= 15
    assert "google" not in NAME.lower()


def test_it_asks_for_no_more_than_it_needs() -> None:
    """What a visit requires is asked for, and no scope reaches beyond the Sheets that a person allowed."""
    scopes = deployment("coachlog.example.org")["oauthScopes"]
    assert set(REQUIRED_SCOPES) <= set(scopes)
    assert not [scope for scope in scopes if scope.endswith(("/drive", "/spreadsheets"))]


@pytest.mark.parametrize("host", ["", "http://coachlog.example.org", "coachlog.example.org/path", "ftp://x"])
def test_a_host_that_google_would_refuse_is_refused_here(host: str) -> None:
    """Only https, and only a host."""
    with pytest.raises(ValueError, match=r"address|https|machine"):
        deployment(host)


def test_it_is_served_with_its_logo(addon: PracticeAddon) -> None:
    """GET /deployment.json names this very address, and the logo is a PNG."""
    served = requests.get(f"{addon.url}/deployment.json", timeout=30).json()
    assert served == deployment(addon.url)
    logo = requests.get(served["addOns"]["common"]["logoUrl"], timeout=30)
    assert logo.content.startswith(b"\x89PNG")
    assert requests.get(f"{addon.url}/healthz", timeout=30).json() == {"status": "ok"}
