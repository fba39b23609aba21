"""No name of an educator leaves the cells in which it may stand: a whole year of use, and everything that it left, searched."""

from __future__ import annotations

import hashlib
import io
import logging
import tempfile
import zipfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
import sqlalchemy as sa

from tests.addon_events import DIRECTOR, served
from tests.addon_fixtures import running_copy
from tests.canaries import EDUCATORS, Evidence
from tests.leaky_year import LeakyYear, everything_heard, gather_what_is_left, live_a_year
from tests.small_forms import small_forms
from tests.small_program import ADMINISTRATOR

pytest_plugins = ("tests.addon_fixtures",)

QUILL = EDUCATORS[0]


@contextmanager
def _year(synced: tuple[Path, tuple[str, str]], folder: Path) -> Iterator[LeakyYear]:
    """The add-on, the forms and a program of its own, with a folder for temporary files that is looked at afterwards."""
    (folder / "temporary").mkdir()
    before, tempfile.tempdir = tempfile.tempdir, str(folder / "temporary")
    try:
        with running_copy(*synced, folder) as program, served(program) as addon:
            year = LeakyYear(addon, small_forms(program), folder)
            with everything_heard(year.evidence):
                yield year
    finally:
        tempfile.tempdir = before


def test_after_a_year_no_name_stands_where_it_must_not(
    synced_program: tuple[Path, tuple[str, str]], tmp_path: Path
) -> None:
    """Workbooks, forms, cards, log lines, errors, prints, files, the ledger and the journal: nothing is found in any of them."""
    with _year(synced_program, tmp_path) as year:
        live_a_year(year)
        gather_what_is_left(year)
        assert year.program.words("C1", "roster").count(QUILL.name) == 1, "the names never stood anywhere"
    assert year.crashed == []
    assert len(year.evidence.pieces) > 200
    assert len(year.evidence.codes) >= 3, "there were no pseudonyms to be found"
    assert year.evidence.finds() == []


def _packed(text: str) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_DEFLATED) as packed:
        packed.writestr("xl/sharedStrings.xml", text)
    return buffer.getvalue()


def _into_the_ledger(year: LeakyYear, said: str) -> None:
    with year.program.ledger.engine.begin() as connection:
        connection.execute(sa.text("UPDATE workbooks SET trouble = :said"), {"said": said})


def _rename(year: LeakyYear, title: str) -> None:
    year.program.person(ADMINISTRATOR["D2"]).open_by_key(year.program.workbooks["D2"]).update_title(title)


Leak = Callable[[LeakyYear], object]
LEAKS: dict[str, Leak] = {  # by the place in which the search must find it
    "D1, tab Contract Days: first name": lambda year: year.program.add_rows(
        ADMINISTRATOR["D1"], "D1", {"contract_days": [{"rule": f"With {QUILL.name}"}]}
    ),
    "report, tab Days and Billing: e-mail address": lambda year: year.program.add_rows(
        DIRECTOR, "report", {"days_and_billing": [{"rule": QUILL.email.upper()}]}
    ),
    "what Drive says of a file: last name": lambda year: _rename(year, f"Notes on {QUILL.last}"),
    "the folder/ledger.db-wal: first name": lambda year: _into_the_ledger(year, QUILL.name),
    "log lines: first name": lambda _: logging.getLogger("coachlog").debug("entry of %s", QUILL.first),
    "what was printed: last name": lambda _: print(QUILL.last),
    "the folder/left-behind: e-mail address": lambda year: (year.folder / "temporary/left-behind").write_text(
        QUILL.email
    ),
    "the folder/export.xlsx/xl/sharedStrings.xml: last name": lambda year: (year.folder / "export.xlsx").write_bytes(
        _packed(QUILL.name)
    ),
    "name of a file in the folder: last name": lambda year: (year.folder / f"{QUILL.last}.pdf").write_bytes(b""),
}


@pytest.fixture(scope="module")
def found_after_leaking(
    synced_program: tuple[Path, tuple[str, str]], tmp_path_factory: pytest.TempPathFactory
) -> list[str]:
    """What the search finds once a name has been leaked into every kind of place."""
    with _year(synced_program, tmp_path_factory.mktemp("leaking")) as year:
        for leak in LEAKS.values():
            leak(year)
        gather_what_is_left(year)
    return year.evidence.finds()


@pytest.mark.parametrize("place", LEAKS)
def test_a_name_that_is_leaked_on_purpose_is_found(found_after_leaking: list[str], place: str) -> None:
    """One leak in each kind of place: the search that was silent above speaks."""
    assert place in found_after_leaking


def test_a_code_without_a_key_is_a_name() -> None:
    """Anybody can make the hash of a known e-mail address and compare."""
    evidence = Evidence()
    evidence.add("a report", hashlib.sha256(QUILL.email.encode()).hexdigest())
    assert evidence.finds() == ["a report: sha256 without a key"]
