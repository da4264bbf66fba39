"""Policy texts with their clauses, parameter sets with the decisions behind their readings, examples, holidays."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
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


class ReadingDecision(Base):
    """One dated decision on a reading of one set (口径台账): who, on what basis, by which document. Append-only."""

    __tablename__ = "reading_decision"
    __table_args__ = table_args(Index(None, "parameter_set_id", "parameter_id"))

    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    parameter_id: Mapped[str]
    value_before: Mapped[str]
    value: Mapped[str]
    basis: Mapped[str]
    document_no: Mapped[str]
    decided_on: Mapped[str]
    decided_by: Mapped[str]
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]


class ReadingEffect(Base):
    """What a year's awards come to with one parameter changed: derived from facts and set, reckoned once for both."""

    __tablename__ = "reading_effect"
    __table_args__ = table_args(UniqueConstraint("award_year", "facts_hash", "values_hash"))

    award_year: Mapped[int]
    facts_hash: Mapped[str]
    values_hash: Mapped[str]
    total_fen: Mapped[int]
    reckoned_at: Mapped[str]


class WorkedExample(Base):
    """A case written by the bureau with the award it expects (算例); a set that fails one cannot be confirmed."""

    __tablename__ = "worked_example"
    __table_args__ = table_args(
        UniqueConstraint("example_no"),
        CheckConstraint("expected_award_fen >= 0", "expected_not_negative"),
        CheckConstraint("is_withdrawn IN (0, 1)", "withdrawn_flag"),
    )

    example_no: Mapped[str]
    title: Mapped[str]
    measure_id: Mapped[str]
    award_year: Mapped[int]
    facts_json: Mapped[str]
    expected_award_fen: Mapped[int]
    expected_cost_fen: Mapped[int | None]
    author: Mapped[str]
    source: Mapped[str]
    """File and row that it was read from."""
    remark: Mapped[str | None]
    changed_at: Mapped[str]
    changed_by: Mapped[str]
    change_reason: Mapped[str | None]
    is_withdrawn: Mapped[int] = mapped_column(default=0, server_default="0")


class Holiday(Base):
    """A day off (休) or a working weekend day (班) by the State Council's yearly notice."""

    __tablename__ = "holiday"
    __table_args__ = table_args(UniqueConstraint("day"), CheckConstraint("kind IN ('休', '班')", "kind"))

    day: Mapped[str]
    kind: Mapped[str]
    name: Mapped[str]
    source: Mapped[str | None]
