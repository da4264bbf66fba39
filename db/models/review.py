"""Written reasons for findings, checks on trial, and the budget pool with its documents."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class FindingReason(Base):
    """Why a finding may stand: holds for what was judged, and lapses when that value changes. Append-only.

    `record_key` is that of the line, or the application itself; `value` is what was judged, or the sentence.
    """

    __tablename__ = "finding_reason"
    __table_args__ = table_args(
        CheckConstraint("length(trim(reason)) > 0", "reason_written"),
        Index(None, "application_id", "code"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    code: Mapped[str]
    record_key: Mapped[str]
    value: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]


class CheckTrial(Base):
    """A check that runs as a trial note first: shown, counted apart, blocks nothing."""

    __tablename__ = "check_trial"
    __table_args__ = table_args(UniqueConstraint("code"), CheckConstraint("is_trial IN (0, 1)", "trial_flag"))

    code: Mapped[str]
    is_trial: Mapped[int]
    reason: Mapped[str]
    changed_at: Mapped[str]
    changed_by: Mapped[str]


class BudgetPool(Base):
    """One entry of the pool: money given (or taken back, below zero) by a document. Append-only; the pool is the sum.

    `measure_id` NULL: not divided among measures.
    """

    __tablename__ = "budget_pool"
    __table_args__ = table_args(
        CheckConstraint("amount_fen <> 0", "amount_not_zero"),
        CheckConstraint("length(trim(document_no)) > 0", "with_document"),
        Index(None, "award_year"),
    )

    award_year: Mapped[int]
    measure_id: Mapped[str | None]
    amount_fen: Mapped[int]
    document_no: Mapped[str]
    decided_on: Mapped[str]
    remark: Mapped[str | None]
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]
