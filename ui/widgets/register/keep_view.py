"""存为常用: a name for the conditions in force, typed where they stand."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QLineEdit, QWidget

from ui.look import look, restyle
from ui.widgets.parts import button, label, row
from ui.widgets.register.kept_views import LONGEST


class KeepView(QWidget):
    """A button that opens a field; Enter keeps, Esc closes. `keep` returns why not, or nothing."""

    def __init__(self, keep: Callable[[str], str]) -> None:
        super().__init__()
        self._keep = keep
        self.open_button = button("存为常用", "quiet", self._open)
        self.name = QLineEdit()
        self.name.setPlaceholderText("常用名称")
        self.name.setAccessibleName("常用名称")
        self.name.setMaxLength(LONGEST)
        self.name.textEdited.connect(lambda _text: self._say(""))
        self.save_button = button("保存", "", self._save)
        self.cancel_button = button("取消", "quiet", self.close_field)
        self.sentence = label("", "error")
        self.setLayout(row(self.open_button, self.name, self.save_button, self.cancel_button, self.sentence, spacing=6))
        look.changed.connect(self._measure)
        self._measure()
        self.close_field()

    def close_field(self) -> None:
        """Back to the button."""
        had_keyboard = self.name.hasFocus() or self.cancel_button.hasFocus() or self.save_button.hasFocus()
        self._show(is_open=False)
        if had_keyboard:
            self.open_button.setFocus()

    def keyPressEvent(self, event: QKeyEvent) -> None:
        is_open = self.name.isVisible()
        if is_open and event.key() == Qt.Key.Key_Escape:
            self.close_field()
        elif is_open and self.name.hasFocus() and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self._save()
        else:
            super().keyPressEvent(event)

    def _open(self) -> None:
        self.name.clear()
        self._show(is_open=True)
        self.name.setFocus()

    def _save(self) -> None:
        refusal = self._keep(self.name.text())
        if refusal:
            self._say(refusal)
            self.name.setFocus()
        else:
            self.close_field()

    def _show(self, *, is_open: bool) -> None:
        self._say("")
        self.open_button.setVisible(not is_open)
        for part in (self.name, self.save_button, self.cancel_button):
            part.setVisible(is_open)

    def _say(self, sentence: str) -> None:
        self.sentence.setText(sentence)
        self.sentence.setVisible(bool(sentence))
        restyle(self.name, state="error" if sentence else "")

    def _measure(self) -> None:
        self.name.setFixedWidth(look.scaled(150))
