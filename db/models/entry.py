"""What entry by hand needs beside the records themselves: drafts, and which supporting documents were handed in."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class Draft(Base):
    """An unfinished form of one account, offered back after a crash; its texts never enter the audit trail."""

    __tablename__ = "draft"
    __table_args__ = table_args(UniqueConstraint("account_id", "screen", "record_key"))

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    screen: Mapped[str]
    record_key: Mapped[str]
    title: Mapped[str]
    payload_json: Mapped[str]
    saved_at: Mapped[str]


class SupportingDocument(Base):
    """One document of the measure's checklist that came with an application (resources/policy/documents.toml)."""

    __tablename__ = "supporting_document"
    __table_args__ = table_args(
        UniqueConstraint("application_id", "document_id"),
        Index(None, "application_id"),
        CheckConstraint("copies >= 1", "copies"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    document_id: Mapped[str]
    title: Mapped[str]
    copies: Mapped[int] = mapped_column(default=1, server_default="1")
    received_at: Mapped[str]
    received_by: Mapped[str]
