"""Two applications entered with the keyboard alone, from the applicant to the case number; keys are counted."""

from __future__ import annotations

from collections.abc import Iterator
from decimal import Decimal

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QGuiApplication
from PySide6.QtTest import QAbstractItemModelTester, QTest
from PySide6.QtWidgets import (
    QAbstractButton,
    QAbstractItemView,
    QApplication,
    QComboBox,
    QLineEdit,
    QTabBar,
    QWidget,
)
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.applications import get_case
from cbec_desktop.services.assessments import assess_year
from cbec_desktop.services.context import Context
from tests.services.applicants import AGENT, NAME, make_applicant
from tests.ui.recording_host import RecordingHost
from tests.ui.typist import Typist
from ui.look import dress
from ui.screens.application_entry.view import ApplicationEntryView, build_page
from ui.widgets.lease_grid import LeaseGrid
from ui.widgets.lease_grid_state import Spot

MOST_KEYS_RENT, MOST_KEYS_AGENCY = 400, 780
"""Counted: 392 for two leases with four invoices, 760 for ten declarations (380 of them are their own numbers)."""


@pytest.fixture
def host(ctx: Context) -> RecordingHost:
    make_applicant(ctx)
    return RecordingHost(ctx)


@pytest.fixture
def page(host: RecordingHost, qtbot: QtBot, qapp: QApplication) -> Iterator[ApplicationEntryView]:
    dress(qapp)
    made = build_page(host)
    assert isinstance(made, ApplicationEntryView)
    qtbot.addWidget(made)
    made.resize(1190, 696)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    yield made
    made.presenter.is_dirty = False


def choose_applicant(page: ApplicationEntryView, typist: Typist, qtbot: QtBot) -> None:
    page.head.applicant.field.setFocus()
    typist.type("cymy")
    completer = page.head.applicant.field.completer()
    qtbot.waitUntil(lambda: completer.popup().isVisible())
    typist.press(Qt.Key.Key_Return)
    assert page.presenter.applicant is not None


def fill_head(page: ApplicationEntryView, typist: Typist, amount: str, *, downs: int) -> None:
    """Measure (↓ as often as it is away), amount, no other support, undertaking is there."""
    assert page.head.measure.field.hasFocus()
    if downs:
        typist.press(Qt.Key.Key_Up, downs)
    typist.press(Qt.Key.Key_Return)
    typist.enter(amount)
    typist.press(Qt.Key.Key_Down, 2).press(Qt.Key.Key_Return)
    typist.press(Qt.Key.Key_Down).press(Qt.Key.Key_Return)


def test_a_measure_5_application_with_ten_lines(page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot) -> None:
    typist = Typist(page)
    choose_applicant(page, typist, qtbot)
    fill_head(page, typist, "4500", downs=0)
    grid = page.grids["报关明细"]
    assert grid.table.hasFocus()
    grid.go(0, 0)
    for line in range(10):
        typist.enter(f"0800202601234567{line:02d}")
        if line == 0:
            typist.enter("9710").enter("1").enter("20260812").enter("12000").enter("JCBG")
        else:
            typist.same().same().same().enter("12000").same()
        typist.enter("900").enter(f"262120000001044171{line:02d}")
        if line == 0:
            typist.enter("20260815").enter("900").enter(AGENT)
        else:
            typist.same().same().same()
    assert grid.table.currentIndex().row() == 10
    assert [row[0] for row in grid.state.rows] == [f"0800202601234567{line:02d}" for line in range(10)]
    qtbot.waitUntil(lambda: page.panel._award.text() == "4,500")
    assert [grid.state.results[row].text for row in range(10)] == ["450.00"] * 10
    typist.press(Qt.Key.Key_Return, control=True)
    case_no = host.opened[-2][1]["case_no"]
    case = get_case(host.ctx, case_no)
    assert case_no == "CYKJ-2026-M5-211302-0001"
    assert len(case.facts.customs_declarations) == 10
    assert {line.payer_name for line in case.facts.customs_declarations} == {NAME}
    assert assess_year(host.ctx, 2026, case_no, None, JobContext())[0].award_amount == Decimal(4500)
    assert typist.strokes <= MOST_KEYS_AGENCY


