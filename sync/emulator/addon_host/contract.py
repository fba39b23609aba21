"""Whether an answer of an add-on keeps to Google's contract."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from sync.emulator.addon_host.addresses import link_problem
from sync.emulator.addon_host.card_rules import card_problems
from sync.emulator.addon_host.cards import Json
from sync.emulator.addon_host.deployments import Deployment
from sync.emulator.addon_host.shapes import shape_problems

Asked = Literal["open", "act", "suggest"]  # a trigger (homepage, file granted), a click or change, typing
SCOPES_ASKED = "requesting_google_scopes"
_SHAPES = {"open": "RenderActions", "act": "SubmitFormResponse", "suggest": "GetAutocompletionResponse"}
_NEEDED = {"act": "renderActions", "suggest": "autoComplete"}


class AddonRefused(Exception):
    """Google would not take what the add-on at `url` answered; `problems` says why."""

    def __init__(self, url: str, problems: Sequence[str]) -> None:
        super().__init__(f"Google would refuse the answer of {url}:\n- " + "\n- ".join(problems))
        self.url, self.problems = url, tuple(problems)


def answer_problems(asked: Asked, answer: object, deployment: Deployment) -> list[str]:
    """Why Google would refuse this answer to such a request; empty if it would not."""
    if isinstance(answer, dict) and SCOPES_ASKED in answer:
        return _scope_problems(answer, deployment)
    found = shape_problems(answer, _SHAPES[asked])
    if asked == "open" and isinstance(answer, dict) and "renderActions" in answer:
        found.append("a homepage answers {action: ...}; renderActions is for clicks")
    if found or not isinstance(answer, dict):
        return found
    if asked in _NEEDED and _NEEDED[asked] not in answer:
        return [f"{_NEEDED[asked]} is missing"]
    if asked == "suggest":
        return []
    prefix = "renderActions." if asked == "act" else ""
    actions = answer["renderActions"] if asked == "act" else answer
    if not actions.get("action") and not actions.get("hostAppAction"):
        return [f"{prefix}action is missing"]
    return [f"{prefix}action.{problem}" for problem in _action_problems(actions.get("action", {}))]


def _scope_problems(answer: Json, deployment: Deployment) -> list[str]:
    found = shape_problems(answer, "RequestingGoogleScopes")
    if found:
        return found
    asked = answer[SCOPES_ASKED]
    scopes = asked.get("scopes", [])
    if bool(scopes) == bool(asked.get("all_scopes")):
        return [f"{SCOPES_ASKED} needs either scopes or all_scopes"]
    unlisted = [scope for scope in scopes if scope not in deployment.scopes]
    return [f"{SCOPES_ASKED}.scopes: {scope} is not in the deployment's oauthScopes" for scope in unlisted]


def _action_problems(action: Json) -> list[str]:
    found: list[str] = []
    for index, step in enumerate(action.get("navigations", [])):
        where = f"navigations[{index}]"
        if len(step) != 1:
            found.append(f"{where} must be exactly one step; it is {', '.join(step) or 'empty'}")
        for name in ("pushCard", "updateCard"):
            if name in step:
                found += [f"{where}.{name}.{problem}" for problem in card_problems(step[name])]
    if "link" in action and (problem := link_problem(action["link"].get("url", ""))):
        found.append(f"link.url: {problem}")
    if "notification" in action and not action["notification"].get("text"):
        found.append("notification.text is missing")
    return found
