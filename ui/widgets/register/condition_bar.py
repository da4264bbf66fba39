"""The condition bar: fields of the register's filters, and below them what is in force, removable."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QComboBox, QFrame, QHBoxLayout, QLineEdit, QPushButton, QWidget

from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.registers import RegisterQuery
from cbec_desktop.services.registers import Register, RegisterFilter
from ui.look import INK_2, look, restyle
from ui.widgets.fields import MoneyField
from ui.widgets.icons import icon, icon_size
from ui.widgets.parts import button, clear, column, label, row

WAIT_MS = 150
ALL = "全部"


class ConditionMark(QPushButton):
    """One condition in force; a click, Backspace or Delete takes it away."""

    def __init__(self, text: str) -> None:
        super().__init__(text)
        self.setProperty("kind", "cond")
        self.setLayoutDirection(Qt.LayoutDirection.RightToLeft)  # the cross stands behind the words
        self.setIcon(icon("x", INK_2, 13))
        self.setIconSize(icon_size(13))
        self.setAccessibleName(f"去掉条件 {text}")

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete):
            self.click()
        else:
            super().keyPressEvent(event)


class ConditionBar(QFrame):
    text_changed = Signal(str)
    filter_changed = Signal(str, str)
    condition_removed = Signal(str)
    reset_wanted = Signal()

    def __init__(self, register: Register) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self._register = register
        self._fields: dict[str, QWidget] = {}
        self.text = QLineEdit()
        self.text.setPlaceholderText(register.hint)
        self.text.setAccessibleName("关键词")
        self.text.setClearButtonEnabled(True)
        self._timer = QTimer(self, singleShot=True, interval=WAIT_MS)
        self._timer.timeout.connect(self._send_text)
        self.text.textEdited.connect(lambda _text: self._timer.start())
        self.text.returnPressed.connect(self._send_text)
        self._first, self._more = row(spacing=8), row(spacing=8)
        self._more_box = QWidget()
        self._more_box.setLayout(self._more)
        self._marks = row(spacing=6)
        self._marks_box = QWidget()
        self._marks_box.setLayout(self._marks)
        self._found = label("", "meta")
        foot = row(spacing=8)
        foot.addWidget(self._marks_box, 1)
        foot.addWidget(self._found)
        self.setLayout(column(self._first, self._more_box, foot, spacing=8, margins=(12, 9, 12, 9)))
        self._fill()
        self.set_expanded(False)
        look.changed.connect(self._measure)
        self._measure()

    def set_expanded(self, is_expanded: bool) -> None:
        self._more_box.setVisible(is_expanded)
        self._unfold.setText("收起条件" if is_expanded else "展开条件")
        self._unfold.setIcon(icon("chevron-up" if is_expanded else "chevron-down", INK_2, 14))

    def show_query(self, query: RegisterQuery, conditions: Sequence[tuple[str, str]]) -> None:
        """Bring fields and marks into line with the query in force."""
        if not self.text.hasFocus():
            self.text.setText(query.text)
        for known in self._register.filters:
            self._show_value(known, query.filter_value(known.id))
        clear(self._marks)
        if conditions:
            self._marks.addWidget(label("生效条件", "meta"))
        for filter_id, words in conditions:
            mark = ConditionMark(words)
            mark.clicked.connect(self._remover(filter_id))
            self._marks.addWidget(mark)
        self._marks.addStretch(1)

    def show_found(self, text: str) -> None:
        self._found.setText(text)

    def focus_text(self) -> None:
        """F3."""
        self.text.setFocus()
        self.text.selectAll()

    def _fill(self) -> None:
        self._add(self._first, "关键词", self.text)
        for known in self._register.filters:
            if known.choices or known.is_amount:
                made = self._amount(known) if known.is_amount else self._combo(known)
                made.setAccessibleName(known.title)
                self._fields[known.id] = made
                self._add(self._first if known.is_primary else self._more, known.title, made)
        self._first.addStretch(1)
        self._more.addStretch(1)
        self._first.addWidget(button("查询", "", self._send_text, icon_name="search"))
        self._first.addWidget(button("重置", "quiet", self.reset_wanted.emit))
        self._unfold = button("展开条件", "quiet", lambda: self.set_expanded(not self._more_box.isVisibleTo(self)))
        self._unfold.setIconSize(icon_size(14))
        self._first.addWidget(self._unfold)

    def _add(self, line: QHBoxLayout, title: str, field: QWidget) -> None:
        line.addLayout(row(label(title, "label"), field, spacing=6))
        line.addSpacing(4)

    def _combo(self, known: RegisterFilter) -> QComboBox:
        made = QComboBox()
        made.addItem(ALL, "")
        for value, word in known.choices:
            made.addItem(word, value)
        made.activated.connect(lambda _index: self.filter_changed.emit(known.id, made.currentData()))
        return made

    def _amount(self, known: RegisterFilter) -> MoneyField:
        made = MoneyField()
        made.setPlaceholderText("元")
        made.committed.connect(
            lambda amount: self.filter_changed.emit(known.id, "" if amount is None else str(fen_from_yuan(amount)))
        )
        return made

    def _show_value(self, known: RegisterFilter, value: str) -> None:
        field = self._fields.get(known.id)
        if isinstance(field, QComboBox):
            field.setCurrentIndex(max(0, field.findData(value)))
            restyle(field)
        elif isinstance(field, MoneyField) and not field.hasFocus():
            field.show_fen(int(value) if value else None)

    def _remover(self, filter_id: str) -> object:
        return lambda _checked=False: self.condition_removed.emit(filter_id)

    def _send_text(self) -> None:
        self._timer.stop()
        self.text_changed.emit(self.text.text())

    def _measure(self) -> None:
        self.text.setFixedWidth(196 if look.factor > 1 else 190)
        for field in self._fields.values():
            if isinstance(field, MoneyField):
                field.setFixedWidth(look.scaled(84))
            elif isinstance(field, QComboBox):
                longest = max(look.text_width(field.itemText(i)) for i in range(field.count()))
                field.setFixedWidth(min(longest + 42, look.scaled(150)))
