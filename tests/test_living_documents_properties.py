"""Random interleavings of answers that change and people who edit the document: nothing that a person wrote is ever lost."""

from __future__ import annotations

import os

from hypothesis import given, settings
from hypothesis import strategies as st

from sync.google.document_reading import DocumentSnapshot, PlacedMark, snapshot_of
from sync.google.document_text import expected_fingerprint, living_pieces
from sync.google.living_documents import Outcome, plan
from tests.living_papers import KEYS, Desk, paper, practice_world, section

EXAMPLES = 1000 if os.environ.get("COACHLOG_LONG") else 40

WORLD = practice_world()  # a document of its own for each example

variants = st.dictionaries(st.sampled_from(KEYS), st.integers(0, 5), max_size=len(KEYS))
# A place: anywhere by share of the document, or beside a border of a generated section.
places = st.one_of(
    st.floats(0, 1, allow_nan=False),
    st.tuples(st.integers(0, 9), st.sampled_from(["start", "end"]), st.integers(-2, 2)),
)
actions = st.one_of(
    st.tuples(st.just("type"), places, st.lists(st.integers(0, 2), min_size=1, max_size=3)),
    st.tuples(st.just("erase"), places, st.integers(1, 40)),
    st.tuples(st.just("table"), places, st.none()),
    st.tuples(st.just("erase section"), st.sampled_from(KEYS), st.none()),
)
steps = st.lists(st.tuples(st.lists(actions, max_size=3), variants), min_size=1, max_size=4)


def index_of(desk: Desk, place: object) -> int:
    """The index that a place means now."""
    document = desk.read()
    if isinstance(place, float):
        return 1 + int(place * (document.end - 2))
    number, side, shift = place  # type: ignore[misc]
    marks = [each for each in document.marks if each.mark.kind != "known"]
    if not marks:
        return 1
    mark = marks[number % len(marks)]
    return max(1, (mark.start if side == "start" else mark.end) + shift)


def act(desk: Desk, action: tuple[str, object, object]) -> None:
    """What the person does."""
    kind, place, what = action
    if kind == "erase section":
        for mark in [each for each in desk.read().marks if (each.mark.kind, each.mark.key) == ("section", place)]:
            desk.erase(mark.start, mark.end - mark.start)
    elif kind == "type":
        desk.type_at(index_of(desk, place), what)  # type: ignore[arg-type]
    elif kind == "table":
        desk.put_table(index_of(desk, place))
    else:
        desk.erase(index_of(desk, place), int(what))  # type: ignore[call-overload]


def section_mark(document: DocumentSnapshot, key: str) -> PlacedMark | None:
    return next((each for each in document.marks if (each.mark.kind, each.mark.key) == ("section", key)), None)


def own_text(desk: Desk, key: str) -> str:
    """The text of a section as it stands, without offers that stand inside (where a person joined two sections)."""
    document, units = desk.read(), desk.text_units()
    mark = section_mark(document, key)
    if mark is None:
        return ""
    offered = {at for each in document.marks if each.mark.kind == "offer" for at in range(each.start, each.end)}
    return "".join(units[at] for at in range(mark.start, mark.end) if at not in offered)


@settings(max_examples=EXAMPLES, deadline=None)
@given(first=variants, history=steps)
def test_no_letter_of_a_person_is_lost_and_no_section_doubled(
    first: dict[str, int], history: list[tuple[list[tuple[str, object, object]], dict[str, int]]]
) -> None:
    """After every run: all handwriting in its order, edited sections to the letter, each heading at most once, nothing to do."""
    desk = Desk(WORLD)
    desk.make(paper(first))
    for edits, answers in history:
        for edit in edits:
            act(desk, edit)
        handwriting, before = desk.handwriting(), {key: own_text(desk, key) for key in KEYS}
        decided = desk.regenerate(paper(answers))
        assert desk.handwriting() == handwriting
        after = desk.read()
        for key, outcome in decided.outcomes.items():
            mark = section_mark(after, key)
            if outcome in {Outcome.WRITTEN, Outcome.UNCHANGED}:
                assert mark is not None
                expected = expected_fingerprint(living_pieces(section(key, answers[key])))
                assert after.fingerprint(mark.start, mark.end) == expected == mark.mark.text
            elif outcome in {Outcome.KEPT, Outcome.OFFERED}:
                assert own_text(desk, key) == before[key]
            else:
                assert mark is None
        for key in KEYS:
            title = f"{key.title()}\n"
            assert sum(element.style == "HEADING_1" and element.text == title for element in after.elements) <= 1
        assert not desk.regenerate(paper(answers)).requests


def test_a_section_that_was_torn_apart_is_its_editors() -> None:
    """Google may leave a range in two stretches, with a person's text between them: the section counts as edited, and is kept."""
    desk = Desk(WORLD)
    desk.make(paper({"contacts": 1}))
    torn = desk.resource()
    for name, group in torn["namedRanges"].items():
        if "/section/" in name:
            (whole,) = group["namedRanges"][0]["ranges"]
            second = {**whole, "startIndex": whole["endIndex"] - 2}
            group["namedRanges"][0]["ranges"] = [{**whole, "endIndex": whole["endIndex"] - 4}, second]
    decided = plan(snapshot_of(torn), paper({"contacts": 2}))
    assert decided.outcomes == {"contacts": Outcome.OFFERED}
    desk.carry_out(decided)
    assert "contacts 2\n" in desk.text()
    assert desk.text().count("Suggested new text") == 1
