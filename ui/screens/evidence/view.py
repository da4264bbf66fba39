"""The evidence ledger: tabs, conditions, table; beside it one piece of evidence with its uses, or the reversal form."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QBoxLayout, QLineEdit, QStackedWidget, QVBoxLayout, QWidget

from cbec_desktop.domain.ledger_records import EvidenceItem
from ui.look import look, restyle
from ui.screen import ScreenHost
from ui.screens.evidence.display import COLUMNS, rows
from ui.screens.evidence.item_panel import ItemPanel
from ui.screens.evidence.presenter import KIND_TABS, TABS, EvidencePresenter
from ui.screens.evidence.reversal_form import ReversalForm
from ui.widgets.parts import button, clear, frame, label, page_header, row, vline
from ui.widgets.record_table import RecordTable

SIDE_WIDTH = 396
LEAST_TABLE = 640
BAR_COLUMN = 5
NO_BAR_BELOW = 720


class EvidencePage(QWidget):
    """`EvidenceView`."""

    def __init__(self, host: ScreenHost, number: str) -> None:
        super().__init__()
        self.presenter = EvidencePresenter(host, number)
        self._count = label("", "meta")
        self._tabs = row(spacing=4)
        self.number_field = _find_field("号码、末 6 位", "号码", number)
        self.party_field = _find_field("销方、出租方、企业", "销方、出租方或企业", "")
        self.table = RecordTable(COLUMNS, "凭据", row_height=42)
        self.panel = ItemPanel(self.presenter)
        self.form = ReversalForm(self.presenter)
        self.side_panel = QStackedWidget()
        self.side_panel.addWidget(self.panel)
        self.side_panel.addWidget(self.form)
        self._columns = QBoxLayout(QBoxLayout.Direction.LeftToRight)
        self._build()
        self._connect()
        self.setFocusProxy(self.table)
        self.presenter.attach(self)

    def show_tabs(self, counts: Sequence[int], current: int) -> None:
        clear(self._tabs)
        for number, ((title, _test), count) in enumerate(zip(TABS, counts, strict=True)):
            if number == KIND_TABS:
                self._tabs.addWidget(vline())
            made = button(f"{title} {count:,}", "filter", partial(self.presenter.choose_tab, number))
            restyle(made, on="true" if number == current else "false")
            self._tabs.addWidget(made)
        self._tabs.addStretch(1)

    def show_items(self, items: Sequence[EvidenceItem]) -> None:
        self._count.setText(f"{len(items):,} 件")
        self.table.show_rows(rows(items))
        current = self.presenter.current
        if current is not None:
            self.table.select_key(next(place for place, item in enumerate(items) if item is current))

    def show_item(self, item: EvidenceItem | None) -> None:
        self.panel.show_item(item)

    def show_form(self, invoice_no: str) -> None:
        self.form.start(invoice_no)
        self.side_panel.setCurrentWidget(self.form)

    def hide_form(self) -> None:
        self.side_panel.setCurrentWidget(self.panel)
        self.table.setFocus()

    def say_in_form(self, sentence: str) -> None:
        self.form.say(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_narrow = event.size().width() < look.scaled(LEAST_TABLE) + look.scaled(300)
        self._columns.setDirection(QBoxLayout.Direction.TopToBottom if is_narrow else QBoxLayout.Direction.LeftToRight)
        room = event.size().width() - look.scaled(LEAST_TABLE) - 40
        width = max(320, min(look.scaled(SIDE_WIDTH), room))
        self.side_panel.setMinimumWidth(0 if is_narrow else width)
        self.side_panel.setMaximumWidth(16777215 if is_narrow else width)
        left = event.size().width() - (0 if is_narrow else width) - 40
        self.table.setColumnHidden(BAR_COLUMN, left < look.scaled(NO_BAR_BELOW))

    def _build(self) -> None:
        header = page_header(
            label("凭据台账", "title"),
            self._count,
            None,
            button("登记红字发票", "", self.presenter.start_reversal, icon_name="file-x"),
            button("复制表格", "", self._copy, icon_name="copy"),
        )
        conditions = row(label("号码", "label"), self.number_field, label("企业", "label"), self.party_field)
        conditions.addStretch(1)
        conditions.addWidget(button("重置", "quiet", self._reset))
        conditions.setContentsMargins(12, 6, 12, 6)
        surface = QVBoxLayout()
        surface.setContentsMargins(1, 1, 1, 1)
        surface.addWidget(self.table)
        left = QVBoxLayout()
        left.setSpacing(8)
        left.addWidget(frame("card", conditions))
        left.addWidget(frame("card", surface), 1)
        self._columns.setSpacing(10)
        self._columns.addLayout(left, 1)
        self._columns.addWidget(self.side_panel)
        layout = QVBoxLayout(self)
        layout.setSpacing(6)
        layout.setContentsMargins(16, 4, 16, 8)
        layout.addLayout(header)
        layout.addLayout(self._tabs)
        layout.addLayout(self._columns, 1)

    def _connect(self) -> None:
        self.table.current_row.connect(self.presenter.select)
        self.table.activated_row.connect(self.presenter.open_first_use)
        for field in (self.number_field, self.party_field):
            field.textChanged.connect(lambda _text: self._find())
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F3"), self, self.number_field.setFocus, context=context)

    def _find(self) -> None:
        self.presenter.find(self.number_field.text(), self.party_field.text())

    def _reset(self) -> None:
        for field in (self.number_field, self.party_field):
            field.blockSignals(True)
            field.clear()
            field.blockSignals(False)
        self.presenter.reset()

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.table.copied_text())
        self.presenter.host.messages.toast("已复制，可粘贴到 WPS。")


def _find_field(hint: str, name: str, text: str) -> QLineEdit:
    made = QLineEdit(text)
    made.setPlaceholderText(hint)
    made.setAccessibleName(name)
    made.setClearButtonEnabled(True)
    made.setMinimumWidth(150)
    made.setMaximumWidth(look.scaled(220))
    return made


def build_page(host: ScreenHost, number: str = "", **_arguments: Any) -> EvidencePage:
    """The ledger; `number` narrows it from the start (from a line of a case)."""
    return EvidencePage(host, number)
