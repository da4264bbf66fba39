"""Printed forms: each copy bound to the record it was printed from (ruling 37)."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class PrintedForm(Base):
    __tablename__ = "printed_form"
    __table_args__ = table_args(
        Index(None, "application_id"),
        UniqueConstraint("verification_code", "print_no"),
        CheckConstraint("is_trial IN (0, 1)", "trial_flag"),
        CheckConstraint("print_no >= 1", "print_no"),
    )

    form_id: Mapped[str]
    form_version: Mapped[str]
    application_id: Mapped[int | None] = mapped_column(ForeignKey("application.id"))
    assessment_id: Mapped[int | None] = mapped_column(ForeignKey("assessment.id"))
    print_no: Mapped[int]
    data_hash: Mapped[str]
    amount_fen: Mapped[int | None]
    verification_code: Mapped[str]
    is_trial: Mapped[int]
    audit_head: Mapped[str]
    file_name: Mapped[str]
    file_sha256: Mapped[str]
    page_count: Mapped[int]
    printed_at: Mapped[str]
    printed_by: Mapped[str]
