"""Stores as text: what `released/` keeps of every schema that went out, and how it comes back to life.

The search index is derived data: its tables are made again, its content is not kept.
`python -m tests.db.dumps STORE OUT.sql` writes one.
"""

from __future__ import annotations

import sqlite3
import sys
from collections.abc import Iterator
from contextlib import closing
from pathlib import Path

SHADOWS = ("_data", "_idx", "_content", "_docsize", "_config")


def dump_store(path: Path) -> str:
    """All tables with their rows, then indexes and triggers, then the pragmas that mark a store."""
    with closing(sqlite3.connect(path)) as connection:
        return "\n".join(_lines(connection)) + "\n"


def load_store(text: str, path: Path) -> None:
    """Make the store of a dump at `path`."""
    with closing(sqlite3.connect(path)) as connection:
        connection.executescript(text)


def _lines(connection: sqlite3.Connection) -> Iterator[str]:
    objects = connection.execute("SELECT type, name, sql FROM sqlite_master WHERE sql IS NOT NULL ORDER BY rowid")
    kept = [(kind, name, sql) for kind, name, sql in objects if not _is_shadow(name)]
    yield "PRAGMA foreign_keys = OFF;\nBEGIN;"
    for kind, name, sql in kept:
        if kind == "table":
            yield f"{sql};"
            if not sql.startswith("CREATE VIRTUAL"):
                yield from _rows(connection, name)
    yield from (f"{sql};" for kind, _name, sql in kept if kind != "table")
    yield "COMMIT;"
    for pragma in ("application_id", "user_version"):
        yield f"PRAGMA {pragma} = {connection.execute(f'PRAGMA {pragma}').fetchone()[0]};"


def _rows(connection: sqlite3.Connection, table: str) -> Iterator[str]:
    columns = [row[1] for row in connection.execute(f"PRAGMA table_info({table})")]
    quoted = " || ', ' || ".join(f'quote("{column}")' for column in columns)
    for (values,) in connection.execute(f"SELECT {quoted} FROM {table} ORDER BY rowid"):
        yield f"INSERT INTO {table} ({', '.join(columns)}) VALUES ({values});"


def _is_shadow(name: str) -> bool:
    return "_search" in name and name.endswith(SHADOWS)


if __name__ == "__main__":
    Path(sys.argv[2]).write_text(dump_store(Path(sys.argv[1])), encoding="utf-8")
