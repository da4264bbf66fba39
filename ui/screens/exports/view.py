"""表格导出: the workbooks in a list, the chosen one with its county and its two buttons beside it."""

from __future__ import annotations

from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from cbec_desktop.domain.statuses import COUNTIES, COUNTY_SHORT
from ui.look import look
from ui.screen import ScreenHost
from ui.screens.exports.presenter import CITY, ExportsPresenter, TemplateItem
from ui.widgets.cells import TableCell, TableColumn, TableRow
from ui.widgets.form_fields import FieldGrid, fact_field, field_label
from ui.widgets.ledger import page_layout
from ui.widgets.parts import button, card, column, frame, label, page_header, row
from ui.widgets.record_table import RecordTable

COLUMNS = (TableColumn("表"), TableColumn("名称", stretch=1, minimum=120), TableColumn("用处", stretch=2, minimum=180))
PANEL_WIDTH = 372
_PERSONAL = "含联系人、电话、账号，不遮盖；谁在什么时候导出，记入操作日志。"
_OPEN = "不含联系人、电话、账号。"


class ExportsPage(QWidget):
    """`ExportsView`."""

    def __init__(self, host: ScreenHost) -> None:
        super().__init__()
        self.presenter = presenter = ExportsPresenter(host, self)
        self.table = RecordTable(COLUMNS, "表格", row_height=38)
        self.county = QComboBox()
        self.county.setAccessibleName("县区")
        self.county.addItem("全市", CITY)
        for code in COUNTIES:
            self.county.addItem(COUNTY_SHORT[code], code)
        self.county.currentIndexChanged.connect(lambda _index: presenter.choose_county(self.county.currentData()))
        self.blank_button = button("导出空表", "", presenter.export_blank, icon_name="file-spreadsheet")
        self.filled_button = button("导出数据", "primary", presenter.export_filled, icon_name="download")
        self._build()
        self.table.current_row.connect(lambda key: presenter.choose(str(key)))
        for keys, press in (("Ctrl+N", self.blank_button), ("Ctrl+E", self.filled_button)):
            shortcut = QShortcut(QKeySequence(keys), self, press.click)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
        self.setFocusProxy(self.table)
        presenter.start()
        self.table.select_key(presenter.current.id)

    def show_template(self, item: TemplateItem, *, blank_refusal: str, filled_refusal: str) -> None:
        self._name.setText(f"{item.id} {item.title}")
        self._sheets.setText(item.sheets)
        self._sheets.setToolTip(item.sheets)
        self._sheets.setCursorPosition(0)
        self._personal.setText(_PERSONAL if item.is_personal else _OPEN)
        for press, sentence, shown in (
            (self.blank_button, blank_refusal, self._no_blank),
            (self.filled_button, filled_refusal, self._no_filled),
        ):
            press.setEnabled(not sentence)
            shown.setText(sentence)
            shown.setVisible(bool(sentence))

    def _build(self) -> None:
        rows = [
            TableRow((TableCell(item.id, tone="strong"), TableCell(item.title), TableCell(item.purpose)), item.id)
            for item in self.presenter.items
        ]
        self.table.show_rows(rows)
        self._name, self._sheets = label("", "section"), fact_field("工作表")
        self._personal = label("", "meta", wraps=True)
        self._no_blank, self._no_filled = label("", "meta", wraps=True), label("", "meta", wraps=True)
        grid = FieldGrid(1)
        grid.add(field_label("工作表", self._sheets), self._sheets)
        grid.add(field_label("县区", self.county), self.county)
        note = label("年度是右上角选的年度。空表里有“填报说明”，县区填好后从“导入”收回。", "meta", wraps=True)
        panel = card("", column(self._name, grid, note, self._personal, self._no_blank, self._no_filled,
            row(None, self.blank_button, self.filled_button)))  # fmt: skip
        panel.setFixedWidth(look.scaled(PANEL_WIDTH))
        body = row(spacing=10)
        body.addWidget(frame("card", column(self.table, margins=(1, 1, 1, 1))), 1)
        body.addLayout(column(panel, None))
        page_layout(self, page_header(label("表格导出", "title"), label("发给县区，或自己留存", "meta"), None), body)


def build_page(host: ScreenHost, **_arguments: Any) -> ExportsPage:
    return ExportsPage(host)
