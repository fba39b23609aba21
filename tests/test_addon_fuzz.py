"""Events that no card of ours would send, drawn at random: never a fault, never a write nobody asked for, never a name told."""

from __future__ import annotations

import copy
import json
import os
from typing import Any, Final

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from werkzeug.test import TestResponse

from addon.application import create_app
from addon.sheets import ACTIONS
from tests.addon_events import ANA, Json, PracticeAddon, card_of, heard, said

pytest_plugins = ("tests.addon_fixtures",)

LONG: Final = os.environ.get("COACHLOG_LONG") == "1"
EXAMPLES: Final = 500 if LONG else 40
ROWS: Final = 100 if LONG else 10  # each is a whole click, a read and a write
drawn = settings(
    max_examples=EXAMPLES,
    deadline=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture, HealthCheck.too_slow],
)

TEXTS: Final = st.one_of(
    st.text(max_size=40),
    st.sampled_from(
        ["", "-", "=1+1", "+1", "@SUM(A1)", "'x", "<b>x</b>", "\x00", "1h 30", "\u202e90", "NaN", "1e999", "null"]
    ),
)
VALUES: Final = st.recursive(
    st.one_of(st.none(), st.booleans(), st.integers(-(10**30), 10**30), st.floats(allow_nan=False), TEXTS),
    lambda inner: st.one_of(st.lists(inner, max_size=4), st.dictionaries(TEXTS, inner, max_size=4)),
    max_leaves=12,
)
FIELDS: Final = ("school", "activity", "minutes", "focus_area", "delivery", "contract_day", "attendance", "note")


def sent(addon: PracticeAddon, path: str, body: Any) -> TestResponse:
    """The answer to a body that Google's platform vouches for."""
    headers = {"Authorization": f"Bearer {addon.system_token(path)}"}
    data = body if isinstance(body, bytes) else json.dumps(body).encode()
    return create_app(addon.here).test_client().post(path, data=data, headers=headers)


def writes(addon: PracticeAddon) -> int:
    counts = addon.program.google.world.journal.counts()
    return sum(
        number for name, number in counts.items() if "batchUpdate" in name or name.endswith((".create", ".update"))
    )


def places(part: Any, here: tuple[Any, ...] = ()) -> list[tuple[Any, ...]]:
    """The path to every part of an event."""
    keys = part.keys() if isinstance(part, dict) else range(len(part)) if isinstance(part, list) else ()
    return [path for key in keys for path in ((*here, key), *places(part[key], (*here, key)))]


def with_change(event: Json, path: tuple[Any, ...], value: Any, *, removed: bool) -> Json:
    """The event with one part replaced or left out."""
    changed = copy.deepcopy(event)
    holder: Any = changed
    for key in path[:-1]:
        holder = holder[key]
    if removed:
        del holder[path[-1]]
    else:
        holder[path[-1]] = value
    return changed


@drawn
@given(body=VALUES, action=st.sampled_from(sorted(ACTIONS)))
def test_any_json_at_all_is_refused_or_asks_for_permission(addon: PracticeAddon, body: Any, action: str) -> None:
    """400 for what is no event, 401 where nobody is signed in; or, as at a first opening, the permissions are asked for."""
    answer = sent(addon, f"/sheets/act/{action}", body)
    assert answer.status_code in (200, 400, 401)
    if answer.status_code == 200:
        assert answer.json.keys() == {"requesting_google_scopes"}


@drawn
@given(data=st.data(), action=st.sampled_from(sorted(ACTIONS)), value=VALUES, removed=st.booleans())
def test_a_true_event_with_one_part_spoiled_writes_nothing_and_tells_nobody(
    addon: PracticeAddon, data: st.DataObject, action: str, value: Any, removed: bool
) -> None:
    """Ana's click without the nonce of any card, one part of it anything at all: no fault, no write, no word of it in the log."""
    day = {"dateInput": {"msSinceEpoch": data.draw(st.one_of(st.integers(-(10**30), 10**30), TEXTS))}}
    event = addon.event(ANA, "D1", {"day": day, "note": "unmistakable words", "minutes": data.draw(TEXTS)})
    path = data.draw(st.sampled_from(places(event)))
    before = writes(addon)
    with heard() as lines:
        answer = sent(addon, f"/sheets/act/{action}", with_change(event, path, value, removed=removed))
    assert answer.status_code in (200, 400, 401)
    assert writes(addon) == before
    told = answer.text if answer.status_code != 200 else ""
    assert not [word for word in ("Traceback", "unmistakable", "Ana", "@", "eyJ") if word in told + str(lines)]


@settings(drawn, max_examples=ROWS)
@given(data=st.data())
def test_whatever_is_typed_into_the_fields_is_one_row_as_typed_or_comes_back(
    addon: PracticeAddon, data: st.DataObject
) -> None:
    """A card's own nonce and any texts: exactly one row is added, or none and the card says what to correct."""
    typed = {name: data.draw(TEXTS, label=name) for name in FIELDS if data.draw(st.booleans())}
    good = {"school": "Lincoln", "activity": "Technical Training", "minutes": "45", "focus_area": "Digital Equity"}
    nonce = f"nonce-{data.draw(st.integers(10**12, 10**13))}"
    rows = addon.program.rows("D1", "activity_log", "date")
    event = addon.event(ANA, "D1", {"day": addon.program.today, **good, **typed}, {"nonce": nonce})
    answer = sent(addon, "/sheets/act/log", event)
    assert answer.status_code == 200
    logged = said(answer.json).startswith("Logged")
    assert logged or said(answer.json) in ("Not logged yet.", "This was logged already.")
    assert len(addon.program.rows("D1", "activity_log", "date")) == len(rows) + logged
    assert card_of(answer.json)["sections"]
