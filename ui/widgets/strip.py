"""What the painted strips of cells share: one cell has the keyboard, arrows move it, Enter or a click opens it."""

from __future__ import annotations

from PySide6.QtCore import QEvent, QPoint, QRect, Qt, Signal
from PySide6.QtGui import QHelpEvent, QKeyEvent, QMouseEvent, QPainter, QPen
from PySide6.QtWidgets import QSizePolicy, QToolTip, QWidget

from ui.look import ACCENT, look

_STEPS = {Qt.Key.Key_Left: -1, Qt.Key.Key_Right: 1}


class Strip(QWidget):
    """A row of painted cells; subclasses say how many, where each lies, its words, and how it is painted."""

    opened = Signal(int)

    def __init__(self, name: str) -> None:
        super().__init__()
        self._name = name
        self.current = 0
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setSizePolicy(QSizePolicy.Policy.Expanding, QSizePolicy.Policy.Fixed)
        self.setAccessibleName(name)
        self.setMouseTracking(True)
        look.changed.connect(self._measure)

    def cell_count(self) -> int:
        raise TypeError(f"{type(self).__name__} does not say how many cells it has")

    def cell_box(self, index: int) -> QRect:
        raise TypeError(f"{type(self).__name__} does not say where cell {index} lies")

    def cell_words(self, index: int) -> str:
        """The cell in words: tool tip and what a screen reader says."""
        raise TypeError(f"{type(self).__name__} has no words for cell {index}")

    def refresh(self) -> None:
        """Call after the records changed."""
        count = self.cell_count()
        self.current = min(self.current, max(count - 1, 0))
        self.setAccessibleDescription("；".join(self.cell_words(index) for index in range(count)))
        self._measure()

    def _measure(self) -> None:
        self.updateGeometry()
        self.update()

    def paint_frame(self, painter: QPainter) -> None:
        """The frame of the cell that has the keyboard."""
        if self.hasFocus() and self.cell_count():
            painter.setBrush(Qt.BrushStyle.NoBrush)
            painter.setPen(QPen(ACCENT, 2))
            painter.drawRoundedRect(self.cell_box(self.current).adjusted(1, 1, -1, -1), 4, 4)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        step = _STEPS.get(Qt.Key(event.key()))
        if step is not None and self.cell_count():
            self.current = max(0, min(self.cell_count() - 1, self.current + step))
            self.update()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter) and self.cell_count():
            self.opened.emit(self.current)
        else:
            super().keyPressEvent(event)

    def mousePressEvent(self, event: QMouseEvent) -> None:
        found = self._cell_at(event.position().toPoint())
        if found is not None and event.button() == Qt.MouseButton.LeftButton:
            self.current = found
            self.update()
            self.opened.emit(found)

    def event(self, event: QEvent) -> bool:
        if event.type() == QEvent.Type.ToolTip and isinstance(event, QHelpEvent):
            found = self._cell_at(event.pos())
            QToolTip.showText(event.globalPos(), "" if found is None else self.cell_words(found), self)
            return True
        return super().event(event)

    def _cell_at(self, point: QPoint) -> int | None:
        return next((index for index in range(self.cell_count()) if self.cell_box(index).contains(point)), None)
