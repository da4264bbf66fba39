"""The entry form without a display: what it keeps, offers back, asks, and shows beside the form."""

from __future__ import annotations

from typing import Any

import pytest

from cbec_desktop.services import drafts, entry
from cbec_desktop.services.context import Context
from tests.services.applicants import DECLARATION, HEAD, LEASE_INVOICE, good_draft, make_applicant
from tests.ui.recording_host import RecordingHost
from ui.screens.application_entry.award_panel_data import AwardPanel
from ui.screens.application_entry.presenter import ApplicationEntryPresenter
from ui.widgets.lease_grid_state import Spot


class SilentPage:
    """Remembers the last of everything it was told to show."""

    def __init__(self) -> None:
        self.shown: dict[str, tuple[Any, ...]] = {}
        self.panel: AwardPanel | None = None

    def __getattr__(self, name: str) -> Any:
        def show(*arguments: Any, **named: Any) -> None:
            self.shown[name] = arguments
            if name == "show_panel" and not named["is_old"]:
                self.panel = arguments[0]

        return show


@pytest.fixture
def host(ctx: Context) -> RecordingHost:
    return RecordingHost(ctx)


@pytest.fixture
def enterprise_id(ctx: Context) -> int:
    return make_applicant(ctx)


def opened(
    host: RecordingHost, enterprise_id: int | None, measure_id: str
) -> tuple[ApplicationEntryPresenter, SilentPage]:
    page = SilentPage()
    presenter = ApplicationEntryPresenter(host, page, enterprise_id=enterprise_id, measure_id=measure_id)
    presenter.start()
    return presenter, page


def fill(presenter: ApplicationEntryPresenter, rows: tuple[dict[str, str], ...]) -> None:
    for field, text in HEAD.items():
        presenter.set_head(field, text)
    presenter.lines[0].load(rows)
    presenter.edited()
    presenter.recalculate()


def test_the_panel_shows_the_award_with_the_step_that_bit(host: RecordingHost, enterprise_id: int) -> None:
    presenter, page = opened(host, enterprise_id, "customs_agency_fee")
    fill(presenter, ({**DECLARATION, "fee_amount": "1300", "paid_amount": "1300"},))
    assert page.panel is not None
    assert (page.panel.award, page.panel.words) == ("500", "人民币伍佰元整")
    assert [step.label for step in page.panel.steps if step.is_binding] == ["每单上限"]
    assert presenter.lines[0].state.results[0].text == "500.00"
    assert presenter.lines[0].state.results[0].tone == "accent"
    assert any("高于核算额" in item.text and "4,000" in item.text for item in page.panel.todo)


def test_a_line_that_does_not_count_says_why(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "customs_agency_fee")
    fill(presenter, (DECLARATION, {**DECLARATION, "declaration_no": "080020260123456790", "supervision_mode": "0110"}))
    result = presenter.lines[0].state.results[1]
    assert (result.text, result.tone) == ("不计", "warn")
    assert "R17" in result.reason


def test_leases_show_what_counts_and_their_own_award(host: RecordingHost, enterprise_id: int) -> None:
    entry.submit_application(host.ctx, good_draft(host.ctx, "customs_agency_fee", enterprise_id))
    presenter, page = opened(host, enterprise_id, "premises_rent")
    personal = {**LEASE_INVOICE, "invoice_no": "26212000000210033102", "payment_method": "个人支付"}
    fill(presenter, (LEASE_INVOICE, personal))
    state = presenter.lines[0].state
    assert state.results[Spot(0)].text == "9,000.00"
    assert state.results[Spot(0)].tone == "accent"
    assert [state.counted[Spot(0, at)].text for at in range(2)] == ["43,200.00", "不计"]
    assert page.panel is not None
    assert page.panel.award == "9,000"


def test_a_draft_is_offered_back_after_a_crash_and_goes_on(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "premises_rent")
    fill(presenter, ({**LEASE_INVOICE, "rent_amount": "1,2.3"},))
    presenter.save_draft(is_asked=False)
    assert not presenter.is_dirty
    again, page = opened(host, None, "customs_agency_fee")
    (saved,) = page.shown["offer_drafts"][0]
    again.resume(saved)
    assert again.current_draft() == presenter.current_draft()
    assert again.lines[0].state.faults()[0][2].message


def test_nothing_is_saved_while_nothing_changed(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "premises_rent")
    presenter.save_draft(is_asked=False)
    assert drafts.offered_drafts(host.ctx, entry.SCREEN) == []
    assert presenter.may_close()
    assert drafts.offered_drafts(host.ctx, entry.SCREEN) == []


def test_closing_keeps_what_was_typed_as_a_draft(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "customs_agency_fee")
    presenter.set_head("claimed_amount", "4500")
    assert host.titles[-1] == "新建申报 •"
    assert presenter.may_close()
    assert [saved.payload["head"] for saved in drafts.offered_drafts(host.ctx, entry.SCREEN)] == [
        {"claimed_amount": "4,500.00"}
    ]
    assert presenter.discard()
    assert drafts.offered_drafts(host.ctx, entry.SCREEN) == []


def test_another_measure_asks_before_lines_are_lost(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "customs_agency_fee")
    fill(presenter, (DECLARATION,))
    host.messages.answer = False
    presenter.choose_measure("premises_rent")
    assert presenter.draft.measure_id == "customs_agency_fee"
    host.messages.answer = True
    presenter.choose_measure("premises_rent")
    assert [lines.sheet.name for lines in presenter.lines] == ["房屋租赁"]
    assert presenter.draft.head["claimed_amount"] == "4,500.00"


def test_submitting_opens_the_case(host: RecordingHost, enterprise_id: int) -> None:
    presenter, _ = opened(host, enterprise_id, "customs_agency_fee")
    fill(presenter, (DECLARATION,))
    presenter.submit()
    assert host.opened[0] == ("case", {"case_no": "CYKJ-2026-M5-211302-0001"})
    assert host.opened[1][0] == "close"
    assert "application" in host.announced


def test_a_store_that_cannot_be_written_keeps_the_form(
    host: RecordingHost, enterprise_id: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    from cbec_desktop.domain.errors import UserError
    from db.unit_of_work import Work

    presenter, _ = opened(host, enterprise_id, "customs_agency_fee")
    fill(presenter, (DECLARATION,))

    def full(_work: Work) -> frozenset[str]:
        raise UserError("磁盘已满，没有保存。请清理后再提交。", "store_full")

    monkeypatch.setattr(Work, "commit", full)
    presenter.submit()
    assert host.messages.refusals == ["磁盘已满，没有保存。请清理后再提交。"]
    assert presenter.lines[0].rows() == (dict(DECLARATION),)
    assert host.opened == []


def test_empty_cells_are_only_named_after_the_clerk_wanted_to_hand_in(host: RecordingHost, enterprise_id: int) -> None:
    presenter, page = opened(host, enterprise_id, "customs_agency_fee")
    presenter.lines[0].load([{"declaration_no": DECLARATION["declaration_no"]}])
    presenter.recalculate()
    assert presenter.lines[0].state.faults() == []
    presenter.submit()
    assert len(presenter.lines[0].state.faults()) > 5
    assert page.shown["focus_field"] == ("claimed_amount",)
