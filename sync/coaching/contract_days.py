"""Contract days charged: one line for each coach, district and date, made from the entries of that date.

Days are counted inside as whole half-days (int), so sums are exact; a line shows them as a float of 0, 0.5 or
1.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Mapping
from datetime import date
from enum import IntEnum, StrEnum
from typing import Final

import numpy as np
import pandas as pd

from sync.coaching.questions import over_full_question_id
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import ACTIVITIES, Answer, ContractDayMark, Delivery, TimeKind

BASE_COLUMNS: Final = ("entry_id", "district_id", "coach_id", "date", "activity", "delivery", "contract_day")
LINE_COLUMNS: Final = {
    "district_id": "category",
    "coach_id": "category",
    "date": "datetime64[s]",
    "days": "float64",  # charged: 1 or 0.5; 0 on an unresolved date
    "asked": "float64",  # what entries ask for; more than `days` on an unresolved date. Not for a district
    "status": "str",  # a ChargeStatus
    "rule": "str",  # why, in words that a district may read
    "entries": "int64",  # activities of that coach, district and date, charging or not
    "basis": "int8",  # the `Basis` that decided
    "question_id": "str",  # the open question about this line, or empty. Not for a district
}
HALF_DAYS_A_DATE: Final = 2  # at most one contract day for a coach and date, over all districts (DOMAIN.md)
WAITING_RULE: Final = "This date is waiting for the coach"
KEPT_RULE: Final = "Kept by the coach"

_CHARGING_KINDS: Final = (TimeKind.COACHING, TimeKind.OFF_ROLE)
_CHARGES_BY_RULE: Final = {activity.name for activity in ACTIVITIES if activity.kind in _CHARGING_KINDS}
_COACH_DATE: Final = ["coach_id", "date"]
_PLACE: Final = [*_COACH_DATE, "district_id"]


class ChargeStatus(StrEnum):
    CHARGED = "Charged"
    HELD = "Held until confirmed"
    UNRESOLVED = "Unresolved"


class Basis(IntEnum):
    """What one entry says of its date's charge; of several entries of one line the largest decides."""

    NOTHING = 0
    BY_RULE = 1
    HALF = 2
    FULL = 3


_RULES: Final = {
    (Basis.FULL, 2): "Marked Full day",
    (Basis.HALF, 1): "Marked Half day",
    (Basis.HALF, 2): "Marked Half day for two funding sources",
    (Basis.BY_RULE, 2): "In-person work",
    (Basis.BY_RULE, 1): "In-person work, half a day",
}


def charge_basis(bases: pd.DataFrame) -> pd.Series:
    """The `Basis` of each row, as int8.

    Needs `activity`, `delivery` (empty: in person) and `contract_day` (empty: by rule).
    """
    mark = bases["contract_day"]
    by_rule = bases["activity"].isin(_CHARGES_BY_RULE) & (bases["delivery"] != Delivery.VIRTUAL.value)
    choices = [
        (mark == ContractDayMark.FULL.value, Basis.FULL),
        (mark == ContractDayMark.HALF.value, Basis.HALF),
        (by_rule & (mark != ContractDayMark.NO_CHARGE.value), Basis.BY_RULE),
    ]
    basis = np.select([chosen.to_numpy(bool) for chosen, _ in choices], [int(basis) for _, basis in choices], 0)
    return pd.Series(basis.astype(np.int8), index=bases.index)


def charge_lines(bases: pd.DataFrame, confirmations: Mapping[str, Confirmation] | None = None) -> pd.DataFrame:
    """The contract-day lines, one for each coach, district and date that is charged, sorted by these.

    Rules (DOMAIN.md, Contract days):

    1. An entry marked Full day or Half day asks for that; the largest mark of the line decides, and a mark
       beats rule 2. Several rows marked Half day are half a day together, unless they name different funding
       sources: then half a day was worked on each, and the line asks for a full day.
    2. Without such a mark, an in-person coaching activity or off-role duty asks for a full day, or for half a
       day when the coach has lines that charge (by mark or by this rule) in two districts or more on that
       date.
    3. Travel, Preparation and Communication, Coach Learning and all virtual work ask for nothing unless
       marked Full or Half. No charge silences its own entry and no other.
    4. When the lines of one coach and date ask for more than one day over all districts, each of them is
       Unresolved: 0 days are billed, and `asked` keeps what was asked. The way out is to change the marks.
       The coach or the director may also answer the question of one line: Keep the charge - this line stands
       as asked, and the date's lines without such an answer are not charged; Accept the change - this line is
       not charged. Answers count once the lines that remain ask for one day or less, and only while all lines
       of the date ask what they asked then.

    A place that asks for nothing has no line. `rule` never tells of another district.

    Args: `bases`, one row for each entry with `BASE_COLUMNS`, and `funding_source` where sources are in use
    (other columns are ignored), in any order;
    `confirmations`, the answers of rule 4 by question id. Returns: `LINE_COLUMNS`.
    """
    return lines_by_basis(bases.assign(basis=charge_basis(bases)), confirmations)


