"""Write the next migration: `python -m db.migrations.author what_changes` compares the models with the last step.

While nothing was released, `python -m db.migrations.author --first` writes the tables of the first step anew.
Triggers are always written by hand.
"""

from __future__ import annotations

import sys
import tempfile
from pathlib import Path

from alembic import command
from sqlalchemy.dialects import sqlite
from sqlalchemy.schema import CreateIndex, CreateTable

from db import models  # noqa: F401 - fills the metadata
from db.base import Base
from db.engine import SCHEMA_VERSION
from db.migrate import VERSIONS, alembic_config, migrating, run_migrations
from db.search_index import creation_statements


def write_migration(what: str, versions: Path = VERSIONS) -> Path:
    """Put `NNNN_what.py`, which brings the last schema to the models of today, into `versions`; returns its path."""
    number = f"{SCHEMA_VERSION + 1:04d}"
    with tempfile.TemporaryDirectory() as scratch:
        store = Path(scratch) / "store.db"
        run_migrations(store, versions, SCHEMA_VERSION)
        with migrating(store) as connection:
            command.revision(alembic_config(connection, versions), what, autogenerate=True, rev_id=number)
    return next(versions.glob(f"{number}_*.py"))


def first_tables() -> str:
    """Tables, indexes and the search index of today's models as SQL."""
    dialect = sqlite.dialect()
    statements: list[str] = []
    for table in Base.metadata.sorted_tables:
        statements.append(str(CreateTable(table).compile(dialect=dialect)))
        indexes = sorted(table.indexes, key=lambda index: str(index.name))
        statements += [str(CreateIndex(index).compile(dialect=dialect)) for index in indexes]
    lines = (line.strip().replace("\t", "    ").replace(", \n", ",\n") for line in statements + creation_statements())
    return "-- The first schema; never changed once released.\n\n" + ";\n\n".join(lines) + ";\n"


if __name__ == "__main__":
    if sys.argv[-1] == "--first":
        (VERSIONS / "0001_first.sql").write_text(first_tables(), encoding="utf-8")
    else:
        write_migration(sys.argv[-1])
