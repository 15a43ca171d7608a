"""Alembic's entry: runs the migrations on the connection that ``bot.storage.migrate`` passes in."""

from alembic import context

import bot.storage.desk_tables  # noqa: F401  # its tables join the metadata
from bot.storage.tables import metadata

context.configure(connection=context.config.attributes["connection"], target_metadata=metadata)
with context.begin_transaction():
    context.run_migrations()
