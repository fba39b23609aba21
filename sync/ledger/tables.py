"""The tables of the ledger. It remembers; it is never the authority (ARCHITECTURE.md has the table of authorities).

No free text of a row and no educator's name has a column here: a row's words are a keyed fingerprint.
"""

from __future__ import annotations

import sqlalchemy as sa

metadata = sa.MetaData(
    naming_convention={
        "pk": "pk_%(table_name)s",
        "ix": "ix_%(column_0_label)s",
        "uq": "uq_%(table_name)s_%(column_0_name)s",
        "fk": "fk_%(table_name)s_%(column_0_name)s",
    }
)

WORDS = sa.String()  # what people write and Google names: PostgreSQL would refuse what is longer than its column

runs = sa.Table(
    "runs",
    metadata,
    sa.Column("run_id", sa.String(36), primary_key=True),
    sa.Column("job", sa.String(40), nullable=False),
    sa.Column("started_at", sa.DateTime, nullable=False),
    sa.Column("finished_at", sa.DateTime),
    sa.Column("outcome", sa.String(20)),  # done, partly, failed
    sa.Column("reads", sa.Integer, nullable=False, default=0),
    sa.Column("writes", sa.Integer, nullable=False, default=0),
)

workbooks = sa.Table(
    "workbooks",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("kind", sa.String(30), nullable=False),  # registry, district, coach, program
    sa.Column("key", WORDS, nullable=False),  # district_id or coach_id; empty for the program's two
    sa.Column("version", sa.Integer),
    sa.Column("content_hash", sa.String(64)),  # of the content that the last write left standing
    sa.Column("written_at", sa.DateTime),  # Google's own clock on the answer to our last write
    sa.Column("settled", sa.Boolean, nullable=False, default=False),  # False: read it again, whatever the feed says
    sa.Column("last_good_read", sa.DateTime),
    sa.Column("trouble", WORDS),  # why it could not be read; empty when it could
    sa.Column("trouble_since", sa.DateTime),
    sa.Column("rows_in", sa.Integer, nullable=False, default=0),
    sa.Column("accepted", sa.Integer, nullable=False, default=0),
    sa.Column("problem_rows", sa.Integer, nullable=False, default=0),
    sa.Column("duplicates", sa.Integer, nullable=False, default=0),
    sa.Column("repaired", sa.Integer, nullable=False, default=0),
    sa.Column("changed_on", sa.Date),  # the day of the newest change in its rows
    sa.Column("notes", sa.JSON, nullable=False, default=dict),  # small tables that reports need again: plan, onboarding
)

feeds = sa.Table(
    "feeds",
    metadata,
    sa.Column("identity", WORDS, primary_key=True),
    sa.Column("token", WORDS, nullable=False),
)

