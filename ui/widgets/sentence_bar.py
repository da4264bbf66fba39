"""The one-sentence bar under a grid: what is wrong with a cell, and a link that goes there."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QFrame, QLabel, QWidget

from ui.look import TONES, restyle
from ui.widgets.icons import pixmap
from ui.widgets.parts import button, label, row

_BOXES = {"error": ("notice-err", "err"), "warning": ("notice-warn", "warn"), "note": ("notice-info", "info")}


class SentenceBar(QFrame):
    """Shows one sentence with its level; hidden when there is none. `on_jump` goes to the cell it speaks of."""

    def __init__(self, on_jump: Callable[[], None], parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._icon = QLabel()
        self.sentence = label("", wraps=True, selectable=True)
        self.jump = button("跳到该格", "link", on_jump)
        self.setLayout(row(self._icon, self.sentence, self.jump, margins=(10, 6, 10, 6)))
        self.layout().setStretch(1, 1)  # type: ignore[union-attr]
        self.hide()

    def show_sentence(self, text: str, level: str, *, can_jump: bool = True) -> None:
        """Say `text` (nothing: the bar goes)."""
        self.setVisible(bool(text))
        box, tone = _BOXES.get(level or "error", _BOXES["error"])
        self._icon.setPixmap(pixmap(TONES[tone].icon, TONES[tone].text, 16))
        self._icon.setAlignment(Qt.AlignmentFlag.AlignTop)
        self.sentence.setText(text)
        self.sentence.setStyleSheet(f"color: {TONES[tone].text.name()};")
        self.sentence.setAccessibleName(text)
        self.jump.setVisible(can_jump)
        restyle(self, box=box)
