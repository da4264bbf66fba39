"""Alembic's entry: runs on the connection that `db/migrate.py` hands over, one transaction a step."""

from __future__ import annotations

from alembic import context

from db import models  # noqa: F401 - fills the metadata
from db.base import Base

context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    transaction_per_migration=True,
)
with context.begin_transaction():
    context.run_migrations()
