"""附件3第3条: 30 % of the fees for entering third-party platforms, for firms with trade performance, up to 50,000."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from cbec_desktop.awards.amounts import Fen, money, percent, times, total
from cbec_desktop.awards.checks import WARNING, drop, make_finding
from cbec_desktop.awards.eligibility import applicant_eligibility, judge_cost_support, require_performance
from cbec_desktop.awards.line_checks import expense_draft, expense_findings, line_terms, missing_tax
from cbec_desktop.awards.measure import Eligibility, Finding, LineDraft, Measure, Reckoned, Step
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import limit_word, step, sum_text
from cbec_desktop.domain.records import ApplicationFacts

CLAUSE = "附件3第3条"
LINE_SUPPORT_LABEL = "逐笔扣其他财政支持"
LINE_LIMITS = {
    "up_to_cost": "Σ min（费用 × 比例，费用 − 已获支持）",
    "highest_only": "Σ（费用 × 比例 − 已获支持，不足的按零）",
}
"""A19 for a fee that was supported itself: what is left of its award, by the reading."""


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    """Entity type, credit, trade performance of the year; other support where A19 excludes it."""
    result = applicant_eligibility(case, parameters)
    require_performance(result, case, parameters, run)
    judge_cost_support(result, case, parameters, CLAUSE)
    return result


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    """Each invoice line with its own errors (A13: which fees count)."""
    terms, fees = line_terms(parameters), parameters.readings("m3.fee_types")
    excludes = parameters.reading("dup.m3_5") == "exclude"
    drafts = []
    for line in case.expense_lines:
        draft = expense_draft(line, terms)
        findings.extend(expense_findings(case, draft, line, terms, fees))
        if excludes and draft.support:
            findings.append(drop(draft, "R28", f"本行已获其他财政支持 {money(draft.support)} 元，按本年口径不再补助。"))
        drafts.append(draft)
    return drafts


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    """Σ rate × fee, other support of a line by the reading A19: never above the cost, off it first, or topped up."""
    rate = parameters.fraction("m3.rate")
    reading = parameters.reading("dup.m3_5")
    standing = [draft for draft in drafts if draft.dropped_by is None]
    for draft in standing:
        draft.eligible = times(draft.gross, draft.factor)
        if reading == "same_lines":
            draft.eligible = max(draft.eligible - draft.support, 0)
        draft.award = times(draft.eligible, rate)
        if reading in LINE_LIMITS and draft.support:
            room = max((draft.award if reading == "highest_only" else draft.eligible) - draft.support, 0)
            if room < draft.award:
                draft.award, draft.unit_limit, draft.unit_limit_bit = room, room, True
    cost = total(draft.eligible for draft in standing)
    awards = total(draft.award for draft in standing)
    reckoned = Reckoned(cost, awards, _steps(standing, cost, awards, rate, reading), cost=cost)
    reckoned.named_support = sum(draft.support for draft in drafts)
    reckoned.counted_support = total(min(draft.support, draft.eligible) for draft in standing)
    if any(draft.unit_limit_bit for draft in standing):
        reckoned.binding.append(LINE_SUPPORT_LABEL)
    if any(draft.dropped_by == "E04" for draft in drafts):
        reckoned.readings.append("m3.fee_types")
    return reckoned


def _steps(standing: list[LineDraft], cost: Fen, awards: Fen, rate: Fraction, reading: str) -> list[Step]:
    by_rate = times(cost, rate)
    steps = [
        step("符合条件的入驻费", sum_text([draft.eligible for draft in standing], "张发票"), cost, "第3条·A13"),
        step("按比例计算", f"{money(cost)} × {percent(rate)}", by_rate, "第3条", limit_amount=by_rate),
    ]
    if reading in LINE_LIMITS and any(draft.support for draft in standing):
        steps.append(
            step(
                LINE_SUPPORT_LABEL,
                LINE_LIMITS[reading].replace("比例", percent(rate)),
                awards,
                "第3条·A19",
                limit=limit_word(awards < by_rate),
                limit_amount=awards,
            )
        )
    return steps


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """Taxes that A28 needs; A14: a fee supported in an earlier year is told where only the first year counts."""
    findings = missing_tax(drafts, line_terms(parameters))
    if parameters.reading("m3.first_year_only") == "every_year":
        return findings
    earlier = run.indexed("m3_years", _supported_years).get(case.enterprise.credit_code, set())
    if not any(year < case.award_year for year in earlier):
        return findings
    message = "以前年度已享受平台入驻费补助，本年口径为只补首年，请核对后说明。"
    return [*findings, make_finding("R27", message, level=WARNING, clause=CLAUSE)]


def _supported_years(run: Run) -> dict[str, set[int]]:
    years: dict[str, set[int]] = {}
    for case in run.cases:
        if case.measure_id == MEASURE.id and case.decided_amount:
            years.setdefault(case.enterprise.credit_code, set()).add(case.award_year)
    return years


MEASURE = Measure(
    id="platform_entry_fee",
    number=3,
    title="平台入驻费补助",
    clause=CLAUSE,
    rule_version="2026.1",
    folder=Path(__file__).parent,
    eligibility=eligibility,
    lines=lines,
    amount=amount,
    checks=checks,
    readings=("m3.fee_types", "m3.cap_scope"),
    cap="m3.cap",
    cap_scope="m3.cap_scope",
)
