"""企业名录: opens the enterprise, exports W1 of the county in force."""

from __future__ import annotations

from pathlib import Path

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.enterprises.presenter import EnterprisesPresenter
from ui.screens.enterprises.view import build_page


def test_row_opens_its_enterprise(case_host: RecordingHost) -> None:
    presenter = EnterprisesPresenter(case_host)
    row = presenter.source.rows(presenter.query, 0, 1)[0]
    presenter.open_row(row)
    assert case_host.opened == [("enterprise", {"enterprise_id": row.record_id})]


def test_export_writes_a_workbook_and_says_so(case_host: RecordingHost, tmp_path: Path) -> None:
    presenter = EnterprisesPresenter(case_host, (("county", "211302"),))
    presenter.export_all()
    assert case_host.jobs.titles == []  # nobody chose a target
    case_host.messages.target = tmp_path / "W1.xlsx"
    presenter.export_all()
    assert (tmp_path / "W1.xlsx").stat().st_size > 1000
    assert case_host.messages.toasts == ["已导出 16 行到 W1.xlsx。"]


def test_page_shows_the_firms_of_the_store(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(case_host, filters=(("role", "平台"),))
    qtbot.addWidget(page)
    page.resize(1190, 660)
    page.show()
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.model.rowCount() == 2
    page.presenter.reset()
    assert page.model.rowCount() == 16
    assert "共 **16** 家" in case_host.status
    assert any(part.startswith("实绩合计") for part in case_host.status)
    assert tester is not None
