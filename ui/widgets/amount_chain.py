"""The eight amounts of a case side by side: what was asked, and what became of it."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRect, QSize
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent

from ui.look import ACCENT, DISABLED, ERROR, INK, INK_2, INK_3, TINT, look
from ui.widgets.cells import ChainCell
from ui.widgets.icons import paint_icon
from ui.widgets.paint import paint_text
from ui.widgets.strip import Strip

HEIGHT = 70
_INSET = 9
_CHEVRON = 13


class AmountChain(Strip):
    """Equal cells: name, amount, reduction and reason; the one being decided has the tint."""

    def __init__(self) -> None:
        super().__init__("金额链")
        self._cells: tuple[ChainCell, ...] = ()

    def show_cells(self, cells: tuple[ChainCell, ...]) -> None:
        self._cells = cells
        self.refresh()

    def cell_count(self) -> int:
        return len(self._cells)

    def cell_box(self, index: int) -> QRect:
        width = self.width() / max(len(self._cells), 1)
        left = round(index * width)
        return QRect(left, 0, round((index + 1) * width) - left - 6, self.height())

    def cell_words(self, index: int) -> str:
        cell = self._cells[index]
        return " ".join(part for part in (cell.label, cell.amount, cell.reduction, cell.note) if part)

    def sizeHint(self) -> QSize:
        return QSize(960, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(640, self._height())

    def _height(self) -> int:
        lines = 2 * QFontMetrics(look.font(12)).height() + QFontMetrics(look.font(15, 600)).height()
        return max(HEIGHT - 8, lines + 10)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, cell in enumerate(self._cells):
            self._paint_cell(painter, index, cell)
        self.paint_frame(painter)
        painter.end()

    def _paint_cell(self, painter: QPainter, index: int, cell: ChainCell) -> None:
        box = self.cell_box(index)
        if cell.is_current:
            painter.fillRect(box, TINT)
        if index + 1 < len(self._cells):
            paint_icon(painter, "chevron-right", QPointF(box.right() - 5, box.center().y() - 6), DISABLED, _CHEVRON)
        inner = box.adjusted(_INSET, 3, -4, -3)
        small, big = look.font(12), look.font(15, 600)
        line, middle = QFontMetrics(small).height(), QFontMetrics(big).height()
        name_font = look.font(12, 600) if cell.is_current else small
        name = QRect(inner.left(), inner.top(), inner.width(), line)
        paint_text(painter, name, cell.label, name_font, color=ACCENT if cell.is_current else INK_2)
        is_known = cell.amount != "—"
        amount = QRect(inner.left(), name.bottom() + 2, inner.width() + 8, middle)
        paint_text(painter, amount, cell.amount, big, color=INK if is_known else INK_3, is_elided=False)
        self._paint_third(painter, QRect(inner.left(), amount.bottom() + 1, inner.width(), line), cell)

    def _paint_third(self, painter: QPainter, line: QRect, cell: ChainCell) -> None:
        small = look.font(12)
        used = 0
        if cell.reduction:
            font = look.font(12, 500)
            paint_text(painter, line, cell.reduction, font, color=ERROR, is_elided=False)
            used = QFontMetrics(font).horizontalAdvance(cell.reduction) + 6
        if cell.note and line.width() - used >= 3 * QFontMetrics(small).height():  # less says nothing
            paint_text(painter, line.adjusted(used, 0, 0, 0), cell.note, small, color=INK_3)
