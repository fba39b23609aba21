"""The forms of a coaching cycle: start it, begin its next phase, record its reflection, close it."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Final

from addon.cards.cycles import TEXTS
from addon.cards.log_form import NOTHING
from addon.cards.pieces import (
    MOST_ITEMS,
    Button,
    Card,
    Links,
    Section,
    Widget,
    button,
    buttons,
    card,
    drop_down,
    line,
    main_button,
    paragraph,
    section,
    text_field,
)
from addon.events import Inputs
from sync.coaching.vocabulary import ClosedReason, CyclePhase
from sync.jobs.cycle_steps import PHASE_TEXTS, CycleStart, Narrative
from sync.jobs.cycles_book import ShownCycle
from sync.jobs.entry_form import FormProblem

MOST_LISTS: Final = 20  # drop-downs of 99 educators each
_EDUCATOR_FIELDS: Final = ("educator", *(f"educator_{number}" for number in range(2, MOST_LISTS + 1)))
LABELS: Final[Mapping[str, str]] = {
    "educator": "Educator",
    "cycle": "Short name",
    "focus_area": "Focus area",
    "closed_reason": "Reason for closing",
    **TEXTS,
}
FIELDS: Final = frozenset(LABELS) | frozenset(_EDUCATOR_FIELDS)
_HINTS: Final[Mapping[str, str]] = {
    "problem_of_practice": "The need that the educator sees.",
    "goal": "What should be different for learners, and by when.",
    "strategies": "What you will try, and the steps to get there.",
    "evidence": "How you will both see whether it works.",
    "reflection": "What worked and what did not; a sentence is enough.",
    "impact": "What changed for student learning. Describe the class; never name a student.",
    "next_steps": "How it carries into future lessons.",
    "cycle": "Such as Fractions with Desmos. Empty: named after the focus area.",
}


def typed_start(inputs: Inputs) -> CycleStart:
    """What stands in the form of a new cycle."""
    return CycleStart(
        chosen_educator(inputs),
        inputs.text("cycle"),
        chosen(inputs, "focus_area"),
        inputs.text("problem_of_practice"),
    )


def chosen(inputs: Inputs, name: str) -> str:
    """The value of a choice; "" for none."""
    return "" if inputs.text(name) == NOTHING else inputs.text(name)


def chosen_educator(inputs: Inputs) -> str:
    """The key of the educator that was chosen in whichever drop-down; "" for none."""
    return next((key for name in _EDUCATOR_FIELDS if (key := chosen(inputs, name))), "")


def educator_fields(names: Mapping[str, str], picked: str = "") -> list[Widget]:
    """Drop-downs of educators (names by key): one for up to 99, more of them beyond."""
    items = sorted(((name, key) for key, name in names.items()), key=lambda item: item[0].casefold())
    size = MOST_ITEMS - 1
    parts = [items[start : start + size] for start in range(0, len(items), size)][:MOST_LISTS]
    fields = []
    for name, part in zip(_EDUCATOR_FIELDS, parts, strict=False):
        label = LABELS["educator"] if len(parts) == 1 else f"{LABELS['educator']}: {part[0][0]} to {part[-1][0]}"
        here = picked if any(key == picked for _, key in part) else NOTHING
        fields.append(drop_down(name, label, [("Choose the educator", NOTHING), *part], here))
    return fields


def start_form(
    start: CycleStart,
    names: Mapping[str, str],
    focus_areas: Sequence[str],
    links: Links,
    problems: Sequence[FormProblem] = (),
) -> Card:
    """A new cycle: who (`names` by key), what about, and the need that the educator sees. The district is the educator's."""
    back = button("Back", links.act("show-cycles"))
    if not names:
        words = "Your Roster is empty. Write the educator into the Roster tab of your workbook, then come back."
        return card("Start a cycle", "Nobody to choose yet", [section([paragraph(words), buttons(back)])])
    areas = [("Choose the focus area", NOTHING), *((area, area) for area in focus_areas[: MOST_ITEMS - 1])]
    known = start.focus_area if start.focus_area in focus_areas else NOTHING
    return card(
        "Start a cycle",
        "It begins today, in Identify",
        [
            _corrections(problems),
            section(
                [
                    *educator_fields(names, start.educator),
                    drop_down("focus_area", LABELS["focus_area"], areas, known),
                    _text("problem_of_practice", start.problem_of_practice),
                    text_field("cycle", LABELS["cycle"], start.name, _HINTS["cycle"]),
                ]
            ),
            section([buttons(main_button("Start cycle", links.act("start-cycle")), back)]),
        ],
    )


@dataclass(frozen=True)
class CycleMeant:
    """The cycle that a form is about. `name` is "" where the form is drawn again while Google does not answer."""

    key: str
    name: str = ""

    @classmethod
    def of(cls, shown: ShownCycle) -> CycleMeant:
        return cls(shown.key, shown.cycle.name)


def phase_form(
    cycle: CycleMeant, phase: CyclePhase, written: Narrative, links: Links, problems: Sequence[FormProblem] = ()
) -> Card:
    """What belongs to the phase that begins; all of it may stay empty."""
    words = f"Move to {phase.value.lower()}"
    sent = {"cycle": cycle.key, "phase": phase.value, **_sent(written)}
    return card(
        words,
        cycle.name,
        [
            _corrections(problems),
            section([*_texts(PHASE_TEXTS[phase], written), paragraph("It may stay empty. Never name a student.")]),
            section([buttons(main_button(words, links.act("begin-phase"), sent), _stay(cycle, links))]),
        ],
    )


def reflection_form(cycle: CycleMeant, written: Narrative, links: Links, problems: Sequence[FormProblem] = ()) -> Card:
    """The end of a cycle."""
    sent = {"cycle": cycle.key, **_sent(written)}
    words = "The reflection closes the cycle; impact and next steps may stay empty."
    return card(
        "Record reflection",
        cycle.name,
        [
            _corrections(problems),
            section([*_texts(PHASE_TEXTS[CyclePhase.REFLECT], written), paragraph(words)]),
            section([buttons(main_button("Save and close", links.act("save-reflection"), sent), _stay(cycle, links))]),
        ],
    )


def close_form(cycle: CycleMeant, reason: str, links: Links, problems: Sequence[FormProblem] = ()) -> Card:
    """Ends a cycle that will have no reflection."""
    reasons = [("Choose the reason", NOTHING), *((each.value, each.value) for each in ClosedReason)]
    known = reason if reason in set(ClosedReason) else NOTHING
    closing = main_button("Close cycle", links.act("close-cycle"), {"cycle": cycle.key})
    return card(
        "Close cycle",
        cycle.name,
        [
            _corrections(problems),
            section(
                [
                    drop_down("closed_reason", LABELS["closed_reason"], reasons, known),
                    paragraph("For a cycle that ends without a reflection. Nothing that was written is deleted."),
                ]
            ),
            section([buttons(closing, _stay(cycle, links))]),
        ],
    )


def _corrections(problems: Sequence[FormProblem]) -> Section | None:
    return section([line(each.message, LABELS.get(each.field, "")) for each in problems], "Please correct")


def _texts(keys: Sequence[str], written: Narrative) -> list[Widget]:
    return [_text(key, written.texts.get(key, "")) for key in keys]


def _text(key: str, value: str) -> Widget:
    return text_field(key, LABELS[key], value, _HINTS[key], lines=True)


def _sent(written: Narrative) -> dict[str, str]:
    return {f"shown_{key}": text_key for key, text_key in written.shown.items()}


def _stay(cycle: CycleMeant, links: Links) -> Button:
    return button("Back", links.act("show-cycle"), {"cycle": cycle.key})
