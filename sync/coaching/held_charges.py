"""Charges that were published stay until the coach or the director confirms what lowers or moves them.

The payer can edit the Sheet that the bill rests on (DOMAIN.md, Contract days). So the log may raise a charge
at any time; it lowers one only after an answer. Which changes wait for one is decided in
`sync.coaching.charge_changes`.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from decimal import Decimal
from typing import Final

import numpy as np
import pandas as pd

from sync.coaching.charge_changes import ChargeChange, HeldChanges, Line, Stand, held_changes
from sync.coaching.contract_days import (
    BASE_COLUMNS,
    KEPT_RULE,
    Basis,
    ChargeStatus,
    charge_basis,
    charge_lines,
)
from sync.coaching.questions import Question, QuestionKind, answers_by_entry, asked_charge
from sync.coaching.registry import Confirmation
from sync.coaching.vocabulary import COACHING_ACTIVITIES, ContractDayMark, Delivery

PUBLISHED_COLUMNS: Final = (*BASE_COLUMNS, "funding_source", "answers", "held")  # what the ledger keeps of each entry
HELD_COLUMNS: Final = ("entry_id", "district_id", "coach_id", "date", "status", "rule", "question_id")
HELD_RULE: Final = "Charged before its row changed in the log"
OVER_FULL_WHAT: Final = (
    "More than one day is asked for this date over all your districts, so none is billed. Please change the "
    "contract-day marks in the logs. Or answer here: Keep the charge, and only districts with this answer "
    "are charged; Accept the change, and this district is not charged."
)
_MARKS: Final = {
    Basis.FULL: ContractDayMark.FULL.value,
    Basis.HALF: ContractDayMark.HALF.value,
    Basis.BY_RULE: "",
    Basis.NOTHING: ContractDayMark.NO_CHARGE.value,
}


@dataclass(frozen=True)
class SettledBases:
    """What is charged now, and what is asked about it.

    bases: one row an entry with `PUBLISHED_COLUMNS`; once the lines are published, the ledger keeps it for
    next time. `held` marks the entries of lines that would fall if every row were followed.
    lines: the contract-day lines of these bases (`contract_days.LINE_COLUMNS`). A line about which an entry's
        question is open is Held until confirmed; its days are charged.
    held: one row for each entry whose row in the log is not followed (`HELD_COLUMNS`): Held until confirmed,
        or Charged where the coach kept the charge. Days are counted over `lines`, never here: one line may
        have several.
    questions: all that are open, sorted by id; one for each line that would fall, one for each unresolved
    line.
    """

    bases: pd.DataFrame
    lines: pd.DataFrame
    held: pd.DataFrame
    questions: tuple[Question, ...]


def settle_charge_bases(
    published_bases: pd.DataFrame,
    current_entries: pd.DataFrame,
    confirmations: Mapping[str, Confirmation],
    open_questions: Iterable[Question] = (),
) -> SettledBases:
    """The charge bases once the log, the published charges and the answers have been weighed.

    - A change that lowers no published line is adopted silently: raising is free, and so is deleting one of
      two rows of a day that stays charged.
    - A change that would lower or move a published line is held: its old basis stays charged, its new place
      is not, and one question is asked for each line that would fall, however many of its rows changed.
    - Accept the change lets that line fall as far as was asked, no further. Keep the charge makes the hold
      permanent. A later change is another question, and so is the same change made again after an answer.
    - A row that is new follows the rules of `charge_lines` at once, also where it shares or overfills a date
      with another district. In a line that is already charged it may raise the charge, and lowers it after an
      answer only.

    Args:
        published_bases: what was last published, `PUBLISHED_COLUMNS` (without the columns that `BASE_COLUMNS` lacks: as
            if nothing had been asked, and no source was named). No rows: a new ledger, which starts from the log and
            from `open_questions`.
        current_entries: `BASE_COLUMNS` and `funding_source` of all entries, the last good ones where a log cannot be read.
        confirmations: every answer on file, by question id.
        open_questions: questions about entries that stand in Please Confirm unanswered; for a new ledger also
            those that were answered with Keep the charge.

    Raises: ValueError when an entry id stands on two rows; ids are settled before (`sync.coaching.identity`).
    """
    current = _bases(current_entries, "log")
    # Where the log is followed, all answers about an entry are used up: none may decide a later change.
    answers = pd.Series(answers_by_entry(confirmations), dtype="float64")
    current["answers"] = current["entry_id"].map(answers).fillna(0).astype("int64")
    published = _with_open_questions(published_bases, current, open_questions, confirmations)
    held = _held(published, current, confirmations)
    result = _settled(published, current, held, confirmations)
    while held.by_entry and held.others_followed:
        # What was followed stands now, and may show that something else waits for nothing.
        published = _bases(result.bases, "ledger")
        again = _held(published, current, confirmations)
        if again.by_entry.keys() == held.by_entry.keys():
            break
        held = again
        result = _settled(published, current, held, confirmations)
    return result


def _held(published: pd.DataFrame, current: pd.DataFrame, confirmations: Mapping[str, Confirmation]) -> HeldChanges:
    changes, unmoved = _compared(published, current)
    return held_changes(changes, unmoved, _places(published[published["held"]]), confirmations)


def _settled(
    published: pd.DataFrame, current: pd.DataFrame, held: HeldChanges, confirmations: Mapping[str, Confirmation]
) -> SettledBases:
    """The log where it is followed, and what was published where a change waits."""
    stays = published[published["entry_id"].isin(list(held.by_entry))]
    follows = current[~current["entry_id"].isin(list(held.by_entry))]
    bases = pd.concat([follows, stays], ignore_index=True).astype({"answers": "int64"})
    bases["held"] = [place in held.lines for place in _places(bases)] if held.lines else False
    lines = charge_lines(bases, confirmations)
    questions = (*_entry_questions(held, lines), *_over_full_questions(lines))
    return SettledBases(
        bases[list(PUBLISHED_COLUMNS)],
        _marked(lines, held),
        _held_frame(held),
        tuple(sorted(questions, key=lambda question: question.question_id)),
    )


def bases_from_questions(questions: Iterable[Question], current_entries: pd.DataFrame) -> pd.DataFrame:
    """The published bases as a new ledger can know them (`PUBLISHED_COLUMNS`): the log, and the questions.

    An entry with a question stands as its question repeats it, and a row that waits to take part is left out;
    all other entries stand as the log has them now. `questions`: the open ones and those answered with Keep
    the charge.
    """
    asked = [(question, charge) for question in questions if (charge := asked_charge(question.question_id))]
    current = _bases(current_entries, "log")
    others = current[~current["entry_id"].isin([charge.entry_id for _, charge in asked])]
    repeated = [
        {
            "entry_id": charge.entry_id,
            "district_id": question.district_id,
            "coach_id": question.coach_id,
            "date": pd.Timestamp(question.date),
            # Which coaching activity it was is not known any more; in person, all of them charge alike.
            "activity": COACHING_ACTIVITIES[0].name,
            "delivery": Delivery.IN_PERSON.value,
            "contract_day": _MARKS[Basis[charge.basis]],
            "funding_source": charge.funding_source,
            "answers": charge.answers,
            "held": True,
        }
        for question, charge in asked
        if charge.basis in Basis.__members__
    ]
    known = pd.DataFrame(repeated, columns=list(PUBLISHED_COLUMNS)).drop_duplicates("entry_id")
    return _bases(pd.concat([others, known], ignore_index=True) if repeated else others, "questions")


def _with_open_questions(
    published_bases: pd.DataFrame,
    current: pd.DataFrame,
    questions: Iterable[Question],
    confirmations: Mapping[str, Confirmation],
) -> pd.DataFrame:
    """The published bases, and what a lost ledger would have known: what open questions repeat."""
    published = _bases(published_bases, "ledger")
    questions = _not_overtaken(questions, confirmations)
    if published.empty:
        return bases_from_questions(questions, current)
    unanswered = [question for question in questions if question.question_id not in confirmations]
    missing = bases_from_questions(unanswered, current[:0])
    missing = missing[~missing["entry_id"].isin(published["entry_id"])]
    return published if missing.empty else pd.concat([published, missing], ignore_index=True)


def _not_overtaken(questions: Iterable[Question], confirmations: Mapping[str, Confirmation]) -> list[Question]:
    """The questions after which no later one about the same entry was answered."""
    latest: dict[str, int] = {}
    for charge in filter(None, map(asked_charge, confirmations)):
        latest[charge.entry_id] = max(charge.answers, latest.get(charge.entry_id, 0))
    charges = ((question, asked_charge(question.question_id)) for question in questions)
    return [question for question, charge in charges if charge and charge.answers >= latest.get(charge.entry_id, 0)]


def _bases(frame: pd.DataFrame, place: str) -> pd.DataFrame:
    """`PUBLISHED_COLUMNS` in plain types (categories of two frames differ) with each row's `basis`."""
    bases = frame[list(BASE_COLUMNS)].astype(dict.fromkeys(BASE_COLUMNS, "str") | {"date": "datetime64[s]"})
    if bases["entry_id"].duplicated().any():
        twice = int(bases["entry_id"].duplicated().sum())
        raise ValueError(
            f"{twice} rows of the {place} repeat the entry id of another row. "
            "Settle ids over all workbooks before charging."
        )
    answers = frame["answers"].to_numpy("int64") if "answers" in frame else np.zeros(len(frame), "int64")
    held = frame["held"].to_numpy(bool) if "held" in frame else np.zeros(len(frame), bool)
    sources = frame["funding_source"].astype("str") if "funding_source" in frame else ""
    return bases.assign(funding_source=sources, answers=answers, held=held, basis=charge_basis(bases))


