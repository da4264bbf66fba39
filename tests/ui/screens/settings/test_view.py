"""The page of settings, drawn in memory: typed, refused at the field, saved; an account added by its form."""

from __future__ import annotations

from dataclasses import replace

from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.statuses import Role
from cbec_desktop.services import accounts, settings
from cbec_desktop.services.context import Context
from tests.ui.recording_host import RecordingHost
from tests.ui.screens.rule_pages import shown_page
from ui.screens.settings.view import build_page

NEW = "another-horse"


def test_settings_are_typed_and_saved(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    host = RecordingHost(ctx)
    page = build_page(host)
    assert shown_page(qtbot, qapp, page)
    shift = page.fields["print.right_mm"]
    assert isinstance(shift.field, QLineEdit)
    assert shift.text() == "0"
    shift.field.setFocus()
    shift.field.selectAll()
    QTest.keyClicks(shift.field, "99")
    QTest.keyClick(shift.field, Qt.Key.Key_Return)
    assert "偏移在 -20 到 20 毫米之间" in shift.sentence.text()
    assert not shift.sentence.isHidden()
    page.save_button.click()
    assert settings.read_settings(ctx)["print.right_mm"] == "0"
    shift.field.setText("1.5")
    page.save_button.click()
    assert shift.sentence.isHidden()
    assert settings.read_settings(ctx)["print.right_mm"] == "1.5"
    assert host.messages.toasts == ["设置已保存。"]


def test_an_account_is_added_and_ended(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    host = RecordingHost(ctx)
    page = build_page(host)
    testers = shown_page(qtbot, qapp, page)
    assert testers
    card = page.account_card
    card.add_button.click()
    assert not card.form.isHidden()
    for key, text in (("name", "lisi"), ("full_name", "李四"), ("password", NEW), ("again", NEW)):
        card.fields[key].show_text(text)
    card.submit()
    assert card.problem.text() == "请至少选一个角色。"
    card.roles[Role.FINANCE.value].setChecked(True)
    card.submit()
    assert card.form.isHidden()
    assert [row.cells[1].text for row in card.table.rows()][-1] == "李四"
    assert card.toggle_button.text() == "停用"
    card.toggle_button.click()
    assert card.toggle_button.text() == "启用"
    assert not accounts.list_accounts(ctx)[-1].is_active


def test_who_may_only_look_can_still_change_the_own_password(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    assert ctx.actor is not None
    looking = ctx.acting(replace(ctx.actor, roles=frozenset({Role.AUDITOR.value})))
    page = build_page(RecordingHost(looking))
    assert shown_page(qtbot, qapp, page)
    assert page.notice.text.startswith("这里的设置由")
    assert page.account_card.isHidden()
    assert not page.save_button.isEnabled()
    assert not page.backup_button.isEnabled()
    page.password_button.click()
    assert page.passwords["old"].sentence.text() == "请输入原口令。"


def test_a_picked_folder_is_checked_at_once(qtbot: QtBot, qapp: QApplication, ctx: Context) -> None:
    host = RecordingHost(ctx)
    page = build_page(host)
    assert shown_page(qtbot, qapp, page)
    host.messages.folder = ctx.paths.folder / "none"
    page.choosers["backup.folder"].click()
    assert "找不到文件夹" in page.fields["backup.folder"].sentence.text()
    host.messages.folder = ctx.paths.folder
    page.choosers["backup.folder"].click()
    assert page.fields["backup.folder"].sentence.isHidden()
    assert page.fields["backup.folder"].text() == str(ctx.paths.folder)
