"""A workbook from file to typed rows: pre-check, read, recognise, convert, judge within the file.

Raises UserError when the file is refused whole; everything said about a row, a sheet or the file is a RowProblem.
Nothing here knows the store: the import service compares and plans.
"""

from __future__ import annotations

import hashlib
from bisect import bisect_right
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.statuses import CITY_CODE, COUNTIES
from cbec_desktop.domain.texts import shown
from cbec_desktop.exchange import precheck
from cbec_desktop.exchange.converters import Converted, convert_column
from cbec_desktop.exchange.file_kind import FileKind, refuse
from cbec_desktop.exchange.reading import RawSheet, Reading, read_csv
from cbec_desktop.exchange.recognition import (
    GUIDE_SHEET,
    META_SHEET,
    MatchedSheet,
    check_headers,
    choose_template,
    hidden_names,
    match_sheets,
    read_meta,
)
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, ParsedWorkbook
from cbec_desktop.exchange.row_labels import Label, find_labels, wrong_sums
from cbec_desktop.exchange.row_rules import judge_rows
from cbec_desktop.exchange.sheet_facts import SheetFacts, column_letter
from cbec_desktop.exchange.template import Column, Template
from cbec_desktop.jobs import JobContext, collector_paused

LISTED = 12


def read_workbook(path: Path, template_id: str | Template | None, job: JobContext) -> ParsedWorkbook:
    """Read the file as the template that it names itself, else as `template_id`, else as its headers tell."""
    job.step(0, 4, f"检查 {path.name}")
    facts = precheck.begin(path)
    sheets = _read_values(path, facts, job)
    job.step(2, 4, f"认表 {path.name}")
    is_csv = facts.kind is FileKind.CSV
    meta = read_meta(sheets)
    template, is_guessed = choose_template(path, meta, template_id, sheets)
    matched = match_sheets(path, template, sheets, is_csv)
    for match in matched:
        check_headers(path, match)
    digest = hashlib.sha256(path.read_bytes()).hexdigest()
    parsed = ParsedWorkbook(path, digest, template, meta, [])
    if is_guessed:
        _say(parsed, "", "N-TEMPLATE", "note", f"文件里没有 _meta，按表头认作 {template.id} {template.title}。")
    _report_meta(parsed)
    _report_file(parsed, facts, sheets, matched, is_csv)
    job.step(3, 4, f"核对 {path.name}")
    for match in matched:
        with collector_paused():
            parsed.sheets.append(_SheetReading(parsed, match, facts).parse())
        job.step(3, 4, f"核对 {path.name}")
    if not any(sheet.rows for sheet in parsed.sheets):
        raise refuse(path, "表里没有数据行；请填写后重发。", "no_rows")
    return parsed


def _read_values(path: Path, facts: precheck.Precheck, job: JobContext) -> list[RawSheet]:
    if facts.kind is FileKind.CSV:
        return read_csv(path)
    with Reading(path, facts.kind.value, sorted(hidden_names())) as reading:
        precheck.finish(facts)
        job.step(1, 4, f"读取 {path.name}")
        return reading.sheets()


def _say(parsed: ParsedWorkbook, sheet: str, code: str, level: str, message: str) -> None:
    parsed.problems.append(RowProblem(sheet, None, None, code, level, message))


def _report_meta(parsed: ParsedWorkbook) -> None:
    """Note a `_meta` whose version or unit the program does not know; the rows say all the same what they say."""
    version, unit = parsed.meta.get("template_version", ""), parsed.meta.get("reporting_unit", "")
    own = parsed.template.version
    if version and version != own:
        text = (
            f"文件自带的模板版本“{shown(version)}”不认识，现行 {parsed.template.id} 是第 {own} 版；按表头读取，请核对。"
        )
        _say(parsed, META_SHEET, "N-VERSION", "note", text)
    if unit and unit not in COUNTIES and unit != CITY_CODE:
        text = f"文件自带的报送单位“{shown(unit)}”不是本市的区划代码；单位按各行所填，请核对。"
        _say(parsed, META_SHEET, "N-UNIT", "note", text)


