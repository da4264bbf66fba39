"""Other public support under every overlap rule: of the case, of one cost line, applied only, and not related."""

from __future__ import annotations

from collections.abc import Collection
from dataclasses import replace
from decimal import Decimal
from typing import Any

import pytest

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ApplicationFacts, OtherSupport, ParameterSetRecord, TradeFigure
from cbec_desktop.domain.statuses import AssessmentStatus
from tests.awards.test_evidence import NUMBER, cases_of, fee

PLATFORM = {"roles": ["平台"]}


def reckon(case: ApplicationFacts, voids: Collection[str] = (), **values: str) -> Assessment:
    trade = (TradeFigure("2026-01", case.enterprise.credit_code, "9710", Decimal(10**6), Decimal(0), "海关"),)
    chosen = {**default_values(2026), **{name.replace("__", "."): value for name, value in values.items()}}
    parameters = build_set(ParameterSetRecord("试", 2026, 1, "trial", chosen))
    return assess_all([case], AssessmentContext(trade=trade, void_invoices=frozenset(voids)), parameters)[0]


def supported(case: ApplicationFacts, **more: Any) -> ApplicationFacts:
    item = {"level": "省", "project": "外贸资金", "state": "received", "amount": Decimal(8000), **more}
    return replace(case, other_supports=(OtherSupport(**item),))


def entry_fee() -> ApplicationFacts:
    """一张年费发票 10,000，按 30% 得 3,000。"""
    return cases_of({"fees": [fee()]})[0]


def service() -> ApplicationFacts:
    """平台服务费 20,000（两张各 10,000），按 50% 得 10,000。"""
    costs = [fee(category="孵化服务"), fee(category="孵化服务", invoice="26210000000000000002")]
    return cases_of({"fees": costs, "enterprise": PLATFORM}, measure="service_platform")[0]


@pytest.mark.parametrize(
    ("reading", "award"),
    [("up_to_cost", 2000), ("stack", 3000), ("exclude", 0), ("same_lines", 600), ("highest_only", 0)],
)
def test_measure_three_with_support_of_its_case(reading: str, award: int) -> None:
    """费用 10,000、已获 8,000：不超过费用 2,000；同一费用 (10,000−8,000)×30%=600；就高补差 3,000−8,000→0。"""
    assert reckon(supported(entry_fee()), dup__m3_5=reading).award_amount == award


@pytest.mark.parametrize(
    ("reading", "award"),
    [("up_to_cost", 2000), ("stack", 3000), ("exclude", 0), ("same_lines", 600), ("highest_only", 0)],
)
def test_measure_three_with_support_of_one_line(reading: str, award: int) -> None:
    case = supported(entry_fee(), cost_key=NUMBER)
    assert reckon(case, dup__m3_5=reading).award_amount == award


def test_a_fee_that_was_supported_takes_nothing_from_the_others() -> None:
    """就高补差：甲费 10,000 已获 8,000，不补；乙费 10,000 未获支持，照补 3,000。甲票作废后仍是 3,000，不会更多。"""
    costs = [fee(), fee(invoice="26210000000000000002", service="乙站")]
    case = supported(cases_of({"fees": costs})[0], cost_key=NUMBER)
    result = reckon(case, dup__m3_5="highest_only")
    assert result.award_amount == 3000
    assert [line.award for line in result.lines] == [0, 3000]
    assert reckon(case, {NUMBER}, dup__m3_5="highest_only").award_amount == 3000


@pytest.mark.parametrize(
    ("reading", "award"), [("same_lines", 6000), ("stack", 10000), ("exclude", 0), ("highest_only", 2000)]
)
def test_measure_two_with_support_of_one_line(reading: str, award: int) -> None:
    """剔除第一张的 8,000：(20,000−8,000)×50%=6,000；就高补差 10,000−8,000=2,000。"""
    result = reckon(supported(service(), cost_key=NUMBER), dup__m2=reading)
    assert result.award_amount == award


def test_the_same_money_in_the_workbook_and_in_the_register_counts_once() -> None:
    case = service()
    line = replace(case.expense_lines[0], other_support_amount=Decimal(5000))
    case = replace(case, expense_lines=(line, case.expense_lines[1]))
    assert reckon(case).award_amount == 7500
    assert reckon(supported(case, cost_key=NUMBER)).award_amount == 6000
    assert reckon(supported(case, cost_key=NUMBER, amount=Decimal(3000))).award_amount == 7500


@pytest.mark.parametrize(("pending", "award"), [("no", 3000), ("yes", 2000)])
def test_what_was_only_applied_for_counts_where_the_set_says_so(pending: str, award: int) -> None:
    for key in (None, NUMBER):
        case = supported(entry_fee(), state="applied", cost_key=key)
        result = reckon(case, dup__count_pending=pending)
        assert result.award_amount == award, key
        told = [item for item in result.findings if item.code == "R28" and "尚未批准" in item.message]
        assert bool(told) == (pending == "no")


