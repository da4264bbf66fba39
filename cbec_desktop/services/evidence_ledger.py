"""The evidence ledger: who used which invoice, declaration, manifest and lease; red-letter and void invoices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.evidence_trace import trace_uses
from cbec_desktop.awards.parameters import build_set
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.identifiers import check_invoice_code, check_invoice_no
from cbec_desktop.domain.ledger_records import EvidenceItem, Reversal
from cbec_desktop.domain.money import fen_from_yuan, format_yuan, yuan_from_fen
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_run import context_of, read_sets
from cbec_desktop.services.context import Context
from cbec_desktop.services.evidence_items import build_items

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KINDS = ("red_letter", "void")


@dataclass(frozen=True, slots=True)
class ReversalEntry:
    """What the clerk types of a red-letter or void invoice; `amount` in positive yuan, None for a void one."""

    kind: str
    invoice_code: str
    invoice_no: str
    red_letter_no: str
    amount: Decimal | None
    issued_on: date | None
    reason: str


def read_evidence(ctx: Context, job: JobContext) -> list[EvidenceItem]:
    """All evidence of all years with its uses, in the order of first use; the rules compete as in an assessment."""
    from db.queries import ledgers
    from db.queries.facts import load_facts

    job.step(0, 2, "读取凭据")
    with ctx.store.open_view() as view:
        facts = load_facts(view)
        records = read_sets(view, None, None)
        intake = ledgers.intake_of_cases(view)
        reversals = [_reversal(row) for row in ledgers.standing_reversals(view)]
    sets = {year: build_set(records[year]) for year in {case.award_year for case in facts.cases} & set(records)}
    cases = [case for case in facts.cases if case.award_year in sets]
    uses = trace_uses(cases, context_of(facts), sets, watch=lambda done, total: job.step(done, total, "核对凭据"))
    return build_items(uses, intake, reversals)


def record_reversal(ctx: Context, entry: ReversalEntry) -> int:
    """Enter a red-letter or void invoice (ruling 11); it reduces its original at the next assessment; returns its id.

    Raises UserError with the field in words: bad number, amount not above 0 or with half a fen, more than the
    original, a red-letter number entered before, a date missing or in the future, no reason, no_right.
    """
    from db.models.evidence import InvoiceReversal
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    _check_entry(entry, ctx.clock().date())
    with open_work(
        ctx.store, actor=actor, action="record_reversal", reason=entry.reason.strip(), clock=ctx.clock
    ) as work:
        key = _key_of(work.session, entry)
        _check_against_store(work.session, entry, key)
        record = InvoiceReversal(
            invoice_key=key,
            kind=entry.kind,
            red_letter_no=entry.red_letter_no.strip() or None if entry.kind == "red_letter" else None,
            amount_fen=fen_from_yuan(entry.amount) if entry.kind == "red_letter" and entry.amount else None,
            issued_on=str(entry.issued_on),
            reason=entry.reason.strip(),
            recorded_at=work.now,
            recorded_by=work.actor,
            withdrawn_reason=None,
        )
        work.session.add(record)
        work.commit()
        return record.id


def withdraw_reversal(ctx: Context, record_id: int, row_version: int, reason: str) -> None:
    """Take back an entry that was wrong: it stays, with the reason, and takes nothing from its original any more."""
    from db.models.evidence import InvoiceReversal
    from db.unit_of_work import open_work

    actor = require_right(ctx, Right.EDIT_RECORDS)
    if not reason.strip():
        raise UserError("请写明为什么撤销这条红字（作废）登记。", "no_reason")
    with open_work(ctx.store, actor=actor, action="withdraw_reversal", reason=reason.strip(), clock=ctx.clock) as work:
        work.load(InvoiceReversal, record_id, row_version).withdrawn_reason = reason.strip()
        work.commit()


def _check_entry(entry: ReversalEntry, today: date) -> None:
    if entry.kind not in KINDS:
        raise UserError("请选择“红字发票”或“发票作废”。", "bad_kind")
    for title, number in (("原发票号码", entry.invoice_no), ("红字发票号码", entry.red_letter_no)):
        if title == "红字发票号码" and entry.kind == "void":
            continue
        if not number.strip():
            raise UserError(f"请填{title}。", "no_number")
        if fault := check_invoice_no(number.strip()).error:
            raise UserError(f"{title}“{number.strip()}”：{fault}", "bad_number")
    if entry.invoice_code.strip() and (fault := check_invoice_code(entry.invoice_code.strip()).error):
        raise UserError(f"原发票代码“{entry.invoice_code.strip()}”：{fault}", "bad_code")
    if entry.kind == "red_letter":
        if entry.red_letter_no.strip() == entry.invoice_no.strip():
            raise UserError("红字发票号码和原发票号码相同，请核对。", "same_number")
        _check_amount(entry.amount)
    if entry.issued_on is None:
        raise UserError("请填红字发票的开具日期（作废的填作废日期）。", "no_date")
    if entry.issued_on > today:
        raise UserError(f"日期 {entry.issued_on} 在今天以后，请核对。", "future_date")
    if not entry.reason.strip():
        raise UserError("请写原因，例如“销货退回”“开票有误”。", "no_reason")


def _check_amount(amount: Decimal | None) -> None:
    if amount is None or not amount.is_finite() or amount <= 0:
        raise UserError("红字金额请填大于 0 的数（元），不用写负号。", "bad_amount")
    if amount != round(amount, 2):
        raise UserError(f"红字金额 {amount} 元有半分，最多两位小数，请核对。", "half_fen")


def _key_of(session: Session, entry: ReversalEntry) -> str:
    """The original's identity; an older invoice typed without its code takes the code under which it was claimed."""
    from db.queries.ledgers import invoice_claims

    number, code = entry.invoice_no.strip(), entry.invoice_code.strip() or None
    if code is None:
        keys = {invoice_key(claimed_code, number) for claimed_code, _total in invoice_claims(session, number)}
        if len(keys) > 1:
            raise UserError(f"号码 {number} 有多张不同代码的发票，请填原发票代码。", "needs_code")
        if keys:
            return keys.pop()
    return invoice_key(code, number)


