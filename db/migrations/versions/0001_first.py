"""The first schema: all tables, and the triggers that hold what must hold."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from pathlib import Path

from alembic import op

revision = "0001"
down_revision = None

APPEND_ONLY = ("audit_entry", "import_row", "application_event", "assessment_finding", "policy_text", "policy_clause")
NEVER_DELETED = (
    "enterprise", "application", "assessment", "printed_form", "parameter_set", "import_batch", "account",
    "store_identity",
)
DECIDED_AMOUNTS = (
    "claimed_amount_fen", "county_reviewed_amount_fen", "city_reviewed_amount_fen", "audited_amount_fen",
    "approved_amount_fen", "allocated_amount_fen", "paid_amount_fen",
)
PRINTED = ("form_id", "form_version", "application_id", "assessment_id", "print_no", "data_hash", "amount_fen",
           "verification_code", "is_trial", "audit_head", "file_name", "file_sha256", "page_count", "printed_at",
           "printed_by")
ASSESSED = ("application_id", "parameter_set_id", "parameter_hash", "facts_hash", "rule_version", "status",
            "claimed_amount_fen", "eligible_cost_fen", "award_amount_fen", "binding_limit", "result_json",
            "assessed_at", "assessed_by")
CONFIRMED = ("name", "award_year", "version", "status", "values_json", "content_hash", "document_no", "confirmed_on",
             "effective_from", "policy_text_id", "created_at", "created_by")


def add_triggers() -> None:
    for table in APPEND_ONLY:
        refuse(f"{table}_no_update", f"UPDATE ON {table}", None, "这类记录只能追加，不能修改。")
    for table in APPEND_ONLY + NEVER_DELETED:
        refuse(f"{table}_no_delete", f"DELETE ON {table}", None, "这类记录不能删除，只能作废。")
    refuse("application_amounts_decided", "UPDATE ON application",
           "OLD.status IN ('approved', 'paid') AND NEW.status = OLD.status AND ("
           + " OR ".join(f"OLD.{name} IS NOT NULL AND NEW.{name} IS NOT OLD.{name}" for name in DECIDED_AMOUNTS) + ")",
           "案件已批复，金额不能再改；请先撤回决定。")
    refuse("application_recovered_grows", "UPDATE OF recovered_amount_fen ON application",
           "OLD.recovered_amount_fen IS NOT NULL AND (NEW.recovered_amount_fen IS NULL"
           " OR NEW.recovered_amount_fen < OLD.recovered_amount_fen)", "追回金额只能增加，不能减少。")
    refuse("application_identity_frozen", "UPDATE OF case_no, intake_order ON application",
           "NEW.case_no IS NOT OLD.case_no OR NEW.intake_order IS NOT OLD.intake_order", "案号和收件次序不能修改。")
    refuse("assessment_frozen", "UPDATE ON assessment", changed(ASSESSED), "核算结果不能修改，只能重新核算。")
    refuse("parameter_set_confirmed_frozen", "UPDATE ON parameter_set",
           f"OLD.status = 'confirmed' AND ({changed(CONFIRMED)})", "参数集已确认，不能修改；请另建一版。")
    refuse("printed_form_frozen", "UPDATE ON printed_form", changed(PRINTED), "打印记录不能修改，只能重新打印。")
    refuse("store_identity_frozen", "UPDATE ON store_identity", None, "库的身份和密钥不能修改。")


def changed(columns: tuple[str, ...]) -> str:
    return " OR ".join(f"NEW.{name} IS NOT OLD.{name}" for name in columns)


def refuse(name: str, event: str, when: str | None, sentence: str) -> None:
    condition = f" WHEN {when}" if when else ""
    op.execute(f"CREATE TRIGGER tr_{name} BEFORE {event}{condition} BEGIN SELECT RAISE(ABORT, '{sentence}'); END")


def statements(text: str) -> Iterator[str]:
    """The statements of an SQL file; a trigger has semicolons inside."""
    part = ""
    for line in text.splitlines(keepends=True):
        part += line
        if sqlite3.complete_statement(part):
            yield part
            part = ""


def upgrade() -> None:
    for statement in statements(Path(__file__).with_suffix(".sql").read_text(encoding="utf-8")):
        op.get_bind().exec_driver_sql(statement)
    add_triggers()
