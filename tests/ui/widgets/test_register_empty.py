"""A register that shows no row says why and what to do."""

from __future__ import annotations

from pytestqt.qtbot import QtBot

from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from ui.screens.enterprises.view import build_page


def test_empty_register_says_where_records_come_from(qtbot: QtBot, ctx: Context) -> None:
    page = build_page(RecordingHost(ctx))
    qtbot.addWidget(page)
    assert not page.empty.isHidden()
    assert page.empty.headline.text() == "企业名录还是空的"


def test_conditions_that_nothing_fits_can_be_cleared(qtbot: QtBot, case_host: RecordingHost) -> None:
    page = build_page(case_host)
    qtbot.addWidget(page)
    assert page.empty.isHidden()
    page.presenter.set_text("没有这样的企业")
    assert page.empty.headline.text() == "没有符合条件的"
    page.empty.clear_button.click()
    assert page.empty.isHidden()
    assert page.presenter.query.text == ""
