"""额度台账: households, lines by measure, the effect before a decision; the page draws it all."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date

import pytest
from PySide6.QtCore import Qt
from PySide6.QtWidgets import QApplication, QLabel, QPushButton
from pytestqt.qtbot import QtBot

from cbec_desktop.domain.ledger_records import (
    AffiliateProposal,
    AffiliationEffect,
    CapLine,
    CapUse,
    EffectCase,
    Household,
)
from cbec_desktop.services.context import Context
from db.models.enterprise import Enterprise
from db.unit_of_work import open_work
from tests.ui.recording_host import RecordingHost
from ui.look import dress
from ui.screens.caps.display import cap_parts, effect_lines, effect_sentence, line_rows, percent_used, whole_yuan
from ui.screens.caps.presenter import CapsPresenter
from ui.screens.caps.view import build_page


class Seen:
    """What a presenter showed."""

    def __init__(self) -> None:
        self.households: Sequence[Household] = ()
        self.household: Household | None = None
        self.lines: Sequence[CapLine] = ()
        self.measures: Sequence[str] = ()
        self.counts: Sequence[int] = ()
        self.effects: list[AffiliationEffect] = []
        self.scopes = ""

    def show_scopes(self, text: str) -> None:
        self.scopes = text

    def show_tabs(self, counts: Sequence[int], current: int) -> None:
        self.counts = counts

    def show_households(self, households: Sequence[Household], current: int) -> None:
        self.households = households

    def show_household(self, household: Household | None, year: int) -> None:
        self.household = household

    def show_lines(self, lines: Sequence[CapLine], only: str, measures: Sequence[str]) -> None:
        self.lines, self.measures = lines, measures

    def show_effect(self, pair: AffiliateProposal, effect: AffiliationEffect) -> None:
        self.effects.append(effect)


@pytest.fixture
def host(assessed_ctx: Context) -> RecordingHost:
    """Two applicants of the assessed store have one legal representative."""
    with open_work(assessed_ctx.store, actor=assessed_ctx.actor, action="prepare") as work:
        for enterprise_id in _two_applicants(assessed_ctx):
            work.load(Enterprise, enterprise_id).legal_representative = "佟立新"
        work.commit()
    return RecordingHost(assessed_ctx)


def _two_applicants(ctx: Context) -> list[int]:
    from cbec_desktop.jobs import JobContext
    from cbec_desktop.services.caps_ledger import read_caps

    ledger = read_caps(ctx, 2026, None, JobContext())
    return [household.members[0].enterprise_id for household in ledger.households[:2]]


def opened(host: RecordingHost) -> tuple[CapsPresenter, Seen]:
    seen = Seen()
    presenter = CapsPresenter(host)
    presenter.attach(seen)
    return presenter, seen


def test_the_fullest_comes_first_and_lines_follow_the_choice(host: RecordingHost) -> None:
    presenter, seen = opened(host)
    assert seen.household is seen.households[0]
    assert seen.scopes == "口径 A20 按申报年度，A21 单户"
    assert len(seen.lines) == len(seen.households[0].lines)
    presenter.select(1)
    assert seen.household is seen.households[1]
    presenter.choose_measure(seen.measures[0])
    assert {line.measure_id for line in seen.lines} == {seen.measures[0]}
    presenter.open_case(seen.lines[0].case_no)
    assert host.opened[-1] == ("case", {"case_no": seen.lines[0].case_no})


def test_a_day_before_intake_and_another_year_are_empty(host: RecordingHost) -> None:
    presenter, seen = opened(host)
    presenter.choose_day(date(2026, 1, 1))
    assert not any(household.lines for household in seen.households)
    presenter.choose_day(None)
    assert any(household.lines for household in seen.households)
    presenter.choose_year(2027)
    assert not any(household.lines for household in seen.households)


def test_find_by_name_and_by_the_end_of_a_code(host: RecordingHost) -> None:
    presenter, seen = opened(host)
    member = seen.households[2].members[0]
    presenter.find(member.credit_code[-6:].lower())
    assert [household.members[0] for household in seen.households] == [member]
    presenter.find("没有这家")
    assert seen.households == []
    assert host.status == ("没有单户",)


def test_the_effect_comes_before_the_decision_and_the_decision_joins(host: RecordingHost) -> None:
    presenter, seen = opened(host)
    presenter.open_proposals()
    assert seen.counts[2] >= 2
    assert seen.household is not None
    pair = next(pair for pair in seen.household.affiliates if not pair.decision)
    presenter.look_at_effect(pair)
    assert len(seen.effects) == 1
    presenter.decide(pair, "confirmed", "")
    assert host.messages.refusals == ["请写明认定的依据，例如股权关系、实际控制人或企业说明。"]
    presenter.decide(pair, "confirmed", "同一实际控制人")
    presenter.choose_tab(0)
    joined = next(household for household in seen.households if len(household.members) == 2)
    decided = next(pair for pair in joined.affiliates if pair.decision)
    presenter.end(decided)
    assert all(len(household.members) == 1 for household in seen.households)


def test_the_arithmetic_of_the_picture() -> None:
    effect = AffiliationEffect(
        3,
        (("customs_agency_fee", 5_000_000, (3_140_000, 1_800_000)),),
        (EffectCase("CYKJ-2026-M5-211302-0021", "customs_agency_fee", 322_500, 60_000),),
    )
    assert effect_lines(effect) == [
        ("M5 已批复", "31,400 + 18,000 = 49,400"),
        ("M5 余", "50,000 − 49,400 = 600"),
        ("M5-211302-0021", "3,225 → 600"),
    ]
    assert effect_sentence(effect) == "合计减 2,625 元，原因 J05 单户上限。已批复的不动。"
    over = AffiliationEffect(2, (("customs_agency_fee", 5_000_000, (5_000_000, 609_800)),), ())
    assert effect_lines(over)[1] == ("M5 余", "50,000 − 56,098 = 0（已超 6,098）")
    assert effect_sentence(over) == "没有案件的金额会变。已批复的不动。"


def line(measure_id: str, amount: int, state: str = "effective") -> CapLine:
    return CapLine("2026-07-10", "CYKJ-2026-M4-211302-0005", "企业", measure_id, 2026, "批复", "", amount, 0, state)


def test_a_total_stands_only_below_one_measure() -> None:
    lines = [line("premises_rent", 1_740_000, "reversed"), line("premises_rent", -1_740_000, "reversal")]
    assert [row.back for row in line_rows(lines, "")] == ["", ""]
    total = line_rows(lines, "premises_rent")[-1]
    assert (total.back, total.cells[3].text) == ("total", "0")
    assert line_rows(lines, "")[1].cells[3].text == "−17,400"


def test_whole_yuan_percent_and_parts() -> None:
    assert [whole_yuan(fen) for fen in (0, 123_456_700, -60_000, 150)] == ["0", "1,234,567", "−600", "1.50"]
    cap = CapUse("customs_agency_fee", 5_000_000, "year", 3_140_000, 322_500)
    assert percent_used(cap) == "69.2%"
    assert [part.tone for part in cap_parts(cap)] == ["used", "pending"]
    over = CapUse("customs_agency_fee", 5_000_000, "year", 5_609_800, 0)
    assert [part.share for part in cap_parts(over)] == [1]


def test_the_page_decides_only_after_the_effect(qtbot: QtBot, qapp: QApplication, host: RecordingHost) -> None:
    dress(qapp)
    page = build_page(host)
    qtbot.addWidget(page)
    page.resize(1190, 700)
    page.show()
    page.presenter.open_proposals()

    def button(text: str) -> QPushButton | None:
        qapp.processEvents()  # widgets of a new layout show themselves when the loop comes round
        found = (made for made in page.side_panel.findChildren(QPushButton) if made.text() == text)
        return next((made for made in found if made.isVisibleTo(page)), None)

    assert button("认定为同一单户") is None
    effect = button("看合并后的影响")
    assert effect is not None
    qtbot.mouseClick(effect, Qt.MouseButton.LeftButton)
    texts = {made.text() for made in page.side_panel.findChildren(QLabel)}
    assert "认定后 2 家合为一个单户" in texts
    page.side_panel.reason.setPlainText("同一实际控制人")
    confirm = button("认定为同一单户")
    assert confirm is not None
    qtbot.mouseClick(confirm, Qt.MouseButton.LeftButton)
    assert "已认定为同一单户，重新核算后生效。" in host.messages.toasts
    page.resize(1003, 560)
    assert page.lines.model().columnCount() == 6
