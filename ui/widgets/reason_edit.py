"""A field of two lines for a written reason: Ctrl+Enter saves, Esc gives up, Tab moves on."""

from __future__ import annotations

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QPlainTextEdit

from ui.look import look

HEIGHT = 54


class ReasonEdit(QPlainTextEdit):
    submitted = Signal()
    cancelled = Signal()

    def __init__(self, text: str = "") -> None:
        super().__init__(text)
        self.setPlaceholderText("写明核过什么、为什么可以保留")
        self.setAccessibleName("说明")
        self.setTabChangesFocus(True)
        self.setFixedHeight(look.scaled(HEIGHT))

    def event(self, event: QEvent) -> bool:
        """Esc and Ctrl+Enter are the editor's own while it has the keyboard, not the page's shortcuts."""
        if event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent):
            is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
            if event.key() == Qt.Key.Key_Escape or is_return:
                event.accept()
                return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_return = event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter)
        if is_return and event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            self.submitted.emit()
        elif event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        else:
            super().keyPressEvent(event)
