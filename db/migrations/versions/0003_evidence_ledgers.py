"""Red-letter invoices, affiliates and honours; a record of other support can be taken back with a reason."""

from __future__ import annotations

import sqlalchemy as sa
from alembic import op

revision = "0003"
down_revision = "0002"

OTHER_SUPPORT = """
CREATE TABLE other_support (
    enterprise_id INTEGER NOT NULL,
    application_id INTEGER,
    level TEXT NOT NULL,
    authority TEXT,
    project TEXT NOT NULL,
    document_no TEXT,
    support_year INTEGER,
    amount_fen INTEGER,
    state TEXT NOT NULL,
    cost_key TEXT,
    remark TEXT,
    void_reason TEXT,
    id INTEGER NOT NULL,
    row_version INTEGER DEFAULT '1' NOT NULL,
    CONSTRAINT pk_other_support PRIMARY KEY (id),
    CONSTRAINT ck_other_support_state CHECK (state IN ('applied', 'received')),
    CONSTRAINT fk_other_support_enterprise_id FOREIGN KEY(enterprise_id) REFERENCES enterprise (id),
    CONSTRAINT fk_other_support_application_id FOREIGN KEY(application_id) REFERENCES application (id)
)
 STRICT
"""
KEPT = (
    "enterprise_id, application_id, level, authority, project, document_no, support_year, amount_fen, state, cost_key, "
    "remark, id, row_version"
)


def _add_void_reason() -> None:
    """The table is made anew: a column added by ALTER would leave the schema's text unlike the models'."""
    op.drop_index("ix_other_support_enterprise_id", "other_support")
    op.execute("ALTER TABLE other_support RENAME TO other_support_before")
    op.execute(OTHER_SUPPORT)
    op.execute(f"INSERT INTO other_support ({KEPT}) SELECT {KEPT} FROM other_support_before")
    op.execute("DROP TABLE other_support_before")
    op.create_index("ix_other_support_enterprise_id", "other_support", ["enterprise_id"])


def upgrade() -> None:
    op.create_table(
        "invoice_reversal",
        sa.Column("invoice_key", sa.Text(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("red_letter_no", sa.Text(), nullable=True),
        sa.Column("amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), nullable=True),
        sa.Column("issued_on", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("withdrawn_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint(
            "(kind = 'red_letter') = (amount_fen IS NOT NULL AND red_letter_no IS NOT NULL)",
            name=op.f("ck_invoice_reversal_amount"),
        ),
        sa.CheckConstraint("kind IN ('red_letter', 'void')", name=op.f("ck_invoice_reversal_kind")),
        sa.CheckConstraint("amount_fen IS NULL OR amount_fen > 0", name=op.f("ck_invoice_reversal_positive")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_invoice_reversal")),
        sqlite_strict=True,
    )
    op.create_index("ix_invoice_reversal_invoice_key", "invoice_reversal", ["invoice_key"])
    op.create_index(
        "uq_invoice_reversal_red_letter_no",
        "invoice_reversal",
        ["red_letter_no"],
        unique=True,
        sqlite_where=sa.text("red_letter_no IS NOT NULL AND withdrawn_reason IS NULL"),
    )

    op.create_table(
        "affiliation",
        sa.Column("first_id", sa.Integer(), nullable=False),
        sa.Column("second_id", sa.Integer(), nullable=False),
        sa.Column("decision", sa.Text(), nullable=False),
        sa.Column("marks", sa.Text(), nullable=False),
        sa.Column("reason", sa.Text(), nullable=False),
        sa.Column("decided_on", sa.Text(), nullable=False),
        sa.Column("decided_by", sa.Text(), nullable=False),
        sa.Column("ended_on", sa.Text(), nullable=True),
        sa.Column("end_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("decision IN ('confirmed', 'rejected')", name=op.f("ck_affiliation_decision")),
        sa.CheckConstraint("(ended_on IS NULL) = (end_reason IS NULL)", name=op.f("ck_affiliation_ended_with_reason")),
        sa.CheckConstraint("first_id < second_id", name=op.f("ck_affiliation_pair_in_order")),
        sa.ForeignKeyConstraint(["first_id"], ["enterprise.id"], name=op.f("fk_affiliation_first_id")),
        sa.ForeignKeyConstraint(["second_id"], ["enterprise.id"], name=op.f("fk_affiliation_second_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_affiliation")),
        sqlite_strict=True,
    )
    op.create_index(
        "uq_affiliation_standing",
        "affiliation",
        ["first_id", "second_id"],
        unique=True,
        sqlite_where=sa.text("ended_on IS NULL"),
    )

    op.create_table(
        "honour",
        sa.Column("enterprise_id", sa.Integer(), nullable=False),
        sa.Column("kind", sa.Text(), nullable=False),
        sa.Column("title", sa.Text(), nullable=False),
        sa.Column("level", sa.Text(), nullable=False),
        sa.Column("awarded_on", sa.Text(), nullable=False),
        sa.Column("document_no", sa.Text(), nullable=True),
        sa.Column(
            "amount_fen", sa.BigInteger().with_variant(sa.Integer(), "sqlite"), server_default="0", nullable=False
        ),
        sa.Column("measure_id", sa.Text(), nullable=True),
        sa.Column("recorded_at", sa.Text(), nullable=False),
        sa.Column("recorded_by", sa.Text(), nullable=False),
        sa.Column("void_reason", sa.Text(), nullable=True),
        sa.Column("id", sa.Integer(), nullable=False),
        sa.Column("row_version", sa.Integer(), server_default="1", nullable=False),
        sa.CheckConstraint("amount_fen >= 0", name=op.f("ck_honour_amount_not_negative")),
        sa.ForeignKeyConstraint(["enterprise_id"], ["enterprise.id"], name=op.f("fk_honour_enterprise_id")),
        sa.PrimaryKeyConstraint("id", name=op.f("pk_honour")),
        sqlite_strict=True,
    )
    op.create_index("ix_honour_enterprise_id", "honour", ["enterprise_id"])

    _add_void_reason()
    for table in ("invoice_reversal", "affiliation", "honour"):
        op.execute(
            f"CREATE TRIGGER tr_{table}_no_delete BEFORE DELETE ON {table} "
            "BEGIN SELECT RAISE(ABORT, '这类记录不能删除，只能作废。'); END"
        )