def test_a_measure_4_application_with_two_leases(page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot) -> None:
    typist = Typist(page)
    choose_applicant(page, typist, qtbot)
    fill_head(page, typist, "18000", downs=1)
    grid = page.grids["房屋租赁"]
    assert grid.table.hasFocus()
    grid.go(Spot(0), 0)
    for number, (area, rent) in enumerate((("180", "10800"), ("450/600", "9000"))):
        typist.enter(f"ZL-2026-0{number}").enter("1" if number == 0 else "2").enter("20260101 20261231").enter(area)
        typist.enter("SHTWY").enter("SHTQ")
        for quarter, (first, last) in enumerate((("0101", "0331"), ("0401", "0630"))):
            typist.enter(f"2621200000021003{number}{quarter}01").enter("20260628").enter(f"2026{first} 2026{last}")
            typist.enter(rent).enter(rent).enter("20260628")
        typist.press(Qt.Key.Key_Return, control=True)
        assert grid.model.spot(grid.table.currentIndex()) == Spot(number + 1)
    assert [child["invoice_no"] for _, children in grid.state.records() for child in children] == [
        "26212000000210030001", "26212000000210030101", "26212000000210031001", "26212000000210031101",
    ]  # fmt: skip
    typist.press(Qt.Key.Key_Return, control=True)
    assert host.messages.refusals == []
    case = get_case(host.ctx, host.opened[-2][1]["case_no"])
    leases = {lease.contract_no: lease for lease in case.facts.leases}
    assert (leases["ZL-2026-01"].self_used_area, leases["ZL-2026-01"].floor_area) == (450, 600)
    assert [invoice.usage for invoice in leases["ZL-2026-01"].invoices] == ["仓储", "仓储"]
    assert typist.strokes <= MOST_KEYS_RENT


@pytest.mark.parametrize(("measure", "sheet"), [("customs_agency_fee", "报关明细"), ("premises_rent", "房屋租赁")])
def test_results_that_arrive_leave_the_open_cell_alone(
    page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot, measure: str, sheet: str
) -> None:
    """A calculation may come back between two keys of a number."""
    page.presenter.choose_measure(measure)
    grid = page.grids[sheet]
    if isinstance(grid, LeaseGrid):
        grid.go(Spot(0), 0)
    else:
        grid.go(0, 0)
    typist = Typist(page)
    typist.type("08002026")
    grid.show_results()
    typist.enter("0123456789")
    first = grid.table.model().index(0, 0)
    assert first.data(Qt.ItemDataRole.EditRole) == "080020260123456789"
    assert host.messages.refusals == []
    typist.press(Qt.Key.Key_Up).press(Qt.Key.Key_F2).type("x").press(Qt.Key.Key_Escape)
    assert first.data(Qt.ItemDataRole.EditRole) == "080020260123456789"
    typist.press(Qt.Key.Key_F2)
    assert grid.table.findChild(QLineEdit).text() == "080020260123456789"


def test_the_list_of_applicants_stays_closed_after_the_pick(
    page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot
) -> None:
    """The pick waits for the list to close, and an answer that comes late opens nothing."""
    choose_applicant(page, Typist(page), qtbot)
    assert page.head.measure.field.hasFocus()
    applicant = page.presenter.applicant
    assert applicant is not None
    page.head.offer([applicant])
    assert QApplication.activePopupWidget() is None
    assert page.head.measure.field.hasFocus()


def test_submitting_goes_to_the_first_fault(page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot) -> None:
    typist = Typist(page)
    choose_applicant(page, typist, qtbot)
    typist.press(Qt.Key.Key_Return, control=True)
    assert page.head.fields["claimed_amount"].field.hasFocus()
    assert "没有填" in page.head.fields["claimed_amount"].sentence.text()
    fill = page.presenter.set_head
    for field, text in (("claimed_amount", "4500"), ("has_provincial_support", "否"), ("has_undertaking", "有")):
        fill(field, text)
    grid = page.grids["报关明细"]
    grid.go(0, 0)
    typist.enter("080020260123456700").enter("9710")
    typist.press(Qt.Key.Key_Return, control=True)
    index = grid.table.currentIndex()
    assert (index.row(), grid.state.columns[index.column()].fields) == (0, ("direction",))
    assert host.opened == []


