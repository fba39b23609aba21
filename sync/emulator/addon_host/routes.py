"""The add-on host as part of the emulator: `world.addons`, and the column beside a Sheet."""

from __future__ import annotations

from flask import Flask

from sync.emulator.addon_host.addons import Addons, addons_of, attach
from sync.emulator.addon_host.pages import add_addon_pages
from sync.emulator.world import World


def register(world: World) -> None:
    """Give the world its add-ons."""
    attach(world, Addons(world))


def add_pages(app: Flask, world: World) -> None:
    """Add the column in which add-ons are opened."""
    add_addon_pages(app, world, addons_of(world))
