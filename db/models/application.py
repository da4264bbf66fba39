"""Applications: the case file with the eight amounts of the chain, its rounds and its events."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args

AMOUNT_COLUMNS = (
    "claimed_amount_fen",
    "county_reviewed_amount_fen",
    "city_reviewed_amount_fen",
    "audited_amount_fen",
    "approved_amount_fen",
    "allocated_amount_fen",
    "paid_amount_fen",
    "recovered_amount_fen",
)


class ApplicationRound(Base):
    """An application round (申报批次) of one measure and year (ruling 35)."""

    __tablename__ = "application_round"
    __table_args__ = table_args(UniqueConstraint("award_year", "measure_id", "round_no"))

    award_year: Mapped[int]
    measure_id: Mapped[str]
    round_no: Mapped[int]
    opens_on: Mapped[str | None]
    closes_on: Mapped[str | None]
    guide_no: Mapped[str | None]


class Application(Base):
    """One application of one enterprise under one measure and year: never deleted, voided instead."""

    __tablename__ = "application"
    __table_args__ = table_args(
        UniqueConstraint("case_no"),
        UniqueConstraint("reporting_unit", "award_year", "reporting_no"),
        UniqueConstraint("intake_order"),
        CheckConstraint("claimed_amount_fen >= 0", "claimed_not_negative"),
        *(CheckConstraint(f"{name} IS NULL OR {name} >= 0", f"{name}_not_negative") for name in AMOUNT_COLUMNS[1:]),
        CheckConstraint("has_provincial_support IN (0, 1)", "support_flag"),
        CheckConstraint("has_undertaking IN (0, 1)", "undertaking_flag"),
        CheckConstraint("award_year BETWEEN 2026 AND 2099", "award_year"),
        Index(None, "enterprise_id"),
        Index(None, "award_year", "measure_id"),
    )

    case_no: Mapped[str]
    reporting_unit: Mapped[str]
    reporting_no: Mapped[str]
    award_year: Mapped[int]
    measure_id: Mapped[str]
    round_id: Mapped[int | None] = mapped_column(ForeignKey("application_round.id"))
    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    county_code: Mapped[str]
    status: Mapped[str] = mapped_column(default="submitted", server_default="submitted")
    claimed_amount_fen: Mapped[int]
    county_reviewed_amount_fen: Mapped[int | None]
    city_reviewed_amount_fen: Mapped[int | None]
    audited_amount_fen: Mapped[int | None]
    approved_amount_fen: Mapped[int | None]
    allocated_amount_fen: Mapped[int | None]
    paid_amount_fen: Mapped[int | None]
    recovered_amount_fen: Mapped[int | None]
    has_provincial_support: Mapped[int] = mapped_column(default=0, server_default="0")
    provincial_support_amount_fen: Mapped[int | None]
    provincial_support_project: Mapped[str | None]
    assessed_amount_fen: Mapped[int | None]
    """评定金额 of measure 1: entered by an officer with its document, not reckoned."""
    assessment_document_no: Mapped[str | None]
    has_undertaking: Mapped[int] = mapped_column(default=1, server_default="1")
    reduction_reason: Mapped[str | None]
    county_reviewer: Mapped[str | None]
    county_reviewed_on: Mapped[str | None]
    document_count: Mapped[int | None]
    remark: Mapped[str | None]
    intake_order: Mapped[int]
    """Order in which case numbers were given: the order in which evidence and caps are used (ruling 30)."""
    taken_in_at: Mapped[str]
    taken_in_by: Mapped[str]
    void_reason: Mapped[str | None]
    created_at: Mapped[str]
    updated_at: Mapped[str]


class ApplicationEvent(Base):
    """One step of the life-cycle as it happened (ruling 34): appended, never changed."""

    __tablename__ = "application_event"
    __table_args__ = table_args(Index(None, "application_id"))

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    event: Mapped[str]
    from_status: Mapped[str | None]
    to_status: Mapped[str]
    at: Mapped[str]
    actor: Mapped[str]
    opinion: Mapped[str | None]
    document_no: Mapped[str | None]
    amount_fen: Mapped[int | None]


class OtherSupport(Base):
    """Other public money an enterprise applied for or received, with level, project and cost line."""

    __tablename__ = "other_support"
    __table_args__ = table_args(
        Index(None, "enterprise_id"), CheckConstraint("state IN ('applied', 'received')", "state")
    )

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    level: Mapped[str]
    authority: Mapped[str | None]
    project: Mapped[str]
    document_no: Mapped[str | None]
    support_year: Mapped[int | None]
    amount_fen: Mapped[int | None]
    state: Mapped[str]
    cost_key: Mapped[str | None]
    """Evidence of the one cost line it is for: key of an invoice or number of a declaration; None = the whole case."""
    remark: Mapped[str | None]
    void_reason: Mapped[str | None]
    """Why it no longer counts; a record entered wrongly stays, with its reason."""
