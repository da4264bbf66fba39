"""The findings screen: groups, one reason for those ticked, errors without an editor, checks on trial."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.finding_records import FindingGroup, FindingsOfYear, FindingState
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.services.findings import findings_of_year
from tests.ui.recording_host import RecordingHost
from ui.screens.findings.display import ALL, OPEN, UNCHECKED, found_groups, group_rows, unchecked_words
from ui.screens.findings.presenter import FindingsPresenter, Key
from ui.screens.findings.view import FindingsPage, build_page
from ui.widgets.cells import TableRow


class RecordedView:
    def __init__(self) -> None:
        self.rows: Sequence[TableRow] = ()
        self.group: FindingGroup | None = None
        self.ticked: frozenset[tuple[str, str, str, str]] = frozenset()
        self.cleared = 0

    def show_year(self, year: FindingsOfYear, view: str) -> None:
        self.year, self.view = year, view

    def show_rows(self, rows: Sequence[TableRow], current: Key | None) -> None:
        self.rows, self.current = rows, current

    def show_group(self, group: FindingGroup | None, ticked: frozenset[tuple[str, str, str, str]]) -> None:
        self.group, self.ticked = group, ticked

    def clear_reason(self) -> None:
        self.cleared += 1


@pytest.fixture
def view() -> RecordedView:
    return RecordedView()


@pytest.fixture
def presenter(case_host: RecordingHost, view: RecordedView) -> FindingsPresenter:
    made = FindingsPresenter(case_host, view)
    made.start()
    return made


def open_warnings(year: FindingsOfYear) -> FindingGroup:
    return next(
        group for group in year.groups if group.level is FindingLevel.WARNING and group.count(FindingState.OPEN)
    )


def test_rows_have_sums_before_each_level_that_add_up(view: RecordedView, presenter: FindingsPresenter) -> None:
    heads = [row for row in view.rows if row.back == "total"]
    assert sum(int(row.cells[4].text) for row in heads) == view.year.total()
    assert {row.key for row in view.rows if row.key} == {group.key for group in view.year.groups}
    assert presenter.group is view.group


def test_one_reason_for_the_ticked_ones(
    view: RecordedView, presenter: FindingsPresenter, case_host: RecordingHost
) -> None:
    group = open_warnings(view.year)
    presenter.choose_group(group.key)
    hit = next(hit for hit in group.hits if hit.state is FindingState.OPEN)
    presenter.save_reason("先写后选")
    assert "先勾选" in case_host.messages.refusals[-1]
    presenter.tick(hit.key, is_on=True)
    presenter.save_reason("工商档案核过，两家股东、账号均不同。")
    assert case_host.messages.toasts == ["已存说明 1 条。"]
    assert view.cleared == 1
    after = findings_of_year(case_host.ctx, 2026)
    assert after.total(FindingState.EXPLAINED) == 1
    assert "finding_reason" in case_host.announced
    assert presenter.ticked == set()


def test_filters_leave_what_they_say(view: RecordedView, presenter: FindingsPresenter) -> None:
    presenter.choose_filter(OPEN)
    assert presenter.groups
    assert all(group.count(FindingState.OPEN) for group in presenter.groups)
    presenter.choose_level("note")
    assert presenter.groups == []
    assert view.group is None
    presenter.choose_level("")
    presenter.choose_filter(UNCHECKED)
    assert {row.cells[1].text for row in view.rows} == {item.code for item in view.year.unchecked}
    assert all(row.cells[0].chip and row.cells[0].chip.text == "未检查" for row in view.rows)
    presenter.choose_filter(ALL)
    presenter.search("没有这家企业")
    assert view.rows == []


def test_a_check_on_trial_stands_last_and_outside_the_total(
    view: RecordedView, presenter: FindingsPresenter, case_host: RecordingHost
) -> None:
    group = open_warnings(view.year)
    before = view.year.total()
    presenter.set_trial(group.code, is_trial=True)
    assert view.year.total() == before - sum(other.count() for other in view.year.groups if other.code == group.code)
    trial = [row for row in view.rows if row.back == "total"][-1]
    assert trial.cells[0].chip is not None
    assert trial.cells[0].chip.text == "试运行"
    assert "试运行" in case_host.messages.toasts[-1]


def test_f8_walks_through_what_is_open(view: RecordedView, presenter: FindingsPresenter) -> None:
    seen = set()
    for _ in range(30):
        assert presenter.next_open()
        assert view.group is not None
        assert view.group.count(FindingState.OPEN)
        seen.add(view.group.key)
    assert seen == {group.key for group in view.year.groups if group.count(FindingState.OPEN) and not group.is_trial}


def test_a_row_opens_its_case(view: RecordedView, presenter: FindingsPresenter, case_host: RecordingHost) -> None:
    presenter.open_first()
    screen, arguments = case_host.opened[-1]
    assert screen == "case"
    assert arguments["case_no"] in arguments["case_nos"]


def test_unchecked_is_named_and_not_passed(view: RecordedView, presenter: FindingsPresenter) -> None:
    words = unchecked_words(view.year)
    assert "不算通过" in words
    assert all(item.code in words for item in view.year.unchecked)
    assert group_rows(found_groups(view.year, ALL, "", "r09")) is not None


@pytest.fixture
def page(case_host: RecordingHost, show_page: Callable[[FindingsPage, int], FindingsPage]) -> FindingsPage:
    return show_page(build_page(case_host), 680)


def test_the_page_ticks_writes_and_saves_by_keyboard(
    qtbot: QtBot, page: FindingsPage, case_host: RecordingHost
) -> None:
    tester = QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal)
    group = open_warnings(findings_of_year(case_host.ctx, 2026))
    page.table.select_key(group.key)
    editor, save = page.detail.reason, page.detail.save_button
    assert editor is not None
    assert save is not None
    assert not save.isEnabled()
    next(iter(page.detail.boxes.values())).setChecked(True)
    assert save.text() == "存说明 1 条"
    qtbot.keyClicks(editor, "checked")
    qtbot.keyClick(editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert findings_of_year(case_host.ctx, 2026).total(FindingState.EXPLAINED) == 1
    assert tester is not None


def test_an_error_has_no_editor(page: FindingsPage, case_host: RecordingHost) -> None:
    errors = [g for g in findings_of_year(case_host.ctx, 2026).groups if g.level is FindingLevel.ERROR]
    if errors:
        page.table.select_key(errors[0].key)
        assert page.detail.reason is None
        assert page.detail.boxes == {}
