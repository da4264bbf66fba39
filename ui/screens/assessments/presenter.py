"""The reckoning of a year: run it, see what came out, open a case. Knows no widgets."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from decimal import Decimal
from typing import Protocol

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.registers import RegisterRow
from cbec_desktop.domain.statuses import ASSESSMENT_STATUS_WORDS, AssessmentStatus
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments
from ui.screen import ScreenHost
from ui.widgets.register.presenter import RegisterPresenter

LISTED_CASES = 2000
NO_PERFORMANCE = "E01"
"""How many case numbers go along as the list that PgUp and PgDn walk through."""


class RunView(Protocol):
    """What the page must be able to show beside the register."""

    def show_running(self, is_running: bool) -> None: ...
    def show_summary(self, text: str) -> None: ...


class AssessmentsPresenter(RegisterPresenter):
    """The register of results, and the run that fills it."""

    def __init__(self, host: ScreenHost, filters: Sequence[tuple[str, str]] = ()) -> None:
        super().__init__(host, "assessments", filters)
        self._run_view: RunView | None = None
        self._is_running = False

    def show_runs_in(self, view: RunView) -> None:
        """Where a run shows that it is under way and what came out."""
        self._run_view = view

    def assess_year(self) -> None:
        """Reckon all open cases of the year in one job that can be stopped; decided cases stay as stored."""
        if self._is_running:
            return
        self._set_running(True)
        ctx, year = self.host.ctx, self.host.award_year

        def work(job: JobContext) -> list[Assessment]:
            return assessments.assess_year(ctx, year=year, case_no=None, parameter_set=None, job=job)

        self.host.jobs.run(
            work, self._assessed, self._refused, writes=True, title=f"核算 {year} 年度",
            on_cancelled=lambda: self._set_running(False),
        )  # fmt: skip

    def open_row(self, row: RegisterRow) -> None:
        """The case page; its neighbours are the rows of this register in their order."""
        query, key = self.query, row.key

        def read(_job: JobContext) -> list[str]:
            if self.count > LISTED_CASES:
                return []
            return [found.key for found in self.source.rows(query, 0, self.count)]

        def opened(case_nos: list[str]) -> None:
            self.host.open("case", case_no=key, case_nos=tuple(case_nos))

        self.host.jobs.run(read, opened)

    def preview(self, form_id: str) -> None:
        """Print forms of the checked cases, or of all found when none is checked."""
        query, chosen = self.query, set(self.selected)

        if self.count > LISTED_CASES and not chosen:
            self.host.messages.refuse(f"一次最多打印 {LISTED_CASES:,} 件，请先用条件筛选，或勾选要打印的案件。")
            return

        def read(_job: JobContext) -> list[str]:
            rows = self.source.rows(query, 0, self.count)
            return [row.key for row in rows if not chosen or row.record_id in chosen]

        def found(case_nos: list[str]) -> None:
            if case_nos:
                self.host.open("print_preview", case_nos=tuple(case_nos), form_id=form_id)
            else:
                self.host.messages.refuse("没有可打印的案件。请先导入申报并核算。")

        self.host.jobs.run(read, found)

    def _assessed(self, results: list[Assessment]) -> None:
        self._set_running(False)
        self.host.announce(("assessment",))
        if self._run_view is not None:
            self._run_view.show_summary(summary(results))
        if results:
            self.host.messages.toast(f"核算完成：{len(results):,} 件。")
        else:
            self.host.messages.refuse(f"{self.host.award_year} 年度还没有申报可核算。请先导入县区的 W2，或换一个年度。")

    def _refused(self, error: UserError) -> None:
        self._set_running(False)
        self.host.messages.refuse(error.message)

    def _set_running(self, is_running: bool) -> None:
        self._is_running = is_running
        if self._run_view is not None:
            self._run_view.show_running(is_running)


def summary(results: Sequence[Assessment]) -> str:
    """How many cases ended how, and the sum, in one line."""
    counts = Counter(result.status for result in results)
    total = sum((result.award_amount for result in results), Decimal(0))
    sets = "、".join(sorted({result.parameter_set for result in results}))
    parts = [f"{ASSESSMENT_STATUS_WORDS[status]} {counts[status]:,} 件" for status in AssessmentStatus]
    whole = f"本次核算 {len(results):,} 件：{'，'.join(parts)}；合计 {format_yuan(total)} 元。参数 {sets or '—'}"
    return whole + _without_performance(results)


def _without_performance(results: Sequence[Assessment]) -> str:
    """What to do when cases failed for want of trade: most often the county's W3 is not there yet."""
    count = sum(any(finding.code == NO_PERFORMANCE for finding in result.findings) for result in results)
    return f"。有 {count:,} 件查不到本年实绩（E01）：如果 W3 还没有导入，先导入再核算一次" if count else ""
