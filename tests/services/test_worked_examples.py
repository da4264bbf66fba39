"""The bureau's worked examples: written in a workbook, run under a set, holding up its confirmation, explained."""

from __future__ import annotations

from copy import deepcopy
from datetime import date
from decimal import Decimal
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import parameters, worked_examples
from cbec_desktop.services.context import Context
from cbec_desktop.services.worked_examples import ExampleImport
from tests.services.example_workbook import Rows, batch_9610, case, good, write_examples

FIRST = "2026-试1"


def take_in(ctx: Context, folder: Path, rows: Rows) -> ExampleImport:
    path = write_examples(ctx, folder / "E1.xlsx", rows)
    return worked_examples.import_examples(ctx, path, JobContext())


def test_the_programs_own_examples_pass_under_the_default_readings(ctx: Context) -> None:
    results = worked_examples.run_examples(ctx, FIRST)
    assert all(result.is_passed for result in results)
    by_default = [
        example for example in worked_examples.shipped_examples() if any(not e.values for e in example.expectations)
    ]
    assert {result.case.example_no for result in results} == {example.id for example in by_default}


def test_the_programs_examples_apply_as_far_as_the_set_reads_like_them(ctx: Context) -> None:
    parameters.edit_set(ctx, FIRST, {"m4.unit_cap.period": "month"})
    results = {result.case.example_no: result for result in worked_examples.run_examples(ctx, FIRST)}
    assert results["M4-a"].case.expected.award == 24000
    assert all(result.is_passed for result in results.values())
    parameters.edit_set(ctx, FIRST, {"m4.rate": "40%"})
    assert not any(result.case.measure_id == "premises_rent" for result in worked_examples.run_examples(ctx, FIRST))


def test_examples_written_in_the_workbook_are_run(ctx: Context, tmp_path: Path) -> None:
    found = take_in(ctx, tmp_path, good())
    assert (found.new, found.changed, found.is_saved) == (5, 0, True)
    own = [result for result in worked_examples.run_examples(ctx, FIRST) if result.case.is_own]
    assert [(result.case.example_no, result.is_passed) for result in own] == [
        (f"局M{number}", True) for number in range(1, 6)
    ]
    assert own[0].case.source == "E1.xlsx 第 3 行"
    again = take_in(ctx, tmp_path, good())
    assert (again.new, again.changed, again.unchanged) == (0, 0, 5)


def test_a_failing_example_holds_up_the_confirmation(ctx: Context, tmp_path: Path) -> None:
    take_in(ctx, tmp_path, batch_9610(expected=500))
    (failing,) = [result for result in worked_examples.run_examples(ctx, FIRST) if not result.is_passed]
    assert failing.sentence == "预期 500.00 元，核算 1800.00 元。"
    confirm: dict[str, Any] = {"document_no": "朝商字〔2026〕52号", "confirmed_on": date(2026, 11, 20)}
    with pytest.raises(UserError, match="1 个算例不通过（局M5）") as refusal:
        parameters.confirm_set(ctx, FIRST, **confirm)
    assert refusal.value.code == "failing_examples"
    assert parameters.show_set(ctx, FIRST).summary.is_trial
    cause = worked_examples.find_causes(ctx, FIRST, "局M5")[0]
    parameters.edit_set(ctx, FIRST, {cause.parameter.id: cause.value})
    assert not parameters.confirm_set(ctx, FIRST, **confirm).summary.is_trial


def test_a_failing_example_names_the_switch_that_alone_would_make_it_equal(ctx: Context, tmp_path: Path) -> None:
    take_in(ctx, tmp_path, batch_9610(expected=500))
    causes = worked_examples.find_causes(ctx, FIRST, "局M5")
    assert {cause.parameter.code for cause in causes} == {"A9"}
    assert all(cause.assessment.award_amount == 500 for cause in causes)
    take_in(ctx, tmp_path, batch_9610(expected=777))
    assert worked_examples.find_causes(ctx, FIRST, "局M5") == ()


