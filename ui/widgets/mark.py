"""A mark of a fixed list (roles): on = tint and tick, off = an outline; shown, not clicked."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import ACCENT, INK_3, LINE, TINT, WHITE, look
from ui.widgets.icons import paint_icon

HEIGHT = 24
TICK = 13


class Mark(QWidget):
    def __init__(self, word: str, *, is_on: bool) -> None:
        super().__init__()
        self._word, self._is_on = word, is_on
        self.setAccessibleName(f"{word}：{'是' if is_on else '否'}")
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = look.text_width(self._word, 12, 600 if self._is_on else 400) + 18
        return QSize(width + (TICK + 4 if self._is_on else 0), look.scaled(HEIGHT))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(QPen(TINT if self._is_on else LINE, 1))
        painter.setBrush(TINT if self._is_on else WHITE)
        painter.drawRoundedRect(QRectF(self.rect()).adjusted(0.5, 0.5, -0.5, -0.5), 4, 4)
        left = 9
        if self._is_on:
            paint_icon(painter, "check", QPointF(left - 1, (self.height() - TICK) / 2), ACCENT, TICK)
            left += TICK + 4
        painter.setFont(look.font(12, 600 if self._is_on else 400))
        painter.setPen(ACCENT if self._is_on else INK_3)
        painter.drawText(self.rect().adjusted(left, 0, 0, 0), Qt.AlignmentFlag.AlignVCenter, self._word)
        painter.end()
