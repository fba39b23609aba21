"""A coach's two minutes: a one-to-one logged, linked to its cycle, its reflection recorded; counted in taps and fields.

A tap is a click on a button or a line, or opening a drop-down and choosing in it (two taps). A field is something filled in by
hand; one that was filled in already and is right costs nothing. Counted is what a person does in the emulator's side panel.
"""

from __future__ import annotations

from dataclasses import dataclass

import pytest

from addon.deployment import deployment
from sync.emulator.addon_host.addons import addons_of
from sync.emulator.addon_host.cards import Spot
from sync.emulator.addon_host.sessions import AddonSession
from tests.addon_events import ADDON_ACCOUNT, ANA, CLIENT_ID, PracticeAddon
from tests.filled_own_workbook import KIM, cycle_row, worked_with

pytest_plugins = ("tests.addon_fixtures",)


@dataclass
class Counting:
    """A person at the side panel who counts what they do."""

    session: AddonSession
    taps: int = 0
    fields: int = 0

    def choose(self, name: str, value: str) -> None:
        """Opens a drop-down and chooses in it."""
        self.session.fill({name: value})
        self.taps += 2
        self.fields += 1

    def write(self, name: str, text: str) -> None:
        """Taps into a field and types."""
        self.session.fill({name: text})
        self.taps += 1
        self.fields += 1

    def tap(self, words: str) -> None:
        """Taps a button or a line by what it says, above or below its text."""
        self.session.press(next(spot for spot in self.session.spots if _says(spot, words)))
        self.taps += 1


def _says(spot: Spot, words: str) -> bool:
    return spot.trigger == "click" and words in (spot.label, spot.holder.get("bottomLabel", ""))


@pytest.fixture
def ana(coach: PracticeAddon) -> Counting:
    """Ana beside South's Sheet with coachlog open; both Sheets were allowed once."""
    addons = addons_of(coach.program.google.world)
    addons.install(deployment(coach.url), "coachlog", ADDON_ACCOUNT, CLIENT_ID)
    south, own = (coach.program.workbooks[key] for key in ("D2", "C1"))
    addons.allow(addons.deployment("coachlog"), ANA, files=[south, own])
    session = addons.session("coachlog", ANA, south)
    session.open()
    return Counting(session)


def test_a_one_to_one_is_logged_linked_and_reflected_on_in_ten_taps(coach: PracticeAddon, ana: Counting) -> None:
    """Log: 5 taps, 2 fields. Link: 2 taps, no field. Reflect: 3 taps, 1 field. In the Sheets alone: 15 cells in two workbooks."""
    before = cycle_row(coach, "Stories")
    ana.choose("activity", "Observation or Feedback")
    ana.choose("focus_area", "Digital Equity")
    ana.tap("Log activity")
    assert (ana.taps, ana.fields) == (5, 2)
    ana.tap("Choose who with")
    ana.tap("Stories · Implement")
    assert (ana.taps, ana.fields) == (7, 2)
    ana.tap("Record reflection")
    ana.write("reflection", "They wrote twice as much as in September.")
    ana.tap("Save and close")
    assert (ana.taps, ana.fields) == (10, 3)
    assert worked_with(coach) == [(KIM, "Stories", "6-8", "Implement")]
    assert cycle_row(coach, "Stories")["reflection"] == "They wrote twice as much as in September."
    assert "closed_on" in cycle_row(coach, "Stories")
    # By hand the same is every cell below: the entry without its id, the link with it (copied), the changed cells of the cycle.
    entry = coach.program.rows("D2", "activity_log", "date", "coach", "school", "activity", "focus_area", "minutes")[-1]
    link = coach.program.rows("C1", "worked_with", "entry_id", "educator", "cycle", "grade_band", "phase")[-1]
    changed = cycle_row(coach, "Stories").items() - before.items()
    assert (len(entry), len(link), len(changed)) == (6, 5, 4)
    assert None not in (*entry, *link)


def test_the_second_time_the_same_work_is_logged_in_two_taps(coach: PracticeAddon, ana: Counting) -> None:
    """Repeat last entry fills the form; two taps more say with whom it was."""
    ana.tap("Repeat last entry")
    ana.tap("Log activity")
    assert (ana.taps, ana.fields) == (2, 0)
    ana.tap("Choose who with")
    ana.tap("Stories · Implement")
    assert (ana.taps, ana.fields) == (4, 0)
    assert worked_with(coach) == [(KIM, "Stories", "6-8", "Implement")]


def test_whoever_does_not_want_to_say_logs_on(coach: PracticeAddon, ana: Counting) -> None:
    """The question is no step of its own: the next form stands below it."""
    ana.tap("Repeat last entry")
    ana.tap("Log activity")
    ana.tap("Repeat last entry")
    ana.tap("Log activity")
    assert (ana.taps, len(coach.program.rows("D2", "activity_log", "date"))) == (4, 3)
    assert worked_with(coach) == []
