"""Deployments: what an add-on's owner enters as JSON, and the identities that Google gives to it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from sync.emulator.accounts import number_for
from sync.emulator.addon_host.addresses import endpoint_problem, picture_problem

LOCALE_SCOPE = "https://www.googleapis.com/auth/script.locale"
FILE_SCOPE = "https://www.googleapis.com/auth/drive.file"
EMAIL_SCOPES = frozenset({"https://www.googleapis.com/auth/userinfo.email", "email"})
LONGEST_NAME = 15  # characters, Marketplace's rule for the name of an add-on
_COMMON = {"name", "logoUrl", "layoutProperties", "addOnWidgetSet", "useLocaleFromApp", "homepageTrigger"}
_COMMON |= {"universalActions", "openLinkUrlPrefixes"}
_SHEETS = {"homepageTrigger", "onFileScopeGrantedTrigger", "linkPreviewTriggers", "createActionTriggers"}
_HTTP = {"authorizationHeader", "granularOauthPermissionSupport"}
_HEADERS = ("SYSTEM_ID_TOKEN", "USER_ID_TOKEN", "NONE")


@dataclass(frozen=True)
class Deployment:
    """An installed add-on. `service_account` signs what the add-on is sent; `client_id` is the audience of its
    users' identity tokens. Addresses are full; an absent one is empty.
    """

    id: str
    name: str
    logo: str
    color: str
    scopes: tuple[str, ...]
    homepage: str
    file_scope_granted: str
    sees_locale: bool
    header: str
    service_account: str
    client_id: str


class DeploymentRefused(ValueError):
    """Google would not take this deployment; `problems` says why."""

    def __init__(self, problems: Sequence[str]) -> None:
        super().__init__("Google would not take this deployment: " + "; ".join(problems) + ".")
        self.problems = tuple(problems)


def deployment_from(given: Mapping[str, Any], id: str, service_account: str = "", client_id: str = "") -> Deployment:
    """The deployment that the JSON describes; identities that are not given are made up from its id. Raises
    DeploymentRefused.
    """
    problems = list(_problems(given))
    if problems:
        raise DeploymentRefused(problems)
    add_ons = given["addOns"]
    common, sheets, http = add_ons["common"], add_ons["sheets"], add_ons.get("httpOptions", {})
    scopes = tuple(given.get("oauthScopes", ()))
    number = number_for(id, 12)
    return Deployment(
        id=id,
        name=common["name"],
        logo=common["logoUrl"],
        color=common.get("layoutProperties", {}).get("primaryColor", ""),
        scopes=scopes,
        homepage=_homepage(common, sheets),
        file_scope_granted=_address(sheets, "onFileScopeGrantedTrigger"),
        sees_locale=bool(common.get("useLocaleFromApp")) and LOCALE_SCOPE in scopes,
        header=http.get("authorizationHeader", "NONE"),
        service_account=service_account or f"service-{number}@gcp-sa-gsuiteaddons.iam.gserviceaccount.com",
        client_id=client_id or f"{number}-addon.apps.googleusercontent.com",
    )


def _problems(given: Mapping[str, Any]) -> list[str]:
    if not isinstance(given.get("addOns"), Mapping):
        return ["addOns is missing"]
    add_ons = given["addOns"]
    common, sheets = add_ons.get("common", {}), add_ons.get("sheets")
    if not isinstance(sheets, Mapping):
        return ["addOns.sheets is missing: the add-on has no place in Sheets"]
    found = [f"{name} is no field of a deployment" for name in sorted(set(given) - {"oauthScopes", "addOns"})]
    for where, part, known in (
        ("common", common, _COMMON),
        ("sheets", sheets, _SHEETS),
        ("httpOptions", add_ons.get("httpOptions", {}), _HTTP),
    ):
        found += [f"addOns.{where}.{name} is no field of a deployment" for name in sorted(set(part) - known)]
    found += _name_problems(str(common.get("name", "")))
    if not common.get("logoUrl"):
        found.append("addOns.common.logoUrl is missing")
    elif problem := picture_problem(common["logoUrl"]):
        found.append(f"addOns.common.logoUrl: {problem}")
    home = _homepage(common, sheets)
    if not home:
        found.append("addOns.common.homepageTrigger.runFunction is missing")
    for url in (home, _address(sheets, "onFileScopeGrantedTrigger")):
        if url and (problem := endpoint_problem(url)):
            found.append(f"runFunction: {problem}")
    http = add_ons.get("httpOptions", {})
    if http.get("authorizationHeader", "NONE") not in _HEADERS:
        found.append(f"addOns.httpOptions.authorizationHeader is one of {', '.join(_HEADERS)}")
    if http.get("granularOauthPermissionSupport") != "OPT_IN":
        found.append("addOns.httpOptions.granularOauthPermissionSupport must be OPT_IN (since December 2025)")
    return found


def _name_problems(name: str) -> list[str]:
    if not name:
        return ["addOns.common.name is missing"]
    found = [] if len(name) <= LONGEST_NAME else [f"the name has more than {LONGEST_NAME} characters"]
    return found + (["the name contains the word Google"] if "google" in name.lower() else [])


def _homepage(common: Mapping[str, Any], sheets: Mapping[str, Any]) -> str:
    return _address(sheets, "homepageTrigger") or _address(common, "homepageTrigger")


def _address(part: Mapping[str, Any], trigger: str) -> str:
    return str(part.get(trigger, {}).get("runFunction", ""))
