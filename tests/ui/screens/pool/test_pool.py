"""The pool screen: bars that hang from each other, both rules side by side, entries by document, the export."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester, QTest

from cbec_desktop.domain.budget_records import Allocation, CaseShare
from cbec_desktop.services import budget
from cbec_desktop.services.assessments import load_assessments
from tests.ui.recording_host import RecordingHost
from ui.screens.pool.display import ALL, fall_bars, pool_rows, ratio_facts, rule_amount, share_rows, yuan
from ui.screens.pool.presenter import ENTRY, PoolPresenter, PoolState
from ui.screens.pool.view import PoolPage, build_page
from ui.widgets.fall_bars import levels, scale_steps

ENTRY_VALUES = {"measure": "M4", "amount": "20,000", "document_no": "朝财预〔2026〕112号", "decided_on": "2026-06-30"}


class RecordedView:
    def __init__(self) -> None:
        self.state: PoolState | None = None
        self.rule = self.form = self.refusal = ""

    def show_state(self, state: PoolState, rule: str) -> None:
        self.state, self.rule = state, rule

    def show_form(self, kind: str) -> None:
        self.form = kind

    def close_form(self) -> None:
        self.form = ""

    def refuse_form(self, sentence: str) -> None:
        self.refusal = sentence


@pytest.fixture
def view() -> RecordedView:
    return RecordedView()


@pytest.fixture
def presenter(case_host: RecordingHost, view: RecordedView) -> PoolPresenter:
    made = PoolPresenter(case_host, view)
    made.start()
    return made


def test_without_a_pool_nothing_is_shared(
    view: RecordedView, presenter: PoolPresenter, case_host: RecordingHost
) -> None:
    assert view.state is not None
    assert view.state.shares == {}
    presenter.export()
    assert "还没有登记资金池" in case_host.messages.refusals[-1]


def test_an_entry_is_registered_and_the_part_that_lacks_comes_into_view(
    view: RecordedView, presenter: PoolPresenter, case_host: RecordingHost
) -> None:
    presenter.ask_entry()
    assert view.form == ENTRY
    presenter.part = ""
    presenter.save_entry(ENTRY_VALUES)
    assert view.form == ""
    assert case_host.messages.toasts == ["资金池已登记。"]
    assert view.state is not None
    rent = sum(r.award_amount for r in load_assessments(case_host.ctx, 2026) if r.measure_id == "premises_rent")
    assert rent > 20000
    assert view.state.part == "premises_rent"
    shares = view.state.shares["pro_rata"]
    assert (shares.asked, shares.budget) == (rent, Decimal(20000))
    assert shares.allocated + shares.residual == 20000
    assert "全部批复后，才能转为正式安排方案（R37）" in case_host.status[1]
    assert view.state.shares["first_come"].rule == "first_come"


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ({"amount": "二十万"}, "不是数字"),
        ({"amount": "1.005"}, "两位小数"),
        ({"measure": "6"}, "1 至 5"),
        ({"decided_on": "06-30"}, "年份"),
        ({"document_no": " "}, "预算文号"),
    ],
)
def test_a_bad_entry_is_refused_in_the_form(
    view: RecordedView, presenter: PoolPresenter, case_host: RecordingHost, changes: dict[str, str], said: str
) -> None:
    presenter.save_entry(ENTRY_VALUES | changes)
    assert said in view.refusal
    assert budget.pool_of_year(case_host.ctx, 2026).entries == ()


def test_bars_hang_from_the_level_before_and_end_at_the_rest(presenter: PoolPresenter, view: RecordedView) -> None:
    presenter.save_entry(ENTRY_VALUES | {"measure": "", "amount": "3000000"})
    assert view.state is not None
    bars = fall_bars(view.state.pool)
    found = levels(bars)
    assert found[0] == (Decimal(3_000_000), Decimal(0))
    for (_, before), (upper, _) in zip(found[1:5], found[2:6], strict=True):
        assert upper == before
    assert found[5][1] == view.state.pool.left
    sums = pool_rows(view.state.pool)[-1]
    assert sums.cells[6].text == yuan(view.state.pool.used)
    assert "共用" in {row.cells[1].text for row in pool_rows(view.state.pool)}


def test_a_transfer_and_the_export(
    presenter: PoolPresenter, view: RecordedView, case_host: RecordingHost, tmp_path: Path
) -> None:
    presenter.save_entry(ENTRY_VALUES)
    moved = {
        "source": "4",
        "target": "5",
        "amount": "500",
        "document_no": "朝商〔2026〕9号",
        "decided_on": "2026-07-01",
    }
    presenter.save_transfer(moved)
    assert budget.pool_of_year(case_host.ctx, 2026).row("customs_agency_fee").pool == 500
    presenter.choose_part("premises_rent")
    case_host.messages.target = tmp_path / "分配.xlsx"
    presenter.export()
    page = openpyxl.load_workbook(tmp_path / "分配.xlsx").active
    assert page is not None
    rows = list(page.iter_rows(min_row=3, values_only=True))
    shares = presenter.allocation
    assert shares is not None
    assert [(row[0], Decimal(str(row[4]))) for row in rows[: len(shares.cases)]] == [
        (case.case_no, case.allocated_amount) for case in shares.cases
    ]
    assert "试分配" in str(page["A1"].value)
    assert {row[6] for row in rows[: len(shares.cases)]} <= {"J08", None, ""}


def allocation(budget_yuan: int, rule: str, *pairs: tuple[int, int]) -> Allocation:
    cases = tuple(CaseShare(f"C{n}", Decimal(a), Decimal(g), "") for n, (a, g) in enumerate(pairs))
    given = sum(g for _, g in pairs)
    return Allocation(2026, Decimal(budget_yuan), rule, cases, Decimal(budget_yuan - given))


def test_the_ratio_is_shown_as_a_fraction_with_six_digits() -> None:
    """The picture's case: 400,000 ÷ 412,586."""
    shares = allocation(400_000, "pro_rata", (412_586, 399_978))
    assert ratio_facts(shares)[0] == ("比例", "400,000 ÷ 412,586 = 0.969494…")
    assert ratio_facts(shares)[2][1].startswith("400,000 − 399,978 = 22 元")
    assert rule_amount(shares) == "96.94%"
    assert ratio_facts(allocation(50, "pro_rata", (100, 50)))[0][1] == "50 ÷ 100 = 0.500000"
    assert rule_amount(allocation(100, "first_come", (60, 60), (60, 40))) == "1 件足额"
    assert rule_amount(allocation(200, "pro_rata", (60, 60))) == "不压减"
    assert [row.key for row in share_rows(allocation(3, "pro_rata", (1, 1), (2, 2)))] == ["C1", "C0"]


