"""凭据台账: filters, what a row opens, the reversal form; the page draws it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from PySide6.QtCore import Qt
from PySide6.QtTest import QAbstractItemModelTester
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.ledger_records import EvidenceItem, EvidenceUseLine
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.evidence.display import amounts_line, bar_parts, item_row, use_sentence
from ui.screens.evidence.presenter import TABS, EvidencePresenter
from ui.screens.evidence.view import build_page


class Seen:
    """What a presenter showed."""

    def __init__(self) -> None:
        self.counts: Sequence[int] = ()
        self.items: Sequence[EvidenceItem] = ()
        self.item: EvidenceItem | None = None
        self.forms: list[str] = []
        self.said: list[str] = []

    def show_tabs(self, counts: Sequence[int], current: int) -> None:
        self.counts = counts

    def show_items(self, items: Sequence[EvidenceItem]) -> None:
        self.items = items

    def show_item(self, item: EvidenceItem | None) -> None:
        self.item = item

    def show_form(self, invoice_no: str) -> None:
        self.forms.append(invoice_no)

    def hide_form(self) -> None:
        self.forms.append("hidden")

    def say_in_form(self, sentence: str) -> None:
        self.said.append(sentence)


def opened(host: RecordingHost) -> tuple[EvidencePresenter, Seen]:
    seen = Seen()
    presenter = EvidencePresenter(host)
    presenter.attach(seen)
    return presenter, seen


def test_tabs_count_and_narrow(case_host: RecordingHost) -> None:
    presenter, seen = opened(case_host)
    assert seen.counts[0] == len(seen.items) == sum(seen.counts[1:5])
    presenter.choose_tab(2)
    assert {item.kind for item in seen.items} == {"declaration"}
    assert len(seen.items) == seen.counts[2]
    presenter.choose_tab([title for title, _test in TABS].index("有冲突"))
    assert seen.items == []
    assert seen.item is None


def test_numbers_are_found_by_their_end_and_firms_by_a_part(case_host: RecordingHost) -> None:
    presenter, seen = opened(case_host)
    first = seen.items[0]
    presenter.find(first.number[-6:], "")
    assert first in seen.items
    assert len(seen.items) < seen.counts[0] or seen.counts[0] == 1
    presenter.find("", first.uses[0].enterprise[2:6])
    assert all(first.uses[0].enterprise[2:6] in f"{item.seller}{item.buyer}" for item in seen.items)
    presenter.reset()
    assert len(seen.items) == len(presenter.items)


def test_a_row_opens_the_case_of_its_first_use(case_host: RecordingHost) -> None:
    presenter, seen = opened(case_host)
    presenter.select(1)
    assert seen.item is seen.items[1]
    presenter.open_first_use(1)
    assert case_host.opened[-1] == ("case", {"case_no": seen.items[1].uses[0].case_no})


def test_a_red_letter_is_entered_and_withdrawn(case_host: RecordingHost) -> None:
    presenter, seen = opened(case_host)
    presenter.choose_tab(1)
    presenter.select(0)
    invoice = seen.items[0]
    presenter.start_reversal()
    assert seen.forms == [invoice.number]
    typed = (invoice.number, "", "26212000000120901145")
    presenter.save_reversal("red_letter", *typed, Decimal("-1"), date(2026, 7, 3), "销货退回")
    assert seen.said == ["红字金额请填大于 0 的数（元），不用写负号。"]
    presenter.save_reversal("red_letter", *typed, Decimal("600"), date(2026, 7, 3), "销货退回")
    assert seen.forms[-1] == "hidden"
    assert "invoice_reversal" in case_host.announced
    reduced = next(item for item in presenter.items if item.number == invoice.number)
    assert invoice.available is not None
    assert reduced.available == invoice.available - 60_000
    assert seen.counts[8] == 2
    presenter.withdraw(reduced.reversals[0].record_id, reduced.reversals[0].row_version)
    assert seen.counts[8] == 0


def use(state: str, counted: int, **more: object) -> EvidenceUseLine:
    values = {"claimed": counted, "sentence": "", "code": "", **more}
    return EvidenceUseLine(
        state, "CYKJ-2026-M5-211302-0009", "报关明细 第 3 行", "辽宁燕都", "91", "211302", "customs_agency_fee", 2026,
        counted=counted, taken_in_on="2026-06-12", status="approved", **values,  # type: ignore[arg-type]
    )  # fmt: skip


def test_unknown_is_a_dash_and_never_zero() -> None:
    unknown = EvidenceItem(
        "invoice", "1", "1", "出租方", "企业", "", None, None, 720_000, "available", (use("first", 720_000),)
    )
    texts = [cell.text for cell in item_row(unknown, 0).cells]
    assert texts[2:5] == ["—", "7,200.00", "—"]
    assert amounts_line(unknown) == "价税合计 未填　可用 —"
    assert bar_parts(unknown) == []


def test_a_refused_use_says_its_code_and_sentence() -> None:
    refused = use("refused", 0, claimed=200_000, code="R11", sentence="这张发票已由辽宁燕都首次使用。")
    assert use_sentence(refused) == "R11：这张发票已由辽宁燕都首次使用。"


def test_the_page_draws_ledger_item_and_form(qtbot: QtBot, qapp: QApplication, case_host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(case_host)
    qtbot.addWidget(page)
    page.resize(1190, 700)
    page.show()
    QAbstractItemModelTester(page.table.model(), QAbstractItemModelTester.FailureReportingMode.Fatal, page)
    assert page.table.model().rowCount() == len(page.presenter.items)
    first = page.presenter.items[0]
    texts = {made.text() for made in page.panel.findChildren(QLabel)}
    assert {f"发票 {first.number}", "先用先得"} <= texts
    button = next(made for made in page.findChildren(QPushButton) if made.text() == "登记红字发票")
    qtbot.mouseClick(button, Qt.MouseButton.LeftButton)
    assert page.side_panel.currentWidget() is page.form
    assert page.form.invoice_no.text() == first.number
    qtbot.mouseClick(page.form.save_button, Qt.MouseButton.LeftButton)
    assert "红字发票号码" in page.form.sentence.text()
    page.form.kind.setCurrentIndex(1)
    assert not page.form.red_letter_no.isVisible()
    page.presenter.cancel_form()
    assert page.side_panel.currentWidget() is page.panel
    page.resize(1003, 560)
    assert page.table.isColumnHidden(5)
