"""The register of readings: decisions are kept for good, print on the sheet, and their money is exact."""

from __future__ import annotations

from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import openpyxl
import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import Cancelled, JobContext
from cbec_desktop.services import assessments, comparisons, forms, parameters, reading_effects, readings
from cbec_desktop.services.context import Context

FIRST = "2026-试1"
DECISION: dict[str, Any] = {
    "value": "month", "basis": "龙岗按月", "document_no": "朝商字〔2026〕52号", "decided_on": date(2026, 10, 9),
    "decided_by": "局务会",
}  # fmt: skip
QUESTION = "m4.unit_cap.period"


def total(ctx: Context, name: str) -> Decimal:
    results = assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=name, job=JobContext())
    return sum((result.award_amount for result in results), Decimal(0))


def test_every_question_of_the_policy_stands_in_the_register(ctx: Context) -> None:
    _, lines = readings.list_readings(ctx, FIRST)
    assert {line.parameter.code for line in lines} == {f"A{number}" for number in range(1, 33)}
    assert all(line.line.is_open for line in lines)


def test_a_decision_changes_the_set_and_is_kept(ctx: Context) -> None:
    readings.record_decision(ctx, FIRST, QUESTION, **DECISION)
    readings.record_decision(
        ctx, FIRST, QUESTION, **(DECISION | {"value": "year", "basis": "复议", "document_no": "纪要1号"})
    )
    found, lines = readings.list_readings(ctx, FIRST)
    reading = next(line for line in lines if line.parameter.id == QUESTION)
    assert found.line(QUESTION).value == "year"
    assert [(each.value_before, each.value, each.document_no) for each in reading.history] == [
        ("month", "year", "纪要1号"), ("year", "month", "朝商字〔2026〕52号"),
    ]  # fmt: skip
    assert reading.line.decision == reading.history[0]


def test_a_value_changed_after_its_decision_is_open_again(ctx: Context) -> None:
    readings.record_decision(ctx, FIRST, QUESTION, **DECISION)
    parameters.edit_set(ctx, FIRST, {QUESTION: "year"})
    assert parameters.show_set(ctx, FIRST).line(QUESTION).is_open


@pytest.mark.parametrize(
    ("wrong", "code"),
    [({"document_no": " "}, "no_document"), ({"decided_on": None}, "no_date"), ({"basis": ""}, "no_basis"),
     ({"decided_by": ""}, "no_author"), ({"decided_on": date(2027, 1, 1)}, "future_date"),
     ({"value": "week"}, "bad_parameters")],
)  # fmt: skip
def test_a_decision_without_its_proof_is_refused_and_nothing_saved(
    ctx: Context, wrong: dict[str, Any], code: str
) -> None:
    with pytest.raises(UserError) as refusal:
        readings.record_decision(ctx, FIRST, QUESTION, **(DECISION | wrong))
    assert refusal.value.code == code
    found, lines = readings.list_readings(ctx, FIRST)
    assert found.line(QUESTION).value == "year"
    assert all(not line.history for line in lines)


def test_what_a_reading_costs_is_what_reckoning_under_it_pays(assessed_ctx: Context) -> None:
    ctx = assessed_ctx
    effects = reading_effects.reading_effects(ctx, FIRST, JobContext())
    parameters.copy_set(ctx, FIRST)
    assert effects.total == total(ctx, FIRST)
    for parameter_id, value in ((QUESTION, "month"), ("m4.pooling", "pooled"), ("all.stacking", "highest_only")):
        parameters.edit_set(ctx, "2026-试2", {QUESTION: "year", "m4.pooling": "lease", "all.stacking": "stack"})
        parameters.edit_set(ctx, "2026-试2", {parameter_id: value})
        (effect,) = [each for each in effects.by_parameter[parameter_id] if each.value == value]
        assert effect.total == total(ctx, "2026-试2")
        assert effect.difference == effect.total - effects.total
    assert effects.by_parameter[QUESTION][0].difference != 0


