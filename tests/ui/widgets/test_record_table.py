"""The record table and the painted strips: what they say aloud, copy and do by keys."""

from __future__ import annotations

from fractions import Fraction

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from ui.look import dress
from ui.widgets.amount_chain import AmountChain
from ui.widgets.cells import ChainCell, ChipText, LimitCell, LimitResult, StageMark, TableCell, TableColumn, TableRow
from ui.widgets.limit_strip import LimitStrip
from ui.widgets.record_table import RecordTable
from ui.widgets.stage_line import StageLine
from ui.widgets.strip import Strip

COLUMNS = (TableColumn("判定"), TableColumn("字段", stretch=1), TableColumn("金额（元）", "right"))
ROWS = (
    TableRow((TableCell("租约 HT-1"),), back="group"),
    TableRow(
        (TableCell("", chip=ChipText("变更", "info", "pencil")), TableCell("24", old="27"), TableCell("1,000.00")),
        key=1,
    ),
    TableRow((TableCell("", check=True), TableCell("手机", note="双塔区"), TableCell("9.00")), key=2),
)


@pytest.fixture
def table(qtbot: QtBot, qapp: QApplication) -> RecordTable:
    dress(qapp)
    made = RecordTable(COLUMNS, "试表", fitted=True)
    qtbot.addWidget(made)
    made.resize(500, 200)
    made.show_rows(ROWS)
    made.show()
    return made


def test_model_is_sound_and_speaks_changes(table: RecordTable) -> None:
    QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    spoken = table.model().index(1, 1).data(Qt.ItemDataRole.AccessibleTextRole)
    assert spoken == "27 → 24"
    assert table.columnSpan(0, 0) == 3


def test_copied_rows_carry_headers_chips_and_changes(table: RecordTable, qtbot: QtBot) -> None:
    table.select_key(1)
    qtbot.keyClick(table, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert QGuiApplication.clipboard().text() == "判定\t字段\t金额（元）\n变更\t27 → 24\t1,000.00"


def test_enter_and_space_tell_the_row(table: RecordTable, qtbot: QtBot) -> None:
    table.select_key(2)
    with qtbot.waitSignal(table.activated_row) as opened:
        qtbot.keyClick(table, Qt.Key.Key_Return)
    assert opened.args == [2]


def test_numbers_get_the_room_they_need(table: RecordTable) -> None:
    table.show_rows([TableRow((TableCell("a"), TableCell("b"), TableCell("123,456,789.00")), key=1)])
    needed = table.fontMetrics().horizontalAdvance("123,456,789.00")
    assert table.columnWidth(2) > needed


def test_the_current_row_is_kept_when_rows_are_shown_again(table: RecordTable) -> None:
    table.select_key(2)
    table.show_rows(ROWS[1:])
    assert table.current_key() == 2


def strips() -> list[Strip]:
    line, chain, limits = StageLine(), AmountChain(), LimitStrip()
    line.show_stages((StageMark("提交", "11-22", "done"), StageMark("受理", "未开始", "ahead")))
    chain.show_cells((ChainCell("申报额", "27,000.00"), ChainCell("县区初审额", "24,000.00", "−3,000.00", "物业费")))
    limits.show_limits(
        (LimitCell("每平方米上限", "每㎡上限", "10,000.00", Fraction(1), True),),
        LimitResult("核算额（元）", "10,000.00", "人民币壹万元整"),
    )
    return [line, chain, limits]


def test_strips_are_walked_and_opened_by_keys_and_say_what_they_show(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    words = {
        "StageLine": "提交 已完成 11-22",
        "AmountChain": "县区初审额 24,000.00 −3,000.00 物业费",
        "LimitStrip": "每平方米上限 10,000.00 起作用",
    }
    for strip in strips():
        qtbot.addWidget(strip)
        strip.resize(900, strip.sizeHint().height())
        strip.show()
        assert words[type(strip).__name__] in strip.accessibleDescription()
        with qtbot.waitSignal(strip.opened) as opened:
            qtbot.keyClick(strip, Qt.Key.Key_Right)
            qtbot.keyClick(strip, Qt.Key.Key_Return)
        assert opened.args == [1]
        image = strip.grab().toImage()
        colors = {image.pixel(x, y) for x in range(0, image.width(), 3) for y in range(0, image.height(), 2)}
        assert len(colors) > 5


def test_an_amount_in_words_is_never_cut(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    strip = LimitStrip()
    qtbot.addWidget(strip)
    words = "人民币玖拾捌万柒仟陆佰伍拾肆元整"
    cells = tuple(LimitCell(name, name, "1.00", Fraction(1), False) for name in ("甲", "乙", "丙"))
    strip.show_limits(cells, LimitResult("核算额（元）", "987,654.00", words))
    strip.resize(560, 64)
    assert strip.cell_box(3).width() >= strip.fontMetrics().horizontalAdvance(words) * 12 // 13
    assert strip.cell_box(2).right() < strip.cell_box(3).left()
