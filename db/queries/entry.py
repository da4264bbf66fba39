"""What entry by hand asks of the store: applicants to choose, drafts, second uses of evidence, next numbers."""

from __future__ import annotations

from collections.abc import Callable, Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from sqlalchemy import Integer, Select, cast, func, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.records import EnterpriseFacts
from db.models.application import Application
from db.models.enterprise import (
    Contact,
    Enterprise,
    EnterpriseCustomsCode,
    EnterpriseRole,
    IndustrialPark,
    ParkTenant,
    PayeeAccount,
)
from db.models.entry import Draft, SupportingDocument
from db.models.evidence import CustomsDeclaration, ExpenseLine, Lease, LeaseInvoice

NOT_COUNTED = ("withdrawn", "void")


@dataclass(frozen=True, slots=True)
class EvidenceUse:
    """Where an invoice or a declaration is used first: the case, its applicant, the line."""

    case_no: str
    enterprise: str
    credit_code: str
    place: str


@dataclass(frozen=True, slots=True)
class ApplicantChoice:
    """An enterprise as the entry form needs it."""

    enterprise_id: int
    credit_code: str
    name: str
    county_code: str
    customs_codes: tuple[str, ...]
    credit_status: str | None
    credit_checked_on: str | None
    is_pending_registration: bool


def draft_id(session: Session, account_id: int, screen: str, key: str) -> int | None:
    return session.scalar(
        select(Draft.id).where(Draft.account_id == account_id, Draft.screen == screen, Draft.record_key == key)
    )


def drafts_of(session: Session, account_id: int, screen: str) -> list[Draft]:
    query = select(Draft).where(Draft.account_id == account_id, Draft.screen == screen)
    return list(session.scalars(query.order_by(Draft.saved_at.desc(), Draft.id.desc())))


def applicant(session: Session, enterprise_id: int) -> ApplicantChoice | None:
    record = session.get(Enterprise, enterprise_id)
    return _choice(session, record) if record is not None else None


def _choice(session: Session, record: Enterprise) -> ApplicantChoice:
    codes = session.scalars(
        select(EnterpriseCustomsCode.customs_code)
        .where(EnterpriseCustomsCode.enterprise_id == record.id, EnterpriseCustomsCode.valid_to.is_(None))
        .order_by(EnterpriseCustomsCode.id)
    )
    return ApplicantChoice(
        enterprise_id=record.id,
        credit_code=record.credit_code,
        name=record.name,
        county_code=record.county_code,
        customs_codes=tuple(codes),
        credit_status=record.credit_status,
        credit_checked_on=record.credit_checked_on,
        is_pending_registration=bool(record.is_pending_registration),
    )


def highest_hand_number(session: Session, unit: str, year: int, prefix: str) -> int:
    """The last serial of 申报编号 that entry by hand gave in this unit and year, 0 when there is none."""
    serial = cast(func.substr(Application.reporting_no, len(prefix) + 1), Integer)
    query = select(func.max(serial)).where(
        Application.reporting_unit == unit, Application.award_year == year, Application.reporting_no.startswith(prefix)
    )
    return session.scalar(query) or 0


def first_uses(session: Session, kind: str, numbers: Collection[str]) -> dict[str, EvidenceUse]:
    """By number, the first application in the order of intake that uses an invoice or claims a declaration."""
    found: dict[str, tuple[int, int, EvidenceUse]] = {}
    for statement, sheet in _DECLARED if kind == "declaration" else _INVOICED:
        for number, application, firm, position in session.execute(statement(list(numbers))):
            use = _use(application, firm, position, sheet)
            if number not in found or use[:2] < found[number][:2]:
                found[number] = use
    return {number: use[2] for number, use in found.items()}


def _of_line(table: Any, number: Any) -> Callable[[Collection[str]], Select[Any]]:
    def statement(numbers: Collection[str]) -> Select[Any]:
        return (
            select(number, Application, Enterprise, table.position)
            .join(Application, Application.id == table.application_id)
            .join(Enterprise, Enterprise.id == Application.enterprise_id)
            .where(number.in_(numbers), Application.status.not_in(NOT_COUNTED))
        )

    return statement


def _of_rent(numbers: Collection[str]) -> Select[Any]:
    invoice: Any = LeaseInvoice
    query: Select[Any] = (
        select(invoice.invoice_no, Application, Enterprise, invoice.position)
        .join(Lease, Lease.id == LeaseInvoice.lease_id)
        .join(Application, Application.id == Lease.application_id)
        .join(Enterprise, Enterprise.id == Application.enterprise_id)
        .where(LeaseInvoice.invoice_no.in_(numbers), Application.status.not_in(NOT_COUNTED))
    )
    return query


