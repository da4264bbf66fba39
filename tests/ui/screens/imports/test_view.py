"""The wizard's page: one smoke test with Qt's model tester, and a whole import by keys alone in the real window."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtCore import QMimeData, QPoint, QPointF, Qt, QUrl
from PySide6.QtGui import QDropEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.paths import resources_folder
from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.catalogue import SCREENS
from ui.screens.imports.presenter import RESULT, REVIEW
from ui.screens.imports.view import ImportPage, build_page
from ui.shell.window import ShellWindow
from ui.shell.window_state import WindowState

SAMPLES = resources_folder() / "samples" / "2026"
W1, W2 = SAMPLES / "W1-211302.xlsx", SAMPLES / "W2-211302.xlsx"


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, ctx: Context) -> ImportPage:
    dress(qapp)
    host = RecordingHost(ctx)
    made = build_page(host)
    qtbot.addWidget(made)
    made.resize(1190, 680)
    made.show()
    return made


def drop(page: ImportPage, path: Path) -> None:
    data = QMimeData()
    data.setUrls([QUrl.fromLocalFile(str(path))])
    where = QPointF(QPoint(10, 10))
    buttons, keys = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    page.dropEvent(QDropEvent(where, Qt.DropAction.CopyAction, data, buttons, keys))


def test_dropped_file_is_read_reviewed_and_written(page: ImportPage) -> None:
    testers = [
        QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
        for table in (page.plan_page.table, page.result_table)
    ]
    drop(page, W1)
    assert page.primary.text() == "读取 1 个文件"
    page.primary.click()
    assert page.presenter.step == REVIEW
    assert page.plan_page.table.model().rowCount() == 1
    assert "银行账号" in page.plan_page.sentence.sentence
    assert page.primary.text() == "写入无误的 16 行"
    page.primary.click()
    assert page.presenter.step == RESULT
    assert page.result_table.rows()[0].cells[2].text == "16"
    assert len(testers) == 2


def test_new_rows_open_and_fold_with_enter(page: ImportPage, qtbot: QtBot) -> None:
    from ui.screens.imports.plan_lines import Filter

    page.presenter.add_files([W1])
    page.presenter.read()
    page.presenter.set_filter(Filter.NEW)
    table = page.plan_page.table
    assert table.model().rowCount() == 16
    table.setFocus()
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.model().rowCount() > 20
    qtbot.keyClick(table, Qt.Key.Key_Return)
    assert table.model().rowCount() == 16


def test_a_search_without_result_says_so(page: ImportPage) -> None:
    page.presenter.add_files([W1])
    page.presenter.read()
    page.presenter.search("没有这一家")
    assert page.plan_page.table.model().rowCount() == 0
    assert page.plan_page.sentence.isHidden()


@pytest.mark.usefixtures("qapp")
def test_a_whole_import_by_keys_alone(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    """Ctrl+O, Ctrl+Enter, F8, F8, Ctrl+Enter: five strokes from the files to the written rows."""
    dress(qapp)
    assert ctx.actor is not None
    window = ShellWindow(ctx, SCREENS, WindowState(ctx.paths.folder, ctx.actor.account_id))
    qtbot.addWidget(window)
    window.resize(1366, 768)
    with qtbot.waitActive(window):
        window.show()
        window.activateWindow()
    page = window.open_screen("imports").page
    assert isinstance(page, ImportPage)
    qtbot.waitUntil(lambda: page.isVisible() and page.choose_button.hasFocus())
    page.presenter._host.messages.choose_files = lambda _title, _patterns: [W1, W2]  # type: ignore[method-assign]
    try:
        qtbot.keyClick(page.choose_button, Qt.Key.Key_O, Qt.KeyboardModifier.ControlModifier)
        assert page.primary.isEnabled()
        qtbot.keyClick(page.primary, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: page.presenter.step == REVIEW, timeout=20_000)
        first = page.plan_page.sentence.sentence
        qtbot.keyClick(page.plan_page.table, Qt.Key.Key_F8)
        assert page.plan_page.sentence.sentence not in ("", first)
        qtbot.keyClick(page.plan_page.table, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
        qtbot.waitUntil(lambda: page.presenter.step == RESULT, timeout=20_000)
        assert [row.cells[2].text for row in page.result_table.rows()] == ["16", "110"]
    finally:
        window.runner.close()
