"""Somebody at the keyboard: every key goes to whatever has the focus, and is counted."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QWidget


class Typist:
    """`strokes` counts keys; a key with Ctrl counts one more for Ctrl."""

    def __init__(self, page: QWidget) -> None:
        self.page = page
        self.strokes = 0

    @property
    def target(self) -> QWidget:
        """What a real key would reach: an open list first, else the widget with the focus."""
        popup = QApplication.activePopupWidget()
        focused = QApplication.focusWidget()
        assert popup is not None or focused is not None, "nothing has the focus"
        return popup or focused  # type: ignore[return-value]

    def type(self, text: str) -> Typist:
        for sign in text:
            QTest.keyClick(self.target, sign)
            self.strokes += 1
        return self

    def press(self, key: Qt.Key, times: int = 1, *, control: bool = False) -> Typist:
        modifier = Qt.KeyboardModifier.ControlModifier if control else Qt.KeyboardModifier.NoModifier
        for _ in range(times):
            QTest.keyClick(self.target, key, modifier)
            self.strokes += 2 if control else 1
        return self

    def enter(self, text: str = "") -> Typist:
        """Type a cell or field and go on."""
        return self.type(text).press(Qt.Key.Key_Return)

    def same(self) -> Typist:
        """As above (Ctrl+D), and go on."""
        return self.press(Qt.Key.Key_D, control=True).press(Qt.Key.Key_Return)
