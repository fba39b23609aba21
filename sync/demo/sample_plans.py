"""What a district fills in itself: its coaching plan of the kick-off call, and its onboarding answers."""

from __future__ import annotations

from typing import Final

from sheets_templates import load
from sync.coaching.vocabulary import DEFAULT_FOCUS_AREAS
from sync.demo.chance import chance, spread
from sync.demo.sample_cells import Row
from sync.demo.sample_districts import DistrictOutline
from sync.demo.sample_registry import RETIRED_FOCUS_AREA
from sync.demo.sample_texts import sample_texts

ANSWERED, OPEN = "Answered", "Open"
_UNANSWERED: Final = {"D06": 0.45, "D09": 0.3, "D14": 0.2, "D18": 0.7}  # share of the questions still open


def coaching_plan(seed: int, outline: DistrictOutline) -> list[Row]:
    """Three to five priorities, the largest first.

    The planned shares add up to 1, in steps of 0.05; the planned days add up to the contract's days.
    """
    draw = chance(seed, f"plan of {outline.district_id}")
    chosen = draw.sample(sample_texts()["priorities"], draw.randint(3, 5))
    twentieths = sorted(spread(20, [draw.uniform(1, 4) for _ in chosen]), reverse=True)
    half_days = spread(2 * outline.contract_days, [float(part) for part in twentieths])
    return [
        {
            "priority": text["priority"],
            "focus_area": text["focus_area"],
            "service": text["service"],
            "planned_share": part / 20,
            "planned_days": days / 2,
            "who": text["who"],
            "notes": "" if position else "From the kick-off call.",
        }
        for position, (text, part, days) in enumerate(zip(chosen, twentieths, half_days, strict=True))
    ]


def focus_areas_in_use(seed: int, plan: list[Row], district_id: str) -> list[str]:
    """All focus areas, those of the plan first: the order in which the district's time goes to them."""
    planned = list(dict.fromkeys(str(row["focus_area"]) for row in plan))
    others = [name for name in (*DEFAULT_FOCUS_AREAS, RETIRED_FOCUS_AREA) if name not in planned]
    chance(seed, f"focus of {district_id}").shuffle(others)
    return planned + others


def onboarding(seed: int, outline: DistrictOutline) -> list[Row]:
    """The template's onboarding questions with the district's answers; in some districts part is still open.

    The first educators to meet are not among them: they stand in the coach's confidential workbook.
    """
    draw = chance(seed, f"onboarding of {outline.district_id}")
    answers = sample_texts()["onboarding"]
    tab = load("district_workbook").tab("onboarding")
    rows: list[Row] = []
    for starter in tab.starter_rows:
        question: Row = {column.key: cell for column, cell in zip(tab.columns, starter, strict=True)}
        known = answers.get(question["item"], [""])
        answer = draw.choice(known)
        rows.append(question | {"answer": answer, "status": ANSWERED if answer else OPEN})
    for row in draw.sample(rows, round(_UNANSWERED.get(outline.district_id, 0.0) * len(rows))):
        row |= {"answer": "", "status": OPEN}
    return rows
