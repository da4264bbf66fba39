"""附件3第5条, findings only: numbers R16, customs list R19, shared invoices R20, agents R21, fees R22, trade R31."""

from __future__ import annotations

import re
from statistics import median

from cbec_desktop.awards.amounts import fen_of, money, percent
from cbec_desktop.awards.checks import WARNING, make_finding, not_checked, rows_text
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.measure import Finding, LineDraft
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.domain.identifiers import FIRST_POLICY_YEAR, LAST_POLICY_YEAR
from cbec_desktop.domain.records import ApplicationFacts, CustomsDeclarationLine, CustomsListEntry

NUMBER = re.compile(r"\d{4}(\d{4})([01IE])\d{9}")
PLAIN = {"出口": "0", "进口": "1"}
FLAGS = {"0": "出口", "E": "出口", "1": "进口", "I": "进口"}
VOID_WORDS = ("删", "撤", "改", "作废")


def checks(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """All findings of measure 5 that leave the amount as it is."""
    findings: list[Finding] = []
    for draft in drafts:
        findings.extend(_number_findings(draft, draft.source))
    findings.extend(_list_findings(drafts, parameters, run))
    findings.extend(_invoice_findings(case, drafts, run))
    findings.extend(_agent_findings(case, drafts, run))
    findings.extend(_fee_findings(drafts, parameters))
    findings.extend(_performance_findings(case, drafts, parameters, run))
    return findings


def _number_findings(draft: LineDraft, line: CustomsDeclarationLine) -> list[Finding]:
    number, year = line.declaration_no, line.declared_on.year
    is_plain = len(number) == 18 and number.isdecimal() and number[4:9] == f"{year}{PLAIN[line.direction]}"
    if is_plain and FIRST_POLICY_YEAR <= year <= LAST_POLICY_YEAR:
        return []  # most of them: spared the expression below
    match = NUMBER.fullmatch(number)
    if match is None:
        return [make_finding("R16", f"单号 {line.declaration_no} 不是 18 位报关单号或清单号，请更正。", draft=draft)]
    told, flag = int(match[1]), FLAGS[match[2]]
    if not FIRST_POLICY_YEAR <= told <= LAST_POLICY_YEAR:
        message = f"单号中的年份 {told} 不在政策执行期 {FIRST_POLICY_YEAR}—{LAST_POLICY_YEAR}，请更正。"
        return [make_finding("R16", message, draft=draft)]
    if told != year:
        message = f"单号中的年份 {told} 与申报日期 {line.declared_on} 不同，请核对。"
        return [make_finding("R16", message, level=WARNING, draft=draft)]
    if flag != line.direction:
        message = f"单号第 9 位表示{flag}，本行填的是{line.direction}，请核对。"
        return [make_finding("R16", message, level=WARNING, draft=draft)]
    return []


def _list_findings(drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> list[Finding]:
    """R19: against the customs list where it covers the month; 未检查 elsewhere."""
    if not run.context.customs_list:
        return [not_checked("R19", "还没有导入海关报关单清单，是否删改未核对。")] if drafts else []
    entries = run.indexed("customs_list", _by_number)
    months = run.indexed("customs_months", _covered_months)
    findings, missing = [], []
    gap = parameters.fraction("check.performance_gap")
    for draft in drafts:
        line: CustomsDeclarationLine = draft.source
        entry = entries.get(line.declaration_no)
        if entry is None:
            if (line.declared_on.year, line.declared_on.month) in months:
                findings.append(make_finding("R19", "海关清单中没有这个单号，请核对是否已删单。", draft=draft))
            else:
                missing.append(draft.row)
        elif any(word in entry.status for word in VOID_WORDS):
            message = f"海关清单中此单状态为“{entry.status}”，请核对后说明。"
            findings.append(make_finding("R19", message, draft=draft, value=entry.status))
        elif entry.credit_code != line.domestic_party_code or entry.supervision_mode != line.supervision_mode:
            message = f"海关清单为 {entry.credit_code}、{entry.supervision_mode}，与本行不同，请核对。"
            findings.append(make_finding("R19", message, draft=draft, value=entry.credit_code))
        elif abs(entry.amount - line.declared_value) > entry.amount * gap.numerator / gap.denominator:
            message = (
                f"海关清单金额 {entry.amount:,.2f} 元，本行 {line.declared_value:,.2f} 元，相差超过 {percent(gap)}。"
            )
            findings.append(make_finding("R19", message, draft=draft, value=str(entry.amount)))
    if missing:
        findings.append(not_checked("R19", f"{rows_text(missing)}所在月份没有海关报关单清单，是否删改未核对。"))
    return findings


def _by_number(run: Run) -> dict[str, CustomsListEntry]:
    return {entry.declaration_no: entry for entry in run.context.customs_list}


def _covered_months(run: Run) -> set[tuple[int, int]]:
    return {(entry.declared_on.year, entry.declared_on.month) for entry in run.context.customs_list}


def _invoice_findings(case: ApplicationFacts, drafts: list[LineDraft], run: Run) -> list[Finding]:
    """R20: Σ of the fees that share an invoice equals the invoice; without its total R11 and R20 stay 未检查."""
    findings, told = [], set()
    missing = [draft.row for draft in drafts if draft.source.invoice_total is None]
    for draft in drafts:
        line: CustomsDeclarationLine = draft.source
        if line.invoice_total is None:
            continue
        shared = run.indexed("fees", _fees_by_invoice)
        key = (case.enterprise.credit_code, invoice_key(line.invoice_code, line.invoice_no))
        if key not in told and shared[key] != fen_of(line.invoice_total):
            told.add(key)
            message = (
                f"发票 {line.invoice_no} 价税合计 {line.invoice_total:,.2f} 元，"
                f"各单分摊合计 {money(shared[key])} 元，不相等，请更正分摊。"
            )
            findings.append(make_finding("R20", message, draft=draft, value=str(shared[key])))
    if missing:
        findings.append(not_checked("R11", f"{rows_text(missing)}没有发票价税合计，各单合计是否超过发票未核对。"))
        findings.append(not_checked("R20", f"{rows_text(missing)}没有发票价税合计，分摊合计未核对。"))
    return findings


def _fees_by_invoice(run: Run) -> dict[tuple[str, str], int]:
    sums: dict[tuple[str, str], int] = {}
    for case in run.cases:
        for line in case.customs_declarations:
            key = (case.enterprise.credit_code, invoice_key(line.invoice_code, line.invoice_no))
            sums[key] = sums.get(key, 0) + fen_of(line.fee_amount)
    return sums


def _agent_findings(case: ApplicationFacts, drafts: list[LineDraft], run: Run) -> list[Finding]:
    """R21: a common legal representative where the register knows the agent; shareholders are never known."""
    findings, own = [], case.enterprise.legal_representative
    agents: dict[str, str] = {}
    for draft in drafts:
        if draft.source.agent_credit_code != case.enterprise.credit_code:
            agents.setdefault(draft.source.agent_credit_code, draft.source.agent_name)
    for code, name in agents.items():
        agent = run.context.enterprises.get(code)
        if agent is not None and own and agent.legal_representative == own:
            message = f"代理公司“{name}”与申报单位法定代表人相同（{own}），请说明是否第三方。"
            findings.append(make_finding("R21", message, level=WARNING, value=code))
    if agents:
        findings.append(not_checked("R21", "代理公司的股东没有数据，是否有共同股东未核对。"))
    return findings


def _fee_findings(drafts: list[LineDraft], parameters: ParameterSet) -> list[Finding]:
    """R22: fee per 单 above the alert line, or above a multiple of the median of the application."""
    standing = [draft for draft in drafts if draft.dropped_by is None]
    if not standing:
        return []
    fees = [draft.gross / draft.source.ticket_count for draft in standing]
    line, factor = parameters.fen("check.fee_alert"), parameters.integer("check.median_factor")
    highest = min(line, median(fees) * factor) if len(fees) >= 3 else line
    return [
        make_finding("R22", f"每单代理费 {money(int(fee))} 元偏高，请核对是否只含报关费。", draft=draft)
        for draft, fee in zip(standing, fees, strict=True)
        if fee > highest
    ]


def _performance_findings(
    case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run
) -> list[Finding]:
    """R31: own declarations above what the monthly report knows of the firm."""
    modes = parameters.readings("mode_codes")
    reported, declared = run.performance(case.enterprise.credit_code, case.award_year, modes)
    if not drafts or not declared:
        return []
    if not reported:
        return [not_checked("R31", "本企业没有海关月报数据，报关单金额未与月报核对。")]
    gap = parameters.fraction("check.performance_gap")
    if declared <= reported * (1 + gap):
        return []
    message = f"报关单金额合计 {money(declared)} 元，高于海关月报 {money(reported)} 元超过 {percent(gap)}，请核对。"
    return [make_finding("R31", message, value=f"{declared}:{reported}")]
