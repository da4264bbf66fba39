"""Reasons on the case page: written in place, shown as explained, told as lapsed when the value changed."""

from __future__ import annotations

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.finding_records import FindingState, Hit
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.services.findings import findings_of_case, findings_of_year
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.case.reckoning import finding_items
from ui.screens.case.view import CasePage, build_page


def open_hit(host: RecordingHost) -> Hit:
    """A warning of the sample that waits for a reason."""
    return next(
        hit
        for group in findings_of_year(host.ctx, 2026).groups
        for hit in group.hits
        if hit.level is FindingLevel.WARNING and hit.state is FindingState.OPEN
    )


@pytest.fixture
def page(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> CasePage:
    dress(qapp)
    made = build_page(case_host, open_hit(case_host).case_no)
    qtbot.addWidget(made)
    made.resize(1190, 690)
    with qtbot.waitActive(made):
        made.show()
        made.activateWindow()
    return made


def test_a_reason_is_written_in_place_and_kept(page: CasePage, case_host: RecordingHost) -> None:
    wanted = open_hit(case_host)
    listed = page.reckoning.findings
    row = next(row for row in listed.rows if wanted.key in row.item.open_keys)
    assert any("还差" in part for part in case_host.status)
    row.link.click()
    assert row.editor is not None
    QTest.keyClicks(row.editor, "checked on file")
    QTest.keyClick(row.editor, Qt.Key.Key_Return, Qt.KeyboardModifier.ControlModifier)
    assert case_host.messages.toasts[-1].startswith("已存说明")
    after = next(hit for hit in findings_of_case(case_host.ctx, wanted.case_no) if hit.key == wanted.key)
    assert after.state is FindingState.EXPLAINED
    shown = next(row for row in listed.rows if row.item.is_explained)
    assert shown.item.chip.text == "已说明"
    assert "checked on file" in shown.item.reason_note
    assert shown.item.open_keys == ()


def test_an_empty_reason_is_refused_and_the_editor_stays(page: CasePage, case_host: RecordingHost) -> None:
    row = next(row for row in page.reckoning.findings.rows if row.item.open_keys)
    row.edit()
    row.save()
    assert "说明不能为空" in case_host.messages.refusals[-1]
    assert row.editor is not None
    QTest.keyClick(row.editor, Qt.Key.Key_Escape)
    assert row.editor is None


def test_only_open_warnings_offer_a_reason(page: CasePage) -> None:
    for row in page.reckoning.findings.rows:
        if row.item.level is not FindingLevel.WARNING or row.item.amount_out:
            assert row.item.open_keys == ()
            assert row.link.isHidden()


def test_a_lapsed_reason_is_told(case_host: RecordingHost) -> None:
    from dataclasses import replace

    from cbec_desktop.domain.finding_records import Reason
    from cbec_desktop.services.assessments import load_assessment

    hit = open_hit(case_host)
    result = load_assessment(case_host.ctx, hit.case_no)
    assert result is not None
    gone = Reason("工商档案核过", "138****2206", "刘洋", "2026-10-15T09:00:00+08:00")
    hits = tuple(
        replace(item, lapsed=gone) if item.key == hit.key else item
        for item in findings_of_case(case_host.ctx, hit.case_no)
    )
    item = next(item for item in finding_items(result.findings, hits) if hit.key in item.open_keys)
    assert "10-15 刘洋的说明" in item.reason_note
    assert "138****2206" in item.reason_note
    assert "已失效" in item.reason_note
