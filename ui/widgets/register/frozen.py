"""The check mark and the first column of a register, which stay in sight while the others scroll sideways."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, Qt, Signal
from PySide6.QtGui import QContextMenuEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractItemView, QFrame, QStyleOptionViewItem, QTableView

from ui.look import LINE_2
from ui.widgets.paint import paint_focus
from ui.widgets.register.delegate import RegisterDelegate
from ui.widgets.register.header import RegisterHeader
from ui.widgets.register.model import CHECK_COLUMN, RegisterModel


class _FrozenDelegate(RegisterDelegate):
    """Draws the keyboard's place too, which is the table's and not this view's."""

    def __init__(self, model: RegisterModel, table: QTableView) -> None:
        super().__init__(model)
        self._table = table

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        super().paint(painter, option, index)
        if self._table.hasFocus() and self._table.currentIndex() == index:
            paint_focus(painter, option.rect)  # type: ignore[attr-defined]


class FrozenColumns(QTableView):
    """Over the left of `table`, shown only while that is scrolled to the right; takes the mouse, never the keys."""

    pressed_at = Signal(QModelIndex, object)
    menu_wanted = Signal(QModelIndex, object)

    def __init__(self, table: QTableView, model: RegisterModel, head: RegisterHeader) -> None:
        super().__init__(table)
        self._table = table
        self.setModel(model)
        self.setItemDelegate(_FrozenDelegate(model, table))
        self.head = RegisterHeader(model, self)
        self.head.setSectionsMovable(False)
        self.head.sort_wanted.connect(head.sort_wanted)
        self.head.all_toggled.connect(head.all_toggled)
        self.setHorizontalHeader(self.head)
        self.verticalHeader().hide()
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setShowGrid(False)
        self.setWordWrap(False)
        self.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.head.setFocusPolicy(Qt.FocusPolicy.NoFocus)
        self.setSelectionMode(QAbstractItemView.SelectionMode.NoSelection)
        self.setEditTriggers(QAbstractItemView.EditTrigger.NoEditTriggers)
        self.setVerticalScrollMode(table.verticalScrollMode())
        for policy in (self.setHorizontalScrollBarPolicy, self.setVerticalScrollBarPolicy):
            policy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setAccessibleName("固定的列")
        self.setMouseTracking(True)
        self._column = -1
        table.verticalScrollBar().valueChanged.connect(self.verticalScrollBar().setValue)
        table.horizontalScrollBar().valueChanged.connect(lambda _value: self.lay_out())
        table.selectionModel().currentChanged.connect(lambda *_: self.viewport().update())
        self.doubleClicked.connect(table.doubleClicked)
        self.hide()

    def freeze(self, column: int) -> None:
        """Hold this column (its number in the model) beside the check mark."""
        self._column = column
        for number in range(self.model().columnCount()):
            self.setColumnHidden(number, number not in (CHECK_COLUMN, column))
        self.lay_out()

    def lay_out(self) -> None:
        """Widths, row height and place as the table has them; away while nothing is scrolled out at the left."""
        is_needed = self._column > 0 and self._table.horizontalScrollBar().value() > 0
        if is_needed:
            self.verticalHeader().setDefaultSectionSize(self._table.verticalHeader().defaultSectionSize())
            for number in (CHECK_COLUMN, self._column):
                self.setColumnWidth(number, self._table.columnWidth(number))
            width = sum(self._table.columnWidth(number) for number in (CHECK_COLUMN, self._column))
            height = self._table.horizontalHeader().height() + self._table.viewport().height()
            self.setGeometry(0, 0, width + 1, height)
            self.verticalScrollBar().setValue(self._table.verticalScrollBar().value())
        self.setVisible(is_needed)

    def paintEvent(self, event: QPaintEvent) -> None:
        super().paintEvent(event)
        painter = QPainter(self.viewport())
        painter.setPen(LINE_2)
        painter.drawLine(self.viewport().rect().topRight(), self.viewport().rect().bottomRight())
        painter.end()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        index = self.indexAt(event.position().toPoint())
        self._table.setFocus(Qt.FocusReason.MouseFocusReason)
        if index.isValid() and event.button() == Qt.MouseButton.LeftButton:
            self.pressed_at.emit(index, event.modifiers())

    def contextMenuEvent(self, event: QContextMenuEvent) -> None:
        index = self.indexAt(event.pos())
        if index.isValid() and index.column() != CHECK_COLUMN:
            self.menu_wanted.emit(index, event.globalPos())
