"""附件3第1条: once per park, the assessed sum up to 1,000,000, for the operator of a park with trade performance."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path

from cbec_desktop.awards.amounts import fen_of, money, percent
from cbec_desktop.awards.checks import WARNING, make_finding
from cbec_desktop.awards.eligibility import (
    BAR_PERFORMANCE,
    applicant_eligibility,
    meets_threshold,
    other_support,
    require_role,
    support_refusal,
)
from cbec_desktop.awards.measure import Eligibility, Finding, LineDraft, Measure, Reckoned
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run, name_key
from cbec_desktop.awards.steps import lesser_step, limit_word, step
from cbec_desktop.domain.records import ApplicationFacts

CLAUSE = "附件3第1条"
OPERATOR_ROLE = frozenset({"园区运营主体"})
BAR_ONCE = "一次性奖励已享受"
CAP_LABEL = "一次性最高奖励"


@dataclass(frozen=True, slots=True)
class ParkAward:
    """An award a park has had; entered as the run goes on."""

    park: str
    operator: str
    year: int
    amount: int
    case_no: str


def parks_of(case: ApplicationFacts) -> tuple[str, ...]:
    """The park of an application by its normalised name (ruling 25)."""
    return tuple(dict.fromkeys(name_key(line.park_name) for line in case.park_performance))


def _past_awards(run: Run) -> list[ParkAward]:
    return [
        ParkAward(
            name_key(prior.park_name or ""), prior.credit_code, prior.award_year, fen_of(prior.amount), prior.case_no
        )
        for prior in run.context.prior_awards
        if prior.measure_id == MEASURE.id
    ]


def remember(case: ApplicationFacts, award: int, run: Run) -> None:
    """Enter an award, so that later applications for the park or by the operator see it."""
    awards = run.indexed("park_awards", _past_awards)
    if award:
        firm = case.enterprise.credit_code
        parks = parks_of(case) or ("",)  # without a tenant the park is not known, its operator is
        awards.extend(ParkAward(park, firm, case.award_year, award, case.case_no) for park in parks)


def _earlier(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> list[ParkAward]:
    """Awards that use up 一次性 for this case under the reading A15."""
    scope, parks = parameters.reading("m1.one_time_scope"), parks_of(case)
    awards = run.indexed("park_awards", _past_awards)
    if scope == "operator":
        return [award for award in awards if award.operator == case.enterprise.credit_code]
    same = [award for award in awards if award.park in parks]
    return [award for award in same if award.year == case.award_year] if scope == "park_year" else same


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    """Role, performance of the park, once-only, provincial support, and the assessed sum with its document."""
    result = applicant_eligibility(case, parameters)
    require_role(result, case, OPERATOR_ROLE, CLAUSE)
    _require_park_performance(result, case, parameters, run)
    _require_first(result, case, parameters, run)
    support = other_support(case, parameters)
    result.findings.extend(support.findings)
    reading = parameters.reading("dup.m1")
    if support.is_counted and reading == "exclude":
        support_refusal(result, support, CLAUSE)
    elif support.is_counted and reading == "highest_only" and support.amount is None:
        result.lack(make_finding("E07", "已获省级以上支持但没有填金额，无法就高补差；请补填。", clause=CLAUSE))
    missing = [
        word
        for word, fact in (("评定金额", case.assessed_amount), ("评定依据文号", case.assessment_document_no))
        if not fact
    ]
    if missing:
        message = f"没有填{'和'.join(missing)}，条款没有公式，金额待定；请补填评定金额和会议纪要文号。"
        result.lack(make_finding("E07", message, clause=CLAUSE))
    return result


def park_performance(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> int:
    """Trade of the park in fen by the reading A17, under the modes of A10."""
    modes = parameters.readings("mode_codes")
    if parameters.reading("m1.perf_rule") == "operator":
        return sum(run.performance(case.enterprise.credit_code, case.award_year, modes))
    by_tenant: dict[str, int] = {}
    for line in case.park_performance:
        if line.supervision_mode in modes:
            by_tenant[line.credit_code] = by_tenant.get(line.credit_code, 0) + fen_of(line.trade_value)
    if parameters.reading("m1.perf_rule") == "any_tenant":
        return max(by_tenant.values(), default=0)
    return sum(by_tenant.values())


def _performance_text(case: ApplicationFacts, parameters: ParameterSet) -> str:
    """How the park's trade came about, by the reading A17."""
    modes = parameters.readings("mode_codes")
    counted = sum(line.supervision_mode in modes for line in case.park_performance)
    match parameters.reading("m1.perf_rule"):
        case "operator":
            return "运营主体本年海关实绩"
        case "any_tenant":
            return f"{counted} 行园区实绩，取入驻企业中最高的一家"
    return f"{counted} 行园区实绩合计"


def _require_park_performance(result: Eligibility, case: ApplicationFacts, parameters: ParameterSet, run: Run) -> None:
    value = park_performance(case, parameters, run)
    if meets_threshold(value, parameters):
        return
    if parameters.reading("m1.perf_rule") == "officer":
        message = "园区没有五种监管方式的实绩，按本年口径可用全业态证明，由评定决定；请附证明。"
        result.findings.append(make_finding("E01", message, level=WARNING, value=str(value)))
        return
    message = (
        f"{case.award_year} 年度园区实绩 {money(value)} 元，没有达到“有跨境电商进出口实绩”，不予奖励。"
        if value
        else f"{case.award_year} 年度园区入驻企业没有跨境电商监管方式的进出口额，无实绩，不予奖励。"
    )
    result.refuse(make_finding("E01", message, clause=CLAUSE, value=str(value)), BAR_PERFORMANCE)


