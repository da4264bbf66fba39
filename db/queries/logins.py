"""The account of a login, read without the mapper: every command starts here."""

from __future__ import annotations

import sqlite3
from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class AccountRecord:
    """One account with its roles; `password_hash` leaves the services layer never."""

    id: int
    name: str
    full_name: str
    password_hash: str
    is_active: bool
    failed_logins: int
    locked_until: str | None
    roles: frozenset[str]
    row_version: int


def account_for_login(connection: sqlite3.Connection, name: str) -> AccountRecord | None:
    """The account called `name`, active or not."""
    row = connection.execute("SELECT * FROM account WHERE name = ?", (name,)).fetchone()
    if row is None:
        return None
    roles = connection.execute("SELECT role FROM account_role WHERE account_id = ?", (row["id"],))
    return AccountRecord(
        id=row["id"],
        name=row["name"],
        full_name=row["full_name"],
        password_hash=row["password_hash"],
        is_active=bool(row["is_active"]),
        failed_logins=row["failed_logins"],
        locked_until=row["locked_until"],
        roles=frozenset(role["role"] for role in roles),
        row_version=row["row_version"],
    )
