"""The form of an enterprise: keys, checks at the field, drafts, conflicts; with and without a display."""

from __future__ import annotations

from dataclasses import replace

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.services import drafts
from cbec_desktop.services import enterprise_entry as service
from cbec_desktop.services.context import Context
from tests.services.applicants import CODE, make_applicant
from tests.ui.recording_host import RecordingHost
from tests.ui.typist import Typist
from ui.look import dress
from ui.screens.enterprise_form.view import EnterpriseFormView, build_page
from ui.widgets.field_history import FieldHistory


@pytest.fixture
def host(ctx: Context, qapp: QApplication) -> RecordingHost:
    dress(qapp)
    return RecordingHost(ctx)


def shown(host: RecordingHost, qtbot: QtBot, enterprise_id: int | None) -> EnterpriseFormView:
    made = build_page(host, enterprise_id=enterprise_id)
    assert isinstance(made, EnterpriseFormView)
    qtbot.addWidget(made)
    made.resize(1190, 696)
    made.show()
    made.activateWindow()
    qtbot.waitUntil(made.isActiveWindow)
    return made


@pytest.fixture
def stored(host: RecordingHost, qtbot: QtBot) -> EnterpriseFormView:
    return shown(host, qtbot, make_applicant(host.ctx))


def test_a_new_enterprise_by_keys_with_a_slip_in_its_code(host: RecordingHost, qtbot: QtBot) -> None:
    page = shown(host, qtbot, None)
    page.fields["credit_code"].setFocus()
    typist = Typist(page)
    typist.enter("91211302MAOTEPT10B")
    code = page.fields["credit_code"]
    assert "疑为" in code.sentence.text()
    assert code.field.property("state") == "error"
    page.repairs["credit_code"].click()
    assert code.text() == CODE
    assert not code.sentence.isVisible()
    page.fields["name"].setFocus()
    typist.enter("CYMYCWYPYXGS")
    page.fields["county_code"].setFocus()
    typist.press(Qt.Key.Key_Down).press(Qt.Key.Key_Return)
    page.roles["卖家"].setFocus()
    typist.press(Qt.Key.Key_Space)
    typist.press(Qt.Key.Key_S, control=True)
    assert host.messages.toasts == ["已登记 CYMYCWYPYXGS。"]
    assert page.presenter.enterprise_id is not None
    saved = service.load_enterprise_entry(host.ctx, page.presenter.enterprise_id)
    assert (saved.fields["credit_code"], saved.fields["county_code"], saved.roles) == (CODE, "双塔区", ("卖家",))
    assert not page.presenter.is_dirty


def test_saving_with_faults_goes_to_the_first_and_keeps_everything(
    stored: EnterpriseFormView, host: RecordingHost
) -> None:
    stored.presenter.set_field("established_on", "2019-02-29")
    assert host.titles[-1].startswith("编辑 ")
    stored.presenter.set_field("name", "")
    stored.presenter.save()
    assert stored.fields["name"].field.hasFocus()
    assert "没有填" in stored.fields["name"].sentence.text()
    assert stored.fields["established_on"].text() == "2019-02-29"
    assert host.messages.toasts == []
    assert "2 处有误" in host.status[0]


def test_the_size_class_follows_what_is_typed(stored: EnterpriseFormView) -> None:
    for field, text in (("industry", "零售业"), ("employee_count", "26"), ("prior_year_revenue", "286.5")):
        stored.presenter.set_field(field, text)
    assert stored.size_chip.word == "小型"
    assert "286.50" in stored.size_rule.text()


