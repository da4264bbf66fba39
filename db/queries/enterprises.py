"""One enterprise with everything that hangs on it, ended things too."""

from __future__ import annotations

import json
from collections.abc import Sequence
from typing import Any

from sqlalchemy import Select, and_, func, or_, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.case_records import FieldChange, HistoryEntry
from cbec_desktop.domain.enterprise_records import AccountLine, ApplicationLine, ContactLine, Dated, TradeLine
from cbec_desktop.domain.money import yuan_from_fen
from db.models.application import Application
from db.models.assessment import Assessment
from db.models.audit import AuditEntry
from db.models.enterprise import Contact, Enterprise, EnterpriseCustomsCode, EnterpriseRole, PayeeAccount
from db.models.exchange import ImportBatch, ImportRow
from db.models.trade import TradePerformance

PARTS = (EnterpriseRole, EnterpriseCustomsCode, Contact, PayeeAccount)
_NOT_CHANGES = frozenset({"id", "row_version", "updated_at", "created_at", "name_initials", "enterprise_id"})


def find_enterprise(session: Session, enterprise_id: int) -> Enterprise | None:
    """The stored enterprise."""
    return session.get(Enterprise, enterprise_id)


def roles_of(session: Session, enterprise_id: int) -> tuple[Dated, ...]:
    rows = session.scalars(_of(EnterpriseRole, enterprise_id))
    return tuple(Dated(row.role, row.valid_from, row.valid_to) for row in rows)


def customs_codes_of(session: Session, enterprise_id: int) -> tuple[Dated, ...]:
    rows = session.scalars(_of(EnterpriseCustomsCode, enterprise_id))
    return tuple(Dated(row.customs_code, row.valid_from, row.valid_to) for row in rows)


def contacts_of(session: Session, enterprise_id: int) -> tuple[ContactLine, ...]:
    """Contacts, the present ones first."""
    rows = session.scalars(_of(Contact, enterprise_id))
    return tuple(
        ContactLine(row.name, row.kind, row.mobile, row.landline, row.email, row.valid_from, row.valid_to)
        for row in rows
    )


def accounts_of(session: Session, enterprise: Enterprise) -> tuple[AccountLine, ...]:
    """Payee accounts, the present ones first."""
    return tuple(
        AccountLine(
            row.account_name, row.bank_name, row.account_no, row.bank_code, row.valid_from, row.valid_to,
            row.account_name == enterprise.name,
        )
        for row in session.scalars(_of(PayeeAccount, enterprise.id))
    )  # fmt: skip


def trade_of(session: Session, credit_code: str, year: int) -> tuple[tuple[TradeLine, ...], tuple[str, ...]]:
    """Customs figures of the year by mode, the largest first, and the months that were reported."""
    table = TradePerformance
    mine = and_(table.credit_code == credit_code, table.period.between(f"{year}-01", f"{year}-12"))
    total = func.sum(table.export_value_fen + table.import_value_fen)
    rows = session.execute(
        select(table.mode, total).where(mine, table.scope == "customs").group_by(table.mode).order_by(total.desc())
    )
    lines = tuple(TradeLine(mode, yuan_from_fen(fen)) for mode, fen in rows)
    periods = session.scalars(select(table.period).where(mine).distinct().order_by(table.period))
    return lines, tuple(periods)


def applications_of(session: Session, enterprise_id: int, year: int) -> tuple[ApplicationLine, ...]:
    """The year's applications in the order of the measures."""
    rows = session.execute(
        select(Application, Assessment.award_amount_fen)
        .outerjoin(Assessment, and_(Assessment.application_id == Application.id, Assessment.is_current == 1))
        .where(Application.enterprise_id == enterprise_id, Application.award_year == year)
        .order_by(Application.intake_order)
    )
    return tuple(
        ApplicationLine(
            row.case_no, row.measure_id, row.status, yuan_from_fen(row.claimed_amount_fen),
            None if fen is None else yuan_from_fen(fen),
        )
        for row, fen in rows
    )  # fmt: skip


def history_of(session: Session, enterprise_id: int) -> tuple[HistoryEntry, ...]:
    """What was changed in the enterprise and its parts, the newest first: by hand and by imports."""
    records = {"enterprise": [enterprise_id]}
    for table in PARTS:
        records[table.__tablename__] = list(
            session.scalars(select(table.id).where(table.enterprise_id == enterprise_id))
        )
    entries = [*_audited(session, records), *_imported(session, records)]
    return tuple(sorted(entries, key=lambda entry: entry.at, reverse=True))


def _of(table: Any, enterprise_id: int) -> Select[Any]:
    return (
        select(table)
        .where(table.enterprise_id == enterprise_id)
        .order_by(table.valid_to.is_(None).desc(), table.valid_to.desc(), table.id)
    )


def _touches(table: Any, records: dict[str, list[int]]) -> Any:
    return or_(*(and_(table.table_name == name, table.record_id.in_(ids)) for name, ids in records.items() if ids))


def _audited(session: Session, records: dict[str, list[int]]) -> list[HistoryEntry]:
    rows = session.scalars(select(AuditEntry).where(_touches(AuditEntry, records)))
    return [
        HistoryEntry(
            "audit", row.at, row.actor, row.action, row.table_name, row.reason,
            _changes(row.table_name, row.before_json, row.after_json),
        )
        for row in rows
    ]  # fmt: skip


def _imported(session: Session, records: dict[str, list[int]]) -> list[HistoryEntry]:
    rows = session.execute(
        select(ImportBatch, ImportRow)
        .join(ImportBatch, ImportBatch.id == ImportRow.batch_id)
        .where(_touches(ImportRow, records))
        .order_by(ImportRow.id)
    )
    by_batch: dict[int, tuple[ImportBatch, list[ImportRow]]] = {}
    for batch, row in rows:
        by_batch.setdefault(batch.id, (batch, []))[1].append(row)
    return [_import_entry(batch, members) for batch, members in by_batch.values()]


def _import_entry(batch: ImportBatch, rows: Sequence[ImportRow]) -> HistoryEntry:
    changes = tuple(change for row in rows for change in _changes(row.table_name, row.before_json, row.after_json))
    return HistoryEntry("import", batch.imported_at, batch.imported_by, "import", batch.file_name, None, changes)


def _changes(table: str, before: str | None, after: str | None) -> tuple[FieldChange, ...]:
    """Fields that differ; of a new record those that were filled in."""
    old, new = json.loads(before or "{}"), json.loads(after or "{}")
    return tuple(
        FieldChange(table, name, _text(old.get(name)), _text(new.get(name)))
        for name in new
        if name not in _NOT_CHANGES and old.get(name) != new[name]
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)
