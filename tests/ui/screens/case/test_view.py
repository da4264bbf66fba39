"""The case page's widgets: tabs, keys, folding in small windows, nothing cut that must not be."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cbec_desktop.services.assessments import load_assessments
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.case.view import EVIDENCE, HISTORY, MISSING, PAPER, RECKONING, CasePage, build_page
from ui.widgets.clause_popover import ClausePopover


@pytest.fixture
def cases(case_host: RecordingHost) -> list[str]:
    return [result.case_no for result in load_assessments(case_host.ctx, 2026)]


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, cases: list[str]) -> CasePage:
    dress(qapp)
    rent = next(case_no for case_no in cases if "-M4-" in case_no)
    made = build_page(case_host, case_no=rent, case_nos=cases)
    qtbot.addWidget(made)
    made.resize(1366, 700)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    made.setFocus()
    return made


def test_all_tabs_show_the_case(page: CasePage) -> None:
    assert page.head.number.text() == page.presenter.case_no
    assert page.reckoning.steps.model().rowCount() > 3
    assert page.reckoning.findings.rows
    for tab in (EVIDENCE, PAPER, HISTORY, RECKONING):
        page.open_tab(tab)
        assert page.stack.currentIndex() == tab
    assert page.evidence.tables
    tables = [page.reckoning.steps, page.history.table, *page.evidence.tables]
    testers = [
        QAbstractItemModelTester(table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal) for table in tables
    ]
    assert len(testers) >= 3


def test_keys_walk_cases_findings_and_tabs(page: CasePage, qtbot: QtBot, cases: list[str]) -> None:
    here = cases.index(page.presenter.case_no)
    qtbot.keyClick(page, Qt.Key.Key_PageDown)
    assert page.head.number.text() == cases[here + 1]
    qtbot.keyClick(page, Qt.Key.Key_PageUp)
    assert page.head.number.text() == cases[here]
    qtbot.waitUntil(lambda: page.reckoning.findings.rows[0].isVisible())
    qtbot.keyClick(page, Qt.Key.Key_F8)
    assert page.reckoning.findings.rows[0].hasFocus()
    qtbot.keyClick(page.reckoning.findings.rows[0], Qt.Key.Key_F8)
    assert page.reckoning.findings.rows[1].hasFocus()
    qtbot.keyClick(page, Qt.Key.Key_2, Qt.KeyboardModifier.ControlModifier)
    assert page.stack.currentIndex() == EVIDENCE
    qtbot.keyClick(page, Qt.Key.Key_Escape)
    assert page.stack.currentIndex() == RECKONING


def test_ctrl_c_copies_the_steps(page: CasePage, qtbot: QtBot) -> None:
    qtbot.keyClick(page, Qt.Key.Key_C, Qt.KeyboardModifier.ControlModifier)
    assert "每平方米上限" in QGuiApplication.clipboard().text()


def test_the_clause_closes_with_esc_and_with_its_page(page: CasePage, qtbot: QtBot) -> None:
    page.presenter.open_clause()
    (popover,) = page.findChildren(ClausePopover)
    qtbot.keyClick(popover, Qt.Key.Key_Escape)
    assert not popover.isVisible()
    page.presenter.open_clause()
    page.open_tab(HISTORY)
    qtbot.waitUntil(lambda: not any(found.isVisible() for found in page.findChildren(ClausePopover)))


def test_small_windows_fold_timeline_and_facts(page: CasePage, qtbot: QtBot) -> None:
    tall = page.head.timeline.sizeHint().height()
    page.resize(1021, 540)
    qtbot.waitUntil(lambda: page.head.timeline.sizeHint().height() < tall)
    assert page.reckoning._folded_text.isVisible()
    assert not page.reckoning._grid_host.isVisible()


def test_an_unknown_case_shows_its_sentence(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    made = build_page(case_host, case_no="CYKJ-2026-M9-000000-0001")
    qtbot.addWidget(made)
    assert made.stack.currentIndex() == MISSING
    assert made.head.isHidden()


def test_everything_that_takes_the_keyboard_has_a_name(page: CasePage) -> None:
    nameless = [
        type(widget).__name__
        for widget in page.findChildren(QWidget)
        if widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
        and not hasattr(widget, "text")
        and not widget.objectName().startswith("qt_")
    ]
    assert not nameless