def _report_file(
    parsed: ParsedWorkbook,
    facts: precheck.Precheck,
    sheets: list[RawSheet],
    matched: list[MatchedSheet],
    is_csv: bool,
) -> None:
    """Say what of the file as a whole is worth knowing: macros, sheets left out, sheets known by their headers."""
    for remark in facts.remarks:
        _say(parsed, "", "N-PACKAGE", "note", remark)
    for match in matched:
        if match.is_by_headers and not is_csv:
            text = f"工作表“{match.raw.name}”按表头认作“{match.sheet.name}”。"
            _say(parsed, match.sheet.name, "N-SHEET", "note", text)
    taken = {match.raw.name for match in matched} | {GUIDE_SHEET, META_SHEET}
    for raw in sheets:
        state = facts.sheets[raw.name].state if raw.name in facts.sheets else raw.state
        if raw.name in taken or (state == "visible" and not raw.numbers):
            continue
        is_hidden = "隐藏的" if state != "visible" else ""
        _say(
            parsed,
            shown(raw.name),
            "N-SHEET",
            "note",
            f"{is_hidden}工作表“{shown(raw.name)}”不是模板里的表，没有读取。",
        )


@dataclass(slots=True)
class _Grid:
    """The rows below the header, as columns; `marks` are the cells that hold an error or an uncomputed formula."""

    numbers: list[int]
    columns: list[list[Any]]
    marks: dict[int, dict[int, Converted]]


