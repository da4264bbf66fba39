"""An application being entered as a W2 workbook in memory: so that entry and import are judged by the same code."""

from __future__ import annotations

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.exchange.results import ParsedRow, ParsedSheet, ParsedWorkbook, PlannedRow
from cbec_desktop.exchange.row_rules import judge_rows
from cbec_desktop.exchange.template import Column, Sheet
from cbec_desktop.exchange.templates.w2_applications import APPLICATIONS, TEMPLATE
from cbec_desktop.services.application_draft import LEASE_MARK, ApplicationDraft, is_lease_sheet, line_columns
from cbec_desktop.services.entry_cells import is_missing, read_text
from db.queries.entry import ApplicantChoice

SOURCE = "手工录入"
HEAD_ROW = 1
STAND_INS = {"claimed_amount": Decimal(0), "has_provincial_support": False, "has_undertaking": True}
"""For required facts of the head that are not typed yet: never stored, `submit_application` refuses without them."""
UNNUMBERED = "（未编号）"


@dataclass(frozen=True, slots=True)
class EntryProblem:
    """One thing said about one place of the form.

    `sheet` is empty for the head of the form; `row` the 0-based line (of all invoices, for leases), None for the
    whole sheet; `field` the template's field, None for the whole row. `level` is error, warning or note.
    """

    sheet: str
    row: int | None
    field: str | None
    level: str
    message: str
    code: str = ""


def as_workbook(draft: ApplicationDraft, applicant: ApplicantChoice, reporting_no: str) -> ParsedWorkbook:
    """The draft as the import would read it: cells typed, rows judged against themselves and each other."""
    sheets = [_application_sheet(draft, applicant, reporting_no)]
    sheets += [_line_sheet(sheet, draft.lines.get(sheet.name, ()), reporting_no) for sheet in draft.sheets]
    year = str(draft.award_year)
    for parsed in sheets:
        for row, (field, said) in judge_rows(parsed.sheet.name, parsed.rows, year):
            header = parsed.sheet.column(field).header
            row.problems.append(RowProblem(parsed.sheet.name, row.row, header, said.code, said.level, said.message))
    meta = {"award_year": year, "reporting_unit": applicant.county_code, "workbook_id": draft.key}
    return ParsedWorkbook(Path(SOURCE), "", TEMPLATE, meta, sheets)


def _application_sheet(draft: ApplicationDraft, applicant: ApplicantChoice, reporting_no: str) -> ParsedSheet:
    own = {
        "reporting_no": reporting_no,
        "award_year": str(draft.award_year),
        "measure_id": draft.measure_id,
        "credit_code": applicant.credit_code,
        "enterprise_name": applicant.name,
        "county_code": applicant.county_code,
    }
    fixed = {**own, "award_year": draft.award_year}
    row = _parsed(APPLICATIONS, APPLICATIONS.columns, draft.head, HEAD_ROW, fixed)
    return ParsedSheet(APPLICATIONS, 0, _positions(APPLICATIONS), [row])


def _line_sheet(sheet: Sheet, rows: Sequence[Mapping[str, str]], reporting_no: str) -> ParsedSheet:
    columns = line_columns(sheet)
    parsed = [
        _parsed(sheet, columns, texts, number, {"reporting_no": reporting_no}) for number, texts in _numbered(rows)
    ]
    return ParsedSheet(sheet, 0, _positions(sheet), parsed)


def _numbered(rows: Sequence[Mapping[str, str]]) -> Iterable[tuple[int, Mapping[str, str]]]:
    """Lines that hold anything, numbered as the grid numbers them."""
    for number, texts in enumerate(rows, start=1):
        if any(text.strip() for field, text in texts.items() if field != LEASE_MARK):
            yield number, texts


