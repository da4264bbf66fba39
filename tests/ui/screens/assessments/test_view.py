"""The reckoning page: the run's button, the summary bar, the register with Qt's model tester."""

from __future__ import annotations

from collections.abc import Callable

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from tests.ui.recording_host import RecordingHost
from ui.screens.assessments.view import AssessmentsPage, build_page


def test_f9_runs_the_year_and_the_summary_stays_in_the_page(
    qtbot: QtBot, show_page: Callable[[AssessmentsPage, int], AssessmentsPage], case_host: RecordingHost
) -> None:
    page = show_page(build_page(case_host), 680)
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F9)
    assert page._notice.isVisible()
    assert page._summary.text().startswith("本次核算")
    assert page.run_button.isEnabled()
    assert [action.text() for action in page.print_button.menu().actions()] == [
        "F15 审批表", "F16 计算书", "F02 资金申请表",
    ]  # fmt: skip
    assert tester is not None
