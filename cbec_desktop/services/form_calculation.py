"""F16's data from a stored assessment: every line with its evidence, every step, what bit."""

from __future__ import annotations

import re
from decimal import Decimal
from typing import TYPE_CHECKING

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.documents.forms.f16_data import CalculationData, ReadingRow, StepRow
from cbec_desktop.documents.paper_words import area, column_date, long_date
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import floor_to_fen, format_exact, format_yuan
from cbec_desktop.domain.paper_records import PaperSet
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel
from cbec_desktop.services.form_evidence import declarations, details, unit_limit, vouchers
from cbec_desktop.services.form_reckoning import amount_by_rate

if TYPE_CHECKING:
    from cbec_desktop.services.form_data import CasePaper

POLICY_TITLE = "《朝阳市关于支持跨境电商发展的若干政策措施》"
_SHORT_CLAUSE = re.compile(r"第([0-9]+)条")
"""Beside a step the clause is cited as M4: the clause itself stands whole in the first section."""
_RATE = re.compile(r"\d+(?:\.\d+)?%")


def calculation_sheet(paper: CasePaper) -> CalculationData:
    """F16: clause, readings, evidence, steps, result. The case must have been assessed."""
    assessment, case, facts = paper.assessment, paper.case, paper.facts
    assert assessment is not None
    assert case.parameter_set is not None
    measure_id = assessment.measure_id
    number = MEASURE_NUMBERS[measure_id]
    is_undetermined = assessment.status is AssessmentStatus.UNDETERMINED
    rate, table = _rate_text(assessment), vouchers(facts, assessment, paper.parameters)
    return CalculationData(
        case_no=case.header.case_no,
        award_year=case.header.award_year,
        measure_number=number,
        measure_short=MEASURE_SHORT[measure_id],
        enterprise=case.firm.name,
        credit_code=case.firm.credit_code,
        clause_title=f"{POLICY_TITLE}第{number}条",
        clause_text=paper.clause_text,
        readings=tuple(
            ReadingRow(used.phrase, used.reading, used.code, paper.decisions.get((used.code, used.phrase), used.note))
            for used in assessment.readings
        ),
        facts=_facts(paper, assessment),
        steps=_steps(assessment),
        amount=None if is_undetermined else assessment.award_amount,
        binding=_binding(assessment),
        difference=_difference(assessment),
        rule=f"规则 {measure_id} {assessment.rule_version}　参数集 {case.parameter_set.award_year}年度"
        f"第{case.parameter_set.version}版（{case.parameter_set.name}）",
        parameters=_parameters(case.parameter_set, assessment),
        vouchers=table if table is not None and table.rows else None,
        declarations=declarations(facts, assessment, rate),
        rate_text=rate or "比例",
        unit_limit=unit_limit(facts, assessment),
        reason_undetermined=_undetermined(assessment) if is_undetermined else "",
        details=details(facts, assessment, paper.parameters),
        values=_values(paper, measure_id),
    )


def _steps(assessment: Assessment) -> tuple[StepRow, ...]:
    last = len(assessment.steps) - 1
    groups = {step.group for step in assessment.steps if step.group}
    return tuple(
        StepRow(
            label=f"{step.label}（{step.group}）" if step.group and len(groups) > 1 else step.label,
            expression=step.expression,
            amount=format_exact(step.amount),
            clause=_SHORT_CLAUSE.sub(r"M\1", step.clause),
            limit=step.limit,
            is_result=place == last,
        )
        for place, step in enumerate(assessment.steps)
    )


def _binding(assessment: Assessment) -> str:
    if assessment.binding_limit:
        return assessment.binding_limit
    if assessment.status is AssessmentStatus.GRANTED:
        return "没有限额生效"
    if len(assessment.steps) > 1:
        return "没有可计入的费用"
    return assessment.steps[-1].expression if assessment.steps else "—"


DATED = ("rate", "unit_cap", "cap")
"""The numbers of a measure that its sheet dates: rate, limits, each where the measure has one."""


