"""Bulk statements: plain executemany over tuples, grouped by which columns the rows name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from operator import itemgetter
from typing import Any

from sqlalchemy import Connection, Table

from cbec_desktop.domain.errors import StaleRecordError

Row = Mapping[str, Any]


def insert_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> list[int]:
    """Insert `rows` in order and return their ids; the caller holds the write lock, so the ids are ours to give.

    Columns that a row leaves out take the table's server default.
    """
    ids: list[int] = [row["id"] for row in rows if "id" in row]
    if len(ids) != len(rows):  # all bring one, or all get one
        last = connection.exec_driver_sql(f'SELECT max(id) FROM "{table.name}"').scalar() or 0
        ids = list(range(last + 1, last + 1 + len(rows)))
    for columns, members in _by_columns(table, rows):
        names = [name for name in columns if name != "id"]
        listed = ", ".join(f'"{name}"' for name in ("id", *names))
        marks = ", ".join("?" * (len(names) + 1))
        pick = itemgetter(*names) if len(names) > 1 else None
        values = [(ids[at], *(pick(rows[at]) if pick else map(rows[at].__getitem__, names))) for at in members]
        connection.exec_driver_sql(f'INSERT INTO "{table.name}" ({listed}) VALUES ({marks})', values)
    return ids


def update_rows(connection: Connection, table: Table, rows: Sequence[Row]) -> None:
    """Set the named columns of the row `id` and count its version up.

    A row that names `row_version` is only changed while it still has that version; raises StaleRecordError when
    one has another, or is gone.
    """
    for columns, members in _by_columns(table, rows):
        names = [name for name in columns if name not in ("id", "row_version")]
        keys = [name for name in ("id", "row_version") if name in columns]
        sets = ", ".join([*(f'"{name}" = ?' for name in names), '"row_version" = "row_version" + 1'])
        where = " AND ".join(f'"{name}" = ?' for name in keys)
        values = [tuple(rows[at][name] for name in (*names, *keys)) for at in members]
        result = connection.exec_driver_sql(f'UPDATE "{table.name}" SET {sets} WHERE {where}', values)
        if result.rowcount != len(members):
            raise stale_record(table.name)


def stale_record(table_name: str) -> StaleRecordError:
    """The record is not the one that was opened."""
    return StaleRecordError(
        "这条记录在您打开之后已被他人修改，本次没有保存。请重新打开，核对后再改。", f"stale_{table_name}"
    )


def _by_columns(table: Table, rows: Sequence[Row]) -> Iterator[tuple[tuple[str, ...], list[int]]]:
    """Positions of rows that name the same columns; an unknown column is a bug and said at once."""
    groups: dict[tuple[str, ...], list[int]] = {}
    for position, row in enumerate(rows):
        groups.setdefault(tuple(row), []).append(position)
    known = set(table.c.keys())
    for columns, members in groups.items():
        if unknown := set(columns) - known:
            raise ValueError(f"{table.name} has no columns {sorted(unknown)}")
        yield columns, members
