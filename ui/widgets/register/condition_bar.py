"""The condition bar: fields of the register's filters, and below them what is in force, removable."""

from __future__ import annotations

from collections.abc import Callable, Sequence

from PySide6.QtCore import Qt, QTimer, Signal
from PySide6.QtGui import QKeyEvent, QResizeEvent
from PySide6.QtWidgets import QComboBox, QFrame, QLineEdit, QPushButton, QWidget

from cbec_desktop.domain.money import fen_from_yuan
from cbec_desktop.domain.registers import RegisterQuery
from cbec_desktop.services.registers import Register, RegisterFilter
from ui.look import INK_2, look, restyle
from ui.widgets.fields import MoneyField
from ui.widgets.icons import icon, icon_size
from ui.widgets.parts import button, clear, column, label, row
from ui.widgets.register.keep_view import KeepView

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
    """`keep` keeps the conditions in force under a name and returns why not, or nothing."""

    text_changed = Signal(str)
    filter_changed = Signal(str, str)
    condition_removed = Signal(str)
    reset_wanted = Signal()
    search_wanted = Signal(str)

    def __init__(self, register: Register, keep: Callable[[str], str]) -> None:
        super().__init__()
        self.setProperty("box", "card")
        self.keep_view = KeepView(keep)
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
        self._boxes: list[QWidget] = []
        self._is_expanded = False
        self._arranged: list[list[int]] = []
        self._first = row(spacing=12)
        self._more = column(spacing=8)
        self._more_box = QWidget()
        self._more_box.setLayout(self._more)
        self._marks = row(spacing=6)
        self._marks_box = QWidget()
        self._marks_box.setLayout(row(self._marks_holder(), self.keep_view, None, spacing=6))
        self._buttons = QWidget()
        self.setLayout(column(self._first, self._more_box, self._marks_box, spacing=8, margins=(12, 9, 12, 9)))
        self._fill()
        self.set_expanded(False)
        look.changed.connect(self._measure)
        self._measure()

    def set_expanded(self, is_expanded: bool) -> None:
        """Show the conditions that do not stand in the first line, or hide them."""
        self._is_expanded = is_expanded
        self._more_box.setVisible(is_expanded and self._more.count() > 0)
        self._unfold.setText("收起条件" if is_expanded else "展开条件")
        self._unfold.setAccessibleName(self._unfold.text())
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
        self._marks_box.setVisible(bool(conditions))
        if not conditions:
            self.keep_view.close_field()

    def focus_text(self) -> None:
        """F3."""
        self.text.setFocus()
        self.text.selectAll()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._arrange()

    def _marks_holder(self) -> QWidget:
        made = QWidget()
        made.setLayout(self._marks)
        return made

    def _fill(self) -> None:
        self._boxes.append(_labelled("关键词", self.text))
        for known in sorted(self._register.filters, key=lambda known: not known.is_primary):
            if known.choices or known.is_amount:
                made = self._amount(known) if known.is_amount else self._combo(known)
                made.setAccessibleName(known.title)
                self._fields[known.id] = made
                self._boxes.append(_labelled(known.title, made))
        self._primary = 1 + sum(1 for known in self._register.filters if known.is_primary)
        self._unfold = button("展开条件", "quiet", lambda: self.set_expanded(not self._is_expanded))
        self._unfold.setIconSize(icon_size(14))
        find = button("查询", "", self._search, icon_name="search")
        reset = button("重置", "quiet", self.reset_wanted.emit)
        self._buttons.setLayout(row(find, reset, self._unfold, spacing=8))

    def _arrange(self) -> None:
        """First line: what fits before the buttons, by order; the rest wraps into the lines below."""
        room = self.width() - 24
        rows: list[list[int]] = [[]]
        left = room - self._buttons.sizeHint().width() - 12
        for number, box in enumerate(self._boxes):
            needed = box.sizeHint().width() + 12
            if needed > left or (len(rows) == 1 and number >= self._primary):
                rows.append([])
                left = room
            rows[-1].append(number)
            left -= needed
        if rows != self._arranged:
            self._arranged = rows
            self._lay_out(rows)

    def _lay_out(self, rows: list[list[int]]) -> None:
        for line in (self._first, *(self._more.itemAt(n).layout() for n in range(self._more.count()))):
            while line is not None and line.count():
                line.takeAt(0)
        while self._more.count():
            self._more.takeAt(0)
        for number in rows[0]:
            self._first.addWidget(self._boxes[number])
        self._first.addStretch(1)
        self._first.addWidget(self._buttons)
        for members in rows[1:]:
            self._more.addLayout(row(*(self._boxes[number] for number in members), None, spacing=12))
        self.set_expanded(self._is_expanded)

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

    def _search(self) -> None:
        self._timer.stop()
        self.search_wanted.emit(self.text.text())

    def _measure(self) -> None:
        self.text.setFixedWidth(208)
        large_hint = self._register.hint.replace("末位", "").replace("首字母", "")
        self.text.setPlaceholderText(self._register.hint if look.factor == 1.0 else large_hint)
        for field in self._fields.values():
            if isinstance(field, MoneyField):
                field.setFixedWidth(look.scaled(84))
            elif isinstance(field, QComboBox):
                longest = max(look.text_width(field.itemText(i)) for i in range(field.count()))
                field.setFixedWidth(min(longest + 42, look.scaled(150)))
        self._arranged = []
        self._arrange()


def _labelled(title: str, field: QWidget) -> QWidget:
    box = QWidget()
    box.setLayout(row(label(title, "label"), field, spacing=6))
    return box