def _values(paper: CasePaper, measure_id: str) -> str:
    """The year's numbers with the days they hold from and to; empty where the set was edited since."""
    used = paper.parameters
    if used is None:
        return ""
    items = [
        used.parameters[name] for kind in DATED if (name := f"m{MEASURE_NUMBERS[measure_id]}.{kind}") in used.parameters
    ]
    words = [f"{item.phrase.removesuffix('（元）')} {item.words_of(used.values[item.id])}" for item in items]
    spans = dict.fromkeys(
        f"{column_date(item.effective_from)}—{column_date(item.effective_to)} 执行"
        if item.effective_to
        else f"{column_date(item.effective_from)} 起执行"
        for item in items
    )
    return f"{'，'.join(words)}；{'、'.join(spans)}" if items else ""


def _difference(assessment: Assessment) -> str:
    by_rate = amount_by_rate(assessment)
    if by_rate is None or assessment.status is AssessmentStatus.UNDETERMINED:
        return ""
    less = floor_to_fen(by_rate) - assessment.award_amount
    word = "评定金额" if assessment.measure_id == "park_award" else "按比例计算"
    return f"较{word}少 {format_yuan(less)}" if less > 0 else ""


def _parameters(parameter_set: PaperSet, assessment: Assessment) -> str:
    mark = f"　参数指纹 {assessment.parameter_hash[:12]}"
    if parameter_set.is_trial:
        return f"（试行默认，未经局确认）{mark}"
    return f"（已由局确认：{parameter_set.document_no}，{long_date(parameter_set.confirmed_on)}）{mark}"


def _undetermined(assessment: Assessment) -> str:
    for finding in assessment.findings:
        if finding.level is FindingLevel.ERROR:
            return finding.message
    return "缺少决定金额的事实，不能核定"


def _rate_text(assessment: Assessment) -> str:
    for step in assessment.steps:
        if step.label in ("按比例计算", "逐单乘比例") and (found := _RATE.search(step.expression)):
            return found[0]
    return ""


def _facts(paper: CasePaper, assessment: Assessment) -> tuple[tuple[str, str], ...]:
    facts = paper.facts
    trade = sum((row.export_value + row.import_value for row in paper.case.trade), Decimal(0))
    used = next(
        (
            step.expression.rsplit(" − ", 1)[1]
            for step in assessment.steps
            if "上限" in step.label and "·A20" in step.clause
        ),
        "0.00",
    )
    support = facts.provincial_support_amount
    common = (
        ("进出口实绩", f"海关 {format_yuan(trade)}"),
        ("已享受额", used),
        ("其他支持", format_yuan(support) if support is not None else "有" if facts.has_provincial_support else "无"),
    )
    if facts.measure_id == "premises_rent":
        return (*_lease_facts(facts), *common)
    if facts.measure_id == "customs_agency_fee":
        invoices = {line.invoice_no for line in facts.customs_declarations}
        fees = sum((line.fee_amount for line in facts.customs_declarations), Decimal(0))
        agents = sorted({line.agent_name for line in facts.customs_declarations})
        agent = agents[0] if len(agents) == 1 else f"{len(agents)}家"
        return (("报关代理费发票", f"{len(invoices)}张，合计 {format_yuan(fees)}"), ("代理公司", agent), *common[1:])
    if facts.measure_id == "park_award":
        assessed = facts.assessed_amount
        return (
            ("评定金额", "未填" if assessed is None else format_yuan(assessed)),
            ("评定依据", facts.assessment_document_no or "未填"),
            ("其他支持", common[2][1]),
        )
    return common


def _lease_facts(facts: ApplicationFacts) -> tuple[tuple[str, str], ...]:
    leases = facts.leases
    if not leases:
        return ()
    contract = leases[0].contract_no if len(leases) == 1 else f"{len(leases)}份"
    used = sum((lease.self_used_area for lease in leases), Decimal(0))
    start, end = min(lease.lease_from for lease in leases), max(lease.lease_to for lease in leases)
    return (
        ("租赁合同", contract),
        ("自用面积", f"{area(used)}㎡"),
        ("租赁期限", f"{start:%Y.%m}—{end:%Y.%m}"),
    )
