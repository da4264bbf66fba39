"""Monthly trade figures: customs figures and all-channel figures are kept apart and never added together."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, Index, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class TradePerformance(Base):
    """One row of W3; by credit code, for a report may come before the register."""

    __tablename__ = "trade_performance"
    __table_args__ = table_args(
        UniqueConstraint("period", "credit_code", "mode", "source"),
        CheckConstraint("scope IN ('customs', 'all_channel')", "scope"),
        Index(None, "credit_code", "period"),
    )

    period: Mapped[str]
    credit_code: Mapped[str]
    enterprise_name: Mapped[str]
    customs_code: Mapped[str | None]
    mode: Mapped[str]
    export_value_fen: Mapped[int]
    import_value_fen: Mapped[int]
    source: Mapped[str]
    scope: Mapped[str]
    """customs = source 海关 and one of the five modes; all else all_channel (finding 11 of the domain)."""
    markets: Mapped[str | None]
    platform: Mapped[str | None]
    remark: Mapped[str | None]


class CustomsListEntry(Base):
    """One declaration of the customs list (W3 sheet 报关单清单): what declarations are compared with."""

    __tablename__ = "customs_list_entry"
    __table_args__ = table_args(UniqueConstraint("declaration_no"))

    declaration_no: Mapped[str]
    credit_code: Mapped[str]
    supervision_mode: Mapped[str]
    declared_on: Mapped[str]
    amount_fen: Mapped[int] = mapped_column()
    status: Mapped[str]
