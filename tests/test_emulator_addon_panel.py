"""The requests of the side panel's page, and the texts that it shows."""

from __future__ import annotations

import re

import pytest
import requests

from sync.emulator.addon_host.addons import Addons
from sync.emulator.addon_host.rich_text import rich
from sync.emulator.server import EmulatorServer
from tests.drawn_addon import COACH

pytest_plugins = ("tests.addon_host_fixtures",)

OTHER = "lee@coaching.example"


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("a <b>b</b> <i>c</i> <u>d</u> <s>e</s>", "a <b>b</b> <i>c</i> <u>d</u> <s>e</s>"),
        ("one\ntwo<br>three", "one<br>two<br>three"),
        ('<font color="#1a6b54">x</font>', '<span style="color:#1a6b54">x</span>'),
        ('<font color="red;background:url(x)">x</font>', "x"),
        ("5 &lt; 6 &amp; 7", "5 &lt; 6 &amp; 7"),
        ("<script>alert(1)</script>", "alert(1)"),
        ("<img src=x onerror=alert(1)>x", "x"),
        ('<a href="javascript:alert(1)">x</a>', "x"),
        ('<b onclick="alert(1)">x', "<b>x</b>"),
        ("</b>x<b><i>y</b>z</i>", "x<b><i>y</i></b>z"),
        (
            '<a href="https://e.example/?a=1&amp;b=2">x</a>',
            '<a href="https://e.example/?a=1&amp;b=2" target="_blank" rel="noopener noreferrer">x</a>',
        ),
    ],
)
def test_texts_show_only_the_documented_formatting(text: str, shown: str) -> None:
    """Everything else of HTML is dropped, attributes included, and every tag is closed."""
    assert rich(text) == shown


def signed_in(january: EmulatorServer, email: str) -> tuple[requests.Session, str]:
    """A browser's session in which this person has been chosen, and the token of its pages."""
    session = requests.Session()
    page = session.get(f"{january.address}/practice/who", params={"q": email}, timeout=5).text
    token = re.search(r'name="csrf-token" content="([^"]+)"', page)
    assert token
    form = {"csrf_token": token[1], "email": email, "next": "/"}
    session.post(f"{january.address}/practice/who", data=form, timeout=5)
    return session, token[1]


def test_a_panel_answers_its_own_person_and_its_own_page_only(
    january: EmulatorServer, addons: Addons, sheet_id: str
) -> None:
    """Without the page's token 403; another person's panel, or a Sheet that is not shared, 404."""
    january.world.signin.create_user(OTHER)
    (coach, token), (other, others_token) = signed_in(january, COACH), signed_in(january, OTHER)
    base, asked = f"{january.address}/practice/addons", {"deployment": "tiny", "spreadsheet": sheet_id}
    mine = coach.post(f"{base}/open", json=asked, headers={"X-CSRF-Token": token}, timeout=5)
    panel = f"{base}/panels/{mine.json()['panel']}/go"
    theirs = {"X-CSRF-Token": others_token}
    statuses = [
        mine.status_code,
        coach.post(f"{base}/open", json=asked, timeout=5).status_code,
        other.post(panel, json={"to": "home"}, headers=theirs, timeout=5).status_code,
        other.post(f"{base}/open", json=asked, headers=theirs, timeout=5).status_code,
    ]
    assert statuses == [200, 403, 404, 404]
