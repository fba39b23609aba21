"""The small program with its forms, and its coaches filling them in, for tests of everything that forms touch."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import Any

from sheets_templates.form_model import question_id
from sync.coaching.registry import Registry
from sync.google.clients import discovery_service
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.context import SyncContext
from sync.jobs.form_intake import Intake, intake
from sync.jobs.forms import ACTIVITY, ProvisionedForm, provision_forms
from sync.jobs.reading import parsed_registry
from sync.ledger.forms import FormsLedger
from tests.small_program import COACHES, SmallProgram, pseudonym_key

TOPIC = "projects/coachlog-practice/topics/forms"
NOON = datetime(2025, 10, 31, 18, tzinfo=UTC)  # noon of the small program's day, in its districts


@dataclass
class SmallForms:
    """The forms of the small program. `clock` is Google's and ours at once, and is moved by hand."""

    program: SmallProgram
    forms: Mapping[tuple[str, str], ProvisionedForm] = field(default_factory=dict)
    clock: datetime = NOON

    @property
    def world(self) -> Any:
        return self.program.google.world

    @property
    def ledger(self) -> FormsLedger:
        return FormsLedger(self.program.ledger)

    def context(self) -> SyncContext:
        program = self.program
        return SyncContext(
            program.access, program.ledger, "0123456789abcdef", lambda: self.clock, "America/Chicago", pseudonym_key
        )

    def registry(self) -> Registry:
        return parsed_registry(self.program.access)

    def provision(self) -> list[ProvisionedForm]:
        """Every form made or mended, in the program's shared drive."""
        done = provision_forms(self.program.access, self.registry(), self.program.ledger, [self.drive_id()])
        self.forms = {(each.kind, each.district_id): each for each in done}
        return done

    def drive_id(self) -> str:
        drives = discovery_service(self.program.access.own, "drive", "v3").drives().list().execute()["drives"]
        return str(drives[0]["id"])

    def form_id(self, district_id: str, kind: str = ACTIVITY) -> str:
        return self.forms[kind, district_id].form_id

    def shown(self, district_id: str, kind: str = ACTIVITY) -> dict[str, Any]:
        """The form as forms.get shows it."""
        forms = discovery_service(self.program.access.own, "forms", "v1").forms()
        found: dict[str, Any] = forms.get(formId=self.form_id(district_id, kind)).execute()
        return found

    def options(self, district_id: str, key: str) -> list[str]:
        """The answers that a question of the Activity Form offers."""
        wanted = question_id(ACTIVITY, key)
        for item in self.shown(district_id)["items"]:
            question = item.get("questionItem", {}).get("question", {})
            if question.get("questionId") == wanted:
                return [option.get("value", "other") for option in question["choiceQuestion"]["options"]]
        return []

    def fill(self, district_id: str, coach_id: str = "C1", **said: str) -> str:
        """The id of a response that a coach has just submitted; a minute passes."""
        self.clock += timedelta(minutes=1)
        answers = {"school": "Lincoln", "activity": "Co-Planning", "minutes": "45"} | said
        email = COACHES[coach_id][1] if coach_id in COACHES else coach_id
        response_id: str = self.world.forms.submit(self.form_id(district_id), _by_id(answers), email)
        return response_id

    def edit(self, district_id: str, response_id: str, coach_id: str = "C1", **said: str) -> None:
        """The coach opens the edit link and submits other answers; a minute passes."""
        self.clock += timedelta(minutes=1)
        self.world.forms.allow_response_edits(self.form_id(district_id))
        answers = {"school": "Lincoln", "activity": "Co-Planning", "minutes": "45"} | said
        self.world.forms.edit(self.form_id(district_id), response_id, _by_id(answers), COACHES[coach_id][1])

    def intake(self, *district_ids: str) -> Intake:
        """What stands in the forms of these districts is placed."""
        return intake(self.context(), [self.form_id(each) for each in district_ids])

    def log(self, district_id: str, *names: str) -> list[tuple[Any, ...]]:
        return self.program.rows(district_id, "activity_log", *names)

    def change_registry(self, tab_key: str, id_key: str, row_id: str, column: str, value: object) -> None:
        """The director types into one cell of the registry."""
        snapshot = read_workbook(self.program.access.own, self.program.access.registry_id)
        tab = snapshot.tab(tab_key)
        assert tab is not None
        places = {key: place for place, key in tab.column_keys.items()}
        row = tab.columns[places[id_key]].index(row_id)
        cell = {"userEnteredValue": {"stringValue": str(value)}}
        start = {"sheetId": tab.sheet_id, "rowIndex": row, "columnIndex": places[column]}
        update = {"start": start, "rows": [{"values": [cell]}], "fields": "userEnteredValue"}
        write_workbook(self.program.access.own, snapshot, snapshot.version, [{"updateCells": update}])


def _by_id(answers: Mapping[str, str]) -> dict[str, str]:
    return {question_id(ACTIVITY, key): text for key, text in answers.items() if text}


def small_forms(program: SmallProgram) -> SmallForms:
    """The program with its forms made. Google's clock is set to its day."""
    forms = SmallForms(program)
    program.google.world.clock = lambda: forms.clock
    forms.provision()
    return forms
