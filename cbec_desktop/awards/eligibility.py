"""Who may have an award at all: entity type, credit status, role, trade performance, other public support."""

from __future__ import annotations

from dataclasses import dataclass, field

from cbec_desktop.awards.amounts import fen_of, money
from cbec_desktop.awards.checks import ERROR, NOTE, WARNING, make_finding
from cbec_desktop.awards.measure import Eligibility, Finding
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.domain.identifiers import ENTITY_KIND_WORDS, entity_kind
from cbec_desktop.domain.records import ApplicationFacts, OtherSupport

PROVINCIAL_LEVELS = frozenset({"国家", "国家级", "中央", "省", "省级"})
BAR_ENTITY, BAR_CREDIT, BAR_PERFORMANCE, BAR_ROLE, BAR_SUPPORT = (
    "主体类型不符",
    "失信主体",
    "无进出口实绩",
    "企业角色不符",
    "已获省级以上支持",
)


def applicant_eligibility(case: ApplicationFacts, parameters: ParameterSet) -> Eligibility:
    """What every measure demands of the applicant: entity type (R03, A21) and no 失信 at the date (E02)."""
    result = Eligibility()
    firm = case.enterprise
    if firm.credit_code[:2] not in parameters.readings("eligible_entity_types"):
        words = ENTITY_KIND_WORDS[entity_kind(firm.credit_code)]
        message = f"{words}（代码 {firm.credit_code[:2]} 开头）不在本年可申报的主体类型内，不予补助。"
        result.refuse(make_finding("R03", message, value=firm.credit_code), BAR_ENTITY)
    if firm.credit_status == "失信":
        message = "信用状况为失信，不予补助。"
        result.refuse(make_finding("E02", message, value="失信"), BAR_CREDIT)
    elif firm.credit_status == "异常":
        message = "信用状况为异常（经营异常名录等），请核实后写明情况。"
        result.findings.append(make_finding("E02", message, level=WARNING, value="异常"))
    return result


def require_role(result: Eligibility, case: ApplicationFacts, roles: frozenset[str], clause: str) -> None:
    """E03: the register must show one of `roles`; an applicant not yet registered is undetermined, not refused."""
    if case.enterprise.roles & roles:
        return
    words = "、".join(sorted(roles))
    if case.enterprise.is_pending_registration:
        message = f"企业名录还没有这家企业，不知道是否为{words}；请先导入企业名录。"
        result.lack(make_finding("E07", message, clause=clause))
        return
    shown = "、".join(sorted(case.enterprise.roles)) or "未填"
    message = f"企业角色（{shown}）中没有“{words}”，不符合条件；如名录有误请先更正企业角色。"
    result.refuse(make_finding("E03", message, clause=clause, value=shown), BAR_ROLE)


def meets_threshold(performance: int, parameters: ParameterSet) -> bool:
    """A23: more than 0 and not below the threshold of the year."""
    return performance > 0 and performance >= parameters.fen("perf_min")


def require_performance(result: Eligibility, case: ApplicationFacts, parameters: ParameterSet, run: Run) -> None:
    """E01: measures 3 and 4 demand cross-border trade of the year by customs figures (A10, A23, ruling 25)."""
    year, modes = case.award_year, parameters.readings("mode_codes")
    reported, declared = run.performance(case.enterprise.credit_code, year, modes)
    if meets_threshold(reported + declared, parameters):
        return
    threshold = parameters.fen("perf_min")
    if reported + declared:
        message = (
            f"{year} 年度实绩 {money(reported + declared)} 元（海关月报 {money(reported)}，报关单 {money(declared)}），"
            f"低于门槛 {money(threshold)} 元，不予补助。"
        )
    else:
        message = f"{year} 年度海关月报和报关单中都没有跨境电商监管方式的进出口额，无实绩，不予补助。"
    result.refuse(make_finding("E01", message, value=str(reported + declared)), BAR_PERFORMANCE)


@dataclass(slots=True)
class Support:
    """Other public money for the same park, platform or cost, as far as the set counts it; `amount` fen or None.

    `declared` is the sum of the workbook's own column, `recorded` what the register has for the whole case, each 0
    where it is not known.
    """

    is_counted: bool = False
    amount: int | None = 0
    declared: int = 0
    recorded: int = 0
    findings: list[Finding] = field(default_factory=list)

    def beside(self, named: int) -> int:
        """What is left for the whole case where its lines name `named` fen: the declared sum includes theirs."""
        return max(self.declared - named, self.recorded, 0)