@pytest.mark.parametrize(
    ("level", "reading", "award"),
    [("市", "provincial", 10000), ("市", "any", 6000), ("省", "provincial", 6000)],
)
def test_the_level_decides_for_measure_two(level: str, reading: str, award: int) -> None:
    case = supported(service(), level=level, cost_key=NUMBER)
    assert reckon(case, dup__level=reading).award_amount == award


def test_an_honour_without_its_measure_is_told_and_not_counted() -> None:
    result = reckon(supported(service(), project="省级示范平台", is_related=False))
    assert result.award_amount == 10000
    finding = next(item for item in result.findings if item.code == "R28")
    assert (finding.level.value, "省级示范平台" in finding.message) == ("warning", True)


def test_support_whose_line_is_not_in_the_case_stays_with_the_case() -> None:
    """凭据号不在本件：按整件处理，不悄悄丢掉。"""
    assert reckon(supported(entry_fee(), cost_key="26219999999999999999")).award_amount == 2000


def test_money_for_the_whole_case_in_the_register_is_not_paid_again_by_measure_two() -> None:
    """登记省级 8,000 元支持整件，没有一行写明：同一笔费用剔除不了，待定；市级的按本年口径不影响。"""
    result = reckon(supported(service()))
    assert result.status is AssessmentStatus.UNDETERMINED
    assert "E07" in {finding.code for finding in result.findings}
    assert reckon(supported(service(), level="市")).award_amount == 10000


def declared(case: ApplicationFacts, amount: int) -> ApplicationFacts:
    """省级以上支持金额 in the workbook's own column."""
    return replace(case, has_provincial_support=True, provincial_support_amount=Decimal(amount))


@pytest.mark.parametrize(("reading", "award"), [("up_to_cost", 5000), ("same_lines", 3600), ("highest_only", 3000)])
def test_a_sum_of_the_case_that_its_fees_name_is_taken_off_once(reading: str, award: int) -> None:
    """甲费已获 8,000，申报表合计栏也填 8,000：甲 2,000、600、0，乙照补 3,000；合计栏不再扣一次。"""
    costs = [fee(), fee(invoice="26210000000000000002", service="乙站")]
    case = declared(supported(cases_of({"fees": costs})[0], cost_key=NUMBER), 8000)
    assert reckon(case, dup__m3_5=reading).award_amount == award


@pytest.mark.parametrize(("reading", "award"), [("same_lines", 3000), ("highest_only", 1000)])
def test_what_no_fee_names_is_taken_off_the_whole_case(reading: str, award: int) -> None:
    """合计栏 10,000，其中甲费 8,000：余下 2,000 属整件，3,600 × 10,000 ÷ 12,000；就高 3,000 − 2,000。"""
    costs = [fee(), fee(invoice="26210000000000000002", service="乙站")]
    case = declared(supported(cases_of({"fees": costs})[0], cost_key=NUMBER), 10000)
    assert reckon(case, dup__m3_5=reading).award_amount == award


def test_all_public_money_together_stays_within_the_cost() -> None:
    """费用 20,000：甲费已获 8,000，另登记整件 9,000；各级合计不超过费用，只余 3,000（逐笔算是 5,000）。"""
    costs = [fee(), fee(invoice="26210000000000000002", service="乙站")]
    case = supported(cases_of({"fees": costs})[0], cost_key=NUMBER)
    whole = OtherSupport("市", "外贸资金", "received", Decimal(9000))
    assert reckon(replace(case, other_supports=(*case.other_supports, whole))).award_amount == 3000


def test_measure_two_tops_up_by_the_larger_of_both_sums() -> None:
    """就高补差：合计栏 3,000，逐行 8,000，按 8,000：10,000 − 8,000 = 2,000。"""
    case = declared(supported(service(), cost_key=NUMBER), 3000)
    assert reckon(case, dup__m2="highest_only").award_amount == 2000


def test_a_tax_that_decides_nothing_may_be_missing() -> None:
    """按不含税：第二张发票没有税额即待定；这张发票作废后不计，第一张照算。"""
    costs = [fee(), fee(invoice="26210000000000000002", service="乙站")]
    case = cases_of({"fees": costs})[0]
    first = replace(case.expense_lines[0], tax_amount=Decimal(0))
    case = replace(case, expense_lines=(first, replace(case.expense_lines[1], tax_amount=None)))
    assert reckon(case, amount_basis="excl_tax").status is AssessmentStatus.UNDETERMINED
    assert reckon(case, {"26210000000000000002"}, amount_basis="excl_tax").award_amount == 3000
