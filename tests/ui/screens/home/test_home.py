"""首页: sums agree with the cases behind them, and every number opens its records."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.overview import Overview
from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.home.presenter import HomePresenter
from ui.screens.home.view import build_page


class Seen:
    def __init__(self) -> None:
        self.overviews: list[Overview] = []

    def show_overview(self, overview: Overview) -> None:
        self.overviews.append(overview)


def test_sums_are_those_of_the_cases(case_host: RecordingHost) -> None:
    seen = Seen()
    presenter = HomePresenter(case_host)
    presenter.attach(seen)
    shown = seen.overviews[-1]
    assert shown.cases == sum(group.cases for group in shown.groups) > 0
    assert shown.award == sum(line.award for line in shown.measures) > 0
    assert shown.to_mend_count == len(shown.to_mend)
    assert [line.template_id for line in shown.imports][0] == "W2"
    assert case_host.status[0] == f"本年 **{shown.cases}** 件"
    assert presenter.today() == "2026年11月22日 星期日"


def test_it_reads_again_when_records_changed(case_host: RecordingHost) -> None:
    seen = Seen()
    HomePresenter(case_host).attach(seen)
    case_host.announce({"assessment"})
    case_host.announce({"printed_form"})
    assert len(seen.overviews) == 2


def test_every_button_and_number_opens_something(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(case_host)
    qtbot.addWidget(page)
    page.show()
    buttons = page.findChildren(QPushButton)
    assert len(buttons) > 15
    for made in buttons:
        before = len(case_host.opened)
        made.click()
        assert len(case_host.opened) == before + 1, made.text()
    assert ("applications", {"filters": (("result", "granted"),)}) in case_host.opened
    assert all(made.accessibleName() for made in buttons)


def test_empty_store_says_what_to_do(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    dress(qapp)
    host = RecordingHost(ctx)
    page = build_page(host)
    qtbot.addWidget(page)
    assert "还没有数据" in {made.text() for made in page.findChildren(QLabel)}
    next(made for made in page.findChildren(QPushButton) if made.text() == "导入县区的工作簿").click()
    assert host.opened == [("imports", {})]
