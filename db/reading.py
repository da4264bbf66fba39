"""Reading with plain SQL, for what must be quick from a cold start: a login, the plan of an import, an export.

Loading the mapper costs several times as much as all that is read there.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing, contextmanager
from typing import Any

from db.engine import Store, configure
from db.store_errors import user_error_of

Record = dict[str, Any]


@contextmanager
def open_reading(store: Store) -> Iterator[sqlite3.Connection]:
    """One consistent state of the store for reading; raises UserError when the store cannot be read."""
    try:
        with closing(sqlite3.connect(store.path, timeout=store.busy_timeout_s)) as connection:
            configure(connection, is_reader=True)
            connection.row_factory = _as_dictionary
            connection.execute("BEGIN")
            yield connection
    except sqlite3.Error as fault:
        raise user_error_of(fault, store.path, store.busy_timeout_s) or fault from fault


def _as_dictionary(cursor: sqlite3.Cursor, row: tuple[Any, ...]) -> Record:
    return dict(zip([column[0] for column in cursor.description], row, strict=True))
