"""Parts of the year's awards by measure: one bar, blues dark to light, listed by the card beside it."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from PySide6.QtCore import QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent
from PySide6.QtWidgets import QSizePolicy, QWidget

from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from ui.look import INK_3, SUNKEN, look
from ui.widgets.paint import paint_text

BLUES = ("#123F73", "#1C5DA6", "#5C8FC7", "#9DBDE0", "#C9DBEE")
BAR_HEIGHT = 14
GAP = 1.5


class MeasureBar(QWidget):
    """The bar and below it a line for each measure that has an award."""

    def __init__(self, parts: Sequence[tuple[str, Decimal]]) -> None:
        super().__init__()
        total = sum((amount for _measure, amount in parts), Decimal(0))
        self._parts = [
            (name, amount, amount / total, QColor(BLUES[number]))
            for number, (name, amount) in enumerate(parts)
            if amount and total
        ]
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        words = "，".join(f"{MEASURE_SHORT[name]} {amount:,.0f} 元" for name, amount, _share, _color in self._parts)
        self.setAccessibleName(f"各项措施核算额：{words}" if words else "还没有核算额")
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(240, BAR_HEIGHT + 8 + len(self._parts) * look.scaled(22))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        if not self._parts:
            painter.fillRect(QRectF(0, 0, self.width(), BAR_HEIGHT), SUNKEN)
        left, top = 0.0, BAR_HEIGHT + 8
        for name, amount, share, color in self._parts:
            width = max(2.0, float(share) * self.width())
            painter.fillRect(QRectF(left, 0, max(2.0, width - GAP), BAR_HEIGHT), color)
            left += width
            self._paint_line(painter, top, name, amount, share, color)
            top += look.scaled(22)
        painter.end()

    def _paint_line(
        self, painter: QPainter, top: int, name: str, amount: Decimal, share: Decimal, color: QColor
    ) -> None:
        height = look.scaled(22)
        painter.fillRect(QRectF(0, top + height / 2 - 5, 10, 10), color)
        box = QRectF(18, top, self.width() - 18, height).toRect()
        text = f"M{MEASURE_NUMBERS[name]} {MEASURE_SHORT[name]}"
        right = Qt.AlignmentFlag.AlignRight
        percent = look.text_width("100.0%", 12) + 12
        paint_text(painter, box, f"{share * 100:.1f}%", look.font(12), color=INK_3, align=right)
        paint_text(painter, box.adjusted(0, 0, -percent, 0), f"{amount:,.0f}", look.font(13), align=right)
        room = box.adjusted(0, 0, -percent - look.text_width(f"{amount:,.0f}") - 8, 0)
        paint_text(painter, room, text, look.font(13))
