"""What a user keeps of a register: the value of a cell as condition, views (常用), widths and order of columns."""

from __future__ import annotations

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMenu
from pytestqt.qtbot import QtBot

from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from tests.ui.typist import Typist
from tests.ui.widgets.test_register import ROWS, page
from ui.widgets.register.header import RegisterHeader
from ui.widgets.register.kept_views import MOST
from ui.widgets.register.page import RegisterPage
from ui.widgets.register.presenter import RegisterPresenter

__all__ = ["page"]


def filter_by(page: RegisterPage, column_id: str, row: int = 0) -> None:
    """按这个值筛选 of the menu of a row."""
    number = next(n for n, column in enumerate(page.model.columns, start=1) if column.id == column_id)
    menu = page.table._row_menu(page.model.index(row, number))
    next(action for action in menu.actions() if action.text() == "按这个值筛选").trigger()


def test_value_of_a_cell_becomes_a_condition(page: RegisterPage) -> None:
    filter_by(page, "county")
    assert page.presenter.query.filters == (("county", "211381"),)
    assert page.model.rowCount() == ROWS // 4
    filter_by(page, "credit_status")
    assert ("credit", "待查询") in page.presenter.query.filters
    page.presenter.reset()
    filter_by(page, "name", 2)
    assert page.presenter.conditions() == [("is:name", "企业名称 = 朝阳第0998号有限公司")]
    assert [page.model.index(0, 1).data(), page.model.rowCount()] == ["朝阳第0998号有限公司", 1]


def test_an_empty_cell_finds_the_empty_ones(page: RegisterPage) -> None:
    filter_by(page, "trade")
    assert page.presenter.conditions() == [("is:trade", "2026 实绩（元） 为空")]
    assert page.model.rowCount() == ROWS
    page.presenter.remove_condition("is:trade")
    assert page.presenter.conditions() == []


def keep(page: RegisterPage, name: str) -> None:
    """存为常用 by keyboard: the button, the name, Enter."""
    kept = page.bar.keep_view
    kept.open_button.setFocus()
    typist = Typist(page)
    typist.press(Qt.Key.Key_Space)
    assert kept.name.hasFocus()
    typist.type(name).press(Qt.Key.Key_Return)


@pytest.fixture
def active(page: RegisterPage, qtbot: QtBot) -> RegisterPage:
    page.activateWindow()
    qtbot.waitUntil(page.isActiveWindow)
    return page


def actions(menu: QMenu) -> dict[str, object]:
    return {action.text(): action for action in menu.actions() if action.text()}


def test_conditions_are_kept_under_a_name_and_come_back(active: RegisterPage, ctx: Context) -> None:
    page = active
    assert not page._kept.isVisible()
    assert not page.bar.keep_view.isVisible()
    page.presenter.set_filter("county", "211381")
    page.presenter.set_text("cy01")
    keep(page, "beipiao")
    assert page.bar.keep_view.open_button.hasFocus()
    assert page._kept.text() == "beipiao"
    page.presenter.reset()
    assert page._kept.text() == "常用"
    again = RegisterPage(RegisterPresenter(page.presenter.host, "enterprises"), ())
    offered = actions(again._kept.menu_of())
    assert list(offered) == ["beipiao"]
    offered["beipiao"].trigger()  # type: ignore[attr-defined]
    assert (again.presenter.query.text, again.presenter.query.filters) == ("cy01", (("county", "211381"),))
    assert again.model.rowCount() == 25
    actions(again._kept.menu_of())["删除“beipiao”"].trigger()  # type: ignore[attr-defined]
    assert again.presenter.kept.views == []
    assert again.presenter.query.text == "cy01"
    again.deleteLater()


