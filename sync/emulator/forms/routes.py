"""The Forms API's methods by their ids in the discovery document, the page, and what Drive asks of Forms."""

from __future__ import annotations

from flask import Flask

from sync.emulator.dispatch import Handler
from sync.emulator.forms import methods, responders, watch_methods
from sync.emulator.forms.forms import Forms
from sync.emulator.forms.pages import pages_of
from sync.emulator.forms.pubsub import PubSub, attach
from sync.emulator.forms.records import MIME_TYPE
from sync.emulator.pages.viewer import sign_cookies
from sync.emulator.world import World

ROUTES: dict[str, Handler] = {
    "forms.forms.create": methods.create,
    "forms.forms.get": methods.get,
    "forms.forms.batchUpdate": methods.batch_update,
    "forms.forms.setPublishSettings": methods.set_publish_settings,
    "forms.forms.responses.get": methods.get_response,
    "forms.forms.responses.list": methods.list_responses,
    "forms.forms.watches.create": watch_methods.create,
    "forms.forms.watches.delete": watch_methods.delete,
    "forms.forms.watches.list": watch_methods.list_watches,
    "forms.forms.watches.renew": watch_methods.renew,
    # In front of Drive's own, for the published view of forms.
    "drive.permissions.create": responders.create,
    "drive.permissions.delete": responders.delete,
    "drive.permissions.get": responders.get,
    "drive.permissions.list": responders.list_permissions,
    "drive.permissions.update": responders.update,
}


def register(world: World) -> None:
    """Makes this part keep the content of the world's forms: `world.forms`, and with it `world.pubsub`."""
    pubsub = PubSub(world)
    forms = Forms(world, pubsub.publish)
    pubsub.before_delivery.append(forms.watches.notify)
    attach(world, pubsub)
    vars(world)["forms"] = forms
    world.drive.content[MIME_TYPE] = forms


def add_pages(app: Flask, world: World) -> None:
    """Add the page that respondents fill in."""
    sign_cookies(app, world)
    app.register_blueprint(pages_of(world))
