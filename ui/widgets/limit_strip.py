"""The limits of an award side by side, the one that decided made loud, and the result."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen

from ui.look import ACCENT, CENTER, DISABLED, INK, INK_2, INK_3, LINE, SUNKEN, TINT, WHITE, look
from ui.widgets.cells import LimitCell, LimitResult
from ui.widgets.paint import paint_text
from ui.widgets.strip import Strip

HEIGHT = 64
_GAP = 7
_EQUALS = 20
_INSET = 10
_NARROW = 150


class LimitStrip(Strip):
    """One cell a limit with a bar on a common scale, `=`, the result with its amount in words."""

    def __init__(self) -> None:
        super().__init__("限额比较")
        self._cells: tuple[LimitCell, ...] = ()
        self._result = LimitResult("核算额（元）", "—", "")

    def show_limits(self, cells: tuple[LimitCell, ...], result: LimitResult) -> None:
        self._cells, self._result = cells, result
        self.refresh()

    def cell_count(self) -> int:
        return len(self._cells) + 1

    def cell_box(self, index: int) -> QRect:
        count = len(self._cells)
        result_width = max(min(max(180, self.width() // (count + 1)), 300), self._words_width())
        if index == count:
            return QRect(self.width() - result_width, 0, result_width, self.height())
        room = self.width() - result_width - _EQUALS - _GAP * max(count - 1, 0)
        width = room // count
        return QRect(index * (width + _GAP), 0, width, self.height())

    def cell_words(self, index: int) -> str:
        if index == len(self._cells):
            return f"{self._result.label} {self._result.amount} {self._result.in_words}"
        cell = self._cells[index]
        return f"{cell.name} {cell.amount} {'起作用' if cell.is_binding else '未起作用'}"

    def sizeHint(self) -> QSize:
        return QSize(726, self._height())

    def minimumSizeHint(self) -> QSize:
        return QSize(480, self._height())

    def _height(self) -> int:
        result = 2 * QFontMetrics(look.font(12)).height() + QFontMetrics(look.font(19, 700)).height()
        return max(HEIGHT, result + 4)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        for index, cell in enumerate(self._cells):
            self._paint_limit(painter, self.cell_box(index), cell)
        if self._cells:
            last = self.cell_box(len(self._cells) - 1)
            sign = QRect(last.right(), 0, _EQUALS, self.height())
            paint_text(painter, sign, "=", look.font(15), color=INK_2, align=CENTER)
        self._paint_result(painter, self.cell_box(len(self._cells)))
        self.paint_frame(painter)
        painter.end()

    def _paint_limit(self, painter: QPainter, box: QRect, cell: LimitCell) -> None:
        painter.setBrush(WHITE)
        painter.setPen(QPen(ACCENT, 1.5) if cell.is_binding else QPen(LINE, 1))
        painter.drawRoundedRect(QRectF(box).adjusted(0.75, 0.75, -0.75, -0.75), 4, 4)
        inner = box.adjusted(10, 5, -10, -7)
        is_narrow = box.width() < _NARROW
        tag_room = self._tag_width() + 4 if cell.is_binding else 0
        name_font = look.font(12, 600 if cell.is_binding else 400)
        line = QFontMetrics(name_font).height()
        name = inner.adjusted(0, 0, -tag_room if is_narrow else 0, 0)
        name.setHeight(line)
        text = cell.short_name if is_narrow else cell.name
        paint_text(painter, name, text, name_font, color=ACCENT if cell.is_binding else INK_2)
        amount_font = look.font(15, 600)
        amount = QRect(inner.left(), name.bottom() + 2, inner.width(), QFontMetrics(amount_font).height())
        paint_text(painter, amount, cell.amount, amount_font, is_elided=False)
        if cell.is_binding:
            row = name if is_narrow else amount
            self._paint_tag(painter, inner.right(), row.center().y())
        self._paint_bar(painter, inner, cell)

    def _paint_bar(self, painter: QPainter, inner: QRect, cell: LimitCell) -> None:
        track = QRectF(inner.left(), inner.bottom() - 3, inner.width(), 4)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(SUNKEN)
        painter.drawRoundedRect(track, 2, 2)
        track.setWidth(max(4.0, track.width() * float(cell.share)))  # a length on the screen, not money
        painter.setBrush(ACCENT if cell.is_binding else DISABLED)
        painter.drawRoundedRect(track, 2, 2)

    def _words_width(self) -> int:
        """An amount in words is never cut."""
        metrics = QFontMetrics(look.font(12))
        texts = (self._result.in_words, self._result.label)
        return max(metrics.horizontalAdvance(text) for text in texts) + 2 * _INSET + 2

    def _tag_width(self) -> int:
        return QFontMetrics(look.font(12, 600)).horizontalAdvance("起作用") + 12

    def _paint_tag(self, painter: QPainter, right: int, middle: int) -> None:
        font = look.font(12, 600)
        width, height = self._tag_width(), QFontMetrics(font).height() + 2
        tag = QRect(right - width + 1, middle - height // 2, width, height)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(ACCENT)
        painter.drawRoundedRect(QRectF(tag), 3, 3)
        paint_text(painter, tag, "起作用", font, color=WHITE, align=CENTER)

    def _paint_result(self, painter: QPainter, box: QRect) -> None:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(TINT)
        painter.drawRoundedRect(QRectF(box), 4, 4)
        inner = box.adjusted(_INSET, 3, -_INSET, -3)
        small, big = look.font(12), look.font(19, 700)
        line = QFontMetrics(small).height()
        top = QRect(inner.left(), inner.top(), inner.width(), line)
        paint_text(painter, top, self._result.label, small, color=INK_2)
        amount = QRect(inner.left(), top.bottom(), inner.width(), QFontMetrics(big).height() - 2)
        paint_text(painter, amount, self._result.amount, big, color=ACCENT, is_elided=False)
        words = QRect(inner.left(), amount.bottom(), inner.width(), line)
        color = INK if self._result.in_words else INK_3
        paint_text(painter, words, self._result.in_words, small, color=color)
