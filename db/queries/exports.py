"""Rows of the workbooks that go out, streamed with plain SQL in the column order that the caller asks for."""

from __future__ import annotations

import sqlite3
from collections.abc import Collection, Iterator, Sequence
from dataclasses import dataclass
from typing import Any

_JOINED = (
    "(SELECT group_concat({column}, '、') FROM"
    " (SELECT {column} FROM {table} WHERE enterprise_id = r.id AND valid_to IS NULL ORDER BY id))"
)
_CURRENT = (
    "(SELECT {column} FROM {table} WHERE enterprise_id = r.id AND valid_to IS NULL {more} ORDER BY id DESC LIMIT 1)"
)
_CONTACT = "AND kind = '联系人'"


@dataclass(frozen=True, slots=True)
class Source:
    """Where the rows of one sheet come from; `columns` are expressions for what is not a plain column of `r`.

    `filters` maps the name of a condition (county, year) to its SQL; `:name` is the value.
    """

    tables: str
    order: str
    columns: dict[str, str]
    filters: dict[str, str]
    always: str = "1"


_REGISTER = Source(
    tables="enterprise AS r",
    order="r.id",
    columns={
        "roles": _JOINED.format(table="enterprise_role", column="role"),
        "customs_codes": _JOINED.format(table="enterprise_customs_code", column="customs_code"),
        "contact_person": _CURRENT.format(table="contact", column="name", more=_CONTACT),
        "contact_mobile": _CURRENT.format(table="contact", column="mobile", more=_CONTACT),
        "bank_name": _CURRENT.format(table="payee_account", column="bank_name", more=""),
        "account_no": _CURRENT.format(table="payee_account", column="account_no", more=""),
        "bank_code": _CURRENT.format(table="payee_account", column="bank_code", more=""),
    },
    filters={"county": "r.county_code = :county"},
    always="r.is_pending_registration = 0 AND r.status = 'active'",
)
_OF_APPLICATION = {
    "county": "(a.county_code = :county OR a.reporting_unit = :county)",
    "year": "a.award_year = :year",
}
_NOT_VOID = "a.status <> 'void'"
_APPLICATIONS = Source(
    tables="application AS a JOIN application AS r ON r.id = a.id JOIN enterprise AS e ON e.id = a.enterprise_id",
    order="a.intake_order",
    columns={"credit_code": "e.credit_code", "enterprise_name": "e.name"},
    filters=_OF_APPLICATION,
    always=_NOT_VOID,
)


def _lines(table: str, columns: dict[str, str] | None = None) -> Source:
    return Source(
        tables=f"{table} AS r JOIN application AS a ON a.id = r.application_id",
        order="a.intake_order, r.position",
        columns={"reporting_no": "a.reporting_no"} | (columns or {}),
        filters=_OF_APPLICATION,
        always=_NOT_VOID,
    )


_LEASE_COLUMNS = ("contract_no", "lessor", "location", "floor_area", "self_used_area", "certificate_area")
_LEASES = Source(
    tables="lease_invoice AS r JOIN lease AS l ON l.id = r.lease_id JOIN application AS a ON a.id = l.application_id",
    order="a.intake_order, l.position, r.position",
    columns={"reporting_no": "a.reporting_no"}
    | {name: f"l.{name}" for name in (*_LEASE_COLUMNS, "lease_from", "lease_to")},
    filters=_OF_APPLICATION,
    always=_NOT_VOID,
)
_REASONS = (
    "(SELECT group_concat(message, '；') FROM (SELECT message FROM assessment_finding"
    " WHERE assessment_id = s.id AND level IN ('error', 'warning') ORDER BY position))"
)
_RESULTS = Source(
    tables="application AS a JOIN application AS r ON r.id = a.id JOIN enterprise AS e ON e.id = a.enterprise_id"
    " LEFT JOIN assessment AS s ON s.application_id = a.id AND s.is_current = 1",
    order="a.county_code, a.measure_id, a.intake_order",
    columns={
        "credit_code": "e.credit_code",
        "enterprise_name": "e.name",
        "approved_amount_fen": "coalesce(a.approved_amount_fen, CASE s.status WHEN 'undetermined' THEN NULL"
        " ELSE s.award_amount_fen END)",
        "status": "a.status || ':' || coalesce(s.status, '')",
        "reduction_reason": f"coalesce(a.reduction_reason, {_REASONS})",
        "notice_no": "NULL",
        "supplement_due_on": "NULL",
    },
    filters=_OF_APPLICATION,
    always=_NOT_VOID,
)
_OF_FIRM = "r.credit_code IN (SELECT credit_code FROM enterprise WHERE county_code = :county)"
SOURCES = {
    "enterprise": _REGISTER,
    "application": _APPLICATIONS,
    "expense_line": _lines("expense_line"),
    "lease_invoice": _LEASES,
    "customs_declaration": _lines(
        "customs_declaration", {"declaration_no": "r.declaration_no || coalesce(r.item_no, '')"}
    ),
    "park_performance": _lines("park_performance"),
    "service_event": _lines("service_event"),
    "trade_performance": Source(
        "trade_performance AS r",
        "r.period, r.id",
        {},
        {"county": _OF_FIRM, "year": "substr(r.period, 1, 4) = CAST(:year AS TEXT)"},
    ),
    "customs_list_entry": Source(
        "customs_list_entry AS r",
        "r.id",
        {},
        {"county": _OF_FIRM, "year": "substr(r.declared_on, 1, 4) = CAST(:year AS TEXT)"},
    ),
    "result": _RESULTS,
}


class StoredRows(Collection[Sequence[Any]]):
    """Rows of one source, counted at once and read while they are walked; lives as long as its connection."""

    def __init__(
        self, connection: sqlite3.Connection, source_id: str, columns: Sequence[str], conditions: dict[str, Any]
    ) -> None:
        source = SOURCES[source_id]
        self._connection = connection
        self._values = {name: value for name, value in conditions.items() if value is not None}
        where = [source.always, *(source.filters[name] for name in self._values if name in source.filters)]
        listed = ", ".join(source.columns.get(name, f'r."{name}"') for name in columns)
        self._from = f"FROM {source.tables} WHERE {' AND '.join(where)}"
        self._select = f"SELECT {listed} {self._from} ORDER BY {source.order}"
        self._count = int(self._cursor(f"SELECT count(*) {self._from}").fetchone()[0])

    def __len__(self) -> int:
        return self._count

    def __iter__(self) -> Iterator[Sequence[Any]]:
        return self._cursor(self._select)

    def __contains__(self, row: object) -> bool:
        return any(row == known for known in self)

    def _cursor(self, statement: str) -> sqlite3.Cursor:
        cursor = self._connection.cursor()
        cursor.row_factory = None
        return cursor.execute(statement, self._values)


def shared_numbers(connection: sqlite3.Connection, county: str | None, year: int | None) -> list[str]:
    """申报编号 that two units or years use among these applications: lines of one file could not tell them apart."""
    rows = connection.execute(
        "SELECT reporting_no AS number FROM application AS a WHERE status <> 'void'"
        " AND (:year IS NULL OR award_year = :year)"
        f" AND (:county IS NULL OR {_OF_APPLICATION['county']})"
        " GROUP BY reporting_no HAVING count(*) > 1 ORDER BY reporting_no",
        {"year": year, "county": county},
    )
    return [row["number"] for row in rows]
