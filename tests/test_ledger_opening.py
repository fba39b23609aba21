"""A ledger that cannot be opened says why and where to look, without the password of its address."""

from __future__ import annotations

import pytest
from typer.testing import CliRunner

from sync.cli.main import app
from sync.ledger import LedgerUnreachable, open_ledger

PASSWORD = "not-to-be-told"


@pytest.mark.parametrize(
    ("address", "reason"),
    [
        (f"postgresql+psycopg://us:{PASSWORD}@127.0.0.1:1/ledger", "port 1 failed: Connection refused"),
        (f"postgresql+psycopg://us:{PASSWORD}@127.0.0.1:{PASSWORD}/ledger", "no address of a database"),
        (f"postgresql+no_driver://us:{PASSWORD}@127.0.0.1/ledger", "no address of a database"),
        (f"oracle+cx_oracle://us:{PASSWORD}@127.0.0.1/ledger", "extra postgresql"),
        ("sqlite:////nowhere/at/all/ledger.db", "unable to open database file"),
        ("ledger.db", "no address of a database"),
    ],
    ids=["no server", "no port", "no driver of this name", "another database", "no folder", "a file's name"],
)
def test_the_reason_is_one_sentence(address: str, reason: str) -> None:
    """It names the setting to look at."""
    with pytest.raises(LedgerUnreachable) as told:
        open_ledger(address)
    assert reason in str(told.value)
    assert "COACHLOG_DATABASE_URL" in str(told.value)
    assert "\n" not in str(told.value)
    assert PASSWORD not in str(told.value)


def test_a_command_ends_with_a_code_of_its_own() -> None:
    """12, and no trace."""
    ended = CliRunner().invoke(app, ["status"], env={"COACHLOG_DATABASE_URL": "sqlite:////nowhere/at/all/ledger.db"})
    assert (ended.exit_code, "cannot be opened" in ended.output) == (12, True)
