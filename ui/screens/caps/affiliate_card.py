"""Affiliates of one 单户: proposed with reasons, the effect as arithmetic before a decision, decided once."""

from __future__ import annotations

from functools import partial

from PySide6.QtCore import Qt, QTimer
from PySide6.QtWidgets import QFrame, QGridLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from cbec_desktop.domain.ledger_records import AffiliateProposal, AffiliationEffect, Household
from cbec_desktop.services.affiliates import CONFIRMED, REJECTED
from ui.look import look
from ui.screens.caps.display import DECISION_CHIPS, effect_lines, effect_sentence, other_of
from ui.screens.caps.presenter import CapsPresenter
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.parts import Chip, button, clear, column, frame, hline, label, row
from ui.widgets.scroll_sheet import ScrollSheet


class AffiliateCard(QFrame):
    """The decision buttons come with the effect, never before it was shown."""

    def __init__(self, presenter: CapsPresenter) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._presenter = presenter
        self._household: Household | None = None
        self._scroll = ScrollSheet("关联企业")
        self._content = self._scroll.content
        self.reason = QPlainTextEdit()
        layout = QVBoxLayout(self)
        layout.setContentsMargins(1, 1, 1, 1)
        layout.addWidget(self._scroll)
        self.setFocusProxy(self._scroll)

    def show_household(self, household: Household | None) -> None:
        self._household = household
        self._draw(None, None)

    def show_effect(self, pair: AffiliateProposal, effect: AffiliationEffect) -> None:
        self._draw(pair, effect)

    def _draw(self, chosen: AffiliateProposal | None, effect: AffiliationEffect | None) -> None:
        clear(self._content)
        self._scroll.fit()
        self._content.addLayout(row(label("关联企业", "section"), None, label("认定一次，长期有效", "meta")))
        pairs = self._household.affiliates if self._household is not None else ()
        if not pairs:
            words = "没有同法定代表人、同手机、同地址或同账号的申报企业。"
            self._content.addWidget(label(words, "meta", wraps=True))
        for number, pair in enumerate(pairs):
            if number:
                self._content.addWidget(hline())
            self._add_pair(pair)
            if effect is not None and pair is chosen:
                self._add_effect(pair, effect)
            elif not pair.decision:
                look_link = button("看合并后的影响", "", partial(self._presenter.look_at_effect, pair))
                self._content.addLayout(row(look_link, None))
        self._content.addStretch(1)

    def _add_pair(self, pair: AffiliateProposal) -> None:
        assert self._household is not None
        chip = DECISION_CHIPS[pair.decision]
        head = row(ElidedLabel(other_of(pair, self._household), "strong"), Chip(chip.text, chip.status, chip.icon))
        head.setStretch(0, 1)
        self._content.addLayout(head)
        self._content.addWidget(label("，".join(pair.marks) or "（原相同之处已变更）", wraps=True))
        if pair.decision:
            link = button("终止认定", "link", partial(self._presenter.end, pair))
            note = f"{pair.decided_by} {pair.decided_on} 认定，{pair.reason}"
            self._content.addWidget(label(note, "meta", wraps=True))
            self._content.addLayout(row(link, None))
        else:
            self._content.addWidget(label("R09", "meta"))

    def _add_effect(self, pair: AffiliateProposal, effect: AffiliationEffect) -> None:
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(2)
        for number, (words, amount) in enumerate(effect_lines(effect)):
            grid.addWidget(label(words, "warn", wraps=True), number, 0)
            grid.addWidget(_right(amount), number, 1)
        grid.setColumnStretch(0, 1)
        lines = column(
            label(f"认定后 {effect.firms} 家合为一个单户", "strong"),
            grid,
            label(effect_sentence(effect), "warn", wraps=True),
            spacing=4,
            margins=(10, 8, 10, 8),
        )
        self._content.addWidget(frame("notice-warn", lines))
        self.reason = QPlainTextEdit()
        self.reason.setPlaceholderText("依据：股权、实际控制人、企业说明")
        self.reason.setAccessibleName("认定的依据")
        self.reason.setTabChangesFocus(True)
        self.reason.setFixedHeight(look.scaled(56))
        self._content.addWidget(self.reason)
        confirm = button("认定为同一单户", "", partial(self._decide, pair, CONFIRMED))
        reject = button("不是关联", "quiet", partial(self._decide, pair, REJECTED))
        self._content.addLayout(row(confirm, reject, None))
        QTimer.singleShot(50, confirm, lambda: self._scroll.ensureWidgetVisible(confirm, 0, 12))

    def _decide(self, pair: AffiliateProposal, decision: str) -> None:
        self._presenter.decide(pair, decision, self.reason.toPlainText())


def _right(text: str) -> QWidget:
    made: QLabel = label(text, "warn")
    made.setAlignment(Qt.AlignmentFlag.AlignRight | Qt.AlignmentFlag.AlignVCenter)
    return made
