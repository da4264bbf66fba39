"""The panel at the right of the preview: printer, copies, both sides, shift in millimetres, notices."""

from __future__ import annotations

from collections.abc import Sequence

from PySide6.QtCore import Qt, Signal
from PySide6.QtWidgets import (
    QComboBox,
    QDoubleSpinBox,
    QFrame,
    QGridLayout,
    QLineEdit,
    QProgressBar,
    QScrollArea,
    QSpinBox,
    QVBoxLayout,
    QWidget,
)

from ui.look import look, restyle
from ui.screens.print_preview.presenter import CaseItem
from ui.widgets.page_range import PageRangeError, read_page_range
from ui.widgets.parts import button, clear, column, frame, hline, label, row
from ui.widgets.print_run import PrinterChoice, printer_names

WIDTH = 262


class SettingsPanel(QWidget):
    """Everything that concerns the printer; `stopped` ends a running print, `resumed` goes on with the rest."""

    stopped = Signal()
    resumed = Signal()
    proof_asked = Signal()

    def __init__(self) -> None:
        super().__init__()
        self._printers = QComboBox()
        self._copies, self._duplex = QSpinBox(), QComboBox()
        self._right, self._down = QDoubleSpinBox(), QDoubleSpinBox()
        self._range, self._range_note = QLineEdit(), label("", "error", wraps=True)
        self._lost = column(spacing=8)
        self._notices = column(spacing=8)
        self._foot = label("", "meta", wraps=True)
        self._bar = QProgressBar()
        self._run_text = label("", "meta")
        self._stop = button("停止", "danger", self.stopped.emit, icon_name="square")
        self._resume = button("接着打", "", self.resumed.emit, icon_name="play")
        self._build()
        self.refresh_printers()

    @property
    def has_printer(self) -> bool:
        return self._printers.count() > 0

    def read_pages(self, page_count: int) -> tuple[int, ...] | None:
        """The page numbers asked for (empty = all); None when the field is wrong, which is said below it then."""
        try:
            pages = read_page_range(self._range.text(), page_count)
        except PageRangeError as error:
            self._say_range(str(error))
            self._range.setFocus()
            return None
        self._say_range("")
        return pages

    def _say_range(self, sentence: str) -> None:
        self._range_note.setText(sentence)
        self._range_note.setVisible(bool(sentence))
        restyle(self._range, state="error" if sentence else "")

    def choice(self, pages: tuple[int, ...] = ()) -> PrinterChoice:
        """What is set now."""
        return PrinterChoice(
            pages=pages,
            name=self._printers.currentText(),
            copies=self._copies.value(),
            is_duplex=self._duplex.currentIndex() == 1,
            right_mm=self._right.value(),
            down_mm=self._down.value(),
        )

    def show_shift(self, right_mm: float, down_mm: float) -> None:
        """Put offsets in millimetres into the fields."""
        self._right.setValue(right_mm)
        self._down.setValue(down_mm)

    def show_lost_fonts(self, sentences: Sequence[str]) -> None:
        """Chosen fonts that are gone; the shipped ones serve for them."""
        clear(self._lost)
        if sentences:
            self._lost.addWidget(_notice("notice-warn", "字体被换掉了", list(sentences), "warn"))

    def show_rest(self, done: int, total: int) -> None:
        """Offer to go on behind page `done` of a print that did not finish; `total` 0 takes the offer away."""
        self._resume.setVisible(total > 0)
        self._resume.setText(f"从第 {done + 1} 页接着打")

    def refresh_printers(self) -> None:
        """Ask the system for its printers again; none is said in words and closes the fields."""
        self._printers.clear()
        self._printers.addItems(printer_names())
        for field in (self._printers, self._range, self._copies, self._duplex, self._right, self._down):
            field.setEnabled(self.has_printer)
        self._no_printer.setVisible(not self.has_printer)

    def _look_again(self) -> None:
        self.refresh_printers()
        if not self.has_printer:
            self.show_foot("又找了一次，还是没有打印机。请检查它是否开机、联网、装好驱动。")

    def show_notices(self, refusals: Sequence[CaseItem], is_trial: bool) -> None:
        """Trial notice and the cases that cannot be printed, each with its reason."""
        clear(self._notices)
        if is_trial:
            text = "参数未确认，每页带“试算”字样，不能作批复依据。"
            self._notices.addWidget(_notice("notice-warn", "参数还是试行", [text], "warn"))
        if refusals:
            lines = [f"{item.title.case_no}：{item.refusal}" for item in refusals[:3]]
            if len(refusals) > len(lines):
                lines.append(f"另有 {len(refusals) - len(lines)} 件，见左边列表。")
            self._notices.addWidget(_notice("notice-err", f"{len(refusals)} 件不打印", lines, "error"))

    def show_foot(self, text: str) -> None:
        self._foot.setText(text)

    def show_run(self, done: int, total: int) -> None:
        """A print under way; `total` 0 hides it."""
        for item in (self._bar, self._run_text, self._stop):
            item.setVisible(total > 0)
        self._bar.setRange(0, max(total, 1))
        self._bar.setValue(done)
        self._run_text.setText(f"正在打印 {done} / {total} 页")

    def _measure(self) -> None:
        self.setFixedWidth(look.scaled(WIDTH))

    def _build(self) -> None:
        for field, name in (
            (self._printers, "打印机"), (self._range, "页码"), (self._copies, "份数"), (self._duplex, "双面"),
            (self._right, "向右偏移毫米"), (self._down, "向下偏移毫米"),
        ):  # fmt: skip
            field.setAccessibleName(name)
        self._copies.setRange(1, 99)
        self._duplex.addItems(["单面", "双面"])
        for field in (self._right, self._down):
            field.setRange(-20, 20)
            field.setDecimals(1)
            field.setSingleStep(0.5)
        grid = QGridLayout()
        grid.setHorizontalSpacing(8)
        grid.setVerticalSpacing(8)
        self._range.setPlaceholderText("全部，或 1-3、5")
        self._range.setMaxLength(60)
        self._range.setToolTip("几件一起打印时，整批连着编页码")
        self._range.textEdited.connect(lambda _text: self._say_range(""))
        entries = (
            ("打印机", self._printers), ("页码", self._range), ("份数", self._copies), ("双面", self._duplex),
        )  # fmt: skip
        for line, (word, entry) in enumerate(entries):
            grid.addWidget(label(word, "label"), 2 * line, 0)
            grid.addWidget(entry, 2 * line, 1)
        grid.addWidget(self._range_note, 3, 0, 1, 2)
        grid.addWidget(label("纸张", "label"), 8, 0)
        grid.addWidget(label("A4 纵向"), 8, 1)
        grid.setColumnStretch(1, 1)
        self._no_printer = _notice(
            "notice-warn", "没有找到打印机", ["可先“存为 PDF”；装好打印机后点“再找一次”。"], "warn"
        )
        again = button("再找一次", "link", self._look_again)
        shift = row(label("向右", "label"), self._right, label("向下", "label"), self._down, spacing=6)
        inner = column(
            row(label("打印设置", "section"), None, again), grid, self._no_printer, hline(),
            row(label("位置偏移（毫米）", "strong"), None, button("测试页", "link", self.proof_asked.emit)), shift,
            label("正数向右、向下；打印在同一份 PDF 上。", "meta", wraps=True),
            hline(), self._lost, self._notices, None, self._run_text, self._bar, row(None, self._stop, self._resume),
            self._foot,
            spacing=8, margins=(16, 12, 16, 12),
        )  # fmt: skip
        outer = QVBoxLayout(self)
        outer.setContentsMargins(0, 0, 0, 0)
        outer.addWidget(_scrolled(frame("card", inner)))
        look.changed.connect(self._measure)
        self._measure()
        self.show_run(0, 0)
        self.show_rest(0, 0)
        self._say_range("")


def _scrolled(inner: QWidget) -> QScrollArea:
    """What is too high for a low window scrolls instead of being squeezed."""
    made = QScrollArea()
    made.setWidget(inner)
    made.setWidgetResizable(True)
    made.setFrameShape(QFrame.Shape.NoFrame)
    made.setHorizontalScrollBarPolicy(Qt.ScrollBarPolicy.ScrollBarAlwaysOff)
    made.setFocusPolicy(Qt.FocusPolicy.NoFocus)
    return made


def _notice(box: str, head: str, lines: Sequence[str], role: str) -> QWidget:
    inner = column(label(head, "strong"), *(label(line, role, wraps=True) for line in lines), spacing=3)
    inner.setContentsMargins(10, 7, 10, 8)
    return frame(box, inner)
