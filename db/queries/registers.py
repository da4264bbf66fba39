"""Registers read in windows: order and filters are SQL, only the rows in view are fetched whole.

A register is a FROM, an expression a column and a condition a filter. The ids of a sorted, filtered register come as
one packed value, because fetching 200,000 rows one by one holds Python's lock long enough to be felt in the window.
"""

from __future__ import annotations

import json
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from sqlalchemy.orm import Session

from cbec_desktop.domain.registers import COLUMN_IS, RegisterQuery
from db.search_index import matching_ids_sql

_YEAR = "t.period BETWEEN :year || '-01' AND :year || '-12'"
_TRADE = f"FROM trade_performance t WHERE t.credit_code = r.credit_code AND {_YEAR} AND t.scope = 'customs'"
_CASES = (
    "FROM application a WHERE a.enterprise_id = r.id AND a.award_year = :year AND a.status NOT IN ('void', 'withdrawn')"
)
_CURRENT = "SELECT {} FROM assessment s WHERE s.application_id = r.id AND s.is_current = 1"
_AWARD = "SELECT award_amount_fen FROM assessment s WHERE s.application_id = r.id AND s.is_current = 1"


@dataclass(frozen=True, slots=True)
class RegisterSql:
    """How one register is read: `columns` by column id, `filters` by filter id with `:value`, `search` its tables."""

    table: str
    columns: Mapping[str, str]
    filters: Mapping[str, str]
    sort_keys: Mapping[str, str]
    search: str
    key: str
    base: str = ""
    gathered: Mapping[str, tuple[str, str]] = field(default_factory=dict)
    """By column id: a join and a key to sort by, where asking each row for its own sum would cost ten times as much."""


ENTERPRISES = RegisterSql(
    table="enterprise",
    key="r.id",
    columns={
        "name": "r.name",
        "credit_code": "r.credit_code",
        "county": "r.county_code",
        "roles": (
            "(SELECT group_concat(o.role, '、') FROM enterprise_role o "
            "WHERE o.enterprise_id = r.id AND o.valid_to IS NULL)"
        ),
        "customs_codes": (
            "(SELECT group_concat(c.customs_code, ' ') FROM enterprise_customs_code c "
            "WHERE c.enterprise_id = r.id AND c.valid_to IS NULL)"
        ),
        "trade": f"(SELECT sum(t.export_value_fen + t.import_value_fen) {_TRADE})",
        "modes": f"(SELECT group_concat(DISTINCT t.mode) {_TRADE})",
        "measures": f"(SELECT group_concat(DISTINCT a.measure_id) {_CASES})",
        "award": (
            "(SELECT sum(s.award_amount_fen) FROM application a JOIN assessment s "
            "ON s.application_id = a.id AND s.is_current = 1 "
            "WHERE a.enterprise_id = r.id AND a.award_year = :year AND a.status NOT IN ('void', 'withdrawn'))"
        ),
        "credit_status": "r.credit_status",
        "contact": (
            "(SELECT coalesce(c.name, '') || char(10) || coalesce(c.mobile, c.landline, '') FROM contact c "
            "WHERE c.enterprise_id = r.id AND c.valid_to IS NULL ORDER BY c.id LIMIT 1)"
        ),
        "industry": "r.industry",
        "park": "r.park_name",
        "belt": "r.industrial_belt",
        "established_on": "r.established_on",
        "updated_on": "substr(r.updated_at, 1, 10)",
        "is_pending": "r.is_pending_registration",
        "status": "r.status",
    },
    sort_keys={"name": "r.name_initials", "county": "r.county_code"},
    filters={
        "county": "r.county_code = :value",
        "role": (
            "EXISTS (SELECT 1 FROM enterprise_role o WHERE o.enterprise_id = r.id AND o.role = :value "
            "AND o.valid_to IS NULL)"
        ),
        "credit": "coalesce(r.credit_status, '') = CASE :value WHEN '待查询' THEN '' ELSE :value END",
        "trade_from": f"(SELECT sum(t.export_value_fen + t.import_value_fen) {_TRADE}) >= CAST(:value AS INTEGER)",
        "has_trade": f"EXISTS (SELECT 1 {_TRADE})",
        "no_case": f"NOT EXISTS (SELECT 1 {_CASES})",
        "has_case": f"EXISTS (SELECT 1 {_CASES})",
        "pending": "r.is_pending_registration = 1",
        "status": "r.status = :value",
    },
    search="r.id IN ({enterprise})",
    gathered={
        "trade": (
            " LEFT JOIN (SELECT t.credit_code AS owner, sum(t.export_value_fen + t.import_value_fen) AS amount "
            f"FROM trade_performance t WHERE {_YEAR} AND t.scope = 'customs' GROUP BY t.credit_code) g "
            "ON g.owner = r.credit_code",
            "g.amount",
        ),
        "award": (
            " LEFT JOIN (SELECT a.enterprise_id AS owner, sum(s.award_amount_fen) AS amount FROM application a "
            "JOIN assessment s ON s.application_id = a.id AND s.is_current = 1 WHERE a.award_year = :year "
            "AND a.status NOT IN ('void', 'withdrawn') GROUP BY a.enterprise_id) g ON g.owner = r.id",
            "g.amount",
        ),
    },
)

