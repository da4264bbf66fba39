"""The parameter page without widgets: filters, edits, refusals at the field, confirmation with its reason."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.jobs import JobContext
from cbec_desktop.services import parameters, worked_examples
from cbec_desktop.services.parameter_views import ParameterLine
from tests.services.example_workbook import batch_9610, write_examples
from tests.ui.recording_host import RecordingHost
from ui.screens.parameters.display import rows
from ui.screens.parameters.presenter import ParametersPresenter
from ui.set_choice import SetChoice


class Shown:
    """What the page would show."""

    def __init__(self) -> None:
        self.lines: list[ParameterLine] = []
        self.filters: dict[str, str] = {}
        self.line: ParameterLine | None = None
        self.problem = self.confirm_problem = self.confirm_field = self.notice = self.confirm_reason = ""
        self.form: tuple[str, str] | None = None
        self.names: list[str] = []

    def show_sets(self, choice: SetChoice) -> None:
        self.names = choice.names

    def show_state(self, notice: str, confirm_reason: str, examples: str) -> None:
        self.notice, self.confirm_reason = notice, confirm_reason

    def show_filters(self, filters: Sequence[tuple[str, str]], chosen: str) -> None:
        self.filters = dict(filters)

    def show_lines(self, lines: Sequence[ParameterLine], before: str | None) -> None:
        self.lines = list(lines)

    def show_line(self, line: ParameterLine | None) -> None:
        self.line, self.problem, self.form = line, "", None

    def show_problem(self, sentence: str) -> None:
        self.problem = sentence

    def show_confirm_form(self, set_name: str, effective_from: str, example: str) -> None:
        self.form, self.example = (set_name, effective_from), example

    def show_confirm_problem(self, sentence: str, field: str) -> None:
        self.confirm_problem, self.confirm_field = sentence, field


@pytest.fixture
def page(case_host: RecordingHost) -> tuple[ParametersPresenter, Shown]:
    presenter, shown = ParametersPresenter(case_host), Shown()
    presenter.attach(shown)
    return presenter, shown


Page = tuple[ParametersPresenter, Shown]


def test_it_opens_at_the_costliest_question_of_the_set_in_force(page: Page) -> None:
    presenter, shown = page
    assert presenter.choice.name == "2026-试1"
    assert shown.line is not None
    assert shown.line.parameter.id == "m4.unit_cap.period"
    assert shown.filters["all"] == f"全部 {len(shown.lines)}"
    assert [row.back for row in rows(shown.lines)].count("group") == 6
    assert "打印件带“试算”字样" in shown.notice


def test_filters_and_search_narrow(page: Page) -> None:
    presenter, shown = page
    presenter.search("A18")
    assert {line.parameter.code for line in shown.lines} == {"A18"}
    presenter.search("M5 上限")
    assert shown.lines
    assert {line.parameter.measure_id for line in shown.lines} == {"customs_agency_fee"}
    presenter.search("")
    presenter.choose_filter("changed")
    assert shown.lines == []
    assert shown.line is None


def test_a_refused_value_stands_at_the_field_and_the_stored_one_stays(page: Page) -> None:
    presenter, shown = page
    presenter.select("m4.rate")
    presenter.set_value("55%")
    assert shown.problem == "55% 高于政策上限 50%，不能保存；请填不高于 50% 的数。"
    assert parameters.show_set(presenter.host.ctx, "2026-试1").line("m4.rate").value == "0.5"
    presenter.set_value("45%")
    assert shown.problem == ""
    assert shown.line is not None
    assert shown.line.words == "45%"


def test_a_member_of_a_list_is_put_in_and_taken_out(page: Page) -> None:
    presenter, shown = page
    presenter.select("eligible_entity_types")
    for expected in ("91,92", "91"):
        presenter.toggle("92")
        assert shown.line is not None
        assert shown.line.value == expected
    presenter.toggle("91")
    assert shown.problem == "至少要选一项。"


def test_a_copy_is_shown_and_edited_apart(page: Page) -> None:
    presenter, shown = page
    presenter.copy_set()
    assert presenter.choice.name == "2026-试2"
    assert shown.names == ["2026-试2", "2026-试1"]
    presenter.select("m4.unit_cap.period")
    presenter.set_value("month")
    presenter.choose_filter("changed")
    assert [line.parameter.id for line in shown.lines] == ["m4.unit_cap.period"]
    presenter.open_comparison()
    host: Any = presenter.host
    assert host.opened[-1] == ("comparison", {"left": "2026-试1", "right": "2026-试2"})


def test_confirming_asks_document_and_date_and_then_freezes(page: Page) -> None:
    presenter, shown = page
    presenter.begin_confirm()
    assert shown.form == ("2026-试1", "2026-01-01")
    typed = {"document_no": "", "confirmed_on": "2026-11-20", "effective_from": ""}
    presenter.confirm(typed)
    assert shown.confirm_problem.startswith("没有填文号")
    presenter.confirm(typed | {"document_no": "朝商字〔2026〕52号", "confirmed_on": "11月31日"})
    assert shown.confirm_problem
    assert presenter.choice.summary is not None
    assert presenter.choice.summary.is_trial
    presenter.confirm(typed | {"document_no": "朝商字〔2026〕52号"})
    assert not presenter.choice.summary.is_trial
    assert (shown.notice, shown.confirm_reason, presenter.may_edit) == ("", "已经确认", False)


def test_a_failing_example_disables_the_confirmation_and_says_so(page: Page, tmp_path: Path) -> None:
    presenter, shown = page
    ctx = presenter.host.ctx
    worked_examples.import_examples(ctx, write_examples(ctx, tmp_path / "E1.xlsx", batch_9610()), JobContext())
    presenter.host.announce(("worked_example",))
    assert shown.confirm_reason == "1 个算例不通过"
    assert "1 不通过，暂不能确认" in shown.notice
    presenter.begin_confirm()
    assert shown.form is None


def test_effects_stand_beside_the_readings_and_fall_when_the_set_changes(page: Page) -> None:
    presenter, _shown = page
    assert presenter.effects is None
    presenter.reckon_effects()
    assert presenter.effects is not None
    assert presenter.effects.largest("m4.unit_cap.period") is not None
    presenter.select("m3.rate")
    presenter.set_value("25%")
    assert presenter.effects is None
