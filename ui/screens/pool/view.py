"""资金池: the waterfall of a year's pool, the same as a table, and how a shortage would be shared."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QVBoxLayout, QWidget

from cbec_desktop.domain.measures import NUMBERS_WORDS
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.pool.display import POOL_COLUMNS, STAGES, fall_bars, pool_rows
from ui.screens.pool.presenter import ENTRY, PoolPresenter, PoolState
from ui.screens.pool.shortage import ShortagePanel
from ui.widgets.elided_label import ElidedLabel
from ui.widgets.ledger import FieldSheet, FieldSpec, page_layout
from ui.widgets.parts import button, column, frame, label, page_header, row
from ui.widgets.record_table import RecordTable
from ui.widgets.stage_key import StageKey
from ui.widgets.waterfall import Waterfall

COMPACT_PAGE = 1120
TABLE_ROW = 27
DOCUMENT_FIELDS = (FieldSpec("document_no", "预算文号"), FieldSpec("decided_on", "文件日期", "date"))
ENTRY_FIELDS = (
    FieldSpec("measure", f"措施（{NUMBERS_WORDS}，留空为未分项）", is_required=False),
    FieldSpec("amount", "金额（元，调减填负数）"),
    *DOCUMENT_FIELDS,
)  # fmt: skip
TRANSFER_FIELDS = (
    FieldSpec("source", f"调出措施（{NUMBERS_WORDS}，留空为未分项）", is_required=False),
    FieldSpec("target", f"调入措施（{NUMBERS_WORDS}，留空为未分项）", is_required=False),
    FieldSpec("amount", "金额（元）"), *DOCUMENT_FIELDS,
)  # fmt: skip


class PoolPage(QWidget):
    """`PoolView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = PoolPresenter(host, self)
        self._note = label("", "meta")
        self._title = ElidedLabel("", "section")
        self.chart = Waterfall()
        self.table = RecordTable(POOL_COLUMNS, "资金池分项", row_height=TABLE_ROW, fitted=True)
        self.panel = ShortagePanel()
        self.form: FieldSheet | None = None
        self._side = QVBoxLayout()
        self._build()
        self._connect()
        self.setFocusProxy(self.chart)
        self.presenter.start()

    def _build(self) -> None:
        presenter = self.presenter
        self.entry_button = button("登记资金池", "primary", presenter.ask_entry, icon_name="plus")
        header = page_header(
            label("资金池", "title"), self._note, None,
            button("导出", "", presenter.export, icon_name="download"),
            button("措施间调剂", "", presenter.ask_transfer, icon_name="arrow-left-right"),
            self.entry_button,
        )  # fmt: skip
        self.key = StageKey(STAGES)
        head = row(self._title, None, self.key, margins=(16, 10, 16, 0))
        sheet = QVBoxLayout()
        sheet.setContentsMargins(1, 1, 1, 1)
        sheet.addLayout(head)
        sheet.addWidget(self.chart, 1)
        left = column(spacing=10)
        left.addWidget(frame("card", sheet), 1)
        left.addWidget(frame("card", column(self.table, margins=(1, 1, 1, 1))))
        self._side.setContentsMargins(0, 0, 0, 0)
        self._side.setSpacing(10)
        self._side.addWidget(self.panel, 1)
        body = row(spacing=10)
        body.addLayout(left, 1)
        body.addLayout(self._side)
        page_layout(self, header, body)

    def _connect(self) -> None:
        presenter = self.presenter
        self.chart.chosen.connect(presenter.choose_part)
        self.chart.opened.connect(presenter.open_cases)
        self.table.current_row.connect(lambda key: presenter.choose_part(str(key)))
        self.table.activated_row.connect(lambda key: presenter.open_cases(str(key)))
        self.panel.rule_chosen.connect(presenter.choose_rule)
        self.panel.case_opened.connect(lambda key: presenter.open_case(str(key)))
        shortcut = QShortcut(QKeySequence("Ctrl+N"), self, presenter.ask_entry)
        shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)

    # --- PoolView -------------------------------------------------------------------------------------------

    def show_state(self, state: PoolState, rule: str) -> None:
        pool = state.pool
        documents = f"预算文号 {'、'.join(pool.documents)}" if pool.documents else "还没有登记预算文号"
        self._note.setText(f"截至 {pool.as_of}　{documents}")
        self._note.setToolTip(
            "\n".join(f"{e.decided_on} {e.document_no} {e.amount:,.2f} {e.remark}" for e in pool.entries)
        )
        self._title.setText(f"{pool.year} 资金池走向（万元，标注为元）")
        self._title.setToolTip(self._title.text())
        self.chart.show_bars(fall_bars(pool))
        self.chart.select_key(state.part)
        self.table.blockSignals(True)
        self.table.show_rows(pool_rows(pool))
        self.table.select_key(state.part)
        self.table.blockSignals(False)
        self.panel.show_state(state, rule)

    def show_form(self, kind: str) -> None:
        self.close_form()
        if kind == ENTRY:
            note = "每笔都要有文件；登记后不能改，只能另记一笔调减。"
            self.form = FieldSheet("登记资金池", ENTRY_FIELDS, "登记这一笔", note)
            self.form.submitted.connect(self.presenter.save_entry)
        else:
            self.form = FieldSheet("措施间调剂", TRANSFER_FIELDS, "调剂", "调出、调入两笔同时记，用同一份文件。")
            self.form.submitted.connect(self.presenter.save_transfer)
        self.form.cancelled.connect(self.close_form)
        self.form.setFixedWidth(self.panel.width())
        self.panel.hide()
        self._side.insertWidget(0, self.form, 0, Qt.AlignmentFlag.AlignTop)
        next(iter(self.form.fields.values())).setFocus()

    def close_form(self) -> None:
        if self.form is not None:
            self._side.removeWidget(self.form)
            self.form.hide()
            self.form.deleteLater()
            self.form = None
        self.panel.show()

    def refuse_form(self, sentence: str) -> None:
        if self.form is not None:
            self.form.say(sentence)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        is_compact = event.size().width() < look.scaled(COMPACT_PAGE)
        self.panel.fit(is_compact=is_compact)


def build_page(host: ScreenHost, **_arguments: Any) -> PoolPage:
    """The pool of the award year."""
    return PoolPage(host)
