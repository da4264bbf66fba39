"""附件3第5条: 50 % of fees to third-party customs agents, at most 500 a declaration, up to 50,000 a firm."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from cbec_desktop.awards.amounts import Fen, fen_of, money, normal, percent, times, total
from cbec_desktop.awards.checks import drop
from cbec_desktop.awards.eligibility import applicant_eligibility, judge_cost_support
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.line_checks import LineTerms, buyer_findings, line_terms, payment_findings
from cbec_desktop.awards.measure import Eligibility, Finding, InvoiceUse, LineDraft, Measure, Reckoned, Step
from cbec_desktop.awards.measures.customs_agency_fee.checks import checks
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import limit_word, step, sum_text
from cbec_desktop.domain.records import ApplicationFacts, CustomsDeclarationLine

CLAUSE = "附件3第5条"
UNIT_LABEL = "每单上限"


@dataclass(frozen=True, slots=True)
class FeeTerms:
    """What a set says about measure 5, drawn once."""

    rate: Fraction
    unit_cap: int
    is_on_base: bool
    unit: str
    modes: frozenset[str]
    exports_only: bool


@lru_cache(maxsize=64)
def fee_terms(parameters: ParameterSet) -> FeeTerms:
    """The terms of one set; A12 fixed = the policy's own 50 %."""
    is_fixed = parameters.reading("m5.rate_reading") == "fixed"
    limit = parameters.parameters["m5.rate"].limit
    return FeeTerms(
        rate=Fraction(limit) if is_fixed and limit else parameters.fraction("m5.rate"),
        unit_cap=parameters.fen("m5.unit_cap"),
        is_on_base=parameters.reading("m5.unit_cap.applies_to") == "base",
        unit=parameters.reading("m5.unit_9610"),
        modes=parameters.readings("mode_codes"),
        exports_only=parameters.reading("m5.direction") == "export",
    )


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    """Entity type and credit; a declaration is itself the performance (ruling 25)."""
    result = applicant_eligibility(case, parameters)
    judge_cost_support(result, case, parameters, CLAUSE)
    return result


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    """Each declaration with its own errors: date, mode, consignee, third party, payment, buyer."""
    terms, fees = line_terms(parameters), fee_terms(parameters)
    drafts = []
    for line in case.customs_declarations:
        draft = _draft(line, terms)
        findings.extend(_own_errors(case, draft, line, fees, terms))
        findings.extend(payment_findings(case, draft, line, terms))
        drafts.append(draft)
    findings.extend(buyer_findings(case, drafts))
    return drafts


def _draft(line: CustomsDeclarationLine, terms: LineTerms) -> LineDraft:
    """min(报关代理费, 实付) by ruling 23."""
    fee = fen_of(line.fee_amount)
    return LineDraft(
        table="customs_declaration",
        row=line.row,
        record_id=line.record_id,
        evidence=line.declaration_no,
        label=line.supervision_mode,
        claimed=fee,
        gross=min(fee, fen_of(line.paid_amount)) if terms.counts_paid else fee,
        source=line,
        declaration_no=line.declaration_no,
        invoice=InvoiceUse(
            key=invoice_key(line.invoice_code, line.invoice_no),
            portion=fee,
            total=fen_of(line.invoice_total) if line.invoice_total is not None else None,
            item=(line.declaration_no,),
        ),
    )


