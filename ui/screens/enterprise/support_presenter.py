"""Other public support and honours of one enterprise: what stands, what is added, what is taken back. No Qt."""

from __future__ import annotations

from typing import Protocol

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_NUMBERS, MEASURE_SHORT
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.services import other_support
from cbec_desktop.services.other_support import (
    STATES,
    HonourEntry,
    HonourLine,
    SupportEntry,
    SupportLine,
    SupportView,
)
from ui.screen import ScreenHost

WATCHED = ("other_support", "honour", "application")
REASON_NOTE = "记录留档，不再计入；下次核算起生效。"


class SupportPanelView(Protocol):
    """What the panel must be able to show; `form` is support or honour."""

    def show_supports(self, found: SupportView) -> None: ...
    def close_form(self, form: str) -> None: ...
    def say_in_form(self, form: str, sentence: str) -> None: ...


class SupportPresenter:
    """Reads and writes; every refusal stands in its form."""

    def __init__(self, host: ScreenHost, enterprise_id: int) -> None:
        self.host = host
        self._enterprise_id = enterprise_id
        self._view: SupportPanelView | None = None
        host.watch(WATCHED, self.refresh)

    def attach(self, view: SupportPanelView) -> None:
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        ctx, enterprise_id = self.host.ctx, self._enterprise_id
        self.host.jobs.run(lambda _job: other_support.read_supports(ctx, enterprise_id), self._show)

    def add_support(self, entry: SupportEntry) -> None:
        ctx, enterprise_id = self.host.ctx, self._enterprise_id
        self.host.jobs.run(
            lambda _job: other_support.add_support(ctx, enterprise_id, entry),
            lambda _id: self._saved("support", "已登记其他财政支持，重新核算后计入。", "other_support"),
            lambda error: self._refused("support", error),
            writes=True,
        )

    def add_honour(self, entry: HonourEntry) -> None:
        ctx, enterprise_id = self.host.ctx, self._enterprise_id
        self.host.jobs.run(
            lambda _job: other_support.add_honour(ctx, enterprise_id, entry),
            lambda _id: self._saved("honour", "已登记荣誉，重新核算后核对。", "honour"),
            lambda error: self._refused("honour", error),
            writes=True,
        )

    def void_support(self, line: SupportLine) -> None:
        """Take a support back, with a reason."""
        reason = self.host.messages.ask_reason(f"作废“{line.project}”这条支持？", REASON_NOTE, "作废")
        if reason is not None:
            ctx = self.host.ctx
            self.host.jobs.run(
                lambda _job: other_support.void_support(ctx, line.record_id, line.row_version, reason),
                lambda _done: self.host.announce(("other_support",)),
                writes=True,
            )

    def void_honour(self, line: HonourLine) -> None:
        """Take an honour back, with a reason."""
        reason = self.host.messages.ask_reason(f"作废“{line.title}”这条荣誉？", REASON_NOTE, "作废")
        if reason is not None:
            ctx = self.host.ctx
            self.host.jobs.run(
                lambda _job: other_support.void_honour(ctx, line.record_id, line.row_version, reason),
                lambda _done: self.host.announce(("honour",)),
                writes=True,
            )

    def _show(self, found: SupportView) -> None:
        if self._view is not None:
            self._view.show_supports(found)

    def _saved(self, form: str, sentence: str, kind: str) -> None:
        if self._view is not None:
            self._view.close_form(form)
        self.host.messages.toast(sentence)
        self.host.announce((kind,))

    def _refused(self, form: str, error: UserError) -> None:
        if self._view is not None:
            self._view.say_in_form(form, error.message)


def support_note(line: SupportLine) -> str:
    """省 · 已获得 300,000.00 · 2025 · CYKJ-2026-M2-211302-0001 · 凭据 2621…"""
    amount = "金额未填" if line.amount is None else f"{format_yuan(line.amount)} 元"
    parts = [line.level, f"{STATES[line.state]} {amount}"]
    if line.support_year:
        parts.append(str(line.support_year))
    if line.document_no:
        parts.append(line.document_no)
    parts.append(line.case_no or "未对应案件，只提示")
    if line.cost_key:
        parts.append(f"凭据 {line.cost_key}")
    if line.is_from_workbook:
        parts.append("来自申报表")
    if line.void_reason:
        parts.append(f"已作废：{line.void_reason}")
    return " · ".join(parts)


def honour_note(line: HonourLine) -> str:
    """省 · 示范企业 · 2025-06-01 · 辽商电〔2025〕18号 · 无资金"""
    parts = [line.level, line.kind, line.awarded_on]
    if line.document_no:
        parts.append(line.document_no)
    if not line.amount:
        parts.append("无资金")
    else:
        parts.append(f"资金 {format_yuan(line.amount)} 元")
        named = line.measure_id
        parts.append(f"对应 M{MEASURE_NUMBERS[named]} {MEASURE_SHORT[named]}" if named else "未对应措施，只提示")
    if line.void_reason:
        parts.append(f"已作废：{line.void_reason}")
    return " · ".join(parts)