def _places(rows: pd.DataFrame) -> list[Line]:
    """The line of each row."""
    return list(zip(rows["district_id"], rows["coach_id"], rows["date"].dt.date, strict=True))


def _compared(published: pd.DataFrame, current: pd.DataFrame) -> tuple[tuple[ChargeChange, ...], tuple[Stand, ...]]:
    """The log beside what was published.

    Returns: all that changed, and the published stands that did not, on the coaches and dates touched.
    """
    before = published.set_index("entry_id").reindex(current["entry_id"]).set_axis(current.index)
    same_place = pd.Series(True, index=current.index)
    for column in ("district_id", "coach_id", "date"):
        same_place &= before[column] == current[column]
    # What pays for a half day decides whether a second one is another half of the day.
    same_place &= (current["basis"] != Basis.HALF) | (before["funding_source"] == current["funding_source"])
    same = (before["basis"] == current["basis"]) & (same_place | (current["basis"] == Basis.NOTHING))
    unchanged = published["entry_id"].isin(current["entry_id"][same])
    moved = published[~unchanged]
    old, new = _stands(moved), _stands(current[~same])
    answers = dict(zip(moved["entry_id"], moved["answers"], strict=True))
    changes = tuple(
        ChargeChange(entry_id, old.get(entry_id), new.get(entry_id), answers.get(entry_id, 0))
        for entry_id in sorted(old.keys() | new.keys())
    )
    touched = {(stand.coach_id, stand.date) for stand in (*old.values(), *new.values())}
    still = published[unchanged & published["coach_id"].isin({coach_id for coach_id, _ in touched})]
    unmoved = tuple(stand for stand in _stands(still).values() if (stand.coach_id, stand.date) in touched)
    return changes, unmoved


