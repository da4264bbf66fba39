"""Questions name their consequence and verb; refusals stay; a fault's report holds no enterprise data."""

from __future__ import annotations

from pathlib import Path

import pytest
from PySide6.QtGui import QGuiApplication
from PySide6.QtWidgets import QApplication, QPlainTextEdit, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from tests.conftest import fixed_clock
from ui.look import dress
from ui.messages import FaultDialog, QuestionDialog, RefusalBar, Toast, WindowMessages, fault_report


@pytest.fixture
def window(qtbot: QtBot, qapp: QApplication) -> QWidget:
    dress(qapp)
    made = QWidget()
    qtbot.addWidget(made)
    made.resize(900, 500)
    made.show()
    return made


def test_dangerous_question_has_the_harmless_button_as_default(window: QWidget) -> None:
    dialog = QuestionDialog(
        window, "作废 3 家企业", "作废后不再参加核算。", "作废 3 家", danger=True, needs_reason=False
    )
    default = [made for made in dialog.findChildren(QPushButton) if made.isDefault()]
    assert [made.text() for made in default] == ["取消"]
    words = {made.text() for made in dialog.findChildren(QPushButton)}
    assert words == {"取消", "作废 3 家"}


def test_reason_is_required(window: QWidget) -> None:
    dialog = QuestionDialog(window, "作废", "后果", "作废", danger=True, needs_reason=True)
    dialog.accept()
    assert dialog.result() == 0
    dialog.findChild(QPlainTextEdit).setPlainText(" 重复登记 ")
    dialog.accept()
    assert dialog.result() == QuestionDialog.DialogCode.Accepted
    assert dialog.reason == "重复登记"


def test_refusal_stays_until_something_went_well(qtbot: QtBot, window: QWidget, tmp_path: Path) -> None:
    bar = RefusalBar()
    bar.setParent(window)
    messages = WindowMessages(window, tmp_path, fixed_clock, bar)
    messages.refuse("请先选中要打印的申报。")
    assert bar.isVisible()
    next(made for made in bar.findChildren(QPushButton) if made.text() == "复制这句话").click()
    assert QGuiApplication.clipboard().text() == "请先选中要打印的申报。"
    messages.toast("已导出 12 行。")
    assert not bar.isVisible()
    assert len([made for made in window.findChildren(Toast) if made.isVisible()]) == 1


def test_toast_undoes(window: QWidget, tmp_path: Path) -> None:
    undone: list[bool] = []
    WindowMessages(window, tmp_path, fixed_clock).toast("已写入 51 行。", lambda: undone.append(True))
    toast = window.findChildren(Toast)[-1]
    next(made for made in toast.findChildren(QPushButton) if made.text() == "撤销").click()
    assert undone == [True]


def test_fault_is_logged_and_its_report_has_no_values(window: QWidget, tmp_path: Path) -> None:
    try:
        raise KeyError("朝阳喵友宠物用品有限公司 91211302MA0T7K310M")
    except KeyError as fault:
        fault_id = WindowMessages(window, tmp_path, fixed_clock).report_fault(fault)
        report = fault_report(fault_id, fault)
    assert fault_id in (tmp_path / "faults.log").read_text(encoding="utf-8")
    assert "KeyError" in report
    assert "test_messages.py" in report
    assert "喵友" not in report
    assert "91211302" not in report
    dialog = window.findChild(FaultDialog)
    assert dialog is not None
    assert dialog.findChild(QPlainTextEdit).toPlainText() == report
    dialog.close()
