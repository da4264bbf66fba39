"""The comparison page: figures, cases, both formulas on Space, the impact list."""

from __future__ import annotations

from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services import parameters
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.comparison.presenter import ONE_SET, ComparisonPresenter
from ui.screens.comparison.view import build_page


def second_set(host: RecordingHost) -> None:
    parameters.copy_set(host.ctx, "2026-试1")
    parameters.edit_set(host.ctx, "2026-试2", {"m4.unit_cap.period": "month"})


def test_with_one_set_there_is_nothing_to_compare(case_host: RecordingHost) -> None:
    presenter = ComparisonPresenter(case_host)
    presenter.choice.refresh()
    presenter.reckon()
    presenter.swap()
    assert case_host.messages.refusals == [ONE_SET, ONE_SET]
    assert (presenter.run, presenter.left) == (None, "2026-试1")
    presenter.right = presenter.left
    presenter.reckon()
    assert "同一套参数" in case_host.messages.refusals[-1]


def test_the_set_before_stands_left_and_filters_narrow(case_host: RecordingHost) -> None:
    second_set(case_host)
    presenter = ComparisonPresenter(case_host)
    presenter.choice.refresh()
    assert (presenter.left, presenter.right) == ("2026-试1", "2026-试2")
    more = presenter.shown()
    assert more
    assert [case.difference for case in more] == sorted((case.difference for case in more), reverse=True)
    presenter.choose_filter("less")
    assert presenter.shown() == []
    presenter.choose_filter("all")
    presenter.choose_measure("platform_entry_fee")
    assert {case.measure_id for case in presenter.shown()} == {"platform_entry_fee"}
    presenter.choose_measure("platform_entry_fee")
    presenter.swap()
    presenter.choose_filter("less")
    assert len(presenter.shown()) == len(more)


def test_the_page_shows_both_formulas_and_exports(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, tmp_path: Path
) -> None:
    second_set(case_host)
    page = build_page(case_host)
    assert shown_page(qtbot, qapp, page)
    page.cases.selectRow(0)
    page.cases.setFocus()
    qtbot.keyClick(page.cases, Qt.Key.Key_Space)
    assert page._steps_card.isVisible()
    assert any(cell.back == "tint" for row in page.steps.rows() for cell in row.cells)
    case_host.messages.target = tmp_path / "影响清单.xlsx"
    page.presenter.export()
    assert openpyxl.load_workbook(tmp_path / "影响清单.xlsx").active["A1"].value.startswith("2026年度影响清单")
    key = page.cases.current_key()
    page.cases.activated_row.emit(key)
    assert case_host.opened[-1][0] == "case"
