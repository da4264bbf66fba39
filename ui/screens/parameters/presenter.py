"""年度参数: one set with every value beside its clause; edit a trial set, weigh readings, copy, confirm."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from typing import Protocol

from cbec_desktop.awards.parameters import Parameter
from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import parameters, reading_effects, worked_examples
from cbec_desktop.services.accounts import can
from cbec_desktop.services.parameter_views import ParameterLine, SetView
from cbec_desktop.services.reading_effects import Effects
from cbec_desktop.services.settings import read_settings
from cbec_desktop.services.worked_examples import ExampleResult
from ui.screen import ScreenHost
from ui.screens.parameters.display import filters_of, matches, status_parts
from ui.set_choice import SetChoice

CONFIRM_FIELDS = {
    "no_document": "document_no",
    "no_date": "confirmed_on",
    "future_date": "confirmed_on",
    "set_dates": "effective_from",
}
"""Which field of the confirmation a refusal of the service is about."""
WATCHED = ("parameter_set", "reading_decision", "worked_example", "policy_text")


class ParametersView(Protocol):
    def show_sets(self, choice: SetChoice) -> None: ...
    def show_state(self, notice: str, confirm_reason: str, examples: str) -> None: ...
    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None: ...
    def show_lines(self, lines: Sequence[ParameterLine], before: str | None) -> None: ...
    def show_line(self, line: ParameterLine | None) -> None: ...
    def show_problem(self, sentence: str) -> None: ...
    def show_confirm_form(self, set_name: str, effective_from: str, example: str) -> None: ...
    def show_confirm_problem(self, sentence: str, field: str) -> None: ...


class ParametersPresenter:
    """Knows the set in view, the row, the filter, and what other readings would pay once that was reckoned."""

    def __init__(self, host: ScreenHost, set_name: str = "", parameter_id: str = "") -> None:
        self.host = host
        self.choice = SetChoice(host, self._read, set_name)
        self.set: SetView | None = None
        self.effects: Effects | None = None
        self.results: tuple[ExampleResult, ...] = ()
        self.filter = "all"
        self.wanted = ""
        self.current = parameter_id
        self._view: ParametersView | None = None
        self._is_confirming = False
        host.watch({*WATCHED, "award_year"}, self.choice.refresh)

    def attach(self, view: ParametersView) -> None:
        self._view = view
        self.choice.refresh()

    @property
    def may_edit(self) -> bool:
        """Whether values of the set in view may be changed by this account."""
        return self.set is not None and self.set.summary.is_trial and can(self.host.ctx, Right.EDIT_PARAMETERS)

    # ---- what is looked at

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show_lines()

    def search(self, text: str) -> None:
        """Narrow to parameters whose words, id or question hold `text`."""
        self.wanted = text.strip()
        self._show_lines()

    def select(self, parameter_id: str) -> None:
        """Another row: its clause, readings and reason stand in the detail."""
        self.current = parameter_id
        self._is_confirming = False
        if self._view is not None:
            self._view.show_line(self.line)

    @property
    def line(self) -> ParameterLine | None:
        if self.set is None or not self.current:
            return None
        try:
            return self.set.line(self.current)
        except KeyError:
            return None

    # ---- changing values

    def set_value(self, text: str) -> None:
        """Store a value as typed; a refusal stands at the field, nothing is saved then."""
        if self.set is None or not self.current:
            return
        ctx, name, version = self.host.ctx, self.set.summary.name, self.set.row_version
        changes = {self.current: text}
        self.host.jobs.run(
            lambda _job: parameters.edit_set(ctx, name, changes, version), self._edited, self._refused, writes=True
        )

    def toggle(self, value: str) -> None:
        """Put a member into a list parameter or take it out."""
        line = self.line
        if line is None:
            return
        chosen = [part for part in line.value.split(",") if part]
        members = [part for part in chosen if part != value] if value in chosen else [*chosen, value]
        self.set_value(",".join(members))

    def _edited(self, found: SetView) -> None:
        self.host.messages.toast(f"{found.summary.name} 已保存。")
        self.host.announce(("parameter_set",))

    def _refused(self, error: UserError) -> None:
        problems = error.problems if isinstance(error, parameters.RefusedValuesError) else {}
        if self._view is not None:
            self._view.show_line(self.line)
            self._view.show_problem(problems.get(self.current) or error.message)

    # ---- sets

    def copy_set(self) -> None:
        """A new trial set with the same values, which is then shown."""
        if self.set is None:
            return
        ctx, name = self.host.ctx, self.set.summary.name

        def copied(found: SetView) -> None:
            self.choice.name = found.summary.name
            self.host.messages.toast(f"已建 {found.summary.name}，值与 {name} 相同。")
            self.host.announce(("parameter_set",))

        self.host.jobs.run(lambda _job: parameters.copy_set(ctx, name), copied, writes=True)

    def begin_confirm(self) -> None:
        """Show the fields that a confirmation needs."""
        if self.set is not None and self._view is not None and not self.confirm_reason():
            self._is_confirming = True
            year = self.set.summary.award_year
            is_first = all(each.is_trial for each in self.choice.sets)
            name, starts, ctx = self.set.summary.name, f"{year}-01-01" if is_first else "", self.host.ctx
            view, today = self._view, ctx.clock()

            def show(values: dict[str, str]) -> None:
                view.show_confirm_form(name, starts, f"例：{values['office.document_prefix']}〔{today.year}〕12 号")

            self.host.jobs.run(lambda _job: read_settings(ctx), show)

    def cancel_confirm(self) -> None:
        self.select(self.current)

    def confirm(self, values: dict[str, str]) -> None:
        """Confirm with document number and dates as typed; a refusal stands under the fields."""
        if self.set is None or self._view is None:
            return
        days: dict[str, date | None] = {}
        for field in ("confirmed_on", "effective_from"):
            try:
                days[field] = parse_date(values[field]) if values[field].strip() else None
            except NotADateError as error:
                self._view.show_confirm_problem(str(error), field)
                return
        ctx, name, document_no = self.host.ctx, self.set.summary.name, values["document_no"]
        view = self._view

        def work(_job: JobContext) -> SetView:
            return parameters.confirm_set(ctx, name, document_no=document_no, **days)

        def confirmed(found: SetView) -> None:
            self._is_confirming = False
            self.host.messages.toast(f"{found.summary.name} 已确认，{found.summary.effective_from} 起生效，不能再改。")
            self.host.announce(("parameter_set",))

        def refused(error: UserError) -> None:
            view.show_confirm_problem(error.message, CONFIRM_FIELDS.get(error.code, ""))

        self.host.jobs.run(work, confirmed, refused, writes=True)

    def confirm_reason(self) -> str:
        """Why the set cannot be confirmed now; empty when it can."""
        if self.set is None:
            return "还没有参数集"
        if not self.set.summary.is_trial:
            return "已经确认"
        failing = sum(not result.is_passed for result in self.results)
        if failing:
            return f"{failing} 个算例不通过"
        return "" if can(self.host.ctx, Right.CONFIRM_PARAMETERS) else "由业务科长或管理员确认"

    # ---- money

    def reckon_effects(self) -> None:
        """Reckon what each reading would pay this year, in a job that can be stopped."""
        if self.set is None:
            return
        ctx, name = self.host.ctx, self.set.summary.name
        self.host.jobs.run(
            lambda job: reading_effects.reading_effects(ctx, name, job),
            self._show_effects,
            title="测算各读法",
        )

    def _show_effects(self, effects: Effects) -> None:
        if self.set is not None and effects.set_name == self.set.summary.name:
            self.effects = effects
            if self._view is not None and not self._is_confirming:
                self._view.show_line(self.line)

    # ---- ways on

    def open_comparison(self) -> None:
        if self.set is not None:
            self.host.open("comparison", left=self.set.before or self.set.summary.name, right=self.set.summary.name)

    def open_examples(self) -> None:
        self.host.open("worked_examples", set_name=self.choice.name)

    def open_decision(self) -> None:
        self.host.open("readings", set_name=self.choice.name, parameter_id=self.current)

    def parameter(self) -> Parameter | None:
        return self.line.parameter if self.line else None

    # ---- reading

    def _read(self) -> None:
        if self._view is not None:
            self._view.show_sets(self.choice)
        name, ctx = self.choice.name, self.host.ctx
        if not name:
            self._show(None, ())
            return
        self.host.jobs.run(
            lambda _job: (parameters.show_set(ctx, name), worked_examples.run_examples(ctx, name)),
            lambda found: self._show(*found),
        )

    def _show(self, found: SetView | None, results: tuple[ExampleResult, ...]) -> None:
        if found is not None and found.summary.name != self.choice.name:
            return
        if self.effects is not None and (
            found is None or self.set is None or found.content_hash != self.set.content_hash
        ):
            self.effects = None
        self.set, self.results = found, results
        if self._view is None:
            return
        failing = sum(not result.is_passed for result in results)
        self._view.show_state(self._notice(failing), self.confirm_reason(), f"运行算例 {len(results)}")
        self._show_lines()
        if found is not None:
            self.host.set_status(status_parts(found))
            if self.effects is None:
                self._recall_effects(found.summary.name)

    def _recall_effects(self, name: str) -> None:
        """What was reckoned before for these facts, if anything; never starts a run."""
        ctx = self.host.ctx
        self.host.jobs.run(
            lambda _job: reading_effects.known_reading_effects(ctx, name),
            lambda known: self._show_effects(known) if known is not None else None,
        )

    def _notice(self, failing: int) -> str:
        if self.set is None:
            return f"{self.host.award_year} 年度还没有参数集。"
        if not self.set.summary.is_trial:
            return ""
        passed = len(self.results) - failing
        examples = f"算例 {passed} 通过、{failing} 不通过，暂不能确认。" if failing else f"算例 {passed} 个全部通过。"
        return f"未确认：打印件带“试算”字样，公示、批复、拨付文书不能打印。确认需填文号和日期；{examples}"

    def _show_lines(self) -> None:
        if self._view is None or self.set is None:
            return
        self._view.show_filters(filters_of(self.set), self.filter)
        shown = [line for line in self.set.lines if matches(line, self.filter, self.wanted)]
        if shown and self.current not in {line.parameter.id for line in shown}:
            self.current = next(
                (line.parameter.id for line in shown if line.parameter.code == "A1"), shown[0].parameter.id
            )
        self._view.show_lines(shown, self.set.before)
        if not self._is_confirming:
            self._view.show_line(self.line if shown else None)