def test_a_name_that_cannot_be_is_refused_at_the_field(active: RegisterPage) -> None:
    page = active
    page.presenter.set_filter("county", "211381")
    said = page.bar.keep_view.sentence
    keep(page, " ")
    assert said.text() == "请输入名称。"
    assert page.bar.keep_view.name.property("state") == "error"
    Typist(page).press(Qt.Key.Key_Escape)
    assert not page.bar.keep_view.name.isVisible()
    assert page.presenter.keep_view("全部") == "“全部”是登记簿自带的，请换个名称。"
    for number in range(MOST):
        assert page.presenter.keep_view(f"常用{number}") == ""
    assert page.presenter.keep_view("再来一个").startswith("最多保存")
    page.presenter.set_filter("county", "211302")
    assert page.presenter.keep_view("常用3") == ""
    assert page.presenter.kept.views[3].filters == (("county", "211302"),)
    assert len(page.presenter.kept.views) == MOST


def test_personal_conditions_stay_in_the_store(page: RegisterPage) -> None:
    filter_by(page, "contact")
    assert "个人信息" in page.presenter.keep_view("某联系人")
    assert "enterprises/kept" not in page.presenter.host.kept


@pytest.mark.parametrize("damaged", [[{}], [7], [{"title": "x", "text": "", "filters": [["gone", "1"]]}], ["text"]])
def test_damaged_or_outdated_views_are_left_out(ctx: Context, damaged: list[object]) -> None:
    host = RecordingHost(ctx)
    sound = {"title": "北票", "text": "", "filters": [["county", "211381"]]}
    host.remember("enterprises/kept", [*damaged, sound])
    assert [view.title for view in RegisterPresenter(host, "enterprises").kept.views] == ["北票"]


def drag(head: RegisterHeader, start: int, end: int) -> None:
    """The mouse goes down at `start`, moves, and comes up at `end`."""
    line, left = head.viewport(), Qt.MouseButton.LeftButton
    y = head.height() // 2
    QTest.mousePress(line, left, pos=QPoint(start, y))
    for x in (start + (end - start) // 2, end):
        moved = QMouseEvent(
            QEvent.Type.MouseMove, QPointF(x, y), line.mapToGlobal(QPointF(x, y)), left, left, Qt.KeyboardModifier(0)
        )
        QApplication.sendEvent(line, moved)
    QTest.mouseRelease(line, left, pos=QPoint(end, y))


def test_dragged_widths_and_order_come_back(page: RegisterPage, qtbot: QtBot, qapp: QApplication) -> None:
    head = page.table.head
    assert isinstance(head, RegisterHeader)
    with qtbot.waitSignal(page.table.layout_dragged):
        edge = head.sectionViewportPosition(3) + head.sectionSize(3) - 1
        drag(head, edge, edge + 150 - head.sectionSize(3))
        middle = head.sectionViewportPosition(10) + 30
        drag(head, middle, head.sectionViewportPosition(2) + 10)
    kept = page.presenter.host.kept
    assert kept["enterprises/widths"] == {"county": 150}
    assert kept["enterprises/places"][:3] == ["name", "credit_status", "credit_code"]
    page.resize(1100, 600)
    qtbot.wait(20)
    assert page.table.columnWidth(3) == 150
    again = RegisterPage(RegisterPresenter(page.presenter.host, "enterprises"), ())
    qtbot.addWidget(again)
    again.resize(1190, 660)
    again.show()
    qtbot.waitUntil(lambda: again.table.columnWidth(3) == 150)
    assert again.table.places()[:2] == ["name", "credit_status"]
    assert again.table.head.visualIndex(0) == 0
    with qtbot.waitSignal(again.table.layout_dragged):
        again.table.reset_layout()
    assert (kept["enterprises/widths"], kept["enterprises/places"]) == ({}, [])
    assert again.table.columnWidth(3) != 150
    assert again.table.places() == []


def test_what_the_table_sets_itself_is_not_remembered(page: RegisterPage, qtbot: QtBot) -> None:
    page.resize(900, 600)
    qtbot.wait(20)
    page.resize(1300, 600)
    qtbot.wait(400)
    assert "enterprises/widths" not in page.presenter.host.kept
