"""Records by what somebody types: part of a name, last digits of a code or case number, pinyin initials."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy.orm import Session

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.registers import SearchHit
from cbec_desktop.domain.statuses import COUNTY_SHORT
from db.search_index import matching_ids_sql

CANDIDATES = 200
"""Matches that are ranked; a text that more records hold is not yet specific enough to be worth more."""


def find_enterprises(session: Session, pieces: Sequence[str], limit: int) -> list[SearchHit]:
    """Enterprises that hold all pieces: those whose name begins with the first or whose code ends in it first."""
    ids, values = matching_ids_sql("enterprise", pieces, CANDIDATES)
    sql = (
        f"SELECT id, name, credit_code, county_code FROM enterprise WHERE id IN ({ids}) "
        "ORDER BY (lower(credit_code) LIKE '%' || :first) DESC, (lower(name) LIKE :first || '%') DESC, "
        "(name_initials LIKE :first || '%') DESC, length(name), id LIMIT :limit"
    )
    rows = _rows(session, sql, values | {"first": pieces[0], "limit": limit})
    return [
        SearchHit("enterprise", str(record_id), name, f"{code} · {COUNTY_SHORT.get(county, county)}")
        for record_id, name, code, county in rows
    ]


def find_applications(session: Session, pieces: Sequence[str], limit: int) -> list[SearchHit]:
    """Cases whose case number or reporting number holds all pieces: those that end in the first one first."""
    ids, values = matching_ids_sql("application", pieces, CANDIDATES)
    sql = (
        "SELECT a.case_no, e.name, a.measure_id, a.award_year FROM application a "
        f"JOIN enterprise e ON e.id = a.enterprise_id WHERE a.id IN ({ids}) "
        "ORDER BY (lower(a.case_no) LIKE '%' || :first) DESC, a.award_year DESC, a.intake_order LIMIT :limit"
    )
    rows = _rows(session, sql, values | {"first": pieces[0], "limit": limit})
    return [
        SearchHit("application", case_no, case_no, f"{name} · M{MEASURE_NUMBERS[measure]} {MEASURE_SHORT[measure]}")
        for case_no, name, measure, _year in rows
    ]


def _rows(session: Session, sql: str, values: dict[str, Any]) -> Sequence[Any]:
    return session.connection().exec_driver_sql(sql, values).all()
