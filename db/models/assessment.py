"""Results of reckoning: one current assessment a case; earlier ones stay, frozen with their set."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class Assessment(Base):
    """One result. `result_json` holds steps, lines and readings exactly as returned (fractions as text)."""

    __tablename__ = "assessment"
    __table_args__ = table_args(
        Index("uq_assessment_current", "application_id", unique=True, sqlite_where=text("is_current = 1")),
        Index(None, "parameter_set_id"),
        CheckConstraint("award_amount_fen >= 0", "award_not_negative"),
        CheckConstraint("is_current IN (0, 1)", "current_flag"),
        CheckConstraint("status IN ('granted', 'zero', 'undetermined')", "status"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    parameter_set_id: Mapped[int] = mapped_column(ForeignKey("parameter_set.id"))
    parameter_hash: Mapped[str]
    facts_hash: Mapped[str]
    rule_version: Mapped[str]
    status: Mapped[str]
    claimed_amount_fen: Mapped[int]
    eligible_cost_fen: Mapped[int | None]
    award_amount_fen: Mapped[int]
    binding_limit: Mapped[str | None]
    result_json: Mapped[str]
    assessed_at: Mapped[str]
    assessed_by: Mapped[str]
    is_current: Mapped[int] = mapped_column(default=1, server_default="1")


class AssessmentFinding(Base):
    """One finding of one assessment, a row each so that equal findings can be grouped and reasoned on."""

    __tablename__ = "assessment_finding"
    __table_args__ = table_args(Index(None, "assessment_id"), Index(None, "code"))

    assessment_id: Mapped[int] = mapped_column(ForeignKey("assessment.id"))
    position: Mapped[int]
    code: Mapped[str]
    level: Mapped[str]
    message: Mapped[str]
    clause: Mapped[str]
    place: Mapped[str | None]
    record_key: Mapped[str | None]
    value: Mapped[str | None]
    amount_out_fen: Mapped[int | None]