APPLICATIONS = RegisterSql(
    table="application",
    key="r.case_no",
    columns={
        "case_no": "r.case_no",
        "enterprise": "(SELECT e.name FROM enterprise e WHERE e.id = r.enterprise_id)",
        "credit_code": "(SELECT e.credit_code FROM enterprise e WHERE e.id = r.enterprise_id)",
        "county": "r.county_code",
        "measure": "r.measure_id",
        "claimed": "r.claimed_amount_fen",
        "county_reviewed": "r.county_reviewed_amount_fen",
        "award": f"({_AWARD})",
        "result": "(SELECT s.status FROM assessment s WHERE s.application_id = r.id AND s.is_current = 1)",
        "limit": "(SELECT s.binding_limit FROM assessment s WHERE s.application_id = r.id AND s.is_current = 1)",
        "findings": (
            "(SELECT sum(f.level = 'error') || ' ' || sum(f.level = 'warning') FROM assessment s "
            "JOIN assessment_finding f ON f.assessment_id = s.id WHERE s.application_id = r.id AND s.is_current = 1)"
        ),
        "status": "r.status",
        "taken_in_on": "substr(r.taken_in_at, 1, 10)",
        "reporting_unit": "r.reporting_unit",
        "reporting_no": "r.reporting_no",
        "eligible": f"({_CURRENT.format('s.eligible_cost_fen')})",
        "assessed_on": f"({_CURRENT.format('substr(s.assessed_at, 1, 10)')})",
        "set_name": (
            "(SELECT p.name FROM assessment s JOIN parameter_set p ON p.id = s.parameter_set_id "
            "WHERE s.application_id = r.id AND s.is_current = 1)"
        ),
    },
    sort_keys={
        "taken_in_on": "r.intake_order",
    },
    filters={
        "county": "r.county_code = :value",
        "measure": "r.measure_id = :value",
        "status": "r.status = :value",
        "result": (
            "coalesce((SELECT s.status FROM assessment s WHERE s.application_id = r.id AND s.is_current = 1), 'none') "
            "= :value"
        ),
        "has_error": (
            "EXISTS (SELECT 1 FROM assessment s JOIN assessment_finding f ON f.assessment_id = s.id "
            "WHERE s.application_id = r.id AND s.is_current = 1 AND f.level = 'error')"
        ),
        "enterprise": "r.enterprise_id = CAST(:value AS INTEGER)",
    },
    search="r.id IN ({application} UNION SELECT id FROM application WHERE enterprise_id IN ({enterprise}))",
    gathered={
        name: (" LEFT JOIN assessment g ON g.application_id = r.id AND g.is_current = 1", key)
        for name, key in (
            ("award", "g.award_amount_fen"),
            ("result", "g.status"),
            ("limit", "g.binding_limit"),
            ("eligible", "g.eligible_cost_fen"),
            ("assessed_on", "substr(g.assessed_at, 1, 10)"),
        )
    }
    | {
        "enterprise": (" JOIN enterprise g ON g.id = r.enterprise_id", "g.name_initials"),
        "credit_code": (" JOIN enterprise g ON g.id = r.enterprise_id", "g.credit_code"),
    },
    base="+r.award_year = :year",  # the plus: a scan in order beats 200,000 look-ups by an index of three years
)


def count_rows(session: Session, register: RegisterSql, query: RegisterQuery, pieces: Sequence[str]) -> int:
    """How many rows the query has."""
    where, values = _where(register, query, pieces)
    return int(_scalar(session, f"SELECT count(*) FROM {register.table} r{where}", values) or 0)


def page_ids(
    session: Session, register: RegisterSql, query: RegisterQuery, pieces: Sequence[str], *, offset: int, limit: int
) -> list[int]:
    """The ids of one window: for the first page, before all ids were asked for."""
    where, values = _where(register, query, pieces)
    source = f"{register.table} r{_join(register, query)}"
    sql = f"SELECT r.id FROM {source}{where}{_order(register, query)} LIMIT :limit OFFSET :offset"
    rows = session.connection().exec_driver_sql(sql, values | {"limit": limit, "offset": offset})
    return [row[0] for row in rows]


