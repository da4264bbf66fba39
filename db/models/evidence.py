"""The lines of an application: invoices, leases, declarations, tenants' trade, events.

`position` is the row order inside the case: order of intake of evidence is (application.intake_order, position).
"""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, Index, UniqueConstraint, text
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class ExpenseLine(Base):
    __tablename__ = "expense_line"
    __table_args__ = table_args(
        Index(None, "application_id"),
        Index(None, "invoice_no"),
        CheckConstraint("invoice_total_fen >= 0 AND claimed_amount_fen >= 0 AND paid_amount_fen >= 0", "money"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    category: Mapped[str]
    platform_or_service: Mapped[str]
    shop_or_activity: Mapped[str | None]
    invoice_code: Mapped[str | None]
    invoice_no: Mapped[str]
    invoiced_on: Mapped[str]
    buyer_credit_code: Mapped[str]
    invoice_total_fen: Mapped[int]
    tax_amount_fen: Mapped[int | None]
    claimed_amount_fen: Mapped[int]
    paid_on: Mapped[str]
    payment_method: Mapped[str]
    payer_name: Mapped[str]
    paid_amount_fen: Mapped[int]
    currency: Mapped[str | None]
    foreign_amount: Mapped[str | None]
    exchange_rate: Mapped[str | None]
    rate_on: Mapped[str | None]
    local_share_percent: Mapped[str | None]
    other_support_fen: Mapped[int | None]
    page_no: Mapped[str | None]
    remark: Mapped[str | None]


class Lease(Base):
    __tablename__ = "lease"
    __table_args__ = table_args(UniqueConstraint("application_id", "contract_no"))

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    contract_no: Mapped[str]
    lessor: Mapped[str]
    location: Mapped[str]
    usage: Mapped[str]
    floor_area: Mapped[str]
    self_used_area: Mapped[str]
    certificate_area: Mapped[str | None]
    lease_from: Mapped[str]
    lease_to: Mapped[str]


class LeaseInvoice(Base):
    __tablename__ = "lease_invoice"
    __table_args__ = table_args(
        Index(None, "lease_id"),
        Index(None, "invoice_no"),
        CheckConstraint("rent_amount_fen >= 0 AND paid_amount_fen >= 0", "money"),
    )

    lease_id: Mapped[int] = mapped_column(ForeignKey("lease.id"))
    position: Mapped[int]
    usage: Mapped[str]
    invoice_code: Mapped[str | None]
    invoice_no: Mapped[str]
    invoiced_on: Mapped[str]
    buyer_credit_code: Mapped[str | None]
    period_from: Mapped[str]
    period_to: Mapped[str]
    rent_amount_fen: Mapped[int]
    paid_on: Mapped[str]
    payment_method: Mapped[str]
    payer_name: Mapped[str]
    paid_amount_fen: Mapped[int]
    remark: Mapped[str | None]


class CustomsDeclaration(Base):
    """A declaration or manifest as an application uses it; uniqueness across cases is a finding, not a constraint."""

    __tablename__ = "customs_declaration"
    __table_args__ = table_args(
        UniqueConstraint("application_id", "declaration_no"),
        Index(None, "declaration_no"),
        Index(None, "invoice_no"),
        CheckConstraint("ticket_count >= 1", "ticket_count"),
        CheckConstraint("fee_amount_fen >= 0 AND paid_amount_fen >= 0", "money"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    declaration_no: Mapped[str]
    item_no: Mapped[str | None]
    supervision_mode: Mapped[str]
    direction: Mapped[str]
    declared_on: Mapped[str]
    customs_office: Mapped[str | None]
    domestic_party_code: Mapped[str]
    declared_value_fen: Mapped[int]
    ticket_count: Mapped[int] = mapped_column(default=1, server_default="1")
    agent_name: Mapped[str]
    agent_credit_code: Mapped[str]
    fee_amount_fen: Mapped[int]
    invoice_code: Mapped[str | None]
    invoice_no: Mapped[str]
    invoiced_on: Mapped[str | None]
    buyer_credit_code: Mapped[str | None]
    invoice_total_fen: Mapped[int | None]
    paid_on: Mapped[str]
    payment_method: Mapped[str]
    payer_name: Mapped[str]
    paid_amount_fen: Mapped[int]
    remark: Mapped[str | None]


class ParkPerformance(Base):
    __tablename__ = "park_performance"
    __table_args__ = table_args(UniqueConstraint("application_id", "credit_code", "supervision_mode"))

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    park_name: Mapped[str]
    enterprise_name: Mapped[str]
    credit_code: Mapped[str]
    customs_code: Mapped[str | None]
    moved_in_on: Mapped[str]
    floor_area: Mapped[str | None]
    supervision_mode: Mapped[str]
    trade_value_fen: Mapped[int]


class ServiceEvent(Base):
    __tablename__ = "service_event"
    __table_args__ = table_args(
        UniqueConstraint("application_id", "held_on", "kind", "content"),
        CheckConstraint("has_sign_in_sheet IN (0, 1)", "sign_in_flag"),
    )

    application_id: Mapped[int] = mapped_column(ForeignKey("application.id"))
    position: Mapped[int]
    held_on: Mapped[str]
    kind: Mapped[str]
    content: Mapped[str]
    place: Mapped[str | None]
    attendance_count: Mapped[int]
    local_attendance_count: Mapped[int]
    has_sign_in_sheet: Mapped[int]
    invoice_no: Mapped[str | None]


class InvoiceReversal(Base):
    """A red-letter invoice, or a void one, entered by the city (ruling 11): takes money back from its original.

    `invoice_key` is the original's identity as the rules see it; a void invoice has no amount, it takes back all.
    """

    __tablename__ = "invoice_reversal"
    __table_args__ = table_args(
        Index(None, "invoice_key"),
        Index(
            "uq_invoice_reversal_red_letter_no",
            "red_letter_no",
            unique=True,
            sqlite_where=text("red_letter_no IS NOT NULL AND withdrawn_reason IS NULL"),
        ),
        CheckConstraint("kind IN ('red_letter', 'void')", "kind"),
        CheckConstraint("(kind = 'red_letter') = (amount_fen IS NOT NULL AND red_letter_no IS NOT NULL)", "amount"),
        CheckConstraint("amount_fen IS NULL OR amount_fen > 0", "positive"),
    )

    invoice_key: Mapped[str]
    kind: Mapped[str]
    red_letter_no: Mapped[str | None]
    amount_fen: Mapped[int | None]
    issued_on: Mapped[str]
    reason: Mapped[str]
    recorded_at: Mapped[str]
    recorded_by: Mapped[str]
    withdrawn_reason: Mapped[str | None]
    """Why the entry itself was wrong; it then takes nothing back."""
