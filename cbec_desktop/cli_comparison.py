"""What `compare` and `allocate` print: the JSON of the contract, and the same as Chinese lines."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.budget_records import Allocation
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan, plain_yuan
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.services.assessments import Comparison


def _signed(amount: Decimal) -> str:
    """Yuan with two decimals; the sign is cut off before flooring, so that −0.10 stays −0.10."""
    return ("-" if amount < 0 else "") + plain_yuan(abs(amount))


def _sums(left: Decimal, right: Decimal) -> dict[str, str]:
    return {"left": plain_yuan(left), "right": plain_yuan(right), "difference": _signed(right - left)}


def comparison_document(comparison: Comparison) -> dict[str, Any]:
    cases = [
        {
            "case_no": case.case_no,
            "enterprise": case.enterprise,
            "county": case.county_code,
            "measure": MEASURE_NUMBERS.get(case.measure_id, case.measure_id),
            **_sums(case.left, case.right),
            "binding_limits": list(case.limits),
            "decided": case.is_decided,
        }
        for case in comparison.cases
    ]
    return {
        "year": comparison.year,
        "left": comparison.left,
        "right": comparison.right,
        "cases": cases,
        "by_county": {code: _sums(*pair) for code, pair in comparison.sums("county_code").items()},
        "by_measure": {
            str(MEASURE_NUMBERS.get(measure, measure)): _sums(*pair)
            for measure, pair in comparison.sums("measure_id").items()
        },
        "total": _sums(*comparison.total),
    }


def comparison_sentences(comparison: Comparison) -> Iterable[str]:
    changed = [case for case in comparison.cases if case.difference]
    yield f"{comparison.year} 年度 {len(comparison.cases)} 件：{comparison.left} 与 {comparison.right}"
    for case in sorted(changed, key=lambda item: -abs(item.difference)):
        amounts = f"{format_yuan(case.left)} → {format_yuan(case.right)}（{_signed(case.difference)}）"
        yield f"  {case.case_no} {case.enterprise}：{amounts}"
    for name, words, key in (("按措施", MEASURE_SHORT, "measure_id"), ("按县区", COUNTY_SHORT, "county_code")):
        parts = [f"{words.get(k, k)} {_signed(right - left)}" for k, (left, right) in comparison.sums(key).items()]
        yield f"{name}相差（元）：" + "，".join(parts)
    left, right = comparison.total
    sums = f"{format_yuan(left)} → {format_yuan(right)} 元，相差 {_signed(right - left)} 元"
    yield f"不同的 {len(changed)} 件。合计 {sums}。"


def allocation_document(allocation: Allocation) -> dict[str, Any]:
    return {
        "year": allocation.year,
        "budget": plain_yuan(allocation.budget),
        "rule": allocation.rule,
        "cases": [
            {
                "case_no": case.case_no,
                "approved_amount": plain_yuan(case.approved_amount),
                "allocated_amount": plain_yuan(case.allocated_amount),
                "reduction": plain_yuan(case.reduction),
                "reduction_code": case.reduction_code,
                "expression": case.expression,
            }
            for case in allocation.cases
        ],
        "residual": plain_yuan(allocation.residual),
    }


def allocation_sentences(allocation: Allocation) -> Iterable[str]:
    if not allocation.cases:
        yield f"{allocation.year} 年度还没有已批复的申报，没有可分配的。"
    for case in allocation.cases:
        amounts = f"批复 {format_yuan(case.approved_amount)}，安排 {format_yuan(case.allocated_amount)}"
        cut = f"，压减 {format_yuan(case.reduction)}（{case.reduction_code}）" if case.reduction else ""
        yield f"{case.case_no}：{amounts}{cut}（{case.expression}）"
    yield f"资金池 {format_yuan(allocation.budget)} 元，余 {format_yuan(allocation.residual)} 元。"
