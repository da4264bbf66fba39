"""Policy texts with their clauses, parameter sets, holidays."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class PolicyText(Base):
    """A policy document as issued; a later one replaces it from a date, the old one stays."""

    __tablename__ = "policy_text"
    __table_args__ = table_args(UniqueConstraint("title", "document_no"))

    title: Mapped[str]
    document_no: Mapped[str]
    issued_on: Mapped[str | None]
    effective_from: Mapped[str]
    is_draft: Mapped[int]


class PolicyClause(Base):
    __tablename__ = "policy_clause"
    __table_args__ = table_args(UniqueConstraint("policy_text_id", "clause_id"))

    policy_text_id: Mapped[int] = mapped_column(ForeignKey("policy_text.id"))
    clause_id: Mapped[str]
    label: Mapped[str]
    """How it is cited: 附件3第4条."""
    heading: Mapped[str]
    body: Mapped[str]


class ParameterSet(Base):
    """The bureau's yearly choice within the policy's limits; frozen once confirmed."""

    __tablename__ = "parameter_set"
    __table_args__ = table_args(
        UniqueConstraint("name"),
        UniqueConstraint("award_year", "version"),
        CheckConstraint("status IN ('trial', 'confirmed')", "status"),
        CheckConstraint(
            "status = 'trial' OR (document_no IS NOT NULL AND confirmed_on IS NOT NULL)",
            "confirmed_with_document",
        ),
    )

    name: Mapped[str]
    award_year: Mapped[int]
    version: Mapped[int]
    status: Mapped[str]
    values_json: Mapped[str]
    content_hash: Mapped[str]
    document_no: Mapped[str | None]
    confirmed_on: Mapped[str | None]
    effective_from: Mapped[str | None]
    effective_to: Mapped[str | None]
    policy_text_id: Mapped[int | None] = mapped_column(ForeignKey("policy_text.id"))
    created_at: Mapped[str]
    created_by: Mapped[str]


class Holiday(Base):
    """A day off (休) or a working weekend day (班) by the State Council's yearly notice."""

    __tablename__ = "holiday"
    __table_args__ = table_args(UniqueConstraint("day"), CheckConstraint("kind IN ('休', '班')", "kind"))

    day: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str | None]
