"""Alembic's entry: runs inside the transaction that `db/migrate.py` began; what it is handed commits or rolls back."""

from __future__ import annotations

from alembic import context

from db import models  # noqa: F401 - fills the metadata
from db.base import Base


def is_ours(name: str | None, kind: str, _parents: object) -> bool:
    """Leave out what SQLite makes by itself: the shadow tables of the search index."""
    return not (kind == "table" and name is not None and ("_search" in name or name.endswith("_terms")))


context.configure(
    connection=context.config.attributes["connection"],
    target_metadata=Base.metadata,
    render_as_batch=True,
    transactional_ddl=True,
    include_name=is_ours,
)
with context.begin_transaction():
    context.run_migrations()
