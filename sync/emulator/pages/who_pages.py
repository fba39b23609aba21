"""The first page: who you are."""

from __future__ import annotations

from typing import Any

from flask import Blueprint, redirect, render_template, request, session, url_for

from sync.emulator.pages.viewer import local_path
from sync.emulator.world import World

_SHOWN = 60  # of each kind; others are found by name


def add_who_pages(pages: Blueprint, world: World) -> None:
    """Add the choice of a person to the pages."""

    def who() -> str:
        asked = request.args.get("q", "").strip().lower()
        known = sorted(world.signin.accounts(), key=lambda account: (account.name.lower(), account.email))
        found = [account for account in known if asked in f"{account.name} {account.email}".lower()]
        people = [account for account in found if account.kind == "user"]
        services = [account for account in found if account.kind == "service_account"]
        return render_template(
            "pages/who.html",
            people=people[:_SHOWN],
            services=services[:_SHOWN],
            left_out=len(people[_SHOWN:]) + len(services[_SHOWN:]),
            any_known=bool(known),
            asked=asked,
            next=local_path(request.args.get("next", "/")),
        )

    def choose() -> Any:
        account = world.signin.find(request.form.get("email", ""))
        if account is None or account.kind == "group":
            return redirect(url_for("pages.who"))
        session["email"] = account.email
        return redirect(local_path(request.form.get("next", "/")))

    pages.add_url_rule("/practice/who", "who", who)
    pages.add_url_rule("/practice/who", "choose", choose, methods=["POST"])
