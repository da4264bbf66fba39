"""表格导出: blanks and filled workbooks go out with rights and an entry in the trail."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import openpyxl
from PySide6.QtCore import Qt
from pytestqt.qtbot import QtBot
from sqlalchemy import select

from cbec_desktop.domain.records import Actor
from db.models.audit import AuditEntry
from tests.ui.recording_host import RecordingHost
from ui.screens.exports.view import ExportsPage, build_page

Show = Callable[[ExportsPage, int], ExportsPage]


def test_a_blank_goes_out_by_the_keyboard_alone(
    qtbot: QtBot, show_page: Show, case_host: RecordingHost, tmp_path: Path
) -> None:
    page = show_page(build_page(case_host), 640)
    case_host.messages.target = tmp_path / "blank.xlsx"
    page.table.setFocus()
    qtbot.keyClick(page.table, Qt.Key.Key_Down)
    qtbot.keyClick(page.table, Qt.Key.Key_N, Qt.KeyboardModifier.ControlModifier)
    book = openpyxl.load_workbook(tmp_path / "blank.xlsx")
    assert book.sheetnames[:2] == ["填报说明", "申报汇总"]
    assert case_host.messages.toasts == ["空表已存为 blank.xlsx。"]
    assert case_host.jobs.writes[-1] is False


def test_results_of_a_county_go_out_and_have_no_blank(
    qtbot: QtBot, show_page: Show, case_host: RecordingHost, tmp_path: Path
) -> None:
    page = show_page(build_page(case_host), 640)
    page.table.select_key("W4")
    assert not page.blank_button.isEnabled()
    assert page.presenter.blank_refusal() == "W4 由程序填好发出，没有空表。"
    page.county.setCurrentIndex(page.county.findData("211302"))
    case_host.messages.target = tmp_path / "W4.xlsx"
    page.filled_button.click()
    sheet = openpyxl.load_workbook(tmp_path / "W4.xlsx")["审核结果"]
    assert [cell.value for cell in sheet["A"][2:] if cell.value][0] == "CYKJ-2026-M5-211302-0001"
    assert case_host.messages.toasts == ["已导出 17 行到 W4.xlsx。"]


def test_firms_leave_only_with_the_right_and_an_entry(
    qtbot: QtBot, show_page: Show, case_host: RecordingHost, tmp_path: Path
) -> None:
    page = show_page(build_page(case_host), 640)
    case_host.messages.target = tmp_path / "W1.xlsx"
    page.filled_button.click()
    assert case_host.jobs.writes[-1] is True
    with case_host.ctx.store.open_view() as view:
        newest = view.scalars(select(AuditEntry).order_by(AuditEntry.id.desc())).first()
    assert newest is not None
    assert (newest.action, newest.table_name) == ("export_personal_data", "export")
    auditor = RecordingHost(replace(case_host.ctx, actor=Actor(None, "李四", "李四", frozenset({"auditor"}))))
    refused = show_page(build_page(auditor), 640)
    assert refused.blank_button.isEnabled()
    assert not refused.filled_button.isEnabled()
    assert refused.presenter.filled_refusal().startswith("没有“导出含个人信息的表”的权限，请由市局经办")
