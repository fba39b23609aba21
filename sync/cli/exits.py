"""From what went wrong to what the person reads and the exit code that a script sees: the one table."""

from __future__ import annotations

import functools
from collections.abc import Callable
from typing import Final, ParamSpec, TypeVar

import typer

from sheets_templates import TemplateError
from sync.cli.screen import console
from sync.cli.serving import BackendNotStarted
from sync.coaching.forgetting import NobodyToForget, SeveralOfOneName
from sync.coaching.periods import UnknownPeriod
from sync.coaching.quarters import QuartersUnusable
from sync.coaching.registry_parsing import RegistryUnusable
from sync.demo.running import NotADemoFolder
from sync.google.errors import CredentialsMissing, GoogleProblem
from sync.jobs.publishing import PublicationRefused
from sync.jobs.school_year_end import NoFinalCount, SchoolYearNotOver
from sync.jobs.unknown import UnknownCoach, UnknownDistrict
from sync.ledger import LedgerBusy, LedgerUnreachable
from sync.provision import NotInRegistry, NoWorkbook

# 0: done, problems in rows included. 3: done, but a workbook could not be read or written, or lies in the trash
# (SyncOutcome.exit_code).
# 11: coachlog privacy-report found somebody who can open what they should not.
EXIT_CODES: Final[dict[type[Exception], int]] = {
    CredentialsMissing: 4,
    GoogleProblem: 5,
    RegistryUnusable: 6,
    UnknownDistrict: 2,
    UnknownPeriod: 2,
    UnknownCoach: 2,
    NobodyToForget: 2,
    SeveralOfOneName: 2,
    SchoolYearNotOver: 2,
    NoFinalCount: 2,
    NotInRegistry: 2,
    NoWorkbook: 2,
    LedgerBusy: 7,
    LedgerUnreachable: 12,
    TemplateError: 8,
    BackendNotStarted: 9,
    NotADemoFolder: 2,
    QuartersUnusable: 6,
    PublicationRefused: 10,
}

_Arguments = ParamSpec("_Arguments")
_Result = TypeVar("_Result")


def explained(command: Callable[_Arguments, _Result]) -> Callable[_Arguments, _Result]:
    """The command, ending with a sentence and a code instead of a trace for everything that can be expected to go wrong."""

    @functools.wraps(command)
    def run(*arguments: _Arguments.args, **options: _Arguments.kwargs) -> _Result:
        try:
            return command(*arguments, **options)
        except tuple(EXIT_CODES) as problem:
            console.print(f"[red]{problem}[/red]", soft_wrap=True)
            raise typer.Exit(next(code for kind, code in EXIT_CODES.items() if isinstance(problem, kind))) from None

    return run
