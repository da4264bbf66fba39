"""The plan: files at the left, every new, changed and refused cell at the right, the sentence below."""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtWidgets import QButtonGroup, QHBoxLayout, QLineEdit, QPushButton, QWidget

from ui.look import ERROR, WARNING, look, restyle
from ui.screens.imports.display import FileItem
from ui.screens.imports.file_list import FileList
from ui.screens.imports.plan_lines import FILTER_WORDS, Filter, PlanLine, table_row
from ui.widgets.cells import LazyRows, TableColumn
from ui.widgets.icons import pixmap
from ui.widgets.parts import button, column, frame, icon_label, label, row
from ui.widgets.record_table import RecordTable

SEARCH_DELAY_MS = 150
LEFT_WIDTH = 246
COLUMNS = (
    TableColumn("判定"),
    TableColumn("申报编号 / 企业", stretch=3, minimum=152),
    TableColumn("位置"),
    TableColumn("字段", stretch=2, minimum=92),
    TableColumn("库里现有 → 文件里的值", stretch=4, minimum=172),
    TableColumn("怎么办", stretch=3, minimum=112),
)


class FilterBar(QWidget):
    """One button a verdict with its count; filters without rows are left out."""

    chosen = Signal(object)

    def __init__(self) -> None:
        super().__init__()
        self._layout = QHBoxLayout(self)
        self._layout.setContentsMargins(0, 0, 0, 0)
        self._layout.setSpacing(2)
        self._group = QButtonGroup(self)
        self._buttons: dict[Filter, QPushButton] = {}
        for wanted, word in FILTER_WORDS.items():
            made = button(word, "filter", partial(self.chosen.emit, wanted))
            made.setCheckable(True)
            self._group.addButton(made)
            self._layout.addWidget(made)
            self._buttons[wanted] = made

    def show_counts(self, counts: dict[Filter, int], current: Filter) -> None:
        for wanted, made in self._buttons.items():
            made.setText(f"{FILTER_WORDS[wanted]} {counts[wanted]:,}")
            made.setAccessibleName(made.text())
            made.setChecked(wanted == current)
            made.setVisible(bool(counts[wanted]) or wanted in (Filter.ALL, current))
            restyle(made, on="true" if wanted == current else "false")


class SentenceBar(QWidget):
    """The whole message of the row in view, to read and to copy."""

    copied = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._mark = icon_label("circle-x")
        self._text = label("", wraps=True, selectable=True)
        self._copy = button("复制这句话", "", self.copied.emit, icon_name="copy")
        inner = row(self._mark, spacing=10, margins=(12, 6, 12, 6))
        inner.addWidget(self._text, 1)
        inner.addWidget(self._copy)
        self._frame = frame("notice-err", inner)
        self.setLayout(row(self._frame, margins=(10, 6, 10, 10)))
        self.say("", is_error=True)

    @property
    def sentence(self) -> str:
        return self._text.text()

    def say(self, sentence: str, *, is_error: bool) -> None:
        self.setVisible(bool(sentence))
        self._text.setText(sentence)
        self._text.setAccessibleName(sentence)
        color, icon = (ERROR, "circle-x") if is_error else (WARNING, "triangle-alert")
        self._mark.setPixmap(pixmap(icon, color))
        restyle(self._frame, box="notice-err" if is_error else "notice-warn")


class PlanPage(QWidget):
    """Everything of the third step; signals are what the clerk did."""

    file_chosen = Signal(int)
    filter_chosen = Signal(object)
    searched = Signal(str)
    line_chosen = Signal(int)
    row_opened = Signal(int)
    copied = Signal()
    added = Signal()

    def __init__(self) -> None:
        super().__init__()
        self.files = FileList()
        self.filters = FilterBar()
        self.table = RecordTable(COLUMNS, "导入计划", row_height=42)
        self.sentence = SentenceBar()
        self.search = QLineEdit()
        self._delay = QTimer(self, singleShot=True, interval=SEARCH_DELAY_MS)
        self._count = label("文件", "section")
        self._build()
        self._connect()

    def _build(self) -> None:
        self.search.setPlaceholderText("查行号、企业")
        self.search.setAccessibleName("在计划里查行号或企业")
        self.search.setFixedWidth(look.scaled(132))
        self.search.setClearButtonEnabled(True)
        add = button("添加", "link", self.added.emit, icon_name="plus")
        head = row(self._count, None, add, margins=(16, 8, 14, 8))
        left = frame("card", column(head, self.files, spacing=0, margins=(1, 1, 1, 8)))
        left.setFixedWidth(look.scaled(LEFT_WIDTH))
        bar = row(self.filters, None, self.search, margins=(12, 10, 12, 8))
        self._empty = label("没有符合条件的行。按 Esc 清除查找，或点“全部”。", "meta")
        self._empty.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self._empty.hide()
        right = frame("card", column(bar, self.table, self._empty, self.sentence, spacing=0, margins=(1, 0, 1, 0)))
        layout = row(left, spacing=10, margins=(16, 10, 16, 10))
        layout.addWidget(right, 1)
        self.setLayout(layout)

    def _connect(self) -> None:
        self.files.chosen.connect(self.file_chosen)
        self.filters.chosen.connect(self.filter_chosen)
        self.table.current_row.connect(self.line_chosen.emit)
        self.table.activated_row.connect(self.row_opened.emit)
        self.sentence.copied.connect(self.copied)
        self.search.textChanged.connect(lambda _text: self._delay.start())
        self._delay.timeout.connect(lambda: self.searched.emit(self.search.text()))

    def show_files(self, items: Sequence[FileItem], current: int) -> None:
        self._count.setText(f"文件 {len(items)}")
        self.files.show_items(items, current)

    def show_lines(self, lines: Sequence[PlanLine]) -> None:
        blocked = self.table.blockSignals(True)
        self.table.show_rows(LazyRows(len(lines), lambda place: table_row(lines[place], place)))
        self.table.blockSignals(blocked)
        self._empty.setVisible(not lines)
        if lines:
            self.table.select_key(0)

    def clear_search(self) -> bool:
        """Empty the search field; False when it was empty."""
        if not self.search.text():
            return False
        self.search.clear()
        return True
