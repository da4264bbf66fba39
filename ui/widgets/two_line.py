"""A flat button of two lines: a record's name, and below it what matters about it. Enter or a click opens it."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QEvent, QRect, QSize, Qt
from PySide6.QtGui import QEnterEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QPushButton, QSizePolicy

from ui.look import CANVAS, INK, INK_3, look
from ui.widgets.paint import paint_focus, paint_text


class TwoLineButton(QPushButton):
    def __init__(self, first: str, second: str, on_click: Callable[[], object]) -> None:
        super().__init__()
        self._first, self._second = first, second
        self._is_hovered = False
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setCursor(Qt.CursorShape.PointingHandCursor)
        self.setToolTip(f"{first}\n{second}")
        self.setAccessibleName(f"{first}，{second}")
        self.setAutoDefault(False)
        self.clicked.connect(lambda _checked=False: on_click())
        look.changed.connect(self.updateGeometry)

    def sizeHint(self) -> QSize:
        return QSize(look.scaled(200), look.scaled(38))

    def minimumSizeHint(self) -> QSize:
        return QSize(look.scaled(120), look.scaled(38))

    def enterEvent(self, event: QEnterEvent) -> None:
        self._is_hovered = True
        super().enterEvent(event)

    def leaveEvent(self, event: QEvent) -> None:
        self._is_hovered = False
        super().leaveEvent(event)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self)
        if self._is_hovered:
            painter.fillRect(self.rect(), CANVAS)
        half = self.height() // 2
        box = self.rect().adjusted(4, 0, -4, 0)
        paint_text(painter, QRect(box.left(), 1, box.width(), half), self._first, look.font(13), color=INK)
        below = QRect(box.left(), half, box.width(), half - 1)
        paint_text(painter, below, self._second, look.font(12), color=INK_3)
        if self.hasFocus():
            paint_focus(painter, self.rect())
        painter.end()
