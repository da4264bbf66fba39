"""对比测算: the cases of a year under two sets; what changes, by case, measure, county. Decided cases never change."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_IDS, MEASURE_NUMBERS
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import comparisons
from cbec_desktop.services.assessments import CaseDifference
from cbec_desktop.services.comparisons import ComparisonRun
from ui.screen import ScreenHost
from ui.screens.comparison.display import Sums, short_measure, sums_by
from ui.set_choice import SetChoice, signed

FILTERS = ("changed", "all", "more", "less")


class ComparisonView(Protocol):
    def show_sets(self, names: Sequence[str], left: str, right: str) -> None: ...
    def show_running(self, is_running: bool) -> None: ...
    def show_note(self, text: str) -> None: ...
    def show_figures(self, left: Decimal, right: Decimal, counts: tuple[int, int, int]) -> None: ...
    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None: ...
    def show_cases(self, cases: Sequence[CaseDifference], notes: Mapping[str, str]) -> None: ...
    def show_sums(self, by_measure: Sequence[Sums], by_county: Sequence[Sums]) -> None: ...
    def show_steps(self, case: CaseDifference, run: ComparisonRun) -> None: ...


ONE_SET = "本年只有一套参数；请在“年度参数”里复制一套，改过再来对比。"


class ComparisonPresenter:
    """Knows both sets, the last run and the filter."""

    def __init__(self, host: ScreenHost, left: str = "", right: str = "") -> None:
        self.host = host
        self.choice = SetChoice(host, self._sets_read, left)
        self.right = right
        self.run: ComparisonRun | None = None
        self.filter = "changed"
        self.measure_id = ""
        self.county_code = ""
        self._is_running = False
        self._view: ComparisonView | None = None
        host.watch({"parameter_set", "award_year"}, self.choice.refresh)

    def attach(self, view: ComparisonView) -> None:
        self._view = view
        self.choice.refresh()

    @property
    def left(self) -> str:
        return self.choice.name

    def choose(self, left: str, right: str) -> None:
        """Compare other sets."""
        if (left, right) != (self.left, self.right):
            self.choice.name, self.right, self.run = left, right, None
            self.reckon()

    def swap(self) -> None:
        if not self.right:
            self.host.messages.refuse(ONE_SET)
            return
        self.choose(self.right, self.left)

    def reckon(self) -> None:
        """Reckon the year under both sets in a job that can be stopped."""
        if self._is_running:
            return
        if not self.left or not self.right:
            self.host.messages.refuse(ONE_SET)
            return
        if self.left == self.right:
            self.host.messages.refuse("甲、乙是同一套参数，没有可比的；请另选一套，或先复制出一套再改。")
            return
        self._set_running(True)
        ctx, year, left, right = self.host.ctx, self.host.award_year, self.left, self.right

        def work(job: JobContext) -> ComparisonRun:
            return comparisons.run_comparison(ctx, year, left, right, job)

        self.host.jobs.run(
            work, self._reckoned, self._refused, title=f"对比 {left} 与 {right}",
            on_cancelled=lambda: self._set_running(False),
        )  # fmt: skip

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show_cases()

    def choose_measure(self, measure_id: str) -> None:
        """Only the cases of one measure; the same again: all."""
        self.measure_id = "" if measure_id == self.measure_id else measure_id
        self._show_cases()

    def choose_county(self, county_code: str) -> None:
        self.county_code = "" if county_code == self.county_code else county_code
        self._show_cases()

    def explain(self, case_no: str) -> None:
        """Both formulas of one case side by side."""
        if self.run is not None and self._view is not None:
            for case in self.run.comparison.cases:
                if case.case_no == case_no:
                    self._view.show_steps(case, self.run)

    def open_case(self, case_no: str) -> None:
        self.host.open("case", case_no=case_no, case_nos=tuple(case.case_no for case in self.shown()))

    def export(self) -> None:
        """The impact list as a workbook."""
        if self.run is None:
            self.host.messages.refuse("还没有测算，没有可导出的。请先按“重新测算”。")
            return
        name = f"影响清单-{self.left}-{self.right}.xlsx"
        target = self.host.messages.choose_target("导出影响清单", name, ("*.xlsx",))
        if target is not None:
            self._export(self.run, target)

    def _export(self, run: ComparisonRun, target: Path) -> None:
        ctx = self.host.ctx
        self.host.jobs.run(
            lambda _job: comparisons.write_impact_list(ctx, run.comparison, target),
            lambda rows: self.host.messages.toast(f"已导出 {rows} 件：{target}"),
            title="导出影响清单",
        )

    def shown(self) -> list[CaseDifference]:
        """The cases in view, largest difference first."""
        found = [
            case
            for case in (self.run.comparison.cases if self.run else ())
            if self._passes(case, self.filter)
            and self.measure_id in ("", case.measure_id)
            and self.county_code in ("", case.county_code)
        ]
        return sorted(found, key=lambda case: (-abs(case.difference), case.case_no))

    @staticmethod
    def _passes(case: CaseDifference, name: str) -> bool:
        return {
            "changed": bool(case.difference),
            "all": True,
            "more": case.difference > 0,
            "less": case.difference < 0,
        }[name]

    # ---- results

    def _sets_read(self) -> None:
        names = self.choice.names
        if self.right not in names or self.right == self.left:
            older = names[names.index(self.left) + 1 :] if self.left in names else []
            newer = names[: names.index(self.left)] if self.left in names else []
            if older:  # the set in force against the one before it
                self.choice.name, self.right = older[0], self.left
            else:
                self.right = newer[-1] if newer else ""
        if self._view is not None:
            self._view.show_sets(names, self.left, self.right)
            if not self.right:
                self._view.show_note(ONE_SET)
        self.run = None
        if self.right:
            self.reckon()

    def _reckoned(self, run: ComparisonRun) -> None:
        self._set_running(False)
        self.run = run
        view, comparison = self._view, run.comparison
        if view is None:
            return
        view.show_sets(self.choice.names, self.left, self.right)
        more = sum(case.difference > 0 for case in comparison.cases)
        less = sum(case.difference < 0 for case in comparison.cases)
        view.show_figures(*comparison.total, (more, less, len(comparison.cases) - more - less))
        decided = sum(case.is_decided for case in comparison.cases)
        moment = f"{self.host.ctx.clock():%m-%d %H:%M}"
        view.show_note(f"{moment} 测算，{len(comparison.cases)} 件。已批复 {decided} 件不变动。")
        measures = [(name, f"M{MEASURE_NUMBERS[name]} {short_measure(name)}") for name in MEASURE_IDS]
        view.show_sums(
            sums_by(comparison, "measure_id", measures), sums_by(comparison, "county_code", list(COUNTY_SHORT.items()))
        )
        self._show_cases()

    def _show_cases(self) -> None:
        if self._view is None or self.run is None:
            return
        cases = self.run.comparison.cases
        words = {"changed": "变动", "all": "全部", "more": "变多", "less": "变少"}
        filters = [(name, f"{words[name]} {sum(self._passes(case, name) for case in cases)}") for name in FILTERS]
        self._view.show_filters(filters, self.filter)
        shown = self.shown()
        self._view.show_cases(shown, self.run.notes)
        left = sum((case.left for case in shown), Decimal(0))
        right = sum((case.right for case in shown), Decimal(0))
        self.host.set_status(
            [f"本页 **{len(shown)}** 件", f"甲 **{left:,.0f}** 乙 **{right:,.0f}** 差 **{signed(right - left)}** 元"]
        )

    def _refused(self, error: UserError) -> None:
        self._set_running(False)
        self.host.messages.refuse(error.message)

    def _set_running(self, is_running: bool) -> None:
        self._is_running = is_running
        if self._view is not None:
            self._view.show_running(is_running)
