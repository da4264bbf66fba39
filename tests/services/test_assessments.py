"""Scope, refusals, comparison and the pool, on a small store."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from decimal import Decimal

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services import assessments
from cbec_desktop.services.context import Context

FIRM = "91211302MA0TEPT10B"


def execute(ctx: Context, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(ctx.paths.store)) as connection:
        connection.execute(statement, values)
        connection.commit()


@pytest.fixture
def two_cases(ctx: Context) -> Context:
    """One firm with trade and two entry-fee applications of 100,000.00 each: together above the cap."""
    execute(
        ctx,
        "INSERT INTO enterprise (id, credit_code, name, county_code, credit_status, credit_checked_on, created_at,"
        " updated_at) VALUES (1, ?, '朝阳示例有限公司', '211302', '正常', '2026-11-01', '', '')",
        FIRM,
    )
    execute(
        ctx,
        "INSERT INTO trade_performance (period, credit_code, enterprise_name, mode, export_value_fen, import_value_fen,"
        " source, scope) VALUES ('2026-03', ?, '朝阳示例有限公司', '9710', 100000, 0, '海关', 'customs')",
        FIRM,
    )
    for number in (1, 2):
        execute(
            ctx,
            "INSERT INTO application (id, case_no, reporting_unit, reporting_no, award_year, measure_id, enterprise_id,"
            " county_code, claimed_amount_fen, intake_order, taken_in_at, taken_in_by, created_at, updated_at)"
            " VALUES (?, ?, '211302', ?, 2026, 'platform_entry_fee', 1, '211302', 3000000, ?, '', '', '', '')",
            number, f"CYKJ-2026-M3-211302-000{number}", f"ST{number}", number,
        )  # fmt: skip
        execute(
            ctx,
            "INSERT INTO expense_line (application_id, position, category, platform_or_service, invoice_no,"
            " invoiced_on, buyer_credit_code, invoice_total_fen, claimed_amount_fen, paid_on,"
            " payment_method, payer_name,"
            " paid_amount_fen) VALUES (?, 1, '年费', '示例站', ?, '2026-03-01', ?, 10000000, 10000000, '2026-03-01',"
            " '对公转账', '朝阳示例有限公司', 10000000)",
            number, f"2621000000000000000{number}", FIRM,
        )  # fmt: skip
    return ctx


def assess(ctx: Context, **more: object) -> list[Decimal]:
    scope = {"year": 2026, "case_no": None, "parameter_set": None, "job": JobContext()} | more
    return [result.award_amount for result in assessments.assess_year(ctx, **scope)]  # type: ignore[arg-type]


def test_the_cap_is_used_up_in_the_order_of_intake(two_cases: Context) -> None:
    assert assess(two_cases) == [Decimal("30000"), Decimal("20000")]


def test_a_decided_case_is_returned_as_stored_and_uses_the_cap_first(two_cases: Context) -> None:
    assess(two_cases)
    execute(two_cases, "UPDATE application SET status = 'approved', approved_amount_fen = 2000000 WHERE id = 2")
    results = assessments.assess_year(two_cases, 2026, None, None, JobContext())
    assert [result.award_amount for result in results] == [Decimal("30000"), Decimal("20000")]
    execute(two_cases, "UPDATE expense_line SET claimed_amount_fen = 0 WHERE application_id = 2")
    again = assessments.assess_year(two_cases, 2026, None, None, JobContext())
    assert again[1] == results[1]


def test_a_withdrawn_case_uses_nothing(two_cases: Context) -> None:
    execute(two_cases, "UPDATE application SET status = 'withdrawn' WHERE id = 1")
    assert assess(two_cases) == [Decimal("30000")]


def test_a_change_makes_a_new_current_result_and_keeps_the_old_one(two_cases: Context) -> None:
    assess(two_cases)
    execute(two_cases, "UPDATE expense_line SET paid_amount_fen = 1000000 WHERE application_id = 1")
    assert assess(two_cases) == [Decimal("3000"), Decimal("30000")]
    with closing(sqlite3.connect(two_cases.paths.store)) as connection:
        rows = connection.execute(
            "SELECT is_current, count(*) FROM assessment GROUP BY is_current ORDER BY 1"
        ).fetchall()
    assert rows == [(0, 2), (1, 2)]


@pytest.mark.parametrize(
    ("scope", "code"),
    [
        ({"case_no": "CYKJ-2026-M3-211302-9999"}, "unknown_case"),
        ({"parameter_set": "没有"}, "unknown_parameter_set"),
        ({"parameter_set": "2027-试1"}, "wrong_year"),
    ],
)
def test_refusals_say_what_to_do(two_cases: Context, scope: dict[str, object], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        assess(two_cases, **scope)
    assert refusal.value.code == code
    assert refusal.value.message.endswith("。")


def test_nobody_logged_in_is_refused(two_cases: Context) -> None:
    from dataclasses import replace

    with pytest.raises(UserError, match="登录"):
        assess(replace(two_cases, actor=None))


def test_a_stopped_run_saves_nothing(two_cases: Context) -> None:
    job = JobContext()
    job.cancel()
    with pytest.raises(Cancelled):
        assess(two_cases, job=job)
    assert assessments.load_assessments(two_cases) == []


def test_two_sets_side_by_side(two_cases: Context) -> None:
    execute(
        two_cases,
        "INSERT INTO parameter_set (name, award_year, version, status, values_json, content_hash, created_at,"
        """ created_by) VALUES ('2026-试2', 2026, 2, 'trial', '{"m3.rate": "0.1"}', '', '', '')""",
    )
    comparison = assessments.compare_sets(two_cases, 2026, "2026-试1", "2026-试2")
    assert [(case.left, case.right, case.difference) for case in comparison.cases] == [
        (Decimal("30000"), Decimal("10000"), Decimal("-20000")),
        (Decimal("20000"), Decimal("10000"), Decimal("-10000")),
    ]
    assert comparison.sums("county_code") == {"211302": (Decimal("50000"), Decimal("20000"))}
    assert comparison.total == (Decimal("50000"), Decimal("20000"))
    assert assessments.load_assessments(two_cases) == []
