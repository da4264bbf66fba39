"""The side panel of the entry page keeps everything inside itself, however much there is to mend."""

from __future__ import annotations

import pytest
from PySide6.QtWidgets import QApplication, QWidget
from pytestqt.qtbot import QtBot

from cbec_desktop.services.entry_workbook import EntryProblem
from ui.look import dress
from ui.screens.application_entry.award_panel import AwardPanelView
from ui.screens.application_entry.award_panel_data import AwardPanel, PanelStep, TodoItem


@pytest.mark.parametrize("factor", [1.0, 1.2, 1.4])
def test_many_faults_leave_the_panel_whole(factor: float, qtbot: QtBot, qapp: QApplication) -> None:
    """With its scroll bar shown nothing is cut at the right: the chip 试算 and each 去改 stand inside."""
    dress(qapp, factor)
    view = AwardPanelView()
    qtbot.addWidget(view)
    view.resize(view.width(), 420)
    view.show()
    problem = EntryProblem("报关明细", 0, "declaration_no", "error", "报关单（清单）号 应为 18 位")
    item = TodoItem("err", "发票已在 CYKJ-2026-M4-211302-0002 使用，不能再用，请核对", problem)
    step = PanelStep(
        "逐单乘比例（HT-2026-00000012 办公）", "1,234,567.89", "Σ min（每张发票的代理费 × 50%，500.00）", True
    )
    view.show_panel(AwardPanel("1,234,567.00", "壹佰贰拾叁万元整", "", (step,) * 5, (item,) * 14, 14), is_old=False)
    for _ in range(5):
        qapp.processEvents()
    assert view.area.verticalScrollBar().isVisible()
    body = view.area.widget()
    assert body.width() <= view.area.viewport().width()
    for part in body.findChildren(QWidget):
        if part.isVisible():
            assert part.mapTo(body, part.rect().topRight()).x() < view.area.viewport().width(), part