def _stands(bases: pd.DataFrame) -> dict[str, Stand]:
    said = zip(bases["entry_id"], _places(bases), bases["basis"], bases["funding_source"], strict=True)
    return {entry_id: Stand(*place, Basis(basis), source) for entry_id, place, basis, source in said}


def _entry_questions(held: HeldChanges, lines: pd.DataFrame) -> list[Question]:
    asked = lines[lines["coach_id"].isin({change.place.coach_id for change in held.asked.values()})]
    days = dict(zip(_places(asked), asked["asked"], strict=True))
    return [
        Question(
            question_id=question_id,
            kind=change.kind,
            coach_id=change.place.coach_id,
            district_id=change.place.district_id,
            date=change.place.date,
            days=Decimal(str(days.get(change.place.line, 0))),
            what=change.in_words(held.companions(question_id)),
            entry_id=change.entry_id,
        )
        for question_id, change in held.asked.items()
    ]


def _over_full_questions(lines: pd.DataFrame) -> list[Question]:
    unresolved = lines[lines["status"] == ChargeStatus.UNRESOLVED.value]
    return [
        Question(
            question_id=line["question_id"],
            kind=QuestionKind.OVER_FULL_DATE,
            coach_id=line["coach_id"],
            district_id=line["district_id"],
            date=line["date"].date(),
            days=Decimal(str(line["asked"])),
            what=OVER_FULL_WHAT,
        )
        for line in unresolved.to_dict("records")
    ]


def _marked(lines: pd.DataFrame, held: HeldChanges) -> pd.DataFrame:
    """The lines with the status, rule and question of what is held on them; an unresolved line stays
    unresolved.
    """
    kept = {change.place.line for change in held.kept.values()}
    asked = {change.place.line: question_id for question_id, change in held.asked.items()}
    places = _places(lines)
    charged = lines["days"] > 0
    is_kept = charged & pd.Series([place in kept for place in places], index=lines.index, dtype=bool)
    is_held = charged & pd.Series([place in asked for place in places], index=lines.index, dtype=bool)
    question_ids = pd.Series([asked.get(place, "") for place in places], index=lines.index, dtype="str")
    return lines.assign(
        status=lines["status"].mask(is_held, ChargeStatus.HELD.value),
        rule=lines["rule"].mask(is_kept, KEPT_RULE).mask(is_held, HELD_RULE),
        question_id=lines["question_id"].mask(is_held, question_ids),
    )


def _held_frame(held: HeldChanges) -> pd.DataFrame:
    rows = []
    for entry_id, (question_id, change) in sorted(held.by_entry.items()):
        kept = question_id in held.kept
        status, rule = (ChargeStatus.CHARGED, KEPT_RULE) if kept else (ChargeStatus.HELD, HELD_RULE)
        rows.append((entry_id, *change.place.line, status.value, rule, question_id))
    frame = pd.DataFrame(rows, columns=list(HELD_COLUMNS))
    return frame.astype(dict.fromkeys(HELD_COLUMNS, "str") | {"date": "datetime64[s]"})
