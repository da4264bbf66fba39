"""Made-up cases of one firm in good order, changed in one point, and what the engine says of them."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal
from typing import Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.examples import Example, build_case
from cbec_desktop.awards.measure import Assessment, Finding
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord, TradeFigure
from cbec_desktop.domain.statuses import FindingLevel

FEE, RENT, AGENT, PLATFORM, PARK = (
    "platform_entry_fee", "premises_rent", "customs_agency_fee", "service_platform", "park_award",
)  # fmt: skip


def case_of(measure: str, **facts: Any) -> ApplicationFacts:
    return build_case(facts, Example("查", "", measure, (facts,), ()), 1)


def assess(
    case: ApplicationFacts, *others: ApplicationFacts, values: dict[str, str] | None = None, **context: Any
) -> Assessment:
    trade = context.pop(
        "trade", (TradeFigure("2026-01", case.enterprise.credit_code, "9710", Decimal(10**7), Decimal(0), "海关"),)
    )
    parameters = build_set(ParameterSetRecord("试", 2026, 1, "trial", {**default_values(2026), **(values or {})}))
    results = assess_all([case, *others], AssessmentContext(trade=trade, **context), parameters)
    return next(result for result in results if result.application_id == case.application_id)


def found(result: Assessment, code: str) -> list[Finding]:
    return [finding for finding in result.findings if finding.code == code]


def level(result: Assessment, code: str) -> FindingLevel:
    (finding,) = found(result, code)
    return finding.level


def firm(case: ApplicationFacts, **changes: Any) -> ApplicationFacts:
    return replace(case, enterprise=replace(case.enterprise, **changes))