def test_a_block_from_wps_is_checked_cell_by_cell_and_undone_as_one(
    page: ApplicationEntryView, qtbot: QtBot, qapp: QApplication
) -> None:
    typist = Typist(page)
    choose_applicant(page, typist, qtbot)
    grid = page.grids["报关明细"]
    rows = [f"08002026012345670{n}\t9710\t出口\t2026-08-1{n}\t1,2.3\t锦程" for n in range(3)]
    QGuiApplication.clipboard().setText("\n".join(rows))
    grid.go(0, 0)
    typist.press(Qt.Key.Key_V, control=True)
    assert [(row, column) for row, column, _ in grid.state.faults()] == [(0, 4), (1, 4), (2, 4)]
    assert "不是数字" in grid.bar.sentence.text()
    typist.press(Qt.Key.Key_Z, control=True)
    assert grid.state.rows == []
    typist.press(Qt.Key.Key_Y, control=True)
    assert len(grid.state.rows) == 3
    grid.bar.jump.click()
    assert (grid.table.currentIndex().row(), grid.table.currentIndex().column()) == (0, 4)
    typist.press(Qt.Key.Key_Delete, control=True)
    assert len(grid.state.rows) == 2
    QGuiApplication.clipboard().setText("\t".join("a" * 40))
    typist.press(Qt.Key.Key_V, control=True)
    assert "没有粘贴" in grid.bar.sentence.text()


def test_the_second_use_is_said_beside_the_cell(page: ApplicationEntryView, host: RecordingHost, qtbot: QtBot) -> None:
    from cbec_desktop.services import entry
    from tests.services.applicants import DECLARATION, good_draft

    typist = Typist(page)
    choose_applicant(page, typist, qtbot)
    assert page.presenter.applicant is not None
    case_no = entry.submit_application(
        host.ctx, good_draft(host.ctx, "customs_agency_fee", page.presenter.applicant.enterprise_id)
    )
    grid = page.grids["报关明细"]
    grid.go(0, 0)
    typist.enter(DECLARATION["declaration_no"])
    qtbot.waitUntil(lambda: case_no in grid.bar.sentence.text())
    mark = grid.state.problem(0, 0)
    assert mark is not None
    assert mark.level == "warning"


def test_the_grid_models_stand_qts_own_test(page: ApplicationEntryView, qtbot: QtBot) -> None:
    flat = page.grids["报关明细"]
    QAbstractItemModelTester(flat.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    typist = Typist(page)
    flat.go(0, 0)
    typist.enter("080020260123456700").enter("9710").press(Qt.Key.Key_Z, control=True)
    page.presenter.choose_measure("premises_rent")
    rent = page.grids["房屋租赁"]
    QAbstractItemModelTester(rent.model, QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    rent.go(Spot(0), 0)
    typist.enter("ZL-1").enter("1").enter("20260101 20261231").enter("180").enter("A").enter("B")
    typist.enter("26212000000210030001").press(Qt.Key.Key_Delete, control=True).press(Qt.Key.Key_Z, control=True)
    assert rent.state.parent_count == 1


def test_the_clause_stands_beside_the_work(page: ApplicationEntryView, qtbot: QtBot) -> None:
    from ui.widgets.clause_popover import ClausePopover

    grid = page.grids["报关明细"]
    fee = next(at for at, column in enumerate(grid.state.columns) if column.clause)
    grid.go(0, fee)
    typist = Typist(page).press(Qt.Key.Key_F1)
    popover = page.findChild(ClausePopover)
    assert popover is not None
    assert "每单上限不超过500元" in "".join(child.text() for child in popover.findChildren(type(page.note)))
    typist.press(Qt.Key.Key_Escape)
    QTest.qWait(10)
    assert page.findChild(ClausePopover) is None


@pytest.mark.parametrize("measure_id", MEASURE_IDS)
def test_everything_that_takes_the_focus_has_a_name(page: ApplicationEntryView, measure_id: str) -> None:
    page.presenter.choose_measure(measure_id)
    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QTabBar)
    nameless = [
        widget
        for widget in page.findChildren(QWidget)
        if isinstance(widget, kinds)
        and widget.isVisible()
        and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]
    assert nameless == []
    assert page.tabs.count() == len(page.grids) + 2
    assert len(page.documents) >= 10
