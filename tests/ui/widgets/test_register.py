"""The windowed register: pages from the store, selection beyond what is loaded, columns that fit."""

from __future__ import annotations

from collections.abc import Iterator

import pytest
from PySide6.QtCore import QEvent, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services.context import Context
from cbec_desktop.services.registers import CellKind
from db.models.enterprise import Enterprise
from db.unit_of_work import open_work
from tests.ui.recording_host import RecordingHost
from ui.look import dress, look
from ui.widgets.register.cell_text import cell_text
from ui.widgets.register.model import PAGE, PAGES_KEPT, RegisterModel
from ui.widgets.register.page import RegisterPage
from ui.widgets.register.presenter import RegisterPresenter

ROWS = 1000


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, ctx: Context) -> Iterator[RegisterPage]:
    """1,000 enterprises in a register; work runs at once."""
    dress(qapp)
    rows = [
        {
            "credit_code": f"91211302MA0{number:07d}",
            "name": f"朝阳第{ROWS - number:04d}号有限公司",
            "county_code": "211302" if number % 4 else "211381",
            "name_initials": f"cy{number:04d}",
            "created_at": "2026-11-22",
            "updated_at": "2026-11-22",
        }
        for number in range(ROWS)
    ]
    with open_work(ctx.store, actor=ctx.actor, action="test") as work:
        work.insert_many(Enterprise, rows)
        work.commit()
    made = RegisterPage(RegisterPresenter(RecordingHost(ctx), "enterprises"), ())
    qtbot.addWidget(made)
    made.resize(1190, 660)
    made.show()
    yield made
    look.apply(qapp, 1.0)


def press(page: RegisterPage, key: Qt.Key, modifier: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
    QApplication.sendEvent(page.table, QKeyEvent(QEvent.Type.KeyPress, key, modifier))


def names(model: RegisterModel, *rows: int) -> list[str]:
    return [model.index(row, 1).data() for row in rows]


def test_model_keeps_the_rules_of_models(page: RegisterPage) -> None:
    page.presenter.set_text("cy012")
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.model.toggle(3)
    page.presenter.set_text("cy01")
    assert page.model.rowCount() == 100
    page.presenter.set_filter("county", "211381")
    assert page.model.rowCount() == 25
    assert tester is not None


def test_order_and_filter_are_the_stores(page: RegisterPage) -> None:
    page.presenter.sort_by("credit_code")
    page.presenter.sort_by("credit_code")
    assert page.presenter.query.descending
    assert names(page.model, 0, ROWS - 1) == ["朝阳第0001号有限公司", "朝阳第1000号有限公司"]
    page.presenter.set_text("第0500")
    assert page.model.rowCount() == 1
    assert names(page.model, 0) == ["朝阳第0500号有限公司"]
    page.presenter.reset()
    assert page.model.rowCount() == ROWS


def test_rows_far_away_are_read_when_looked_at(page: RegisterPage) -> None:
    reads = len(page.presenter.host.jobs.titles)
    assert page.model.index(ROWS - 1, 1).data()
    assert page.model.index(ROWS - 2, 1).data()
    assert len(page.presenter.host.jobs.titles) == reads + 1


def test_only_so_many_pages_stay_in_memory(page: RegisterPage) -> None:
    for number in range(ROWS // PAGE):
        page.model.row_at(number * PAGE)
    assert len(page.model._pages) == min(ROWS // PAGE, PAGES_KEPT)


def test_ctrl_a_selects_what_was_never_loaded_and_sums_it(page: RegisterPage) -> None:
    press(page, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    assert len(page.model.checked) == ROWS
    assert page.model.check_state() == Qt.CheckState.Checked
    assert "已选 **1,000** 家" in page.presenter.host.status
    page.table.head.all_toggled.emit()
    assert page.model.checked == set()


def test_space_and_shift_down_select_a_range(page: RegisterPage) -> None:
    page.table.setCurrentIndex(page.model.index(3, 1))
    press(page, Qt.Key.Key_Space)
    for _ in range(4):
        press(page, Qt.Key.Key_Down, Qt.KeyboardModifier.ShiftModifier)
    assert [row for row in range(10) if page.model.is_checked(row)] == [3, 4, 5, 6, 7]
    assert page.model.check_state() == Qt.CheckState.PartiallyChecked


def test_copy_takes_all_checked_rows_with_headers(page: RegisterPage) -> None:
    page.model.check_range(0, 2)
    page.model.check_range(ROWS - 1, ROWS - 1)
    press(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    lines = QGuiApplication.clipboard().text().splitlines()
    assert len(lines) == 5
    assert lines[0].startswith("企业名称\t统一社会信用代码")
    assert lines[1].split("\t")[:2] == ["朝阳第1000号有限公司", "91211302MA00000000"]
    assert "—" not in lines[1]  # absent is an empty cell in WPS


def test_enter_opens_the_row(page: RegisterPage) -> None:
    opened: list[int] = []
    page.table.opened.connect(lambda record: opened.append(record.record_id))
    page.table.setCurrentIndex(page.model.index(5, 2))
    press(page, Qt.Key.Key_Return)
    assert len(opened) == 1


@pytest.mark.parametrize(("width", "factor"), [(1190, 1.0), (1190, 1.2), (1021, 1.0), (1021, 1.4)])
def test_numbers_and_codes_never_elide(
    qtbot: QtBot, qapp: QApplication, page: RegisterPage, width: int, factor: float
) -> None:
    look.apply(qapp, factor)
    page.resize(width, 500)
    qtbot.wait(30)
    for number, column in enumerate(page.model.columns, start=1):
        if page.table.isColumnHidden(number) or column.kind in (CellKind.NAME, CellKind.TEXT):
            continue
        assert page.table.columnWidth(number) >= page.table.head.label_width(number)
        assert page.table.columnWidth(number) >= page.table.drawn.needed_width(0, number)


def test_narrow_room_hides_columns_by_priority(qtbot: QtBot, page: RegisterPage) -> None:
    wide = page.table.shown_columns()
    page.resize(700, 500)
    qtbot.waitUntil(lambda: len(page.table.shown_columns()) < len(wide))
    narrow = page.table.shown_columns()
    assert narrow[0] == "name"
    assert "credit_status" in narrow
    assert "modes" not in narrow


def test_chosen_columns_and_order_are_remembered(page: RegisterPage) -> None:
    page.table._toggle_column("industry")
    page.presenter.sort_by("name")
    kept = page.presenter.host.kept
    assert "industry" in kept["enterprises/columns"]
    assert kept["enterprises/sort"] == "name"
    again = RegisterPresenter(page.presenter.host, "enterprises")
    assert again.query.sort == "name"
    assert again.layout.columns == kept["enterprises/columns"]


def test_conditions_in_force_can_be_removed(page: RegisterPage) -> None:
    page.presenter.set_filter("county", "211381")
    page.presenter.set_filter("credit", "待查询")
    assert page.presenter.conditions() == [("county", "县区 北票市"), ("credit", "信用状况 待查询")]
    page.presenter.remove_condition("county")
    assert page.presenter.conditions() == [("credit", "信用状况 待查询")]


def test_absent_is_a_dash_never_zero() -> None:
    assert cell_text(None, CellKind.MONEY) == "—"
    assert cell_text(0, CellKind.COUNT) == "0"
