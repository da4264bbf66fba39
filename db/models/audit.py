"""The audit trail: who changed what, before and after, hash-chained and append-only (trigger)."""

from __future__ import annotations

from sqlalchemy import Index
from sqlalchemy.orm import Mapped

from db.base import Base, table_args


class AuditEntry(Base):
    """`hash` = SHA-256 over `previous_hash` and the entry's fields; `id` is the sequence."""

    __tablename__ = "audit_entry"
    __table_args__ = table_args(Index(None, "table_name", "record_id"))

    at: Mapped[str]
    actor: Mapped[str]
    action: Mapped[str]
    reason: Mapped[str | None]
    table_name: Mapped[str]
    record_id: Mapped[int | None]
    before_json: Mapped[str | None]
    after_json: Mapped[str | None]
    previous_hash: Mapped[str]
    hash: Mapped[str]
