"""One case as records: header, applicant, the eight amounts, printed copies and everything that happened to it."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from sqlalchemy import ColumnElement, Select, and_, or_, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.case_records import (
    CaseEnterprise,
    CaseHeader,
    CaseTitle,
    ChainAmount,
    FieldChange,
    HistoryEntry,
    PrintedCopy,
)
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.statuses import SetStatus
from db.models.application import AMOUNT_COLUMNS, Application, ApplicationEvent, ApplicationRound
from db.models.assessment import Assessment
from db.models.audit import AuditEntry
from db.models.enterprise import Contact, Enterprise, EnterpriseCustomsCode, EnterpriseRole, PayeeAccount
from db.models.evidence import (
    CustomsDeclaration,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    ParkPerformance,
    ServiceEvent,
)
from db.models.exchange import ImportBatch, ImportRow
from db.models.paper import PrintedForm
from db.models.policy import ParameterSet

AMOUNT_LABELS = ("申报额", "县区初审额", "市局复核额", "审计核定额", "批复额", "安排额", "实拨额", "追回额")
LINE_TABLES = (ExpenseLine, Lease, CustomsDeclaration, ParkPerformance, ServiceEvent)
_IN_LIMIT = 500
_NOT_CHANGES = frozenset({"id", "row_version", "updated_at", "created_at", "intake_order", "application_id"})


def find_application(session: Session, case_no: str) -> Application | None:
    """The stored application of a case number."""
    return session.scalar(select(Application).where(Application.case_no == case_no))


def case_header(session: Session, application: Application) -> CaseHeader:
    """The application without its lines."""
    round_no = None
    if application.round_id is not None:
        round_no = session.scalar(select(ApplicationRound.round_no).where(ApplicationRound.id == application.round_id))
    return CaseHeader(
        application_id=application.id,
        case_no=application.case_no,
        status=application.status,
        award_year=application.award_year,
        measure_id=application.measure_id,
        round_no=round_no,
        county_code=application.county_code,
        reporting_unit=application.reporting_unit,
        reporting_no=application.reporting_no,
        taken_in_at=application.taken_in_at,
        taken_in_by=application.taken_in_by,
        county_reviewer=application.county_reviewer,
        county_reviewed_on=_day(application.county_reviewed_on),
        reduction_reason=application.reduction_reason,
        document_count=application.document_count,
        remark=application.remark,
        void_reason=application.void_reason,
        row_version=application.row_version,
    )


def case_enterprise(session: Session, enterprise_id: int) -> CaseEnterprise:
    """The applicant with what is valid now: roles, customs codes, contact, account."""
    firm = session.get_one(Enterprise, enterprise_id)
    contact = session.scalar(_open_rows(Contact, enterprise_id))
    account = session.scalar(_open_rows(PayeeAccount, enterprise_id))
    roles = session.scalars(_open_rows(EnterpriseRole, enterprise_id)).all()
    codes = session.scalars(_open_rows(EnterpriseCustomsCode, enterprise_id)).all()
    return CaseEnterprise(
        enterprise_id=firm.id,
        credit_code=firm.credit_code,
        name=firm.name,
        county_code=firm.county_code,
        roles=tuple(row.role for row in roles),
        customs_codes=tuple(row.customs_code for row in codes),
        legal_representative=firm.legal_representative,
        registered_address=firm.registered_address,
        credit_status=firm.credit_status,
        credit_checked_on=_day(firm.credit_checked_on),
        contact_name=contact.name if contact else None,
        contact_mobile=contact.mobile if contact else None,
        account_name=account.account_name if account else None,
        bank_name=account.bank_name if account else None,
        account_no=account.account_no if account else None,
        is_pending_registration=bool(firm.is_pending_registration),
    )


def _open_rows(table: Any, enterprise_id: int) -> Select[Any]:
    return select(table).where(table.enterprise_id == enterprise_id, table.valid_to.is_(None)).order_by(table.id)


def chain_amounts(application: Application) -> tuple[ChainAmount, ...]:
    """The eight amounts in order; each reduction is against the nearest amount before it."""
    amounts: list[ChainAmount] = []
    before: Decimal | None = None
    for column, label in zip(AMOUNT_COLUMNS, AMOUNT_LABELS, strict=True):
        amount = _yuan(getattr(application, column))
        reduction = None if amount is None or before is None or amount >= before else amount - before
        amounts.append(ChainAmount(column.removesuffix("_amount_fen"), label, amount, reduction))
        before = before if amount is None else amount
    return tuple(amounts)


def printed_copies(session: Session, application_id: int) -> tuple[PrintedCopy, ...]:
    """All printed copies of a case, the newest first."""
    current = session.scalar(_current_assessment(application_id))
    rows = session.scalars(
        select(PrintedForm)
        .where(PrintedForm.application_id == application_id)
        .order_by(PrintedForm.printed_at.desc(), PrintedForm.id.desc())
    )
    return tuple(
        PrintedCopy(
            record_id=row.id,
            form_id=row.form_id,
            form_version=row.form_version,
            print_no=row.print_no,
            amount=_yuan(row.amount_fen),
            verification_code=row.verification_code,
            is_trial=bool(row.is_trial),
            page_count=row.page_count,
            file_name=row.file_name,
            printed_at=row.printed_at,
            printed_by=row.printed_by,
            is_current=row.assessment_id is None or row.assessment_id == current,
        )
        for row in rows
    )


def assessment_moment(session: Session, application_id: int) -> tuple[str, str, str, str] | None:
    """(when, by whom, name of the set, status of the set) of the current assessment."""
    row = session.execute(
        select(Assessment.assessed_at, Assessment.assessed_by, ParameterSet.name, ParameterSet.status)
        .join(ParameterSet, ParameterSet.id == Assessment.parameter_set_id)
        .where(Assessment.application_id == application_id, Assessment.is_current == 1)
    ).first()
    return (row[0], row[1], row[2], row[3]) if row else None


def case_neighbours(session: Session, case_no: str) -> tuple[str | None, str | None]:
    """The case numbers before and after this one in the year's register, in the order of intake."""
    here = find_application(session, case_no)
    if here is None:
        return None, None
    year = select(Application.case_no).where(Application.award_year == here.award_year)
    order = Application.intake_order
    before = session.scalar(year.where(order < here.intake_order).order_by(order.desc()).limit(1))
    after = session.scalar(year.where(order > here.intake_order).order_by(order).limit(1))
    return before, after


