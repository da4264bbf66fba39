"""The card of fonts: which file serves each role of the printed forms, chosen by the office or shipped."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from PySide6.QtWidgets import QFrame

from cbec_desktop.services.form_fonts import TITLES, shipped_file
from ui.screens.settings.presenter import SettingsPresenter
from ui.widgets.cells import TableCell, TableColumn, TableRow
from ui.widgets.parts import button, column, label, row
from ui.widgets.record_table import RecordTable

COLUMNS = (TableColumn("用处"), TableColumn("字体文件", stretch=1, minimum=160), TableColumn("来自"))
UNCHOSEN_RARE = "依次用宋体、楷体"


class FontCard(QFrame):
    """Keeps what was chosen and not saved yet; `values` gives it by setting."""

    def __init__(self, presenter: SettingsPresenter) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.presenter = presenter
        self.values = dict.fromkeys(TITLES, "")
        self.table = RecordTable(COLUMNS, "打印字体", row_height=28, fitted=True)
        self.choose_button = button("选择字体…", "", self._choose, icon_name="folder-open")
        self.shipped_button = button("用随程序的", "", self._take_shipped, icon_name="rotate-ccw")
        self.proof_button = button("测试页", "", presenter.show_proof, icon_name="printer")
        self.problem = label("", "error", wraps=True)
        self.problem.hide()
        note = label("只能用 TTF、TTC 字体文件。换了字体，表格里的行数可能不同，请先看测试页。", "meta", wraps=True)
        head = row(label("打印字体", "section"), label("空着用随程序提供的", "meta"), None)
        buttons = row(None, self.shipped_button, self.choose_button, self.proof_button)
        self.setLayout(column(head, self.table, self.problem, note, buttons, margins=(16, 10, 16, 12)))
        self.choose_button.setEnabled(presenter.may_edit)
        self.table.current_row.connect(lambda _key: self._show_verb())
        self._show()

    def show_values(self, values: Mapping[str, str]) -> None:
        """Show the files by setting; empty = the shipped one."""
        self.values.update(values)
        self._show()

    def show_problem(self, sentence: str) -> None:
        self.problem.setText(sentence)
        self.problem.setVisible(bool(sentence))

    def _show(self) -> None:
        kept = self.table.current_key()
        rows = []
        for key, words in TITLES.items():
            chosen = self.values[key]
            name = Path(chosen).name if chosen else shipped_file(key) or UNCHOSEN_RARE
            source = "自选" if chosen else "随程序"
            cells = (TableCell(words), TableCell(name), TableCell(source, tone="strong" if chosen else ""))
            rows.append(TableRow(cells, key, tip=chosen or name))
        self.table.show_rows(rows)
        self._show_verb()
        self.table.select_key(kept if kept in TITLES else next(iter(TITLES)))

    def _show_verb(self) -> None:
        chosen = self.values.get(str(self.table.current_key() or next(iter(TITLES))), "")
        self.shipped_button.setEnabled(self.presenter.may_edit and bool(chosen))

    def _choose(self) -> None:
        key = str(self.table.current_key())
        if (chosen := self.presenter.choose_font(key)) is not None:
            self.values[key] = chosen
            self._show()

    def _take_shipped(self) -> None:
        self.values[str(self.table.current_key())] = ""
        self.show_problem("")
        self._show()
