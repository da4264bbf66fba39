"""Accounts, settings and the identity of the store itself."""

from __future__ import annotations

from sqlalchemy import CheckConstraint, ForeignKey, UniqueConstraint
from sqlalchemy.orm import Mapped, mapped_column

from db.base import Base, table_args


class Account(Base):
    __tablename__ = "account"
    __table_args__ = table_args(UniqueConstraint("name"), CheckConstraint("is_active IN (0, 1)", "active_flag"))

    name: Mapped[str]
    full_name: Mapped[str]
    password_hash: Mapped[str]
    is_active: Mapped[int] = mapped_column(default=1, server_default="1")
    failed_logins: Mapped[int] = mapped_column(default=0, server_default="0")
    locked_until: Mapped[str | None]
    created_at: Mapped[str]


class AccountRole(Base):
    __tablename__ = "account_role"
    __table_args__ = table_args(UniqueConstraint("account_id", "role"))

    account_id: Mapped[int] = mapped_column(ForeignKey("account.id"))
    role: Mapped[str]


class Setting(Base):
    """`scope` is '' for the office or an account name; `key` a dotted name; `value` JSON text."""

    __tablename__ = "setting"
    __table_args__ = table_args(UniqueConstraint("scope", "key"))

    scope: Mapped[str] = mapped_column(default="", server_default="")
    key: Mapped[str]
    value: Mapped[str]


class StoreIdentity(Base):
    """One row: the store's own id and the key of its verification codes (ruling 37)."""

    __tablename__ = "store_identity"
    __table_args__ = table_args(CheckConstraint("id = 1", "single_row"))

    store_id: Mapped[str]
    hmac_key: Mapped[str]
    created_at: Mapped[str]
    program_version: Mapped[str]