def test_effects_are_remembered_until_facts_change(assessed_ctx: Context, monkeypatch: pytest.MonkeyPatch) -> None:
    ctx = assessed_ctx
    assert reading_effects.known_reading_effects(ctx, FIRST) is None
    effects = reading_effects.reading_effects(ctx, FIRST, JobContext())
    assert reading_effects.known_reading_effects(ctx, FIRST) == effects

    def forbidden(*_arguments: object, **_more: object) -> list[object]:
        raise AssertionError("reckoned again")

    monkeypatch.setattr(reading_effects, "assess_all", forbidden)
    assert reading_effects.reading_effects(ctx, FIRST, JobContext()) == effects
    monkeypatch.undo()
    from db.models.application import Application
    from db.unit_of_work import open_work

    with open_work(ctx.store, actor=ctx.actor, action="change") as work:
        work.load(Application, 1).claimed_amount_fen += 100
        work.commit()
    assert reading_effects.known_reading_effects(ctx, FIRST) is None


def test_a_stopped_run_keeps_what_it_reckoned(assessed_ctx: Context) -> None:
    def stop(done: int, _total: int, _text: str) -> None:
        if done == 3:
            job.cancel()

    job = JobContext(stop)
    with pytest.raises(Cancelled):
        reading_effects.reading_effects(assessed_ctx, FIRST, job)
    with assessed_ctx.store.open_view() as view:
        kept = view.connection().exec_driver_sql("SELECT count(*) FROM reading_effect").scalar()
    assert kept == 5  # the set itself and what was reckoned before the stop took hold


def test_the_cases_that_a_reading_changes_are_those_of_the_comparison(assessed_ctx: Context) -> None:
    ctx = assessed_ctx
    parameters.copy_set(ctx, FIRST)
    parameters.edit_set(ctx, "2026-试2", {QUESTION: "month"})
    run = comparisons.run_comparison(ctx, 2026, FIRST, "2026-试2", JobContext())
    changed = {case.case_no: (case.left, case.right) for case in run.comparison.cases if case.difference}
    found = reading_effects.effect_by_case(ctx, "2026-试2", QUESTION, JobContext())
    assert {effect.case_no: (effect.default, effect.chosen) for effect in found} == changed
    assert changed
    assert all(number.split("-")[2] == "M4" for number in changed)
    assert run.comparison == assessments.compare_sets(ctx, 2026, FIRST, "2026-试2")


def test_the_decision_is_printed_where_the_reading_bites(assessed_ctx: Context) -> None:
    from io import BytesIO

    import pypdfium2

    ctx = assessed_ctx
    case_no = next(number for number in forms.case_numbers(ctx, 2026) if "-M4-" in number)
    readings.record_decision(ctx, FIRST, QUESTION, **DECISION)
    with pytest.raises(UserError, match="参数集 2026-试1 改过") as refusal:
        forms.preview_form(ctx, "F16", case_no)
    assert refusal.value.code == "stale_assessment"
    assessments.assess_year(ctx, year=2026, case_no=None, parameter_set=None, job=JobContext())
    text = "".join(
        page.get_textpage().get_text_range()
        for page in pypdfium2.PdfDocument(BytesIO(forms.preview_form(ctx, "F16", case_no)))
    )
    assert "朝商字〔2026〕52号" in "".join(text.split())


def test_the_register_leaves_as_a_workbook(ctx: Context, tmp_path: Path) -> None:
    readings.record_decision(ctx, FIRST, QUESTION, **DECISION)
    rows = readings.write_register(ctx, FIRST, None, tmp_path / "r.xlsx")
    page = openpyxl.load_workbook(tmp_path / "r.xlsx").active
    assert page.max_row == rows + 2
    line = next(row for row in page.iter_rows(min_row=3, values_only=True) if row[1] == "每平方米上限的期间")
    assert line[5:9] == ("已定", "局务会", "朝商字〔2026〕52号", "2026-10-09")
