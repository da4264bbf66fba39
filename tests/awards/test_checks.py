"""Checks: what each one says, its level, and that missing data are 未检查 and never passed."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from decimal import Decimal
from typing import Any

import pytest

from cbec_desktop.awards.checks import CHECKS
from cbec_desktop.domain.records import CustomsListEntry, EnterpriseFacts, ServiceEventLine, TradeFigure
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel
from tests.awards.made_cases import AGENT, FEE, PARK, PLATFORM, RENT, assess, case_of, firm, found, level

NUMBER = "080020260123456789"


ENTRY = {"fees": [{"amount": "10000"}]}


def test_the_catalogue_holds_every_code_once() -> None:
    codes = [check.code for check in CHECKS]
    assert codes == [f"R{number:02d}" for number in range(1, 39)] + [f"E0{number}" for number in range(1, 8)]


@pytest.mark.parametrize(
    ("changes", "code", "wanted"),
    [
        ({"credit_code": "91211302MA0TEPT10C"}, "R01", FindingLevel.ERROR),
        ({"name": "朝阳示例"}, "R02", FindingLevel.WARNING),
        ({"credit_code": "92211302MA0TEPT108"}, "R03", FindingLevel.ERROR),
        ({"county_code": "210102"}, "R04", FindingLevel.ERROR),
        ({"credit_checked_on": None}, "R05", FindingLevel.ERROR),
        ({"credit_status": "失信"}, "E02", FindingLevel.ERROR),
        ({"credit_status": "异常"}, "E02", FindingLevel.WARNING),
    ],
)
def test_the_applicant(changes: dict[str, Any], code: str, wanted: FindingLevel) -> None:
    result = assess(firm(case_of(FEE, **ENTRY), **changes))
    assert wanted in {finding.level for finding in found(result, code)}


def test_a_sound_applicant_has_no_error_and_no_warning() -> None:
    levels = {finding.level for finding in assess(case_of(FEE, **ENTRY)).findings}
    assert levels <= {FindingLevel.NOTE, FindingLevel.NOT_CHECKED}


def test_a_credit_check_counts_thirty_days_before_acceptance() -> None:
    case = replace(case_of(FEE, **ENTRY), accepted_on=date(2026, 12, 1))
    assert found(assess(firm(case, credit_checked_on=date(2026, 11, 1))), "R05") == []
    assert level(assess(firm(case, credit_checked_on=date(2026, 10, 31))), "R05") is FindingLevel.ERROR
    assert level(assess(case_of(FEE, **ENTRY)), "R05") is FindingLevel.NOT_CHECKED


def test_a_missing_undertaking_blocks_and_leaves_the_amount() -> None:
    result = assess(replace(case_of(FEE, **ENTRY), has_undertaking=False))
    assert level(result, "E05") is FindingLevel.ERROR
    assert result.award_amount == 3000


def test_two_firms_with_one_telephone_are_told_masked() -> None:
    case = firm(case_of(FEE, **ENTRY), contact_mobile="13800001234")
    twin = firm(
        replace(case, application_id=2, intake_order=2), credit_code="91211303MA0TEPT10R", name="另一家有限公司"
    )
    (finding,) = found(assess(case, twin), "R09")
    assert "另一家有限公司" in finding.message
    assert "13800001234" not in f"{finding.message}{finding.value}"


def test_no_trade_is_zero_and_enterprise_figures_do_not_help() -> None:
    case = case_of(FEE, **ENTRY)
    own = TradeFigure("2026-01", case.enterprise.credit_code, "9710", Decimal(10**6), Decimal(0), "企业")
    result = assess(case, trade=(own,))
    assert (result.award_amount, result.status, result.eligible_cost) == (0, AssessmentStatus.ZERO, None)
    assert level(result, "E01") is FindingLevel.ERROR


def test_own_declarations_are_trade_performance_too() -> None:
    case = case_of(FEE, **ENTRY)
    declared = replace(case_of(AGENT, declarations=[{"fee": "200"}]), application_id=2, intake_order=2)
    assert assess(case, declared, trade=()).award_amount == 3000


def test_missing_facts_are_undetermined_not_zero() -> None:
    park = case_of(PARK, tenants=[{"value": "1000"}])
    result = assess(park)
    assert (result.status, result.award_amount) == (AssessmentStatus.UNDETERMINED, 0)
    assert "评定金额和评定依据文号" in found(result, "E07")[0].message
    platform = case_of(PLATFORM, provincial_support=True, fees=[{"amount": "1000"}])
    assert assess(platform).status is AssessmentStatus.UNDETERMINED
    pending = firm(case_of(PLATFORM, fees=[{"amount": "1000"}]), roles=frozenset(), is_pending_registration=True)
    assert assess(pending).status is AssessmentStatus.UNDETERMINED


def test_a_park_without_trade_is_zero_even_when_the_sum_is_missing() -> None:
    result = assess(case_of(PARK, tenants=[{"value": "1000", "mode": "0110"}]))
    assert result.status is AssessmentStatus.ZERO


def test_the_role_is_demanded() -> None:
    platform = firm(case_of(PLATFORM, fees=[{"amount": "1000"}]), roles=frozenset({"卖家"}))
    assert level(assess(platform), "E03") is FindingLevel.ERROR


def test_currency_lines() -> None:
    good = {"amount": "3418.38", "currency": "USD", "foreign": "479.88", "rate": "7.1234"}
    assert assess(case_of(FEE, fees=[good])).award_amount == 1025
    for wrong in ({"rate": None}, {"rate": "7.1235"}, {"foreign": None}):
        assert found(assess(case_of(FEE, fees=[good | wrong])), "R15")[0].amount_out == Decimal("3418.38")


def test_paid_late_counts_nothing() -> None:
    assert assess(case_of(FEE, fees=[{"amount": "10000", "paid_on": "2027-03-31"}])).award_amount == 3000
    late = assess(case_of(FEE, fees=[{"amount": "10000", "paid_on": "2027-04-01"}]))
    assert (late.award_amount, level(late, "R13")) == (0, FindingLevel.WARNING)


def test_several_errors_of_one_line_are_all_told_and_counted_once() -> None:
    result = assess(case_of(FEE, fees=[{"amount": "10000", "method": "现金", "buyer": "别家", "category": "佣金"}]))
    out = [finding.amount_out for finding in result.findings if finding.code in ("E04", "R12", "R14")]
    assert sorted(out, key=str) == [Decimal("10000.00"), None, None]
    assert all(finding.level is not FindingLevel.ERROR for finding in result.findings)


@pytest.mark.parametrize(
    ("line", "code", "wanted"),
    [
        ({"number": "0800202601234567"}, "R16", FindingLevel.ERROR),
        ({"number": "080020190123456789"}, "R16", FindingLevel.ERROR),
        ({"number": "080020261123456789"}, "R16", FindingLevel.WARNING),
        ({"number": "08002026I123456789", "direction": "进口"}, None, None),
        ({"fee": "2000.01"}, "R22", FindingLevel.WARNING),
    ],
)
def test_declarations(line: dict[str, Any], code: str | None, wanted: FindingLevel | None) -> None:
    result = assess(case_of(AGENT, declarations=[{"fee": "200"} | line]))
    told = [finding for finding in result.findings if finding.code in ("R16", "R22")]
    assert [(finding.code, finding.level) for finding in told] == ([(code, wanted)] if code else [])


def test_the_customs_list_is_compared_where_it_reaches() -> None:
    case = case_of(AGENT, declarations=[{"fee": "200", "number": NUMBER}])
    assert level(assess(case), "R19") is FindingLevel.NOT_CHECKED
    entry = CustomsListEntry(NUMBER, case.enterprise.credit_code, "9810", date(2026, 3, 1), Decimal(50000), "正常")
    assert found(assess(case, customs_list=(entry,)), "R19") == []
    for wrong in (
        {"status": "删单"},
        {"amount": Decimal(60000)},
        {"supervision_mode": "9710"},
        {"declaration_no": "X"},
    ):
        assert level(assess(case, customs_list=(replace(entry, **wrong),)), "R19") is FindingLevel.WARNING


def test_an_agent_with_the_same_legal_representative_is_told() -> None:
    case = firm(case_of(AGENT, declarations=[{"fee": "200"}]), legal_representative="张三")
    agent = EnterpriseFacts("91211303MA0TEPT10R", "示例报关有限公司", "211303", legal_representative="张三")
    result = assess(case, enterprises={agent.credit_code: agent})
    assert FindingLevel.WARNING in {finding.level for finding in found(result, "R21")}
    assert result.award_amount == 100


def test_what_a_workbook_does_not_say_is_not_checked() -> None:
    lease = assess(case_of(RENT, leases=[{"area": "200", "rent": "48000"}]))
    declared = assess(case_of(AGENT, declarations=[{"fee": "200"}]))
    for code in ("R11", "R14", "R23"):
        assert level(lease, code) is FindingLevel.NOT_CHECKED
    for code in ("R11", "R14", "R19", "R20"):
        assert level(declared, code) is FindingLevel.NOT_CHECKED


def test_a_lease_larger_than_its_certificate() -> None:
    result = assess(case_of(RENT, leases=[{"area": "200", "rent": "48000", "certificate": "150"}]))
    assert level(result, "R23") is FindingLevel.ERROR
    assert result.award_amount == 7500


def test_two_leases_of_one_place_at_one_time() -> None:
    case = case_of(RENT, leases=[{"area": "200", "rent": "48000", "location": "朝阳市示例街1号"}])
    other = firm(replace(case, application_id=2, case_no="例2", intake_order=2), credit_code="91211303MA0TEPT10R")
    other = replace(other, leases=(replace(other.leases[0], contract_no="乙"),))
    warned = [finding for finding in found(assess(case, other), "R23") if finding.level is FindingLevel.WARNING]
    assert "例2" in warned[0].message


def test_a_lessor_who_is_the_applicant() -> None:
    case = case_of(RENT, leases=[{"area": "200", "rent": "48000", "lessor": "朝阳示例有限公司"}])
    assert FindingLevel.WARNING in {finding.level for finding in found(assess(case), "R26")}
    denied = assess(case, values={"m4.related_party": "deny"})
    assert FindingLevel.ERROR in {finding.level for finding in found(denied, "R26")}


def test_an_event_without_a_sign_in_sheet_blocks_and_leaves_the_amount() -> None:
    event = ServiceEventLine(1, date(2026, 5, 1), "培训", "第一期", 50, 60, False)
    result = assess(replace(case_of(PLATFORM, fees=[{"amount": "1000"}]), service_events=(event,)))
    assert [finding.level for finding in found(result, "R29")] == [FindingLevel.ERROR, FindingLevel.ERROR]
    assert result.award_amount == 500


def test_a_tenant_the_customs_figures_do_not_know_is_a_warning() -> None:
    result = assess(case_of(PARK, assessed="1000", tenants=[{"value": "500"}]))
    assert level(result, "R31") is FindingLevel.WARNING
    assert result.award_amount == 1000


def test_a_difference_to_the_claim_is_a_note_and_no_limit() -> None:
    result = assess(replace(case_of(FEE, **ENTRY), claimed_amount=Decimal(10), county_reviewed_amount=Decimal(20)))
    assert result.award_amount == 3000
    assert [finding.level for finding in found(result, "R32")] == [FindingLevel.NOTE, FindingLevel.NOTE]
