"""The reply to a county: its own file with the refused cells coloured, a comment on each, and what to do at the end."""

from __future__ import annotations

import re
import zipfile
from collections.abc import Iterable, Sequence
from datetime import date, datetime
from pathlib import Path
from typing import Any

from cbec_desktop.domain.errors import RowProblem
from cbec_desktop.exchange.file_kind import FileKind, find_kind
from cbec_desktop.exchange.guide import GUIDE_SHEET, META_SHEET, lines_needed
from cbec_desktop.exchange.mending import lost_validations, restore_results, sheet_parts
from cbec_desktop.exchange.reading import RawSheet, Reading, TimeText, read_csv
from cbec_desktop.exchange.results import SheetPlace
from cbec_desktop.exchange.sheet_facts import column_letter
from cbec_desktop.exchange.writer import (
    LINE_HEIGHT,
    add_validation,
    new_book,
    open_book,
    paint,
    replacing,
    unpaint,
    write_text,
)

RESULT_HEADER = "校验结果"
AUTHOR = "市商务局校验"
RED, YELLOW, BLUE = "FFC7CE", "FFEB9C", "DDEBF7"
LEVEL_WORDS = {"error": "拒绝", "warning": "请核对"}
MOST_XML = 40_000_000
"""Above this much XML in its sheets a file is answered by a new workbook: opening it would take gigabytes."""
SHEET_NAME_LENGTH = 31
RESULT_WIDTH = 60
_FORBIDDEN = re.compile(r"[\[\]:*?/\\]")
_NEXT_STEP = "红色的格须改，黄色的格请核对，末列“校验结果”写明怎样改。改好后保存，可直接再报。"
_KIND_WORDS = {FileKind.XLS: "旧版 .xls", FileKind.ODS: ".ods", FileKind.CSV: ".csv", FileKind.XLSX: "内容过大的 .xlsx"}


def write_marked(source: Path, places: Sequence[SheetPlace], problems: Iterable[RowProblem], out: Path) -> None:
    """Write the reply to `source` to `out`: the same workbook, or a new one where `source` is no .xlsx or .xlsm.

    Raises UserError when `source` cannot be read any more or `out` cannot be written.
    """
    kind = find_kind(source)
    said = [problem for problem in problems if problem.row is not None and problem.level in LEVEL_WORDS]
    is_kept = kind is FileKind.XLSX and _sheet_bytes(source) <= MOST_XML
    with replacing(out) as target:
        if is_kept:
            book = open_book(source, keep_macros=out.suffix.lower() == ".xlsm")
            _bring_back_validations(book, source)
            _say_at_the_end(book)
        else:
            book = _copy(source, kind, places)
        for place in places:
            if place.source_name in book.sheetnames:
                _mark(book[place.source_name], place, [one for one in said if one.sheet == place.name])
        book.save(target)
        if is_kept:
            restore_results(source, target)


def write_overview(entries: Iterable[tuple[str, RowProblem]], out: Path) -> None:
    """A list of all problems of several files: file, sheet, row, column, level, what to do."""
    with replacing(out) as target:
        book = new_book()
        page = book.create_sheet("问题汇总")
        for column, (header, width) in enumerate(
            (("文件", 28), ("工作表", 14), ("行", 8), ("列", 8), ("列名", 20), ("判定", 10), ("怎么办", 90)), start=1
        ):
            write_text(page, 1, column, header)
            paint(page.cell(1, column), BLUE, None, AUTHOR)
            page.column_dimensions[column_letter(column - 1)].width = width
        for row, (name, problem) in enumerate(entries, start=2):
            level = LEVEL_WORDS.get(problem.level, "提示")
            cells = (name, problem.sheet, problem.row, problem.letter, problem.column, level, problem.message)
            for column, value in enumerate(cells, start=1):
                write_text(page, row, column, value, is_wide=column == len(cells))
        page.freeze_panes = "A2"
        book.save(target)


def _sheet_bytes(source: Path) -> int:
    with zipfile.ZipFile(source) as package:
        parts = set(sheet_parts(package).values())
        return sum(member.file_size for member in package.infolist() if member.filename in parts)


def _bring_back_validations(book: Any, source: Path) -> None:
    for name, checks in lost_validations(source).items():
        for check in checks:
            add_validation(book[name], check.kind, check.formulas, check.area, check.is_blank_ok)