def test_a_conflict_is_shown_side_by_side_and_settled_by_field(stored: EnterpriseFormView, host: RecordingHost) -> None:
    enterprise_id = stored.presenter.enterprise_id
    assert enterprise_id is not None
    other = service.load_enterprise_entry(host.ctx, enterprise_id)
    service.save_enterprise(
        host.ctx, replace(other, fields={**other.fields, "remark": "别人写的", "industry": "批发业"})
    )
    stored.presenter.set_field("remark", "我写的")
    stored.presenter.set_field("employee_count", "30")
    stored.presenter.save()
    assert stored.conflict.isVisible()
    assert stored.fields["remark"].text() == "我写的"
    stored.conflict._groups["industry"].button(2).setChecked(True)
    stored.conflict.save_button.click()
    saved = service.load_enterprise_entry(host.ctx, enterprise_id).fields
    assert (saved["remark"], saved["industry"], saved["employee_count"]) == ("我写的", "批发业", "30")
    assert not stored.conflict.isVisible()


def test_an_unfinished_form_is_offered_back(host: RecordingHost, qtbot: QtBot) -> None:
    first = shown(host, qtbot, None)
    first.presenter.set_field("name", "没填完的企业")
    first.presenter.set_field("employee_count", "1,2.3")
    first.presenter.save_draft()
    second = shown(host, qtbot, None)
    offer = drafts.offered_drafts(host.ctx, service.SCREEN)[0]
    second.presenter.resume(offer)
    assert second.fields["name"].text() == "没填完的企业"
    assert second.fields["employee_count"].text() == "1,2.3"
    assert second.presenter.is_dirty
    host.messages.answer = True
    assert second.presenter.may_close()
    assert drafts.offered_drafts(host.ctx, service.SCREEN) == []


def test_f4_shows_what_stood_in_a_field_before(stored: EnterpriseFormView, host: RecordingHost) -> None:
    enterprise_id = stored.presenter.enterprise_id
    for remark in ("第一版", "第二版"):
        stored.presenter.set_field("remark", remark)
        stored.presenter.save()
    assert enterprise_id == stored.presenter.enterprise_id
    stored.fields["remark"].setFocus()
    Typist(stored).press(Qt.Key.Key_F4)
    popover = stored.findChild(FieldHistory)
    assert popover is not None
    said = [child.text() for child in popover.findChildren(type(stored.note))]
    assert any("第一版 → 第二版" in text for text in said)


def test_voiding_asks_for_a_reason_and_closes(stored: EnterpriseFormView, host: RecordingHost) -> None:
    host.messages.answer = False
    stored.presenter.void()
    assert host.opened == []
    host.messages.answer = True
    stored.presenter.void()
    assert host.opened[-1][0] == "close"
    assert stored.presenter.enterprise_id is not None
    assert service.load_enterprise_entry(host.ctx, stored.presenter.enterprise_id).status == "void"


def test_contacts_and_codes_are_changed_with_validity(stored: EnterpriseFormView, host: RecordingHost) -> None:
    typist = Typist(stored)
    stored.codes.field.setFocus()
    typist.type("21139").press(Qt.Key.Key_Return)
    assert "10 位" in stored.codes.sentence.text()
    stored.codes.field.clear()
    typist.type("2113960A2C").press(Qt.Key.Key_Return)
    assert [part.values["customs_code"] for part in stored.codes.parts()] == ["2113960A2C"]
    stored.contacts.go_to(0, "mobile")
    typist.enter("13800002206")
    stored.presenter.save()
    assert stored.presenter.beside is not None
    contacts = stored.presenter.beside.contacts
    assert [(line.mobile, line.valid_to) for line in contacts] == [("13800002206", None), ("13900007715", "2026-11-22")]


def test_everything_that_takes_the_focus_has_a_name(stored: EnterpriseFormView) -> None:
    from PySide6.QtWidgets import QAbstractButton, QAbstractItemView, QComboBox, QLineEdit, QWidget

    kinds = (QAbstractButton, QAbstractItemView, QComboBox, QLineEdit)
    nameless = [
        widget
        for widget in stored.findChildren(QWidget)
        if isinstance(widget, kinds) and widget.isVisible() and widget.focusPolicy() & Qt.FocusPolicy.TabFocus
        and not widget.accessibleName()
    ]  # fmt: skip
    assert nameless == []
