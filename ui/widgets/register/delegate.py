"""How the cells of a register are drawn: marks, chips, right-aligned money, names that elide, numbers that never do."""

from __future__ import annotations

from PySide6.QtCore import QModelIndex, QPersistentModelIndex, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter
from PySide6.QtWidgets import QStyle, QStyledItemDelegate, QStyleOptionViewItem

from cbec_desktop.domain.registers import Status, TwoLine
from cbec_desktop.services.registers import CellKind
from ui.look import ACCENT, CANVAS, HAIR, INK, INK_3, RIGHT, TINT, WHITE, look
from ui.widgets.paint import chip_width, paint_check, paint_chip, paint_focus, paint_text
from ui.widgets.register.cell_text import cell_text
from ui.widgets.register.model import CHECK_COLUMN, RIGHT_KINDS, RegisterModel

PADDING = 8
ELIDED = (CellKind.NAME, CellKind.TEXT)


class RegisterDelegate(QStyledItemDelegate):
    def __init__(self, model: RegisterModel) -> None:
        super().__init__(model)
        self._model = model

    def paint(
        self, painter: QPainter, option: QStyleOptionViewItem, index: QModelIndex | QPersistentModelIndex
    ) -> None:
        box: QRect = option.rect  # type: ignore[attr-defined]
        state: QStyle.StateFlag = option.state  # type: ignore[attr-defined]
        row, column = index.row(), index.column()
        is_checked = self._model.is_checked(row)
        painter.save()
        painter.fillRect(box, self._back(is_checked, state))
        painter.fillRect(QRect(box.left(), box.bottom(), box.width(), 1), HAIR)
        if column == CHECK_COLUMN:
            self._paint_mark(painter, box, is_checked=is_checked)
        else:
            self._paint_cell(painter, box, row, column)
        if state & QStyle.StateFlag.State_HasFocus:
            paint_focus(painter, box)
        painter.restore()

    def needed_width(self, row: int, column: int) -> int:
        """Room the cell wants; asked for columns that must not elide."""
        cell = self._model.cell(row, column)
        if isinstance(cell, Status):
            return chip_width(cell.word) + 2 * PADDING
        text = cell_text(cell, self._model.columns[column - 1].kind)
        return look.text_width(text) + 2 * PADDING + 2

    def _back(self, is_checked: bool, state: QStyle.StateFlag) -> QColor:
        if is_checked:
            return TINT
        return CANVAS if state & QStyle.StateFlag.State_MouseOver else WHITE

    def _paint_mark(self, painter: QPainter, box: QRect, *, is_checked: bool) -> None:
        if is_checked:
            painter.fillRect(QRect(box.left(), box.top(), 3, box.height()), ACCENT)
        mark = QRectF(box.left() + 12, box.center().y() - 6.5, 14, 14)
        paint_check(painter, mark, Qt.CheckState.Checked if is_checked else Qt.CheckState.Unchecked)

    def _paint_cell(self, painter: QPainter, box: QRect, row: int, column: int) -> None:
        if self._model.row_at(row) is None:
            return  # its page is on the way
        kind = self._model.columns[column - 1].kind
        cell = self._model.cell(row, column)
        inner = box.adjusted(PADDING, 0, -PADDING, 0)
        if isinstance(cell, Status):
            paint_chip(painter, inner.left(), box.center().y() + 0.5, cell.word, cell.tone)
        elif isinstance(cell, TwoLine):
            half = inner.height() // 2
            top = QRect(inner.left(), inner.top() + 2, inner.width(), half)
            below = QRect(inner.left(), inner.top() + half, inner.width(), half - 2)
            paint_text(painter, top, cell.first, look.font(13))
            paint_text(painter, below, cell.second, look.font(12), color=INK_3)
        else:
            align = RIGHT if kind in RIGHT_KINDS else Qt.AlignmentFlag.AlignLeft
            color = INK_3 if cell is None else INK
            text = cell_text(cell, kind)
            paint_text(painter, inner, text, look.font(13), color=color, align=align, is_elided=kind in ELIDED)
