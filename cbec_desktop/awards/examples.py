"""Worked examples (算例): short facts a clerk can read → whole applications → expected awards.

An example names only what matters; all else is a firm in good order whose papers are complete. The `examples.toml`
of each measure is its specification; the bureau's own examples take the same shape.
"""

from __future__ import annotations

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import (
    ApplicationFacts,
    CustomsDeclarationLine,
    EnterpriseFacts,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    OtherSupport,
    ParameterSetRecord,
    ParkPerformanceLine,
    TradeFigure,
)

Facts = Mapping[str, Any]
FIRM, AGENT = "91211302MA0TEPT10B", "91211303MA0TEPT10R"
ROLES = {"park_award": "园区运营主体", "service_platform": "平台"}


@dataclass(frozen=True, slots=True)
class Expectation:
    """What must come out under some values; `values` only names what differs from the defaults."""

    values: Mapping[str, str]
    award: Decimal
    eligible_cost: Decimal | None = None
    findings: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Example:
    """One worked case: facts of one or several applications, the last of which is looked at."""

    id: str
    title: str
    measure_id: str
    applications: tuple[Facts, ...]
    expectations: tuple[Expectation, ...]
    enterprise: Facts = field(default_factory=dict)


def load_examples(path: Path, measure_id: str) -> list[Example]:
    """The examples of one `examples.toml`."""
    entries = tomllib.loads(path.read_text(encoding="utf-8"))["example"]
    return [_example(entry, measure_id) for entry in entries]


def _example(entry: Facts, measure_id: str) -> Example:
    main = {key: value for key, value in entry.items() if key not in ("id", "title", "before", "enterprise", "expect")}
    return Example(
        id=entry["id"],
        title=entry["title"],
        measure_id=measure_id,
        applications=(*entry.get("before", ()), main),
        expectations=tuple(_expectation(item) for item in entry["expect"]),
        enterprise=entry.get("enterprise", {}),
    )


def _expectation(item: Facts) -> Expectation:
    cost = item.get("eligible_cost")
    return Expectation(
        values=item.get("values", {}),
        award=Decimal(item["award"]),
        eligible_cost=None if cost is None else Decimal(cost),
        findings=tuple(item.get("findings", ())),
    )


def run_example(example: Example, values: Mapping[str, str]) -> Assessment:
    """Assess the example under the default readings changed by `values`; returns the last application's result."""
    cases = [build_case(facts, example, order) for order, facts in enumerate(example.applications, start=1)]
    years = {case.award_year for case in cases}
    sets = {
        year: build_set(ParameterSetRecord("算例", year, 1, "trial", {**default_values(year), **values}))
        for year in years
    }
    trade = tuple(
        figure for facts, case in zip(example.applications, cases, strict=True) for figure in _trade(facts, case)
    )
    return assess_all(cases, AssessmentContext(trade=trade), sets)[-1]


def build_case(facts: Facts, example: Example, order: int) -> ApplicationFacts:
    """One application with everything the example leaves out filled in good order."""
    year = int(facts.get("year", 2026))
    measure_id = str(facts.get("measure", example.measure_id))
    case = ApplicationFacts(
        application_id=order,
        case_no=f"例{order}",
        reporting_unit="211302",
        reporting_no=f"例{order}",
        award_year=year,
        measure_id=measure_id,
        enterprise=_enterprise({**example.enterprise, **facts.get("enterprise", {})}, measure_id),
        county_code="211302",
        claimed_amount=_money(facts.get("claimed", "0")),
        intake_order=order,
        has_provincial_support=bool(facts.get("provincial_support")),
        provincial_support_amount=_optional(facts.get("provincial_support_amount")),
        assessed_amount=_optional(facts.get("assessed")),
        assessment_document_no=facts.get("document", "局党组会纪要〔2026〕1号") if facts.get("assessed") else None,
        decided_amount=_optional(facts.get("granted")),
    )
    return replace(case, **_evidence(facts, case))


def _evidence(facts: Facts, case: ApplicationFacts) -> dict[str, Any]:
    numbered = {
        name: list(enumerate(facts.get(name, ()), start=1)) for name in ("fees", "leases", "declarations", "tenants")
    }
    declarations = [line for at, item in numbered["declarations"] for line in _declarations(item, at, case)]
    return {
        "expense_lines": tuple(_expense(item, at, case) for at, item in numbered["fees"]),
        "leases": tuple(_lease(item, at, case) for at, item in numbered["leases"]),
        "customs_declarations": tuple(replace(line, row=at) for at, line in enumerate(declarations, start=1)),
        "park_performance": tuple(_tenant(item, at, facts, case) for at, item in numbered["tenants"]),
        "other_supports": tuple(
            OtherSupport(item["level"], item["project"], item.get("state", "received"), _optional(item.get("amount")))
            for item in facts.get("other_supports", ())
        ),
    }


def _enterprise(facts: Facts, measure_id: str) -> EnterpriseFacts:
    return EnterpriseFacts(
        credit_code=facts.get("credit_code", FIRM),
        name=facts.get("name", "朝阳示例有限公司"),
        county_code="211302",
        roles=frozenset(facts.get("roles", (ROLES.get(measure_id, "卖家"),))),
        credit_status=facts.get("credit_status", "正常"),
        credit_checked_on=date(2026, 11, 1),
    )


