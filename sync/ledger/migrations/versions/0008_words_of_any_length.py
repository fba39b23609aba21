"""What people write, and what Google names, may be of any length: PostgreSQL refuses what is longer than its column."""

import sqlalchemy as sa
from alembic import op

revision = "0008"
down_revision = "0007"
branch_labels = None
depends_on = None

WIDTHS = {
    "workbooks": {"workbook_id": 100, "key": 100, "trouble": 500},
    "feeds": {"identity": 100, "token": 500},
    "entries": {
        "workbook_id": 100,
        "entry_id": 64,
        "district_id": 60,
        "coach_id": 60,
        "school_id": 60,
        "focus_area": 120,
        "funding_source": 80,
    },
    "history": {"workbook_id": 100, "entry_id": 64},
    "charge_bases": {"entry_id": 64, "district_id": 60, "coach_id": 60, "funding_source": 80},
    "problems": {"workbook_id": 100, "tab": 100, "column": 100, "message": 1000, "hint": 1000, "entry_id": 64},
    "aggregates": {"workbook_id": 100},
    "forms": {"form_id": 100, "district_id": 60, "responder_uri": 500, "read_to": 40, "trouble": 500},
    "watches": {"form_id": 100, "watch_id": 100, "topic": 300},
    "inbox": {
        "form_id": 100,
        "response_id": 200,
        "last_submitted": 40,
        "reason": 500,
        "coach_id": 60,
        "placed_entry_id": 64,
    },
    "documents": {"mark": 120, "document_id": 100, "trouble": 500},
    "leases": {"name": 100},
    "encounters": {"workbook_id": 100, "entry_id": 64, "district_id": 60, "school_year": 20},
    "cycles": {"workbook_id": 100, "coach_id": 60, "district_id": 60, "focus_area": 120, "school_year": 20},
    "cycle_educators": {"workbook_id": 100, "district_id": 60, "school_year": 20},
    "support": {"workbook_id": 100, "coach_id": 60},
    "roster_marks": {"workbook_id": 100, "district_id": 60, "school_year": 20},
    "file_readers": {"file_id": 100},
}


def upgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":  # SQLite keeps any length in any column
        for table, columns in WIDTHS.items():
            for column in columns:
                op.alter_column(table, column, type_=sa.String())


def downgrade() -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, columns in WIDTHS.items():
            for column, width in columns.items():
                op.alter_column(table, column, type_=sa.String(width))