def case_titles(session: Session, case_nos: Sequence[str], form_id: str) -> list[CaseTitle]:
    """The named cases in the order asked, with the last copy of `form_id` of each; unknown numbers are left out."""
    found: dict[str, CaseTitle] = {}
    for start in range(0, len(case_nos), _IN_LIMIT):
        part = case_nos[start : start + _IN_LIMIT]
        copies = {
            copy.application_id: copy
            for copy in session.scalars(
                select(PrintedForm)
                .join(Application, Application.id == PrintedForm.application_id)
                .where(Application.case_no.in_(part), PrintedForm.form_id == form_id)
                .order_by(PrintedForm.id)
            )
        }
        rows = session.execute(
            select(
                Application.id,
                Application.case_no,
                Enterprise.name,
                Assessment.id,
                Assessment.award_amount_fen,
                ParameterSet.status,
            )
            .join(Enterprise, Enterprise.id == Application.enterprise_id)
            .outerjoin(Assessment, and_(Assessment.application_id == Application.id, Assessment.is_current == 1))
            .outerjoin(ParameterSet, ParameterSet.id == Assessment.parameter_set_id)
            .where(Application.case_no.in_(part))
        )
        for application_id, case_no, name, assessment_id, fen, set_status in rows:
            copy = copies.get(application_id)
            found[case_no] = CaseTitle(
                case_no=case_no,
                enterprise=name,
                award_amount=_yuan(fen),
                is_assessed=assessment_id is not None,
                is_trial=set_status == SetStatus.TRIAL,
                copies=copy.print_no if copy else 0,
                printed_at=copy.printed_at if copy else None,
                is_copy_current=copy is not None and copy.assessment_id in (None, assessment_id),
            )
    return [found[case_no] for case_no in case_nos if case_no in found]