def _mark(page: Any, place: SheetPlace, problems: list[RowProblem]) -> None:
    """Colour the cells, hang the comments, fill the last column; marks of an earlier reply are taken away first."""
    column = _result_column(page, place)
    _clear(page, place, column)
    if not problems:
        return
    write_text(page, place.header_row, column, RESULT_HEADER)
    paint(page.cell(place.header_row, column), BLUE, None, AUTHOR)
    page.column_dimensions[column_letter(column - 1)].width = RESULT_WIDTH
    by_row: dict[int, list[RowProblem]] = {}
    for problem in problems:
        by_row.setdefault(problem.row or 0, []).append(problem)
    for row, of_row in by_row.items():
        text = "\n".join(f"{LEVEL_WORDS[one.level]}：{_place_words(one)}{one.message}" for one in of_row)
        write_text(page, row, column, text, is_wide=True)
        height = LINE_HEIGHT * lines_needed(text, RESULT_WIDTH - 2)
        page.row_dimensions[row].height = max(height, page.row_dimensions[row].height or 0)
        by_letter: dict[str, list[RowProblem]] = {}
        for one in of_row:
            by_letter.setdefault(one.letter or "A", []).append(one)
        for letter, of_cell in by_letter.items():
            is_error = any(one.level == "error" for one in of_cell)
            cell = _top_left(page, f"{letter}{row}")
            paint(cell, RED if is_error else YELLOW, "\n".join(one.message for one in of_cell), AUTHOR)


def _place_words(problem: RowProblem) -> str:
    return f"{problem.letter} 列“{problem.column}”：" if problem.column and problem.letter else ""


def _result_column(page: Any, place: SheetPlace) -> int:
    """The column of 校验结果 (1-based): the one of an earlier reply, else the first behind everything used."""
    last = place.last_column + 1
    for column in range(1, max(last, page.max_column) + 1):
        value = page.cell(place.header_row, column).value
        if isinstance(value, str) and value.strip() == RESULT_HEADER:
            return column
        if value not in (None, ""):
            last = max(last, column)
    return last + 1


def _clear(page: Any, place: SheetPlace, column: int) -> None:
    for row in page.iter_rows(min_row=place.header_row):
        for cell in row:
            if cell.comment is not None and cell.comment.author == AUTHOR:
                unpaint(cell)
            if cell.column == column and cell.value is not None and type(cell).__name__ != "MergedCell":
                cell.value = None


def _top_left(page: Any, coordinate: str) -> Any:
    """The cell at `coordinate`, or the one that stands for the merge it lies in."""
    if type(page[coordinate]).__name__ != "MergedCell":
        return page[coordinate]
    area = next(area for area in page.merged_cells.ranges if coordinate in area)
    return page.cell(area.min_row, area.min_col)


def _say_at_the_end(book: Any) -> None:
    """One line under the county's own instructions."""
    if GUIDE_SHEET in book.sheetnames:
        page = book[GUIDE_SHEET]
        last = page.max_row
        if page.cell(last, 1).value != _NEXT_STEP:
            write_text(page, last + 1, 1, _NEXT_STEP)


def _copy(source: Path, kind: FileKind, places: Sequence[SheetPlace]) -> Any:
    """A new workbook with the same sheets, rows and cells, which says so on its first sheet (ruling 12)."""
    book = new_book()
    first = book.create_sheet(GUIDE_SHEET)
    lines = (
        f"这是 {source.name} 的校验回复。",
        f"原文件是{_KIND_WORDS[kind]}，不能直接批注；本文件是新的 .xlsx，工作表、行和单元格与原文件相同，格式未保留。",
        _NEXT_STEP,
    )
    for row, line in enumerate(lines, start=1):
        write_text(first, row, 1, line)
    first.column_dimensions["A"].width = 110
    names = {place.source_name for place in places}
    for raw in _raw_sheets(source, kind):
        if raw.name != GUIDE_SHEET and (raw.name in names or raw.name == META_SHEET or raw.state == "visible"):
            page = book.create_sheet(_FORBIDDEN.sub("_", raw.name)[:SHEET_NAME_LENGTH])
            page.sheet_state = "veryHidden" if raw.name == META_SHEET else "visible"
            _copy_cells(raw, page)
    return book


def _raw_sheets(source: Path, kind: FileKind) -> list[RawSheet]:
    if kind is FileKind.CSV:
        return read_csv(source)
    with Reading(source, kind.value, [META_SHEET]) as reading:
        return reading.sheets()


def _copy_cells(raw: RawSheet, page: Any) -> None:
    for place, column in enumerate(raw.columns, start=1):
        for number, value in zip(raw.numbers, column, strict=True):
            if value == "" or value is None:
                continue
            write_text(page, number, place, value.text if isinstance(value, TimeText) else value)
            if isinstance(value, date | datetime):
                page.cell(number, place).number_format = "yyyy-mm-dd"
