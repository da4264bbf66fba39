"""The ledger of evidence: an invoice or declaration pays once, across measures, years, firms and counties (C3).

Only lines that stand compete (ruling 3); they come in the order of intake, so the first use counts. A later line
of the same firm and measure counts for what is left of the invoice, where the paper says its total. What red-letter
invoices took back counts for nobody, a void invoice pays nothing.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from datetime import date
from operator import attrgetter

from cbec_desktop.awards.amounts import money
from cbec_desktop.awards.checks import drop, make_finding
from cbec_desktop.awards.measure import Finding, InvoiceUse, LineDraft
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import FindingLevel

Use = tuple[ApplicationFacts, LineDraft]
"""One line that counts, with its case."""
_row = attrgetter("row")


def invoice_key(code: str | None, number: str) -> str:
    """The identity of an invoice: a 20-digit number stands alone, an older one needs its code."""
    return number if len(number) == 20 or not code else f"{code}-{number}"


class InvoiceRecord:
    """One invoice with its uses; it belongs to the firm and measure that used it first."""

    __slots__ = ("owner", "reversed_fen", "taken_back", "total", "used", "uses")

    def __init__(self, owner: ApplicationFacts, total: int | None, reversed_fen: int = 0) -> None:
        self.owner = owner
        self.total = total
        self.reversed_fen = reversed_fen
        self.taken_back = reversed_fen if total is None else 0
        """What is still to be taken off the lines, where the paper does not say the invoice's total."""
        self.used = 0
        self.uses: list[Use] = []


class EvidenceLedger:
    """Who used which invoice and declaration; filled in order while a run goes on."""

    def __init__(
        self, red_letters: Mapping[str, int] | None = None, void_invoices: Collection[str] = frozenset()
    ) -> None:
        self.invoices: dict[str, InvoiceRecord] = {}
        self.declarations: dict[str, Use] = {}
        self._red_letters = dict(red_letters or {})
        self._voids = frozenset(void_invoices)

    def claim(self, case: ApplicationFacts, drafts: list[LineDraft]) -> list[Finding]:
        """Let the standing lines of a case compete; drops or cuts those that come too late, with findings."""
        findings: list[Finding] = []
        for draft in sorted(drafts, key=_row):
            if draft.dropped_by is None and (finding := self._claim_line(case, draft)) is not None:
                findings.append(finding)
        return findings

    def _claim_line(self, case: ApplicationFacts, draft: LineDraft) -> Finding | None:
        number = draft.declaration_no
        if number is not None and (taken := self.declarations.get(number)) is not None:
            return _declaration_refused(case, draft, taken)
        finding = self._claim_invoice(case, draft, draft.invoice) if draft.invoice is not None else None
        if number is not None and draft.dropped_by is None:
            self.declarations[number] = (case, draft)
        return finding

    def _claim_invoice(self, case: ApplicationFacts, draft: LineDraft, use: InvoiceUse) -> Finding | None:
        if use.key in self._voids:
            return drop(draft, "R11", "这张发票已登记作废，本行不计；如登记有误，请先在凭据台账撤销登记。")
        record = self.invoices.get(use.key)
        if record is None or not record.uses:
            record = self._first_use(case, use)
        elif refusal := _refusal(case, record, use):
            return drop(draft, *refusal)
        total = _lesser(record.total, use.total)
        finding, portion = None, use.portion
        if total is not None and record.used + portion > total:
            portion = max(total - record.used, 0)
            finding = _cut(draft, portion, total, record)
        elif record.taken_back:
            out = min(record.taken_back, portion)
            record.taken_back -= out
            portion -= out
            finding = _take_back(draft, portion, record)
        if draft.dropped_by is None:
            record.used += portion
            record.uses.append((case, draft))
        return finding

    def _first_use(self, case: ApplicationFacts, use: InvoiceUse) -> InvoiceRecord:
        total, taken_back = use.total, self._red_letters.get(use.key, 0)
        if total is not None and taken_back:
            total = max(total - taken_back, 0)
        known = self.invoices.get(use.key)  # what was taken back from lines that then fell out stays taken back
        record = self.invoices[use.key] = InvoiceRecord(case, total, taken_back)
        if known is not None:
            record.taken_back = known.taken_back
        return record


def _where(use: Use) -> str:
    case, draft = use
    return f"{case.case_no}（{draft.place}）"


def _lesser(left: int | None, right: int | None) -> int | None:
    if left is None or right is None:
        return left if right is None else right
    return left if left < right else right


def _refusal(case: ApplicationFacts, record: InvoiceRecord, use: InvoiceUse) -> tuple[str, str] | None:
    """Code and sentence when an invoice that was used before cannot be used here; None when it can."""
    owner = record.owner
    if owner.enterprise.credit_code != case.enterprise.credit_code:
        name, where = owner.enterprise.name, _where(record.uses[0])
        return "R11", f"发票已由{name}在 {where} 首次使用，本行不计；一张发票只属于一家企业。"
    if owner.measure_id != case.measure_id:
        return "R11", f"发票已在另一项措施 {_where(record.uses[0])} 使用，本行不计；同一费用不能报两项措施。"
    for earlier in record.uses:
        known = earlier[1].invoice
        if known is None or known.item != use.item or not _overlap(known.span, use.span):
            continue
        if earlier[0] is case:
            return "E06", f"同一张发票的同一项费用在本件{earlier[1].place}已经填过，本行不计。"
        if use.span is not None:
            return "R11", f"这张发票的这段租金已在 {_where(earlier)} 使用，本行不计。"
    return None


def _overlap(left: tuple[date, date] | None, right: tuple[date, date] | None) -> bool:
    if left is None or right is None:
        return True
    return left[0] <= right[1] and right[0] <= left[1]


def _cut(draft: LineDraft, portion: int, total: int, record: InvoiceRecord) -> Finding:
    """The later line counts for the remainder (ruling 3); with nothing left it is dropped."""
    places = "、".join(_where(use) for use in record.uses[:3])
    before = f"，{places}已用 {money(record.used)} 元" if places else ""
    amount = f"发票价税合计 {money(total)} 元"
    if record.reversed_fen:
        amount = f"发票扣除红字 {money(record.reversed_fen)} 元后可用 {money(total)} 元"
    if portion == 0:
        return drop(draft, "R11", f"{amount}{before}，没有余额，本行不计。")
    return _count_part(draft, portion, f"{amount}{before}，本行只计余额 {money(portion)} 元。")


def _take_back(draft: LineDraft, portion: int, record: InvoiceRecord) -> Finding:
    """A red-letter invoice on one whose total the paper does not say: it comes off the lines as they come."""
    taken = f"发票已被红字发票冲减 {money(record.reversed_fen)} 元"
    if portion == 0:
        return drop(draft, "R11", f"{taken}，本行没有余额，不计。")
    return _count_part(draft, portion, f"{taken}，本行只计余额 {money(portion)} 元。")


def _count_part(draft: LineDraft, portion: int, message: str) -> Finding:
    out = max(draft.gross - portion, 0)
    draft.gross = min(draft.gross, portion)
    return make_finding("R11", message, level=FindingLevel.WARNING, draft=draft, amount_out=out)


def _declaration_refused(case: ApplicationFacts, draft: LineDraft, taken: Use) -> Finding:
    if taken[0] is case:
        return drop(draft, "E06", f"报关单号与本件{taken[1].place}重复，一张报关单只能用一次，本行不计。")
    message = f"报关单已由{taken[0].enterprise.name}在 {_where(taken)} 首次使用，本行不计；一张报关单只能用一次。"
    return drop(draft, "R18", message)