def _parsed(
    sheet: Sheet, columns: Iterable[Column], texts: Mapping[str, str], number: int, fixed: Mapping[str, Any]
) -> ParsedRow:
    """One row typed by column; what `fixed` holds was not typed."""
    values: dict[str, Any] = dict(fixed)
    problems = []
    for column in columns:
        if column.field in fixed:
            continue
        text = texts.get(column.field, "")
        cell = read_text(column, text)
        values[column.field] = cell.value
        if is_missing(column, text):
            message = f"“{column.header}”没有填，请补填。"
            problems.append(RowProblem(sheet.name, number, column.header, "E-REQUIRED", "error", message))
        elif cell.message:
            problems.append(RowProblem(sheet.name, number, column.header, "E-CELL", cell.level, cell.message))
    return ParsedRow(number, values, problems)


def _positions(sheet: Sheet) -> dict[str, int]:
    return {column.field: at for at, column in enumerate(sheet.columns)}


def with_sound_head(workbook: ParsedWorkbook) -> tuple[ParsedWorkbook, list[RowProblem]]:
    """The same with a head that is not refused, and what was wrong with it: lines are judged all the same."""
    head = workbook.sheets[0].rows[0]
    said = head.problems
    values = {field: value for field, value in head.values.items() if value is not None}
    sound = ParsedRow(head.row, {**head.values, **STAND_INS, **values})
    sheets = [ParsedSheet(APPLICATIONS, 0, workbook.sheets[0].positions, [sound]), *workbook.sheets[1:]]
    return ParsedWorkbook(workbook.path, "", workbook.template, workbook.meta, sheets), said


def readable_rows(draft: ApplicationDraft, sheet: Sheet) -> list[tuple[int, dict[str, Any]]]:
    """The lines of a sheet whose required cells can all be read, with their numbers: what a trial can reckon."""
    parsed = _line_sheet(sheet, draft.lines.get(sheet.name, ()), "")
    return [(row.row, row.values) for row in parsed.rows if not row.is_refused]


def entry_problems(
    draft: ApplicationDraft, rows: Iterable[PlannedRow], more: Iterable[RowProblem]
) -> list[EntryProblem]:
    """What the plan says, as places of the form: head first, then line by line, errors before the rest."""
    said: dict[EntryProblem, None] = {}
    for found in [problem for row in rows for problem in row.problems] + list(more):
        said.setdefault(_placed(draft, found))
    return sorted(said, key=_reading_order)


def _placed(draft: ApplicationDraft, found: RowProblem) -> EntryProblem:
    sheet = next(sheet for sheet in TEMPLATE.sheets if sheet.name == found.sheet)
    field = next((column.field for column in sheet.columns if column.header == found.column), None)
    if sheet.name == APPLICATIONS.name:
        return EntryProblem("", None, field, found.level, found.message, found.code)
    row = None if found.row is None else found.row - 1
    message = _in_leases(draft, found.message) if is_lease_sheet(sheet) else found.message
    if found.code == "same_row_twice":  # a workbook's second copy is harmless; on the screen it is a slip
        return EntryProblem(sheet.name, row, field, "error", message.replace("只算一次", "请删去一行"), found.code)
    return EntryProblem(sheet.name, row, field, found.level, message, found.code)


def _in_leases(draft: ApplicationDraft, message: str) -> str:
    """Rows of 房屋租赁 are called by contract and invoice, for the grid has two levels: 第 3 行 → ZL-1 第 2 张."""
    rows = next((rows for sheet in draft.sheets for rows in [draft.lines.get(sheet.name, ())]), ())

    def named(match: re.Match[str]) -> str:
        at = int(match[1]) - 1
        if not 0 <= at < len(rows):
            return match[0]
        lease = rows[at].get(LEASE_MARK)
        before = sum(1 for row in rows[:at] if row.get(LEASE_MARK) == lease)
        return f"{rows[at].get('contract_no') or '未写编号的租约'} 第 {before + 1} 张"

    return re.sub(r"第 (\d+) 行", named, message)


def _reading_order(problem: EntryProblem) -> tuple[bool, bool, str, int]:
    return (problem.level != "error", bool(problem.sheet), problem.sheet, -1 if problem.row is None else problem.row)


def county_word(applicant: ApplicantChoice) -> str:
    """The county as the form shows it."""
    return COUNTY_SHORT.get(applicant.county_code, applicant.county_code)