class _SheetReading:
    """One sheet on its way from raw columns to typed rows."""

    def __init__(self, parsed: ParsedWorkbook, match: MatchedSheet, facts: precheck.Precheck) -> None:
        self._parsed = parsed
        self._match = match
        self._sheet = match.sheet
        self._facts = facts.sheets.get(match.raw.name) or SheetFacts(match.raw.name)
        self._is_1904 = facts.is_1904
        self._positions = match.header.positions

    def parse(self) -> ParsedSheet:
        """The typed rows with all that is to be said about them."""
        grid = self._grid()
        labels = find_labels(grid.columns)
        values, remarks = self._convert(grid)
        self._check_sums(grid, values, labels)
        rows = self._rows(grid, values, remarks, labels)
        self._judge(rows)
        self._report(rows)
        return ParsedSheet(self._sheet, self._match.header.row, dict(self._positions), rows, self._match.raw.name)

    def _grid(self) -> _Grid:
        raw, top = self._match.raw, self._match.header.row
        start = bisect_right(raw.numbers, top)
        numbers, columns = raw.numbers[start:], [column[start:] for column in raw.columns]
        raw.columns.clear()  # one copy in memory is enough
        marks = self._marks(top)
        known = set(numbers) if marks else set()
        for number in sorted({row for rows in marks.values() for row in rows} - known):
            numbers.append(number)  # a row that holds nothing but errors
            for column in columns:
                column.append("")
        return _Grid(numbers, columns, marks)

    def _marks(self, top: int) -> dict[int, dict[int, Converted]]:
        """By column and row: the cells whose value the reader cannot know."""
        wanted = set(self._positions.values())
        marks: dict[int, dict[int, Converted]] = {}
        for row, column in self._facts.uncached:
            if row > top and column in wanted:
                text = "公式没有计算结果；请在 WPS 或 Excel 里打开、重新计算并保存，或把结果粘贴为数值。"
                marks.setdefault(column, {})[row] = Converted(None, "E-FORMULA", "error", text)
        for (row, column), error in self._facts.errors.items():
            if row > top and column in wanted:
                text = f"单元格是错误值 {shown(error)}；请改成正确的内容，或把公式改对后保存。"
                marks.setdefault(column, {})[row] = Converted(None, "E-ERROR", "error", text)
        return marks

    def _convert(self, grid: _Grid) -> tuple[dict[str, list[Any]], dict[str, dict[int, Converted]]]:
        values: dict[str, list[Any]] = {}
        remarks: dict[str, dict[int, Converted]] = {}
        nothing = [None] * len(grid.numbers)
        for column in self._sheet.columns:
            position = self._positions.get(column.field)
            if position is None:
                values[column.field] = nothing
                continue
            values[column.field], said = convert_column(column, grid.columns[position], self._is_1904)
            if position in grid.marks:
                rows = grid.marks[position]
                for place, number in enumerate(grid.numbers):
                    if number in rows:
                        values[column.field][place] = None
                        said[place] = rows[number]
            if said:
                remarks[column.field] = said
        return values, remarks

    def _check_sums(self, grid: _Grid, values: dict[str, list[Any]], labels: dict[int, Label]) -> None:
        if not labels:
            return
        for column in self._sheet.columns:
            position = self._positions.get(column.field)
            if position is not None:
                cells, found = grid.columns[position], range(len(grid.numbers))
                for place, text in wrong_sums(column, cells, values[column.field], labels, found).items():
                    finding = Converted(None, "W-TOTAL", "warning", text)
                    self._parsed.problems.append(self._problem(column, grid.numbers[place], finding))

    def _rows(
        self,
        grid: _Grid,
        values: dict[str, list[Any]],
        remarks: dict[str, dict[int, Converted]],
        labels: dict[int, Label],
    ) -> list[ParsedRow]:
        fields = list(values)
        rows = [
            ParsedRow(number, dict(zip(fields, of_row, strict=True)))
            for number, of_row in zip(grid.numbers, zip(*values.values(), strict=True), strict=True)
        ]
        blank = self._blank_places(grid, remarks)
        for field, said in remarks.items():
            column = self._sheet.column(field)
            for place, converted in said.items():
                if place not in labels and place not in blank:
                    raw = grid.columns[self._positions[field]][place]
                    rows[place].problems.append(self._problem(column, rows[place].row, converted, raw))
        kept = [row for place, row in enumerate(rows) if place not in labels and place not in blank]
        kept.sort(key=lambda row: row.row)
        return kept

    def _blank_places(self, grid: _Grid, remarks: dict[str, dict[int, Converted]]) -> set[int]:
        """Rows in which only columns outside the template hold anything: skipped like blank rows."""
        required = next(column.field for column in self._sheet.columns if column.is_required)
        own = [grid.columns[position] for position in self._positions.values()]
        marked = {number for rows in grid.marks.values() for number in rows}
        return {
            place
            for place in remarks.get(required, ())  # an empty required cell has something said about it
            if grid.numbers[place] not in marked
            and all(isinstance(column[place], str) and not column[place].strip() for column in own)
        }

    def _problem(self, column: Column, row: int, converted: Converted, raw: Any = "") -> RowProblem:
        position = self._positions.get(column.field)
        letter = None if position is None else column_letter(position)
        message = converted.message
        if converted.code == "E-REQUIRED" and position is not None:
            message = self._merged(row, position) or message
        value = None if raw == "" else shown(raw)
        return RowProblem(self._sheet.name, row, column.header, converted.code, converted.level, message, letter, value)

    def _merged(self, row: int, position: int) -> str | None:
        for top, left, bottom, right in self._facts.merges:
            if top <= row <= bottom and left <= position <= right and (row, position) != (top, left):
                return f"这一格与 {column_letter(left)}{top} 合并了；请取消合并单元格，逐行填写后重发。"
        return None

    def _judge(self, rows: list[ParsedRow]) -> None:
        for row, (field, finding) in judge_rows(self._sheet.name, rows, self._parsed.meta.get("award_year", "")):
            row.problems.append(self._problem(self._sheet.column(field), row.row, finding))

    def _report(self, rows: list[ParsedRow]) -> None:
        """Say what is hidden, foreign or computed in this sheet."""
        name, facts, header = self._sheet.name, self._facts, self._match.header
        hidden = [row.row for row in rows if row.row in facts.hidden_rows] if facts.hidden_rows else []
        if hidden:
            text = f"有 {len(hidden)} 行是隐藏的（第 {_listed(hidden)} 行），已照常读取。"
            _say(self._parsed, name, "N-HIDDEN", "note", text)
        columns = [c.header for c in self._sheet.columns if self._positions.get(c.field) in facts.hidden_columns]
        if columns:
            _say(self._parsed, name, "N-HIDDEN", "note", f"隐藏的列 {'、'.join(columns)} 已照常读取。")
        if header.foreign:
            names = "、".join(
                f"{text}（{column_letter(index)} 列）" for index, text in list(header.foreign.items())[:LISTED]
            )
            _say(self._parsed, name, "N-FOREIGN", "note", f"模板以外的列没有读取：{names}。")
        if facts.formula_count > len(facts.uncached):
            text = f"有 {facts.formula_count} 个单元格是公式，读取的是保存时的计算结果，请核对。"
            _say(self._parsed, name, "N-FORMULA", "note", text)


def _listed(numbers: list[int]) -> str:
    shown_numbers = "、".join(map(str, numbers[:LISTED]))
    return shown_numbers if len(numbers) <= LISTED else f"{shown_numbers} 等"
