"""The program's mark: the sun over the horizon, for 朝阳."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import ACCENT, WHITE


class Mark(QWidget):
    """The sun over the horizon: 朝阳; white on blue, or blue on white in the login picture."""

    def __init__(self, size: int = 22, *, is_inverted: bool = False) -> None:
        super().__init__()
        self._size = size
        self._back, self._line = (WHITE, ACCENT) if is_inverted else (ACCENT, WHITE)
        self.setFixedSize(QSize(size, size))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        paint_mark(painter, QRectF(0, 0, self._size, self._size), self._back, self._line)
        painter.end()


def paint_mark(painter: QPainter, box: QRectF, back: QColor, line: QColor) -> None:
    """The mark on a 24 grid inside `box`."""
    unit = box.width() / 24
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(back)
    painter.drawRoundedRect(box, 4.5 * unit, 4.5 * unit)
    pen = QPen(line, 1.8 * unit)
    pen.setCapStyle(Qt.PenCapStyle.RoundCap)
    painter.setPen(pen)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    painter.translate(box.topLeft())
    painter.scale(unit, unit)
    pen.setWidthF(1.8)
    painter.setPen(pen)
    painter.drawArc(QRectF(8, 10.4, 8, 8), 0, 180 * 16)
    for start, end in (
        ((4, 16), (20, 16)),
        ((8, 19.2), (16, 19.2)),
        ((12, 5), (12, 7.2)),
        ((5.6, 8.2), (7.2, 9.8)),
        ((18.4, 8.2), (16.8, 9.8)),
    ):
        painter.drawLine(QPointF(*start), QPointF(*end))
    painter.resetTransform()
