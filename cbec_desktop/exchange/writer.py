"""The one module that writes workbooks: templates filled or blank, and county files opened to be marked.

openpyxl is imported when a workbook is written, not when the program starts.
"""

from __future__ import annotations

import contextlib
import errno
import io
import os
import uuid
import warnings
import zipfile
from collections.abc import Collection, Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.exchange.cell_xml import RUNNABLE, cell_maker
from cbec_desktop.exchange.guide import (
    CONTACT,
    GUIDE_SHEET,
    META_SHEET,
    column_hint,
    column_lines,
    guide_lines,
    lines_needed,
)
from cbec_desktop.exchange.template import Column, Kind, Sheet, Template
from cbec_desktop.jobs import JobContext

if TYPE_CHECKING:
    from openpyxl import Workbook

BLANK_ROWS = 1_000
HEADER_ROW = 2
FIRST_ROW = 3
A4, A3 = 9, 8
WIDEST_A4 = 150.0  # characters across a landscape A4 page that still read well
MONEY_FORMAT, DATE_FORMAT, TEXT_FORMAT = "#,##0.00", "yyyy-mm-dd", "@"
FORMATS = {
    Kind.MONEY: MONEY_FORMAT,
    Kind.MONEY_WAN: "#,##0.00####",
    Kind.NUMBER: "#,##0.00####",
    Kind.INTEGER: "0",
    Kind.DATE: DATE_FORMAT,
}
LONG_TEXT = 255
BLOCK_ROWS = 500
LINE_HEIGHT = 15
GUIDE_WIDTHS = (14, 24, 8, 14, 62)
Row = Sequence[Any]


def write_template(
    out: Path,
    template: Template,
    meta: Mapping[str, str],
    rows: Mapping[str, Collection[Row]],
    job: JobContext,
) -> int:
    """Write the workbook of `template` to `out` and return the number of data rows.

    `rows` gives for a sheet's name its rows, each with one value a column in the template's order: text, Decimal,
    int, date or None. openpyxl makes the workbook with its styles, lists and page setup; the rows are streamed
    into it as text, an order of magnitude faster than cell by cell and without keeping them. Raises UserError when
    `out` cannot be written; nothing is left half-written.
    """
    with replacing(out) as target:
        return fill_template(target, template, meta, rows, job)


def fill_template(
    target: Path,
    template: Template,
    meta: Mapping[str, str],
    rows: Mapping[str, Collection[Row]],
    job: JobContext,
) -> int:
    """The work of `write_template` into a file that the caller puts in place (see `replacing`)."""
    from openpyxl import Workbook

    book = Workbook(write_only=True)
    _write_guide(book, template, meta)
    sheets = [_DataSheet(book, sheet, meta, len(rows.get(sheet.name, ()))) for sheet in template.sheets]
    _write_meta(book, meta)
    skeleton = io.BytesIO()
    book.save(skeleton)
    streams = {f"xl/worksheets/sheet{place}.xml": sheet for place, sheet in enumerate(sheets, start=2)}
    with zipfile.ZipFile(skeleton) as source, zipfile.ZipFile(target, "w", zipfile.ZIP_DEFLATED) as result:
        for name in source.namelist():
            if name not in streams:
                result.writestr(name, source.read(name))
                continue
            head, end, tail = source.read(name).partition(b"</sheetData>")
            with result.open(name, "w") as stream:
                stream.write(head)
                for block in streams[name].blocks(rows.get(streams[name].name, ()), job):
                    stream.write(block.encode())
                stream.write(end + tail)
    return sum(len(found) for found in rows.values())


@contextmanager
def replacing(out: Path) -> Iterator[Path]:
    """A temporary neighbour of `out` that takes its place when the block ends well, and vanishes when not."""
    target = out.with_name(f".{out.name}.{uuid.uuid4().hex[:8]}.tmp")
    try:
        yield target
        with target.open("rb+") as stream:
            os.fsync(stream.fileno())
        target.replace(out)
    except OSError as fault:
        raise _unwritable(out, fault) from fault
    finally:
        with contextlib.suppress(OSError):
            target.unlink(missing_ok=True)


