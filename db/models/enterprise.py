"""Enterprises, what hangs on them with validity, and parks."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class Enterprise(Base):
    """A legal person; `is_pending_registration` = made by a W2 before its W1 came (ruling 7)."""

    __tablename__ = "enterprise"
    __table_args__ = table_args(
        UniqueConstraint("credit_code"),
        CheckConstraint("length(credit_code) = 18", "credit_code_length"),
        CheckConstraint("is_pending_registration IN (0, 1)", "pending_flag"),
        CheckConstraint("status IN ('active', 'void')", "status"),
        Index(None, "county_code"),
        Index(None, "name"),
    )

    credit_code: Mapped[str]
    name: Mapped[str]
    county_code: Mapped[str]
    legal_representative: Mapped[str | None]
    registered_address: Mapped[str | None]
    operating_address: Mapped[str | None]
    established_on: Mapped[str | None]
    industry: Mapped[str | None]
    employee_count: Mapped[int | None]
    prior_year_revenue_fen: Mapped[int | None]
    main_products: Mapped[str | None]
    industrial_belt: Mapped[str | None]
    park_name: Mapped[str | None]
    platforms_and_shops: Mapped[str | None]
    credit_status: Mapped[str | None]
    credit_checked_on: Mapped[str | None]
    service_officer: Mapped[str | None]
    remark: Mapped[str | None]
    is_pending_registration: Mapped[int] = mapped_column(default=0, server_default="0")
    status: Mapped[str] = mapped_column(default="active", server_default="active")
    void_reason: Mapped[str | None]
    name_initials: Mapped[str] = mapped_column(default="", server_default="")
    """Pinyin initials of the name, all heteronyms, blank-separated."""
    created_at: Mapped[str]
    updated_at: Mapped[str]


class EnterpriseRole(Base):
    __tablename__ = "enterprise_role"
    __table_args__ = table_args(
        Index(
            "uq_enterprise_role_open",
            "enterprise_id",
            "role",
            unique=True,
            sqlite_where=text("valid_to IS NULL"),
        ),
    )

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    role: Mapped[str]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]


class EnterpriseCustomsCode(Base):
    __tablename__ = "enterprise_customs_code"
    __table_args__ = table_args(Index(None, "enterprise_id"), Index(None, "customs_code"))

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    customs_code: Mapped[str]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]


class Contact(Base):
    """A person of an enterprise; ended, never overwritten, when another takes over."""

    __tablename__ = "contact"
    __table_args__ = table_args(Index(None, "enterprise_id"))

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[str] = mapped_column(default="联系人", server_default="联系人")
    name: Mapped[str | None]
    mobile: Mapped[str | None]
    landline: Mapped[str | None]
    email: Mapped[str | None]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]
    last_verified_on: Mapped[str | None]


class PayeeAccount(Base):
    __tablename__ = "payee_account"
    __table_args__ = table_args(Index(None, "enterprise_id"), Index(None, "account_no"))

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    account_name: Mapped[str | None]
    bank_name: Mapped[str | None]
    account_no: Mapped[str | None]
    bank_code: Mapped[str | None]
    valid_from: Mapped[str | None]
    valid_to: Mapped[str | None]
    verified_by: Mapped[str | None]


class IndustrialPark(Base):
    """A park, known by its normalised name (ruling 25)."""

    __tablename__ = "industrial_park"
    __table_args__ = table_args(UniqueConstraint("name_key"))

    name: Mapped[str]
    name_key: Mapped[str]
    operator_enterprise_id: Mapped[int | None] = mapped_column(ForeignKey("enterprise.id"))
    county_code: Mapped[str | None]
    recognition_document: Mapped[str | None]
    recognised_on: Mapped[str | None]
    floor_area: Mapped[str | None]


class ParkTenant(Base):
    __tablename__ = "park_tenant"
    __table_args__ = table_args(UniqueConstraint("park_id", "credit_code", "moved_in_on"))

    park_id: Mapped[int] = mapped_column(ForeignKey("industrial_park.id"))
    credit_code: Mapped[str]
    enterprise_name: Mapped[str]
    moved_in_on: Mapped[str | None]
    floor_area: Mapped[str | None]
    valid_to: Mapped[str | None]


class Affiliation(Base):
    """Whether two enterprises are one 单户 (A21): decided once by the clerk, ended when that no longer holds.

    The pair is kept in the order of ids, so that it can stand only once.
    """

    __tablename__ = "affiliation"
    __table_args__ = table_args(
        CheckConstraint("first_id < second_id", "pair_in_order"),
        CheckConstraint("decision IN ('confirmed', 'rejected')", "decision"),
        CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", "ended_with_reason"),
        Index(
            "uq_affiliation_standing",
            "first_id",
            "second_id",
            unique=True,
            sqlite_where=text("ended_on IS NULL"),
        ),
    )

    first_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    second_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    decision: Mapped[str]
    marks: Mapped[str]
    """What they had in common when it was decided, in words without telephone or account numbers."""
    reason: Mapped[str]
    decided_on: Mapped[str]
    decided_by: Mapped[str]
    ended_on: Mapped[str | None]
    end_reason: Mapped[str | None]


class Honour(Base):
    """A title or award of an enterprise, with the money that came with it (0 = none): feeds R28."""

    __tablename__ = "honour"
    __table_args__ = table_args(Index(None, "enterprise_id"), CheckConstraint("amount_fen >= 0", "amount_not_negative"))

    enterprise_id: Mapped[int] = mapped_column(ForeignKey("enterprise.id"))
    kind: Mapped[str]
    title: Mapped[str]
    level: Mapped[str]
    awarded_on: Mapped[str]
    document_no: Mapped[str | None]
    amount_fen: Mapped[int] = mapped_column(default=0, server_default="0")
    measure_id: Mapped[str | None]
    """The measure whose park, platform or cost the money was for; None = not known, told but not counted."""
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]
    void_reason: Mapped[str | None]