def all_ids(session: Session, register: RegisterSql, query: RegisterQuery, pieces: Sequence[str]) -> array[int]:
    """The ids of all rows in order, packed: 200,000 of them take 1.6 MB."""
    where, values = _where(register, query, pieces)
    inner = f"SELECT r.id AS id FROM {register.table} r{_join(register, query)}{where}{_order(register, query)}"
    packed = _scalar(session, f"SELECT group_concat(id) FROM ({inner})", values)
    return array("q", map(int, str(packed).split(","))) if packed else array("q")


def read_rows(
    session: Session, register: RegisterSql, columns: Sequence[str], ids: Sequence[int], award_year: int
) -> list[tuple[Any, ...]]:
    """(id, key, cell …) of `ids` in their order, cells as stored; rows that are gone are left out."""
    if not ids:
        return []
    listed = ", ".join(register.columns[name] for name in columns)
    marks = ",".join(str(int(record_id)) for record_id in ids)
    sql = f"SELECT r.id, {register.key}, {listed} FROM {register.table} r WHERE r.id IN ({marks})"
    found = {row[0]: tuple(row) for row in session.connection().exec_driver_sql(sql, {"year": str(award_year)})}
    return [found[record_id] for record_id in ids if record_id in found]


def is_quick_sum(register: RegisterSql, column_id: str) -> bool:
    """Whether a sum reads the table's own column and is quick whatever the number of rows."""
    return register.columns[column_id].startswith("r.")


def sum_columns(
    session: Session,
    register: RegisterSql,
    columns: Sequence[str],
    query: RegisterQuery,
    pieces: Sequence[str],
    ids: Sequence[int] | None = None,
) -> dict[str, int]:
    """Sums of numeric columns in fen, of the rows with `ids` or of all rows of the query."""
    sums = ", ".join(f"coalesce(sum({register.columns[name]}), 0)" for name in columns)
    if ids is None:
        where, values = _where(register, query, pieces)
    else:
        packed = "[" + ",".join(map(str, ids)) + "]"
        where = " WHERE r.id IN (SELECT value FROM json_each(:ids))"
        values = {"ids": packed, "year": str(query.award_year)}
    row = session.connection().exec_driver_sql(f"SELECT {sums} FROM {register.table} r{where}", values).one()
    return dict(zip(columns, map(int, row), strict=True))


def _where(register: RegisterSql, query: RegisterQuery, pieces: Sequence[str]) -> tuple[str, dict[str, Any]]:
    values: dict[str, Any] = {"year": str(query.award_year)}
    conditions = [register.base.replace(":year", "CAST(:year AS INTEGER)")] if register.base else []
    for number, (filter_id, value) in enumerate(query.filters):
        if filter_id.startswith(COLUMN_IS):
            # an empty text is shown as absent and found as absent; a number has no empty text
            expression = f"nullif({register.columns[filter_id.removeprefix(COLUMN_IS)]}, '')"
            conditions.append(f"{expression} IS :value_{number}")
            values[f"value_{number}"] = json.loads(value)
            continue
        conditions.append(register.filters[filter_id].replace(":value", f":value_{number}"))
        values[f"value_{number}"] = value
    if pieces:
        tables = {}
        for table in ("enterprise", "application"):
            if f"{{{table}}}" in register.search:
                tables[table], found = matching_ids_sql(table, pieces)
                values |= found
        conditions.append(register.search.format(**tables))
    return (" WHERE " + " AND ".join(f"({condition})" for condition in conditions) if conditions else ""), values


def _join(register: RegisterSql, query: RegisterQuery) -> str:
    return register.gathered.get(query.sort, ("", ""))[0]


def _order(register: RegisterSql, query: RegisterQuery) -> str:
    if not query.sort:
        return f" ORDER BY r.id{' DESC' if query.descending else ''}"
    _join_sql, gathered = register.gathered.get(query.sort, ("", ""))
    key = gathered or register.sort_keys.get(query.sort) or register.columns[query.sort]
    direction = "DESC NULLS LAST" if query.descending else "ASC NULLS LAST"
    return f" ORDER BY {key} {direction}, r.id"


def _scalar(session: Session, sql: str, values: Mapping[str, Any]) -> Any:
    return session.connection().exec_driver_sql(sql, dict(values)).scalar_one()
