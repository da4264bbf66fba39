"""Customs figures of the year by mode: one bar in blues, a line a mode."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cbec_desktop.domain.enterprise_records import TradeLine
from cbec_desktop.domain.money import format_yuan
from ui.look import look
from ui.widgets.paint import paint_text

BLUES = ("#1C5DA6", "#5C8FC7", "#9DBDE0", "#C9DBEE", "#123F73")


class TradeBar(QWidget):
    def __init__(self, lines: Sequence[TradeLine]) -> None:
        super().__init__()
        self._lines = tuple(lines)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("，".join(f"{line.mode} {format_yuan(line.amount)} 元" for line in lines))
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(200, 14 + len(self._lines) * look.scaled(23))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        total = sum((line.amount for line in self._lines), Decimal(0))
        left, top = 0.0, 14
        height = look.scaled(23)
        for number, line in enumerate(self._lines):
            width = float(line.amount / total) * self.width() if total else 0.0
            painter.fillRect(QRectF(left, 0, max(2.0, width - 1.5), 8), QColor(BLUES[number % len(BLUES)]))
            left += width
            box = QRectF(0, top, self.width(), height).toRect()
            painter.fillRect(QRectF(0, top + height / 2 - 4, 8, 8), QColor(BLUES[number % len(BLUES)]))
            paint_text(painter, box.adjusted(14, 0, 0, 0), line.mode, look.font(13))
            paint_text(painter, box, format_yuan(line.amount), look.font(13), align=Qt.AlignmentFlag.AlignRight)
            top += height
        painter.end()
