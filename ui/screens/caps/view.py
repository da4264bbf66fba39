"""The caps ledger: 单户 at the left, their caps and entries in the middle, affiliates at the right."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QFrame, QLineEdit, QScrollArea, QVBoxLayout, QWidget

from cbec_desktop.domain.ledger_records import AffiliateProposal, AffiliationEffect, CapLine, Household
from cbec_desktop.domain.measures import MEASURE_SHORT
from ui.look import look, restyle
from ui.screen import ScreenHost
from ui.screens.caps.affiliate_card import AffiliateCard
from ui.screens.caps.cap_cards import CapCards
from ui.screens.caps.display import HOUSEHOLD_COLUMNS, LINE_COLUMNS, household_row, line_rows, short_measure
from ui.screens.caps.presenter import TABS, CapsPresenter
from ui.widgets.fields import DateField
from ui.widgets.flow import FlowLayout
from ui.widgets.parts import button, clear, frame, label, page_header, row
from ui.widgets.record_table import RecordTable

LIST_WIDTH, NARROW_LIST, SIDE_WIDTH = 254, 224, 286
LEAST_WIDTH = 1040
"""Below it the affiliates stand under the entries."""


class CapsPage(QWidget):
    """`CapsView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = CapsPresenter(host)
        self._scopes = label("", "meta")
        self.day = DateField()
        self.find_field = QLineEdit()
        self._tabs = FlowLayout(2)
        self.households = RecordTable(HOUSEHOLD_COLUMNS, "单户", row_height=48)
        self.cards = CapCards(self.presenter.choose_year)
        self._filters = FlowLayout()
        self._lines_note = label("", "meta")
        self.lines = RecordTable(LINE_COLUMNS, "占用明细", row_height=42)
        self.side_panel = AffiliateCard(self.presenter)
        self.pairs_button = button("核对关联", "", self.presenter.open_proposals, icon_name="link")
        self._below = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()
        self._connect()
        self.setFocusProxy(self.households)
        self.presenter.attach(self)

    def show_scopes(self, text: str) -> None:
        self._scopes.setText(text)

    def show_tabs(self, counts: Sequence[int], current: int) -> None:
        clear(self._tabs)
        for number, (title, count) in enumerate(zip(TABS, counts, strict=True)):
            text = f"{title} {count:,}" + (" 户" if number == 0 else "")
            made = button(text, "filter", partial(self.presenter.choose_tab, number))
            restyle(made, on="true" if number == current else "false")
            self._tabs.addWidget(made)
        self.pairs_button.setText(f"核对关联 {counts[2]:,}")

    def show_households(self, households: Sequence[Household], current: int) -> None:
        self.households.show_rows([household_row(item, place) for place, item in enumerate(households)])
        self.households.select_key(current)

    def show_household(self, household: Household | None, year: int) -> None:
        self.cards.show_household(household, year)
        self.side_panel.show_household(household)
        self._fit(self.width())

    def show_lines(self, lines: Sequence[CapLine], only: str, measures: Sequence[str]) -> None:
        clear(self._filters)
        for measure_id in ("", *measures):
            made = button(
                short_measure(measure_id) if measure_id else "全部",
                "filter",
                partial(self.presenter.choose_measure, measure_id),
            )
            made.setToolTip(MEASURE_SHORT.get(measure_id, "全部措施"))
            restyle(made, on="true" if measure_id == only else "false")
            self._filters.addWidget(made)
        self._lines_note.setText(f"{len(lines)} 笔，冲销不删除")
        self.lines.show_rows(line_rows(lines, only))

    def show_effect(self, pair: AffiliateProposal, effect: AffiliationEffect) -> None:
        self.side_panel.show_effect(pair, effect)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit(event.size().width())

    def _fit(self, width: int) -> None:
        """Affiliates stand at the right; below the entries where room is short, and then only when there are any."""
        is_narrow = width < look.scaled(LEAST_WIDTH)
        self._below.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        self.side_panel.setMinimumWidth(0 if is_narrow else look.scaled(SIDE_WIDTH))
        self.side_panel.setMaximumWidth(16777215 if is_narrow else look.scaled(SIDE_WIDTH))
        household = self.presenter.current
        self.side_panel.setVisible(not is_narrow or (household is not None and bool(household.affiliates)))
        self._below.setStretch(0, 2 if is_narrow else 1)
        self._below.setStretch(1, 3 if is_narrow else 0)
        self._left.setFixedWidth(look.scaled(LIST_WIDTH if not is_narrow else NARROW_LIST))

    def _build(self) -> None:
        self.day.setMaximumWidth(look.scaled(132))
        self.day.setPlaceholderText("今天")
        self.day.setAccessibleName("截至日期")
        header = page_header(label("额度台账", "title"), label("截至", "label"), self.day, self._scopes, None)
        header.addWidget(button("复制表格", "", self._copy, icon_name="copy"))
        header.addWidget(self.pairs_button)
        self.find_field.setPlaceholderText("查企业、代码末位")
        self.find_field.setAccessibleName("查企业、代码末位")
        self.find_field.setClearButtonEnabled(True)
        listing = QVBoxLayout()
        listing.setContentsMargins(1, 10, 1, 1)
        listing.setSpacing(6)
        listing.addLayout(_inset(self.find_field))
        tabs = QVBoxLayout()
        tabs.setContentsMargins(8, 0, 8, 0)
        tabs.addLayout(self._tabs)
        listing.addLayout(tabs)
        self.households.horizontalHeader().hide()
        listing.addWidget(self.households, 1)
        self._left = frame("card", listing)
        self._left.setFixedWidth(look.scaled(LIST_WIDTH))
        middle = QVBoxLayout()
        middle.setSpacing(10)
        middle.addWidget(self.cards)
        self._below.setSpacing(10)
        self._below.addWidget(self._lines_card(), 1)
        self._below.addWidget(self.side_panel)
        middle.addLayout(self._below, 1)
        columns = row(self._left, spacing=10)
        columns.addWidget(_scrolled(middle), 1)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.setContentsMargins(16, 4, 16, 8)
        layout.addLayout(header)
        layout.addLayout(columns, 1)

    def _lines_card(self) -> QWidget:
        head = row(label("占用明细", "section"), self._lines_note, margins=(16, 8, 12, 6))
        head.addLayout(self._filters, 1)
        inner = QVBoxLayout()
        inner.setContentsMargins(1, 1, 1, 1)
        inner.setSpacing(0)
        inner.addLayout(head)
        inner.addWidget(self.lines, 1)
        return frame("card", inner)

    def _connect(self) -> None:
        self.households.current_row.connect(self.presenter.select)
        self.lines.activated_row.connect(self.presenter.open_case)
        self.find_field.textChanged.connect(self.presenter.find)
        self.day.committed.connect(self.presenter.choose_day)
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F3"), self, self.find_field.setFocus, context=context)

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.lines.copied_text())
        self.presenter.host.messages.toast("已复制，可粘贴到 WPS。")


def _inset(widget: QWidget) -> QVBoxLayout:
    layout = QVBoxLayout()
    layout.setContentsMargins(12, 0, 12, 0)
    layout.addWidget(widget)
    return layout


def _scrolled(inner: QVBoxLayout) -> QScrollArea:
    """What is too high for a low window in large text scrolls instead of being squeezed."""
    sheet = QWidget()
    sheet.setObjectName("page")
    inner.setContentsMargins(0, 0, 0, 0)
    sheet.setLayout(inner)
    made = QScrollArea()
    made.setWidget(sheet)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def build_page(host: ScreenHost, **_arguments: Any) -> CapsPage:
    """The ledger of the award year."""
    return CapsPage(host)
