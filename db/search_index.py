"""The index behind find-as-you-type: FTS5 over three-character pieces of names, codes, initials, case numbers.

Two characters are looked up as the beginnings of such pieces (`*_terms`), so texts end in two blanks. New records are
not indexed as they are inserted (that would cost an import of 50,000 rows two seconds): everything above the last
indexed id is scanned until `catch_up` has come round, and so are changed and deleted ones, which triggers note in
`search_change` (a trigger may not write FTS5 itself: trusted_schema is off). So an answer is always right, the index
only makes it fast. This file is derived data and writes nothing else, so it passes by the unit of work and its audit.
"""

from __future__ import annotations

from collections.abc import Sequence

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
        note = (
            "INSERT OR IGNORE INTO search_change (table_name, record_id, words) "
            f"VALUES ('{table}', old.id, {words.format('old.')});"
        )
        statements += [
            f"CREATE VIRTUAL TABLE {table}_search USING fts5(words, content='', tokenize='trigram')",
            f"CREATE VIRTUAL TABLE {table}_terms USING fts5vocab({table}_search, 'instance')",
            f"CREATE TRIGGER tr_{table}_search_update AFTER UPDATE OF {', '.join(columns)} ON {table} "
            f"WHEN ({is_changed}) AND {was_indexed} BEGIN {note} END",
            f"CREATE TRIGGER tr_{table}_search_delete AFTER DELETE ON {table} WHEN {was_indexed} BEGIN {note} END",
        ]
    return statements


def watermark_sql(table: str) -> str:
    """The last indexed id; records above it are found by scanning."""
    return f"(SELECT coalesce(max(id), 0) FROM {table}_search_docsize)"


def matching_ids_sql(table: str, pieces: Sequence[str], most: int | None = None) -> tuple[str, dict[str, str]]:
    """A SELECT of the ids of `table` whose words hold every piece, and its values.

    `pieces` are folded, of two characters at least, the most telling first. With `most` it stops after that many
    from the index, those first whose words end in the first piece (last digits).
    """
    held = f"{WORDS[table].format('')} LIKE"
    values = {f"l{number}": f"%{_masked(piece)}%" for number, piece in enumerate(pieces)}
    found = " AND ".join(f"{held} :l{number} ESCAPE '\\'" for number in range(len(pieces)))
    others = "".join(f" AND {held} :l{number} ESCAPE '\\'" for number in range(1, len(pieces)))
    changed = f"SELECT record_id FROM search_change WHERE table_name = '{table}'"
    stop = f" LIMIT {most}" if most is not None else ""
    any_arm, any_values = _indexed(table, pieces[0], "any")
    arms = [(any_arm, others)]
    values |= any_values
    if most is not None and pieces[0].isascii():
        # The last three characters and the blank behind them are rare together; LIKE looks at the rest.
        end_arm, end_values = _indexed(table, f"{pieces[0][-3:]} ", "end")
        arms.insert(0, (end_arm, f" AND {held} :end_l ESCAPE '\\'{others}"))
        values |= end_values | {"end_l": f"%{_masked(pieces[0])} %"}
    selects = [
        f"SELECT * FROM (SELECT id FROM {table} WHERE id IN ({arm}){rest} AND id NOT IN ({changed}){stop})"
        if rest
        else f"SELECT * FROM (SELECT id FROM ({arm}) WHERE id NOT IN ({changed}){stop})"
        for arm, rest in arms
    ]
    selects.append(f"SELECT id FROM {table} WHERE id > {watermark_sql(table)} AND {found}")
    selects.append(f"SELECT id FROM {table} WHERE id IN ({changed}) AND {found}")
    return " UNION ".join(selects), values


def _indexed(table: str, text: str, name: str) -> tuple[str, dict[str, str]]:
    """A SELECT of the ids (as `id`) in whose indexed words `text` stands."""
    if len(text) >= 3:
        quoted = text.replace('"', '""')
        return f"SELECT rowid AS id FROM {table}_search WHERE words MATCH :{name}", {name: f'"{quoted}"'}
    sql = f"SELECT DISTINCT doc AS id FROM {table}_terms WHERE term >= :{name}_a AND term < :{name}_z"
    return sql, {f"{name}_a": text, f"{name}_z": f"{text}\U0010ffff"}


def _masked(piece: str) -> str:
    """`piece` for LIKE, its own wildcards meant literally."""
    return piece.replace("\\", "\\\\").replace("%", "\\%").replace("_", "\\_")


def catch_up(store: Store) -> int:
    """Index one batch of what was inserted or changed since the last time; returns how many records, 0 when done."""
    done = _take_in_changes(store)
    for table, words in WORDS.items():
        insert = (
            f"INSERT INTO {table}_search (rowid, words) SELECT id, {words.format('')} FROM {table} "
            f"WHERE id > {watermark_sql(table)} ORDER BY id LIMIT {BATCH - done}"
        )
        with store.writer.begin() as connection:
            done += connection.exec_driver_sql(insert).rowcount
        if done >= BATCH:
            break
    return done


def _take_in_changes(store: Store) -> int:
    """Take the old words of changed records out of the index and put the new ones in."""
    done = 0
    for table, words in WORDS.items():
        oldest = f"SELECT id FROM search_change WHERE table_name = '{table}' ORDER BY id LIMIT {BATCH // 2}"
        changed = f"FROM search_change WHERE id IN ({oldest})"
        with store.writer.begin() as connection:
            done += connection.exec_driver_sql(f"SELECT count(*) {changed}").scalar_one()
            connection.exec_driver_sql(
                f"INSERT INTO {table}_search ({table}_search, rowid, words) SELECT 'delete', record_id, words {changed}"
            )
            connection.exec_driver_sql(
                f"INSERT INTO {table}_search (rowid, words) SELECT id, {words.format('')} FROM {table} "
                f"WHERE id IN (SELECT record_id {changed})"
            )
            connection.exec_driver_sql(f"DELETE {changed}")
    return done
