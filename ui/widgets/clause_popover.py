"""A clause to the letter beside the work: not a dialog, so that it can be read and copied while typing."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QEvent, QObject, QPoint, Qt
from PySide6.QtGui import QColor, QKeyEvent
from PySide6.QtWidgets import QFrame, QGraphicsDropShadowEffect, QWidget

from ui.look import look
from ui.widgets.parts import column, hline, label, row, tool

WIDTH = 430


class ClausePopover(QFrame):
    """A child of the window; Esc or its cross closes it and gives the keyboard back."""

    def __init__(self, anchor: QWidget, place: str, heading: str, body: str, facts: Sequence[tuple[str, str]]) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor
        self.setProperty("box", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"政策条款 {place}")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = row(label("政策条款", "section"), label(place, "meta"), None, tool("x", "关闭", self.close), spacing=8)
        text = label(body, "clause", wraps=True, selectable=True)
        items = column(head, label(heading, "strong", wraps=True), text, spacing=8, margins=(14, 10, 14, 12))
        if facts:
            items.addWidget(hline())
            items.addWidget(label("本件用到的口径", "strong"))
        for name, words in facts:
            items.addWidget(label(f"{name}：{words}", wraps=True))
        items.addStretch(1)
        self._items = items
        self.setLayout(items)
        shadow = QGraphicsDropShadowEffect(self)
        shadow.setBlurRadius(24)
        shadow.setOffset(0, 6)
        shadow.setColor(QColor(26, 35, 48, 61))
        self.setGraphicsEffect(shadow)
        anchor.installEventFilter(self)
        self._place()
        self.show()
        self.raise_()
        self.setFocus()

    def _place(self) -> None:
        window = self._anchor.window()
        self.setFixedWidth(min(look.scaled(WIDTH), window.width() - 40))
        height = self._items.totalHeightForWidth(self.width())
        self.resize(self.width(), min(height, window.height() - 60))
        corner = self._anchor.mapTo(window, QPoint(0, self._anchor.height() + 6))
        left = max(10, min(corner.x() - 30, window.width() - self.width() - 10))
        top = max(10, min(corner.y(), window.height() - self.height() - 10))
        self.move(left, top)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        """The page it speaks of went out of sight: so does the clause."""
        if event.type() == QEvent.Type.Hide:
            self.close()
        return super().eventFilter(watched, event)

    def event(self, event: QEvent) -> bool:
        """Esc is ours as long as the clause is open, whatever the page does with it."""
        if event.type() != QEvent.Type.ShortcutOverride or not isinstance(event, QKeyEvent):
            return super().event(event)
        if event.key() == Qt.Key.Key_Escape:
            event.accept()
        return True

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self._anchor.setFocus()
        else:
            super().keyPressEvent(event)
