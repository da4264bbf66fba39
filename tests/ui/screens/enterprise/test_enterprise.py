"""企业: the page shows the facts, words its history, opens the cases."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton, QWidget
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.case_records import FieldChange, HistoryEntry
from cbec_desktop.domain.enterprise_records import EnterpriseView
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.enterprise.presenter import EnterprisePresenter
from ui.screens.enterprise.view import build_page


class Seen:
    def __init__(self) -> None:
        self.found: list[EnterpriseView] = []
        self.missing: list[str] = []

    def show_enterprise(self, found: EnterpriseView) -> None:
        self.found.append(found)

    def show_missing(self, sentence: str) -> None:
        self.missing.append(sentence)


def test_presenter_names_the_tab_and_reads_again(case_host: RecordingHost) -> None:
    seen = Seen()
    presenter = EnterprisePresenter(case_host, 1)
    presenter.attach(seen)
    assert case_host.titles == [seen.found[0].name]
    assert presenter.fact("county") == "双塔区"
    case_host.announce({"contact"})
    assert len(seen.found) == 2


def test_missing_enterprise_is_said(case_host: RecordingHost) -> None:
    seen = Seen()
    EnterprisePresenter(case_host, 4711).attach(seen)
    assert "没有这家企业" in seen.missing[0]


def test_changes_are_told_in_words(case_host: RecordingHost) -> None:
    changes = (
        FieldChange("enterprise", "county_code", "211302", "211381"),
        FieldChange("contact", "mobile", None, "139****7715"),
        FieldChange("enterprise", "is_pending_registration", "1", "0"),
    )
    lines = EnterprisePresenter(case_host, 1).history_lines(HistoryEntry("audit", "", "", "", changes=changes))
    assert lines == ["所属县区：双塔区 → 北票市", "联系人 手机：139****7715", "待补登记：是 → 否"]


def test_page_shows_facts_and_opens_cases(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(case_host, enterprise_id=1)
    qtbot.addWidget(page)
    page.resize(1190, 660)
    page.show()
    found = page.presenter.found
    assert found is not None
    texts = {made.text() for made in page.findChildren(QLabel)}
    assert {found.name, found.credit_code, "企业信息", "联系人", "收款账户", "改动历史"} <= texts
    link = next(made for made in page.findChildren(QPushButton) if made.text() == found.applications[0].case_no)
    link.click()
    assert case_host.opened[-1] == ("case", {"case_no": found.applications[0].case_no})


def test_support_and_honours_are_entered_and_taken_back(
    qtbot: QtBot, qapp: QApplication, case_host: RecordingHost
) -> None:
    """A refusal stands in the form; what was saved stands in the card with its facts; a void one keeps its reason."""
    dress(qapp)
    page = build_page(case_host, enterprise_id=1)
    qtbot.addWidget(page)
    page.show()
    panel = page.supports
    panel.add_support.click()
    panel.support_form.save_button.click()
    assert panel.support_form.sentence.text() == "请选择级别：国家、省、市、县。"
    panel.level.setCurrentText("省")
    panel.project.setText("外贸发展资金")
    panel.state.setCurrentText("已获得")
    panel.amount.setText("3,000.005")
    panel.amount.editingFinished.emit()
    panel.support_form.save_button.click()
    assert "两位小数" in panel.support_form.sentence.text()
    panel.amount.setText("3,000")
    panel.amount.editingFinished.emit()
    panel.year.setText("二六")
    panel.support_form.save_button.click()
    assert "不是年份" in panel.support_form.sentence.text()
    panel.year.setText("2026")
    panel.support_form.save_button.click()
    assert panel.support_form.isHidden()
    assert "省 · 已获得 3,000.00 元 · 2026 · 未对应案件，只提示" in texts_of(page)
    panel.add_honour.click()
    panel.kind.setCurrentText("示范企业")
    panel.title.setText("2025年省级示范企业")
    panel.honour_level.setCurrentText("省")
    panel.awarded_on.setText("2025-06-01")
    panel.awarded_on.editingFinished.emit()
    panel.honour_form.save_button.click()
    assert "省 · 示范企业 · 2025-06-01 · 无资金" in texts_of(page)
    void = next(made for made in panel.findChildren(QPushButton) if made.text() == "作废")
    void.click()
    assert any(text.endswith("已作废：原因") for text in texts_of(page))
    assert {"other_support", "honour"} <= case_host.announced


def texts_of(page: QWidget) -> set[str]:
    return {made.text() for made in page.findChildren(QLabel)}
