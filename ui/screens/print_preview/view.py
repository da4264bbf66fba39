"""Preview and print: cases at the left, the real PDF in the middle, the printer at the right."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence, QResizeEvent, QShortcut
from PySide6.QtWidgets import QComboBox, QWidget

from ui.look import look
from ui.screen import ScreenHost
from ui.screens.print_preview.presenter import PROOF, CaseItem, PreviewPresenter
from ui.screens.print_preview.settings_panel import SettingsPanel
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow
from ui.widgets.page_range import MOST_PAGES
from ui.widgets.page_strip import PageStrip
from ui.widgets.parts import button, column, frame, label, row, tool
from ui.widgets.pdf_view import ZOOMS, PdfView
from ui.widgets.print_run import PrinterChoice, PrintRun, make_printer
from ui.widgets.record_table import RecordTable

LIST_WIDTH = 286
MOST_LIST_WIDTH = 320
"""大字 lengthens names, which elide; the page keeps its room."""
EDGES, BAR_WIDTH, SMALL_BAR_WIDTH = 26, 430, 340
COLUMNS = (TableColumn(""), TableColumn("案件", stretch=1, minimum=160), TableColumn("", "right"))
_STATE_CHIPS = {
    "ok": ChipText("已打印", "ok", "circle-check"),
    "warn": ChipText("有变化", "warn", "triangle-alert"),
    "err": ChipText("不打印", "err", "circle-x"),
}
_FIT = "适合宽度"


class PreviewPage(QWidget):
    """The view of `PreviewPresenter`."""

    def __init__(self, host: ScreenHost, case_nos: Sequence[str], form_id: str) -> None:
        super().__init__()
        self.presenter = PreviewPresenter(host, self, case_nos, form_id)
        self.pdf = PdfView()
        self.strip = PageStrip()
        self.cases = RecordTable(COLUMNS, "要打印的案件", row_height=46)
        self.panel = SettingsPanel()
        self._run: PrintRun | None = None
        self._rest: tuple[Sequence[Path], PrinterChoice, int] | None = None
        """Files, choice and pages done of a print that did not finish."""
        self._asked_pages: tuple[int, ...] = ()
        self._printable = 0
        self._build()
        self._connect()
        self._add_keys()
        self.presenter.start()

    # --- building -------------------------------------------------------------------------------------------

    def _build(self) -> None:
        self._subtitle = label("", "meta")
        self._form = QComboBox()
        self._form.setAccessibleName("表单")
        self._form.setMinimumWidth(look.scaled(170))
        self._save = button("存为 PDF", "", self.presenter.save, icon_name="download")
        self.print_button = button("打印", "primary", self._print, icon_name="printer")
        head = row(
            label("打印预览", "title"), self._subtitle, None, self._form, self._save, self.print_button,
            spacing=8, margins=(16, 9, 16, 9),
        )  # fmt: skip
        self._count = label("", "section")
        left = frame(
            "card", column(row(self._count, margins=(16, 8, 14, 6)), self.cases, spacing=0, margins=(1, 1, 1, 1))
        )
        left.setFixedWidth(min(look.scaled(LIST_WIDTH), MOST_LIST_WIDTH))
        desk = row(self.strip, spacing=0)
        desk.addWidget(self.pdf, 1)
        middle = frame("card", column(self._page_bar(), desk, spacing=0, margins=(1, 0, 1, 1)))
        body = row(left, spacing=10, margins=(16, 0, 16, 10))
        body.addWidget(middle, 1)
        body.addWidget(self.panel)
        page = column(spacing=0)
        page.addLayout(head)
        page.addLayout(body, 1)
        self.setLayout(page)

    def _page_bar(self) -> QWidget:
        self._pages = QComboBox()
        self._pages.setAccessibleName("页")
        self._pages.setMinimumWidth(look.scaled(104))
        self._zoom = QComboBox()
        self._zoom.setAccessibleName("缩放")
        self._zoom.addItem(_FIT, 0)
        for percent in ZOOMS:
            self._zoom.addItem(f"{percent}%", percent)
        self._zoom_tools = (
            tool("zoom-out", "缩小", self.pdf.zoom_out), tool("zoom-in", "放大", self.pdf.zoom_in),
        )  # fmt: skip
        self._strip_button = tool("layers", "缩略图", self._show_strip)
        self._strip_button.setCheckable(True)
        self._strip_button.setChecked(True)
        self._back = tool("chevron-up", "上一页", lambda: self.pdf.go_to(self.pdf.page - 1))
        self._on = tool("chevron-down", "下一页", lambda: self.pdf.go_to(self.pdf.page + 1))
        bar = row(
            self._strip_button, self._back, self._on, self._pages, None,
            self._zoom_tools[0], self._zoom, self._zoom_tools[1],
            spacing=6, margins=(10, 4, 10, 4),
        )  # fmt: skip
        return frame("plain", bar)

    def _connect(self) -> None:
        self._form.currentIndexChanged.connect(self._form_chosen)
        self.cases.current_row.connect(self._case_chosen)
        self.cases.checked_row.connect(lambda key: self.presenter.toggle(int(key)))
        self.pdf.page_changed.connect(lambda _page: self._show_page())
        self.pdf.zoom_changed.connect(self._show_zoom)
        self._pages.activated.connect(self.pdf.go_to)
        self.strip.chosen.connect(self.pdf.go_to)
        self._zoom.activated.connect(lambda _index: self.pdf.set_zoom(int(self._zoom.currentData())))
        self.panel.stopped.connect(self._stop_printing)
        self.panel.resumed.connect(self._go_on_printing)
        self.panel.proof_asked.connect(lambda: self._form.setCurrentIndex(self._form.findData(PROOF)))

    def _add_keys(self) -> None:
        for keys, action in (
            ("Ctrl+P", self._print),
            ("Ctrl+S", self.presenter.save),
            ("Ctrl++", self.pdf.zoom_in),
            ("Ctrl+=", self.pdf.zoom_in),
            ("Ctrl+-", self.pdf.zoom_out),
            ("Ctrl+0", lambda: self.pdf.set_zoom(0)),
            ("PgDown", lambda: self.pdf.go_to(self.pdf.page + 1)),
            ("PgUp", lambda: self.pdf.go_to(self.pdf.page - 1)),
        ):
            shortcut = QShortcut(QKeySequence(keys), self)
            shortcut.setContext(Qt.ShortcutContext.WidgetWithChildrenShortcut)
            shortcut.activated.connect(action)

    def resizeEvent(self, event: QResizeEvent) -> None:
        """A narrow page leaves zoom and pages to their lists and keys (Ctrl with + and −, PgUp, PgDn)."""
        super().resizeEvent(event)
        room = event.size().width() - min(look.scaled(LIST_WIDTH), MOST_LIST_WIDTH) - self.panel.width() - 2 * EDGES
        for each in self._zoom_tools:
            each.setVisible(room >= look.scaled(BAR_WIDTH))
        for each in (self._back, self._on):
            each.setVisible(room >= look.scaled(SMALL_BAR_WIDTH))

    # --- what the keyboard and the mouse did ----------------------------------------------------------------

    def _form_chosen(self, _index: int) -> None:
        self.presenter.choose_form(str(self._form.currentData()))

    def _case_chosen(self, key: object) -> None:
        if isinstance(key, int) and key != self.presenter.current:
            self.presenter.choose_case(key)

    def _print(self) -> None:
        if not self.print_button.isEnabled():
            return
        most = self.pdf.page_count if self._printable == 1 and self.pdf.page_count else MOST_PAGES
        pages = self.panel.read_pages(most)
        if pages is not None:
            self._asked_pages = pages
            self._forget_rest()
            self.presenter.print_paper()

    def _go_on_printing(self) -> None:
        if self._rest is not None and self._run is None:
            files, choice, done = self._rest
            self._forget_rest()
            self._send(files, choice, done)

    def _forget_rest(self) -> None:
        self._rest = None
        self.panel.show_rest(0, 0)

    def _stop_printing(self) -> None:
        if self._run is not None:
            self._run.stop()

    # --- PreviewView ----------------------------------------------------------------------------------------

    def show_forms(self, forms: Sequence[tuple[str, str]], current: str) -> None:
        blocked = self._form.blockSignals(True)
        self._form.clear()
        for code, words in forms:
            self._form.addItem(words, code)
        self._form.setCurrentIndex(max(0, self._form.findData(current)))
        self._form.blockSignals(blocked)

    def show_shift(self, right_mm: float, down_mm: float) -> None:
        self.panel.show_shift(right_mm, down_mm)

    def show_cases(self, items: Sequence[CaseItem], current: int) -> None:
        rows = [
            TableRow(
                (
                    TableCell("", check=item.is_checked),
                    TableCell(item.title.enterprise, note=item.note, tone="error" if item.refusal else ""),
                    TableCell("", chip=_STATE_CHIPS.get(item.state)),
                ),
                key=number,
                tip=f"{item.title.enterprise}\n{item.note}",
            )
            for number, item in enumerate(items)
        ]
        blocked = self.cases.blockSignals(True)
        self.cases.show_rows(rows)
        self.cases.select_key(current)
        self.cases.blockSignals(blocked)
        self._count.setText(f"本批 {len(items)} 件")

    def show_pdf(self, data: bytes) -> None:
        self.pdf.show_pdf(data)
        count = self.pdf.page_count
        self.strip.show_pages(count, self.pdf.thumbnail)
        self._show_strip()
        self._pages.clear()
        self._pages.addItems([f"第 {number} / {count} 页" for number in range(1, count + 1)])
        self._show_page()
        self._update_foot()

    def show_no_pdf(self, sentence: str) -> None:
        self.pdf.clear(sentence)
        self.strip.show_pages(0, self.pdf.thumbnail)
        self._show_strip()
        self._pages.clear()

    def show_totals(self, subtitle: str, printable: int, refusals: Sequence[CaseItem]) -> None:
        self._subtitle.setText(subtitle)
        self._printable = printable
        self._save.setEnabled(printable > 0)
        self.print_button.setEnabled(printable > 0 and self.panel.has_printer and self._run is None)
        self.print_button.setText(f"打印 {printable} 件" if printable > 1 else "打印")
        self.panel.show_notices(refusals, is_trial=self.presenter.is_trial)
        self._update_foot()

    def show_lost_fonts(self, sentences: Sequence[str]) -> None:
        self.panel.show_lost_fonts(sentences)

    def send_to_printer(self, files: Sequence[Path]) -> None:
        self._send(files, self.panel.choice(self._asked_pages), 0)

    def _send(self, files: Sequence[Path], choice: PrinterChoice, done: int) -> None:
        self._run = PrintRun(files, make_printer(choice), choice, done)
        self._run.moved.connect(self.panel.show_run)
        self._run.ended.connect(lambda sentence: self._printed(sentence, files, choice))
        self.print_button.setEnabled(False)
        self._run.start()

    def _printed(self, sentence: str, files: Sequence[Path], choice: PrinterChoice) -> None:
        run, self._run = self._run, None
        is_unfinished = bool(sentence) and run is not None and run.done < run.page_count
        if run is not None and is_unfinished:
            self._rest = (files, choice, run.done)
            self.panel.show_rest(run.done, run.page_count)
        self.panel.show_run(0, 0)
        self.print_button.setEnabled(self._printable > 0 and self.panel.has_printer)
        self.presenter.paper_done(sentence, is_unfinished=is_unfinished)

    def _show_page(self) -> None:
        self._pages.setCurrentIndex(self.pdf.page)
        self.strip.mark(self.pdf.page)
        self._back.setEnabled(self.pdf.page > 0)
        self._on.setEnabled(self.pdf.page < self.pdf.page_count - 1)

    def _show_strip(self) -> None:
        """Thumbnails stand only where there is more than one page to choose from."""
        self._strip_button.setVisible(self.pdf.page_count > 1)
        self.strip.setVisible(self._strip_button.isChecked() and self.pdf.page_count > 1)

    def _show_zoom(self, percent: int) -> None:
        index = self._zoom.findData(percent)
        self._zoom.setCurrentIndex(max(0, index))

    def _update_foot(self) -> None:
        if self.presenter.form_id == PROOF:
            self.panel.show_foot("量一量四边的框线，把差的毫米数填在上面再打一次。")
            return
        pages = f"，本件 {self.pdf.page_count} 页" if self.pdf.page_count else ""
        self.panel.show_foot(f"将打印 {self._printable} 件{pages}。纸面与存档的 PDF 是同一份。")


def build_page(host: ScreenHost, case_nos: Sequence[str] = (), form_id: str = "F15", **_arguments: Any) -> PreviewPage:
    """The preview of `form_id` for these cases."""
    return PreviewPage(host, case_nos, form_id)