def _check_against_store(session: Session, entry: ReversalEntry, key: str) -> None:
    from db.queries.ledgers import invoice_claims, reversal_with_number, reversals_of

    standing = reversals_of(session, [key])
    if any(record.kind == "void" for record in standing):
        raise UserError(f"发票 {key} 已登记作废，不能再登记。", "already_void")
    if entry.kind == "void":
        return
    known = reversal_with_number(session, entry.red_letter_no.strip())
    if known is not None:
        raise UserError(
            f"红字发票 {known.red_letter_no} 已在 {known.recorded_at[:10]} 登记，冲减 {known.invoice_key}。",
            "known_red_letter",
        )
    totals = [
        total
        for code, total in invoice_claims(session, entry.invoice_no.strip())
        if total is not None and invoice_key(code, entry.invoice_no.strip()) == key
    ]
    taken = sum(record.amount_fen or 0 for record in standing)
    if totals and entry.amount is not None and taken + fen_from_yuan(entry.amount) > min(totals):
        left = format_yuan(yuan_from_fen(max(min(totals) - taken, 0)))
        raise UserError(
            f"红字金额 {format_yuan(entry.amount)} 元大于原发票还可冲减的 {left} 元，请核对号码和金额。",
            "above_original",
        )


def _reversal(row: dict[str, Any]) -> Reversal:
    return Reversal(
        record_id=row["id"],
        row_version=row["row_version"],
        invoice_key=row["invoice_key"],
        kind=row["kind"],
        red_letter_no=row["red_letter_no"],
        amount=row["amount_fen"],
        issued_on=row["issued_on"],
        reason=row["reason"],
        recorded_on=row["recorded_at"][:10],
        recorded_by=row["recorded_by"],
    )
