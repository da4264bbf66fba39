"""Accounts, the identity of the store, holidays, the audit trail: select → records."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date

from sqlalchemy import func, select
from sqlalchemy.orm import Session

from db.models.application import Application
from db.models.audit import AuditEntry
from db.models.enterprise import Enterprise
from db.models.policy import Holiday
from db.models.system import Account, AccountRole, StoreIdentity
from db.queries.logins import AccountRecord


@dataclass(frozen=True, slots=True)
class IdentityRecord:
    """Who the store is; `hmac_key` (hexadecimal) makes its verification codes (ruling 37)."""

    store_id: str
    hmac_key: str
    created_at: str
    program_version: str


@dataclass(frozen=True, slots=True)
class AuditRecord:
    """One link of the chain, with the fields its hash covers in `covered`."""

    id: int
    covered: tuple[object, ...]
    previous_hash: str
    hash: str


def account_by_name(session: Session, name: str) -> AccountRecord | None:
    """The account called `name`, active or not."""
    account = session.scalar(select(Account).where(Account.name == name))
    return _account(session, account) if account is not None else None


def list_accounts(session: Session) -> list[AccountRecord]:
    """All accounts in the order they were made."""
    return [_account(session, account) for account in session.scalars(select(Account).order_by(Account.id))]


def store_identity(session: Session) -> IdentityRecord | None:
    """The identity row, or None in a store that was never initialised."""
    row = session.scalar(select(StoreIdentity))
    return None if row is None else IdentityRecord(row.store_id, row.hmac_key, row.created_at, row.program_version)


def holiday_table(session: Session) -> dict[date, str]:
    """Days that differ from the plain week: day → 休 or 班."""
    return {date.fromisoformat(row[0]): row[1] for row in session.execute(select(Holiday.day, Holiday.kind))}


def holidays_of_year(session: Session, year: int) -> list[tuple[date, str, str, str]]:
    """(day, kind, name, source) of one year, by day."""
    return [
        (date.fromisoformat(row.day), row.kind, row.name, row.source or "") for row in holiday_records(session, year)
    ]


def holiday_records(session: Session, year: int) -> list[Holiday]:
    """The stored rows of one year, for changing."""
    return list(session.scalars(select(Holiday).where(Holiday.day.startswith(f"{year}-")).order_by(Holiday.day)))


def audit_head(session: Session) -> str:
    """Hash of the newest audit entry, "" in an empty trail."""
    return session.scalar(select(AuditEntry.hash).order_by(AuditEntry.id.desc()).limit(1)) or ""


def last_audit_moment(session: Session) -> str | None:
    """When the newest entry was written."""
    return session.scalar(select(AuditEntry.at).order_by(AuditEntry.id.desc()).limit(1))


def record_counts(session: Session) -> dict[str, int]:
    """How many enterprises, applications and audit entries there are."""
    models = (Enterprise, Application, AuditEntry)
    return {model.__tablename__: session.scalar(select(func.count(model.id))) or 0 for model in models}


def audit_chain(session: Session) -> Iterator[AuditRecord]:
    """All entries in order, as `db.unit_of_work.AUDIT_FIELDS` lists what the hash covers."""
    fields = (
        AuditEntry.id, AuditEntry.at, AuditEntry.actor, AuditEntry.action, AuditEntry.reason,
        AuditEntry.table_name, AuditEntry.record_id, AuditEntry.before_json, AuditEntry.after_json,
    )  # fmt: skip
    statement = select(*fields, AuditEntry.previous_hash, AuditEntry.hash).order_by(AuditEntry.id)
    for row in session.execute(statement.execution_options(yield_per=2_000)):
        values = tuple(row)
        yield AuditRecord(values[0], values[:-2], values[-2], values[-1])


def _account(session: Session, account: Account) -> AccountRecord:
    roles = frozenset(session.scalars(select(AccountRole.role).where(AccountRole.account_id == account.id)))
    return AccountRecord(
        id=account.id,
        name=account.name,
        full_name=account.full_name,
        password_hash=account.password_hash,
        is_active=bool(account.is_active),
        failed_logins=account.failed_logins,
        locked_until=account.locked_until,
        roles=roles,
        row_version=account.row_version,
    )
