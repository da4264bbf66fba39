"""The panel of a part of the pool: rules as radio cards with their outcome, the ratio, cases by size."""

from __future__ import annotations

from PySide6.QtCore import Signal
from PySide6.QtWidgets import QFrame, QVBoxLayout, QWidget

from cbec_desktop.domain.budget_records import Allocation
from ui.look import look
from ui.screens.pool.display import (
    ALL,
    RULES,
    SHARE_COLUMNS,
    measure_words,
    ratio_facts,
    rule_amount,
    share_rows,
    share_total,
    yuan,
)
from ui.screens.pool.presenter import PoolState
from ui.widgets.ledger import ChoiceList, ChoiceText
from ui.widgets.parts import Chip, clear, column, frame, label, row
from ui.widgets.record_table import RecordTable

WIDTH, COMPACT_WIDTH = 410, 330


class ShortagePanel(QFrame):
    """Shows the shares under the chosen rule; nothing here changes a case."""

    rule_chosen = Signal(str)
    case_opened = Signal(str)

    def __init__(self) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._head = column(spacing=8, margins=(16, 10, 16, 8))
        self.choices: ChoiceList | None = None
        self.table = RecordTable(SHARE_COLUMNS, "逐件安排", row_height=40)
        self.table.activated_row.connect(lambda key: self.case_opened.emit(str(key)))
        self._total = label("", "strong", wraps=True)
        self._is_compact = False
        self._note = label("压减只是测算：批复时写进每件的计算书和金额链，不改核定额。", "meta", wraps=True)
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.setSpacing(0)
        layout.addLayout(self._head)
        layout.addWidget(self.table, 1)
        self._foot = (
            frame("well", column(self._total, margins=(8, 6, 8, 6))),
            frame("plain", column(self._note, margins=(16, 6, 16, 8))),
        )
        for part in self._foot:
            layout.addWidget(part)
        layout.addStretch()  # keeps the sentence at the top while there is no table
        self.fit(is_compact=False)

    def fit(self, *, is_compact: bool) -> None:
        self._is_compact = is_compact
        self.setFixedWidth(look.scaled(COMPACT_WIDTH if is_compact else WIDTH))

    def show_state(self, state: PoolState, rule: str) -> None:
        """The part in view under `rule`; without a pool only a sentence."""
        clear(self._head)
        shares = state.shares.get(rule)
        for part in (self.table, *self._foot):
            part.setVisible(shares is not None)
        if shares is None:
            self._head.addWidget(label("分配测算", "section"))
            words = "还没有登记资金池。点右上角“登记资金池”，填预算文号、日期和金额。"
            self._head.addWidget(label(words, "meta", wraps=True))
            return
        self._head.addLayout(self._title(state, shares))
        self.choices = ChoiceList(
            [ChoiceText(value, words, note, rule_amount(state.shares[value])) for value, words, note in RULES],
            (rule,),
            is_enabled=True,
        )
        self.choices.chosen.connect(self.rule_chosen)
        self._head.addWidget(self.choices)
        self._head.addWidget(self._well(shares))
        self.table.show_rows(share_rows(shares))
        self._total.setText(f"合计 {len(shares.cases)} 件    {share_total(shares)}")

    def _title(self, state: PoolState, shares: Allocation) -> QVBoxLayout:
        name = "全部措施" if state.part == ALL else measure_words(state.part)
        lack = shares.asked - shares.budget
        chips: list[QWidget] = [Chip("试分配", "warn", "hourglass")] if shares.is_trial else []
        chips.append(Chip(f"缺 {yuan(lack)}", "err") if lack > 0 else Chip("够用", "ok"))
        title = label(name, "section")
        note = label(f"{len(shares.cases)} 件待安排", "meta")
        if self._is_compact:
            return column(row(title, None, *chips))
        return column(row(title, note, None, *chips))

    def _well(self, shares: Allocation) -> QWidget:
        lines = column(spacing=3, margins=(12, 8, 12, 8))
        for name, words in ratio_facts(shares):
            value = label(words, "strong" if name == "比例" else "", wraps=True, selectable=True)
            line = row(label(name, "label"), spacing=12)
            line.addWidget(value, 1)
            lines.addLayout(line)
        return frame("well", lines)
