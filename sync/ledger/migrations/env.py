"""How alembic reaches the ledger: through the connection that `open_ledger` hands in."""

from alembic import context

from sync.ledger.tables import metadata

connection = context.config.attributes["connection"]
context.configure(connection=connection, target_metadata=metadata, render_as_batch=True)
with context.begin_transaction():
    context.run_migrations()
