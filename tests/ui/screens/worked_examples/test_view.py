"""The example page: import, failing first, why it fails, the two ways out."""

from __future__ import annotations

from copy import deepcopy
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.services.example_workbook import batch_9610, good, write_examples
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.worked_examples.view import build_page


def test_a_failing_example_comes_first_and_is_explained(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost, tmp_path: Path
) -> None:
    page = build_page(case_host)
    assert shown_page(qtbot, qapp, page)
    assert not page.notice.isVisible()
    case_host.messages.files = [write_examples(case_host.ctx, tmp_path / "E1.xlsx", batch_9610())]
    page.presenter.import_file()
    assert page.notice.isVisible()
    assert page.table.rows()[0].key == "局M5"
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_F8)
    assert page.presenter.current == "局M5"
    words = " ".join(label.text() for label in page.detail.findChildren(type(page.notice._text)))
    assert "即与预期相同" in words
    assert "A9" in words
    page.presenter.accept_result()
    assert not page.notice.isVisible()
    assert page.presenter.result is not None
    page.presenter.select("局M5")
    page.presenter.withdraw()
    assert not any(each.case.is_own for each in page.presenter.results)


def test_a_workbook_with_an_error_is_refused_row_by_row(case_host: RecordingHost, tmp_path: Path) -> None:
    from ui.screens.worked_examples.presenter import ExamplesPresenter

    rows = deepcopy(good())
    rows["算例"][0].pop("评定金额(元)")
    rows["费用"].append({"算例编号": "局X", "行号": 1, "价税合计(元)": 1})
    presenter = ExamplesPresenter(case_host)
    presenter.choice.refresh()
    case_host.messages.files = [write_examples(case_host.ctx, tmp_path / "E1.xlsx", rows)]
    presenter.import_file()
    said = case_host.messages.refusals[-1]
    assert "算例 第 3 行" in said
    assert "费用 第 5 行" in said
    assert not any(each.case.is_own for each in presenter.results)


def test_the_blank_workbook_is_offered(case_host: RecordingHost, tmp_path: Path) -> None:
    from ui.screens.worked_examples.presenter import ExamplesPresenter

    presenter = ExamplesPresenter(case_host)
    case_host.messages.target = tmp_path / "E1.xlsx"
    presenter.download()
    assert openpyxl.load_workbook(tmp_path / "E1.xlsx").sheetnames[:2] == ["填报说明", "算例"]
