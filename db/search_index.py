"""The index behind find-as-you-type: FTS5 over three-character pieces of names, codes, initials, case numbers.

Two characters are looked up as the beginnings of such pieces (`*_terms`), so texts end in two blanks. New records are
not indexed as they are inserted (that would cost an import of 50,000 rows two seconds): everything above the last
indexed id is scanned until `catch_up` has come round. Changed and deleted ones are kept right by triggers at once.
This file is derived data and writes nothing else, so it passes by the unit of work and its audit.
"""

from __future__ import annotations

from collections.abc import Callable

from db.engine import Store

BATCH = 4000
"""Rows indexed in one transaction: other writers wait at most about 0.2 s."""

WORDS = {
    "enterprise": "{0}name || ' ' || {0}credit_code || ' ' || {0}name_initials || '  '",
    "application": "{0}case_no || ' ' || {0}reporting_no || '  '",
}
_COLUMNS = {"enterprise": ("name", "credit_code", "name_initials"), "application": ("case_no", "reporting_no")}


def creation_statements() -> list[str]:
    """What the first migration runs after the tables are made."""
    statements: list[str] = []
    for table, words in WORDS.items():
        columns = _COLUMNS[table]
        is_changed = " OR ".join(f"old.{name} IS NOT new.{name}" for name in columns)
        was_indexed = f"EXISTS (SELECT 1 FROM {table}_search_docsize WHERE id = old.id)"
        remove = (
            f"INSERT INTO {table}_search ({table}_search, rowid, words) "
            f"VALUES ('delete', old.id, {words.format('old.')});"
        )
        add = f"INSERT INTO {table}_search (rowid, words) VALUES (new.id, {words.format('new.')});"
        statements += [
            f"CREATE VIRTUAL TABLE {table}_search USING fts5(words, content='', tokenize='trigram')",
            f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab({table}_search, 'instance')",
            f"CREATE TRIGGER tr_{table}_search_update AFTER UPDATE OF {', '.join(columns)} ON {table} "
            f"WHEN ({is_changed}) AND {was_indexed} BEGIN {remove} {add} END",
            f"CREATE TRIGGER tr_{table}_search_delete AFTER DELETE ON {table} WHEN {was_indexed} BEGIN {remove} END",
        ]
    return statements


def watermark_sql(table: str) -> str:
    """The last indexed id; records above it are found by scanning."""
    return f"(SELECT coalesce(max(id), 0) FROM {table}_search_docsize)"


def matching_ids_sql(table: str, piece: str, parameter: str) -> str:
    """A SELECT of the ids of `table` whose words hold `piece`; bind `parameters_of(piece, parameter)`."""
    if len(piece) >= 3:
        indexed = f"SELECT rowid FROM {table}_search WHERE words MATCH :{parameter}_m"
    else:
        indexed = f"SELECT doc FROM {table}_terms WHERE term >= :{parameter}_a AND term < :{parameter}_z"
    scanned = (
        f"SELECT id FROM {table} WHERE id > {watermark_sql(table)} "
        f"AND {WORDS[table].format('')} LIKE :{parameter}_l ESCAPE '\\'"
    )
    return f"{indexed} UNION {scanned}"


def parameters_of(piece: str, parameter: str) -> dict[str, str]:
    """Values for `matching_ids_sql`: `piece` is folded text of at least two characters."""
    masked = piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")
    values = {f"{parameter}_l": f"%{masked}%"}
    if len(piece) >= 3:
        quoted = piece.replace('"', '""')
        return values | {f"{parameter}_m": f'"{quoted}"'}
    return values | {f"{parameter}_a": piece, f"{parameter}_z": f"{piece}\U0010ffff"}


def catch_up(store: Store, step: Callable[[int], None]) -> int:
    """Index what was inserted since the last time, in short transactions; returns how many records.

    `step` hears the count after each transaction and may raise to stop.
    """
    done = 0
    for table, words in WORDS.items():
        insert = (
            f"INSERT INTO {table}_search (rowid, words) SELECT id, {words.format('')} FROM {table} "
            f"WHERE id > {watermark_sql(table)} ORDER BY id LIMIT {BATCH}"
        )
        while True:
            with store.writer.begin() as connection:
                added = connection.exec_driver_sql(insert).rowcount
            done += added
            step(done)
            if added < BATCH:
                break
    return done
