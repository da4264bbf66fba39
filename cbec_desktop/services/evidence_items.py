"""From the uses of lines to the ledger's items: one an invoice, declaration, manifest and lease. Pure."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import replace
from itertools import groupby
from operator import attrgetter
from typing import Any

from cbec_desktop.awards.evidence_trace import LineUse, UseState
from cbec_desktop.awards.run import name_key
from cbec_desktop.domain.ledger_records import EvidenceItem, EvidenceUseLine, Reversal

MANIFEST_MARK = 8
"""Place of the letter that tells a manifest number (I, E) from a declaration number (0, 1)."""


def build_items(
    uses: Iterable[LineUse], intake: Mapping[int, tuple[str, str]], reversals: Sequence[Reversal]
) -> list[EvidenceItem]:
    """Every piece of evidence in the order of its first use, then red-letter invoices; `uses` come as they competed."""
    gathered: dict[tuple[str, str], list[LineUse]] = {}
    for use in uses:
        for found in _keys(use):
            gathered.setdefault(found, []).append(use)
    by_key: dict[str, tuple[Reversal, ...]] = {
        key: tuple(group) for key, group in groupby(sorted(reversals, key=_by_invoice), key=attrgetter("invoice_key"))
    }
    items = []
    for (kind, name), members in gathered.items():
        lines = tuple(_line(use, intake, kind) for use in members)
        if kind == "invoice":
            items.append(_invoice(name, members, lines, by_key.get(name, ())))
        elif kind == "lease":
            items.append(_lease(name, members, lines))
        else:
            items.append(_declared(kind, name, members, lines))
    seen = {item.key: item for item in items if item.kind == "invoice"}
    return [*items, *_reversal_items(reversals, seen)]


def _by_invoice(reversal: Reversal) -> tuple[str, int]:
    return reversal.invoice_key, reversal.record_id


def _keys(use: LineUse) -> list[tuple[str, str]]:
    draft = use.draft
    found = []
    if draft.invoice is not None:
        found.append(("invoice", draft.invoice.key))
    if draft.declaration_no is not None:
        is_manifest = draft.declaration_no[MANIFEST_MARK : MANIFEST_MARK + 1].isalpha()
        found.append(("manifest" if is_manifest else "declaration", draft.declaration_no))
    if draft.table == "lease_invoice":
        lease = draft.source.lease
        found.append(("lease", f"{name_key(lease.lessor)}|{lease.contract_no}"))
    return found


def _line(use: LineUse, intake: Mapping[int, tuple[str, str]], kind: str) -> EvidenceUseLine:
    case, draft = use.case, use.draft
    claimed, counted = use.claimed, use.counted
    if kind in ("declaration", "manifest"):
        claimed = draft.source.ticket_count
        counted = claimed if use.state in (UseState.FIRST, UseState.FURTHER) else 0
    taken_in_on, status = intake.get(case.application_id, ("", ""))
    state = use.state.value
    if kind in ("declaration", "manifest") and use.state is UseState.FURTHER:
        state = UseState.FIRST.value  # a further use of the invoice, the only one of the declaration
    return EvidenceUseLine(
        state=state,
        case_no=case.case_no,
        place=draft.place,
        enterprise=case.enterprise.name,
        credit_code=case.enterprise.credit_code,
        county_code=case.county_code,
        measure_id=case.measure_id,
        award_year=case.award_year,
        claimed=claimed,
        counted=counted,
        sentence=use.sentence,
        code=use.code,
        taken_in_on=taken_in_on,
        status=status,
    )


def _state(lines: Sequence[EvidenceUseLine], available: int | None, used: int) -> str:
    if any(line.state == UseState.REFUSED for line in lines):
        return "conflict"
    return "used_up" if available is not None and used >= available else "available"


def _invoice(
    key: str,
    members: Sequence[LineUse],
    lines: tuple[EvidenceUseLine, ...],
    reversals: tuple[Reversal, ...],
) -> EvidenceItem:
    total = _least(_total(use) for use in members if use.state is not UseState.OUT)
    if total is None:
        total = _least(_total(use) for use in members)
    is_void = any(reversal.kind == "void" for reversal in reversals)
    taken_back = sum(reversal.amount or 0 for reversal in reversals)
    available = 0 if is_void else None if total is None else max(total - taken_back, 0)
    used = sum(line.counted for line in lines)
    draft = members[0].draft
    return EvidenceItem(
        kind="invoice",
        key=key,
        number=key,
        seller=_seller(draft),
        buyer=members[0].case.enterprise.name,
        issued_on=str(getattr(getattr(draft.source, "invoice", draft.source), "invoiced_on", None) or ""),
        total=total,
        available=available,
        used=used,
        state="void" if is_void else _state(lines, available, used),
        uses=lines,
        reversals=reversals,
    )


def _total(use: LineUse) -> int | None:
    return use.draft.invoice.total if use.draft.invoice is not None else None


def _least(totals: Iterable[int | None]) -> int | None:
    return min((total for total in totals if total is not None), default=None)


def _seller(draft: Any) -> str:
    """Who issued it: the agent, the lessor; an expense line names the platform or service only."""
    if draft.table == "lease_invoice":
        return str(draft.source.lease.lessor)
    return str(getattr(draft.source, "agent_name", None) or draft.source.platform_or_service)


def _declared(kind: str, key: str, members: Sequence[LineUse], lines: tuple[EvidenceUseLine, ...]) -> EvidenceItem:
    available, used = max(line.claimed for line in lines), sum(line.counted for line in lines)
    return EvidenceItem(
        kind=kind,
        key=key,
        number=key,
        seller=members[0].draft.source.agent_name,
        buyer=members[0].case.enterprise.name,
        issued_on=str(members[0].draft.source.declared_on),
        total=available,
        available=available,
        used=used,
        state=_state(lines, available, used),
        uses=lines,
        is_money=False,
    )


def _lease(key: str, members: Sequence[LineUse], lines: tuple[EvidenceUseLine, ...]) -> EvidenceItem:
    """A contract is worth the rents invoiced on it, each invoice and period once; two firms on it are a conflict."""
    rents = {(use.draft.invoice.key, use.draft.invoice.span): use.claimed for use in members if use.draft.invoice}
    available, used = sum(rents.values()), sum(line.counted for line in lines)
    lease = members[0].draft.source.lease
    is_shared = len({line.credit_code for line in lines if line.counted}) > 1
    return EvidenceItem(
        kind="lease",
        key=key,
        number=lease.contract_no,
        seller=lease.lessor,
        buyer="、".join(dict.fromkeys(line.enterprise for line in lines)),
        issued_on=str(lease.lease_from),
        total=available,
        available=available,
        used=used,
        state="conflict" if is_shared else _state(lines, available, used),
        uses=lines,
    )


def _reversal_items(reversals: Iterable[Reversal], originals: Mapping[str, EvidenceItem]) -> list[EvidenceItem]:
    """Red-letter invoices as lines of their own; a void one stands at its original, or alone where that is unused."""
    items = []
    for reversal in reversals:
        original = originals.get(reversal.invoice_key)
        if reversal.kind == "void" and original is not None:
            continue
        is_red = reversal.kind == "red_letter"
        amount = -(reversal.amount or 0)
        blank = EvidenceItem(
            "invoice", f"reversal:{reversal.record_id}", "", "", "", reversal.issued_on, None, None, 0, ""
        )
        items.append(
            replace(
                blank,
                number=reversal.red_letter_no or reversal.invoice_key,
                seller=original.seller if original else "原票未申报",
                buyer=original.buyer if original else "",
                total=amount if is_red else None,
                available=amount if is_red else 0,
                state="red" if is_red else "void",
                reversals=(reversal,),
            )
        )
    return items
