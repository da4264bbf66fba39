"""Sends finished PDFs to a printer page by page between the window's own events: the window never waits."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from PySide6.QtCore import QMarginsF, QObject, QRectF, QTimer, Signal
from PySide6.QtGui import QPageLayout, QPageSize, QPainter
from PySide6.QtPrintSupport import QPrinter, QPrinterInfo

from ui.widgets.pdf_pages import PdfPages

DOTS_PER_INCH = 300
_MM_PER_INCH = 25.4


@dataclass(frozen=True, slots=True)
class PrinterChoice:
    """What the clerk set: printer, copies, both sides, shift of the image in millimetres (right and down positive).

    `pages` are page numbers of the whole batch from 1 on; empty = all.
    """

    name: str
    copies: int = 1
    is_duplex: bool = False
    right_mm: float = 0.0
    down_mm: float = 0.0
    pages: tuple[int, ...] = ()


def printer_names() -> list[str]:
    """Printers of this computer, the default one first; empty when there is none."""
    default = QPrinterInfo.defaultPrinterName()
    names = QPrinterInfo.availablePrinterNames()
    return sorted(names, key=lambda name: (name != default, name))


def make_printer(choice: PrinterChoice) -> QPrinter:
    """A printer at 300 dpi on whole A4 pages."""
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setPrinterName(choice.name)
    prepare(printer, choice)
    return printer


def prepare(printer: QPrinter, choice: PrinterChoice) -> None:
    """Resolution, paper and copies, the same for paper and for a file."""
    printer.setResolution(DOTS_PER_INCH)
    printer.setFullPage(True)
    a4 = QPageLayout(QPageSize(QPageSize.PageSizeId.A4), QPageLayout.Orientation.Portrait, QMarginsF(0, 0, 0, 0))
    printer.setPageLayout(a4)
    printer.setCopyCount(choice.copies)
    mode = QPrinter.DuplexMode.DuplexLongSide if choice.is_duplex else QPrinter.DuplexMode.DuplexNone
    printer.setDuplex(mode)


class PrintRun(QObject):
    """One job at the printer: `moved` gives pages done and all, `ended` nothing or the sentence that stopped it."""

    moved = Signal(int, int)
    ended = Signal(str)

    def __init__(self, files: Sequence[Path], printer: QPrinter, choice: PrinterChoice, skipped: int = 0) -> None:
        """`skipped` = pages that came out before this run, which goes on behind them."""
        super().__init__()
        self._files = [PdfPages(path.read_bytes()) for path in files]
        every = [(pages, number) for pages in self._files for number in range(len(pages))]
        wanted = set(choice.pages) or set(range(1, len(every) + 1))
        self._pages = [page for place, page in enumerate(every, start=1) if place in wanted]
        self._skipped = skipped
        self._printer = printer
        self._choice = choice
        self._painter = QPainter()
        self._done = skipped
        self._is_stopped = False

    @property
    def page_count(self) -> int:
        return len(self._pages)

    @property
    def done(self) -> int:
        """Pages that were sent, those of the run before counted in."""
        return self._done

    def start(self) -> None:
        """Begin; each page is drawn in its own turn of the event loop."""
        if not self._pages:
            self._end("没有这样的页码，一页也没有打印。请改“页码”再打印。")
            return
        if not self._painter.begin(self._printer):
            self._end("打印机没有响应。请检查打印机是否开机、联机、有纸，再打印一次。")
            return
        QTimer.singleShot(0, self._next)

    def stop(self) -> None:
        """Send no more pages; those sent already come out."""
        self._is_stopped = True

    def _next(self) -> None:
        if self._is_stopped:
            self._end(f"已停止，打了 {self._done} / {len(self._pages)} 页。")
            return
        if self._done == len(self._pages):
            self._end("")
            return
        if self._done > self._skipped and not self._printer.newPage():
            self._end(f"打印机在第 {self._done + 1} 页停下了。请检查打印机，再点“接着打”。")
            return
        self._draw(*self._pages[self._done])
        self._done += 1
        self.moved.emit(self._done, len(self._pages))
        QTimer.singleShot(0, self._next)

    def _draw(self, pages: PdfPages, number: int) -> None:
        image = pages.image_at(number, DOTS_PER_INCH)
        dots = self._printer.resolution() / _MM_PER_INCH
        scale = self._printer.resolution() / DOTS_PER_INCH
        left, top = self._choice.right_mm * dots, self._choice.down_mm * dots
        target = QRectF(left, top, image.width() * scale, image.height() * scale)
        self._painter.drawImage(target, image, QRectF(image.rect()))

    def _end(self, sentence: str) -> None:
        if self._painter.isActive():
            self._painter.end()
        for pages in self._files:
            pages.close()
        self.ended.emit(sentence)