def _unwritable(out: Path, fault: OSError) -> UserError:
    if fault.errno == errno.ENOSPC:
        return UserError(f"磁盘空间不足，写不下 {out}。请腾出空间后重试，原有文件没有改动。", "disk_full")
    if not out.parent.is_dir():
        return UserError(f"找不到文件夹 {out.parent}。请先建立它，或换一个位置保存。", "missing_folder")
    return UserError(
        f"写不进 {out}：它可能正在 WPS 或 Excel 中打开，或没有写入权限。请关闭后重试，或换一个位置保存。",
        "cannot_write",
    )


class _DataSheet:
    """One data sheet: title, headers and page from openpyxl, rows as blocks of text."""

    def __init__(self, book: Workbook, sheet: Sheet, meta: Mapping[str, str], count: int) -> None:
        self.name = sheet.name
        self._sheet = sheet
        self._page = book.create_sheet(sheet.name)
        self._letters = [_letter(index) for index in range(len(sheet.columns))]
        self._plain = [_column_cell(self._page, column).style_id for column in sheet.columns]
        self._quoted = [_column_cell(self._page, column, is_quoted=True).style_id for column in sheet.columns]
        self._blank = [_column_cell(self._page, column, has_border=False).style_id for column in sheet.columns]
        self._set_up_page()
        self._write_headers(f"{year}年度{sheet.name}" if (year := meta.get("award_year")) else sheet.name)
        last = FIRST_ROW + count + BLANK_ROWS - 1
        self._page.auto_filter.ref = f"A{HEADER_ROW}:{self._letters[-1]}{FIRST_ROW + (count or BLANK_ROWS) - 1}"
        self._page.merged_cells.add(f"A1:{self._letters[-1]}1")
        for column, letter in zip(sheet.columns, self._letters, strict=True):
            self._page.data_validations.append(_validation(column, f"{letter}{FIRST_ROW}:{letter}{last}"))

    def blocks(self, rows: Collection[Row], job: JobContext) -> Iterator[str]:
        """The XML of the data rows and of the prepared blank rows, some hundred rows a block."""
        number, block = FIRST_ROW, []
        makers = [
            cell_maker(letter, plain, quoted)
            for letter, plain, quoted in zip(self._letters, self._plain, self._quoted, strict=True)
        ]
        for row in rows:
            cells = "".join([make(number, value) for make, value in zip(makers, row, strict=True)])
            block.append(f'<row r="{number}">{cells}</row>')
            number += 1
            if len(block) == BLOCK_ROWS:
                yield "".join(block)
                block = []
                job.step(number - FIRST_ROW, len(rows), f"写出 {self.name}")
        yield "".join(block)
        # Prepared rows keep identifiers text, dates dates and money money while the clerk types.
        for blank in range(number, number + BLANK_ROWS):
            cells = "".join(
                [
                    f'<c r="{letter}{blank}" s="{style}"/>'
                    for letter, style in zip(self._letters, self._blank, strict=True)
                ]
            )
            yield f'<row r="{blank}">{cells}</row>'

    def _set_up_page(self) -> None:
        page, columns = self._page, self._sheet.columns
        for column, letter in zip(columns, self._letters, strict=True):
            page.column_dimensions[letter].width = column.width
        page.row_dimensions[1].height, page.row_dimensions[HEADER_ROW].height = 26, 32
        page.freeze_panes = f"A{FIRST_ROW}"
        page.print_title_rows = f"1:{HEADER_ROW}"
        page.page_setup.orientation = "landscape"
        page.page_setup.paperSize = A4 if sum(column.width for column in columns) <= WIDEST_A4 else A3
        page.page_setup.fitToWidth, page.page_setup.fitToHeight = 1, 0
        page.sheet_properties.pageSetUpPr.fitToPage = True
        page.page_margins.left = page.page_margins.right = 0.4
        page.oddFooter.center.text = "第 &P 页 共 &N 页"
        page.oddFooter.left.text = self.name

    def _write_headers(self, title: str) -> None:
        from openpyxl.cell import WriteOnlyCell

        cell = WriteOnlyCell(self._page, title)
        style_title(cell)
        self._page.append([cell])
        headers = []
        for column in self._sheet.columns:
            cell = WriteOnlyCell(self._page, column.header + ("*" if column.is_required else ""))
            style_header(cell, is_required=column.is_required)
            headers.append(cell)
        self._page.append(headers)


