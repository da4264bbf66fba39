"""Findings of the year: which group is in view, which findings are ticked, one reason for them. Knows no widgets."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Protocol

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.finding_records import FindingGroup, FindingsOfYear, FindingState, Hit
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments, findings
from ui.screen import ScreenHost
from ui.screens.findings.display import ALL, HIT, OPEN, PASSED, UNCHECKED, check_rows, found_groups, group_rows
from ui.widgets.cells import TableRow

WATCHED = ("assessment", "finding_reason", "check_trial", "application", "award_year")
Key = tuple[str, FindingLevel]


class FindingsView(Protocol):
    """What the page must be able to show."""

    def show_year(self, year: FindingsOfYear, view: str) -> None: ...
    def show_rows(self, rows: Sequence[TableRow], current: Key | None) -> None: ...
    def show_group(self, group: FindingGroup | None, ticked: frozenset[tuple[str, str, str, str]]) -> None: ...
    def clear_reason(self) -> None: ...


class FindingsPresenter:
    """State of the page; its public methods are what the clerk wants."""

    def __init__(self, host: ScreenHost, view: FindingsView) -> None:
        self.host = host
        self._view = view
        self.year: FindingsOfYear | None = None
        self.filter = HIT
        self.level = self.text = ""
        self.current: Key | None = None
        self.ticked: set[tuple[str, str, str, str]] = set()

    def start(self) -> None:
        self.host.watch(WATCHED, self.load)
        self.load()

    def load(self) -> None:
        """Read the findings of the award year."""
        ctx, year = self.host.ctx, self.host.award_year
        self.host.jobs.run(lambda _job: findings.findings_of_year(ctx, year), self._loaded)

    @property
    def groups(self) -> list[FindingGroup]:
        """The groups in view."""
        if self.year is None or self.filter in (PASSED, UNCHECKED):
            return []
        return found_groups(self.year, self.filter, self.level, self.text)

    @property
    def group(self) -> FindingGroup | None:
        return next((group for group in self.groups if group.key == self.current), None)

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show()

    def choose_level(self, level: str) -> None:
        self.level = level
        self._show()

    def search(self, text: str) -> None:
        self.text = text
        self._show()

    def choose_group(self, key: object) -> None:
        """Show the detail of another group; nothing is ticked there yet."""
        if isinstance(key, tuple) and key != self.current:
            self.current = key
            self.ticked = set()
            self._show_group()

    def next_open(self) -> bool:
        """F8: the next group with something to do, round at the end; False when there is none."""
        keys = [group.key for group in self.groups if group.count(FindingState.OPEN) and not group.is_trial]
        if not keys:
            return False
        place = keys.index(self.current) + 1 if self.current in keys else 0
        self.current = keys[place % len(keys)]
        self.ticked = set()
        self._show()
        return True

    def tick(self, key: tuple[str, str, str, str], *, is_on: bool) -> None:
        (self.ticked.add if is_on else self.ticked.discard)(key)

    def save_reason(self, reason: str) -> None:
        """Store one reason for the ticked findings."""
        ctx, keys = self.host.ctx, sorted(self.ticked)
        self.host.jobs.run(
            lambda _job: findings.explain(ctx, keys, reason), self._explained, self._refused, writes=True
        )

    def check_again(self) -> None:
        """Reckon the year again: the checks run with it."""
        ctx, year = self.host.ctx, self.host.award_year

        def work(job: JobContext) -> list[Assessment]:
            return assessments.assess_year(ctx, year=year, case_no=None, parameter_set=None, job=job)

        self.host.jobs.run(work, self._checked, writes=True, title=f"检查 {year} 年度")

    def set_trial(self, code: str, *, is_trial: bool) -> None:
        """Put a check on trial or make it count, with a reason."""
        verb = "转为试运行" if is_trial else "转为正式检查"
        effect = "试运行的检查只作提示，不计入合计，不挡审批。" if is_trial else "转正后按原级别计入合计，挡审批。"
        reason = self.host.messages.ask_reason(f"把 {code} {verb}？", effect, verb)
        if reason is None:
            return
        ctx = self.host.ctx

        def work(_job: JobContext) -> None:
            findings.set_trial(ctx, code, is_trial=is_trial, reason=reason)

        self.host.jobs.run(work, lambda _done: self._changed(f"{code} 已{verb}。"), self._refused, writes=True)

    def open_case(self, hit: Hit) -> None:
        group = self.group
        case_nos = tuple(dict.fromkeys(item.case_no for item in group.hits)) if group else ()
        self.host.open("case", case_no=hit.case_no, case_nos=case_nos)

    def open_first(self) -> None:
        """Enter on a row: the first case with something to do, else the first."""
        group = self.group
        if group is not None:
            hits = [hit for hit in group.hits if hit.state is FindingState.OPEN] or list(group.hits)
            self.open_case(hits[0])

    def add_data(self) -> None:
        """Where lacking data come in."""
        self.host.open("imports")

    # --- inside ---------------------------------------------------------------------------------------------

    def _loaded(self, year: FindingsOfYear) -> None:
        self.year = year
        self._show()

    def _show(self) -> None:
        if self.year is None:
            return
        groups = self.groups
        keys = [group.key for group in groups]
        if self.current not in keys:
            urgent = [group.key for group in groups if group.count(FindingState.OPEN) and not group.is_trial]
            self.current = next(iter(urgent or keys), None)
            self.ticked = set()
        rows = group_rows(groups)
        if self.filter in (PASSED, UNCHECKED) or (self.filter == ALL and not self.level and not self.text):
            rows += check_rows(self.year, self.filter)
        self._view.show_year(self.year, self.filter)
        self._view.show_rows(rows, self.current)
        self._show_group()
        self._show_status()

    def _show_group(self) -> None:
        group = self.group
        open_ones = {hit.key for hit in group.hits if hit.state is FindingState.OPEN} if group else set()
        self.ticked &= open_ones
        self._view.show_group(group, frozenset(self.ticked))

    def _show_status(self) -> None:
        assert self.year is not None
        year = self.year
        parts = [
            f"命中 **{year.total()}**  待处理 **{year.total(FindingState.OPEN)}**  "
            f"已说明 **{year.total(FindingState.EXPLAINED)}**  自动处理 **{year.total(FindingState.AUTOMATIC)}**"
        ]
        if year.blocked_cases:
            parts.append(f"必须改涉及 **{year.blocked_cases}** 件，不能批复")
        parts.append("F8 下一条  Ctrl+Enter 存说明")
        self.host.set_status(parts)

    def _explained(self, count: int) -> None:
        self.ticked = set()
        self._view.clear_reason()
        self._changed(f"已存说明 {count} 条。")
        self.host.announce(("finding_reason",))

    def _changed(self, words: str) -> None:
        self.host.messages.toast(words)
        self.host.announce(("check_trial",))

    def _checked(self, results: list[Assessment]) -> None:
        self.host.messages.toast(f"已重新核算并检查 {len(results):,} 件。")
        self.host.announce(("assessment",))

    def _refused(self, error: Exception) -> None:
        self.host.messages.refuse(str(error))
        self.load()


__all__ = ["HIT", "OPEN", "FindingsPresenter", "FindingsView"]
