"""Evidence pays once: across lines, applications, firms and measures; only lines that stand compete."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.examples import Example, build_case
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord, TradeFigure

OTHER = {"credit_code": "91211321MA0TEPT10U", "name": "另一家有限公司"}
NUMBER = "26210000000000000001"


def cases_of(*facts: dict[str, Any], measure: str = "platform_entry_fee") -> list[ApplicationFacts]:
    example = Example("凭据", "", measure, facts, ())
    return [build_case(item, example, order) for order, item in enumerate(facts, start=1)]


def assess(cases: list[ApplicationFacts], **context: Any) -> list[Assessment]:
    firms = {case.enterprise.credit_code for case in cases}
    trade = tuple(TradeFigure("2026-01", firm, "9710", Decimal(10**6), Decimal(0), "海关") for firm in firms)
    parameters = build_set(ParameterSetRecord("试", 2026, 1, "trial", default_values(2026)))
    return assess_all(cases, AssessmentContext(trade=trade, **context), parameters)


def awards(cases: list[ApplicationFacts], **context: Any) -> list[int]:
    return [int(result.award_amount) for result in assess(cases, **context)]


def codes(result: Assessment) -> set[str]:
    return {finding.code for finding in result.findings if finding.level.value in ("error", "warning")}


def fee(**more: Any) -> dict[str, Any]:
    return {"amount": "10000", "invoice": NUMBER} | more


def test_the_later_line_counts_for_the_remainder() -> None:
    cases = cases_of(
        {"fees": [fee(claimed="7000", paid="7000")]}, {"fees": [fee(claimed="6000", paid="6000", service="乙站")]}
    )
    first, second = assess(cases)
    assert (first.eligible_cost, second.eligible_cost) == (Decimal("7000.00"), Decimal("3000.00"))
    cut = next(finding for finding in second.findings if finding.code == "R11")
    assert cut.amount_out == Decimal("3000.00")
    assert "例1" in cut.message


def test_an_invoice_of_another_firm_does_not_count() -> None:
    cases = cases_of({"fees": [fee(claimed="1000", paid="1000")]}, {"fees": [fee()], "enterprise": OTHER})
    results = assess(cases)
    assert [int(result.award_amount) for result in results] == [300, 0]
    assert codes(results[1]) == {"R11"}


def test_a_line_dropped_for_its_own_error_uses_nothing() -> None:
    """The first firm paid in cash, so the invoice is free for the second."""
    cases = cases_of({"fees": [fee(method="现金")]}, {"fees": [fee()], "enterprise": OTHER})
    assert awards(cases) == [0, 3000]


def test_an_ineligible_application_uses_nothing() -> None:
    sole_trader = {"credit_code": "92211302MA0TEPT108", "name": "示例经营部"}
    cases = cases_of({"fees": [fee()], "enterprise": sole_trader}, {"fees": [fee()], "enterprise": OTHER})
    assert awards(cases) == [0, 3000]


def test_earlier_intake_wins_and_a_granted_case_wins_over_both() -> None:
    cases = cases_of({"fees": [fee()]}, {"fees": [fee(service="乙站")]})
    assert awards(cases) == [3000, 0]
    granted = [cases[0], replace(cases[1], decided_amount=Decimal(3000))]
    assert awards(granted) == [0, 3000]


def test_the_same_item_twice_in_one_application_counts_once() -> None:
    (result,) = assess(cases_of({"fees": [fee(claimed="4000", paid="4000"), fee(claimed="4000", paid="4000")]}))
    assert result.eligible_cost == Decimal("4000.00")
    assert "E06" in codes(result)


def test_two_items_of_one_invoice_in_one_application_both_count() -> None:
    lines = [fee(claimed="4000", paid="4000"), fee(claimed="6000", paid="6000", category="会员费")]
    (result,) = assess(cases_of({"fees": lines}))
    assert result.eligible_cost == Decimal("10000.00")
    assert codes(result) == set()


def test_a_red_letter_invoice_takes_its_amount_back() -> None:
    assert awards(cases_of({"fees": [fee()]}), red_letters={NUMBER: Decimal(4000)}) == [1800]


def test_an_old_invoice_number_needs_its_code_to_be_the_same() -> None:
    cases = cases_of({"fees": [fee(invoice="12345678")]}, {"fees": [fee(invoice="12345678")], "enterprise": OTHER})
    coded = [
        replace(case, expense_lines=(replace(case.expense_lines[0], invoice_code=code),))
        for case, code in zip(cases, ("2102031130", "2102031131"), strict=True)
    ]
    assert awards(cases) == [3000, 0]
    assert awards(coded) == [3000, 3000]


def test_a_declaration_used_by_another_application_does_not_count() -> None:
    facts = {"declarations": [{"fee": "200", "number": "080020260123456789"}]}
    results = assess(cases_of(facts, facts, measure="customs_agency_fee"))
    assert [int(result.award_amount) for result in results] == [100, 0]
    assert codes(results[1]) == {"R18"}


def test_a_refused_declaration_leaves_its_invoice_free() -> None:
    shared = "26219999999999999999"
    first = {"declarations": [{"fee": "200", "number": "080020260123456789"}]}
    again = {"declarations": [{"fee": "200", "number": "080020260123456789", "invoice": shared}]}
    last = {"declarations": [{"fee": "300", "number": "080020260123456780", "invoice": shared}], "enterprise": OTHER}
    assert awards(cases_of(first, again, last, measure="customs_agency_fee")) == [100, 0, 150]


def test_shares_of_a_fee_invoice_stay_within_it() -> None:
    lines = [{"fee": "300", "invoice": NUMBER, "invoice_total": "500"} for _ in range(2)]
    (result,) = assess(cases_of({"declarations": lines}, measure="customs_agency_fee"))
    assert result.eligible_cost == Decimal("500.00")
    assert {"R11", "R20"} <= codes(result)


def test_the_same_rent_period_in_a_second_application_does_not_count() -> None:
    facts = {"leases": [{"area": "1000", "rent": "12000", "contract": "甲"}]}
    cases = cases_of(facts, facts, measure="premises_rent")
    same = [
        replace(
            case, leases=(replace(case.leases[0], invoices=(replace(case.leases[0].invoices[0], invoice_no=NUMBER),)),)
        )
        for case in cases
    ]
    assert awards(same) == [6000, 0]


def test_affiliates_share_one_cap() -> None:
    facts = ({"fees": [{"amount": "150000"}]}, {"fees": [{"amount": "150000"}], "enterprise": OTHER})
    cases = cases_of(*facts)
    assert awards(cases) == [45000, 45000]
    assert awards(cases, affiliates={OTHER["credit_code"]: cases[0].enterprise.credit_code}) == [45000, 5000]
