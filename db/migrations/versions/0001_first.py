"""The first schema: all tables, and the triggers that hold what must hold."""

from __future__ import annotations

from alembic import op

from db.base import Base

revision = "0001"
down_revision = None

FROZEN = "这一行已定稿，只能追加，不能修改或删除。"


def upgrade() -> None:
    Base.metadata.create_all(op.get_bind())
    for table in ("audit_entry", "import_row", "application_event"):
        for verb in ("UPDATE", "DELETE"):
            op.execute(
                f"CREATE TRIGGER tr_{table}_no_{verb.lower()} BEFORE {verb} ON {table} "
                f"BEGIN SELECT RAISE(ABORT, '{FROZEN}'); END"
            )
