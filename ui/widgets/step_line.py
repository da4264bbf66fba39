"""The steps of a wizard in one line: done, under way, to come."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRect, QSize, Qt
from PySide6.QtGui import QFontMetrics, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import ACCENT, CENTER, DISABLED, INK, INK_2, LINE_2, OK, WHITE, look
from ui.widgets.paint import paint_text

CIRCLE = 22
_LINE = 38


class StepLine(QWidget):
    """Numbered circles with names; not focusable, for it cannot be acted on."""

    def __init__(self, names: Sequence[str]) -> None:
        super().__init__()
        self._names = tuple(names)
        self._current = 0
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)
        self.show_step(0)

    def show_step(self, current: int) -> None:
        self._current = current
        self.setAccessibleName(f"第 {current + 1} 步，共 {len(self._names)} 步：{self._names[current]}")
        self.update()

    def sizeHint(self) -> QSize:
        words = sum(self._width(number) for number in range(len(self._names)))
        return QSize(words + (len(self._names) - 1) * (_LINE + 22), max(28, look.scaled(26)))

    def _width(self, number: int) -> int:
        return CIRCLE + 7 + QFontMetrics(look.font(13, 600)).horizontalAdvance(self._names[number])

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        left = 0
        for number, name in enumerate(self._names):
            self._paint_step(painter, left, number, name)
            left += self._width(number)
            if number + 1 < len(self._names):
                painter.setPen(QPen(OK if number < self._current else LINE_2, 1.5))
                middle = self.height() / 2
                painter.drawLine(QPointF(left + 11, middle), QPointF(left + 11 + _LINE, middle))
            left += _LINE + 22
        painter.end()

    def _paint_step(self, painter: QPainter, left: int, number: int, name: str) -> None:
        center = QPointF(left + CIRCLE / 2, self.height() / 2)
        is_done, is_now = number < self._current, number == self._current
        painter.setPen(QPen(DISABLED, 1.2) if not (is_done or is_now) else Qt.PenStyle.NoPen)
        painter.setBrush(OK if is_done else ACCENT if is_now else WHITE)
        painter.drawEllipse(center, CIRCLE / 2 - 0.6, CIRCLE / 2 - 0.6)
        if is_done:
            painter.setPen(QPen(WHITE, 1.8, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap))
            corner = center + QPointF(-1.2, 3.4)
            painter.drawLine(center + QPointF(-4.8, 0.2), corner)
            painter.drawLine(corner, center + QPointF(4.8, -3.4))
        else:
            box = QRect(left, 0, CIRCLE, self.height())
            color = WHITE if is_now else INK_2
            paint_text(painter, box, str(number + 1), look.font(12, 600), color=color, align=CENTER, is_elided=False)
        font = look.font(13, 600 if is_now else 400)
        words = QRect(left + CIRCLE + 7, 0, self._width(number) - CIRCLE - 5, self.height())
        paint_text(painter, words, name, font, color=ACCENT if is_now else INK if is_done else INK_2, is_elided=False)
