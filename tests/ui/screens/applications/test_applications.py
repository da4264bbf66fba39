"""申报登记: opens cases with their neighbours, reckons, prints the selection."""

from __future__ import annotations

from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.registers import RegisterQuery
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.applications.presenter import MOST_PRINTED, ApplicationsPresenter
from ui.screens.applications.view import build_page


def test_row_opens_its_case_with_its_neighbours(case_host: RecordingHost) -> None:
    presenter = ApplicationsPresenter(case_host)
    rows = presenter.source.rows(presenter.query, 0, 50)
    presenter.open_row(rows[3])
    screen, arguments = case_host.opened[-1]
    assert (screen, arguments["case_no"]) == ("case", rows[3].key)
    assert list(arguments["case_nos"]) == [row.key for row in rows]


def test_neighbours_follow_the_order_of_the_list(case_host: RecordingHost) -> None:
    presenter = ApplicationsPresenter(case_host)
    presenter.query = RegisterQuery(sort="award", descending=True)
    rows = presenter.source.rows(presenter.query, 0, 50)
    presenter.open_row(rows[0])
    assert case_host.opened[-1][1]["case_nos"][:2] == (rows[0].key, rows[1].key)


def test_reckoning_stores_and_says_how_many(case_host: RecordingHost) -> None:
    presenter = ApplicationsPresenter(case_host)
    presenter.assess()
    assert case_host.jobs.writes[-1]
    assert case_host.messages.toasts == [f"已核算 {presenter.source.count(presenter.query)} 件，结果已保存。"]


def test_print_takes_the_selection_in_the_order_of_the_list(case_host: RecordingHost) -> None:
    presenter = ApplicationsPresenter(case_host)
    rows = presenter.source.rows(presenter.query, 0, 50)
    presenter.select([rows[4].record_id, rows[1].record_id])
    presenter.print_selected()
    assert case_host.opened[-1] == ("print_preview", {"case_nos": (rows[1].key, rows[4].key), "form_id": "F15"})


def test_too_many_are_refused_with_a_sentence(case_host: RecordingHost) -> None:
    presenter = ApplicationsPresenter(case_host)
    presenter.selected = tuple(range(MOST_PRINTED + 1))
    presenter.print_selected()
    presenter.selected, presenter.count = (), MOST_PRINTED + 1
    presenter.print_selected()
    assert len(case_host.messages.refusals) == 2
    assert case_host.opened == []


def test_page_follows_the_year(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(case_host)
    qtbot.addWidget(page)
    page.resize(1190, 660)
    page.show()
    tester = QAbstractItemModelTester(page.model, QAbstractItemModelTester.FailureReportingMode.Fatal)
    assert page.model.rowCount() > 5
    case_host.award_year = 2027
    case_host.announce({"award_year"})
    assert page.model.rowCount() == 0
    assert tester is not None
