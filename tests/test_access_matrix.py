"""Who may open which file and do what in the sidebar: every role, every file, every endpoint, one cell each.

The tables below are the specification. Files are asked for as Google asks, with each person's own token; the sidebar is clicked as
Google's platform clicks, by each person in each Sheet, also with clicks that no card of theirs offers.
"""

from __future__ import annotations

import copy
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from pathlib import Path
from typing import Any, Final

import pytest
from flask.testing import FlaskClient

from addon.application import create_app
from addon.cards.log_form import LISTS
from addon.hooks import PUSHED, SUBMITTED, HookSettings, hooks
from addon.sheets import ACTIONS, NOT_HERE
from sync.demo.sample_cells import Row
from sync.google.clients import discovery_service
from sync.google.errors import NotFound, SheetNotShared
from sync.google.files import create_spreadsheet_file, share
from sync.google.quota import Quotas
from sync.google.workbooks import read_workbook, write_workbook
from sync.jobs.documents import make_document
from sync.provision import provision_coach
from tests.addon_events import DIRECTOR, NOBODY, PRINCIPAL, Json, PracticeAddon, buttons_of, enter_rows, served
from tests.addon_fixtures import running_copy
from tests.filled_own_workbook import CYCLES, NAMES, fill_own_workbook
from tests.small_forms import small_forms
from tests.small_program import ADMINISTRATOR, COACHES, FIRST_DAY, LAST_DAY
from tests.test_document_job import paper

pytest_plugins = ("tests.addon_fixtures",)

PEOPLE: Final = {
    "coach": COACHES["C1"][1],  # Ana: North and South
    "other coach": COACHES["C2"][1],  # Ben: East
    "former coach": "fay@program.example",  # North until September, nothing since
    "moved coach": "mo@program.example",  # North until September, East since October
    "administrator": ADMINISTRATOR["D1"],  # North
    "admin of two": "two@both.example",  # North and South
    "principal": PRINCIPAL,  # North
    "principal+coach": "both@north.example",  # a principal in North who coaches in South
    "director": DIRECTOR,
    "educator": "pat@north.example",  # on Ana's Roster
    "stranger": NOBODY,
}

# What each may do with a file: e edits, r reads, - cannot even see that it exists. Google decides, by the sharing of each file. The
# program's own files stand in its shared drive; North's report is a Google Doc that the director shared with North's administrator.
# Whoever leaves a district is unshared by its administrator. The sync identity, which reads everything, is no person.
FILES: Final = """
                  registry  report  North  South  East  Ana's  Ben's  Mo's  North's Doc
coach             -         -       e      e      -     e      -      -     -
other coach       -         -       -      -      e     -      e      -     -
former coach      -         -       -      -      -     -      -      -     -
moved coach       -         -       -      -      e     -      -      e     -
administrator     -         -       e      -      -     -      -      -     r
admin of two      -         -       e      e      -     -      -      -     -
principal         -         -       r      -      -     -      -      -     -
principal+coach   -         -       r      e      -     -      -      -     -
director          e         e       -      -      -     e      e      e     e
educator          -         -       -      -      -     -      -      -     -
stranger          -         -       -      -      -     -      -      -     -
"""

# Which card the sidebar shows: log a coach's form, own a coach's own workbook, district and its buttons (district! may refresh it),
# program the director's, - nothing to do here. Asked also in Sheets that Google would not even open for that person.
SIDEBAR: Final = """
                  registry  report  North      South      East      Ana's    Ben's    Mo's     a Sheet
coach             -         -       log        log        -         own      -        -        -
other coach       -         -       -          -          log       -        own      -        -
former coach      -         -       -          -          -         -        -        -        -
moved coach       -         -       -          -          log       -        -        own      -
administrator     -         -       district!  -          -         -        -        -        newcomer
admin of two      -         -       district!  district!  -         -        -        -        newcomer
principal         -         -       district   -          -         -        -        -        -
principal+coach   -         -       district   log        -         -        -        -        -
director          program   program program    program    program   program  program  program  -
educator          -         -       -          -          -         -        -        -        -
stranger          -         -       -          -          -         -        -        -        -
"""

# Whose word that a form has responses is taken (yes): it makes coachlog look at the form, and nothing more. A coach who has left
# still counts, because the form's trigger may be theirs. Google's push has an account of its own, which is no person's.
NEWS: Final = """
                  North's form  East's form
coach             yes           -
other coach       -             yes
former coach      yes           -
moved coach       yes           yes
administrator     yes           -
admin of two      yes           -
principal         yes           -
principal+coach   yes           -
director          yes           yes
educator          -             -
stranger          -             -
"""

