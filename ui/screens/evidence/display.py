"""How evidence is said: amounts, chips, rows of the table, parts of the bar. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from fractions import Fraction

from cbec_desktop.domain.ledger_records import EVIDENCE_STATE_WORDS, EVIDENCE_WORDS, EvidenceItem, EvidenceUseLine
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from cbec_desktop.domain.statuses import APPLICATION_STATUS_WORDS, ApplicationStatus
from ui.widgets.cells import BarPart, ChipText, LazyRows, TableCell, TableColumn, TableRow

ABSENT = "—"
COLUMNS = (
    TableColumn("类型"),
    TableColumn("号码 / 销方 · 购方", stretch=1, minimum=190),
    TableColumn("可用额", "right"),
    TableColumn("已用", "right"),
    TableColumn("余额", "right"),
    TableColumn("", minimum=60),
    TableColumn("用处", "right"),
    TableColumn("状态", minimum=88),
)
STATE_CHIPS = {
    "available": ("ok", "circle-check"),
    "used_up": ("neutral", "circle"),
    "conflict": ("warn", "arrow-left-right"),
    "red": ("neutral", "ban"),
    "void": ("neutral", "ban"),
}
USE_CHIPS = {
    "first": ("ok", "circle-check"),
    "further": ("ok", "circle-check"),
    "refused": ("err", "circle-x"),
    "out": ("neutral", "minus"),
}


def amount_text(item: EvidenceItem, amount: int | None) -> str:
    """Yuan, or a count of 单; unknown is —, never 0."""
    if amount is None:
        return ABSENT
    if amount < 0:
        return f"−{format_yuan(yuan_from_fen(-amount))}"
    return format_yuan(yuan_from_fen(amount)) if item.is_money else f"{amount:,} 单"


def count_text(count: int) -> str:
    return f"{count:,}"


def state_chip(item: EvidenceItem) -> ChipText:
    tone, icon = STATE_CHIPS[item.state]
    return ChipText(EVIDENCE_STATE_WORDS[item.state], tone, icon)  # type: ignore[arg-type]


def rows(items: Sequence[EvidenceItem]) -> LazyRows:
    """Rows made when they come into view: a ledger may hold a hundred thousand."""
    return LazyRows(len(items), lambda place: item_row(items[place], place))


def item_row(item: EvidenceItem, place: int) -> TableRow:
    is_red = item.state == "red"
    parties = " · ".join(part for part in (item.seller, item.buyer) if part)
    return TableRow(
        (
            TableCell(EVIDENCE_WORDS[item.kind]),
            TableCell(item.number, note=parties or ABSENT),
            TableCell(amount_text(item, item.available)),
            TableCell(ABSENT if is_red else amount_text(item, item.used)),
            TableCell(ABSENT if is_red else amount_text(item, item.left)),
            TableCell("") if is_red or not item.available else TableCell("", bar=Fraction(item.used, item.available)),
            TableCell(count_text(len(item.uses))),
            TableCell("", chip=state_chip(item)),
        ),
        key=place,
        tip=f"{item.number} {parties}",
    )


def bar_parts(item: EvidenceItem) -> list[BarPart]:
    """Uses in order, then what red-letter invoices took back, on the length of the invoice's total."""
    whole = item.total or item.available or 0
    if not whole:
        return []
    counted = [use for use in item.uses if use.counted]
    parts = [
        BarPart(Fraction(use.counted, whole), "further" if number % 2 else "used") for number, use in enumerate(counted)
    ]
    taken = sum(reversal.amount or 0 for reversal in item.reversals)
    left = max(whole - sum(use.counted for use in counted) - taken, 0)
    if taken:
        parts.append(BarPart(Fraction(min(taken, whole), whole), "taken_back"))
    return parts if left or taken else parts


def amounts_line(item: EvidenceItem) -> str:
    """价税合计 9,600.00　红字 −600.00　可用 9,000.00"""
    parts = []
    if item.kind == "invoice":
        parts.append(f"价税合计 {amount_text(item, item.total) if item.total is not None else '未填'}")
    elif item.kind == "lease":
        parts.append(f"各期租金合计 {amount_text(item, item.total)}")
    taken = sum(reversal.amount or 0 for reversal in item.reversals)
    if taken:
        parts.append(f"红字 −{format_yuan(yuan_from_fen(taken))}")
    if any(reversal.kind == "void" for reversal in item.reversals):
        parts.append("已作废")
    return "　".join([*parts, f"可用 {amount_text(item, item.available)}"])


def use_note(use: EvidenceUseLine) -> str:
    """辽宁燕都跨境贸易 · 2026-06-12 收件 · 已批复"""
    try:
        status = APPLICATION_STATUS_WORDS[ApplicationStatus(use.status)]
    except ValueError:
        status = use.status
    return f"{use.enterprise} · {use.taken_in_on} 收件 · {status}"


def use_sentence(use: EvidenceUseLine) -> str:
    """Why a use was refused, cut or left out; empty for one that counts in full."""
    return f"{use.code}：{use.sentence}" if use.code and use.sentence else use.sentence
