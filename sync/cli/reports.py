"""`coachlog report ...`: reports on paper, as Google Docs in the program's shared drive, as PDF and as XLSX."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Annotated

import typer

from sync.cli.csv_files import write_csv
from sync.cli.exits import explained
from sync.cli.opening import SettingsFile, open_context, program_folders, say_practice, shown_address
from sync.cli.screen import console
from sync.coaching.report_words import counted
from sync.connect import connect
from sync.jobs.context import SyncContext
from sync.jobs.documents import MadeDocument, document_pdf, make_document
from sync.jobs.entry_list import entry_list
from sync.jobs.outcome import silent
from sync.jobs.paper_reports import WantedPaper, district_reports, program_one_pager, renewal
from sync.jobs.reading import parsed_registry
from sync.papers.spreadsheet import paper_xlsx
from sync.settings import read_settings

report = typer.Typer(
    no_args_is_help=True,
    help="A district's report, the renewal packet, the program on one page: as Google Docs, PDF, XLSX; all entries as CSV.",
)

PdfFile = Annotated[Path | None, typer.Option("--pdf", help="Also save it as a PDF file.")]
XlsxFile = Annotated[Path | None, typer.Option("--xlsx", help="Save its tables as an XLSX file instead of a document.")]
Period = Annotated[str, typer.Option(help="A month like 2025-10, a quarter Q1 to Q4, or year (to date).")]
FORBIDDEN = str.maketrans(dict.fromkeys('/\\:*?"<>|', "-"))  # in the names of files, on one system or another


@report.command("district")
@explained
def district_command(
    district_id: Annotated[str | None, typer.Argument(help="The district's id in the registry.")] = None,
    period: Period = "year",
    every: Annotated[bool, typer.Option("--all", help="Every district.")] = False,
    pdf: PdfFile = None,
    xlsx: XlsxFile = None,
    settings_file: SettingsFile = None,
) -> None:
    """What a superintendent forwards to the board: one district's report. With --all, --pdf and --xlsx name folders."""
    if every == (district_id is not None):
        raise typer.BadParameter("Name one district, or give --all.")
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        registry = parsed_registry(access)
        wanted = district_reports(context, registry, list(registry.districts) if every else [str(district_id)], period)
        for paper in wanted:
            put_out(
                context,
                paper,
                _place(pdf, paper, ".pdf", every),
                _place(xlsx, paper, ".xlsx", every),
                program_folders(settings),
            )


@report.command("program")
@explained
def program_command(pdf: PdfFile = None, xlsx: XlsxFile = None, settings_file: SettingsFile = None) -> None:
    """The whole program on one page."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        put_out(context, program_one_pager(context, parsed_registry(access)), pdf, xlsx, program_folders(settings))


@report.command("renewal")
@explained
def renewal_command(
    district_id: Annotated[str, typer.Argument(help="The district's id in the registry.")],
    pdf: PdfFile = None,
    xlsx: XlsxFile = None,
    settings_file: SettingsFile = None,
) -> None:
    """This year's record beside next year's choices, for one district."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        wanted = renewal(context, parsed_registry(access), district_id)
        put_out(context, wanted, pdf, xlsx, program_folders(settings))


@report.command("entries")
@explained
def entries_command(
    csv_file: Annotated[Path, typer.Option("--csv", help="The file to write.")],
    district: Annotated[str | None, typer.Option(help="Only this district, by its id in the registry.")] = None,
    period: Period = "year",
    settings_file: SettingsFile = None,
) -> None:
    """Every entry that counts, as CSV: what Activity Data holds, without its limit and without free text."""
    settings = read_settings(settings_file)
    with connect(settings) as access, open_context(settings, access, silent) as context:
        say_practice(access)
        header, rows = entry_list(context, parsed_registry(access), period, district)
    write_csv(csv_file, header, rows)
    console.print(f"Saved {csv_file}: {counted(len(rows), 'entry', 'entries')}.", soft_wrap=True)


def put_out(
    context: SyncContext, wanted: WantedPaper, pdf: Path | None, xlsx: Path | None, folders: Sequence[str]
) -> MadeDocument | None:
    """The paper as a Google Doc, and where files are asked for as these; says what came of it. An XLSX alone needs no document."""
    if xlsx is not None:
        _save(xlsx, paper_xlsx(wanted.paper))
        if pdf is None:
            return None
    made = make_document(context, wanted.paper, wanted.name, wanted.mark, folders)
    told = "written" if made.changed else "as it was"
    beside = " Somebody had written in the earlier document, which stays as it is." if made.beside else ""
    console.print(f"{wanted.name}: {told}. {shown_address(context.access, made.url)}{beside}", soft_wrap=True)
    if pdf is not None:
        _save(pdf, document_pdf(context, made.document_id))
    return made


def _place(asked: Path | None, wanted: WantedPaper, ending: str, every: bool) -> Path | None:
    if asked is None or not every:
        return asked
    return asked / f"{file_name(wanted.name)}{ending}"


def file_name(name: str) -> str:
    """The name without what a file system refuses."""
    return name.translate(FORBIDDEN).strip()


def _save(path: Path, content: bytes) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(content)
    console.print(f"Saved {path}", soft_wrap=True)
