"""What Forms keeps of a form, of its responders and of a response."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from sync.emulator.drive.records import FORM, Permission
from sync.emulator.wire.errors import GoogleError

Json = dict[str, Any]
MIME_TYPE = FORM


class RefusedError(Exception):
    """A request that Forms does not carry out, in its own words and without saying which request it was."""


@dataclass(frozen=True)
class Form:
    """A form. `items` are resources of the API; `revision` counts changes of the content.

    `responders` are Drive permissions of the published view. `allows_edits` is the setting "Allow response editing", which
    only Apps Script can change. `responder_id` stands in the address of the page.
    """

    id: str
    responder_id: str
    title: str
    email_collection: str
    description: str = ""
    items: tuple[Json, ...] = ()
    is_quiz: bool = False
    revision: int = 1
    is_published: bool = False
    is_accepting: bool = False
    allows_edits: bool = False
    responders: tuple[Permission, ...] = ()

    def questions(self) -> Iterator[Json]:
        """Every question in the order of the page, the rows of grids included."""
        for item in self.items:
            yield from questions_of(item)

    def question(self, question_id: str) -> Json | None:
        return next((found for found in self.questions() if found["questionId"] == question_id), None)


@dataclass(frozen=True)
class Response:
    """A submitted response. `answers` maps question ids to texts; `edit_token` opens it again on the page; `email` is the
    respondent's, if collected.
    """

    id: str
    form_id: str
    created: datetime
    submitted: datetime
    edit_token: str
    answers: Mapping[str, tuple[str, ...]] = field(default_factory=dict)
    email: str = ""


def questions_of(item: Json) -> list[Json]:
    """The questions of one item. A row of a grid gets its choices (`choiceQuestion`) from the grid."""
    if "questionItem" in item:
        return [item["questionItem"]["question"]]
    group = item.get("questionGroupItem")
    if group is None:
        return []
    columns = group.get("grid", {}).get("columns")
    shared = {"choiceQuestion": columns} if columns else {}
    return [{**question, **shared} for question in group["questions"]]


def stamp(time: datetime) -> str:
    """RFC 3339 in UTC with milliseconds."""
    return time.strftime("%Y-%m-%dT%H:%M:%S.") + f"{time.microsecond // 1000:03d}Z"


def not_found() -> GoogleError:
    return GoogleError("NOT_FOUND", "Requested entity was not found.")


def bad_argument(message: str) -> GoogleError:
    return GoogleError("INVALID_ARGUMENT", message)
