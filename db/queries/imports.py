"""What an import plan must know of the store, read with plain SQL: a plan must not pay for loading the mapper.

Rows come back as dictionaries of stored values (fen, ISO dates), with their `id`.
"""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Collection, Iterator, Sequence
from typing import Any

from db.reading import Record

KEYS_A_QUERY = 900
LINE_TABLES = ("expense_line", "lease", "customs_declaration", "park_performance", "service_event")


def audit_head(execute: Callable[[str], Any]) -> int:
    """Number of the last audit entry: every saved work moves it, so an equal head means nothing changed since."""
    row = execute("SELECT max(id) AS head FROM audit_entry").fetchone()
    return (row["head"] if isinstance(row, dict) else row[0]) or 0


def enterprises_by_code(connection: sqlite3.Connection, codes: Collection[str]) -> list[Record]:
    """Enterprises with these credit codes."""
    return list(_where_in(connection, "enterprise", "credit_code", codes))


def open_parts(connection: sqlite3.Connection, table: str, enterprise_ids: Collection[int]) -> list[Record]:
    """Roles, customs codes, contacts or accounts of the enterprises that are still valid, in order of entry."""
    return list(_where_in(connection, table, "enterprise_id", enterprise_ids, "AND valid_to IS NULL"))


def applications_by_case(connection: sqlite3.Connection, case_nos: Collection[str]) -> list[Record]:
    """Applications with these 案号."""
    return list(_where_in(connection, "application", "case_no", case_nos))


def applications_by_number(connection: sqlite3.Connection, reporting_nos: Collection[str]) -> list[Record]:
    """Applications with these 申报编号, of every unit and year."""
    return list(_where_in(connection, "application", "reporting_no", reporting_nos))


def enterprises_by_id(connection: sqlite3.Connection, ids: Collection[int]) -> list[Record]:
    """Enterprises with these ids."""
    return list(_where_in(connection, "enterprise", "id", ids))


def lines_of(connection: sqlite3.Connection, table: str, application_ids: Collection[int]) -> list[Record]:
    """The lines of `table` (one of LINE_TABLES) of these applications, in their order."""
    return list(_where_in(connection, table, "application_id", application_ids))


def invoices_of_leases(connection: sqlite3.Connection, lease_ids: Collection[int]) -> list[Record]:
    """The rent invoices of these leases."""
    return list(_where_in(connection, "lease_invoice", "lease_id", lease_ids))


def supports_of(connection: sqlite3.Connection, application_ids: Collection[int]) -> list[Record]:
    """Other public support that hangs on these applications."""
    return list(_where_in(connection, "other_support", "application_id", application_ids))


def parks_by_key(connection: sqlite3.Connection, keys: Collection[str]) -> list[Record]:
    """Parks with these normalised names."""
    return list(_where_in(connection, "industrial_park", "name_key", keys))


def tenants_of(connection: sqlite3.Connection, park_ids: Collection[int]) -> list[Record]:
    """All tenants of these parks."""
    return list(_where_in(connection, "park_tenant", "park_id", park_ids))


def trade_of_periods(connection: sqlite3.Connection, periods: Collection[str]) -> list[Record]:
    """All monthly figures of these months (YYYY-MM)."""
    return list(_where_in(connection, "trade_performance", "period", periods))


def customs_list_by_no(connection: sqlite3.Connection, declaration_nos: Collection[str]) -> list[Record]:
    """Entries of the customs list with these numbers."""
    return list(_where_in(connection, "customs_list_entry", "declaration_no", declaration_nos))


def highest_serials(execute: Callable[..., Any], prefixes: Collection[str]) -> dict[str, int]:
    """The last serial given under each case-number prefix (`CYKJ-2026-M4-211302-`); 0 where none was given."""
    serials = {}
    for prefix in prefixes:
        row = execute(
            "SELECT max(CAST(substr(case_no, ?) AS INTEGER)) FROM application WHERE case_no GLOB ?",
            (len(prefix) + 1, prefix + "[0-9]*"),
        ).fetchone()
        serials[prefix] = row[0] or 0
    return serials


def highest_intake_order(execute: Callable[..., Any]) -> int:
    """The last place given in the order of intake; 0 in an empty store."""
    return execute("SELECT max(intake_order) FROM application").fetchone()[0] or 0


def highest_id(execute: Callable[..., Any], table: str) -> int:
    """The highest id of a table; the next record of a holder of the write lock gets the one after it."""
    return execute(f'SELECT max(id) FROM "{table}"').fetchone()[0] or 0


def _where_in(
    connection: sqlite3.Connection, table: str, column: str, keys: Collection[Any], more: str = ""
) -> Iterator[Record]:
    wanted = list(keys)
    for start in range(0, len(wanted), KEYS_A_QUERY):
        part: Sequence[Any] = wanted[start : start + KEYS_A_QUERY]
        marks = ", ".join("?" * len(part))
        yield from connection.execute(f'SELECT * FROM "{table}" WHERE "{column}" IN ({marks}) {more} ORDER BY id', part)
