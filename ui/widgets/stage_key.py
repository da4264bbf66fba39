"""The key of the stages of money: the colours of the waterfall with their words, once, in the head."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QRectF, QSize
from PySide6.QtGui import QBrush, QPainter, QPaintEvent, QPen, Qt
from PySide6.QtWidgets import QSizePolicy, QWidget

from ui.look import ACCENT, INK_2, look
from ui.widgets.waterfall import STAGE_COLORS

SIDE, GAP = 12, 16


class StageKey(QWidget):
    def __init__(self, words: Sequence[str]) -> None:
        super().__init__()
        self._words = tuple(words)
        self.setSizePolicy(QSizePolicy.Policy.Fixed, QSizePolicy.Policy.Fixed)
        self.setAccessibleName("图例：" + "、".join(self._words))
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        width = sum(SIDE + 6 + look.text_width(word, 12) + GAP for word in self._words)
        return QSize(width, look.scaled(20))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        painter.setFont(look.font(12))
        left, middle = 0, self.height() / 2
        for place, word in enumerate(self._words):
            box = QRectF(left + 0.5, middle - SIDE / 2 + 0.5, SIDE - 1, SIDE - 1)
            if place < len(STAGE_COLORS):
                painter.fillRect(box, STAGE_COLORS[place])
            else:
                painter.setPen(QPen(ACCENT, 1))
                painter.setBrush(QBrush(ACCENT, Qt.BrushStyle.BDiagPattern))
                painter.drawRect(box)
            painter.setPen(INK_2)
            width = look.text_width(word, 12)
            text = self.rect().adjusted(left + SIDE + 6, 0, 0, 0)
            painter.drawText(text, Qt.AlignmentFlag.AlignVCenter | Qt.AlignmentFlag.AlignLeft, word)
            left += SIDE + 6 + width + GAP
        painter.end()
