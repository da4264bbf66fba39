"""Own errors of a line that cost-based measures share: payer, payment date, buyer, currency; and what counts of it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Protocol

from cbec_desktop.awards.amounts import fen_of, money
from cbec_desktop.awards.checks import ERROR, NOTE, WARNING, drop, make_finding, not_checked, rows_text
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.measure import Finding, InvoiceUse, LineDraft
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import name_key
from cbec_desktop.domain.records import ApplicationFacts, ExpenseLine
from cbec_desktop.domain.statuses import YUAN_NAMES

TRANSFER, PERSONAL = "对公转账", "个人支付"
TOLERANCE = Decimal("0.01")


class Payment(Protocol):
    """What every cost line says about its payment."""

    @property
    def paid_on(self) -> date: ...
    @property
    def payment_method(self) -> str: ...
    @property
    def payer_name(self) -> str: ...
    @property
    def paid_amount(self) -> Decimal: ...


@dataclass(frozen=True, slots=True)
class LineTerms:
    """What a set says about cost lines, drawn once."""

    year: int
    paid_by: date
    counts_paid: bool
    allows_personal: bool
    excludes_tax: bool


@lru_cache(maxsize=64)
def line_terms(parameters: ParameterSet) -> LineTerms:
    """The terms of one set; cached by the set."""
    return LineTerms(
        year=parameters.award_year,
        paid_by=parameters.paid_by(),
        counts_paid=parameters.reading("line_basis") == "paid",
        allows_personal=parameters.reading("payment.personal") == "allow",
        excludes_tax=parameters.reading("amount_basis") == "excl_tax",
    )


def payment_findings(case: ApplicationFacts, draft: LineDraft, line: Payment, terms: LineTerms) -> list[Finding]:
    """Payer, way of payment, cut-off and part payment of one line (R12, R13)."""
    is_plain = line.payment_method == TRANSFER and line.payer_name == case.enterprise.name
    findings = [] if is_plain else _payer_findings(case, draft, line, terms)
    if not terms.counts_paid:
        return findings
    due = draft.invoice.portion if draft.invoice is not None else draft.claimed
    if line.paid_on > terms.paid_by:
        message = f"付款日期 {line.paid_on} 晚于截止日 {terms.paid_by}，本行不计。"
        findings.append(drop(draft, "R13", message))
    elif draft.gross < due and draft.dropped_by is None:
        message = f"实付 {money(draft.gross)} 元，少于应付 {money(due)} 元，按实付计。"
        findings.append(make_finding("R13", message, level=NOTE, draft=draft, amount_out=due - draft.gross))
    return findings


def _payer_findings(case: ApplicationFacts, draft: LineDraft, line: Payment, terms: LineTerms) -> list[Finding]:
    is_personal = line.payment_method == PERSONAL
    if is_personal and terms.allows_personal:
        message = "个人代付，按本年口径可计；请核对报销凭证。"
        return [make_finding("R12", message, level=WARNING, draft=draft)]
    findings = []
    if line.payment_method != TRANSFER:
        findings.append(drop(draft, "R12", f"付款方式是{line.payment_method}，本行不计；对公转账付款后可改。"))
    if not is_personal and not _is_same_name(line.payer_name, case.enterprise.name):
        findings.append(drop(draft, "R12", f"付款方“{line.payer_name}”不是申报单位，本行不计。"))
    return findings


def _is_same_name(left: str, right: str) -> bool:
    return left == right or name_key(left) == name_key(right)


def expense_draft(line: ExpenseLine, terms: LineTerms) -> LineDraft:
    """An invoice line of measures 2 and 3: min(本次申报, 价税合计, 实付金额) by ruling 23."""
    claimed, total = fen_of(line.claimed_amount), fen_of(line.invoice_total)
    gross = min(claimed, total)
    draft = LineDraft(
        table="expense_line",
        row=line.row,
        record_id=line.record_id,
        evidence=line.invoice_no,
        label=f"{line.category} {line.platform_or_service}",
        claimed=claimed,
        gross=min(gross, fen_of(line.paid_amount)) if terms.counts_paid else gross,
        source=line,
        invoice=InvoiceUse(
            key=invoice_key(line.invoice_code, line.invoice_no),
            portion=gross,
            total=total,
            item=(line.category, line.platform_or_service),
        ),
        support=fen_of(line.other_support_amount) if line.other_support_amount else 0,
    )
    if terms.excludes_tax and line.tax_amount is not None and total:
        draft.factor = Fraction(max(total - fen_of(line.tax_amount), 0), total)
    return draft


def expense_findings(
    case: ApplicationFacts, draft: LineDraft, line: ExpenseLine, terms: LineTerms, categories: frozenset[str]
) -> list[Finding]:
    """Own errors of an invoice line: category, date, payment, buyer, currency (E04, R10, R12–R15)."""
    findings = []
    if line.category not in categories:
        message = f"费用类别“{line.category}”不在支持范围，本行 {money(draft.gross)} 元不计。"
        findings.append(drop(draft, "E04", message))
    if line.invoiced_on.year != terms.year:
        findings.append(drop(draft, "R10", f"开票日期 {line.invoiced_on} 不在 {terms.year} 年度内，本行不计。"))
    if line.buyer_credit_code != case.enterprise.credit_code:
        message = f"发票购方代码 {line.buyer_credit_code} 不是申报单位，本行不计。"
        findings.append(drop(draft, "R14", message))
    if line.currency is not None or line.foreign_amount is not None:
        findings.extend(_currency_findings(draft, line))
    findings.extend(payment_findings(case, draft, line, terms))
    return findings


def _currency_findings(draft: LineDraft, line: ExpenseLine) -> list[Finding]:
    """R15 where rate or date is missing, or 原币 × 汇率 is off by more than 0.01 yuan (ruling 29)."""
    if (line.currency or "").upper() in YUAN_NAMES and line.foreign_amount is None:
        return []
    if line.exchange_rate is None or line.rate_on is None:
        missing = "汇率" if line.exchange_rate is None else "汇率日期"
        return [drop(draft, "R15", f"外币行没有填{missing}，本行不计；补填后可计。")]
    if line.foreign_amount is None:
        return [drop(draft, "R15", "外币行没有填原币金额，无法核对折算，本行不计；补填后可计。")]
    converted = line.foreign_amount * line.exchange_rate
    if abs(converted - line.invoice_total) > TOLERANCE:
        message = (
            f"原币 {line.foreign_amount} × 汇率 {line.exchange_rate} 不等于价税合计 {line.invoice_total} 元，本行不计。"
        )
        return [drop(draft, "R15", message)]
    if line.rate_on != line.paid_on:
        message = f"汇率日期 {line.rate_on} 不是付款日期 {line.paid_on}，请核对。"
        return [make_finding("R15", message, level=NOTE, draft=draft)]
    return []


def missing_tax(drafts: list[LineDraft], terms: LineTerms) -> list[Finding]:
    """E07 where A28 needs the tax of a line that counts and it is not filled in (ruling 16)."""
    if not terms.excludes_tax:
        return []
    rows = [draft.row for draft in drafts if draft.dropped_by is None and draft.source.tax_amount is None]
    if not rows:
        return []
    return [make_finding("E07", f"按不含税计算，{rows_text(rows)}没有填税额，请补填。", level=ERROR)]


def buyer_findings(case: ApplicationFacts, drafts: list[LineDraft]) -> list[Finding]:
    """R14 for sheets whose buyer column is optional: wrong buyers drop the line, missing ones stay 未检查."""
    findings, missing = [], []
    for draft in drafts:
        buyer = draft.source.buyer_credit_code
        if buyer is None:
            missing.append(draft.row)
        elif buyer != case.enterprise.credit_code:
            findings.append(drop(draft, "R14", f"发票购方代码 {buyer} 不是申报单位，本行不计。"))
    if missing:
        findings.append(not_checked("R14", f"{rows_text(missing)}没有购方信用代码，购方未核对。"))
    return findings
