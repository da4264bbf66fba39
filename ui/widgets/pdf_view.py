"""Shows a PDF page by page on a grey desk: fit width or a percentage, sharp at the screen's own pixels."""

from __future__ import annotations

from PySide6.QtCore import QRect, QRectF, Qt, QTimer, Signal
from PySide6.QtGui import QColor, QImage, QKeyEvent, QPainter, QPaintEvent, QResizeEvent, QWheelEvent
from PySide6.QtWidgets import QAbstractScrollArea, QFrame, QWidget

from ui.look import INK_3, LINE_2, look
from ui.widgets.paint import paint_text
from ui.widgets.pdf_pages import POINTS_PER_INCH, PdfPages

DESK = QColor("#D9DFE6")
MARGIN = 14
GAP = 14
ZOOMS = (50, 75, 100, 125, 150, 200, 300)
_SCREEN_INCH = 96
_SHADOW = QColor(26, 35, 48, 40)


class PdfView(QAbstractScrollArea):
    """One document; `page_changed` gives the page in view, `zoom_changed` the percentage (0 = fit width)."""

    page_changed = Signal(int)
    zoom_changed = Signal(int)

    def __init__(self) -> None:
        super().__init__()
        self._pages: PdfPages | None = None
        open_files: list[PdfPages] = []
        self._open_files = open_files
        self.destroyed.connect(lambda: _close(open_files))
        self._notice = ""
        self._zoom = 0
        self._page = 0
        self.setFrameShape(QFrame.Shape.NoFrame)
        self.setFocusPolicy(Qt.FocusPolicy.StrongFocus)
        self.setAccessibleName("页面预览")
        self.setCornerWidget(QWidget())
        self.verticalScrollBar().valueChanged.connect(self._scrolled)
        self._ahead = QTimer(self, singleShot=True, interval=60)
        self._ahead.timeout.connect(self._draw_ahead)

    @property
    def page_count(self) -> int:
        return len(self._pages) if self._pages else 0

    @property
    def page(self) -> int:
        return self._page

    @property
    def zoom(self) -> int:
        return self._zoom

    def show_pdf(self, data: bytes) -> None:
        """Show another document from its first page on."""
        self.clear()
        self._pages = PdfPages(data)
        self._open_files[:] = [self._pages]
        self._lay_out()
        self.verticalScrollBar().setValue(0)
        self._set_page(0)

    def clear(self, notice: str = "") -> None:
        """Show no document, only a sentence."""
        if self._pages is not None:
            self._pages.close()
            self._open_files.clear()
        self._pages, self._notice, self._page = None, notice, 0
        self._lay_out()
        self.viewport().update()

    def set_zoom(self, percent: int) -> None:
        """0 fits the width; the page in view stays in view."""
        kept = self._page
        self._zoom = percent
        self._lay_out()
        self.go_to(kept)
        self.zoom_changed.emit(percent)

    def thumbnail(self, number: int, width: int) -> QImage | None:
        """Page `number`, `width` device pixels wide; None when the document has gone."""
        if self._pages is None or number >= self.page_count:
            return None
        return self._pages.image(number, width)

    def zoom_in(self) -> None:
        current = self.shown_percent()
        self.set_zoom(next((zoom for zoom in ZOOMS if zoom > current), ZOOMS[-1]))

    def zoom_out(self) -> None:
        current = self.shown_percent()
        self.set_zoom(next((zoom for zoom in reversed(ZOOMS) if zoom < current), ZOOMS[0]))

    def go_to(self, page: int) -> None:
        """Scroll to the top of a page."""
        if self._pages is None:
            return
        page = max(0, min(self.page_count - 1, page))
        self.verticalScrollBar().setValue(self._tops()[page] - MARGIN)
        self._set_page(page)

    def shown_percent(self) -> int:
        """How large a page really is on the screen."""
        if self._pages is None:
            return 100
        width = self._pages.sizes[0].width() * _SCREEN_INCH / POINTS_PER_INCH
        return round(self._width(0) * 100 / width)

    def _width(self, number: int) -> int:
        assert self._pages is not None
        points = self._pages.sizes[number].width()
        if self._zoom:
            return round(points * _SCREEN_INCH / POINTS_PER_INCH * self._zoom / 100)
        widest = max(size.width() for size in self._pages.sizes)
        return round((self.viewport().width() - 2 * MARGIN) * points / widest)

    def _height(self, number: int) -> int:
        assert self._pages is not None
        size = self._pages.sizes[number]
        return round(self._width(number) * size.height() / size.width())

    def _tops(self) -> list[int]:
        tops, top = [], MARGIN
        for number in range(self.page_count):
            tops.append(top)
            top += self._height(number) + GAP
        return tops

    def _lay_out(self) -> None:
        vertical, horizontal = self.verticalScrollBar(), self.horizontalScrollBar()
        if self._pages is None:
            vertical.setRange(0, 0)
            horizontal.setRange(0, 0)
            return
        last = self.page_count - 1
        height = self._tops()[last] + self._height(last) + MARGIN
        width = max(self._width(number) for number in range(self.page_count)) + 2 * MARGIN
        vertical.setRange(0, max(0, height - self.viewport().height()))
        vertical.setPageStep(self.viewport().height())
        vertical.setSingleStep(40)
        horizontal.setRange(0, max(0, width - self.viewport().width()))
        horizontal.setPageStep(self.viewport().width())
        self.viewport().update()

    def _box(self, number: int, top: int) -> QRect:
        width = self._width(number)
        left = max(MARGIN, (self.viewport().width() - width) // 2) - self.horizontalScrollBar().value()
        return QRect(left, top - self.verticalScrollBar().value(), width, self._height(number))

    def paintEvent(self, _event: QPaintEvent) -> None:
        painter = QPainter(self.viewport())
        painter.fillRect(self.viewport().rect(), DESK)
        if self._pages is None:
            box = self.viewport().rect().adjusted(24, 0, -24, 0)
            paint_text(painter, box, self._notice, look.font(13), color=INK_3, align=Qt.AlignmentFlag.AlignHCenter)
            painter.end()
            return
        ratio = self.devicePixelRatioF()
        for number, top in enumerate(self._tops()):
            box = self._box(number, top)
            if not box.intersects(self.viewport().rect()):
                continue
            painter.fillRect(box.translated(0, 2).adjusted(-1, 0, 1, 2), _SHADOW)
            image = self._pages.image(number, round(box.width() * ratio))
            painter.drawImage(QRectF(box), image)
            painter.setPen(LINE_2)
            painter.drawRect(box.adjusted(0, 0, -1, -1))
        painter.end()
        self._ahead.start()

    def _draw_ahead(self) -> None:
        """Draw the neighbours of the page in view, so that turning does not wait."""
        if self._pages is None:
            return
        ratio = self.devicePixelRatioF()
        for number in (self._page + 1, self._page - 1):
            if 0 <= number < self.page_count:
                self._pages.image(number, round(self._width(number) * ratio))

    def _scrolled(self) -> None:
        self.viewport().update()
        if self._pages is None:
            return
        line = self.verticalScrollBar().value() + self.viewport().height() // 3
        shown = [number for number, top in enumerate(self._tops()) if top <= line]
        self._set_page(shown[-1] if shown else 0)

    def _set_page(self, page: int) -> None:
        if page != self._page or page == 0:
            self._page = page
            self.page_changed.emit(page)

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._lay_out()

    def wheelEvent(self, event: QWheelEvent) -> None:
        if event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            (self.zoom_in if event.angleDelta().y() > 0 else self.zoom_out)()
            event.accept()
            return
        super().wheelEvent(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        bar = self.verticalScrollBar()
        actions = {
            Qt.Key.Key_PageDown: lambda: self.go_to(self._page + 1),
            Qt.Key.Key_PageUp: lambda: self.go_to(self._page - 1),
            Qt.Key.Key_Home: lambda: self.go_to(0),
            Qt.Key.Key_End: lambda: self.go_to(self.page_count - 1),
            Qt.Key.Key_Down: lambda: bar.setValue(bar.value() + bar.singleStep()),
            Qt.Key.Key_Up: lambda: bar.setValue(bar.value() - bar.singleStep()),
        }
        action = actions.get(Qt.Key(event.key()))
        if action is None or event.modifiers() & Qt.KeyboardModifier.ControlModifier:
            super().keyPressEvent(event)
        else:
            action()


def _close(files: list[PdfPages]) -> None:
    for pages in files:
        pages.close()
    files.clear()
