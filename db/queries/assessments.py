"""Stored results: which is current, what it was reckoned with, and what has happened to facts since."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from typing import Any

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.statuses import ApplicationStatus
from db.models.application import Application
from db.models.audit import AuditEntry

FACT_TABLES = (
    "application", "enterprise", "enterprise_role", "expense_line", "lease", "lease_invoice", "customs_declaration",
    "park_performance", "service_event", "other_support", "trade_performance", "customs_list_entry", "contact",
    "payee_account", "parameter_set", "invoice_reversal", "affiliation", "honour",
)  # fmt: skip
"""A change in one of these may change results."""
ASSESS_ACTION = "assess"
_CURRENT = """
    SELECT s.id, s.application_id, s.parameter_set_id, s.parameter_hash, s.facts_hash, s.rule_version, s.status,
           s.claimed_amount_fen, s.eligible_cost_fen, s.award_amount_fen, s.binding_limit, s.result_json,
           a.case_no, a.reporting_unit, a.reporting_no, a.award_year, a.measure_id, a.approved_amount_fen,
           e.credit_code, e.name AS enterprise, p.name AS set_name
    FROM assessment s JOIN application a ON a.id = s.application_id
    JOIN enterprise e ON e.id = a.enterprise_id JOIN parameter_set p ON p.id = s.parameter_set_id
    WHERE s.is_current = 1 {only} ORDER BY a.intake_order"""
_KNOWN = """
    SELECT s.application_id, s.id, s.facts_hash, s.parameter_set_id, s.award_amount_fen, s.status, s.eligible_cost_fen,
           s.claimed_amount_fen, s.binding_limit, s.rule_version, s.parameter_hash, s.result_json
    FROM assessment s WHERE s.is_current = 1"""
_FINDINGS = """
    SELECT f.assessment_id, f.code, f.level, f.message, f.clause, f.place, f.record_key, f.value, f.amount_out_fen
    FROM assessment_finding f JOIN assessment s ON s.id = f.assessment_id
    WHERE s.is_current = 1 {only} ORDER BY f.assessment_id, f.position"""


def known_results(session: Session) -> dict[int, tuple[Any, ...]]:
    """By application: id and content of the current result, for telling what changed."""
    return {row[0]: tuple(row) for row in session.connection().exec_driver_sql(_KNOWN)}


def current_results(session: Session, *, application_ids: Iterable[int] | None = None) -> list[dict[str, Any]]:
    """Current results as rows with the case, firm and set they belong to, in the order of intake."""
    cursor = session.connection().exec_driver_sql(_CURRENT.format(only=_only(application_ids)))
    return [dict(row) for row in cursor.mappings()]


def current_findings(
    session: Session, *, application_ids: Iterable[int] | None = None
) -> dict[int, list[dict[str, Any]]]:
    """Findings of the current results by assessment id, in their order."""
    found: dict[int, list[dict[str, Any]]] = {}
    cursor = session.connection().exec_driver_sql(_FINDINGS.format(only=_only(application_ids)))
    for row in cursor.mappings():
        found.setdefault(row["assessment_id"], []).append(dict(row))
    return found


def _only(application_ids: Iterable[int] | None) -> str:
    if application_ids is None:
        return ""
    return f"AND s.application_id IN ({', '.join(str(int(item)) for item in application_ids) or 'NULL'})"


def application_id_of(session: Session, case_no: str) -> int | None:
    """The id of a case, None when there is none."""
    return session.scalar(select(Application.id).where(Application.case_no == case_no))


def audit_head(session: Session) -> int:
    """Number of the last audit entry: an equal head means that nothing was saved since."""
    return session.scalar(select(func.max(AuditEntry.id))) or 0


def last_fact_change(session: Session) -> int:
    """Number of the last audit entry that touched facts or sets."""
    return session.scalar(select(func.max(AuditEntry.id)).where(AuditEntry.table_name.in_(FACT_TABLES))) or 0


def last_full_run(session: Session, scopes: Iterable[str]) -> int:
    """Number of the last audit entry of a run over a whole year; `scopes` are the reasons that name it."""
    statement = select(func.max(AuditEntry.id)).where(
        AuditEntry.action == ASSESS_ACTION, AuditEntry.reason.in_(tuple(scopes))
    )
    return session.scalar(statement) or 0


def approved_cases(session: Session, award_year: int) -> Iterator[tuple[str, int]]:
    """(case number, approved fen) of the year's approved cases in the order of intake."""
    out = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.VOID)
    statement = (
        select(Application.case_no, Application.approved_amount_fen)
        .where(
            Application.award_year == award_year,
            Application.approved_amount_fen.is_not(None),
            Application.status.not_in([status.value for status in out]),
        )
        .order_by(Application.intake_order)
    )
    for case_no, amount in session.execute(statement):
        yield case_no, amount or 0
