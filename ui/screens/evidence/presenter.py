"""凭据台账: invoices, declarations, manifests and leases with their uses; red-letter invoices are entered. No Qt."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import date
from decimal import Decimal
from typing import Protocol

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.ledger_records import EvidenceItem
from cbec_desktop.domain.texts import fold_name
from cbec_desktop.services import evidence_ledger
from cbec_desktop.services.evidence_ledger import ReversalEntry
from ui.screen import ScreenHost
from ui.screens.evidence.display import amount_text, count_text

WATCHED = (
    "application", "expense_line", "lease", "lease_invoice", "customs_declaration", "invoice_reversal", "enterprise",
    "parameter_set", "other_support", "honour", "assessment", "supporting_document",
)  # fmt: skip
Test = Callable[[EvidenceItem], bool]
TABS: tuple[tuple[str, Test], ...] = (
    ("全部", lambda _item: True),
    ("发票", lambda item: item.kind == "invoice"),
    ("报关单", lambda item: item.kind == "declaration"),
    ("清单", lambda item: item.kind == "manifest"),
    ("租约", lambda item: item.kind == "lease"),
    ("多处使用", lambda item: len(item.uses) > 1),
    ("有冲突", lambda item: item.state == "conflict"),
    ("已用完", lambda item: item.state == "used_up"),
    ("红字作废", lambda item: bool(item.reversals)),
)
KIND_TABS = 5
"""Tabs before the rule: what it is; behind it: what became of it."""


class EvidenceView(Protocol):
    """What the page must be able to show."""

    def show_tabs(self, counts: Sequence[int], current: int) -> None: ...
    def show_items(self, items: Sequence[EvidenceItem]) -> None: ...
    def show_item(self, item: EvidenceItem | None) -> None: ...
    def show_form(self, invoice_no: str) -> None: ...
    def hide_form(self) -> None: ...
    def say_in_form(self, sentence: str) -> None: ...


class EvidencePresenter:
    """Holds the ledger as read; filters are plain tests over it."""

    def __init__(self, host: ScreenHost, number: str = "") -> None:
        self.host = host
        self.items: Sequence[EvidenceItem] = ()
        self.shown: Sequence[EvidenceItem] = ()
        self.current: EvidenceItem | None = None
        self.number, self.party, self.tab = number, "", 0
        self._view: EvidenceView | None = None
        host.watch(WATCHED, self.refresh)

    def attach(self, view: EvidenceView) -> None:
        """The widgets stand: read the ledger."""
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Records changed: let the evidence compete again."""
        ctx = self.host.ctx
        self.host.jobs.run(lambda job: evidence_ledger.read_evidence(ctx, job), self._arrived, title="核对凭据")

    def choose_tab(self, number: int) -> None:
        self.tab = number
        self._filter()

    def find(self, number: str, party: str) -> None:
        """Part of a number (its end too) and part of a seller's, lessor's or firm's name."""
        self.number, self.party = number.strip(), party.strip()
        self._filter()

    def reset(self) -> None:
        self.number = self.party = ""
        self.tab = 0
        self._filter()

    def select(self, place: object) -> None:
        """A row of the table is current."""
        if isinstance(place, int) and 0 <= place < len(self.shown):
            self.current = self.shown[place]
            if self._view is not None:
                self._view.show_item(self.current)
            self._show_status()

    def open_first_use(self, place: object) -> None:
        """Enter on a row: the case that used it first."""
        if isinstance(place, int) and 0 <= place < len(self.shown) and self.shown[place].uses:
            self.open_case(self.shown[place].uses[0].case_no)

    def open_case(self, case_no: str) -> None:
        self.host.open("case", case_no=case_no)

    def start_reversal(self) -> None:
        """The form, with the number of the invoice in view."""
        item = self.current
        is_invoice = item is not None and item.kind == "invoice" and item.state not in ("red", "void")
        if self._view is not None:
            self._view.show_form(item.number.split("-")[-1] if item is not None and is_invoice else "")

    def save_reversal(
        self,
        kind: str,
        invoice_no: str,
        invoice_code: str,
        red_letter_no: str,
        amount: Decimal | None,
        issued_on: date | None,
        reason: str,
    ) -> None:
        """Enter what was typed; a refusal stands in the form, nothing is saved then."""
        entry = ReversalEntry(kind, invoice_code, invoice_no, red_letter_no, amount, issued_on, reason)
        ctx = self.host.ctx
        self.host.jobs.run(
            lambda _job: evidence_ledger.record_reversal(ctx, entry), self._saved, self._refused_form, writes=True
        )

    def cancel_form(self) -> None:
        if self._view is not None:
            self._view.hide_form()

    def withdraw(self, record_id: int, row_version: int) -> None:
        """An entry that was wrong is taken back with a reason; it is not erased."""
        reason = self.host.messages.ask_reason(
            "撤销这条红字（作废）登记？", "登记留档，不再冲减原发票；下次核算按原发票金额。", "撤销登记"
        )
        if reason is None:
            return
        ctx = self.host.ctx

        def done(_result: None) -> None:
            self.host.messages.toast("已撤销登记。请重新核算受影响的案件。")
            self.host.announce(("invoice_reversal",))

        self.host.jobs.run(
            lambda _job: evidence_ledger.withdraw_reversal(ctx, record_id, row_version, reason), done, writes=True
        )

    def _saved(self, _record_id: int) -> None:
        if self._view is not None:
            self._view.hide_form()
        self.host.messages.toast("已登记，下次核算起冲减原发票。")
        self.host.announce(("invoice_reversal",))

    def _refused_form(self, error: UserError) -> None:
        if self._view is not None:
            self._view.say_in_form(error.message)

    def _arrived(self, items: Sequence[EvidenceItem]) -> None:
        self.items = items
        self._filter()

    def _filter(self) -> None:
        party = fold_name(self.party)
        found = [item for item in self.items if self._matches(item, party)]
        counts = [sum(1 for item in found if test(item)) for _title, test in TABS]
        self.shown = [item for item in found if TABS[self.tab][1](item)]
        kept = self.current.key if self.current is not None else None
        self.current = next((item for item in self.shown if item.key == kept), self.shown[0] if self.shown else None)
        if self._view is not None:
            self._view.show_tabs(counts, self.tab)
            self._view.show_items(self.shown)
            self._view.show_item(self.current)
        self._show_status()

    def _matches(self, item: EvidenceItem, party: str) -> bool:
        if self.number and self.number not in item.number:
            return False
        names = (item.seller, item.buyer, *(use.enterprise for use in item.uses))
        return not party or any(party in fold_name(name) for name in names)

    def _show_status(self) -> None:
        parts = [f"共 **{len(self.shown):,}** 件"]
        item = self.current
        if item is not None and item.state != "red":
            parts.append(
                f"已选 **1** 件   可用 **{amount_text(item, item.available)}**   "
                f"已用 **{amount_text(item, item.used)}**   余 **{amount_text(item, item.left)}**"
                + (" 元" if item.is_money else "")
            )
        conflicts = sum(1 for each in self.shown if each.state == "conflict")
        if conflicts:
            parts.append(f"有冲突 **{count_text(conflicts)}** 件")
        self.host.set_status([*parts, "Enter 打开案件   只冲销，不删除"])
