"""Thumbnails of a document's pages, drawn one a turn of the event loop; a click or ↑↓ shows the page."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import QRect, QSize, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QMouseEvent, QPainter, QPaintEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame

from ui.look import ACCENT, INK_2, LINE_2, look
from ui.widgets.paint import paint_text

GROUND = QColor("#EEF1F5")
PAGE_WIDTH, PAGE_HEIGHT = 56, 79
MARGIN, NUMBER_HEIGHT = 12, 20
STEP = PAGE_HEIGHT + NUMBER_HEIGHT + 8

Draw = Callable[[int, int], "QImage | None"]


class PageStrip(QAbstractScrollArea):
    """`chosen` gives the page (from 0) that the person wants to see."""

    chosen = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._count, self._page = 0, 0
        self._draw: Draw | None = None
        self._images: dict[int, QImage] = {}
        self._timer = QTimer(self, interval=0)
        self._timer.timeout.connect(self._draw_next)
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFixedWidth(PAGE_WIDTH + 2 * MARGIN + 12)
        self.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("页的缩略图")

    def show_pages(self, count: int, draw: Draw) -> None:
        """Show `count` pages; `draw(page, device pixels)` makes one."""
        self._count, self._page, self._draw = count, 0, draw
        self._images.clear()
        self._lay_out()
        self._timer.stop()
        if count:
            self._timer.start()
        self.viewport().update()

    def mark(self, page: int) -> None:
        """Frame the page that is in view and scroll to it."""
        self._page = page
        bar, top = self.verticalScrollBar(), page * STEP
        if top < bar.value() or top + STEP > bar.value() + self.viewport().height():
            bar.setValue(top - STEP // 2)
        self.viewport().update()

    def sizeHint(self) -> QSize:
        return QSize(self.width(), 3 * STEP)

    def _draw_next(self) -> None:
        missing = next((page for page in range(self._count) if page not in self._images), None)
        if missing is None or self._draw is None or not self.isVisible():
            self._timer.stop()
            return
        image = self._draw(missing, round(PAGE_WIDTH * self.devicePixelRatioF()))
        if image is None:
            self._timer.stop()
            return
        self._images[missing] = image
        self.viewport().update()

    def _lay_out(self) -> None:
        bar = self.verticalScrollBar()
        bar.setRange(0, max(0, self._count * STEP + MARGIN - self.viewport().height()))
        bar.setSingleStep(STEP // 2)
        bar.setPageStep(self.viewport().height())

    def _box(self, page: int) -> QRect:
        top = MARGIN // 2 + 4 + page * STEP - self.verticalScrollBar().value()
        return QRect((self.viewport().width() - PAGE_WIDTH) // 2, top, PAGE_WIDTH, PAGE_HEIGHT)

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), GROUND)
        for page in range(self._count):
            box = self._box(page)
            if not box.adjusted(0, 0, 0, NUMBER_HEIGHT).intersects(self.viewport().rect()):
                continue
            painter.fillRect(box, Qt.GlobalColor.white)
            if page in self._images:
                painter.drawImage(box, self._images[page])
            is_shown = page == self._page
            painter.setPen(ACCENT if is_shown else LINE_2)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
            if is_shown:  # a second line: not by colour alone
                painter.drawRect(box.adjusted(-2, -2, 1, 1))
            below = QRect(0, box.bottom() + 3, self.viewport().width(), NUMBER_HEIGHT - 2)
            paint_text(
                painter, below, str(page + 1), look.font(12, 600 if is_shown else 400),
                color=ACCENT if is_shown else INK_2, align=Qt.AlignmentFlag.AlignHCenter,
            )  # fmt: skip
        if self.hasFocus():
            painter.setPen(ACCENT)
            painter.drawRect(self.viewport().rect().adjusted(0, 0, -1, -1))
        painter.end()

    def resizeEvent(self, _event: object) -> None:
        self._lay_out()

    def showEvent(self, _event: object) -> None:
        self._timer.start()

    def mousePressEvent(self, event: QMouseEvent) -> None:
        page = (round(event.position().y()) + self.verticalScrollBar().value() - MARGIN // 2) // STEP
        if 0 <= page < self._count:
            self.chosen.emit(page)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        steps = {Qt.Key.Key_Up: -1, Qt.Key.Key_Down: 1, Qt.Key.Key_Home: -self._count, Qt.Key.Key_End: self._count}
        step = steps.get(Qt.Key(event.key()))
        if step is None:
            super().keyPressEvent(event)
        elif self._count:
            self.chosen.emit(max(0, min(self._count - 1, self._page + step)))