def lines_by_basis(stands: pd.DataFrame, confirmations: Mapping[str, Confirmation] | None = None) -> pd.DataFrame:
    """`charge_lines` of rows with a known `basis`; needs `district_id`, `coach_id` and `date` beside it, and
    takes `funding_source` where there is one."""
    places = pd.DataFrame(
        {
            "coach_id": _sorted_category(stands["coach_id"]),
            "date": stands["date"].astype("datetime64[s]"),
            "district_id": _sorted_category(stands["district_id"]),
            "basis": stands["basis"].astype("int8"),
        }
    )
    lines = places.groupby(_PLACE, observed=True, sort=True)["basis"].agg(basis="max", entries="size").reset_index()
    lines["sources"] = _half_day_sources(stands, lines)
    lines = lines[lines["basis"] > Basis.NOTHING].reset_index(drop=True)
    districts = lines.groupby(_COACH_DATE, observed=True)["basis"].transform("size")
    whole = (lines["basis"] == Basis.FULL) | ((lines["basis"] == Basis.BY_RULE) & (districts == 1))
    whole |= (lines["basis"] == Basis.HALF) & (lines["sources"] > 1)
    lines["half_days"] = np.where(whole, 2, 1)
    lines["rule"] = _rule_texts(lines)
    lines["status"] = pd.Series(ChargeStatus.CHARGED.value, index=lines.index, dtype="str")
    asked_on_date = lines.groupby(_COACH_DATE, observed=True)["half_days"].transform("sum")
    over_full = asked_on_date > HALF_DAYS_A_DATE
    return _finished(_over_full_settled(lines, over_full, confirmations or {}))


def _half_day_sources(stands: pd.DataFrame, lines: pd.DataFrame) -> pd.Series:
    """How many funding sources the rows marked Half day of each line name."""
    if "funding_source" not in stands:
        return pd.Series(0, index=lines.index)
    named = stands.loc[(stands["basis"] == Basis.HALF) & (stands["funding_source"] != ""), [*_PLACE, "funding_source"]]
    if named.empty:
        return pd.Series(0, index=lines.index)
    named = named.astype(dict.fromkeys((*_PLACE, "funding_source"), "str") | {"date": "datetime64[s]"})
    sources = named.groupby(_PLACE)["funding_source"].nunique()
    places = pd.MultiIndex.from_frame(lines[_PLACE].astype({"coach_id": "str", "district_id": "str"}))
    return pd.Series(sources.reindex(places).fillna(0).to_numpy(), index=lines.index)


def _over_full_settled(
    lines: pd.DataFrame, over_full: pd.Series, confirmations: Mapping[str, Confirmation]
) -> pd.DataFrame:
    """Rule 4: the lines of over-full dates made Unresolved, or charged and left out as the answers say."""
    lines["question_id"] = pd.Series("", index=lines.index, dtype="str")
    if not over_full.any():
        return lines
    disputed = lines[over_full]
    ids = _over_full_ids(disputed)
    answers = ids.map({question_id: answer.answer for question_id, answer in confirmations.items()})
    by_date = [disputed["coach_id"], disputed["date"]]
    kept = answers == Answer.KEEP
    any_kept = kept.groupby(by_date, observed=True).transform("any")
    stands = kept | (~any_kept & (answers != Answer.ACCEPT))
    remaining = (disputed["half_days"] * stands).groupby(by_date, observed=True).transform("sum")
    answered = answers.notna().groupby(by_date, observed=True).transform("any")
    resolved = answered & (remaining <= HALF_DAYS_A_DATE)
    waiting = disputed.index[~resolved]
    lines.loc[waiting, "status"] = ChargeStatus.UNRESOLVED.value
    lines.loc[waiting, "rule"] = WAITING_RULE
    lines.loc[waiting, "question_id"] = ids[waiting]
    lines.loc[disputed.index[resolved], "rule"] = KEPT_RULE
    return lines.drop(index=disputed.index[resolved & ~stands])


def _over_full_ids(disputed: pd.DataFrame) -> pd.Series:
    """The question id of each line; `disputed` holds all lines of each over-full coach and date."""
    on_date: defaultdict[tuple[str, date], list[tuple[str, int]]] = defaultdict(list)
    days = disputed["date"].dt.date
    lines = list(zip(disputed["coach_id"], days, disputed["district_id"], disputed["half_days"], strict=True))
    for coach_id, day, district_id, half_days in lines:
        on_date[coach_id, day].append((district_id, half_days))
    ids = [
        over_full_question_id(coach_id, day, district, on_date[coach_id, day]) for coach_id, day, district, _ in lines
    ]
    return pd.Series(ids, index=disputed.index, dtype="str")


def _rule_texts(lines: pd.DataFrame) -> pd.Series:
    holds = [(lines["basis"] == basis) & (lines["half_days"] == half_days) for basis, half_days in _RULES]
    return pd.Series(np.select(holds, list(_RULES.values()), ""), index=lines.index, dtype="str")


def _finished(lines: pd.DataFrame) -> pd.DataFrame:
    """The lines with the columns and types of `LINE_COLUMNS`, sorted by district, coach and date."""
    asked = lines["half_days"] / 2
    days = asked.where(lines["status"] != ChargeStatus.UNRESOLVED.value, 0.0)
    ordered = lines.assign(asked=asked, days=days).sort_values(["district_id", "coach_id", "date"], ignore_index=True)
    ordered["district_id"] = ordered["district_id"].cat.remove_unused_categories()
    ordered["coach_id"] = ordered["coach_id"].cat.remove_unused_categories()
    return ordered[list(LINE_COLUMNS)].astype({name: kind for name, kind in LINE_COLUMNS.items() if kind != "category"})


def _sorted_category(ids: pd.Series) -> pd.Series:
    """The ids as a category in alphabetical order, so that lines have one order whatever the frame."""
    categories = ids.astype("category").cat.remove_unused_categories()
    return categories.cat.set_categories(sorted(categories.cat.categories.astype(str)))
