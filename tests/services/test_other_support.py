"""Other support and honours: entered with sentences at the field, counted at the next assessment, taken back."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments, other_support
from cbec_desktop.services.context import Context
from cbec_desktop.services.other_support import HonourEntry, SupportEntry
from tests.services.workbooks import application, figure, firm, invoice, rows_of, take_in, tenant, workbook

INVOICE = "26215605208800000242"
CASE = "CYKJ-2026-M3-211302-0001"
SUPPORT = SupportEntry("省", "外贸发展资金", "received", Decimal("25000.00"), 2026, case_no=CASE)
HONOUR = HonourEntry(
    "示范园区", "省级示范园区", "省", date(2025, 6, 1), "辽商电〔2025〕18号", Decimal(500_000), "park_award"
)


@pytest.fixture
def filed(ctx: Context) -> Context:
    """One firm with an annual fee of 29,800 (8,940) and a park assessed at 900,000."""
    take_in(
        ctx,
        workbook("W1", {"企业名录": [firm(roles=("卖家", "园区运营主体"))]}),
        workbook("W3", {"进出口月报": [figure()]}),
        workbook(
            "W2",
            {
                "申报汇总": [
                    application(),
                    application(
                        "ST-002",
                        measure="park_award",
                        assessed_amount=Decimal(900_000),
                        assessment_document_no="朝商会〔2026〕3号",
                    ),
                ],
                "费用明细": [invoice()],
                "园区实绩": [tenant("ST-002")],
            },
        ),
    )
    return ctx


def awards(ctx: Context) -> list[int]:
    return [int(result.award_amount) for result in assessments.assess_year(ctx, 2026, None, None, JobContext())]


def test_support_of_a_case_keeps_all_support_within_the_cost(filed: Context) -> None:
    """29,800 − 25,000 = 4,800；作废后又是 8,940。"""
    assert awards(filed) == [8_940, 900_000]
    record_id = other_support.add_support(filed, 1, SUPPORT)
    assert awards(filed) == [4_800, 900_000]
    with pytest.raises(UserError, match="原因"):
        other_support.void_support(filed, record_id, 1, "")
    other_support.void_support(filed, record_id, 1, "重复登记")
    assert awards(filed) == [8_940, 900_000]
    assert other_support.read_supports(filed, 1).supports[0].void_reason == "重复登记"


def test_support_of_one_line_is_found_by_its_number(filed: Context) -> None:
    other_support.add_support(filed, 1, replace(SUPPORT, cost_key=INVOICE, amount=Decimal(28_000)))
    assert awards(filed) == [1_800, 900_000]
    result = assessments.load_assessment(filed, CASE)
    assert result is not None
    assert result.lines[0].unit_limit_bit


def test_support_that_is_for_no_case_is_told_and_not_counted(filed: Context) -> None:
    other_support.add_support(filed, 1, replace(SUPPORT, case_no=""))
    assert awards(filed) == [8_940, 900_000]
    park = assessments.load_assessment(filed, "CYKJ-2026-M1-211302-0001")
    assert park is not None
    assert any(item.code == "R28" and "外贸发展资金" in item.message for item in park.findings)


def test_an_honour_with_money_for_the_park_bars_a_second_award(filed: Context) -> None:
    """2025 年已得省级示范园区 50 万：M1 为 0（R28）；M3 不受影响；作废后恢复。"""
    record_id = other_support.add_honour(filed, 1, HONOUR)
    assert awards(filed) == [8_940, 0]
    park = assessments.load_assessment(filed, "CYKJ-2026-M1-211302-0001")
    assert park is not None
    assert any(item.code == "R28" and item.level.value == "error" for item in park.findings)
    line = other_support.read_supports(filed, 1).honours[0]
    assert (line.counts, line.is_provincial, line.amount) == (True, True, Decimal("500000.00"))
    other_support.void_honour(filed, record_id, 1, "不是本园区")
    assert awards(filed) == [8_940, 900_000]


@pytest.mark.parametrize("change", [{"amount": Decimal(0)}, {"measure_id": ""}, {"level": "市"}])
def test_an_honour_without_money_measure_or_level_does_not_bar(filed: Context, change: dict[str, Any]) -> None:
    other_support.add_honour(filed, 1, replace(HONOUR, **change))
    assert awards(filed) == [8_940, 900_000]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"level": "乡"}, "bad_level"),
        ({"project": " "}, "no_project"),
        ({"state": ""}, "bad_state"),
        ({"amount": None}, "no_amount"),
        ({"amount": Decimal("0.005")}, "half_fen"),
        ({"amount": Decimal(-1)}, "bad_amount"),
        ({"support_year": 206}, "bad_year"),
        ({"case_no": "CYKJ-2026-M3-211302-0009"}, "unknown_case"),
        ({"cost_key": "26219999999999999999"}, "unknown_evidence"),
        ({"cost_key": INVOICE, "case_no": ""}, "no_case"),
    ],
)
def test_a_bad_support_is_refused_and_nothing_is_saved(filed: Context, change: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        other_support.add_support(filed, 1, replace(SUPPORT, **change))
    assert refusal.value.code == code
    assert rows_of(filed, "other_support") == []


@pytest.mark.parametrize(
    ("change", "code"),
    [
        ({"kind": ""}, "bad_kind"),
        ({"title": ""}, "no_title"),
        ({"level": ""}, "bad_level"),
        ({"awarded_on": None}, "no_date"),
        ({"awarded_on": date(2026, 11, 23)}, "future_date"),
        ({"measure_id": "M1"}, "bad_measure"),
        ({"amount": Decimal("1.001")}, "half_fen"),
    ],
)
def test_a_bad_honour_is_refused_and_nothing_is_saved(filed: Context, change: dict[str, Any], code: str) -> None:
    with pytest.raises(UserError) as refusal:
        other_support.add_honour(filed, 1, replace(HONOUR, **change))
    assert refusal.value.code == code
    assert rows_of(filed, "honour") == []


def test_what_comes_from_the_workbook_is_changed_there(ctx: Context) -> None:
    take_in(
        ctx,
        workbook(
            "W2",
            {
                "申报汇总": [
                    application(
                        has_provincial_support=True,
                        provincial_support_amount=Decimal(100),
                        provincial_support_project="省级示范",
                    )
                ],
                "费用明细": [invoice()],
            },
        ),
    )
    line = other_support.read_supports(ctx, 1).supports[0]
    assert line.is_from_workbook
    with pytest.raises(UserError, match="来自申报表"):
        other_support.void_support(ctx, line.record_id, line.row_version, "不对")


def test_the_right_to_edit_is_needed(filed: Context) -> None:
    assert filed.actor is not None
    reader = filed.acting(replace(filed.actor, roles=frozenset({"auditor"})))
    for call in (
        lambda: other_support.add_support(reader, 1, SUPPORT),
        lambda: other_support.add_honour(reader, 1, HONOUR),
    ):
        with pytest.raises(UserError) as refusal:
            call()
        assert refusal.value.code == "no_right"
