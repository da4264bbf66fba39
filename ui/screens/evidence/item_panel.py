"""One piece of evidence: what it is, its amounts as a bar, every use in the order of intake."""

from __future__ import annotations

from functools import partial

from PySide6.QtWidgets import QGridLayout, QVBoxLayout, QWidget

from cbec_desktop.domain.ledger_records import EVIDENCE_WORDS, USE_WORDS, EvidenceItem, EvidenceUseLine, Reversal
from cbec_desktop.domain.money import format_yuan, yuan_from_fen
from ui.screens.evidence.display import (
    USE_CHIPS,
    amount_text,
    amounts_line,
    bar_parts,
    state_chip,
    use_note,
    use_sentence,
)
from ui.screens.evidence.presenter import EvidencePresenter
from ui.widgets.parts import Chip, button, clear, column, empty_state, frame, hline, label, row
from ui.widgets.scroll_sheet import ScrollSheet
from ui.widgets.stacked_bar import StackedBar

MOST_USES = 60
"""Uses that are drawn; a lease of many years has no more in sight."""


class ItemPanel(QWidget):
    """The side card; empty when nothing is chosen."""

    def __init__(self, presenter: EvidencePresenter) -> None:
        super().__init__()
        self._presenter = presenter
        self._scroll = ScrollSheet("凭据明细")
        self._content = self._scroll.content
        inner = QVBoxLayout()
        inner.setContentsMargins(1, 1, 1, 1)
        inner.addWidget(self._scroll)
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(frame("card", inner))
        self.setFocusProxy(self._scroll)

    def show_item(self, item: EvidenceItem | None) -> None:
        clear(self._content)
        self._scroll.fit()
        if item is None:
            self._content.addWidget(
                empty_state("receipt-text", "没有凭据", "县区的申报表（W2）导入后，发票、报关单、租约列在这里。")
            )
            return
        head = row(label(f"{EVIDENCE_WORDS[item.kind]} {item.number}", "section", wraps=True, selectable=True))
        head.setStretch(0, 1)
        chip = state_chip(item)
        head.addWidget(Chip(chip.text, chip.status, chip.icon))
        self._content.addLayout(head)
        self._content.addLayout(_facts(item))
        for reversal in item.reversals:
            self._content.addWidget(self._reversal_row(reversal))
        if item.state != "red":
            self._show_amounts(item)
            self._show_uses(item)
        self._content.addStretch(1)

    def _show_amounts(self, item: EvidenceItem) -> None:
        unit = "金额（元）" if item.is_money else "单数"
        self._content.addWidget(hline())
        self._content.addWidget(label(unit, "section"))
        self._content.addWidget(label(amounts_line(item), "meta", wraps=True))
        if parts := bar_parts(item):
            name = f"已用 {amount_text(item, item.used)}，余 {amount_text(item, item.left)}"
            self._content.addWidget(StackedBar(parts, name))
        used = row(label(f"已用 {amount_text(item, item.used)}", "meta"), None)
        used.addWidget(label(f"余 {amount_text(item, item.left)}", "strong"))
        self._content.addLayout(used)

    def _show_uses(self, item: EvidenceItem) -> None:
        self._content.addWidget(hline())
        note = "先用先得" + (f"；列出前 {MOST_USES} 处" if len(item.uses) > MOST_USES else "")
        self._content.addLayout(row(label(f"用处 {len(item.uses)}", "section"), None, label(note, "meta")))
        if not item.uses:
            self._content.addWidget(label("还没有申报用到这张发票。", "meta", wraps=True))
        for use in item.uses[:MOST_USES]:
            self._content.addWidget(self._use_card(item, use))

    def _use_card(self, item: EvidenceItem, use: EvidenceUseLine) -> QWidget:
        tone, icon = USE_CHIPS[use.state]
        link = button(use.case_no, "link", partial(self._presenter.open_case, use.case_no))
        shown = use.counted if use.state in ("first", "further") else use.claimed
        head = row(Chip(USE_WORDS[use.state], tone, icon), label(use.place), None)
        head.addWidget(label(amount_text(item, shown), "strong"))
        lines = column(head, link, label(use_note(use), "meta", wraps=True), spacing=4)
        lines.setContentsMargins(10, 8, 10, 8)
        if sentence := use_sentence(use):
            lines.addWidget(label(sentence, "error" if use.state == "refused" else "meta", wraps=True, selectable=True))
        return frame("notice-err" if use.state == "refused" else "well", lines)

    def _reversal_row(self, reversal: Reversal) -> QWidget:
        if reversal.kind == "void":
            words = f"作废 {reversal.issued_on}"
        else:
            amount = format_yuan(yuan_from_fen(reversal.amount or 0))
            words = f"红字 {reversal.red_letter_no}　{reversal.issued_on} 开具　−{amount} 元"
        link = button("撤销登记", "link", partial(self._presenter.withdraw, reversal.record_id, reversal.row_version))
        note = f"冲减 {reversal.invoice_key}　{reversal.reason}　{reversal.recorded_by} {reversal.recorded_on} 登记"
        made = QWidget()
        made.setLayout(
            column(label(words, wraps=True, selectable=True), label(note, "meta", wraps=True), link, spacing=2)
        )
        return made


def _facts(item: EvidenceItem) -> QGridLayout:
    grid = QGridLayout()
    grid.setHorizontalSpacing(12)
    grid.setVerticalSpacing(4)
    dated = {"invoice": "开票", "lease": "租期起", "declaration": "申报", "manifest": "申报"}[item.kind]
    seller = {"invoice": "销方或平台", "lease": "出租方"}.get(item.kind, "代理公司")
    buyer = "承租方" if item.kind == "lease" else "申报单位"
    facts = [(dated, item.issued_on or "未填"), (seller, item.seller), (buyer, item.buyer)]
    if item.uses:
        first = item.uses[0]
        facts.append(("首次登记", f"{first.taken_in_on}　{first.place}"))
    for number, (title, value) in enumerate(facts):
        grid.addWidget(label(title, "label"), number, 0)
        grid.addWidget(label(value or "—", wraps=True, selectable=True), number, 1)
    grid.setColumnStretch(1, 1)
    return grid
