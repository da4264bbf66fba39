"""The parameter page drawn: rows, cards of readings, the field that refuses, the confirmation form."""

from __future__ import annotations

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.parameters.view import build_page
from ui.widgets.ledger import ChoiceList


def test_readings_are_cards_and_a_wrong_number_is_said_at_the_field(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost
) -> None:
    page = build_page(case_host)
    assert shown_page(qtbot, qapp, page)
    choices = page.detail.findChild(ChoiceList)
    assert list(choices.cards) == ["year", "month", "policy_period"]
    qtbot.mouseClick(choices.cards["month"], Qt.MouseButton.LeftButton)
    assert page.presenter.line is not None
    assert page.presenter.line.value == "month"
    assert page.table.select_key("m4.rate")
    field = page.detail.findChild(QLineEdit, "value")
    field.selectAll()
    qtbot.keyClicks(field, "60%")
    qtbot.keyClick(field, Qt.Key.Key_Return)
    assert "高于政策上限" in page._problem.text()
    assert page._problem.isVisibleTo(page)


def test_the_confirmation_form_refuses_and_confirms(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    page = build_page(case_host)
    shown_page(qtbot, qapp, page)
    page.confirm_button.click()
    form = page._form
    assert form is not None
    form.submit()
    assert form.sentence.text().startswith("没有填文号")
    form.show_values({"document_no": "朝商字〔2026〕52号", "confirmed_on": "2026-11-20"})
    form.submit()
    assert page.picker.chip.word == "已确认"
    assert not page.confirm_button.isEnabled()
    assert page.confirm_note.text() == "已经确认"