def _require_first(result: Eligibility, case: ApplicationFacts, parameters: ParameterSet, run: Run) -> None:
    earlier = _earlier(case, parameters, run)
    if not earlier or parameters.reading("m1.one_time_scope") == "cumulative":
        return
    first = earlier[0]
    message = (
        f"“一次性”奖励已在 {first.year} 年度享受 {money(first.amount)} 元（{first.case_no or '以前年度'}），不再奖励。"
    )
    result.refuse(make_finding("R27", message, value=first.case_no or str(first.year)), BAR_ONCE)


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    """Measure 1 has no cost lines; its tenants' trade is judged as eligibility."""
    return []


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    """min(assessed, ceiling less what the park had), less provincial support where A18 tops up."""
    assert case.assessed_amount is not None
    assessed = fen_of(case.assessed_amount)
    ceiling = parameters.fen("m1.cap")
    had = 0
    if parameters.reading("m1.one_time_scope") == "cumulative":
        had = sum(award.amount for award in _earlier(case, parameters, run))
    room = max(ceiling - had, 0)
    performance = park_performance(case, parameters, run)
    steps = [
        step("园区跨境电商实绩", _performance_text(case, parameters), performance, "第1条·A17"),
        step("评定金额", f"{case.assessment_document_no}", assessed, "第1条·A16", limit_amount=assessed),
    ]
    text, word = f"{money(ceiling)} − {money(had)}", limit_word(room < assessed)
    steps.append(step(CAP_LABEL, text, room, "第1条·A15", limit=word, limit_amount=room))
    reckoned = Reckoned(None, min(assessed, room), steps)
    if room < assessed:
        steps.append(lesser_step(assessed, room))
        reckoned.binding.append(CAP_LABEL)
        message = f"评定金额 {money(assessed)} 元高于最高奖励 {money(room)} 元，按 {money(room)} 元计。"
        reckoned.findings.append(make_finding("R32", message, level=WARNING, clause=CLAUSE, value=str(assessed)))
    _top_up(reckoned, case, parameters)
    return reckoned


def _top_up(reckoned: Reckoned, case: ApplicationFacts, parameters: ParameterSet) -> None:
    """A18 就高补差, or a note where the reading lets both awards stand."""
    support = other_support(case, parameters)
    if not support.is_counted:
        return
    if parameters.reading("dup.m1") != "highest_only":
        message = "已获省级以上相关项目支持，按本年口径不影响奖励，请核对。"
        reckoned.findings.append(make_finding("R28", message, level=WARNING, clause=CLAUSE))
        return
    left = max(reckoned.amount - (support.amount or 0), 0)
    text = f"{money(reckoned.amount)} − {money(support.amount or 0)}"
    reckoned.steps.append(step("就高补差", text, left, "第1条·A18", limit=limit_word(True), limit_amount=left))
    reckoned.amount = left
    reckoned.binding.append("就高补差")


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """The operator's earlier awards (R27), tenants against the customs figures (R31), one park an application."""
    findings = []
    awards = run.indexed("park_awards", _past_awards)
    firm, parks = case.enterprise.credit_code, parks_of(case)
    others = [award for award in awards if award.operator == firm and award.park not in parks]
    if others:
        message = (
            f"同一运营主体在 {others[0].year} 年度已为另一园区得过奖励（{others[0].case_no or '以前年度'}），请核对。"
        )
        findings.append(make_finding("R27", message, level=WARNING, value=others[0].case_no))
    if len(parks) > 1:
        message = f"一件申报填了 {len(parks)} 个园区名称，请核对是否同一园区。"
        findings.append(make_finding("R27", message, level=WARNING, value="、".join(parks)))
    findings.extend(_tenant_findings(case, parameters, run))
    return findings


def _tenant_findings(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> list[Finding]:
    findings = []
    modes, gap = parameters.readings("mode_codes"), parameters.fraction("check.performance_gap")
    by_tenant: dict[str, tuple[int, str, int]] = {}
    for line in case.park_performance:
        if line.supervision_mode in modes:
            value, name, row = by_tenant.get(line.credit_code, (0, line.enterprise_name, line.row))
            by_tenant[line.credit_code] = (value + fen_of(line.trade_value), name, row)
    for credit_code, (value, name, row) in by_tenant.items():
        reported, _ = run.performance(credit_code, case.award_year, modes)
        place = f"园区实绩 第 {row} 行"
        if not reported:
            message = f"{name}在海关月报中没有本年度实绩，请核对。"
            findings.append(make_finding("R31", message, place=place, value=credit_code))
        elif abs(value - reported) > reported * gap:
            message = f"{name}填报 {money(value)} 元，海关月报 {money(reported)} 元，相差超过 {percent(gap)}，请核对。"
            findings.append(make_finding("R31", message, place=place, value=f"{credit_code}:{value}:{reported}"))
    return findings


MEASURE = Measure(
    id="park_award",
    number=1,
    title="园区奖励",
    clause=CLAUSE,
    rule_version="2026.1",
    folder=Path(__file__).parent,
    eligibility=eligibility,
    lines=lines,
    amount=amount,
    checks=checks,
    readings=("m1.one_time_scope", "m1.amount_basis", "m1.perf_rule", "dup.m1"),
    remember=remember,
)
