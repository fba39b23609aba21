"""Documents made out of papers."""

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"
branch_labels = None
depends_on = None


def upgrade() -> None:
    op.create_table(
        "documents",
        sa.Column("mark", sa.String(length=120), nullable=False),
        sa.Column("document_id", sa.String(length=100), nullable=False),
        sa.Column("content_hash", sa.String(length=64), nullable=False),
        sa.Column("changed_on", sa.Date(), nullable=True),
        sa.Column("shared_with", sa.String(length=64), nullable=False),
        sa.Column("notes", sa.JSON(), nullable=False),
        sa.Column("trouble", sa.String(length=500), nullable=True),
        sa.PrimaryKeyConstraint("mark", name=op.f("pk_documents")),
    )


def downgrade() -> None:
    op.drop_table("documents")
