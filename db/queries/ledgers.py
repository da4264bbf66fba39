"""What the ledgers of evidence and caps read beside the facts: intake, reversals, grants, affiliates, supports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.application import Application, OtherSupport
from db.models.enterprise import Affiliation, Enterprise, Honour
from db.models.evidence import InvoiceReversal

Row = dict[str, Any]
_LIVE = "a.status NOT IN ('draft', 'withdrawn', 'void')"
_INTAKE = "SELECT a.id, substr(a.taken_in_at, 1, 10) AS taken_in_on, a.status FROM application a"
_REVERSALS = """
    SELECT id, invoice_key, kind, red_letter_no, amount_fen, issued_on, reason, recorded_at, recorded_by, row_version
    FROM invoice_reversal WHERE withdrawn_reason IS NULL ORDER BY id"""
_CASES = """
    SELECT a.id, a.case_no, a.award_year, a.measure_id, a.status, a.approved_amount_fen, a.intake_order,
           substr(a.taken_in_at, 1, 10) AS taken_in_on, substr(a.updated_at, 1, 10) AS updated_on,
           e.id AS enterprise_id, e.credit_code, e.name, s.award_amount_fen
    FROM application a JOIN enterprise e ON e.id = a.enterprise_id
    LEFT JOIN assessment s ON s.application_id = a.id AND s.is_current = 1
    ORDER BY a.intake_order"""
_GRANTS = """
    SELECT application_id, event, substr(at, 1, 10) AS happened_on, amount_fen, document_no, opinion
    FROM application_event WHERE event IN ('approve', 'withdraw_decision') ORDER BY id"""
_APPLICANTS = f"""
    SELECT e.id, e.credit_code, e.name, e.legal_representative, e.registered_address,
           (SELECT group_concat(c.mobile, char(10)) FROM contact c
             WHERE c.enterprise_id = e.id AND c.valid_to IS NULL AND c.mobile IS NOT NULL) AS mobiles,
           (SELECT group_concat(p.account_no, char(10)) FROM payee_account p
             WHERE p.enterprise_id = e.id AND p.valid_to IS NULL AND p.account_no IS NOT NULL) AS accounts,
           (SELECT group_concat(r.role, ',') FROM enterprise_role r
             WHERE r.enterprise_id = e.id AND r.valid_to IS NULL) AS roles
    FROM enterprise e
    WHERE e.id IN (SELECT a.enterprise_id FROM application a WHERE {_LIVE})
       OR e.id IN (SELECT first_id FROM affiliation) OR e.id IN (SELECT second_id FROM affiliation)
    ORDER BY e.id"""
_AFFILIATIONS = """
    SELECT a.id, a.first_id, a.second_id, a.decision, a.marks, a.reason, a.decided_on, a.decided_by, a.row_version
    FROM affiliation a WHERE a.ended_on IS NULL ORDER BY a.id"""


def _rows(session: Session, statement: str) -> list[Row]:
    return [dict(row) for row in session.connection().exec_driver_sql(statement).mappings()]


def intake_of_cases(session: Session) -> dict[int, tuple[str, str]]:
    """(day of intake, status) of every case by its id."""
    return {row["id"]: (row["taken_in_on"], row["status"]) for row in _rows(session, _INTAKE)}


def standing_reversals(session: Session) -> list[Row]:
    """Red-letter and void invoices that stand, in the order of entry."""
    return _rows(session, _REVERSALS)


def reversals_of(session: Session, keys: Sequence[str]) -> list[InvoiceReversal]:
    """The standing reversals of some invoices."""
    query = select(InvoiceReversal).where(
        InvoiceReversal.invoice_key.in_(keys), InvoiceReversal.withdrawn_reason.is_(None)
    )
    return list(session.scalars(query.order_by(InvoiceReversal.id)))


def reversal_with_number(session: Session, red_letter_no: str) -> InvoiceReversal | None:
    """The standing entry of a red-letter number."""
    return session.scalars(
        select(InvoiceReversal).where(
            InvoiceReversal.red_letter_no == red_letter_no, InvoiceReversal.withdrawn_reason.is_(None)
        )
    ).first()


def invoice_claims(session: Session, invoice_no: str) -> list[tuple[str | None, int | None]]:
    """(code, total fen or None) of every line that names this invoice number."""
    statement = """
        SELECT invoice_code, invoice_total_fen FROM expense_line WHERE invoice_no = ?
        UNION ALL SELECT invoice_code, invoice_total_fen FROM customs_declaration WHERE invoice_no = ?
        UNION ALL SELECT invoice_code, NULL FROM lease_invoice WHERE invoice_no = ?"""
    rows = session.connection().exec_driver_sql(statement, (invoice_no,) * 3)
    return [(row[0], row[1]) for row in rows]


def cases_with_awards(session: Session) -> list[Row]:
    """Every case with its applicant and current award, in the order of intake."""
    return _rows(session, _CASES)


def grant_events(session: Session) -> dict[int, list[Row]]:
    """Approvals and withdrawn decisions by case, as they happened."""
    found: dict[int, list[Row]] = {}
    for row in _rows(session, _GRANTS):
        found.setdefault(row["application_id"], []).append(row)
    return found


def applicants_with_marks(session: Session) -> list[Row]:
    """Applicants with what may show that two are one: people, address, telephones, accounts."""
    return _rows(session, _APPLICANTS)


def standing_affiliations(session: Session) -> list[Row]:
    """Decided pairs that were not ended."""
    return _rows(session, _AFFILIATIONS)


def affiliation_of(session: Session, first_id: int, second_id: int) -> Affiliation | None:
    """The standing decision on a pair, whatever their order."""
    first, second = sorted((first_id, second_id))
    query = select(Affiliation).where(
        Affiliation.first_id == first, Affiliation.second_id == second, Affiliation.ended_on.is_(None)
    )
    return session.scalars(query).first()


def enterprises_of(session: Session, ids: Sequence[int]) -> list[Enterprise]:
    return list(session.scalars(select(Enterprise).where(Enterprise.id.in_(ids)).order_by(Enterprise.id)))


def supports_of(session: Session, enterprise_id: int) -> list[tuple[OtherSupport, str | None]]:
    """Other support of an enterprise with the case it is for, the newest first; taken back ones too."""
    query = (
        select(OtherSupport, Application.case_no)
        .outerjoin(Application, Application.id == OtherSupport.application_id)
        .where(OtherSupport.enterprise_id == enterprise_id)
        .order_by(OtherSupport.void_reason.is_not(None), OtherSupport.id.desc())
    )
    return [(row[0], row[1]) for row in session.execute(query)]


def honours_of(session: Session, enterprise_id: int) -> list[Honour]:
    """Honours of an enterprise, the newest first; taken back ones last."""
    query = select(Honour).where(Honour.enterprise_id == enterprise_id)
    return list(session.scalars(query.order_by(Honour.void_reason.is_not(None), Honour.awarded_on.desc(), Honour.id)))


def evidence_of_case(session: Session, application_id: int) -> set[str]:
    """Every invoice and declaration number that the lines of a case name."""
    statement = """
        SELECT invoice_no FROM expense_line WHERE application_id = :case
        UNION SELECT invoice_no FROM customs_declaration WHERE application_id = :case
        UNION SELECT declaration_no FROM customs_declaration WHERE application_id = :case
        UNION SELECT i.invoice_no FROM lease_invoice i JOIN lease l ON l.id = i.lease_id
              WHERE l.application_id = :case"""
    rows = session.connection().exec_driver_sql(statement, {"case": application_id})
    return {row[0] for row in rows}
