"""The pool: what binds it, how a shortage is shared, and what is refused. X-1 … X-4 are the worked examples."""

from __future__ import annotations

import json
from contextlib import closing
from dataclasses import replace
from datetime import date
from decimal import Decimal
from fractions import Fraction

import pytest

from cbec_desktop.cli import main
from cbec_desktop.domain.budget_records import Allocation
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import Actor
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments, budget, entry
from cbec_desktop.services.context import Context
from db.models.application import Application
from db.models.enterprise import Enterprise
from db.models.trade import TradePerformance
from db.unit_of_work import open_work
from tests.conftest import PASSWORD
from tests.db.records import application_row, enterprise_row
from tests.services.applicants import CODE, DECLARATION, EXPENSE, LEASE_INVOICE, NAME, good_draft, make_applicant

DOCUMENT, DAY = "朝财预〔2026〕112号", date(2026, 6, 30)


def approve(ctx: Context, *amounts: int, measure_id: str = "premises_rent", **more: int) -> None:
    """Approved cases over `amounts` yuan, in this order of intake."""
    with open_work(ctx.store, actor=ctx.actor, action="prepare") as work:
        (firm,) = work.insert_many(Enterprise, [enterprise_row(len(amounts))])
        rows = [
            application_row(
                firm, number, measure_id=measure_id, status="approved", approved_amount_fen=amount * 100,
                case_no=f"CYKJ-2026-M4-211302-{number:04d}", **more,
            )
            for number, amount in enumerate(amounts, start=1)
        ]  # fmt: skip
        work.insert_many(Application, rows)
        work.commit()


def give(ctx: Context, amount: str, measure_id: str | None = None) -> None:
    budget.add_entry(ctx, 2026, measure_id, Decimal(amount), document_no=DOCUMENT, decided_on=DAY)


def whole_yuan(allocation: Allocation) -> list[int]:
    return [int(case.allocated_amount) for case in allocation.cases]


def test_x1_different_costs_of_one_firm_stack(ctx: Context) -> None:
    """M3-a 8,940 + M4-a 10,000 + M5-a 1,000 = 19,940."""
    firm = make_applicant(ctx)
    rent = {**LEASE_INVOICE, "floor_area": "200", "self_used_area": "200", "rent_amount": "48,000.00"}
    lines: dict[str, dict[str, tuple[dict[str, str], ...]]] = {
        "platform_entry_fee": {"费用明细": (EXPENSE,)},
        "premises_rent": {"房屋租赁": ({**rent, "paid_amount": "48,000.00"},)},
        "customs_agency_fee": {"报关明细": tuple(
            {**DECLARATION, "declaration_no": f"0800202601234567{n:02d}", "invoice_no": f"262120000001044171{n:02d}",
             "fee_amount": "200.00", "paid_amount": "200.00"}
            for n in range(10)
        )},
    }  # fmt: skip
    for measure_id, own in lines.items():
        entry.submit_application(ctx, replace(good_draft(ctx, measure_id, firm), lines=own))
    assessments.assess_year(ctx, 2026, None, None, JobContext())
    give(ctx, "20000")
    pool = budget.pool_of_year(ctx, 2026)
    assert [row.in_process for row in pool.rows] == [0, 0, 8940, 10000, 1000]
    assert (pool.used, pool.left) == (Decimal("19940.00"), Decimal("60.00"))


def test_x2_an_invoice_filed_under_two_measures_counts_once(ctx: Context) -> None:
    firm = make_applicant(ctx)
    trade = {"period": "2026-03", "credit_code": CODE, "enterprise_name": NAME, "mode": "9710", "source": "海关"}
    with open_work(ctx.store, actor=ctx.actor, action="prepare") as work:
        figures = {"scope": "customs", "export_value_fen": 100_000, "import_value_fen": 0}
        work.insert_many(TradePerformance, [trade | figures])
        work.commit()
    entry.submit_application(ctx, good_draft(ctx, "platform_entry_fee", firm))
    entry.submit_application(ctx, good_draft(ctx, "service_platform", firm))
    first, second = assessments.assess_year(ctx, 2026, None, None, JobContext())
    assert (first.award_amount, second.award_amount) == (Decimal("8940"), Decimal("0"))
    assert "R11" in {line.dropped_by for line in second.lines}
    assert {row.measure_id: row.in_process for row in budget.pool_of_year(ctx, 2026).rows if row.in_process} == {
        "platform_entry_fee": Decimal("8940.00")
    }


