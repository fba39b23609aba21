"""One request to an add-on, and its answer held to the contract."""

from __future__ import annotations

import time
from dataclasses import dataclass

import orjson
import requests

from sync.emulator.addon_host.addresses import endpoint_problem, is_here
from sync.emulator.addon_host.cards import Json
from sync.emulator.addon_host.contract import AddonRefused, Asked, answer_problems
from sync.emulator.addon_host.deployments import Deployment

_USER_AGENT = "Google-Gsuiteaddons"
_QUOTED = 200  # characters of an unreadable answer that are shown


@dataclass(frozen=True)
class Request:
    """What an add-on is sent: where, for what, with which event object."""

    url: str
    asked: Asked
    event: Json


def answer_to(request: Request, deployment: Deployment, limit_seconds: float) -> Json:
    """The answer of the add-on. Raises AddonRefused for one that Google would not take, or none in time."""
    problem = endpoint_problem(request.url)
    if not problem and not is_here(request.url):
        problem = f"{request.url} is not on this computer; this practice server calls nothing else"
    if problem:
        raise AddonRefused(request.url, [problem])
    response, seconds = _sent(request, deployment, limit_seconds)
    if seconds > limit_seconds:
        raise AddonRefused(request.url, [f"it took {seconds:.1f} s; the limit is {limit_seconds:g} s"])
    if response.status_code != 200:
        text = _beginning(response.content)
        raise AddonRefused(request.url, [f"the status is {response.status_code}, not 200: {text}"])
    try:
        answer = orjson.loads(response.content)
    except orjson.JSONDecodeError:
        raise AddonRefused(request.url, [f"it is not JSON: {_beginning(response.content)}"]) from None
    if problems := answer_problems(request.asked, answer, deployment):
        raise AddonRefused(request.url, problems)
    found: Json = answer
    return found


def _sent(request: Request, deployment: Deployment, limit_seconds: float) -> tuple[requests.Response, float]:
    tokens = request.event["authorizationEventObject"]
    token = tokens.get({"SYSTEM_ID_TOKEN": "systemIdToken", "USER_ID_TOKEN": "userIdToken"}.get(deployment.header, ""))
    headers = {"Content-Type": "application/json; charset=utf-8", "User-Agent": _USER_AGENT}
    if token:
        headers["Authorization"] = f"Bearer {token}"
    started = time.perf_counter()
    with requests.Session() as session:
        session.trust_env = False  # straight to this computer, whatever proxy is set
        try:
            response = session.post(
                request.url,
                data=orjson.dumps(request.event),
                headers=headers,
                timeout=limit_seconds,
                allow_redirects=False,
            )
        except requests.Timeout:
            raise AddonRefused(request.url, [f"there was no answer within {limit_seconds:g} s"]) from None
        except requests.RequestException:
            raise AddonRefused(request.url, ["nobody answers there; is the add-on running?"]) from None
    return response, time.perf_counter() - started


def _beginning(content: bytes) -> str:
    text = content[: _QUOTED * 4].decode("utf-8", "replace").strip()
    return (text if len(text) <= _QUOTED else f"{text[:_QUOTED]}…") or "(empty)"
