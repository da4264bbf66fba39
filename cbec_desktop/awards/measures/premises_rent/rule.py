"""附件3第4条: 50 % of the year's rent, at most 50 a square metre, up to 100,000, for firms with trade performance."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction
from functools import lru_cache
from pathlib import Path

from cbec_desktop.awards.amounts import fen_of, money
from cbec_desktop.awards.checks import drop
from cbec_desktop.awards.eligibility import applicant_eligibility, judge_cost_support, require_performance
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.line_checks import LineTerms, buyer_findings, line_terms, payment_findings
from cbec_desktop.awards.measure import Eligibility, Finding, InvoiceUse, LineDraft, Measure, Reckoned
from cbec_desktop.awards.measures.premises_rent.checks import checks, is_in_chaoyang
from cbec_desktop.awards.measures.premises_rent.leases import RentTerms, reckon_leases
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.periods import months, within_year
from cbec_desktop.awards.run import Run, name_key
from cbec_desktop.domain.records import ApplicationFacts, Lease, LeaseInvoice

CLAUSE = "附件3第4条"


@dataclass(frozen=True, slots=True)
class LeasedLine:
    """One rent invoice with its lease: what a draft of this measure stands for."""

    lease: Lease
    invoice: LeaseInvoice

    @property
    def buyer_credit_code(self) -> str | None:
        return self.invoice.buyer_credit_code


def eligibility(case: ApplicationFacts, parameters: ParameterSet, run: Run) -> Eligibility:
    """Entity type, credit, trade performance; other support where A19 excludes it."""
    result = applicant_eligibility(case, parameters)
    require_performance(result, case, parameters, run)
    judge_cost_support(result, case, parameters, CLAUSE)
    return result


def lines(case: ApplicationFacts, parameters: ParameterSet, run: Run, findings: list[Finding]) -> list[LineDraft]:
    """Each rent invoice with its own errors (A5 timing, A6 use and place, payment, buyer)."""
    terms, timing = line_terms(parameters), parameters.reading("m4.timing")
    usages = parameters.readings("m4.usages")
    is_local_only = parameters.reading("m4.location") == "chaoyang"
    drafts = []
    for lease in case.leases:
        is_outside = is_local_only and not is_in_chaoyang(lease.location)
        for invoice in lease.invoices:
            draft = _draft(lease, invoice, terms, timing)
            if invoice.usage not in usages:
                message = f"用途“{invoice.usage}”不在支持范围，本行 {money(draft.gross)} 元不计。"
                findings.append(drop(draft, "E04", message))
            if is_outside:
                findings.append(drop(draft, "E04", f"坐落“{lease.location}”不在朝阳市内，本行不计。"))
            findings.extend(_date_findings(draft, invoice, terms, timing))
            findings.extend(payment_findings(case, draft, invoice, terms))
            drafts.append(draft)
    findings.extend(buyer_findings(case, drafts))
    return drafts


def _draft(lease: Lease, invoice: LeaseInvoice, terms: LineTerms, timing: str) -> LineDraft:
    """min(租金, 实付) before accrual and self-use share (rulings 23, 27)."""
    rent = fen_of(invoice.rent_amount)
    return LineDraft(
        table="lease_invoice",
        row=invoice.row,
        record_id=invoice.record_id,
        evidence=invoice.invoice_no,
        label=f"{lease.contract_no} {invoice.usage}",
        claimed=rent,
        gross=min(rent, fen_of(invoice.paid_amount)) if terms.counts_paid else rent,
        source=LeasedLine(lease, invoice),
        invoice=InvoiceUse(
            key=invoice_key(invoice.invoice_code, invoice.invoice_no),
            portion=rent,
            total=None,
            item=(name_key(lease.lessor), lease.contract_no),
            span=(invoice.period_from, invoice.period_to),
        ),
        factor=_factor(lease, invoice, terms.year, timing),
    )


def _factor(lease: Lease, invoice: LeaseInvoice, year: int, timing: str) -> Fraction | int:
    """Share of the rent that is the year's and self-used: months in the year ÷ months, 自用 ÷ 建筑面积."""
    share: Fraction | int = 1
    if timing == "accrual" and not (invoice.period_from.year == invoice.period_to.year == year):
        inside = within_year(invoice.period_from, invoice.period_to, year)
        whole = months(invoice.period_from, invoice.period_to)
        share = months(*inside) / whole if inside and whole else 0
    if lease.self_used_area != lease.floor_area:
        share *= _area_share(lease.self_used_area, lease.floor_area)
    return share


@lru_cache(maxsize=4096)
def _area_share(self_used: object, floor: object) -> Fraction:
    whole = Fraction(str(floor))
    return min(Fraction(str(self_used)) / whole, Fraction(1)) if whole else Fraction(0)


def _date_findings(draft: LineDraft, invoice: LeaseInvoice, terms: LineTerms, timing: str) -> list[Finding]:
    """R10 by the reading A5: accrual with the invoice before the cut-off, or the date of payment or invoice."""
    year = terms.year
    if timing == "accrual":
        if not draft.factor and within_year(invoice.period_from, invoice.period_to, year) is None:
            message = f"费用所属期 {invoice.period_from} 至 {invoice.period_to} 没有 {year} 年度的月份，本行不计。"
            return [drop(draft, "R10", message)]
        if invoice.invoiced_on > terms.paid_by:
            return [drop(draft, "R10", f"开票日期 {invoice.invoiced_on} 晚于截止日 {terms.paid_by}，本行不计。")]
        return []
    day, word = (invoice.paid_on, "付款") if timing == "payment_date" else (invoice.invoiced_on, "开票")
    return [] if day.year == year else [drop(draft, "R10", f"{word}日期 {day} 不在 {year} 年度内，本行不计。")]


def amount(case: ApplicationFacts, drafts: list[LineDraft], parameters: ParameterSet, run: Run) -> Reckoned:
    """Σ over leases of min(rate × rent, unit cap × area), by the readings A1–A4."""
    terms = RentTerms.of(parameters)
    standing = [draft for draft in drafts if draft.dropped_by is None]
    reckoned = reckon_leases(case, standing, terms, run)
    if any(draft.dropped_by == "E04" for draft in drafts):
        reckoned.readings.append("m4.usages")
    if len(case.leases) > 1:
        reckoned.readings.append("m4.pooling")
    reckoned.cost = reckoned.eligible
    return reckoned


MEASURE = Measure(
    id="premises_rent",
    number=4,
    title="房屋租赁费补助",
    clause=CLAUSE,
    rule_version="2026.1",
    folder=Path(__file__).parent,
    eligibility=eligibility,
    lines=lines,
    amount=amount,
    checks=checks,
    readings=("m4.unit_cap.period", "m4.unit_cap.applies_to", "m4.area_basis", "m4.timing", "m4.cap_scope"),
    cap="m4.cap",
    cap_scope="m4.cap_scope",
)
