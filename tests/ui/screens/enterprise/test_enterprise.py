"""企业: the page shows the facts, words its history, opens the cases."""

from __future__ import annotations

from PySide6.QtWidgets import QApplication, QLabel, QPushButton
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
