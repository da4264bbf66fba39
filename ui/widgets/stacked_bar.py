"""A bar of parts: what was used by whom, what is held in review, what was taken back; the rest is what is left."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QBrush, QColor, QPainter, QPaintEvent, QPen
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import ACCENT, DISABLED, LINE_2, SUNKEN, WHITE
from ui.widgets.cells import BarPart

FURTHER = QColor("#5F93CC")


class StackedBar(QWidget):
    """Lengths only: what they mean stands in words beside it, and in the accessible name."""

    def __init__(self, parts: Sequence[BarPart], name: str, *, height: int = 16) -> None:
        super().__init__()
        self.parts = tuple(parts)
        self._height = height
        self.setAccessibleName(name)
        self.setFixedHeight(height)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)

    def sizeHint(self) -> QSize:
        return QSize(160, self._height)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        track = QRectF(0.5, 0.5, self.width() - 1, self.height() - 1)
        painter.setPen(QPen(LINE_2, 1))
        painter.setBrush(WHITE if self._height > 10 else SUNKEN)
        painter.drawRect(track)
        left = track.left()
        for part in self.parts:
            width = track.width() * float(part.share)  # a length on the screen, not money
            self._paint_part(painter, QRectF(left, track.top(), width, track.height()), part.tone)
            left += width
        painter.end()

    def _paint_part(self, painter: QPainter, box: QRectF, tone: str) -> None:
        if tone in ("used", "further"):
            painter.setPen(QPen(WHITE, 1))
            painter.setBrush(ACCENT if tone == "used" else FURTHER)
        else:
            color = ACCENT if tone == "pending" else DISABLED
            painter.setPen(QPen(color, 1))
            painter.setBrush(QBrush(color, Qt.BrushStyle.BDiagPattern))
        painter.drawRect(box)
