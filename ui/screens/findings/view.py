"""检查结果: what the checks found over the year, grouped by level, with the detail of one group beside it."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QApplication, QComboBox, QLineEdit, QVBoxLayout, QWidget

from cbec_desktop.domain.finding_records import FindingGroup, FindingsOfYear
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.findings.detail import FindingDetail
from ui.screens.findings.display import COLUMNS, LEVELS, filters, total_words, unchecked_words
from ui.screens.findings.presenter import FindingsPresenter, Key
from ui.widgets.cells import TableRow
from ui.widgets.ledger import FilterBar, page_layout
from ui.widgets.parts import button, frame, label, page_header, row
from ui.widgets.record_table import RecordTable


class FindingsPage(QWidget):
    """`FindingsView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = FindingsPresenter(host, self)
        self._note = label("", "meta")
        self.find_field = QLineEdit()
        self.level_box = QComboBox()
        self.table = RecordTable(COLUMNS, "检查结果", row_height=27)
        self.detail = FindingDetail()
        self.detail.presenter = self.presenter
        self._total, self._counts = label("", "strong"), label("", "strong")
        self._unchecked = label("", "meta", wraps=True)
        self._build()
        self._connect()
        self.setFocusProxy(self.table)
        self.presenter.start()

    def _build(self) -> None:
        self.find_field.setPlaceholderText("查代码、企业、案号")
        self.find_field.setAccessibleName("查代码、企业、案号")
        self.find_field.setClearButtonEnabled(True)
        self.find_field.setMaximumWidth(look.scaled(150))
        self.level_box.setAccessibleName("级别")
        for value, words in LEVELS:
            self.level_box.addItem(words, value)
        extra = QWidget()
        extra.setLayout(row(self.level_box, self.find_field, spacing=8))
        self.bar = FilterBar(extra)
        self.check_button = button("重新检查", "primary", self.presenter.check_again, icon_name="clipboard-check")
        copy = button("复制表格", "", self._copy, icon_name="copy")
        header = page_header(label("检查结果", "title"), self._note, None, copy, self.check_button)
        sheet = QVBoxLayout()
        sheet.setContentsMargins(1, 1, 1, 1)
        sheet.setSpacing(0)
        sheet.addWidget(self.bar)
        sheet.addWidget(self.table, 1)
        sheet.addWidget(frame("well", row(self._total, None, self._counts, margins=(8, 6, 16, 6))))
        foot = row(spacing=8, margins=(8, 6, 12, 8))
        foot.addWidget(self._unchecked, 1)
        foot.addWidget(button("补数据", "link", self.presenter.add_data))
        sheet.addLayout(foot)
        body = row(spacing=10)
        body.addWidget(frame("card", sheet), 1)
        body.addWidget(self.detail)
        page_layout(self, header, body)

    def _connect(self) -> None:
        self.bar.chosen.connect(self.presenter.choose_filter)
        self.level_box.activated.connect(lambda place: self.presenter.choose_level(self.level_box.itemData(place)))
        self.find_field.textChanged.connect(self.presenter.search)
        self.table.current_row.connect(self.presenter.choose_group)
        self.table.activated_row.connect(lambda _key: self.presenter.open_first())
        context = Qt.ShortcutContext.WidgetWithChildrenShortcut
        QShortcut(QKeySequence("F8"), self, self.presenter.next_open, context=context)
        QShortcut(QKeySequence("F9"), self, self.presenter.check_again, context=context)
        QShortcut(QKeySequence("F3"), self, self.find_field.setFocus, context=context)

    # --- FindingsView ---------------------------------------------------------------------------------------

    def show_year(self, year: FindingsOfYear, view: str) -> None:
        if year.assessed_count:
            moment = f"{(year.assessed_at or '')[5:16].replace('T', ' ')} 检查"
            lacking = year.case_count - year.assessed_count
            rest = f"，{lacking} 件还没有核算" if lacking else ""
            self._note.setText(f"{year.year} 年度 {year.assessed_count:,} 件，{moment}{rest}")
        else:
            self._note.setText(f"{year.year} 年度还没有核算，点“重新检查”（F9）")
        self.bar.show_filters(filters(year), view)
        total, counts = total_words(year)
        self._total.setText(total)
        self._counts.setText(counts)
        self._unchecked.setText(unchecked_words(year))

    def show_rows(self, rows: Sequence[TableRow], current: Key | None) -> None:
        self.table.blockSignals(True)
        self.table.show_rows(rows)
        if current is not None:
            self.table.select_key(current)
        self.table.blockSignals(False)

    def show_group(self, group: FindingGroup | None, ticked: frozenset[tuple[str, str, str, str]]) -> None:
        self.detail.show_group(group, ticked)

    def clear_reason(self) -> None:
        self.detail.clear_reason()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self.detail.fit(event.size().width())

    def _copy(self) -> None:
        QApplication.clipboard().setText(self.table.copied_text())


def build_page(host: ScreenHost, **_arguments: Any) -> FindingsPage:
    """The findings of the award year."""
    return FindingsPage(host)
