"""PostgreSQL keeps samples of a column for its planner: not of pseudonyms, or a forgotten one would stay."""

from alembic import op

revision = "0009"
down_revision = "0008"
branch_labels = None
depends_on = None

KEYED = (
    ("encounters", "educator"),
    ("encounters", "cycle_id"),
    ("cycles", "cycle_id"),
    ("cycle_educators", "educator"),
    ("cycle_educators", "cycle_id"),
    ("roster_marks", "mark"),
    ("file_readers", "mark"),
)


def upgrade() -> None:
    _keep_samples(of_each=0)


def downgrade() -> None:
    _keep_samples(of_each=-1)  # as the server is set


def _keep_samples(of_each: int) -> None:
    if op.get_bind().dialect.name == "postgresql":
        for table, column in KEYED:
            op.execute(f"ALTER TABLE {table} ALTER COLUMN {column} SET STATISTICS {of_each}")
