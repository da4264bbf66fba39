"""The preview's widgets: real pages, zoom, pages by key, and a print run into a PDF printer."""

from __future__ import annotations

from pathlib import Path

import pypdfium2
import pytest
from PySide6.QtCore import QSize, Qt
from PySide6.QtPrintSupport import QPrinter
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cbec_desktop.services.assessments import load_assessments
from cbec_desktop.services.forms import preview_form
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.print_preview.view import PreviewPage, build_page
from ui.widgets.pdf_pages import PdfPages
from ui.widgets.print_run import PrinterChoice, PrintRun, prepare


@pytest.fixture
def cases(case_host: RecordingHost) -> list[str]:
    return [result.case_no for result in load_assessments(case_host.ctx, 2026)][:3]


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str]) -> PreviewPage:
    dress(qapp)
    made = build_page(case_host, case_nos=cases, form_id="F02")
    qtbot.addWidget(made)
    made.resize(1190, 680)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.pdf.setFocus()
    return made


def test_pages_turn_and_zoom_by_keys(page: PreviewPage, qtbot: QtBot) -> None:
    assert page.pdf.page_count >= 2
    qtbot.keyClick(page.pdf, Qt.Key.Key_PageDown)
    assert page.pdf.page == 1
    assert page._pages.currentText().startswith("第 2 / ")
    qtbot.keyClick(page.pdf, Qt.Key.Key_PageUp)
    assert page.pdf.page == 0
    fitted = page.pdf.shown_percent()
    qtbot.keyClick(page.pdf, Qt.Key.Key_Equal, Qt.KeyboardModifier.ControlModifier)
    assert page.pdf.shown_percent() > fitted
    qtbot.keyClick(page.pdf, Qt.Key.Key_0, Qt.KeyboardModifier.ControlModifier)
    assert page.pdf.shown_percent() == fitted