def test_x3_a_large_award_and_small_ones_are_cut_alike(ctx: Context) -> None:
    approve(ctx, 1_000_000, 100_000, 50_000, 48_000, 12_345)
    shared = budget.allocate_pool(ctx, 2026, Decimal(1_000_000), "pro_rata")
    assert whole_yuan(shared) == [826_210, 82_621, 41_310, 39_658, 10_199]
    assert (shared.allocated, shared.residual) == (Decimal(999_998), Decimal(2))
    assert shared.ratio == Fraction(1_000_000, 1_210_345)


def test_x4_each_cut_is_explained(ctx: Context) -> None:
    approve(ctx, 100_000, 50_000, 50_000, 8_940, 10_000, 1_000)
    shared = budget.allocate_pool(ctx, 2026, Decimal(150_000), "pro_rata")
    assert whole_yuan(shared) == [68_200, 34_100, 34_100, 6_097, 6_820, 682]
    assert shared.allocated == 149_999
    smallest = shared.cases[-1]
    assert smallest.expression == "1,000.00 × 150,000.00 ÷ 219,940.00 → 682.00"
    assert (smallest.reduction, smallest.reduction_code) == (Decimal(318), "J08")


def test_first_come_pays_whole_awards_until_the_pool_is_used_up(ctx: Context) -> None:
    approve(ctx, 30_000, 20_000, 5_000)
    shared = budget.allocate_pool(ctx, 2026, Decimal("40000.50"), "first_come")
    assert whole_yuan(shared) == [30_000, 10_000, 0]
    assert shared.residual == Decimal("0.50")
    assert [case.reduction_code for case in shared.cases] == ["", "J08", "J08"]


def test_a_pool_that_suffices_cuts_nothing(ctx: Context) -> None:
    approve(ctx, 300, 200)
    shared = budget.allocate_pool(ctx, 2026, Decimal(600), None)
    assert (whole_yuan(shared), shared.residual, shared.ratio) == ([300, 200], Decimal(100), Fraction(1))
    assert not any(case.reduction_code for case in shared.cases)


@pytest.mark.parametrize(
    ("amount", "rule", "code"),
    [("-1", None, "bad_budget"), ("1.005", None, "bad_budget"), ("NaN", None, "bad_budget"), ("1", "luck", "bad_rule")],
)
def test_a_pool_that_cannot_be_shared_is_refused(ctx: Context, amount: str, rule: str | None, code: str) -> None:
    with pytest.raises(UserError) as refusal:
        budget.allocate_pool(ctx, 2026, Decimal(amount), rule)
    assert refusal.value.code == code


def test_each_yuan_binds_the_pool_once(ctx: Context) -> None:
    """Of the eight amounts: paid less recovered, allocated not yet paid, approved not yet allocated, in process."""
    approve(ctx, 1000, allocated_amount_fen=90_000, paid_amount_fen=60_000, recovered_amount_fen=10_000)
    give(ctx, "2000", "premises_rent")
    row = budget.pool_of_year(ctx, 2026).row("premises_rent")
    assert [int(stage) for stage in row.stages] == [500, 300, 0, 0]
    assert (row.used, row.left) == (Decimal(800), Decimal(1200))


def test_a_measure_with_a_share_of_its_own_lacks_alone(ctx: Context) -> None:
    approve(ctx, 1000, 500)
    give(ctx, "1200", "premises_rent")
    give(ctx, "5000")
    pool = budget.pool_of_year(ctx, 2026)
    assert (pool.total, pool.undivided_left, pool.lack("premises_rent")) == (Decimal(6200), Decimal(5000), Decimal(300))
    shared = budget.try_allocation(ctx, 2026, "premises_rent")
    assert (whole_yuan(shared), shared.budget, shared.is_trial) == ([800, 400], Decimal(1200), False)


