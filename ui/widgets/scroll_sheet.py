"""A white sheet that scrolls up and down: as high as its wrapped sentences need, never wider than the room."""

from __future__ import annotations

from PySide6.QtCore import Qt, QTimer
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QScrollArea, QVBoxLayout

from ui.widgets.parts import frame


class ScrollSheet(QScrollArea):
    """Fill `content`, then call `fit`: Qt alone would squeeze wrapped labels into the height of one line."""

    def __init__(self, name: str) -> None:
        super().__init__()
        self.content = QVBoxLayout()
        self.content.setSpacing(8)
        self.content.setContentsMargins(16, 12, 16, 12)
        self._sheet = frame("plain", self.content)
        self._later = QTimer(self, singleShot=True, interval=0)
        self._later.timeout.connect(self._fit)
        self.setWidgetResizable(True)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setWidget(self._sheet)
        self.setAccessibleName(name)

    def fit(self) -> None:
        """The content changed: measure it once it knows its fonts."""
        self._later.start()

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def _fit(self) -> None:
        for part in [self._sheet, *self._sheet.findChildren(QLabel)]:
            part.ensurePolished()  # a label measured before it has its font keeps a wrong height
            part.updateGeometry()
        self.content.invalidate()
        self.content.activate()
        self._sheet.setMinimumHeight(max(self.content.totalHeightForWidth(self.viewport().width()), 0))