def _column_cell(page: Any, column: Column, *, is_quoted: bool = False, has_border: bool = True) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Border, Font, Side

    cell = WriteOnlyCell(page)
    cell.font = Font(name="宋体", size=10.5)
    cell.number_format = number_format(column)
    if has_border:
        side = Side(style="thin", color="D0D7DE")
        cell.border = Border(left=side, right=side, top=side, bottom=side)
    if column.kind in (Kind.MONEY, Kind.MONEY_WAN, Kind.NUMBER, Kind.INTEGER):
        cell.alignment = Alignment(horizontal="right", vertical="center")
    elif column.kind in (Kind.DATE, Kind.MONTH, Kind.FLAG):
        cell.alignment = Alignment(horizontal="center", vertical="center")
    else:
        cell.alignment = Alignment(vertical="center", wrap_text=column.max_length > LONG_TEXT)
    if is_quoted:
        cell.quotePrefix = True
    return cell


def number_format(column: Column) -> str:
    """Text for everything that is not a number or a date: a spreadsheet then leaves what is typed alone."""
    return FORMATS.get(column.kind, TEXT_FORMAT)


def style_title(cell: Any) -> None:
    """The title above a sheet."""
    from openpyxl.styles import Alignment, Font

    cell.font = Font(name="黑体", size=15, bold=True)
    cell.alignment = Alignment(horizontal="left", vertical="center")


def style_header(cell: Any, *, is_required: bool) -> None:
    """The head of a column; red letters where it must be filled in."""
    from openpyxl.styles import Alignment, Border, Font, PatternFill, Side

    side = Side(style="thin", color="8C9BAB")
    cell.font = Font(name="黑体", size=10.5, bold=True, color="9F1239" if is_required else "1F2937")
    cell.fill = PatternFill("solid", fgColor="E8F0FA")
    cell.border = Border(left=side, right=side, top=side, bottom=side)
    cell.alignment = Alignment(horizontal="center", vertical="center", wrap_text=True)