def _trade(facts: Facts, case: ApplicationFacts) -> tuple[TradeFigure, ...]:
    value = _money(facts.get("performance", "1000000"))
    figure = TradeFigure(
        f"{case.award_year}-03", case.enterprise.credit_code, str(facts.get("mode", "9710")), value, Decimal(0), "海关"
    )
    return (figure,) if value else ()


def _expense(item: Facts, at: int, case: ApplicationFacts) -> ExpenseLine:
    total = _money(item["amount"])
    day = _day(item.get("invoiced_on"), date(case.award_year, 3, 1))
    return ExpenseLine(
        row=at,
        category=item.get("category", "年费" if case.measure_id == "platform_entry_fee" else "人员培训"),
        platform_or_service=item.get("service", "示例站"),
        invoice_no=item.get("invoice", f"26210000000{case.application_id:04d}{at:05d}"),
        invoiced_on=day,
        buyer_credit_code=item.get("buyer", case.enterprise.credit_code),
        invoice_total=total,
        claimed_amount=_money(item.get("claimed", item["amount"])),
        paid_on=_day(item.get("paid_on"), day),
        payment_method=item.get("method", "对公转账"),
        payer_name=item.get("payer", case.enterprise.name),
        paid_amount=_money(item.get("paid", item["amount"])),
        tax_amount=_optional(item.get("tax")),
        currency=item.get("currency"),
        foreign_amount=_optional(item.get("foreign")),
        exchange_rate=_optional(item.get("rate")),
        rate_on=_day(item.get("rate_on"), day) if item.get("rate") else None,
        local_share_percent=_optional(item.get("local_share")),
        other_support_amount=_optional(item.get("support")),
    )


def _lease(item: Facts, at: int, case: ApplicationFacts) -> Lease:
    start = _day(item.get("from"), date(case.award_year, 1, 1))
    end = _day(item.get("to"), date(case.award_year, 12, 31))
    area = _money(item["area"])
    invoice = LeaseInvoice(
        row=at,
        usage=item.get("usage", "办公"),
        invoice_no=f"26211000000{case.application_id:04d}{at:05d}",
        invoiced_on=_day(item.get("invoiced_on"), start),
        period_from=start,
        period_to=end,
        rent_amount=_money(item["rent"]),
        paid_on=_day(item.get("paid_on"), start),
        payment_method=item.get("method", "对公转账"),
        payer_name=item.get("payer", case.enterprise.name),
        paid_amount=_money(item.get("paid", item["rent"])),
    )
    return Lease(
        contract_no=item.get("contract", f"HT-{at}"),
        lessor=item.get("lessor", "示例置业有限公司"),
        location=item.get("location", f"朝阳市双塔区示例街{case.application_id}{at}号"),
        usage=invoice.usage,
        floor_area=area,
        self_used_area=_money(item.get("self_used", item["area"])),
        lease_from=start,
        lease_to=end,
        certificate_area=_optional(item.get("certificate")),
        invoices=(invoice,),
    )


def _declarations(item: Facts, at: int, case: ApplicationFacts) -> list[CustomsDeclarationLine]:
    """One line, or `count` equal ones with numbers of their own."""
    direction = item.get("direction", "出口")
    day = _day(item.get("declared_on"), date(case.award_year, 3, 1))
    flag = "1" if direction == "进口" else "0"
    return [
        CustomsDeclarationLine(
            row=at,
            declaration_no=item.get("number", f"0800{day.year}{flag}{case.application_id:02d}{at:02d}{copy:05d}"),
            supervision_mode=item.get("mode", "9810"),
            direction=direction,
            declared_on=day,
            domestic_party_code=item.get("consignee", case.enterprise.credit_code),
            declared_value=Decimal("50000"),
            agent_name=item.get("agent_name", "示例报关有限公司"),
            agent_credit_code=item.get("agent", AGENT),
            fee_amount=_money(item["fee"]),
            invoice_no=item.get("invoice", f"26212000{case.application_id:03d}{at:03d}{copy:06d}"),
            paid_on=day,
            payment_method=item.get("method", "对公转账"),
            payer_name=case.enterprise.name,
            paid_amount=_money(item.get("paid", item["fee"])),
            ticket_count=int(item.get("tickets", 1)),
            invoice_total=_optional(item.get("invoice_total")),
        )
        for copy in range(int(item.get("count", 1)))
    ]


def _tenant(item: Facts, at: int, facts: Facts, case: ApplicationFacts) -> ParkPerformanceLine:
    return ParkPerformanceLine(
        row=at,
        park_name=facts.get("park", "示例跨境电商产业园"),
        enterprise_name=f"入驻企业{at}",
        credit_code=item.get("credit_code", f"91211302MA0T{at:06d}"),
        moved_in_on=date(case.award_year, 1, 1),
        supervision_mode=item.get("mode", "9710"),
        trade_value=_money(item["value"]),
    )


def _money(value: object) -> Decimal:
    return Decimal(str(value))


def _optional(value: object) -> Decimal | None:
    return None if value is None else Decimal(str(value))


def _day(value: object, otherwise: date) -> date:
    if value is None:
        return otherwise
    return value if isinstance(value, date) else date.fromisoformat(str(value))