def test_open_cases_make_a_share_a_trial(assessed_ctx: Context) -> None:
    give(assessed_ctx, "20000")
    shared = budget.try_allocation(assessed_ctx, 2026, None)
    awards = {r.case_no: r.award_amount for r in assessments.load_assessments(assessed_ctx, 2026) if r.award_amount}
    assert {case.case_no: case.approved_amount for case in shared.cases} == awards
    assert shared.is_trial
    assert shared.is_short
    assert shared.allocated + shared.residual == 20000
    assert budget.allocate_pool(assessed_ctx, 2026).cases == ()


def test_a_transfer_moves_money_under_one_document(ctx: Context) -> None:
    give(ctx, "1000", "customs_agency_fee")
    budget.transfer(
        ctx, 2026, "customs_agency_fee", "premises_rent", Decimal("400"), document_no="朝商〔2026〕9号", decided_on=DAY
    )
    pool = budget.pool_of_year(ctx, 2026)
    assert [pool.row("customs_agency_fee").pool, pool.row("premises_rent").pool, pool.total] == [600, 400, 1000]
    assert pool.documents == (DOCUMENT, "朝商〔2026〕9号")


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"amount": Decimal("0")}, "bad_amount"),
        ({"amount": Decimal("0.005")}, "bad_amount"),
        ({"amount": Decimal("Infinity")}, "bad_amount"),
        ({"amount": Decimal("1e11")}, "bad_amount"),
        ({"document_no": " "}, "no_document"),
        ({"decided_on": date(2026, 11, 23)}, "bad_date"),
        ({"measure_id": "m6"}, "unknown_measure"),
        ({"year": 2025}, "bad_year"),
        ({"amount": Decimal("-1")}, "pool_below_zero"),
    ],
)
def test_a_bad_entry_saves_nothing(ctx: Context, changes: dict[str, object], code: str) -> None:
    values = {"year": 2026, "measure_id": None, "amount": Decimal("1"), "document_no": DOCUMENT, "decided_on": DAY}
    with pytest.raises(UserError) as refusal:
        budget.add_entry(ctx, **(values | changes))  # type: ignore[arg-type]
    assert refusal.value.code == code
    assert budget.pool_of_year(ctx, 2026).entries == ()


def test_money_that_is_allocated_cannot_be_taken_out(ctx: Context) -> None:
    approve(ctx, 800, allocated_amount_fen=80_000)
    give(ctx, "1000", "premises_rent")
    with pytest.raises(UserError, match="少于已安排"):
        give(ctx, "-300", "premises_rent")
    give(ctx, "-200", "premises_rent")
    with pytest.raises(UserError, match="同一项"):
        budget.transfer(ctx, 2026, None, None, Decimal(1), document_no=DOCUMENT, decided_on=DAY)


def test_without_a_pool_or_a_right_it_is_said(ctx: Context) -> None:
    with pytest.raises(UserError) as refusal:
        budget.try_allocation(ctx, 2026, None)
    assert refusal.value.code == "no_pool"
    auditor = replace(ctx, actor=Actor(9, "审计", "", frozenset({"auditor"})))
    with pytest.raises(UserError) as refusal:
        give(auditor, "1")
    assert refusal.value.code == "no_right"


def test_the_command_line_shares_the_stored_pool_of_a_measure(
    ctx: Context, capsys: pytest.CaptureFixture[str], monkeypatch: pytest.MonkeyPatch
) -> None:
    approve(ctx, 1000, 500)
    give(ctx, "1200", "premises_rent")
    monkeypatch.setenv("CBEC_PASSWORD", PASSWORD)
    options = ["--data", str(ctx.paths.folder), "--user", "测试", "--json", "allocate", "--year", "2026"]
    assert main([*options, "--measure", "4"]) == 0
    said = json.loads(capsys.readouterr().out)
    assert [(case["allocated_amount"], case["reduction"], case["reduction_code"]) for case in said["cases"]] == [
        ("800.00", "200.00", "J08"), ("400.00", "100.00", "J08"),
    ]  # fmt: skip
    assert said["residual"] == "0.00"


def test_the_store_refuses_an_entry_without_document(ctx: Context) -> None:
    import sqlite3

    with closing(sqlite3.connect(ctx.paths.store)) as raw, pytest.raises(sqlite3.IntegrityError):
        raw.execute(
            "INSERT INTO budget_pool (award_year, amount_fen, document_no, decided_on, recorded_at, recorded_by)"
            " VALUES (2026, 1, '', '', '', '')"
        )
