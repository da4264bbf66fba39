"""Findings of a year with the reasons written for them, checks on trial, entries and commitments of the pool."""

from __future__ import annotations

from typing import Any

from sqlalchemy.orm import Session

Row = dict[str, Any]
_OUT = "('draft', 'withdrawn', 'void')"
_FINDINGS = f"""
    SELECT f.code, f.level, f.message, f.clause, f.place, f.record_key, f.value, f.amount_out_fen,
           a.id AS application_id, a.case_no, a.measure_id, e.name AS enterprise
    FROM assessment_finding f JOIN assessment s ON s.id = f.assessment_id JOIN application a ON a.id = s.application_id
    JOIN enterprise e ON e.id = a.enterprise_id
    WHERE s.is_current = 1 AND a.status NOT IN {_OUT} AND {{where}}
    ORDER BY a.intake_order, f.position"""
_DROPPED = f"""
    SELECT s.application_id, json_extract(line.value, '$[0]') || ':' || json_extract(line.value, '$[2]') AS record_key
    FROM assessment s JOIN application a ON a.id = s.application_id, json_each(s.result_json, '$.lines') line
    WHERE s.is_current = 1 AND a.status NOT IN {_OUT} AND {{where}} AND json_extract(line.value, '$[8]') IS NOT NULL"""
_REASONS = """
    SELECT r.id, r.application_id, r.code, r.record_key, r.value, r.reason, r.recorded_at, r.recorded_by
    FROM finding_reason r JOIN application a ON a.id = r.application_id WHERE {where} ORDER BY r.id"""
_CASES = f"""
    SELECT a.measure_id, count(*) AS cases, count(s.id) AS assessed, max(s.assessed_at) AS last_at
    FROM application a LEFT JOIN assessment s ON s.application_id = a.id AND s.is_current = 1
    WHERE a.award_year = ? AND a.status NOT IN {_OUT} GROUP BY a.measure_id"""
_MONEY = f"""
    SELECT a.case_no, a.measure_id, a.county_code, a.status, e.name AS enterprise, a.intake_order,
           a.approved_amount_fen AS approved, a.allocated_amount_fen AS allocated, a.paid_amount_fen AS paid,
           a.recovered_amount_fen AS recovered,
           coalesce(a.audited_amount_fen, a.city_reviewed_amount_fen, s.award_amount_fen) AS in_process
    FROM application a JOIN enterprise e ON e.id = a.enterprise_id
    LEFT JOIN assessment s ON s.application_id = a.id AND s.is_current = 1
    WHERE a.award_year = ? AND a.status NOT IN {_OUT} ORDER BY a.intake_order"""


def _rows(session: Session, statement: str, *values: object) -> list[Row]:
    return [dict(row) for row in session.connection().exec_driver_sql(statement, values).mappings()]


def findings_of_year(session: Session, award_year: int) -> list[Row]:
    """Findings of the current results of a year's open and decided cases, in the order of intake."""
    return _rows(session, _FINDINGS.format(where="a.award_year = ?"), award_year)


def findings_of_case(session: Session, case_no: str) -> list[Row]:
    """Findings of the current result of one case."""
    return _rows(session, _FINDINGS.format(where="a.case_no = ?"), case_no)


def dropped_lines(
    session: Session, *, award_year: int | None = None, case_no: str | None = None
) -> set[tuple[int, str]]:
    """(application, record) of the lines that a rule took out, of a year or of one case."""
    where, value = ("a.award_year = ?", award_year) if case_no is None else ("a.case_no = ?", case_no)
    return {(row["application_id"], row["record_key"]) for row in _rows(session, _DROPPED.format(where=where), value)}


def reasons_of_year(session: Session, award_year: int) -> list[Row]:
    """All reasons written for the year's cases, oldest first; the last one of a key and value holds."""
    return _rows(session, _REASONS.format(where="a.award_year = ?"), award_year)


def reasons_of_case(session: Session, case_no: str) -> list[Row]:
    """All reasons written for one case, oldest first."""
    return _rows(session, _REASONS.format(where="a.case_no = ?"), case_no)


def check_trials(session: Session) -> dict[str, Row]:
    """Checks with a trial setting, by code."""
    return {row["code"]: row for row in _rows(session, "SELECT * FROM check_trial ORDER BY code")}


def assessed_cases(session: Session, award_year: int) -> list[Row]:
    """By measure: cases of the year, those with a current result, the last moment of a result."""
    return _rows(session, _CASES, award_year)


def pool_entries(session: Session, award_year: int) -> list[Row]:
    """Entries of the pool in the order they were made."""
    return _rows(session, "SELECT * FROM budget_pool WHERE award_year = ? ORDER BY id", award_year)


def case_money(session: Session, award_year: int) -> list[Row]:
    """What each case of the year has of the eight amounts that bind the pool (fen), in the order of intake."""
    return _rows(session, _MONEY, award_year)
