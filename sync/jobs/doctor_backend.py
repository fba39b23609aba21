"""What `coachlog doctor` finds out about the add-on's backend: its settings, and what it answers to somebody who is not Google."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Final
from urllib.parse import urlsplit

import requests

from sync.jobs.findings import Finding, Health
from sync.settings import Settings

SECONDS: Final = 15.0
_LOCAL: Final = ("127.0.0.1", "localhost")
_NEEDED: Final = {
    "addon_url": "the backend's public https address (README, step 10)",
    "addon_service_account": "the add-on's service account, as the Marketplace SDK shows it (README, step 10)",
    "oauth_client_id": "the OAuth client of the add-on (README, step 10)",
}
_NOT_RUN: Final = (
    "Pasting the deployment into the Marketplace SDK, the consent screen and Google's own calls cannot be tried from here "
    "(README, step 11)."
)


def backend_findings(settings: Settings) -> Iterator[Finding]:
    """Findings about the sidebar's backend and the doors for news of forms. At most four requests, all to our own address."""
    missing = [name for name in _NEEDED if not getattr(settings, name)]
    if len(missing) == len(_NEEDED):
        served = "" if not settings.practice else " `coachlog serve` sets it up in the practice Google by itself."
        yield Finding(Health.LOOK, f"The sidebar is not set up (README, steps 10 and 11).{served}")
        return
    for name in missing:
        yield Finding(Health.BROKEN, f"COACHLOG_{name.upper()} is not set.", f"Set it to {_NEEDED[name]}.")
    if settings.addon_url:
        yield from _answers(settings)
    yield from _doors(settings)
    yield Finding(Health.LOOK, _NOT_RUN)


def _answers(settings: Settings) -> Iterator[Finding]:
    url = settings.addon_url
    parts = urlsplit(url)
    if parts.scheme != "https" and parts.hostname not in _LOCAL:
        yield Finding(Health.BROKEN, "The add-on's address is not https.", "Google calls https addresses only.")
        return
    if url.endswith("/") or parts.path or parts.query:
        todo = "Give the host alone, without a slash at its end: Google's tokens name the address letter by letter."
        yield Finding(Health.BROKEN, "The add-on's address has more than a host.", todo)
        return
    try:
        health = requests.get(f"{url}/healthz", timeout=SECONDS)
        shown = requests.get(f"{url}/deployment.json", timeout=SECONDS)
        stranger = requests.post(f"{url}/sheets/home", json={}, timeout=SECONDS)
    except requests.RequestException as problem:
        todo = f"Start it (README, step 10), or look at what stands in front of it. It was: {type(problem).__name__}."
        yield Finding(Health.BROKEN, "The add-on's backend does not answer.", todo)
        return
    if health.status_code != 200:
        yield Finding(Health.BROKEN, f"The backend answers {health.status_code} to /healthz.", "Look at its log.")
    else:
        yield Finding(Health.GOOD, "The add-on's backend answers.")
    if f'"{url}/sheets/home"' not in shown.text:
        todo = "Start the backend with the COACHLOG_ADDON_URL that stands in this settings file."
        yield Finding(Health.BROKEN, "The backend believes that it has another address.", todo)
    if stranger.status_code != 401:
        todo = "Something in front of the backend answers in its place, or lets strangers in. Look there first."
        yield Finding(Health.BROKEN, f"A caller without Google's token gets {stranger.status_code}, not 401.", todo)


def _doors(settings: Settings) -> Iterator[Finding]:
    """The two ways in which news of form responses may come, beside polling."""
    topic, account = settings.forms_topic, settings.push_service_account
    if bool(topic) != bool(account):
        lacks = "COACHLOG_PUSH_SERVICE_ACCOUNT" if topic else "COACHLOG_FORMS_TOPIC"
        todo = f"Set {lacks} too, or leave both out: then forms are polled (README, step 12)."
        yield Finding(Health.LOOK, "Form responses are to be pushed, but half of what it needs is not set.", todo)
    if topic and not (topic.startswith("projects/") and "/topics/" in topic):
        yield Finding(
            Health.BROKEN, "COACHLOG_FORMS_TOPIC names no topic.", "Write it as projects/PROJECT/topics/TOPIC."
        )
    if not settings.apps_script_client_id:
        todo = "Only where respondents are to correct their responses by themselves: README, step 13."
        yield Finding(Health.LOOK, "The Forms add-on (Apps Script) is not set up.", todo)
