"""Money and dates as clerks type them."""

from __future__ import annotations

from datetime import date
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.errors import UserError
from ui.look import dress
from ui.widgets.fields import DateField, MoneyField
from ui.widgets.typed_money import parse_money


@pytest.mark.parametrize(
    ("typed", "amount"),
    [
        ("1234.5", "1234.50"),
        ("1,234.5", "1234.50"),
        ("¥1234.5", "1234.50"),
        ("￥1,234,567.89", "1234567.89"),
        ("１２３４.５", "1234.50"),
        ("8940 元", "8940.00"),
        ("0.10", "0.10"),
        ("12.300", "12.30"),
    ],
)
def test_money_is_understood(typed: str, amount: str) -> None:
    assert parse_money(typed) == Decimal(amount)


def test_empty_money_is_unknown_not_zero() -> None:
    assert parse_money("  ") is None
    assert parse_money("0") == 0


@pytest.mark.parametrize(
    ("typed", "sentence"),
    [
        ("3.5万", "请填 35000.00"),
        ("12.345", "最多两位小数"),
        ("1,2.3", "不是金额"),
        ("-5", "不是金额"),
        ("五百", "不是金额"),
        ("1e5", "不是金额"),
        ("99999999999999", "金额太大"),
    ],
)
def test_unclear_money_is_refused_with_what_to_type(typed: str, sentence: str) -> None:
    with pytest.raises(UserError) as refused:
        parse_money(typed)
    assert sentence in refused.value.message


def test_money_field_shows_words_and_marks_what_it_cannot_take(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    field = MoneyField()
    qtbot.addWidget(field)
    sent: list[Decimal | None] = []
    field.committed.connect(sent.append)
    field.setText("12,345.6")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert sent == [Decimal("12345.60")]
    assert field.toolTip() == "壹万贰仟叁佰肆拾伍元陆角"
    field.setText("3.5万")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert field.property("state") == "error"
    assert field.toolTip() == "请填 35000.00"
    assert field.amount == Decimal("12345.60")
    assert len(sent) == 1


def test_date_field_steps_and_reads_freely(qtbot: QtBot, qapp: QApplication) -> None:
    dress(qapp)
    field = DateField()
    qtbot.addWidget(field)
    for typed in ("20261122", "2026.11.22", "2026/11/22", "2026年11月22日"):
        field.setText(typed)
        qtbot.keyClick(field, Qt.Key.Key_Return)
        assert field.day == date(2026, 11, 22)
        assert field.text() == "2026-11-22"
    qtbot.keyClick(field, Qt.Key.Key_Up)
    qtbot.keyClick(field, Qt.Key.Key_PageUp)
    assert field.day == date(2026, 10, 23)
    field.setText("2026-02-30")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "没有这一天" in field.problem
    assert field.day == date(2026, 10, 23)
