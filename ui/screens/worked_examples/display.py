"""Rows of the example page: failing ones first; steps beside what the expected reading would give."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal

from cbec_desktop.awards.measure import Assessment, Step
from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.money import format_exact
from cbec_desktop.services.worked_examples import Cause, ExampleResult
from ui.set_choice import signed
from ui.widgets.cells import ChipText, TableCell, TableColumn, TableRow

COLUMNS = (
    TableColumn("编号", minimum=60),
    TableColumn("情形", stretch=1, minimum=150),
    TableColumn("谁写"),
    TableColumn("预期（元）", "right"),
    TableColumn("核算（元）", "right"),
    TableColumn("差", "right"),
    TableColumn("结果"),
)
STEP_COLUMNS = (
    TableColumn("步骤 / 程序的算式", stretch=1, minimum=90),
    TableColumn("预期", "right"),
    TableColumn("核算", "right"),
)
PASSED, FAILED = ChipText("通过", "ok", "circle-check"), ChipText("不通过", "err", "circle-x")
WORDS = {"all": "全部", "failing": "不通过", "passing": "通过", "own": "局里写的", "program": "程序自带"}


def row(result: ExampleResult) -> TableRow:
    case, difference = result.case, result.difference
    bad: Literal["", "error"] = "" if result.is_passed else "error"
    return TableRow(
        (
            TableCell(case.example_no),
            TableCell(case.title),
            TableCell(case.author, tone="" if case.is_own else "muted"),
            TableCell(f"{case.expected.award:,.2f}".removesuffix(".00")),
            TableCell(f"{result.assessment.award_amount:,.2f}".removesuffix(".00"), tone=bad),
            TableCell(signed(difference) if difference else "0", tone=bad if difference else ""),
            TableCell("", chip=PASSED if result.is_passed else FAILED),
        ),
        key=case.example_no,
        tip=f"{case.title}　{case.source}",
    )


def matches(result: ExampleResult, name: str) -> bool:
    return {
        "all": True,
        "failing": not result.is_passed,
        "passing": result.is_passed,
        "own": result.case.is_own,
        "program": not result.case.is_own,
    }[name]


def filters_of(results: Sequence[ExampleResult]) -> list[tuple[str, str]]:
    return [(name, f"{words} {sum(matches(each, name) for each in results)}") for name, words in WORDS.items()]


def step_rows(found: Assessment, expected: Assessment | None) -> list[TableRow]:
    """The steps of the set; beside them those under the reading that makes it equal, the first that differs marked."""
    rows, has_differed = [], False
    for place, step in enumerate(found.steps):
        other = expected.steps[place] if expected is not None and place < len(expected.steps) else None
        differs = other is not None and _words(other) != _words(step)
        is_first = differs and not has_differed
        has_differed = has_differed or differs
        expected_words = f"\n预期 {other.expression}" if other is not None and differs else ""
        cells = (
            TableCell(
                step.label, note=step.expression, tone="error" if is_first else "", back="err" if is_first else ""
            ),
            TableCell("—" if other is None else format_exact(other.amount), back="err" if is_first else ""),
            TableCell(format_exact(step.amount), tone="error" if differs else "", back="err" if is_first else ""),
        )
        rows.append(TableRow(cells, key=place, tip=f"{step.expression}{expected_words}"))
    return rows


def _words(step: Step) -> tuple[object, ...]:
    return (step.label, step.expression, step.amount)


def cause_words(cause: Cause) -> tuple[str, str]:
    """(question, what would make it equal) of one switch."""
    code = f"{cause.parameter.code}　" if cause.parameter.code else ""
    head = f"{code}{cause.parameter.phrase}"
    return head, f"现用“{cause.now_words}”，改为“{cause.value_words}”即与预期相同。"


def problem_words(problem: RowProblem) -> str:
    place = f"{problem.sheet} 第 {problem.row} 行" if problem.row else problem.sheet
    return f"{place}{f' {problem.column}' if problem.column else ''}：{problem.message}"


def status_parts(results: Sequence[ExampleResult]) -> list[str]:
    failing = sum(not each.is_passed for each in results)
    return [f"共 **{len(results)}** 例 通过 **{len(results) - failing}** 不通过 **{failing}**", "F8 下一个不通过"]
