"""The ledger of evidence: an invoice or declaration pays once, across measures, years, firms and counties (C3).

Only lines that stand compete (ruling 3); they come in the order of intake, so the first use counts. A later line
of the same firm and measure counts for what is left of the invoice, where the paper says its total.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from datetime import date
from operator import attrgetter

from cbec_desktop.awards.amounts import money
from cbec_desktop.awards.checks import drop, make_finding
from cbec_desktop.awards.measure import Finding, InvoiceUse, LineDraft
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import FindingLevel

_row = attrgetter("row")


def invoice_key(code: str | None, number: str) -> str:
    """The identity of an invoice: a 20-digit number stands alone, an older one needs its code."""
    return number if len(number) == 20 or not code else f"{code}-{number}"


@dataclass(slots=True)
class _Use:
    """One line that counts: where it stands, what it took, for which period."""

    case_no: str
    place: str
    portion: int
    item: tuple[str, ...]
    span: tuple[date, date] | None


@dataclass(slots=True)
class InvoiceRecord:
    """One invoice with its uses; it belongs to the firm and measure that used it first."""

    credit_code: str
    enterprise: str
    measure_id: str
    total: int | None
    used: int = 0
    uses: list[_Use] = field(default_factory=list)

    @property
    def first(self) -> _Use:
        return self.uses[0]


@dataclass(frozen=True, slots=True)
class DeclarationRecord:
    """The one use of a declaration or manifest."""

    case_no: str
    place: str
    enterprise: str


class EvidenceLedger:
    """Who used which invoice and declaration; filled in order while a run goes on."""

    def __init__(self, red_letters: Mapping[str, int] | None = None) -> None:
        self.invoices: dict[str, InvoiceRecord] = {}
        self.declarations: dict[str, DeclarationRecord] = {}
        self._red_letters = dict(red_letters or {})

    def claim(self, case: ApplicationFacts, drafts: list[LineDraft]) -> list[Finding]:
        """Let the standing lines of a case compete; drops or cuts those that come too late, with findings."""
        findings: list[Finding] = []
        for draft in sorted(drafts, key=_row):
            if draft.dropped_by is None:
                findings.extend(self._claim_line(case, draft))
        return findings

    def _claim_line(self, case: ApplicationFacts, draft: LineDraft) -> Iterator[Finding]:
        number = draft.declaration_no
        if number is not None and (taken := self.declarations.get(number)):
            yield _declaration_refused(case, draft, taken)
            return
        if draft.invoice is not None:
            yield from self._claim_invoice(case, draft, draft.invoice)
        if number is not None and draft.dropped_by is None:
            self.declarations[number] = DeclarationRecord(case.case_no, draft.place, case.enterprise.name)

    def _claim_invoice(self, case: ApplicationFacts, draft: LineDraft, use: InvoiceUse) -> Iterator[Finding]:
        record = self.invoices.get(use.key)
        if record is None or not record.uses:
            record = self._first_use(case, use)
        elif refusal := _refusal(case, record, use):
            yield drop(draft, *refusal)
            return
        total = _lesser(record.total, use.total)
        portion = use.portion
        if total is not None and record.used + use.portion > total:
            portion = max(total - record.used, 0)
            yield _cut(draft, portion, total, record)
        if draft.dropped_by is None:
            record.used += portion
            record.uses.append(_Use(case.case_no, draft.place, portion, use.item, use.span))

    def _first_use(self, case: ApplicationFacts, use: InvoiceUse) -> InvoiceRecord:
        total = use.total
        if total is not None and (taken_back := self._red_letters.get(use.key)):
            total = max(total - taken_back, 0)
        record = InvoiceRecord(case.enterprise.credit_code, case.enterprise.name, case.measure_id, total)
        self.invoices[use.key] = record
        return record


def _lesser(left: int | None, right: int | None) -> int | None:
    known = [total for total in (left, right) if total is not None]
    return min(known) if known else None


def _refusal(case: ApplicationFacts, record: InvoiceRecord, use: InvoiceUse) -> tuple[str, str] | None:
    """Code and sentence when an invoice that was used before cannot be used here; None when it can."""
    where = f"{record.first.case_no}（{record.first.place}）"
    if record.credit_code != case.enterprise.credit_code:
        return "R11", f"发票已由{record.enterprise}在 {where} 首次使用，本行不计；一张发票只属于一家企业。"
    if record.measure_id != case.measure_id:
        return "R11", f"发票已在另一项措施 {where} 使用，本行不计；同一费用不能报两项措施。"
    for earlier in record.uses:
        is_here = earlier.case_no == case.case_no
        if is_here and earlier.item == use.item and _overlap(earlier.span, use.span):
            return "E06", f"同一张发票的同一项费用在本件{earlier.place}已经填过，本行不计。"
        if not is_here and use.span is not None and earlier.item == use.item and _overlap(earlier.span, use.span):
            return "R11", f"这张发票的这段租金已在 {earlier.case_no}（{earlier.place}）使用，本行不计。"
    return None


def _overlap(left: tuple[date, date] | None, right: tuple[date, date] | None) -> bool:
    if left is None or right is None:
        return True
    return left[0] <= right[1] and right[0] <= left[1]


def _cut(draft: LineDraft, portion: int, total: int, record: InvoiceRecord) -> Finding:
    """The later line counts for the remainder (ruling 3); with nothing left it is dropped."""
    places = "、".join(f"{use.case_no}（{use.place}）" for use in record.uses[:3])
    before = f"，{places}已用 {money(record.used)} 元" if places else ""
    if portion == 0:
        return drop(draft, "R11", f"发票价税合计 {money(total)} 元{before}，没有余额，本行不计。")
    out = max(draft.gross - portion, 0)
    draft.gross = min(draft.gross, portion)
    message = f"发票价税合计 {money(total)} 元{before}，本行只计余额 {money(portion)} 元。"
    return make_finding("R11", message, level=FindingLevel.WARNING, draft=draft, amount_out=out)


def _declaration_refused(case: ApplicationFacts, draft: LineDraft, taken: DeclarationRecord) -> Finding:
    if taken.case_no == case.case_no:
        return drop(draft, "E06", f"报关单号与本件{taken.place}重复，一张报关单只能用一次，本行不计。")
    where = f"{taken.case_no}（{taken.enterprise}，{taken.place}）"
    return drop(draft, "R18", f"报关单已在 {where} 首次使用，本行不计；一张报关单只能用一次。")