# Which actions do anything from which card; every other answers that one cannot do this here.
LOGGING: Final = frozenset({"log", "repeat-last", "log-day", "edit", "save", "ask-delete", "delete"})
OWN: Final = frozenset(
    {
        "show-cycles", "show-cycle", "new-cycle", "start-cycle", "next-phase", "begin-phase", "reflect", "save-reflection",
        "ask-close", "close-cycle", "who-with", "link", "unlink", "prepare-talk", "show-practice",
    }
)  # fmt: skip
PROGRAM: Final = frozenset({"show-program", "sync-now", "show-waiting", "place-waiting", "dismiss-waiting"})
EVERYBODY: Final = frozenset({"home", "allow-file"})
MAY: Final = {
    "log": LOGGING | OWN,
    "own": OWN,
    "district": frozenset(),
    "district!": frozenset({"refresh-dashboard"}),
    "program": PROGRAM,
    "newcomer": frozenset({"set-up"}),
    "-": frozenset(),
}
TITLES: Final = {
    "log": "Log activity",
    "own": "Your coaching",
    "program": "Program status",
    "newcomer": "Not the coaching workbook",
    "-": "Nothing to do here",
}
SCRIPT_CLIENT: Final = "300000000000-script.apps.googleusercontent.com"
FILE_KEYS: Final = {
    "registry": "registry", "report": "report", "North": "D1", "South": "D2", "East": "D3", "Ana's": "C1", "Ben's": "C2",
    "Mo's": "C4", "North's Doc": "doc",
}  # fmt: skip


def cells(table: str) -> dict[tuple[str, str], str]:
    """A drawn table as its cells, by role and column. Columns are where their headings begin."""
    header, *lines = [line for line in table.splitlines() if line.strip()]
    words = header.split("  ")
    names = [word.strip() for word in words if word.strip()]
    starts = [header.index(name) for name in names]
    found = {}
    for line in lines:
        ends = [*starts[1:], len(line) + 1]
        for name, start, end in zip(names, starts, ends, strict=True):
            found[line[: starts[0]].strip(), name] = line[start:end].strip()
    return found