def test_space_takes_a_case_out_of_the_batch(page: PreviewPage, qtbot: QtBot) -> None:
    tester = QAbstractItemModelTester(page.cases.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.cases.setFocus()
    qtbot.keyClick(page.cases, Qt.Key.Key_Down)
    assert page.presenter.current == 1
    qtbot.keyClick(page.cases, Qt.Key.Key_Space)
    assert [item.is_checked for item in page.presenter.items] == [True, False, True]
    assert tester is not None


def test_without_printers_the_panel_says_so_and_pdf_stays_possible(page: PreviewPage) -> None:
    if page.panel.has_printer:
        assert page.print_button.isEnabled()
    else:
        assert page.panel._no_printer.isVisible()
        assert not page.print_button.isEnabled()
    assert page._save.isEnabled()


def test_a_page_is_drawn_at_the_pixels_asked_for(
    case_host: RecordingHost, cases: list[str], qapp: QApplication
) -> None:
    with PdfPages(preview_form(case_host.ctx, "F15", cases[0])) as pages:
        image = pages.image(0, 1190)
        assert abs(image.width() - 1190) <= 1
        assert abs(image.height() - 1684) <= 2  # A4
        dark = sum(image.pixelColor(x, y).lightness() < 90 for x in range(0, 1190, 5) for y in range(0, 1684, 5))
        assert dark > 200


def test_paper_comes_out_whole_at_300_dpi(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "F16.pdf"
    source.write_bytes(preview_form(case_host.ctx, "F02", cases[0]))
    choice = PrinterChoice("", right_mm=5.0)
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    prepare(printer, choice)
    run = PrintRun([source], printer, choice)
    with qtbot.waitSignal(run.ended, timeout=20_000) as ended:
        run.start()
    assert ended.args == [""]
    document = pypdfium2.PdfDocument(tmp_path / "paper.pdf")
    assert len(document) == run.page_count
    width, height = document.get_page_size(0)
    document.close()
    assert QSize(round(width), round(height)) == QSize(595, 842)


def test_a_run_can_be_stopped(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "F16.pdf"
    source.write_bytes(preview_form(case_host.ctx, "F02", cases[0]))
    printer = QPrinter(QPrinter.PrinterMode.HighResolution)
    printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
    printer.setOutputFileName(str(tmp_path / "paper.pdf"))
    prepare(printer, PrinterChoice(""))
    run = PrintRun([source], printer, PrinterChoice(""))
    run.moved.connect(lambda _done, _total: run.stop())
    with qtbot.waitSignal(run.ended, timeout=20_000) as ended:
        run.start()
    assert ended.args == [f"已停止，打了 1 / {run.page_count} 页。"]


def test_offsets_put_into_the_panel_go_to_the_printer(page: PreviewPage) -> None:
    page.show_shift(1.5, -2.0)
    choice = page.panel.choice()
    assert (choice.right_mm, choice.down_mm) == (1.5, -2.0)


def test_only_the_pages_asked_for_come_out(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str], tmp_path: Path
) -> None:
    source = tmp_path / "F02.pdf"
    source.write_bytes(preview_form(case_host.ctx, "F02", cases[0]))
    printed = []
    for name, choice, skipped in (
        ("second", PrinterChoice("", pages=(2,)), 0),
        ("rest", PrinterChoice(""), 1),
        ("none", PrinterChoice("", pages=(99,)), 0),
    ):
        printer = QPrinter(QPrinter.PrinterMode.HighResolution)
        printer.setOutputFormat(QPrinter.OutputFormat.PdfFormat)
        printer.setOutputFileName(str(tmp_path / f"{name}.pdf"))
        prepare(printer, choice)
        run = PrintRun([source], printer, choice, skipped)
        ended: list[str] = []
        run.ended.connect(ended.append)
        run.start()
        qtbot.waitUntil(lambda ended=ended: bool(ended), timeout=20_000)
        printed.append((run.page_count, run.done, ended[0]))
    with PdfPages(source.read_bytes()) as pages:
        count = len(pages)
    assert printed[:2] == [(1, 1, ""), (count, count, "")]
    assert "没有这样的页码" in printed[2][2]
    for name, expected in (("second", 1), ("rest", count - 1)):
        with pypdfium2.PdfDocument(tmp_path / f"{name}.pdf") as document:
            assert len(document) == expected
    assert not (tmp_path / "none.pdf").exists()


def test_a_wrong_page_range_is_said_below_its_field(page: PreviewPage, qtbot: QtBot) -> None:
    page.panel._range.setEnabled(True)  # it is closed where the computer has no printer
    page.panel._range.setText("3-1")
    assert page.panel.read_pages(9) is None
    assert "前小后大" in page.panel._range_note.text()
    page.panel._range.setText("")
    qtbot.keyClicks(page.panel._range, "2-3")
    assert page.panel._range_note.isHidden()
    assert page.panel.read_pages(9) == (2, 3)


def test_thumbnails_stand_beside_and_lead_to_their_page(page: PreviewPage, qtbot: QtBot) -> None:
    assert page.strip.isVisible()
    qtbot.waitUntil(lambda: len(page.strip._images) == page.pdf.page_count)
    page.strip.setFocus()
    qtbot.keyClick(page.strip, Qt.Key.Key_Down)
    assert page.pdf.page == 1
    page._strip_button.click()
    assert not page.strip.isVisible()


def test_the_test_page_is_shown_from_the_panel(page: PreviewPage) -> None:
    page.panel.proof_asked.emit()
    assert page.presenter.form_id == "测试页"
    assert page.pdf.page_count == 1
    assert not page.strip.isVisible()


@pytest.mark.parametrize("factor", [1.0, 1.2, 1.4])
def test_nothing_in_the_page_bar_lies_over_another(
    factor: float, qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str]
) -> None:
    """In the smallest window and with 大字 too."""
    dress(qapp, factor)
    page = build_page(case_host, case_nos=cases, form_id="F02")
    qtbot.addWidget(page)
    page.setFixedSize(1020, 530)  # 1366 × 768 at 125 % less shell and rail; resizing would stop at the minimum
    page.show()
    qapp.processEvents()
    bar = page._pages.parentWidget()
    assert bar is not None
    parts = [part for part in bar.children() if isinstance(part, QWidget) and part.isVisible()]
    assert len(parts) >= 3
    boxes = sorted((part.geometry() for part in parts), key=lambda box: box.left())
    assert all(left.right() < right.left() for left, right in zip(boxes, boxes[1:], strict=False))
    assert boxes[-1].right() < bar.width()
