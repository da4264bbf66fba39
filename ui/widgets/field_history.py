"""What stood in a field before, beside the field: Esc closes it."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import QPoint, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QWidget

from ui.look import look
from ui.widgets.parts import column, label, row, tool

WIDTH = 420


class FieldHistory(QFrame):
    """A child of the window, so that what it says can be copied."""

    def __init__(self, anchor: QWidget, name: str, lines: Sequence[str]) -> None:
        super().__init__(anchor.window())
        self._anchor = anchor
        self.setProperty("box", "popover")
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self.setAccessibleName(f"{name}的历史值")
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        head = row(label(f"{name} 历史值", "section"), None, tool("x", "关闭", self.close))
        said = [label(line, wraps=True, selectable=True) for line in lines]
        self.setLayout(column(head, *said, spacing=6, margins=(14, 10, 14, 12)))
        self.setFixedWidth(look.scaled(WIDTH))
        self.adjustSize()
        corner = anchor.mapTo(anchor.window(), QPoint(0, anchor.height() + 4))
        window = anchor.window()
        left = max(8, min(corner.x(), window.width() - self.width() - 8))
        self.move(left, max(8, min(corner.y(), window.height() - self.height() - 8)))
        self.show()
        self.raise_()
        self.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.close()
            self._anchor.setFocus()
        else:
            super().keyPressEvent(event)
