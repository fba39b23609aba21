"""The import arrow of ARCHITECTURE.md holds."""

from __future__ import annotations

from pathlib import Path

from importlinter import cli


def test_imports_follow_the_arrow() -> None:
    """Every contract in pyproject.toml is kept, as `lint-imports` sees it."""
    pyproject = Path(__file__).parent.parent / "pyproject.toml"
    assert cli.lint_imports(config_filename=str(pyproject), no_cache=True) == cli.EXIT_STATUS_SUCCESS
