"""Who takes part: districts, their schools, coaches, and the people with a role."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Final, Protocol
from zoneinfo import ZoneInfo

from sync.coaching.edited_rows import EditedRow
from sync.coaching.edited_tabs import EditedTab
from sync.coaching.registry import Coach, District, Person, School
from sync.coaching.texts import plain
from sync.coaching.vocabulary import Role

DEFAULT_TIME_ZONE: Final = "America/Chicago"


class Named(Protocol):
    @property
    def name(self) -> str: ...


def names_of(entries: Mapping[str, Named]) -> dict[str, str]:
    """Id -> name, to look up what other tabs refer to."""
    return {entry_id: entry.name for entry_id, entry in entries.items()}


def districts_in(tab: EditedTab) -> dict[str, District]:
    """The districts by id. Of two rows with one id, or one workbook, the first has it."""
    found: dict[str, District] = {}
    workbooks: set[str] = set()
    names: set[str] = set()
    for row in tab.rows:
        district_id, name = row.text("district_id", required=True), row.text("name", required=True)
        if district_id in found:
            row.refuse(
                "district_id", "This district id is taken by a row above.", "Give each district an id of its own."
            )
        if row.refused:
            continue
        if plain(name) in names:
            row.notice("name", "Another district has the same name.", "Make the two names different.")
        names.add(plain(name))
        workbook_id = _own_workbook(row, workbooks)
        if workbook_id is None and row.blank("workbook"):
            row.notice(
                "workbook", "The district has no workbook yet.", "Paste its address once the district has shared it."
            )
        identity = row.address("sync_identity")
        kind, earlier_names = row.text("kind"), row.texts("earlier_names")
        found[district_id] = District(district_id, name, workbook_id, kind, _time_zone(row), identity, earlier_names)
    return found


def schools_in(tab: EditedTab, districts: Mapping[str, District]) -> dict[str, School]:
    """The schools by id; a school of an unknown district is left out."""
    found: dict[str, School] = {}
    taken: set[tuple[str, str]] = set()
    names = names_of(districts)
    for row in tab.rows:
        school_id, name = row.text("school_id", required=True), row.text("name", required=True)
        district_id = row.refers_to("district_id", names, "district")
        if school_id in found:
            row.refuse("school_id", "This school id is taken by a row above.", "Give each school an id of its own.")
        if row.refused or district_id is None:
            continue
        if (district_id, plain(name)) in taken:
            row.notice("name", "Another school of this district has the same name.", "Make the two names different.")
        taken.add((district_id, plain(name)))
        educators, students = row.whole("educators"), row.whole("students")
        found[school_id] = School(
            school_id, district_id, name, educators, students, row.text("grades"), row.texts("earlier_names")
        )
    return found


def coaches_in(tab: EditedTab) -> dict[str, Coach]:
    """The coaches by id. One without a usable address of their own stays, but cannot sign in."""
    found: dict[str, Coach] = {}
    workbooks: set[str] = set()
    names: set[str] = set()
    addresses: set[str] = set()
    for row in tab.rows:
        coach_id, name = row.text("coach_id", required=True), row.text("name", required=True)
        if coach_id in found:
            row.refuse("coach_id", "This coach id is taken by a row above.", "Give each coach an id of their own.")
        if row.refused:
            continue
        if plain(name) in names:
            row.notice(
                "name", "Another coach has the same name.", "Make the names different, or log with e-mail addresses."
            )
        names.add(plain(name))
        email = row.address("email")
        if email in addresses:
            row.leave_out(
                "email", "Another coach has this address; it was left out here.", "Give each coach their own address."
            )
            email = ""
        elif row.blank("email"):
            row.leave_out("email", "The address is missing; the coach cannot sign in.", "Fill in the coach's address.")
        addresses.update({email} - {""})
        found[coach_id] = Coach(coach_id, name, email, _own_workbook(row, workbooks), row.texts("earlier_names"))
    return found


def people_in(tab: EditedTab, districts: Mapping[str, District]) -> tuple[Person, ...]:
    """The people with a role. All but a director belong to one district."""
    found: list[Person] = []
    names = names_of(districts)
    for row in tab.rows:
        row.text("email", required=True)
        email, role = row.address("email"), row.word("role", map(str, Role))
        district_id = None if role == Role.DIRECTOR else row.refers_to("district_id", names, "district")
        if not email and not row.refused:
            row.refuse("email", "Without an address nobody can sign in.", "Correct the address.")
        if not row.refused and role is not None:
            found.append(Person(email, Role(role), district_id, row.text("name")))
    return tuple(found)


def _own_workbook(row: EditedRow, taken: set[str]) -> str | None:
    """The id of the row's workbook, unless a row above has it: one workbook read for two would count
    everything twice."""
    workbook_id = row.file_id("workbook")
    if workbook_id in taken:
        row.leave_out(
            "workbook", "This workbook belongs to a row above; it was left out here.", "Paste the right address."
        )
        return None
    if workbook_id:
        taken.add(workbook_id)
    return workbook_id


def _time_zone(row: EditedRow) -> str:
    found = row.text("time_zone") or DEFAULT_TIME_ZONE
    try:
        return ZoneInfo(found.replace(" ", "_")).key
    except (KeyError, ValueError, OSError):
        message = f"The time zone is not known; {DEFAULT_TIME_ZONE} was used."
        row.leave_out("time_zone", message, "Type a name such as America/Chicago or America/New_York.")
        return DEFAULT_TIME_ZONE
