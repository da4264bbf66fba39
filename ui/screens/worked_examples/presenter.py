"""算例: the bureau's worked cases and the program's own, run under a set; a failing one holds up its confirmation."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.rights import Right
from cbec_desktop.services import worked_examples
from cbec_desktop.services.accounts import can
from cbec_desktop.services.worked_examples import Cause, ExampleImport, ExampleResult
from ui.screen import ScreenHost
from ui.screens.worked_examples.display import filters_of, matches, problem_words, status_parts
from ui.set_choice import SetChoice

WATCHED = ("parameter_set", "worked_example")
SHOWN_PROBLEMS = 8


class ExamplesView(Protocol):
    def show_sets(self, choice: SetChoice) -> None: ...
    def show_notice(self, text: str, tone: str) -> None: ...
    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None: ...
    def show_results(self, results: Sequence[ExampleResult]) -> None: ...
    def show_result(self, result: ExampleResult | None, causes: Sequence[Cause] | None) -> None: ...
    def select(self, example_no: str) -> None: ...


class ExamplesPresenter:
    """Knows the set, the results of the last run and the row in view."""

    def __init__(self, host: ScreenHost, set_name: str = "") -> None:
        self.host = host
        self.choice = SetChoice(host, self.run, set_name)
        self.results: tuple[ExampleResult, ...] = ()
        self.filter = "all"
        self.current = ""
        self._view: ExamplesView | None = None
        host.watch({*WATCHED, "award_year"}, self.choice.refresh)

    def attach(self, view: ExamplesView) -> None:
        self._view = view
        self.choice.refresh()

    @property
    def may_edit(self) -> bool:
        return can(self.host.ctx, Right.EDIT_PARAMETERS)

    @property
    def result(self) -> ExampleResult | None:
        return next((each for each in self.results if each.case.example_no == self.current), None)

    def run(self) -> None:
        """Run all examples under the chosen set."""
        if self._view is not None:
            self._view.show_sets(self.choice)
        ctx, name = self.host.ctx, self.choice.name
        if not name:
            self._show(())
            return
        self.host.jobs.run(lambda _job: worked_examples.run_examples(ctx, name), self._show)

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show_rows()

    def select(self, example_no: str) -> None:
        """Another example: its steps, and for a failing one what alone would make it equal."""
        self.current = example_no
        result = self.result
        if self._view is None or result is None:
            return
        if result.is_passed:
            self._view.show_result(result, ())
            return
        self._view.show_result(result, None)
        ctx, name = self.host.ctx, self.choice.name

        def found(causes: tuple[Cause, ...]) -> None:
            if self.current == example_no and self._view is not None:
                self._view.show_result(self.result, causes)

        self.host.jobs.run(lambda _job: worked_examples.find_causes(ctx, name, example_no), found)

    def next_failing(self) -> None:
        """F8: the next failing example below, from the top again at the end."""
        shown = self.shown()
        numbers = [each.case.example_no for each in shown]
        at = numbers.index(self.current) + 1 if self.current in numbers else 0
        for result in [*shown[at:], *shown[:at]]:
            if not result.is_passed and self._view is not None:
                self._view.select(result.case.example_no)
                return
        self.host.messages.toast("没有不通过的算例。")

    # ---- workbook

    def download(self) -> None:
        """A blank E1 for clerks to write cases in."""
        year = self.host.award_year
        target = self.host.messages.choose_target("下载算例表", f"E1-算例表-{year}.xlsx", ("*.xlsx",))
        if target is None:
            return
        ctx, out = self.host.ctx, target
        self.host.jobs.run(
            lambda job: worked_examples.write_example_template(ctx, out, year, job),
            lambda _none: self.host.messages.toast(f"已写出空白算例表：{out}"),
            title="写出算例表",
        )

    def import_file(self) -> None:
        """Read an E1 workbook; a row with an error saves nothing."""
        files = self.host.messages.choose_files("导入算例表", ("*.xlsx", "*.xlsm", "*.xls", "*.ods"))
        for path in files[:1]:
            self._import(path)

    def _import(self, path: Path) -> None:
        ctx = self.host.ctx
        self.host.jobs.run(
            lambda job: worked_examples.import_examples(ctx, path, job), self._imported, writes=True,
            title=f"导入 {path.name}",
        )  # fmt: skip

    def _imported(self, found: ExampleImport) -> None:
        if found.is_saved:
            self.host.messages.toast(f"新增 {found.new} 例，改动 {found.changed} 例，未变 {found.unchanged} 例。")
            self.host.announce(("worked_example",))
            return
        errors = [problem_words(each) for each in found.problems if each.level == "error"]
        more = f"另有 {len(errors) - SHOWN_PROBLEMS} 处。" if len(errors) > SHOWN_PROBLEMS else ""
        self.host.messages.refuse(f"{found.file} 没有导入：" + "".join(errors[:SHOWN_PROBLEMS]) + more)

    # ---- two ways out, both logged

    def accept_result(self) -> None:
        """Expect what the program reckons, with the reason."""
        result = self.result
        if result is None or not result.case.is_own:
            return
        award = result.assessment.award_amount
        number = result.case.example_no
        reason = self.host.messages.ask_reason(
            f"把 {number} 的预期改为 {award:,.2f} 元？", f"原预期 {result.case.expected.award:,.2f} 元。", "改预期"
        )
        if reason:
            self._change(number, award, reason)

    def _change(self, number: str, award: Decimal, reason: str) -> None:
        ctx = self.host.ctx
        self.host.jobs.run(
            lambda _job: worked_examples.change_expectation(ctx, number, award, reason),
            lambda _none: self._changed(f"{number} 的预期已改。"),
            writes=True,
        )

    def withdraw(self) -> None:
        """Take an example of the bureau out, with the reason."""
        result = self.result
        if result is None or not result.case.is_own:
            return
        number, ctx = result.case.example_no, self.host.ctx
        reason = self.host.messages.ask_reason(f"撤下算例 {number}？", "撤下后不再核算，记录仍保留。", "撤下")
        if reason:
            self.host.jobs.run(
                lambda _job: worked_examples.withdraw_example(ctx, number, reason),
                lambda _none: self._changed(f"{number} 已撤下。"),
                writes=True,
            )

    def _changed(self, text: str) -> None:
        self.host.messages.toast(text)
        self.host.announce(("worked_example",))

    def open_parameter(self, parameter_id: str = "") -> None:
        self.host.open("parameters", set_name=self.choice.name, parameter_id=parameter_id)

    # ---- showing

    def shown(self) -> list[ExampleResult]:
        return [each for each in self.results if matches(each, self.filter)]

    def _show(self, results: tuple[ExampleResult, ...]) -> None:
        self.results = results
        if self._view is None:
            return
        failing = sum(not each.is_passed for each in results)
        name = self.choice.name
        if failing:
            counts = f"{len(results) - failing} 例通过，{failing} 例不通过"
            text = f"{counts}：{name} 不能确认生效，公示、批复、拨付文书也不能打印。"
            self._view.show_notice(f"{text}改口径、改预期（写明理由）或改参数后重算。", "err")
        else:
            self._view.show_notice("", "ok")
        self.host.set_status(status_parts(results))
        self._show_rows()

    def _show_rows(self) -> None:
        if self._view is None:
            return
        self._view.show_filters(filters_of(self.results), self.filter)
        shown = self.shown()
        if shown and self.current not in {each.case.example_no for each in shown}:
            self.current = shown[0].case.example_no
        self._view.show_results(shown)
        if shown:
            self.select(self.current)
        else:
            self._view.show_result(None, ())
