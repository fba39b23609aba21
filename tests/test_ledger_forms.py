"""What the ledger remembers of forms, their responses and documents: the last word stands, whoever of several workers has it."""

from __future__ import annotations

from datetime import UTC, date, datetime

from sync.ledger import Ledger
from sync.ledger.documents import DocumentsLedger, KnownDocument
from sync.ledger.forms import FormsLedger, InboxItem, KnownForm, KnownWatch
from sync.ledger.readers import ReadersLedger

NOON = datetime(2026, 5, 29, 12, tzinfo=UTC).replace(tzinfo=None)
LATER = NOON.replace(hour=13)


def test_a_form_keeps_how_far_it_was_read(ledger: Ledger) -> None:
    """Made anew, it has a new address and is not read from the start; a reading that knows less takes nothing back."""
    forms = FormsLedger(ledger)
    forms.keep_form(KnownForm("F", "activity", "D1", "old", {"q": "minutes"}))
    forms.keep_edits_allowed("F", allowed=False)
    forms.keep_reading("F", "2026-05-29T12:00:00Z", NOON)
    forms.keep_reading("F", "2026-05-28T12:00:00Z", LATER, "not shared")
    forms.keep_form(KnownForm("F", "activity", "D1", "new"))
    found = forms.form("F")
    assert found is not None
    assert (found.responder_uri, found.read_to, found.polled_at) == ("new", "2026-05-29T12:00:00Z", LATER)
    assert found.edits_allowed is False
    forms.keep_trouble("F", "gone")
    assert [each.trouble for each in forms.forms("activity").values()] == ["gone"]


def test_a_watch_goes_with_its_form(ledger: Ledger) -> None:
    """Its times come back as they were given, in UTC and without an offset."""
    forms = FormsLedger(ledger)
    forms.keep_form(KnownForm("F", "activity"))
    forms.keep_watch(KnownWatch("F", "one", "topic", NOON, NOON))
    forms.keep_watch(KnownWatch("F", "two", "topic", LATER, NOON, made_anew=1))
    assert forms.watches() == {"F": KnownWatch("F", "two", "topic", LATER, NOON, made_anew=1)}
    forms.drop_form("F")
    assert (forms.forms(), forms.watches()) == ({}, {})


def test_an_earlier_submission_does_not_replace_a_later_one(ledger: Ledger) -> None:
    """Two workers read one response: the edited answer stands, whoever is last; the day it was first seen stays."""
    forms = FormsLedger(ledger)
    forms.keep_item(InboxItem("F", "R", "2026-05-29T12:00:00.5Z", "waiting", NOON, "why", marks={"minutes": "k"}))
    forms.keep_item(InboxItem("F", "R", "2026-05-29T12:00:00.4Z", "placed", LATER))
    assert [(each.reason, each.seen_at, each.marks) for each in forms.waiting(["F"])] == [
        ("why", NOON, {"minutes": "k"})
    ]
    forms.keep_item(InboxItem("F", "R", "2026-05-29T12:00:00.6Z", "placed", LATER, placed_entry_id="e"))
    assert (forms.waiting(), forms.inbox("F", ["R"])["R"].placed_entry_id) == ([], "e")


def test_documents_and_readers_are_replaced(ledger: Ledger) -> None:
    """The last word stands; what is forgotten is gone."""
    documents, readers = DocumentsLedger(ledger), ReadersLedger(ledger)
    documents.keep(KnownDocument("report:D1", "one"))
    documents.keep(KnownDocument("report:D1", "two", "digest", date(2026, 5, 29), notes={"edited": ["goals"]}))
    assert documents.documents() == {
        "report:D1": KnownDocument("report:D1", "two", "digest", date(2026, 5, 29), notes={"edited": ["goals"]})
    }
    documents.forget("report:D1")
    assert documents.documents() == {}
    for marks in (["a", "b", "a"], ["c"]):
        readers.keep("file", marks)
    assert readers.known() == {"file": {"c"}}
