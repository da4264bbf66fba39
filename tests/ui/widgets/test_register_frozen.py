"""The first columns of a register stay in sight while the others scroll, and take the mouse as the table does."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.applications.view import build_page
from ui.widgets.register.model import CHECK_COLUMN
from ui.widgets.register.page import RegisterPage


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> RegisterPage:
    dress(qapp)
    made = build_page(case_host)
    qtbot.addWidget(made)
    made.resize(900, 600)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.table.choose_columns([column.id for column in made.model.columns])
    made.table.setFocus()
    return made


def scrolled(page: RegisterPage) -> None:
    bar = page.table.horizontalScrollBar()
    assert bar.maximum() > 300
    bar.setValue(bar.maximum())


def test_they_appear_only_when_something_is_scrolled_away(page: RegisterPage) -> None:
    assert not page.table.frozen.isVisible()
    scrolled(page)
    frozen = page.table.frozen
    assert frozen.isVisible()
    assert [n for n in range(page.model.columnCount()) if not frozen.isColumnHidden(n)] == [CHECK_COLUMN, 1]
    assert frozen.columnWidth(1) == page.table.columnWidth(1)
    assert frozen.rowViewportPosition(3) == page.table.rowViewportPosition(3)
    page.table.horizontalScrollBar().setValue(0)
    assert not frozen.isVisible()


def test_rows_move_together(page: RegisterPage) -> None:
    scrolled(page)
    page.table.verticalScrollBar().setValue(2)
    assert page.table.frozen.rowAt(0) == page.table.rowAt(0) == 2


def test_the_mouse_marks_and_goes_there(page: RegisterPage, qtbot: QtBot) -> None:
    scrolled(page)
    frozen, shown = page.table.frozen, page.table.horizontalScrollBar().value()
    box = frozen.visualRect(page.model.index(2, CHECK_COLUMN))
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    record = page.model.row_at(2)
    assert record is not None
    assert page.model.checked == {record.record_id}
    box = frozen.visualRect(page.model.index(4, 1))
    qtbot.mouseClick(frozen.viewport(), Qt.MouseButton.LeftButton, pos=box.center())
    assert page.table.currentIndex().row() == 4
    assert page.table.hasFocus()
    assert page.table.horizontalScrollBar().value() == shown


def test_the_keyboard_never_goes_behind_them(page: RegisterPage, qtbot: QtBot) -> None:
    scrolled(page)
    last = page.model.columnCount() - 1
    page.table.setCurrentIndex(page.model.index(0, last))
    for _ in range(last - 2):
        qtbot.keyClick(page.table, Qt.Key.Key_Left)
        current = page.table.currentIndex()
        if page.table.frozen.isVisible():
            assert page.table.columnViewportPosition(current.column()) >= page.table.frozen.width() - 1


def test_a_dragged_first_column_is_the_one_that_stays(page: RegisterPage) -> None:
    page.table.restore_layout({}, ["enterprise"])
    scrolled(page)
    name = next(n for n, column in enumerate(page.model.columns, start=1) if column.id == "enterprise")
    assert not page.table.frozen.isColumnHidden(name)
    assert page.table.frozen.isColumnHidden(1)