@pytest.fixture(scope="module")
def matrix(
    synced_program: tuple[Path, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> Iterator[PracticeAddon]:
    """The small program with everybody in it, shared as the program and its districts share. Read by all cells, changed by none."""
    folder, ids = synced_program
    with running_copy(folder, ids, tmp_path_factory.mktemp("matrix")) as program, served(program) as addon:
        _enter_everybody(addon)
        fill_own_workbook(addon)
        yield addon


def _enter_everybody(addon: PracticeAddon) -> None:
    program, books = addon.program, addon.program.workbooks
    for email in PEOPLE.values():
        program.google.world.signin.create_user(email)
    administers = {"email": PEOPLE["admin of two"], "role": "District administrator"}
    people: list[Row] = [
        {**administers, "district_id": "D1"},
        {**administers, "district_id": "D2"},
        {"email": PEOPLE["principal+coach"], "role": "Principal", "district_id": "D1"},
    ]
    coaches: list[Row] = [
        {"coach_id": key, "name": name, "email": PEOPLE[role]}
        for key, name, role in (
            ("C3", "Fay", "former coach"),
            ("C4", "Mo", "moved coach"),
            ("C5", "Bo", "principal+coach"),
        )
    ]
    until_september, from_october = (FIRST_DAY, date(2025, 9, 30)), (date(2025, 10, 1), LAST_DAY)
    assignments: list[Row] = [
        {"coach_id": coach, "district_id": district, "first_day": first, "last_day": last}
        for coach, district, (first, last) in (
            ("C3", "D1", until_september),
            ("C4", "D1", until_september),
            ("C4", "D3", from_october),
            ("C5", "D2", (FIRST_DAY, LAST_DAY)),
        )
    ]
    for key, rows in (("people", people), ("coaches", coaches), ("assignments", assignments)):
        enter_rows(program, key, rows)
    books["C4"] = provision_coach(program.access, "C4", [program.drive_id]).workbook_id
    books["doc"] = make_document(
        addon.here.program, paper("North's year"), "North", "report:D1", [program.drive_id]
    ).document_id
    _share_everything(addon)
    addon.here.registry.forget()


def _share_everything(addon: PracticeAddon) -> None:
    """By whoever may: each administrator their district's workbook, the director the program's files."""
    google, books = addon.program.google, addon.program.workbooks
    north, south, east, director = (google.signed_in(each) for each in (*ADMINISTRATOR.values(), DIRECTOR))
    for owner, key, role, how in (
        (north, "D1", "admin of two", "writer"),
        (south, "D2", "admin of two", "writer"),
        (north, "D1", "principal", "reader"),
        (north, "D1", "principal+coach", "reader"),
        (south, "D2", "principal+coach", "writer"),
        (east, "D3", "moved coach", "writer"),
        (director, "doc", "administrator", "reader"),
    ):
        share(owner, books[key], PEOPLE[role], how)
    for role in ("former coach", "moved coach"):  # once they served North
        permission = share(north, books["D1"], PEOPLE[role], "writer")
        discovery_service(north, "drive", "v3").permissions().delete(
            fileId=books["D1"], permissionId=permission
        ).execute()


def google_says(addon: PracticeAddon, role: str, key: str) -> str:
    """What Google lets a person do with a file: e, r or -."""
    person = addon.program.google.signed_in(PEOPLE[role])
    file_id = addon.program.workbooks[key]
    files = discovery_service(person, "drive", "v3").files()
    try:
        files.get(fileId=file_id, fields="id", supportsAllDrives=True).execute()
    except NotFound:
        return "-"
    try:
        files.update(fileId=file_id, body={"description": "looked at"}, fields="id", supportsAllDrives=True).execute()
    except SheetNotShared:
        return "r"
    return "e"


@pytest.mark.parametrize("role", PEOPLE)
def test_google_opens_each_file_to_whom_it_is_shared_with(matrix: PracticeAddon, role: str) -> None:
    """One row of FILES, asked of the emulator with the person's own token: seen, edited, or as if it were not there."""
    wanted = {name: may for (who, name), may in cells(FILES).items() if who == role}
    assert {name: google_says(matrix, role, FILE_KEYS[name]) for name in wanted} == wanted


@pytest.mark.parametrize("role", PEOPLE)
def test_a_sheet_that_google_refuses_cannot_be_read_whatever_is_asked(matrix: PracticeAddon, role: str) -> None:
    """The cells of a Sheet stay shut where the file does; a reader cannot write one."""
    person = matrix.program.google.signed_in(PEOPLE[role])
    for (who, name), may in cells(FILES).items():
        if who != role or name == "North's Doc":
            continue
        workbook_id = matrix.program.workbooks[FILE_KEYS[name]]
        if may == "-":
            with pytest.raises((NotFound, SheetNotShared)):  # Sheets says 403 where Drive says 404
                read_workbook(person, workbook_id)
        elif may == "r":
            snapshot = read_workbook(person, workbook_id)
            with pytest.raises(SheetNotShared):
                write_workbook(person, snapshot, snapshot.version, [], read_back=False)


@dataclass
class Platform:
    """Google's platform as it calls the add-on, in this process: the same tokens, the same checks, without a network between."""

    addon: PracticeAddon
    client: FlaskClient
    tokens: dict[str, str] = field(default_factory=dict)
    events: dict[tuple[str, str], Json] = field(default_factory=dict)

    def post(self, path: str, role: str, key: str, parameters: Mapping[str, str] | None = None) -> Any:
        """The answer to one call for a person in a Sheet."""
        if path not in self.tokens:
            self.tokens[path] = self.addon.system_token(path)
        if (role, key) not in self.events:
            self.events[role, key] = self.addon.event(PEOPLE[role], key)
        event = copy.deepcopy(self.events[role, key])
        event["commonEventObject"]["parameters"] = dict(parameters or {})
        headers = {"Authorization": f"Bearer {self.tokens[path]}"}
        return self.client.post(path, json=event, headers=headers)


@pytest.fixture(scope="module")
def platform(matrix: PracticeAddon) -> Platform:
    here = replace(matrix.here, user_quotas=Quotas(allowances={}))  # nobody clicks 60 times a minute but a test
    return Platform(matrix, create_app(here).test_client())


@pytest.fixture(scope="module")
def own_sheets(matrix: PracticeAddon) -> Mapping[str, str]:
    """A Sheet of each person's own that the program knows nothing of."""
    google = matrix.program.google
    return {role: create_spreadsheet_file(google.signed_in(email), "A Sheet") for role, email in PEOPLE.items()}


def places(role: str, own_sheets: Mapping[str, str]) -> Iterator[tuple[str, str, str]]:
    """Each Sheet of a role's row of SIDEBAR: its name, its key or file id, the card that is due there."""
    for (who, name), due in cells(SIDEBAR).items():
        if who == role:
            yield name, own_sheets[role] if name == "a Sheet" else FILE_KEYS[name], due


@pytest.mark.parametrize("role", PEOPLE)
def test_the_sidebar_shows_each_person_their_own_card(
    platform: Platform, own_sheets: Mapping[str, str], role: str
) -> None:
    """One row of SIDEBAR, home and file-scope-granted alike. No card but Ana's own in her own workbook names an educator."""
    for name, key, due in places(role, own_sheets):
        for path in ("/sheets/home", "/sheets/file-scope-granted"):
            answer = platform.post(path, role, key)
            assert answer.status_code == 200
            card = answer.get_json()["action"]["navigations"][0]["pushCard"]
            assert _is(card, due, name), f"{role} in {name}: {card['header']['title']}"
            if role != "coach" or name not in OF_ANA:
                assert not any(each in answer.text for each in NAMES)


@pytest.mark.parametrize("role", PEOPLE)
def test_every_click_does_what_the_role_may_do_and_nothing_else(
    platform: Platform, own_sheets: Mapping[str, str], role: str
) -> None:
    """Every action by every role in every Sheet, sent as a card's button sends it; refused ones say so and show the own card."""
    for name, key, due in places(role, own_sheets):
        for action in sorted(ACTIONS):
            answer = platform.post(f"/sheets/act/{action}", role, key)
            refused = answer.status_code == 200 and _said(answer.get_json()) == NOT_HERE
            assert refused != (action in MAY[due] | EVERYBODY), f"{action} by {role} in {name}"
            if role != "coach" or name not in OF_ANA:
                assert not any(each in answer.text for each in NAMES), f"{action} by {role} in {name}"


@pytest.mark.parametrize("role", PEOPLE)
def test_only_a_districts_coach_is_offered_its_words(
    platform: Platform, own_sheets: Mapping[str, str], role: str
) -> None:
    """Suggestions of every field: the district's schools and people are for its coach alone."""
    for name, key, due in places(role, own_sheets):
        for suggested in LISTS:
            items = platform.post(f"/sheets/suggest/{suggested}", role, key).get_json()["autoComplete"]["items"]
            assert not items or due == "log", f"{suggested} for {role} in {name}"


def test_the_doors_for_news_of_forms_open_to_the_forms_own_people(matrix: PracticeAddon) -> None:
    """All of NEWS, with a token that Google signed for the person; nobody's token opens the door of the push."""
    forms, here, world = small_forms(matrix.program), matrix.here, matrix.program.google.world
    client = create_app(here, [hooks(here, HookSettings("push@program.example", SCRIPT_CLIENT))]).test_client()
    world.signin.create_client(SCRIPT_CLIENT)
    found = {}
    for (role, name), _ in cells(NEWS).items():
        form_id = forms.form_id({"North's form": "D1", "East's form": "D3"}[name])
        token = world.signin.id_token(PEOPLE[role], SCRIPT_CLIENT)
        told = client.post(SUBMITTED, json={"formId": form_id}, headers={"Authorization": f"Bearer {token}"})
        found[role, name] = {204: "yes", 403: "-"}[told.status_code]
        pushing = world.signin.id_token(PEOPLE[role], f"{here.settings.url}{PUSHED}")
        pushed = client.post(PUSHED, json={"message": {}}, headers={"Authorization": f"Bearer {pushing}"})
        assert pushed.status_code == 403
    assert found == cells(NEWS)


def test_another_coachs_keys_open_nothing(platform: Platform, matrix: PracticeAddon) -> None:
    """Whoever saw Ana's buttons has nothing: the keys of her rows mean nothing in another workbook, and hers stays shut."""
    home = matrix.home(PEOPLE["coach"], "C1")
    pressed = next(each for each in buttons_of(home) if each["onClick"]["action"]["function"].endswith("show-cycle"))
    sent = {each["key"]: each["value"] for each in pressed["onClick"]["action"]["parameters"]}
    for role, key in (("other coach", "C2"), ("other coach", "C1"), ("moved coach", "C4"), ("director", "C1")):
        answer = platform.post("/sheets/act/show-cycle", role, key, sent)
        assert not any(each in answer.text for each in (*NAMES, "Robots"))


def test_all_these_clicks_wrote_nothing(matrix: PracticeAddon) -> None:
    """No click of these tests was filled in: logs and confidential tabs are as they were."""
    program = matrix.program
    assert len(program.rows("D1", "activity_log", "date")) == 4
    assert program.rows("C1", "worked_with", "entry_id") == []
    assert [row[0] for row in program.rows("C1", "coaching_cycles", "cycle")] == [each["cycle"] for each in CYCLES]


def test_every_action_stands_in_the_matrix() -> None:
    """Whoever adds an action says here who may do it."""
    assert frozenset().union(*MAY.values()) | EVERYBODY == ACTIONS


OF_ANA: Final = ("North", "South", "Ana's")  # where Ana may ask for her own educators


def _is(card: Json, due: str, name: str) -> bool:
    """Whether a card is the one that is due."""
    title = {"district": name, "district!": name}.get(due, TITLES.get(due, ""))
    refreshes = "Refresh dashboard" in str(card)
    return card["header"]["title"] == title and refreshes == (due == "district!")


def _said(answer: Json) -> str:
    action = answer.get("renderActions", {}).get("action", {})
    return str(action.get("notification", {}).get("text", ""))
