"""What must hold is in the database too: also for somebody who opens the file with another program."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator
from contextlib import closing
from typing import Any

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.services.context import Context
from db.bulk import insert_rows
from db.models.application import Application
from db.models.enterprise import Enterprise
from db.triggers import APPEND_ONLY, NEVER_DELETED, TRIGGERS
from db.unit_of_work import open_work
from tests.db.records import MOMENT, application_row, enterprise_row


@pytest.fixture
def raw(ctx: Context) -> Iterator[sqlite3.Connection]:
    """A plain connection to a store with one case, its assessment and its printed form."""
    with open_work(ctx.store, actor=ctx.actor, action="prepare") as work:
        enterprise_id, _other = work.insert_many(Enterprise, [enterprise_row(), enterprise_row(1)])
        work.insert_many(Application, [application_row(enterprise_id)])
        work.commit()
    with closing(sqlite3.connect(ctx.store.path)) as connection:
        connection.execute("PRAGMA foreign_keys = ON")
        fill(
            connection,
            "assessment",
            application_id=1, parameter_set_id=1, parameter_hash="p", facts_hash="f", rule_version="1",
            status="granted", claimed_amount_fen=100, award_amount_fen=100, result_json="{}",
            assessed_at=MOMENT, assessed_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "assessment_finding",
            assessment_id=1,
            position=1,
            code="R01",
            level="note",
            message="",
            clause="",
        )
        fill(
            connection,
            "printed_form",
            form_id="f16", form_version="1", application_id=1, print_no=1, data_hash="d", verification_code="v",
            is_trial=1, audit_head="h", file_name="x.pdf", file_sha256="s", page_count=1,
            printed_at=MOMENT, printed_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "import_batch",
            file_name="W1.xlsx", file_sha256="s", template_id="W1", imported_at=MOMENT, imported_by="测试", new_count=1,
            changed_count=0, unchanged_count=0, refused_count=0, rows_digest="d",
        )  # fmt: skip
        fill(
            connection,
            "import_row",
            batch_id=1, sheet="企业", row_number=2, table_name="enterprise", record_id=1, after_json="{}",
        )  # fmt: skip
        fill(
            connection,
            "application_event",
            application_id=1,
            event="submit",
            to_status="submitted",
            at=MOMENT,
            actor="测试",
        )
        fill(
            connection,
            "reading_decision",
            parameter_set_id=1, parameter_id="m4.pooling", value_before="lease", value="pooled", basis="合并计算",
            document_no="朝商字〔2026〕1号", decided_on="2026-11-22", decided_by="测试", recorded_at=MOMENT,
            recorded_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "worked_example",
            example_no="例1", title="", measure_id="premises_rent", award_year=2026, facts_json="{}",
            expected_award_fen=0, author="测试", source="", changed_at=MOMENT, changed_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "invoice_reversal",
            invoice_key="26212000000120866317", kind="void", issued_on="2026-07-03", reason="", recorded_at=MOMENT,
            recorded_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "affiliation",
            first_id=1, second_id=2, decision="rejected", marks="", reason="", decided_on="2026-11-22",
            decided_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "honour",
            enterprise_id=1, kind="示范企业", title="", level="省", awarded_on="2026-01-01", recorded_at=MOMENT,
            recorded_by="测试",
        )  # fmt: skip
        fill(
            connection,
            "finding_reason",
            application_id=1, code="R09", record_key="application:1", value="", reason="核过", recorded_at=MOMENT,
            recorded_by="测试",
        )  # fmt: skip
        fill(connection, "check_trial", code="R25", is_trial=1, reason="", changed_at=MOMENT, changed_by="测试")
        fill(
            connection,
            "budget_pool",
            award_year=2026, amount_fen=100, document_no="朝财预〔2026〕112号", decided_on="2026-06-30",
            recorded_at=MOMENT, recorded_by="测试",
        )  # fmt: skip
        connection.commit()
        yield connection


def fill(connection: sqlite3.Connection, table: str, **values: Any) -> None:
    marks = ", ".join("?" * len(values))
    connection.execute(f"INSERT INTO {table} ({', '.join(values)}) VALUES ({marks})", list(values.values()))


def refused(raw: sqlite3.Connection, statement: str) -> str:
    with pytest.raises(sqlite3.IntegrityError) as refusal:
        raw.execute(statement)
    assert refusal.value.sqlite_errorname == "SQLITE_CONSTRAINT_TRIGGER"
    return str(refusal.value)


def test_the_store_has_exactly_the_triggers_it_should_have(raw: sqlite3.Connection) -> None:
    there = {row[0] for row in raw.execute("SELECT name FROM sqlite_master WHERE type = 'trigger'")}
    assert {name for name in there if "_search_" not in name} == TRIGGERS


@pytest.mark.parametrize("table", APPEND_ONLY)
def test_what_is_append_only_cannot_be_changed(raw: sqlite3.Connection, table: str) -> None:
    assert "只能追加" in refused(raw, f"UPDATE {table} SET row_version = 9")


@pytest.mark.parametrize("table", APPEND_ONLY + NEVER_DELETED)
def test_nothing_that_was_used_is_deleted(raw: sqlite3.Connection, table: str) -> None:
    raw.execute("PRAGMA foreign_keys = OFF")
    assert "不能删除，只能作废" in refused(raw, f"DELETE FROM {table}")


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE assessment SET award_amount_fen = 200",
        "UPDATE assessment SET result_json = '[]'",
        "UPDATE printed_form SET amount_fen = 5",
        "UPDATE printed_form SET file_sha256 = 'other'",
        "UPDATE application SET case_no = 'CYKJ-2026-M4-211302-9999'",
        "UPDATE application SET intake_order = 7",
        "UPDATE store_identity SET hmac_key = 'known'",
    ],
)
def test_what_was_decided_or_printed_stays(raw: sqlite3.Connection, statement: str) -> None:
    refused(raw, statement)


def test_an_assessment_may_stop_being_the_current_one(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE assessment SET is_current = 0, row_version = 2")


def test_a_trial_set_may_change_and_a_confirmed_one_not(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE parameter_set SET values_json = '{}' WHERE id = 1")
    with pytest.raises(sqlite3.IntegrityError, match="confirmed_with_document"):
        raw.execute("UPDATE parameter_set SET status = 'confirmed' WHERE id = 1")
    raw.execute(
        "UPDATE parameter_set SET status = 'confirmed', document_no = '朝商发〔2026〕1号', "
        "confirmed_on = '2026-11-22' WHERE id = 1"
    )
    assert "已确认" in refused(raw, "UPDATE parameter_set SET values_json = '[]' WHERE id = 1")
    assert "已确认" in refused(raw, "UPDATE parameter_set SET status = 'trial' WHERE id = 1")
    raw.execute("UPDATE parameter_set SET effective_to = '2026-12-31' WHERE id = 1")


def test_amounts_of_a_decided_case_change_only_with_its_status(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE application SET claimed_amount_fen = 900000")  # before the decision a correction is fine
    raw.execute("UPDATE application SET status = 'approved', approved_amount_fen = 800000")
    raw.execute("UPDATE application SET allocated_amount_fen = 700000")  # the next amount of the chain
    for column in ("approved_amount_fen", "claimed_amount_fen", "allocated_amount_fen"):
        assert "请先撤回决定" in refused(raw, f"UPDATE application SET {column} = 1")
        assert "请先撤回决定" in refused(raw, f"UPDATE application SET {column} = {column} + 1, remark = 'x'")
    raw.execute("UPDATE application SET status = 'submitted', approved_amount_fen = NULL, allocated_amount_fen = NULL")


def test_a_recovered_amount_only_grows(raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE application SET recovered_amount_fen = 100")
    raw.execute("UPDATE application SET recovered_amount_fen = 300")
    assert "只能增加" in refused(raw, "UPDATE application SET recovered_amount_fen = 200")
    assert "只能增加" in refused(raw, "UPDATE application SET recovered_amount_fen = NULL")


def test_the_sentence_of_a_trigger_reaches_the_user(ctx: Context, raw: sqlite3.Connection) -> None:
    raw.execute("UPDATE application SET status = 'approved', approved_amount_fen = 800000")
    raw.commit()
    with open_work(ctx.store, actor=ctx.actor, action="overwrite") as work:
        work.load(Application, 1).approved_amount_fen = 5
        with pytest.raises(UserError, match="案件已批复，金额不能再改") as refusal:
            work.commit()
    assert refusal.value.code == "refused_by_store"


def test_one_case_has_one_current_assessment(raw: sqlite3.Connection) -> None:
    raw.execute("CREATE TEMP TABLE twin AS SELECT * FROM assessment")
    raw.execute("UPDATE twin SET id = 2")
    with pytest.raises(sqlite3.IntegrityError, match="UNIQUE"):
        raw.execute("INSERT INTO assessment SELECT * FROM twin")


def test_bulk_inserts_pass_the_same_triggers(ctx: Context) -> None:
    from sqlalchemy.exc import IntegrityError

    with ctx.store.writer.connect() as connection, pytest.raises(IntegrityError, match="FOREIGN KEY"):
        insert_rows(connection, Application.__table__, [application_row(99)])  # type: ignore[arg-type]