def other_support(case: ApplicationFacts, parameters: ParameterSet, *, any_level: bool = False) -> Support:
    """What counts as support already received (A18): W2's own columns and the register of honours.

    `any_level` counts city and county money too (A19 looks at all public support). The same money often stands in
    both places: the larger of the two sums is taken, never both.
    """
    support = Support()
    recorded: int | None = 0
    for item in case.other_supports:
        if not item.is_related:
            support.findings.extend(_unrelated(item, parameters, any_level=any_level))
        elif not is_level_counted(item, parameters, any_level=any_level):
            message = f"另有{item.level}支持“{item.project}”，按本年口径不影响金额，请核对是否同一项目。"
            support.findings.append(make_finding("R28", message, level=WARNING, value=item.project))
        elif not is_state_counted(item, parameters):
            message = f"已申请{item.level}支持“{item.project}”尚未批准，拨付前请再核一次。"
            support.findings.append(make_finding("R28", message, level=WARNING, value=item.project))
        else:
            support.is_counted = True
            recorded = None if recorded is None or item.amount is None else recorded + fen_of(item.amount)
    if case.has_provincial_support:
        support.is_counted = True
    declared = fen_of(case.provincial_support_amount) if case.provincial_support_amount is not None else None
    if not case.has_provincial_support:
        declared = declared or 0
    known = [amount for amount in (declared, recorded) if amount is not None]
    is_unknown = (case.has_provincial_support and declared is None and not recorded) or recorded is None
    support.amount = None if is_unknown else max(known, default=0)
    support.declared, support.recorded = declared or 0, recorded or 0
    return support


def judge_cost_support(result: Eligibility, case: ApplicationFacts, parameters: ParameterSet, clause: str) -> None:
    """A19 for measures 3 to 5: excluded where the set says so; an unknown sum is not zero (rulings 6, 16).

    Lines that name their own support stand for the sum that the application leaves out.
    """
    reading = parameters.reading("dup.m3_5")
    support = other_support(case, parameters, any_level=True)
    if reading == "exclude":
        if support.is_counted:
            support_refusal(result, support, clause)
        return
    has_line_amounts = any(line.other_support_amount is not None for line in case.expense_lines)
    if support.amount is None and reading != "stack" and not has_line_amounts:
        message = "已获其他财政支持，但没有填支持金额，无法核对合计是否超过费用；请补填“省级以上支持金额(元)”。"
        result.lack(make_finding("E07", message, clause=clause))


def is_level_counted(item: OtherSupport, parameters: ParameterSet, *, any_level: bool) -> bool:
    """A18: support of the province and above counts, that of city and county where the set or the clause says so."""
    return any_level or item.level in PROVINCIAL_LEVELS or parameters.reading("dup.level") == "any"


def is_state_counted(item: OtherSupport, parameters: ParameterSet) -> bool:
    """A18: what was only applied for counts where the set says so."""
    return item.state != "applied" or parameters.reading("dup.count_pending") == "yes"


def _unrelated(item: OtherSupport, parameters: ParameterSet, *, any_level: bool) -> list[Finding]:
    """Support or an honour whose park, platform or cost is not said: told, so that the clerk looks, never counted."""
    if any_level or not is_level_counted(item, parameters, any_level=False):
        return []
    amount = "" if item.amount is None else f"（{item.amount:,.2f} 元）"
    message = f"登记有{item.level}“{item.project}”{amount}，未说明对应哪项措施，请核对是否同一项目。"
    return [make_finding("R28", message, level=WARNING, value=f"{item.level}:{item.project}")]


def difference_notes(case: ApplicationFacts, award: int) -> list[Finding]:
    """A difference to what was asked for or found by the county is a note, never a limit (ruling 5)."""
    findings = []
    claimed = fen_of(case.claimed_amount)
    if claimed != award:
        word = "高于" if claimed > award else "低于"
        message = f"申报 {money(claimed)} 元{word}核算 {money(award)} 元，差 {money(abs(claimed - award))} 元。"
        findings.append(make_finding("R32", message, level=NOTE, value=f"{claimed}:{award}"))
    if case.county_reviewed_amount is not None and (county := fen_of(case.county_reviewed_amount)) != award:
        message = f"县区初审 {money(county)} 元与核算 {money(award)} 元不同，差 {money(abs(county - award))} 元。"
        findings.append(make_finding("R32", message, level=NOTE, value=f"{county}:{award}"))
    return findings


def support_refusal(result: Eligibility, support: Support, clause: str) -> None:
    """R28 as a bar: support already received excludes the whole application."""
    amount = "" if not support.amount else f"（{money(support.amount)} 元）"
    message = f"已获省级以上相关项目支持{amount}，按本年口径不再重复支持。"
    result.refuse(make_finding("R28", message, level=ERROR, clause=clause, value=str(support.amount)), BAR_SUPPORT)
