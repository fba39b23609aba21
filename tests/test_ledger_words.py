"""What people write may be of any length and hold anything: no cell stops a sync, on either database."""

from __future__ import annotations

from datetime import UTC, datetime

import pandas as pd
import pytest
import sqlalchemy as sa

from sync.ledger import Ledger, WorkbookState
from sync.ledger.documents import DocumentsLedger, KnownDocument
from sync.ledger.forms import FormsLedger, InboxItem, KnownForm
from sync.ledger.rows import ENTRY_FIELDS
from sync.ledger.tables import metadata

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC).replace(tzinfo=None)


def test_only_what_the_program_itself_makes_has_a_length() -> None:
    """Ids of runs and holders, digests and marks, words of our own lists; nothing that a person types or Google names."""
    of_lists = {
        "job",
        "outcome",
        "kind",
        "state",
        "what",
        "activity",
        "delivery",
        "contract_day",
        "source",
        "phase",
        "closed_reason",
    }
    made = {"run_id", "holder", "content_hash", "shared_with", "wanted", "judged_on", "mark", "educator", "cycle_id"}
    columns = [column for table in metadata.tables.values() for column in table.columns]
    limited = {column.name for column in columns if isinstance(column.type, sa.String) and column.type.length}
    assert limited == of_lists | made


def test_the_database_has_the_columns_that_the_tables_say(ledger: Ledger) -> None:
    """After all migrations from nothing: names, and on PostgreSQL the lengths of texts."""
    found = sa.inspect(ledger.engine)
    enforced = ledger.engine.dialect.name == "postgresql"
    for table in metadata.tables.values():
        standing = {each["name"]: each["type"] for each in found.get_columns(table.name)}
        assert standing.keys() == {column.name for column in table.columns}
        for column in table.columns if enforced else ():
            assert getattr(standing[column.name], "length", None) == getattr(column.type, "length", None), column


def long_entry(words: str) -> pd.DataFrame:
    texts = {"entry_id", "district_id", "coach_id", "school_id", "focus_area", "funding_source"}
    row = {name: words if name in texts else "" for name in ENTRY_FIELDS}
    row |= {"date": pd.Timestamp("2026-05-04"), "minutes": 45, "fingerprint": 7, "attendance": None}
    frame = pd.DataFrame([row]).assign(held=False, answers=0)
    return frame.astype({"date": "datetime64[s]", "fingerprint": "uint64", "attendance": "Int32"})


@pytest.mark.parametrize(("words", "kept"), [("ä" * 1_200, "ä" * 1_200), ("a\x00b", "ab")], ids=["long", "NUL"])
def test_words_of_any_kind_are_kept(ledger: Ledger, words: str, kept: str) -> None:
    """A long name, a long header, the character that PostgreSQL refuses and nobody sees."""
    entry = long_entry(words)
    problem = {
        "outcome": "problem",
        "tab": words,
        "row": 2,
        "column": words,
        "message": words,
        "hint": words,
        "entry_id": words,
    }
    with ledger.transaction() as rows:
        rows.record_entries(words, "run", NOON, entry, ())
        rows.keep_charge_bases(entry)
        rows.keep_problems(words, [problem])
        rows.keep_aggregates(words, {words: words})
    ledger.keep_workbook(WorkbookState(words, "district", words, trouble=words, notes={"name": words}))
    ledger.keep_feed_token(words, words)
    FormsLedger(ledger).keep_form(KnownForm(words, "activity", words, words, {words: words}))
    FormsLedger(ledger).keep_item(InboxItem(words, words, "2026", "waiting", NOON, words, words, marks={words: words}))
    DocumentsLedger(ledger).keep(KnownDocument(words, words, notes={words: words}, trouble=words))
    with ledger.transaction() as rows:
        shown = rows.entries([words])["focus_area"].tolist() + rows.problems()["message"].tolist()
        shown += rows.charge_bases(district_ids=[words])["funding_source"].tolist() + list(rows.aggregates())
    shown += [ledger.feed_token(words), *(state.trouble for state in ledger.workbooks().values())]
    shown += [*FormsLedger(ledger).forms(), *DocumentsLedger(ledger).documents()]
    assert {str(each).replace("\x00", "") for each in shown} == {kept}