def case_history(session: Session, application_id: int) -> tuple[HistoryEntry, ...]:
    """Everything recorded about a case, the newest first: events, changes, imports, assessments, prints."""
    records = _record_ids(session, application_id)
    entries = [
        *_events(session, application_id),
        *_audited(session, records),
        *_imported(session, records),
        *_assessed(session, application_id),
        *_printed(session, application_id),
    ]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _record_ids(session: Session, application_id: int) -> dict[str, list[int]]:
    """Every record that belongs to the case, by table name."""
    found = {Application.__tablename__: [application_id]}
    for table in LINE_TABLES:
        ids = session.scalars(select(table.id).where(table.application_id == application_id)).all()
        found[table.__tablename__] = list(ids)
    leases = found[Lease.__tablename__]
    invoices = session.scalars(select(LeaseInvoice.id).where(LeaseInvoice.lease_id.in_(leases))).all()
    found[LeaseInvoice.__tablename__] = list(invoices)
    return {table: ids for table, ids in found.items() if ids}


def _belongs(table: Any, records: Mapping[str, Sequence[int]]) -> ColumnElement[bool]:
    parts = [
        and_(table.table_name == name, table.record_id.between(min(ids), max(ids)), table.record_id.in_(ids))
        for name, ids in records.items()
    ]
    return or_(*parts)


def _events(session: Session, application_id: int) -> list[HistoryEntry]:
    rows = session.scalars(select(ApplicationEvent).where(ApplicationEvent.application_id == application_id))
    return [HistoryEntry("event", row.at, row.actor, row.event, row.document_no or "", row.opinion) for row in rows]


def _audited(session: Session, records: Mapping[str, Sequence[int]]) -> list[HistoryEntry]:
    rows = session.scalars(select(AuditEntry).where(_belongs(AuditEntry, records)))
    return [
        HistoryEntry(
            "audit", row.at, row.actor, row.action, row.table_name, row.reason,
            _changes(row.table_name, row.before_json, row.after_json),
        )
        for row in rows
    ]  # fmt: skip


def _imported(session: Session, records: Mapping[str, Sequence[int]]) -> list[HistoryEntry]:
    """One entry a batch: how many rows it made or changed in this case, and which fields."""
    rows = session.execute(
        select(ImportBatch, ImportRow)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(_belongs(ImportRow, records))
        .order_by(ImportRow.id)
    ).all()
    batches: dict[int, tuple[ImportBatch, list[ImportRow]]] = {}
    for batch, row in rows:
        batches.setdefault(batch.id, (batch, []))[1].append(row)
    return [_import_entry(batch, members) for batch, members in batches.values()]


def _import_entry(batch: ImportBatch, rows: Sequence[ImportRow]) -> HistoryEntry:
    made = sum(1 for row in rows if row.before_json is None)
    parts = [f"新增 {made} 行"] if made else []
    if len(rows) > made:
        parts.append(f"变更 {len(rows) - made} 行")
    changes = [
        change
        for row in rows
        if row.before_json is not None
        for change in _changes(row.table_name, row.before_json, row.after_json)
    ]
    detail = f"{batch.file_name} · {'，'.join(parts)}"
    return HistoryEntry("import", batch.imported_at, batch.imported_by, "import", detail, None, tuple(changes))


def _assessed(session: Session, application_id: int) -> list[HistoryEntry]:
    rows = session.execute(
        select(Assessment.assessed_at, Assessment.assessed_by, Assessment.award_amount_fen, ParameterSet.name)
        .join(ParameterSet, ParameterSet.id == Assessment.parameter_set_id)
        .where(Assessment.application_id == application_id)
    )
    return [
        HistoryEntry("assessment", at, by, "assess", f"核算额 {yuan_from_fen(fen):,.2f} 元 · 参数 {name}")
        for at, by, fen, name in rows
    ]


def _printed(session: Session, application_id: int) -> list[HistoryEntry]:
    rows = session.scalars(select(PrintedForm).where(PrintedForm.application_id == application_id))
    return [
        HistoryEntry("print", row.printed_at, row.printed_by, "print", f"{row.form_id} · 第 {row.print_no} 次")
        for row in rows
    ]


def _changes(table: str, before: str | None, after: str | None) -> tuple[FieldChange, ...]:
    if before is None or after is None:
        return ()
    old, new = json.loads(before), json.loads(after)
    return tuple(
        FieldChange(table, name, _text(old.get(name)), _text(new[name]))
        for name in new
        if name not in _NOT_CHANGES and old.get(name) != new[name]
    )


def _current_assessment(application_id: int) -> Select[Any]:
    return select(Assessment.id).where(Assessment.application_id == application_id, Assessment.is_current == 1)


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _day(value: str | None) -> date | None:
    return date.fromisoformat(value) if value else None


def _yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else yuan_from_fen(fen)
