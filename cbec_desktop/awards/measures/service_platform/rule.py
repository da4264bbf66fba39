"""附件3第2条: 50 % of what platforms spend on public services for local firms, up to 1,000,000, not paid twice."""

from __future__ import annotations

from fractions import Fraction
from pathlib import Path

from cbec_desktop.awards.amounts import Fen, fen_of, float_free, money, percent, times, total
from cbec_desktop.awards.checks import NOTE, WARNING, make_finding, not_checked
from cbec_desktop.awards.eligibility import applicant_eligibility, other_support, require_role, support_refusal
from cbec_desktop.awards.line_checks import expense_draft, expense_findings, line_terms, missing_tax
from cbec_desktop.awards.measure import Eligibility, Finding, LineDraft, Measure, Reckoned, Step
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import limit_word, step, sum_text
from cbec_desktop.domain.records import ApplicationFacts

CLAUSE = "附件3第2条"


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    """Entity type, credit, role 平台 (A29); provincial support by A18: excluded whole, or its amount must be known."""
    result = applicant_eligibility(case, parameters)
    require_role(result, case, parameters.readings("m2.entity_types"), CLAUSE)
    support = other_support(case, parameters)
    result.findings.extend(support.findings)
    by_lines = sum(fen_of(line.other_support_amount) for line in case.expense_lines if line.other_support_amount)
    reading = parameters.reading("dup.m2")
    if reading == "exclude" and (support.is_counted or by_lines):
        support_refusal(result, support, CLAUSE)
    elif reading == "same_lines" and support.is_counted and not by_lines:
        message = "已获省级以上支持，但没有一行填写“其他财政支持(元)”，无法剔除已获支持的费用；请逐行补填。"
        result.lack(make_finding("E07", message, clause=CLAUSE))
    elif reading == "highest_only" and support.amount is None and not by_lines:
        message = "已获省级以上支持，但没有填支持金额，无法就高补差；请补填。"
        result.lack(make_finding("E07", message, clause=CLAUSE))
    return result


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    """Each invoice line with its own errors; support taken off before the share of local firms (ruling 6)."""
    terms, costs = line_terms(parameters), parameters.readings("m2.cost_types")
    takes_off = parameters.reading("dup.m2") == "same_lines"
    drafts = []
    for line in case.expense_lines:
        draft = expense_draft(line, terms)
        findings.extend(expense_findings(case, draft, line, terms, costs))
        if takes_off and draft.support and draft.dropped_by is None:
            out = min(draft.support, draft.gross)
            message = f"本行费用已获其他财政支持 {money(draft.support)} 元，已从费用中剔除。"
            findings.append(make_finding("R28", message, level=WARNING, draft=draft, amount_out=out))
        drafts.append(draft)
    return drafts


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    """Rate × Σ (cost − support) × share of local firms."""
    rate = parameters.fraction("m2.rate")
    takes_off = parameters.reading("dup.m2") == "same_lines"
    by_share = parameters.reading("m2.local_share") == "share"
    standing = [draft for draft in drafts if draft.dropped_by is None]
    costs: list[Fen] = []
    nets: list[Fen] = []
    for draft in standing:
        cost = times(draft.gross, draft.factor)
        net = max(cost - draft.support, 0) if takes_off else cost
        draft.eligible = times(net, _share(draft)) if by_share else net
        draft.award = times(draft.eligible, rate)
        costs.append(cost)
        nets.append(net)
    eligible = total(draft.eligible for draft in standing)
    steps = _cost_steps(standing, costs, nets, eligible)
    by_rate = times(eligible, rate)
    steps.append(step("按比例计算", f"{money(eligible)} × {percent(rate)}", by_rate, "第2条", limit_amount=by_rate))
    reckoned = Reckoned(eligible, by_rate, steps)
    if parameters.reading("dup.m2") == "highest_only":
        _top_up(reckoned, case, drafts, parameters)
    return reckoned


def _share(draft: LineDraft) -> Fraction:
    percent_text = draft.source.local_share_percent
    return Fraction(1) if percent_text is None else min(Fraction(percent_text) / 100, Fraction(1))


def _cost_steps(standing: list[LineDraft], costs: list[Fen], nets: list[Fen], eligible: Fen) -> list[Step]:
    cost, net = total(costs), total(nets)
    steps = [step("符合条件的服务费用", sum_text(costs, "张发票"), cost, "第2条·A30")]
    if net != cost:
        steps.append(step("剔除已获支持的费用", f"{money(cost)} − {money(cost - net)}", net, "第2条·A18"))
    if eligible != net:
        shares = {_share(draft) for draft in standing}
        text = f"{money(net)} × {float_free(shares.pop() * 100)}%" if len(shares) == 1 else "Σ（费用 × 本市企业占比）"
        steps.append(step("本市企业分担", text, eligible, "第2条"))
    return steps


def _top_up(reckoned: Reckoned, case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet) -> None:
    """就高补差: what this measure gives above the support already received."""
    named = sum(draft.support for draft in drafts)
    received = named + other_support(case, parameters).beside(named)
    if not received:
        return
    left = max(reckoned.amount - received, 0)
    text = f"{money(reckoned.amount)} − {money(received)}"
    reckoned.steps.append(step("就高补差", text, left, "第2条·A18", limit=limit_word(True), limit_amount=left))
    reckoned.amount = left
    reckoned.binding.append("就高补差")


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """Events: sign-in sheets (R29), counts (R29), training ledger (R30); support sums that differ (R28)."""
    findings = missing_tax(drafts, line_terms(parameters))
    for event in case.service_events:
        place = f"服务活动 第 {event.row} 行"
        if not event.has_sign_in_sheet:
            message = f"{event.held_on} {event.kind}活动没有签到表，请补齐后再报批。"
            findings.append(make_finding("R29", message, place=place, value=event.content))
        if event.local_attendance_count > event.attendance_count:
            message = f"本市企业人次 {event.local_attendance_count} 多于总人次 {event.attendance_count}，请更正。"
            findings.append(make_finding("R29", message, place=place, value=event.content))
    if not case.service_events:
        findings.append(not_checked("R29", "没有填服务活动，签到表和客户名单未核对。"))
    if any(event.kind == "培训" for event in case.service_events):
        findings.append(not_checked("R30", "全市培训台账尚未启用，人次是否重复未核对。"))
    by_lines = sum(draft.support for draft in drafts)
    declared = case.provincial_support_amount
    if case.has_provincial_support and declared is not None and by_lines and fen_of(declared) != by_lines:
        message = f"省级以上支持金额 {declared:,.2f} 元与各行其他财政支持合计 {money(by_lines)} 元不同，请核对。"
        findings.append(make_finding("R28", message, level=NOTE, value=str(by_lines)))
    return findings


MEASURE = Measure(
    id="service_platform",
    number=2,
    title="平台补助",
    clause=CLAUSE,
    rule_version="2026.1",
    folder=Path(__file__).parent,
    eligibility=eligibility,
    lines=lines,
    amount=amount,
    checks=checks,
    readings=("m2.entity_types", "m2.cost_types", "dup.m2", "m2.cap_scope"),
    cap="m2.cap",
    cap_scope="m2.cap_scope",
    cap_label="平台年度上限",
)
