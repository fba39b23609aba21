"""README.md is complete: whoever looks for a command or an exit code finds it there."""

from __future__ import annotations

import re
from pathlib import Path

import typer
from typer.core import TyperGroup

from sync.cli.exits import EXIT_CODES
from sync.cli.main import app

README = (Path(__file__).parents[1] / "README.md").read_text(encoding="utf-8")


def test_every_command_is_shown() -> None:
    """`coachlog publish reach` as well as `coachlog sync`; the demo as `make demo`."""
    missing = [name for name in commands() if not re.search(rf"(coachlog|make) {name}\b", README)]
    assert missing == []


def test_every_exit_code_is_explained() -> None:
    """Those of the one table, and those that commands end with by themselves."""
    explained = README.partition("### Exit codes")[2].partition("\n## ")[0]
    codes = {0, 1, 3, 11, *EXIT_CODES.values()}
    assert {int(code) for code in re.findall(r"^\| (\d+) \|", explained, re.MULTILINE)} == codes


def commands() -> list[str]:
    """The words of every command after `coachlog`."""
    found = []
    for name, command in group_of(app).commands.items():
        parts = command.commands if isinstance(command, TyperGroup) else None
        found += [f"{name} {part}" for part in parts] if parts else [name]
    return found


def group_of(commands: typer.Typer) -> TyperGroup:
    group = typer.main.get_command(commands)
    assert isinstance(group, TyperGroup)
    return group