def test_what_was_granted_before_is_an_application_before(ctx: Context, tmp_path: Path) -> None:
    rows = good()
    rows["算例"] = [case("局M3", 3, 5000, **{"此前已批金额(元)": 45000})]
    rows = {"算例": rows["算例"], "费用": [{"算例编号": "局M3", "行号": 1, "价税合计(元)": 100000}]}
    take_in(ctx, tmp_path, rows)
    (own,) = [result for result in worked_examples.run_examples(ctx, FIRST) if result.case.is_own]
    assert own.is_passed, own.sentence


WRONG = {
    "no lines": (lambda rows: rows.pop("租约"), "“租约”表里有至少一行"),
    "unknown number": (lambda rows: rows["租约"][0].update({"算例编号": "局X"}), "没有编号“局X”"),
    "number twice": (lambda rows: rows["算例"].append(case("局M4", 4, 1)), "与第 6 行相同"),
    "number of the program": (lambda rows: rows["算例"][0].update({"算例编号": "M4-a"}), "程序自带算例的编号"),
    "line twice": (lambda rows: rows["费用"].append(dict(rows["费用"][1])), "行号 1 与第 4 行相同"),
    "wrong sheet": (
        lambda rows: rows["费用"].append({"算例编号": "局M4", "行号": 9, "价税合计(元)": 1}),
        "不用“费用”表",
    ),
    "half a fen": (lambda rows: rows["算例"][0].update({"预期金额(元)": "100.005"}), ""),
    "no expectation": (lambda rows: rows["算例"][0].update({"预期金额(元)": None}), "预期金额"),
    "no assessed sum": (lambda rows: rows["算例"][0].pop("评定金额(元)"), "要填评定金额"),
    "wrong year": (lambda rows: rows["算例"][0].update({"年度": 2031}), "不在政策执行期"),
}


@pytest.mark.parametrize("name", WRONG)
def test_a_row_with_an_error_saves_nothing(ctx: Context, tmp_path: Path, name: str) -> None:
    change, words = WRONG[name]
    rows = deepcopy(good())
    change(rows)
    found = take_in(ctx, tmp_path, rows)
    errors = [problem for problem in found.problems if problem.level == "error"]
    assert not found.is_saved
    assert errors
    assert words in " ".join(f"{problem.column} {problem.message}" for problem in errors)
    assert not any(result.case.is_own for result in worked_examples.run_examples(ctx, FIRST))


def test_another_workbook_is_refused_by_what_it_is(ctx: Context, tmp_path: Path) -> None:
    from cbec_desktop.services.exports import export_template

    export_template(ctx, "W1", tmp_path / "W1.xlsx", None, 2026, True, JobContext())
    with pytest.raises(UserError, match="W1，不是 E1"):
        worked_examples.import_examples(ctx, tmp_path / "W1.xlsx", JobContext())


def test_an_expectation_is_changed_with_its_reason_only(ctx: Context, tmp_path: Path) -> None:
    take_in(ctx, tmp_path, batch_9610(expected=500))
    with pytest.raises(UserError, match="没有写原因"):
        worked_examples.change_expectation(ctx, "局M5", Decimal(1800), " ")
    with pytest.raises(UserError, match="两位小数"):
        worked_examples.change_expectation(ctx, "局M5", Decimal("1800.005"), "核对")
    with pytest.raises(UserError, match="不是局里写的算例"):
        worked_examples.change_expectation(ctx, "M4-a", Decimal(1), "核对")
    worked_examples.change_expectation(ctx, "局M5", Decimal(1800), "清单即单")
    assert all(result.is_passed for result in worked_examples.run_examples(ctx, FIRST))
    worked_examples.withdraw_example(ctx, "局M5", "重复")
    assert not any(result.case.is_own for result in worked_examples.run_examples(ctx, FIRST))
    again = take_in(ctx, tmp_path, batch_9610(expected=500))
    assert (again.new, again.changed) == (0, 1)
