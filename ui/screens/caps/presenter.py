"""额度台账: what each 单户 has used of each cap, and which firms count as one. No Qt."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from cbec_desktop.domain.ledger_records import AffiliateProposal, AffiliationEffect, CapLine, Household
from cbec_desktop.domain.texts import fold_name
from cbec_desktop.services import affiliates, caps_ledger
from cbec_desktop.services.caps_ledger import CapsLedger, fullest_cap
from ui.screen import ScreenHost
from ui.screens.caps.display import scopes_line, short_measure, whole_yuan

WATCHED = (
    "application", "application_event", "assessment", "enterprise", "contact", "payee_account", "affiliation",
    "parameter_set",
)  # fmt: skip
TABS = ("全部", "已满", "待认定")


class CapsView(Protocol):
    """What the page must be able to show."""

    def show_scopes(self, text: str) -> None: ...
    def show_tabs(self, counts: Sequence[int], current: int) -> None: ...
    def show_households(self, households: Sequence[Household], current: int) -> None: ...
    def show_household(self, household: Household | None, year: int) -> None: ...
    def show_lines(self, lines: Sequence[CapLine], only: str, measures: Sequence[str]) -> None: ...
    def show_effect(self, pair: AffiliateProposal, effect: AffiliationEffect) -> None: ...


class CapsPresenter:
    """Holds the ledger of one year as at a day."""

    def __init__(self, host: ScreenHost) -> None:
        self.host = host
        self.year = host.award_year
        self.day: date | None = None
        self.text, self.tab, self.only = "", 0, ""
        self.ledger: CapsLedger | None = None
        self.shown: Sequence[Household] = ()
        self.current: Household | None = None
        self._view: CapsView | None = None
        host.watch(WATCHED, self.refresh)
        host.watch(("award_year",), lambda: self.choose_year(host.award_year))

    def attach(self, view: CapsView) -> None:
        self._view = view
        self.refresh()

    def refresh(self) -> None:
        """Read the ledger anew; the 单户 in view stays in view."""
        ctx, year, day = self.host.ctx, self.year, self.day
        self.host.jobs.run(lambda job: caps_ledger.read_caps(ctx, year, day, job), self._arrived)

    def choose_year(self, year: int) -> None:
        if year != self.year:
            self.year = year
            self.refresh()

    def choose_day(self, day: object) -> None:
        """The ledger as it stood at the end of a day; None is today."""
        self.day = day if isinstance(day, date) else None
        self.refresh()

    def choose_tab(self, number: int) -> None:
        self.tab = number
        self._filter()

    def find(self, text: str) -> None:
        """Part of a name, or the end of a credit code, of any firm of a 单户."""
        self.text = text.strip()
        self._filter()

    def select(self, place: object) -> None:
        """A 单户 in the list at the left."""
        if isinstance(place, int) and 0 <= place < len(self.shown) and self.shown[place] is not self.current:
            self.current, self.only = self.shown[place], ""
            self._show_current()

    def choose_measure(self, measure_id: str) -> None:
        """Lines of one measure, or of all ("")."""
        self.only = measure_id
        self._show_lines()

    def open_case(self, case_no: object) -> None:
        if case_no:
            self.host.open("case", case_no=str(case_no))

    def open_proposals(self) -> None:
        """The button in the head: those with a pair to decide."""
        self.choose_tab(TABS.index("待认定"))

    def look_at_effect(self, pair: AffiliateProposal) -> None:
        """What confirming would do to the cases now, before anything is decided."""
        ctx = self.host.ctx

        def arrived(effect: AffiliationEffect) -> None:
            if self._view is not None:
                self._view.show_effect(pair, effect)

        self.host.jobs.run(
            lambda job: affiliates.affiliation_effect(ctx, pair.first.enterprise_id, pair.second.enterprise_id, job),
            arrived,
            title="测算合并后的影响",
        )

    def decide(self, pair: AffiliateProposal, decision: str, reason: str) -> None:
        """Confirm or reject a pair, once."""
        ctx = self.host.ctx

        def done(_result: None) -> None:
            word = "已认定为同一单户，重新核算后生效。" if decision == affiliates.CONFIRMED else "已记为不是关联。"
            self.host.messages.toast(word)
            self.host.announce(("affiliation",))

        self.host.jobs.run(
            lambda _job: affiliates.decide_affiliation(
                ctx, pair.first.enterprise_id, pair.second.enterprise_id, decision, reason
            ),
            done,
            writes=True,
        )

    def end(self, pair: AffiliateProposal) -> None:
        """A decision that no longer holds ends, with a reason."""
        if pair.affiliation_id is None:
            return
        reason = self.host.messages.ask_reason(
            f"终止“{pair.first.name}”与“{pair.second.name}”的认定？",
            "原认定留档；两家重新列为待认定，下次核算起按新的单户计算。",
            "终止认定",
        )
        if reason is None:
            return
        ctx, record_id, version = self.host.ctx, pair.affiliation_id, pair.row_version
        self.host.jobs.run(
            lambda _job: affiliates.end_affiliation(ctx, record_id, version, reason),
            lambda _result: self.host.announce(("affiliation",)),
            writes=True,
        )

    def _arrived(self, ledger: CapsLedger) -> None:
        self.ledger = ledger
        if self._view is not None:
            self._view.show_scopes(scopes_line(ledger.scopes))
        self._filter()

    def _filter(self) -> None:
        if self.ledger is None:
            return
        found = [household for household in self.ledger.households if self._matches(household)]
        by_tab = [found, [item for item in found if is_full(item)], [item for item in found if item.open_proposals]]
        self.shown = by_tab[self.tab]
        key = self.current.key if self.current is not None else ""
        self.current = next((item for item in self.shown if item.key == key), self.shown[0] if self.shown else None)
        if self._view is not None:
            self._view.show_tabs([len(items) for items in by_tab], self.tab)
            place = next((number for number, item in enumerate(self.shown) if item is self.current), -1)
            self._view.show_households(self.shown, place)
        self._show_current()

    def _matches(self, household: Household) -> bool:
        text = fold_name(self.text)
        return not text or any(
            text in fold_name(member.name) or member.credit_code.endswith(self.text.upper())
            for member in household.members
        )

    def _show_current(self) -> None:
        if self._view is not None:
            self._view.show_household(self.current, self.year)
        self._show_lines()

    def _show_lines(self) -> None:
        lines = self.current.lines if self.current is not None else ()
        measures = sorted({line.measure_id for line in lines}, key=short_measure)
        if self.only not in measures:
            self.only = ""
        shown = [line for line in lines if self.only in ("", line.measure_id)]
        if self._view is not None:
            self._view.show_lines(shown, self.only, measures)
        self._show_status()

    def _show_status(self) -> None:
        household = self.current
        if household is None:
            self.host.set_status(["没有单户"])
            return
        used = [cap for cap in household.caps if cap.granted + cap.pending]
        sums = "   ".join(f"{short_measure(c.measure_id)} **{whole_yuan(c.granted + c.pending)}** 元" for c in used)
        self.host.set_status(
            [f"本单户 **{len(household.members)}** 家", f"占用 {sums or '—'}", "换日期看当日余额   Enter 打开案件"]
        )


def is_full(household: Household) -> bool:
    """Nothing is left of one of its caps."""
    cap = fullest_cap(household)
    return cap is not None and cap.left == 0
