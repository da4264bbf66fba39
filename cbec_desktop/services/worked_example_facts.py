"""Rows of an E1 workbook → facts in the short form of the worked examples, checked row by row."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from cbec_desktop.awards.examples import Example, Expectation, Facts
from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, ParsedWorkbook
from cbec_desktop.exchange.templates.e1_examples import CASES, LINE_SHEETS, MEASURES_OF_SHEET

NEEDED = {
    measure_id: LINE_SHEETS[sheet]
    for sheet, measures in MEASURES_OF_SHEET.items()
    for measure_id in measures
    if LINE_SHEETS[sheet] != "tenants"
}
"""Measure → the lines without which it pays nothing; a park may be examined without its tenants."""
_SHEET_OF = {facts: sheet for sheet, facts in LINE_SHEETS.items()}
_POLICY_YEARS = range(2026, 2029)
_MOST_LINES = 20_000


@dataclass(frozen=True, slots=True)
class WrittenExample:
    """One example as written: `facts` in the form of `awards.examples`, everything as text."""

    example_no: str
    title: str
    measure_id: str
    award_year: int
    facts: Facts
    expected_award: Decimal
    expected_cost: Decimal | None
    author: str
    remark: str | None
    row: int


def example_of(example_no: str, title: str, measure_id: str, facts: Facts, expected: Expectation) -> Example:
    """A stored or written example as the rules run it; facts under `before` come as an application of their own."""
    main = {key: value for key, value in facts.items() if key != "before"}
    return Example(example_no, title, measure_id, (*facts.get("before", ()), main), (expected,))


def read_examples(workbook: ParsedWorkbook, shipped: frozenset[str]) -> tuple[list[WrittenExample], list[RowProblem]]:
    """The examples of a workbook, and everything that is wrong with their rows."""
    problems = [*workbook.problems]
    sheets = {sheet.sheet.name: sheet for sheet in workbook.sheets}
    for sheet in workbook.sheets:
        problems += [problem for row in sheet.rows for problem in row.problems]
    cases = _cases(sheets.get(CASES.name), shipped, problems)
    lines: dict[str, dict[str, list[Facts]]] = {number: {} for number in cases}
    for name, kind in LINE_SHEETS.items():
        if name in sheets:
            _add_lines(sheets[name], kind, cases, lines, problems)
    year = workbook.meta.get("award_year", "")
    default_year = int(year) if year.isdigit() else _POLICY_YEARS[0]
    found = []
    for number, row in cases.items():
        measure_id = row.values["measure"]
        needed = NEEDED.get(measure_id)
        if needed and not lines[number].get(needed):
            text = f"措施 {MEASURE_NUMBERS[measure_id]} 的算例要在“{_SHEET_OF[needed]}”表里有至少一行。"
            problems.append(_problem(CASES.name, row, "措施", "E-LINES", text))
            continue
        found.append(_written(number, row, lines[number], default_year))
    return found, problems


def _cases(sheet: ParsedSheet | None, shipped: frozenset[str], problems: list[RowProblem]) -> dict[str, ParsedRow]:
    cases: dict[str, ParsedRow] = {}
    for row in sheet.rows if sheet is not None else ():
        if row.is_refused:
            continue
        number, year = row.values["example_no"], row.values.get("award_year")
        text = ""
        if number in cases:
            text = f"算例编号“{number}”与第 {cases[number].row} 行相同，请改成不同的编号。"
        elif number in shipped:
            text = f"“{number}”是程序自带算例的编号，请换一个，例如 局{number}。"
        elif year is not None and year not in _POLICY_YEARS:
            text = f"年度 {year} 不在政策执行期（2026 至 2028）内，请核对。"
        elif row.values["measure"] == "park_award" and row.values.get("assessed") is None:
            text = "措施 1 的算例要填评定金额。"
        if text:
            problems.append(_problem(sheet.sheet.name if sheet else "", row, "算例编号", "E-EXAMPLE", text))
        else:
            cases[number] = row
    return cases


def _add_lines(
    sheet: ParsedSheet,
    kind: str,
    cases: Mapping[str, ParsedRow],
    lines: dict[str, dict[str, list[Facts]]],
    problems: list[RowProblem],
) -> None:
    seen: dict[tuple[str, int], int] = {}
    for row in sheet.rows:
        if row.is_refused:
            continue
        number, line_no = row.values["example_no"], row.values["line_no"]
        case = cases.get(number)
        text = ""
        if case is None:
            text = f"“算例”表里没有编号“{number}”，或那一行有错；请核对编号。"
        elif (number, line_no) in seen:
            text = f"行号 {line_no} 与第 {seen[number, line_no]} 行相同，请依次编号。"
        elif case.values["measure"] not in MEASURES_OF_SHEET[sheet.sheet.name]:
            text = f"措施 {MEASURE_NUMBERS[case.values['measure']]} 的算例不用“{sheet.sheet.name}”表。"
        elif int(row.values.get("count") or 1) > _MOST_LINES:
            text = f"份数 {row.values['count']} 太多，一行最多 {_MOST_LINES} 份。"
        if text:
            problems.append(_problem(sheet.sheet.name, row, "算例编号", "E-EXAMPLE", text))
            continue
        seen[number, line_no] = row.row
        lines[number].setdefault(kind, []).append(_facts(row.values, ("example_no", "line_no")))


def _written(number: str, row: ParsedRow, lines: Mapping[str, list[Facts]], default_year: int) -> WrittenExample:
    values = row.values
    year = int(values.get("award_year") or default_year)
    taken = ("performance", "assessed", "provincial_support", "provincial_support_amount")
    facts: dict[str, Any] = {**_facts({key: values.get(key) for key in taken}, ()), **lines, "year": year}
    if values.get("granted_before") is not None:
        before = {"granted": str(values["granted_before"]), "year": int(values.get("granted_year") or year)}
        facts["before"] = [before]
    return WrittenExample(
        example_no=number,
        title=values["title"],
        measure_id=values["measure"],
        award_year=year,
        facts=facts,
        expected_award=values["expected_award"],
        expected_cost=values.get("expected_cost"),
        author=values["author"],
        remark=values.get("remark"),
        row=row.row,
    )


def _facts(values: Mapping[str, Any], left_out: tuple[str, ...]) -> dict[str, Any]:
    """What was filled in, as plain JSON values."""
    return {key: _plain(value) for key, value in values.items() if value is not None and key not in left_out}


def _plain(value: Any) -> Any:
    if isinstance(value, Decimal):
        return format(value, "f")
    return value.isoformat() if isinstance(value, date) else value


def _problem(sheet: str, row: ParsedRow, column: str, code: str, message: str) -> RowProblem:
    return RowProblem(sheet, row.row, column, code, "error", message)
