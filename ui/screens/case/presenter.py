"""The case page: loads one case, reckons and prints it, walks to its neighbours. Knows no widgets."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Protocol

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.finding_records import Hit
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments
from cbec_desktop.services.applications import CaseView, get_case, neighbours
from cbec_desktop.services.findings import explain, findings_of_case
from cbec_desktop.services.policy import Clause, measure_clause
from ui.screen import ScreenHost
from ui.screens.case.reckoning import FindingItem, copy_text, finding_counts, finding_items

WATCHED = (
    "application", "assessment", "printed_form", "expense_line", "lease", "lease_invoice", "customs_declaration",
    "park_performance", "service_event", "enterprise", "finding_reason", "check_trial",
    "application_event", "supporting_document", "other_support", "honour", "invoice_reversal", "affiliation",
    "parameter_set", "reading_decision",
)  # fmt: skip


@dataclass(frozen=True, slots=True)
class CasePageData:
    """What one load brings: the case, its neighbours, the clause that governs it."""

    view: CaseView
    before: str | None
    after: str | None
    clause: Clause
    hits: tuple[Hit, ...] = ()
    """The findings of the result with the reasons written for them."""


class CasePageView(Protocol):
    """What the view of the case page must be able to show."""

    def show_case(self, data: CasePageData, this_year: int) -> None: ...
    def show_missing(self, sentence: str) -> None: ...
    def select_finding(self, number: int) -> None: ...
    def show_clause(self, clause: Clause, readings: Sequence[tuple[str, str]]) -> None: ...
    def copy(self, text: str) -> None: ...


class CasePresenter:
    """State of one case page; its public methods are what the clerk wants."""

    def __init__(self, host: ScreenHost, view: CasePageView, case_no: str, case_nos: Sequence[str]) -> None:
        self._host = host
        self._view = view
        self.case_no = case_no
        self._list = tuple(case_nos)
        self.data: CasePageData | None = None
        self.current_finding = -1
        self._loads = 0
        self._asked: list[Callable[[], object]] = []
        """What the clerk asked for before the case was there: done in turn once it is."""

    def start(self) -> None:
        """Load the case and keep it fresh when its records change."""
        self._host.watch(WATCHED, self.load)
        self.load()

    def load(self) -> None:
        """Read the case; an answer that comes after the page went to another case is dropped."""
        ctx, case_no, listed = self._host.ctx, self.case_no, self._list
        self._loads += 1
        number = self._loads
        self._host.set_title(short_number(case_no))

        def work(_job: JobContext) -> CasePageData:
            view = get_case(ctx, case_no)
            before, after = _around(listed, case_no) if case_no in listed else neighbours(ctx, case_no)
            clause = measure_clause(ctx, view.header.measure_id)
            hits = findings_of_case(ctx, case_no) if view.assessment is not None else ()
            return CasePageData(view, before, after, clause, hits)

        def done(data: CasePageData) -> None:
            if number == self._loads:
                self._loaded(data)

        def refused(error: UserError) -> None:
            if number == self._loads:
                self._asked.clear()
                self._view.show_missing(error.message)

        self._host.jobs.run(work, done, refused)

    @property
    def assessment(self) -> Assessment | None:
        """The current reckoning of the case in view."""
        return self.data.view.assessment if self.data else None

    def assess(self) -> None:
        """Reckon this case under the set in force and show the new result."""
        self._when_there(self._assess)

    def _assess(self) -> None:
        assert self.data is not None
        ctx, case_no, year = self._host.ctx, self.case_no, self.data.view.header.award_year

        def work(job: JobContext) -> list[Assessment]:
            return assessments.assess_year(ctx, year=year, case_no=case_no, parameter_set=None, job=job)

        self._host.jobs.run(work, self._assessed, writes=True, title="核算")

    def explain(self, keys: Sequence[tuple[str, str, str, str]], reason: str) -> None:
        """Store a written reason for findings of this case; a refusal leaves what was typed."""
        ctx = self._host.ctx

        def done(count: int) -> None:
            self._host.messages.toast(f"已存说明 {count} 条。")
            self._host.announce(("finding_reason",))

        self._host.jobs.run(lambda _job: explain(ctx, keys, reason), done, writes=True)

    def preview(self, form_id: str) -> None:
        """Show a form of this case in the print preview; printing is done there."""
        self._host.open("print_preview", case_nos=(self.case_no,), form_id=form_id)

    def open_enterprise(self) -> None:
        """Show the applicant's record."""
        if self.data is not None:
            self._host.open("enterprise", enterprise_id=self.data.view.enterprise.enterprise_id)

    def go(self, step: int) -> None:
        """Show the case before (−1) or after (1); at the end of the list nothing moves."""
        self._when_there(lambda: self._go(step))

    def _go(self, step: int) -> None:
        assert self.data is not None
        target = self.data.after if step > 0 else self.data.before
        if target is not None:
            self.case_no = target
            self.current_finding = -1
            self._host.show_record(case_no=target)
            self.load()

    @property
    def _is_there(self) -> bool:
        return self.data is not None and self.data.view.header.case_no == self.case_no

    def _when_there(self, act: Callable[[], object]) -> None:
        """A key pressed while the case is still being read is not lost."""
        if self._is_there:
            act()
        else:
            self._asked.append(act)

    def next_finding(self, step: int = 1) -> bool:
        """Walk to the next (−1: previous) finding, round at the end; False when there is none."""
        count = len(self._findings())
        if not count:
            return False
        start = self.current_finding if self.current_finding >= 0 else (-1 if step > 0 else 0)
        self.current_finding = (start + step) % count
        self._view.select_finding(self.current_finding)
        return True

    def open_clause(self) -> None:
        """Show the clause to the letter, with the readings that entered this result."""
        if self.data is None:
            return
        used = self.assessment.readings if self.assessment else ()
        readings = [(f"{reading.code} {reading.phrase}", reading.reading) for reading in used]
        self._view.show_clause(self.data.clause, readings)

    def copy_number(self) -> None:
        self._view.copy(self.case_no)
        self._host.messages.toast(f"已复制案号 {self.case_no}。")

    def copy_steps(self) -> None:
        """The steps as text, as the calculation sheet prints them."""
        if self.assessment is None:
            self._host.messages.refuse("这件申报还没有核算，没有可复制的步骤。请先点“核算”。")
            return
        self._view.copy(copy_text(self.assessment))
        self._host.messages.toast("核算步骤已复制，可粘贴到 WPS。")

    def _findings(self) -> list[FindingLevel]:
        return [item.level for item in self._items()]

    def _items(self) -> tuple[FindingItem, ...]:
        if self.data is None or self.assessment is None:
            return ()
        return finding_items(self.assessment.findings, self.data.hits)

    def _loaded(self, data: CasePageData) -> None:
        self.data = data
        self._view.show_case(data, self._host.ctx.clock().year)
        self._show_status()
        while self._asked and self._is_there:
            self._asked.pop(0)()

    def _assessed(self, results: list[Assessment]) -> None:
        self._host.announce(("assessment",))
        if results:
            amount = format_yuan(results[0].award_amount)
            self._host.messages.toast(f"核算完成：{amount} 元。")

    def _show_status(self) -> None:
        assert self.data is not None
        view = self.data.view
        parts: list[str] = []
        if view.assessment is None:
            parts.append("还没有核算")
        else:
            items = self._items()
            counts = finding_counts(items)
            lacking = list(dict.fromkeys(item.code for item in items if item.open_keys))
            if lacking:
                parts.append(f"还差 **{len(lacking)}** 项说明（{'、'.join(lacking)}）")
            words = (f"必须改 **{counts[FindingLevel.ERROR]}**", f"需说明 **{counts[FindingLevel.WARNING]}**")
            parts.append("  ".join((*words, f"未检查 **{counts[FindingLevel.NOT_CHECKED]}**")))
            cut = view.assessment.claimed_amount - view.assessment.award_amount
            parts.append(f"申报与核算相差 **{format_yuan(cut)}** 元")
        if self.case_no in self._list:
            parts.append(f"第 {self._list.index(self.case_no) + 1} 件 / 共 {len(self._list)} 件")
        parts.append("F8 下一条检查  F9 核算  Ctrl+C 复制步骤")
        self._host.set_status(parts)


def short_number(case_no: str) -> str:
    """A case number without office and year, for tabs: M4-211302-0007."""
    parts = case_no.split("-")
    return "-".join(parts[2:]) if len(parts) == 5 else case_no


def _around(listed: Sequence[str], case_no: str) -> tuple[str | None, str | None]:
    place = listed.index(case_no)
    before = listed[place - 1] if place > 0 else None
    after = listed[place + 1] if place + 1 < len(listed) else None
    return before, after
