"""`coachlog demo`: the sample program set up, consolidated, its months confirmed, and laid out in a folder to be looked at."""

from __future__ import annotations

import shutil
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Final

from sync.connect import PracticeGoogle, connect, practice_google
from sync.demo.building import PracticeProgram, build_program, make_structure_mess
from sync.demo.sample_closings import closed_months_change, coaches_answer
from sync.demo.sample_districts import DEMO_DAY
from sync.demo.sample_program import SampleProgram, sample_program
from sync.google.files import export
from sync.jobs.access import ProgramAccess
from sync.jobs.outcome import SyncOutcome
from sync.jobs.reading import parsed_registry
from sync.settings import Settings, read_settings

XLSX: Final = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
SETTINGS_FILE: Final = "coachlog.env"
MARKER: Final = "google.db"  # only a folder that a demo made is ever emptied

Step = Callable[[str], None]


@dataclass(frozen=True)
class DemoJobs:
    """The jobs that the demo runs, each as whoever shows its progress runs it: one sync; the reach of every closed quarter
    published; the onboarding documents made; all papers saved below a folder."""

    synced: Callable[[Settings, ProgramAccess], SyncOutcome]
    published: Callable[[Settings, ProgramAccess], None]
    onboarded: Callable[[Settings, ProgramAccess], None]
    papers: Callable[[Settings, ProgramAccess, Path, Step], Sequence[Path]]


@dataclass(frozen=True)
class DemoResult:
    """What the demo left behind. `first` is the sync that finds everything new, `last` the one that finds nothing to do."""

    folder: Path
    settings_file: Path
    first: SyncOutcome
    last: SyncOutcome
    reports: tuple[Path, ...]
    pictures: tuple[Path, ...]
    papers: tuple[Path, ...]


class NotADemoFolder(Exception):
    """The folder holds something else; nothing was touched."""

    def __init__(self, folder: Path) -> None:
        super().__init__(
            f"{folder} exists and was not made by the demo. Name another folder with --folder, or remove it."
        )


def run_demo(folder: Path, jobs: DemoJobs, step: Step) -> DemoResult:
    """The whole demo in a folder of its own, which is made anew."""
    _empty(folder)
    sample = sample_program()
    with practice_google(folder / MARKER) as google:
        program = build_program(google, sample, folder, step)
        settings_file = _write_settings(folder, program)
        settings = read_settings(settings_file)
        with connect(settings) as access:
            _make_mess(google, access, sample)
            step("First sync: everything is new")
            first = jobs.synced(settings, access)
            step("Publishing how many educators were reached in the quarters that have closed, in bands")
            jobs.published(settings, access)
            step("Coaches confirm what paid for their months; two change a month that is closed")
            registry = parsed_registry(access)
            coaches_answer(google, registry)
            closed_months_change(google, registry, sample)
            step("Making every district's onboarding document from its own answers")
            jobs.onboarded(settings, access)
            step("Another sync: answers are recorded, and what changed in closed months is corrected")
            jobs.synced(settings, access)
            step("And another: nothing has changed, so nothing may be written")
            last = jobs.synced(settings, access)
            step("Saving the reports as XLSX and their charts as pictures")
            reports = tuple(_reports(access, folder / "reports"))
            pictures = tuple(_pictures(google, access, folder / "charts"))
            papers = tuple(jobs.papers(settings, access, folder / "papers", step))
    return DemoResult(folder, settings_file, first, last, reports, pictures, papers)


def _empty(folder: Path) -> None:
    if folder.exists() and any(folder.iterdir()):
        if not (folder / MARKER).exists():
            raise NotADemoFolder(folder)
        shutil.rmtree(folder)
    folder.mkdir(parents=True, exist_ok=True)


def _write_settings(folder: Path, program: PracticeProgram) -> Path:
    place = folder.resolve()
    lines = [
        "# Made by `coachlog demo`: practice mode, invented people, no Google account.",
        f"COACHLOG_REGISTRY_ID={program.registry_id}",
        f"COACHLOG_REPORT_ID={program.report_id}",
        f"COACHLOG_PROGRAM_DRIVE_ID={program.drive_id}",
        f'COACHLOG_KEY_FILES=["{place / program.key_file.name}"]',
        f"COACHLOG_PRACTICE_STATE={place / MARKER}",
        f"COACHLOG_PRACTICE_DAY={DEMO_DAY.isoformat()}",
        f"COACHLOG_DATABASE_URL=sqlite:///{place / 'ledger.db'}",
        f"COACHLOG_FINGERPRINT_KEY_FILE={place / 'fingerprint.key'}",
        f"COACHLOG_PSEUDONYM_KEY_FILE={place / 'pseudonym.key'}",
    ]
    settings_file = folder / SETTINGS_FILE
    settings_file.write_text("\n".join(lines) + "\n", encoding="utf-8")
    return settings_file


def _make_mess(google: PracticeGoogle, access: ProgramAccess, sample: SampleProgram) -> None:
    districts = parsed_registry(access).districts.values()
    workbook_ids = {district.district_id: district.workbook_id for district in districts if district.workbook_id}
    make_structure_mess(google, sample, workbook_ids)


def _reports(access: ProgramAccess, folder: Path) -> list[Path]:
    """The program report and every district's workbook as XLSX, named after the district."""
    folder.mkdir()
    names = {access.report_id: "Program report"}
    for district in parsed_registry(access).districts.values():
        if district.workbook_id:
            names[district.workbook_id] = district.name
    saved = []
    for workbook_id, name in names.items():
        path = folder / f"{name}.xlsx"
        path.write_bytes(export(access.own, workbook_id, XLSX))
        saved.append(path)
    return saved


def _pictures(google: PracticeGoogle, access: ProgramAccess, folder: Path) -> list[Path]:
    """The charts of the program report and of the first district's Dashboard, as PNG."""
    folder.mkdir()
    first = next(each for each in parsed_registry(access).districts.values() if each.workbook_id)
    saved = []
    for workbook_id, name in ((access.report_id, "Program report"), (str(first.workbook_id), first.name)):
        for title, picture in google.chart_pictures(workbook_id):
            path = folder / f"{name} - {title.rstrip('?').replace('/', '-')}.png"
            path.write_bytes(picture)
            saved.append(path)
    return saved
