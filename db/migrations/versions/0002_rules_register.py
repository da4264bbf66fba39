"""The register of readings, what each reading costs, and the bureau's worked examples."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0002"
down_revision = "0001"

INTEGER = sa.BigInteger().with_variant(sa.Integer(), "sqlite")


def text(name: str, *, nullable: bool = False) -> sa.Column[str]:
    return sa.Column(name, sa.Text(), nullable=nullable)


def integer(name: str, *, nullable: bool = False, default: str | None = None) -> sa.Column[int]:
    return sa.Column(name, INTEGER, nullable=nullable, server_default=default)


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
        "reading_decision",
        sa.Column("parameter_set_id", sa.Integer(), nullable=False),
        *(
            text(name)
            for name in (
                "parameter_id", "value_before", "value", "basis", "document_no", "decided_on", "decided_by",
                "recorded_at", "recorded_by",
            )
        ),
        sa.ForeignKeyConstraint(
            ["parameter_set_id"], ["parameter_set.id"], name=op.f("fk_reading_decision_parameter_set_id")
        ),
    )  # fmt: skip
    op.create_index(
        op.f("ix_reading_decision_parameter_set_id_parameter_id"),
        "reading_decision",
        ["parameter_set_id", "parameter_id"],
    )
    create(
        "reading_effect",
        integer("award_year"),
        text("facts_hash"),
        text("values_hash"),
        integer("total_fen"),
        text("reckoned_at"),
        sa.UniqueConstraint(
            "award_year", "facts_hash", "values_hash", name=op.f("uq_reading_effect_award_year_facts_hash_values_hash")
        ),
    )
    create(
        "worked_example",
        text("example_no"),
        text("title"),
        text("measure_id"),
        integer("award_year"),
        text("facts_json"),
        integer("expected_award_fen"),
        integer("expected_cost_fen", nullable=True),
        text("author"),
        text("source"),
        text("remark", nullable=True),
        text("changed_at"),
        text("changed_by"),
        text("change_reason", nullable=True),
        integer("is_withdrawn", default="0"),
        sa.CheckConstraint("expected_award_fen >= 0", name=op.f("ck_worked_example_expected_not_negative")),
        sa.CheckConstraint("is_withdrawn IN (0, 1)", name=op.f("ck_worked_example_withdrawn_flag")),
        sa.UniqueConstraint("example_no", name=op.f("uq_worked_example_example_no")),
    )
    refuse("reading_decision", "UPDATE", "这类记录只能追加，不能修改。")
    refuse("reading_decision", "DELETE", "这类记录不能删除，只能作废。")
    refuse("worked_example", "DELETE", "这类记录不能删除，只能作废。")