def _validation(column: Column, area: str) -> Any:
    """List, date or number check of a column with its input message; text columns have the message alone."""
    from openpyxl.worksheet.datavalidation import DataValidation

    choices = list_choices(column)
    if choices:
        check = DataValidation(type="list", formula1=f'"{",".join(choices)}"', allow_blank=True)
    elif column.kind is Kind.DATE:
        check = DataValidation(type="date", operator="between", formula1="36526", formula2="73050", allow_blank=True)
    elif column.kind in (Kind.MONEY, Kind.MONEY_WAN, Kind.NUMBER):
        check = DataValidation(type="decimal", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    elif column.kind is Kind.INTEGER:
        check = DataValidation(type="whole", operator="greaterThanOrEqual", formula1="0", allow_blank=True)
    else:
        check = DataValidation(allow_blank=True)
    check.promptTitle = column.header[:32]
    check.prompt = (column_hint(column) or ("必填" if column.is_required else "可不填"))[:LONG_TEXT]
    check.errorTitle, check.error = "填写不符", (column_hint(column) or f"“{column.header}”的格式不对")[:LONG_TEXT]
    check.showInputMessage = check.showErrorMessage = True
    check.add(area)
    return check


def list_choices(column: Column) -> tuple[str, ...]:
    """What the drop-down of a column offers; several-of-a-list columns have none, for it would refuse the second."""
    if column.kind is Kind.COUNTY:
        return tuple(COUNTY_SHORT.values())
    if column.kind in (Kind.CHOICE, Kind.FLAG, Kind.MEASURE):
        return column.choices
    return ()


def _write_guide(book: Workbook, template: Template, meta: Mapping[str, str]) -> None:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    page = book.create_sheet(GUIDE_SHEET)
    for letter, width in zip("ABCDE", GUIDE_WIDTHS, strict=True):
        page.column_dimensions[letter].width = width
    page.page_setup.paperSize, page.page_setup.fitToHeight = A4, 0
    page.sheet_properties.pageSetUpPr.fitToPage = True
    lines = guide_lines(template, meta)
    for number, line in enumerate(lines, start=1):
        cell = WriteOnlyCell(page, line)
        cell.font = Font(name="黑体" if number == 1 else "宋体", size=15 if number == 1 else 10.5, bold=number == 1)
        cell.alignment = Alignment(vertical="center", wrap_text=True)
        page.row_dimensions[number].height = 28 if number == 1 else 4 + 15 * lines_needed(line, sum(GUIDE_WIDTHS))
        page.append([cell])
        page.merged_cells.add(f"A{number}:E{number}")
    page.append([])
    page.append([_header_cell(page, text) for text in ("工作表", "列名", "必填", "类型", "怎样填")])
    for number, line_of_column in enumerate(column_lines(template), start=len(lines) + 3):
        page.row_dimensions[number].height = LINE_HEIGHT * lines_needed(line_of_column[-1], GUIDE_WIDTHS[-1])
        page.append([_text_cell(page, text) for text in line_of_column])


def _header_cell(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell

    cell = WriteOnlyCell(page, text)
    style_header(cell, is_required=False)
    return cell


def _text_cell(page: Any, text: str) -> Any:
    from openpyxl.cell import WriteOnlyCell
    from openpyxl.styles import Alignment, Font

    cell = WriteOnlyCell(page, text)
    cell.font, cell.alignment = Font(name="宋体", size=10.5), Alignment(vertical="top", wrap_text=True)
    return cell


def _write_meta(book: Workbook, meta: Mapping[str, str]) -> None:
    page = book.create_sheet(META_SHEET)
    page.sheet_state = "veryHidden"
    page.append(["key", "value"])
    for key, value in meta.items():
        if key != CONTACT:
            page.append([key, value])


def _letter(index: int) -> str:
    from openpyxl.utils import get_column_letter

    return str(get_column_letter(index + 1))


def open_book(path: Path, *, keep_macros: bool = False) -> Any:
    """A county's own workbook, to be marked and saved again; what openpyxl would lose is mended by `mending`."""
    import openpyxl

    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns of parts it drops: `mending` brings back what matters
        return openpyxl.load_workbook(path, keep_vba=keep_macros, rich_text=True)


def new_book() -> Any:
    """An empty workbook without sheets."""
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    return book


def paint(cell: Any, colour: str, remark: str | None, author: str) -> None:
    """Fill a cell, keeping its other formatting, and hang a comment on it."""
    from openpyxl.comments import Comment
    from openpyxl.styles import PatternFill

    cell.fill = PatternFill("solid", fgColor=colour)
    if remark:
        cell.comment = Comment(remark, author, width=320, height=110)


def unpaint(cell: Any) -> None:
    """Take away what `paint` did."""
    from openpyxl.styles import PatternFill

    cell.comment, cell.fill = None, PatternFill()


def write_text(page: Any, row: int, column: int, value: Any, *, is_wide: bool = False) -> None:
    """A cell that holds `value` as it is: text is never run, however it begins."""
    from openpyxl.styles import Alignment

    cell = page.cell(row, column)
    cell.value = value
    if isinstance(value, str):
        cell.data_type, cell.number_format = "s", TEXT_FORMAT
        cell.quotePrefix = value.startswith(RUNNABLE)
    if is_wide:
        cell.alignment = Alignment(vertical="top", wrap_text=True)


def add_validation(page: Any, kind: str | None, formulas: Sequence[str | None], area: str, is_blank_ok: bool) -> None:
    """A data validation on a page that is being marked."""
    from openpyxl.worksheet.datavalidation import DataValidation

    first, second = formulas
    check = DataValidation(type=kind, formula1=first, formula2=second, allow_blank=is_blank_ok, sqref=area)
    page.data_validations.append(check)
