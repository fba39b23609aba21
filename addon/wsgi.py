"""The add-on for a WSGI server: `gunicorn "addon.wsgi:application()"`. Every worker builds its own from the settings."""

from __future__ import annotations

import atexit
from contextlib import ExitStack

from flask import Flask

from addon.application import create_app
from addon.collaborators import AddonSettings, collaborators
from addon.hooks import HookSettings, hooks
from sync.connect import certificates_address, connect
from sync.google.token_verifier import Certificates, TokenVerifier
from sync.jobs.context import SyncContext
from sync.ledger import open_ledger
from sync.logs import show_warnings_only
from sync.settings import clock_of, read_settings, real_clock


def application() -> Flask:
    """The add-on of this installation. Raises CredentialsMissing without a key file, ValueError without its own addresses."""
    show_warnings_only()
    settings = read_settings()
    if not (settings.addon_url and settings.addon_service_account and settings.oauth_client_id):
        raise ValueError(
            "The add-on needs COACHLOG_ADDON_URL, COACHLOG_ADDON_SERVICE_ACCOUNT and COACHLOG_OAUTH_CLIENT_ID; README says where "
            "they come from."
        )
    open_while_serving = ExitStack()
    atexit.register(open_while_serving.close)
    access = open_while_serving.enter_context(connect(settings))
    ledger = open_ledger(settings.database_url)
    open_while_serving.callback(ledger.close)
    key, clock = settings.fingerprint_key(), clock_of(settings)
    program = SyncContext(access, ledger, key, clock, settings.time_zone, settings.pseudonym_key, timer=real_clock)
    address = certificates_address(access)
    verifier = TokenVerifier(Certificates(address) if address else Certificates())
    own = AddonSettings(settings.addon_url, settings.addon_service_account, settings.oauth_client_id, access.address)
    here = collaborators(own, program, verifier)
    doors = HookSettings(settings.push_service_account, settings.apps_script_client_id)
    return create_app(here, [hooks(here, doors)])
