"""`coachlog provision`: what it mends, the next sync sees."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

from typer.testing import CliRunner

from sync.cli.main import app
from sync.ledger import open_ledger
from sync.settings import read_settings
from tests.small_program import running
from tests.test_forgetting import installed as installed  # the small program as a command finds it


def run(settings_file: Path, *words: str) -> str:
    said = CliRunner().invoke(app, [*words, "--settings", str(settings_file)])
    assert said.exit_code == 0, said.output
    return " ".join(said.output.split())


def test_a_tab_that_is_mended_in_the_second_of_a_sync_is_filled_by_the_next(installed: Path) -> None:
    """The sync identity has just written North's workbook, and what the feed tells of the mending could be that very write."""
    run(installed, "sync")
    settings = read_settings(installed)
    ids = (settings.registry_id, settings.report_id)
    with running(installed.with_name("google.db"), ids, json.loads(settings.key_files[0].read_text())) as program:
        dashboard = program.log_of("D1").spreadsheet.worksheet("Dashboard")
        dashboard.spreadsheet.del_worksheet(dashboard)
        north = program.workbooks["D1"]
    with closing(open_ledger(settings.database_url)) as ledger:
        this_second = datetime.now(UTC).replace(tzinfo=None) + timedelta(minutes=1)
        ledger.keep_workbook(replace(ledger.workbooks()[north], written_at=this_second))
    assert "changes made" in run(installed, "provision", "district", "D1")
    assert "Wrote 1 workbook" in run(installed, "sync")
    assert "nothing to do" in run(installed, "provision", "district", "D1")
    assert "Nothing has changed" in run(installed, "sync")