entries = sa.Table(
    "entries",
    metadata,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("workbook_id", WORDS, nullable=False, index=True),
    sa.Column("entry_id", WORDS, nullable=False),
    sa.Column("district_id", WORDS, nullable=False),
    sa.Column("coach_id", WORDS, nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("school_id", WORDS, nullable=False),
    sa.Column("activity", sa.String(80), nullable=False),
    sa.Column("focus_area", WORDS, nullable=False),
    sa.Column("minutes", sa.Integer, nullable=False),
    sa.Column("delivery", sa.String(20), nullable=False),
    sa.Column("contract_day", sa.String(20), nullable=False),
    sa.Column("attendance", sa.Integer),
    sa.Column("funding_source", WORDS, nullable=False),
    sa.Column("source", sa.String(20), nullable=False),
    sa.Column("fingerprint", sa.BigInteger, nullable=False),  # the unsigned fingerprint, read as signed
    sa.UniqueConstraint("workbook_id", "entry_id", name="uq_entries_workbook_entry"),
)

history = sa.Table(
    "history",
    metadata,
    sa.Column("sequence", sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True, autoincrement=True),
    sa.Column("run_id", sa.String(36), nullable=False),
    sa.Column("at", sa.DateTime, nullable=False),
    sa.Column("workbook_id", WORDS, nullable=False, index=True),
    sa.Column("entry_id", WORDS, nullable=False),
    sa.Column("what", sa.String(10), nullable=False),  # inserted, edited, deleted, held back
    sa.Column("date", sa.Date, nullable=False),  # the entry's date (before an edit or deletion)
    sa.Column("minutes_before", sa.Integer),
    sa.Column("minutes_after", sa.Integer),
    sa.Column("fingerprint_before", sa.BigInteger),
    sa.Column("fingerprint_after", sa.BigInteger),
    sa.Column("closed_month", sa.Boolean, nullable=False, default=False),
)

charge_bases = sa.Table(
    "charge_bases",
    metadata,
    sa.Column("entry_id", WORDS, primary_key=True),
    sa.Column("district_id", WORDS, nullable=False, index=True),
    sa.Column("coach_id", WORDS, nullable=False),
    sa.Column("date", sa.Date, nullable=False),
    sa.Column("activity", sa.String(80), nullable=False),
    sa.Column("delivery", sa.String(20), nullable=False),
    sa.Column("contract_day", sa.String(20), nullable=False),
    sa.Column("funding_source", WORDS, nullable=False, server_default=""),  # as the row names it
    sa.Column("answers", sa.Integer, nullable=False, default=0),  # confirmations on file when it was published
    sa.Column("held", sa.Boolean, nullable=False, default=False),  # its line would have fallen, and was held
)

problems = sa.Table(
    "problems",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("place", sa.Integer, primary_key=True),
    sa.Column("outcome", sa.String(12), nullable=False),
    sa.Column("tab", WORDS, nullable=False),
    sa.Column("row", sa.Integer),
    sa.Column("column", WORDS, nullable=False),
    sa.Column("message", WORDS, nullable=False),
    sa.Column("hint", WORDS, nullable=False),
    sa.Column("entry_id", WORDS, nullable=False, default=""),
)

aggregates = sa.Table(
    "aggregates",
    metadata,
    sa.Column("workbook_id", WORDS, primary_key=True),
    sa.Column("measures", sa.JSON, nullable=False),
)

forms = sa.Table(
    "forms",
    metadata,
    sa.Column("form_id", WORDS, primary_key=True),
    sa.Column("kind", sa.String(20), nullable=False),  # activity, onboarding, feedback
    sa.Column("district_id", WORDS, nullable=False, index=True),  # empty for the program's own
    sa.Column("responder_uri", WORDS, nullable=False, default=""),
    sa.Column("questions", sa.JSON, nullable=False, default=dict),  # the template's keys by question id
    sa.Column("wanted", sa.String(64), nullable=False, default=""),  # of the lists and people that it was last made for
    sa.Column("read_to", WORDS, nullable=False, default=""),  # the newest submission seen, as Google wrote it
    sa.Column("polled_at", sa.DateTime),
    sa.Column("edits_allowed", sa.Boolean),  # as the form's own add-on last told; None: never told
    sa.Column("trouble", WORDS),  # why it could not be read or mended; empty when it could
)

watches = sa.Table(
    "watches",
    metadata,
    sa.Column("form_id", WORDS, primary_key=True),
    sa.Column("watch_id", WORDS, nullable=False),
    sa.Column("topic", WORDS, nullable=False),
    sa.Column("expires_at", sa.DateTime, nullable=False),
    sa.Column("looked_at", sa.DateTime, nullable=False),
    sa.Column("made_anew", sa.Integer, nullable=False, default=0),  # how often it had lapsed
)

inbox = sa.Table(
    "inbox",
    metadata,
    sa.Column("form_id", WORDS, primary_key=True),
    sa.Column("response_id", WORDS, primary_key=True),
    sa.Column("last_submitted", WORDS, nullable=False),  # as Google wrote it: two of them compare as they are
    sa.Column("state", sa.String(12), nullable=False),  # placed, waiting, gone, dismissed
    sa.Column("reason", WORDS, nullable=False, default=""),  # why it waits, without a name
    sa.Column("coach_id", WORDS, nullable=False, default=""),
    sa.Column("placed_entry_id", WORDS, nullable=False, default=""),
    sa.Column("marks", sa.JSON, nullable=False, default=dict),  # a keyed mark of each cell, never what it says
    sa.Column("judged_on", sa.String(64), nullable=False, default=""),  # of the registry and the hour that decided
    sa.Column("seen_at", sa.DateTime, nullable=False),
)

documents = sa.Table(
    "documents",
    metadata,
    sa.Column("mark", WORDS, primary_key=True),
    sa.Column("document_id", WORDS, nullable=False),
    sa.Column("content_hash", sa.String(64), nullable=False, default=""),  # keyed, of what was last written
    sa.Column("changed_on", sa.Date),
    sa.Column("shared_with", sa.String(64), nullable=False, default=""),  # a digest of the people it was opened to
    sa.Column("notes", sa.JSON, nullable=False, default=dict),  # keys of sections that people wrote in
    sa.Column("trouble", WORDS),  # why it could not be made or mended; empty when it could
)

leases = sa.Table(
    "leases",
    metadata,
    sa.Column("name", WORDS, primary_key=True),
    sa.Column("holder", sa.String(36), nullable=False),
    sa.Column("until", sa.DateTime, nullable=False),
)