def _own_errors(
    case: ApplicationFacts, draft: LineDraft, line: CustomsDeclarationLine, fees: FeeTerms, terms: LineTerms
) -> list[Finding]:
    findings = []
    firm = case.enterprise.credit_code
    if line.declared_on.year != terms.year:
        findings.append(drop(draft, "R10", f"申报日期 {line.declared_on} 不在 {terms.year} 年度内，本行不计。"))
    if line.supervision_mode not in fees.modes:
        message = f"监管方式 {line.supervision_mode} 不是跨境电商监管方式，本行不计，只作统计。"
        findings.append(drop(draft, "R17", message))
    if fees.exports_only and line.direction != "出口":
        findings.append(drop(draft, "R17", "本年口径只计出口，进口报关单不计，只作统计。"))
    if line.domestic_party_code != firm:
        message = f"境内收发货人 {line.domestic_party_code} 不是申报单位，本行不计。"
        findings.append(drop(draft, "R18", message))
    if line.agent_credit_code == firm:
        findings.append(drop(draft, "R21", "代理公司就是申报单位（自理报关），不是委托第三方，本行不计。"))
    return findings


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    """Σ min(rate × fee, unit cap × 单), by the readings A8, A9."""
    terms = fee_terms(parameters)
    standing = [draft for draft in drafts if draft.dropped_by is None]
    touched = len({_unit_of(draft, terms) for draft in standing if _limit_line(draft, terms, run)})
    fees = sum(draft.gross for draft in standing)
    awards: Fen = total(draft.award for draft in standing)
    reckoned = Reckoned(fees, awards, _steps(standing, fees, awards, touched, terms), cost=fees)
    if touched:
        reckoned.binding.append(UNIT_LABEL)
    return reckoned


def _unit_of(draft: LineDraft, terms: FeeTerms) -> object:
    """What the limit is counted for: the declaration, or its invoice (A9)."""
    return draft.invoice.key if terms.unit == "invoice" and draft.invoice is not None else id(draft)


def _limit_line(draft: LineDraft, terms: FeeTerms, run: Run) -> bool:
    """Award of one line under the unit cap; the cap of one number is used up once (ruling 30)."""
    draft.eligible = draft.gross
    quantity = draft.gross if terms.is_on_base else times(draft.gross, terms.rate)
    if terms.unit == "invoice" and draft.invoice is not None:
        cap = run.caps.unit(("单", draft.invoice.key))
        cap.cover("单", terms.unit_cap)
        left = cap.left
        allowed = min(quantity, left)
        cap.used += allowed
    else:  # the ledger lets a number stand once, so that nobody used its cap before
        left = terms.unit_cap * (draft.source.ticket_count if terms.unit == "manifest" else 1)
        allowed = min(quantity, left)
    draft.award = times(allowed, terms.rate) if terms.is_on_base else allowed
    draft.unit_limit, draft.unit_limit_bit = normal(left), allowed < quantity
    return draft.unit_limit_bit


def _steps(standing: list[LineDraft], fees: int, awards: Fen, touched: int, terms: FeeTerms) -> list[Step]:
    by_rate, cap, rate = times(fees, terms.rate), money(terms.unit_cap), percent(terms.rate)
    noun = "张发票" if terms.unit == "invoice" else "单"
    fee = "每张发票的代理费" if terms.unit == "invoice" else "代理费"
    text = f"Σ min（{fee}，{cap}）× {rate}" if terms.is_on_base else f"Σ min（{fee} × {rate}，{cap}）"
    if any(draft.source.ticket_count > 1 for draft in standing) and terms.unit == "manifest":
        text = text.replace(cap, f"{cap} × 票数")
    if touched:
        text += f"，{touched} {noun}触及"
    fee_text = sum_text([draft.gross for draft in standing], "单")
    return [
        step("符合条件的代理费", fee_text, fees, "第5条·A10·A31"),
        step("逐单乘比例", f"Σ（代理费 × {rate}）", by_rate, "第5条", limit_amount=by_rate),
        step(UNIT_LABEL, text, awards, "第5条·A8·A9", limit=limit_word(touched > 0), limit_amount=awards),
    ]


MEASURE = Measure(
    id="customs_agency_fee",
    number=5,
    title="报关代理费补助",
    clause=CLAUSE,
    rule_version="2026.1",
    folder=Path(__file__).parent,
    eligibility=eligibility,
    lines=lines,
    amount=amount,
    checks=checks,
    readings=("m5.unit_cap.applies_to", "m5.unit_9610", "mode_codes", "m5.direction", "m5.cap_scope", "m5.fee_items"),
    cap="m5.cap",
    cap_scope="m5.cap_scope",
)