_DECLARED = ((_of_line(CustomsDeclaration, CustomsDeclaration.declaration_no), "报关明细"),)
_INVOICED = (
    (_of_line(ExpenseLine, ExpenseLine.invoice_no), "费用明细"),
    (_of_line(CustomsDeclaration, CustomsDeclaration.invoice_no), "报关明细"),
    (_of_rent, "房屋租赁"),
)


def _use(application: Application, firm: Enterprise, position: int, sheet: str) -> tuple[int, int, EvidenceUse]:
    use = EvidenceUse(application.case_no, firm.name, firm.credit_code, f"{sheet} 第 {position} 行")
    return application.intake_order, position, use


def documents_of(session: Session, application_id: int) -> list[SupportingDocument]:
    """The documents of a case that were handed in."""
    query = select(SupportingDocument).where(SupportingDocument.application_id == application_id)
    return list(session.scalars(query.order_by(SupportingDocument.id)))


def application_by_number(session: Session, unit: str, year: int, reporting_no: str) -> Application:
    """The application that a reporting unit filed under its own number."""
    query = select(Application).where(
        Application.reporting_unit == unit, Application.award_year == year, Application.reporting_no == reporting_no
    )
    return session.scalars(query).one()


def applicant_facts(session: Session, enterprise_id: int) -> EnterpriseFacts | None:
    """What the rules must know of an applicant, valid today, as for stored applications."""
    record = session.get(Enterprise, enterprise_id)
    if record is None:
        return None
    contact = session.scalar(_open(Contact, enterprise_id))
    account = session.scalar(_open(PayeeAccount, enterprise_id))
    checked = record.credit_checked_on
    return EnterpriseFacts(
        credit_code=record.credit_code,
        name=record.name,
        county_code=record.county_code,
        roles=frozenset(row.role for row in session.scalars(_open(EnterpriseRole, enterprise_id))),
        legal_representative=record.legal_representative,
        contact_mobile=contact.mobile if contact else None,
        registered_address=record.registered_address,
        payee_account_no=account.account_no if account else None,
        payee_account_name=account.account_name if account else None,
        payee_bank_code=account.bank_code if account else None,
        credit_status=record.credit_status,
        credit_checked_on=date.fromisoformat(checked) if checked else None,
        is_pending_registration=bool(record.is_pending_registration),
    )


def _open(table: Any, enterprise_id: int) -> Select[Any]:
    return select(table).where(table.enterprise_id == enterprise_id, table.valid_to.is_(None)).order_by(table.id)


def enterprise_record(session: Session, enterprise_id: int) -> Enterprise | None:
    return session.get(Enterprise, enterprise_id)


def enterprise_of_code(session: Session, credit_code: str) -> tuple[int, str] | None:
    """Id and name of the enterprise with a code."""
    row = session.execute(select(Enterprise.id, Enterprise.name).where(Enterprise.credit_code == credit_code)).first()
    return (row[0], row[1]) if row else None


def open_roles(session: Session, enterprise_id: int) -> frozenset[str]:
    return frozenset(row.role for row in session.scalars(_open(EnterpriseRole, enterprise_id)))


def open_records(session: Session, table: Any, enterprise_id: int) -> list[Any]:
    """What of a table is valid now for an enterprise."""
    return list(session.scalars(_open(table, enterprise_id)))


def parts_of(session: Session, table: Any, enterprise_id: int) -> list[Any]:
    """All rows of a table that hang on an enterprise: the valid ones first, then the ended ones."""
    query = select(table).where(table.enterprise_id == enterprise_id)
    return list(session.scalars(query.order_by(table.valid_to.is_not(None), table.id)))


def live_cases(session: Session, enterprise_id: int) -> list[str]:
    """Case numbers of an enterprise that are neither void nor withdrawn."""
    query = select(Application.case_no).where(
        Application.enterprise_id == enterprise_id, Application.status.not_in(NOT_COUNTED)
    )
    return list(session.scalars(query.order_by(Application.intake_order)))


def tenants_of_operator(session: Session, enterprise_id: int) -> list[tuple[str, str, str, str | None]]:
    """(park, tenant, credit code, moved in) of the parks that an enterprise operates, present tenants only."""
    query = (
        select(IndustrialPark.name, ParkTenant.enterprise_name, ParkTenant.credit_code, ParkTenant.moved_in_on)
        .join(ParkTenant, ParkTenant.park_id == IndustrialPark.id)
        .where(IndustrialPark.operator_enterprise_id == enterprise_id, ParkTenant.valid_to.is_(None))
        .order_by(IndustrialPark.name, ParkTenant.enterprise_name)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(query)]
