"""Please Confirm of a coach's workbook: the questions that stand there, what was answered, and what the tab should say."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Final

from sheets_templates.cells import WorkbookSnapshot
from sheets_templates.model import WorkbookTemplate
from sync.coaching.entries import Outcome, RowProblem
from sync.coaching.questions import Question, QuestionKind, answers_to, fits
from sync.coaching.registry import Registry
from sync.coaching.table_rows import TableRow, table_rows
from sync.coaching.vocabulary import Answer
from sync.coaching.words import WordList

WAITING = "Waiting for your answer"
RECORDED = "Recorded"
NO_LONGER_NEEDED = "No longer needed"
ALL_DISTRICTS = "All your districts"
_ANSWERS: Final = WordList.of(
    map(str, Answer), {"Keep": Answer.KEEP.value, "Accept": Answer.ACCEPT.value, "Confirmed": Answer.CONFIRM.value}
)


@dataclass(frozen=True)
class AskedQuestion:
    """One row of Please Confirm as it stands: its 1-based number and what was `typed` as an answer; `answer` is None while there
    is none that can be read."""

    row: int
    question_id: str
    asked_on: date | None
    district: str
    day: date | None
    days: Decimal
    what: str
    typed: str
    answer: Answer | None
    answered_on: date | None
    status: str

    @property
    def fits(self) -> bool:
        """Whether there is an answer, and it is one to this question."""
        return self.answer is not None and fits(self.question_id, self.answer)


def asked_questions(snapshot: WorkbookSnapshot, template: WorkbookTemplate) -> tuple[AskedQuestion, ...]:
    """The rows of Please Confirm that hold a question; none where the tab is missing."""
    rows = table_rows(template.tab("please_confirm"), snapshot.tab("please_confirm"))
    return tuple(_asked(row) for row in rows if row.text("question_id"))


def _asked(row: TableRow) -> AskedQuestion:
    typed = row.text("answer")
    # A slip is not guessed: charge and change differ by a letter.
    meant = _ANSWERS.exactly(typed) or _ANSWERS.by_other_name(typed)
    return AskedQuestion(
        row=row.row,
        question_id=row.text("question_id"),
        asked_on=row.day("asked_on"),
        district=row.text("district"),
        day=row.day("date"),
        days=Decimal(str(row.number("days") or 0)),
        what=row.text("what"),
        typed=typed,
        answer=Answer(meant) if meant else None,
        answered_on=row.day("answered_on"),
        status=row.text("status"),
    )


def unfit_answers(
    asked: Iterable[AskedQuestion], template: WorkbookTemplate, registry: Registry
) -> Iterator[RowProblem]:
    """A problem for each answer that says nothing about its question, which therefore still waits. The answer is not repeated."""
    tab = template.tab("please_confirm")
    for each in asked:
        waits = each.question_id not in registry.confirmations and each.status != NO_LONGER_NEEDED
        if each.typed and waits and not each.fits:
            choices = " or ".join(f'"{answer}"' for answer in answers_to(each.question_id))
            yield RowProblem(
                Outcome.PROBLEM,
                tab.title,
                each.row,
                tab.column("answer").header,
                "This is no answer to the question, so the question still waits.",
                f"Choose {choices} from the list in the cell.",
            )


@dataclass(frozen=True)
class StandingQuestion:
    """A question that stands in a coach's Please Confirm; `answered_on` is None while it waits."""

    question_id: str
    asked_on: date | None
    answered_on: date | None = None


def standing_questions(asked: Iterable[AskedQuestion]) -> tuple[StandingQuestion, ...]:
    """The questions that stand in the workbook, in their order."""
    return tuple(StandingQuestion(each.question_id, each.asked_on, each.answered_on) for each in asked)


def with_new_questions(
    standing: Sequence[StandingQuestion], questions: Iterable[Question], today: date
) -> tuple[StandingQuestion, ...]:
    """The questions that stand there, then those that are asked today for the first time."""
    known = {each.question_id for each in standing}
    new = (StandingQuestion(each.question_id, today) for each in questions if each.question_id not in known)
    return (*standing, *new)


def please_confirm_rows(
    standing: Sequence[StandingQuestion], questions: Iterable[Question], registry: Registry
) -> list[Mapping[str, object]]:
    """What Please Confirm should say of each question in `standing`, by column key; `questions` are those that are open.

    A question that has been answered says so; one that has gone away by itself says that. No row is removed: a coach may be
    typing in the next one.
    """
    open_now = {question.question_id: question for question in questions}
    return [_row(each, open_now.get(each.question_id), registry) for each in standing]


def _district_asked_about(question: Question, registry: Registry) -> str:
    """The district's name; its id where the registry has no such district any more: its charges stand all the same."""
    if question.kind is QuestionKind.MONTH:
        return ALL_DISTRICTS
    district = registry.districts.get(question.district_id)
    return district.name if district else question.district_id


def _row(standing: StandingQuestion, question: Question | None, registry: Registry) -> Mapping[str, object]:
    confirmed = registry.confirmations.get(standing.question_id)
    if confirmed:
        answered_on = standing.answered_on or confirmed.decided_on
        return {"question_id": standing.question_id, "answered_on": answered_on, "status": RECORDED}
    if question is None:
        return {"question_id": standing.question_id, "status": NO_LONGER_NEEDED}
    return {
        "question_id": standing.question_id,
        "asked_on": standing.asked_on,
        "district": _district_asked_about(question, registry),
        "date": question.date,
        "days": question.days,
        "what": question.what,
        "status": WAITING,
    }
