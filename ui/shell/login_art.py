"""The blue side of the login page: mark, name of the program, rings of the rising sun."""

from __future__ import annotations

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QWidget

from ui.look import ACCENT, WHITE, look
from ui.shell.mark import paint_mark

WIDTH = 304


class LoginArt(QWidget):
    def __init__(self) -> None:
        super().__init__()
        self.setFixedWidth(WIDTH)
        self.setAccessibleName("朝阳市 跨境电商扶持业务系统")

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.fillRect(self.rect(), ACCENT)
        self._paint_rings(painter)
        paint_mark(painter, QRectF(32, 36, 40, 40), WHITE, ACCENT)
        self._write(painter, 94, "朝阳市", 15, 400, QColor(255, 255, 255, 215))
        self._write(painter, 118, "跨境电商扶持", 28, 600, WHITE)
        self._write(painter, 158, "业务系统", 28, 600, WHITE)
        self._write(painter, self.height() - 54, "朝阳市商务局", 13, 400, WHITE)
        painter.end()

    def _paint_rings(self, painter: QPainter) -> None:
        painter.setPen(QPen(QColor(255, 255, 255, 46), 1.2))
        painter.setBrush(Qt.BrushStyle.NoBrush)
        center = QPointF(self.width() / 2, self.height() + 18)
        for radius in range(48, 341, 42):
            painter.drawEllipse(center, radius, radius)

    def _write(self, painter: QPainter, top: int, text: str, pixels: int, weight: int, color: QColor) -> None:
        font = look.font(pixels, weight)
        font.setPixelSize(pixels)  # the picture does not grow with 大字: its words would not fit
        painter.setFont(font)
        painter.setPen(color)
        painter.drawText(QRectF(32, top, self.width() - 40, pixels * 1.5), Qt.AlignmentFlag.AlignVCenter, text)
