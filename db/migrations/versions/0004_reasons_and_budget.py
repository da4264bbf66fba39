"""Written reasons for findings, checks on trial, and the budget pool."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0004"
down_revision = "0003"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")
CHANGED = "这类记录只能追加，不能修改。"
DELETED = "这类记录不能删除，只能作废。"


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def create(name: str, *columns: sa.schema.SchemaItem) -> None:
    op.create_table(
        name,
        *columns,
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.PrimaryKeyConstraint("id", name=op.f(f"pk_{name}")),
        sqlite_strict=True,
    )


def refuse(table: str, event: str, sentence: str) -> None:
    op.execute(
        f"CREATE TRIGGER tr_{table}_no_{event.lower()} BEFORE {event} ON {table} "
        f"BEGIN SELECT RAISE(ABORT, '{sentence}'); END"
    )


def upgrade() -> None:
    create(
        "finding_reason",
        sa.Column("application_id", INTEGER, nullable=False),
        *(text(name) for name in ("code", "record_key", "value", "reason", "recorded_at", "recorded_by")),
        sa.CheckConstraint("length(trim(reason)) > 0", name=op.f("ck_finding_reason_reason_written")),
        sa.ForeignKeyConstraint(["application_id"], ["application.id"], name=op.f("fk_finding_reason_application_id")),
    )
    op.create_index(op.f("ix_finding_reason_application_id_code"), "finding_reason", ["application_id", "code"])
    create(
        "check_trial",
        text("code"),
        sa.Column("is_trial", INTEGER, nullable=False),
        *(text(name) for name in ("reason", "changed_at", "changed_by")),
        sa.CheckConstraint("is_trial IN (0, 1)", name=op.f("ck_check_trial_trial_flag")),
        sa.UniqueConstraint("code", name=op.f("uq_check_trial_code")),
    )
    create(
        "budget_pool",
        sa.Column("award_year", INTEGER, nullable=False),
        text("measure_id", nullable=True),
        sa.Column("amount_fen", INTEGER, nullable=False),
        text("document_no"),
        text("decided_on"),
        text("remark", nullable=True),
        text("recorded_at"),
        text("recorded_by"),
        sa.CheckConstraint("amount_fen <> 0", name=op.f("ck_budget_pool_amount_not_zero")),
        sa.CheckConstraint("length(trim(document_no)) > 0", name=op.f("ck_budget_pool_with_document")),
    )
    op.create_index(op.f("ix_budget_pool_award_year"), "budget_pool", ["award_year"])
    for table in ("finding_reason", "budget_pool"):
        refuse(table, "UPDATE", CHANGED)
        refuse(table, "DELETE", DELETED)
    refuse("check_trial", "DELETE", DELETED)
