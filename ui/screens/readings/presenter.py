"""口径台账: every open question of the policy with its decision and what deciding otherwise would cost."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Protocol

from cbec_desktop.domain.dates import NotADateError, parse_date
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import reading_effects, readings
from cbec_desktop.services.accounts import can
from cbec_desktop.services.parameter_views import SetView
from cbec_desktop.services.reading_effects import CaseEffect, Effects
from cbec_desktop.services.readings import ReadingLine
from ui.screen import ScreenHost
from ui.screens.readings.display import by_effect, filters_of, matches, status_parts
from ui.set_choice import SetChoice

WATCHED = ("parameter_set", "reading_decision")


class ReadingsView(Protocol):
    def show_sets(self, choice: SetChoice) -> None: ...
    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None: ...
    def show_readings(self, shown: Sequence[ReadingLine], effects: Effects | None) -> None: ...
    def show_reading(self, reading: ReadingLine | None, cases: Sequence[CaseEffect] | None) -> None: ...
    def show_decision_form(self, reading: ReadingLine, decided_by: str) -> None: ...
    def show_decision_problem(self, sentence: str) -> None: ...


class ReadingsPresenter:
    """Knows the set, the questions, their effects and the row in view."""

    def __init__(self, host: ScreenHost, set_name: str = "", parameter_id: str = "") -> None:
        self.host = host
        self.choice = SetChoice(host, self._read, set_name)
        self.set: SetView | None = None
        self.readings: tuple[ReadingLine, ...] = ()
        self.effects: Effects | None = None
        self.filter = "all"
        self.current = parameter_id
        self._wants_form = bool(parameter_id)
        self._is_deciding = False
        self._view: ReadingsView | None = None
        host.watch({*WATCHED, "award_year"}, self.choice.refresh)

    def attach(self, view: ReadingsView) -> None:
        self._view = view
        self.choice.refresh()

    @property
    def may_decide(self) -> bool:
        return self.set is not None and self.set.summary.is_trial and can(self.host.ctx, Right.EDIT_PARAMETERS)

    @property
    def reading(self) -> ReadingLine | None:
        return next((each for each in self.readings if each.parameter.id == self.current), None)

    def choose_filter(self, name: str) -> None:
        self.filter = name
        self._show_rows()

    def select(self, parameter_id: str) -> None:
        """Another question: its words, its decisions, and the cases that its reading changes."""
        self.current = parameter_id
        self._is_deciding = False
        self._show_reading()

    # ---- deciding

    def begin_decision(self) -> None:
        """Show the fields of a decision for the question in view."""
        reading, actor = self.reading, self.host.ctx.actor
        if reading is None or self._view is None:
            return
        if not self.may_decide:
            is_frozen = self.set is not None and not self.set.summary.is_trial
            frozen = "已确认的参数集不能再登记决定，请先复制为新的试行参数集。"
            self.host.messages.refuse(frozen if is_frozen else "登记决定要由市局经办操作。")
            return
        self._is_deciding = True
        self._view.show_decision_form(reading, actor.full_name if actor else "")

    def cancel_decision(self) -> None:
        self._is_deciding = False
        self._show_reading()

    def decide(self, value: str, values: dict[str, str]) -> None:
        """Record the decision as typed; a refusal stands under the fields, nothing is saved then."""
        if self.set is None or self._view is None:
            return
        view, ctx, name, parameter_id = self._view, self.host.ctx, self.set.summary.name, self.current
        try:
            decided_on = parse_date(values["decided_on"]) if values["decided_on"].strip() else None
        except NotADateError as error:
            view.show_decision_problem(str(error))
            return

        def work(_job: JobContext) -> SetView:
            return readings.record_decision(
                ctx, name, parameter_id, value=value, basis=values["basis"], document_no=values["document_no"],
                decided_on=decided_on, decided_by=values["decided_by"],
            )  # fmt: skip

        def decided(_found: SetView) -> None:
            self._is_deciding = False
            self.host.messages.toast("决定已登记，只增不改；计算书上会印出文号。")
            self.host.announce(WATCHED)

        self.host.jobs.run(work, decided, lambda error: view.show_decision_problem(error.message), writes=True)

    # ---- money and ways on

    def reckon_effects(self) -> None:
        """What every other reading would pay this year; a job that can be stopped and goes on where it stopped."""
        if self.set is None:
            return
        ctx, name = self.host.ctx, self.set.summary.name
        self.host.jobs.run(
            lambda job: reading_effects.reading_effects(ctx, name, job), self._show_effects, title="逐个换读法测算"
        )

    def open_comparison(self) -> None:
        if self.set is not None:
            self.host.open("comparison", left=self.set.before or "", right=self.set.summary.name)

    def open_case(self, case_no: str) -> None:
        self.host.open("case", case_no=case_no)

    def export(self) -> None:
        """The register as a workbook."""
        if self.set is None:
            return
        name = self.set.summary.name
        target = self.host.messages.choose_target("导出口径台账", f"口径台账-{name}.xlsx", ("*.xlsx",))
        if target is not None:
            self._export(name, target)

    def _export(self, name: str, target: Path) -> None:
        ctx, effects = self.host.ctx, self.effects
        self.host.jobs.run(
            lambda _job: readings.write_register(ctx, name, effects, target),
            lambda rows: self.host.messages.toast(f"已导出 {rows} 个口径：{target}"),
            title="导出口径台账",
        )

    # ---- reading

    def _read(self) -> None:
        if self._view is not None:
            self._view.show_sets(self.choice)
        name, ctx = self.choice.name, self.host.ctx
        if not name:
            self.set, self.readings = None, ()
            self._show_rows()
            return
        self.host.jobs.run(
            lambda _job: (readings.list_readings(ctx, name), reading_effects.known_reading_effects(ctx, name)),
            lambda found: self._show(*found[0], found[1]),
        )

    def _show(self, found: SetView, lines: tuple[ReadingLine, ...], known: Effects | None) -> None:
        if found.summary.name != self.choice.name:
            return
        self.set, self.readings, self.effects = found, lines, known
        self._show_rows()
        if self._wants_form and self.may_decide:
            self._wants_form = False
            self.begin_decision()

    def _show_effects(self, effects: Effects) -> None:
        if self.set is not None and effects.set_name == self.set.summary.name:
            self.effects = effects
            self._show_rows()

    def _show_rows(self) -> None:
        if self._view is None:
            return
        self._view.show_filters(filters_of(self.readings), self.filter)
        shown = by_effect([each for each in self.readings if matches(each, self.filter)], self.effects)
        if shown and self.current not in {each.parameter.id for each in shown}:
            self.current = shown[0].parameter.id
        self._view.show_readings(shown, self.effects)
        self.host.set_status(status_parts(self.readings, self.effects))
        if not self._is_deciding:
            self._show_reading()

    def _show_reading(self) -> None:
        reading = self.reading
        if self._view is None:
            return
        if reading is None or reading.line.is_default or self.set is None or reading.parameter.kind != "reckons":
            self._view.show_reading(reading, () if reading is not None else None)
            return
        self._view.show_reading(reading, None)
        ctx, name, parameter_id = self.host.ctx, self.set.summary.name, reading.parameter.id

        def read(job: JobContext) -> tuple[CaseEffect, ...]:
            return reading_effects.effect_by_case(ctx, name, parameter_id, job)

        def shown(cases: tuple[CaseEffect, ...]) -> None:
            if self.current == parameter_id and not self._is_deciding and self._view is not None:
                self._view.show_reading(self.reading, cases)

        self.host.jobs.run(read, shown)