@pytest.mark.parametrize(
    ("top", "bottom", "steps"),
    [("2400000", "0", 4), ("4280000", "0", 5), ("0", "0", 1), ("100", "-100", 4), ("1", "0", 1)],
)
def test_grid_lines_reach_over_the_bars(top: str, bottom: str, steps: int) -> None:
    lines = scale_steps(Decimal(top), Decimal(bottom))
    assert lines[0] <= Decimal(bottom) <= Decimal(top) <= lines[-1]
    assert len(lines) <= 8
    assert len(lines) >= min(steps, 2)


@pytest.fixture
def page(case_host: RecordingHost, show_page: Callable[[PoolPage, int], PoolPage]) -> PoolPage:
    return show_page(build_page(case_host), 690)


def test_the_page_registers_a_pool_and_shows_rules_and_bars(page: PoolPage, case_host: RecordingHost) -> None:
    tester = QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    page.entry_button.click()
    assert page.form is not None
    page.form.show_values(ENTRY_VALUES | {"amount": "x"})
    page.form.submit()
    assert "不是数字" in page.form.sentence.text()
    page.form.show_values(ENTRY_VALUES)
    page.form.submit()
    assert page.panel.isVisible()
    page.chart.setFocus()
    page.chart.select_key("premises_rent")
    QTest.keyClick(page.chart, Qt.Key.Key_Right)
    QTest.keyClick(page.chart, Qt.Key.Key_Left)
    assert page.presenter.part == "premises_rent"
    assert page.panel.choices is not None
    page.panel.choices.cards["first_come"].mark.click()
    assert page.presenter.rule == "first_come"
    QTest.keyClick(page.chart, Qt.Key.Key_Return)
    assert case_host.opened[-1] == ("assessments", {"filters": (("measure", "premises_rent"),)})
    assert not page.chart.grab().isNull()
    assert tester is not None
    page.presenter.choose_part("rest")
    assert page.presenter.part == ALL
