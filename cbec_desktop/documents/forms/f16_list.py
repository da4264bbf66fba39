"""The list pages of F16: 40 rows a page, page sums and running sums on every one."""

from __future__ import annotations

from collections.abc import Sequence
from decimal import Decimal

from cbec_desktop.documents import furniture
from cbec_desktop.documents.fonts import KAI, SONG, SONG_MEDIUM
from cbec_desktop.documents.forms.f16_data import CalculationData, DeclarationRow, VoucherRow, VoucherTable
from cbec_desktop.documents.furniture import LEFT, RIGHT, WIDTH
from cbec_desktop.documents.layout import BINDING_WHITE, FRAME_RULE, HEAD_RULE, Sheet
from cbec_desktop.documents.page import Box
from cbec_desktop.documents.paper_words import row_places
from cbec_desktop.domain.money import format_yuan

HEADING = "朝阳市跨境电商扶持资金计算书"
ROWS_A_PAGE = 40
TOP, HEAD_HEIGHT, ROW_HEIGHT, SUM_HEIGHT, SIZE = 28.5, 9.2, 5.25, 5.8, 8.5
DECLARATION_WIDTHS = (9.0, 33.0, 13.0, 18.0, 18.0, 35.0, 15.0, 15.0)
WIDE_DECLARATION_WIDTHS = (8.0, 31.5, 11.0, 17.0, 19.0, 34.0, 17.5, 18.0)
BATCH_DECLARATION_WIDTHS = (8.0, 31.0, 18.5, 16.5, 17.5, 34.0, 15.0, 15.5)
WIDE_BATCH_WIDTHS = (7.0, 31.0, 17.0, 16.0, 18.0, 33.5, 16.5, 17.0)
VOUCHER_WIDTHS = (9.0, 37.0, 18.0, 21.0, 33.0, 20.0, 18.0)
WIDE_VOUCHER_WIDTHS = (9.0, 36.0, 14.0, 26.0, 29.0, 17.0, 25.0)
MOST_SPELT_OUT = 1000
"""From so many 单 on the words beside the count are short: manifests come in batches of thousands."""
MOST_IN_COLUMN = {"declaration": Decimal(100_000), "voucher": Decimal(1_000_000)}
"""From such a sum on the columns of money are set wider, at the cost of the others."""


def declaration_widths(data: CalculationData) -> tuple[float, ...]:
    total = sum((row.at_rate for row in data.declarations), Decimal(0))
    is_wide = total >= MOST_IN_COLUMN["declaration"]
    if any(row.tickets > 1 for row in data.declarations):
        return WIDE_BATCH_WIDTHS if is_wide else BATCH_DECLARATION_WIDTHS
    return WIDE_DECLARATION_WIDTHS if is_wide else DECLARATION_WIDTHS


def voucher_widths(table: VoucherTable) -> tuple[float, ...]:
    total = max(
        sum((row.amount for row in table.rows), Decimal(0)), sum((row.counted for row in table.rows), Decimal(0))
    )
    return VOUCHER_WIDTHS if total < MOST_IN_COLUMN["voucher"] else WIDE_VOUCHER_WIDTHS


def list_page_count(data: CalculationData, most_vouchers: int) -> int:
    """Pages that the list of evidence takes; none while it fits section 三."""
    rows = len(data.declarations)
    if data.vouchers is not None and len(data.vouchers.rows) > most_vouchers:
        rows += len(data.vouchers.rows)
    return -(-rows // ROWS_A_PAGE)


def draw_list_page(sheet: Sheet, data: CalculationData, page: int) -> None:
    """The page-th (from 0) page of the list."""
    furniture.continued_head(sheet, HEADING, "案号", data.case_no, "金额单位：元")
    first = page * ROWS_A_PAGE
    if data.declarations:
        _declarations(sheet, data, first)
    else:
        _vouchers(sheet, data, first)


# ---- measure 5


def _declarations(sheet: Sheet, data: CalculationData, first: int) -> None:
    heads = (
        "序号",
        "报关单（清单）号",
        "监管\n方式",
        "申报日期",
        "代理费",
        "发票号码",
        f"乘{data.rate_text}",
        "补助额",
    )
    widths = declaration_widths(data)
    for cell, head in zip(sheet.row(LEFT, TOP, widths, HEAD_HEIGHT), heads, strict=True):
        sheet.heading(cell, head, 9.0)
    rows = data.declarations[first : first + ROWS_A_PAGE]
    y = TOP + HEAD_HEIGHT
    sheet.edges.add("h", y, LEFT, RIGHT, HEAD_RULE)
    for place, row in enumerate(rows, start=first + 1):
        _declaration(sheet, sheet.row(LEFT, y, widths, ROW_HEIGHT), place, row)
        y += ROW_HEIGHT
    sheet.edges.add("h", y, LEFT, RIGHT, HEAD_RULE)
    is_last = first + len(rows) == len(data.declarations)
    _declaration_sums(sheet, y, widths, f"本页小计（{_units(rows)}单）", rows)
    upto = data.declarations[: first + len(rows)]
    _declaration_sums(sheet, y + SUM_HEIGHT, widths, f"{'合' if is_last else '累'}　计（{_units(upto)}单）", upto)
    bottom = y + 2 * SUM_HEIGHT
    sheet.frame(Box(LEFT, TOP, WIDTH, bottom - TOP))
    note = ""
    if any(row.is_limited for row in rows):
        limit = "" if data.unit_limit is None else f"（{format_yuan(data.unit_limit)}元）"
        how = "加底纹" if sheet.shows_fills else "加粗"
        note = f"注：“补助额”栏{how}的为触及每单上限{limit}的报关单。"
    if any(row.tickets > 1 for row in rows):
        note += "监管方式后“×”为清单票数，每单上限乘票数。"
    _foot(sheet, bottom, f"{note}{_left_out(rows, first)}", is_last)


def _units(rows: Sequence[DeclarationRow]) -> int:
    return sum(row.tickets for row in rows)


def _declaration(sheet: Sheet, cells: list[Box], place: int, row: DeclarationRow) -> None:
    if row.is_limited:
        sheet.fill(cells[7], BINDING_WHITE)
    mode = row.mode if row.tickets == 1 else f"{row.mode}×{row.tickets}"
    texts = (str(place), row.number, mode, row.declared_on)
    for cell, text in zip(cells, texts, strict=False):
        sheet.entry(cell, text, SIZE, SONG, align="centre", pad=0.6)
    sheet.figure(cells[4], format_yuan(row.fee), SIZE, pad=1.0)
    sheet.entry(cells[5], row.invoice_no, 8.25 if len(row.invoice_no) >= 20 else SIZE, SONG, align="centre", pad=0.5)
    sheet.figure(cells[6], format_yuan(row.at_rate), SIZE, pad=1.0)
    sheet.figure(cells[7], format_yuan(row.award), SIZE, SONG_MEDIUM if row.is_limited else SONG, pad=1.0)


def _declaration_sums(
    sheet: Sheet, y: float, widths: tuple[float, ...], caption: str, rows: Sequence[DeclarationRow]
) -> None:
    cells = sheet.row(LEFT, y, (sum(widths[:4]), *widths[4:]), SUM_HEIGHT)
    sheet.entry(cells[0], caption, 9.0, SONG, align="centre")
    limited = sum(row.tickets for row in rows if row.is_limited)
    words = "其中触及每单上限" if limited < MOST_SPELT_OUT else "触及上限"
    sheet.entry(cells[2], f"{words}{limited}单", SIZE, KAI, align="centre", pad=0.5)
    for cell, amounts in (
        (cells[1], [row.fee for row in rows]),
        (cells[3], [row.at_rate for row in rows]),
        (cells[4], [row.award for row in rows]),
    ):
        sheet.figure(cell, format_yuan(sum(amounts, Decimal(0))), SIZE, SONG_MEDIUM, pad=0.8)


# ---- measures 1 to 4


def _vouchers(sheet: Sheet, data: CalculationData, first: int) -> None:
    table = data.vouchers
    assert table is not None
    widths = voucher_widths(table)
    draw_voucher_heads(sheet, TOP, HEAD_HEIGHT, table)
    y = TOP + HEAD_HEIGHT
    sheet.edges.add("h", y, LEFT, RIGHT, HEAD_RULE)
    rows = table.rows[first : first + ROWS_A_PAGE]
    for place, row in enumerate(rows, start=first + 1):
        draw_voucher(sheet, y, ROW_HEIGHT, widths, place, row, SIZE)
        y += ROW_HEIGHT
    sheet.edges.add("h", y, LEFT, RIGHT, HEAD_RULE)
    is_last = first + len(rows) == len(table.rows)
    upto = table.rows[: first + len(rows)]
    word = table.counting_word
    draw_voucher_sums(sheet, y, SUM_HEIGHT, widths, f"本页小计（{len(rows)}{word}）", rows)
    draw_voucher_sums(
        sheet, y + SUM_HEIGHT, SUM_HEIGHT, widths, f"{'合' if is_last else '累'}　计（{len(upto)}{word}）", upto
    )
    bottom = y + 2 * SUM_HEIGHT
    sheet.frame(Box(LEFT, TOP, WIDTH, bottom - TOP))
    _foot(sheet, bottom, _left_out(rows, first), is_last)


def draw_voucher_heads(sheet: Sheet, y: float, height: float, table: VoucherTable) -> None:
    for cell, head in zip(sheet.row(LEFT, y, voucher_widths(table), height), ("序", *table.heads), strict=True):
        sheet.heading(cell, head, 9.0)


def draw_voucher(
    sheet: Sheet, y: float, height: float, widths: tuple[float, ...], place: int, row: VoucherRow, size: float
) -> None:
    """One line of evidence; long texts in the fifth column get a second line only where the row is high enough."""
    cells = sheet.row(LEFT, y, widths, height)
    sheet.entry(cells[0], str(place), size, SONG, align="centre", pad=0.6)
    sheet.entry(cells[1], row.number, size, SONG, align="centre", pad=1.5)
    sheet.entry(cells[2], row.kind, size, SONG, align="centre", pad=0.6)
    sheet.figure(cells[3], format_yuan(row.amount), size, pad=1.2)
    sheet.entry(cells[4], row.about, size, KAI, align="centre", pad=0.8)
    sheet.entry(cells[5], row.day, size, SONG, align="centre", pad=0.6)
    sheet.figure(cells[6], format_yuan(row.counted), size, pad=1.2)


def draw_voucher_sums(
    sheet: Sheet, y: float, height: float, widths: tuple[float, ...], caption: str, rows: Sequence[VoucherRow]
) -> None:
    cells = sheet.row(LEFT, y, (sum(widths[:3]), widths[3], sum(widths[4:6]), widths[6]), height)
    sheet.edges.add("h", y, LEFT, RIGHT, HEAD_RULE)
    sheet.edges.add("h", y + height, LEFT, RIGHT, FRAME_RULE)
    sheet.entry(cells[0], caption, 9.0, SONG, align="centre", pad=0.8)
    sheet.figure(cells[1], format_yuan(sum((row.amount for row in rows), Decimal(0))), 9.0, SONG_MEDIUM, pad=1.2)
    sheet.figure(cells[3], format_yuan(sum((row.counted for row in rows), Decimal(0))), 9.0, SONG_MEDIUM, pad=1.2)


# ---- below the frame


def _left_out(rows: Sequence[DeclarationRow | VoucherRow], first: int) -> str:
    words = [f"{places}（{mark}）" for mark, places in rows_left_out(rows, first).items()]
    return f"未计入的序号：{'；'.join(words)}。" if words else ""


def rows_left_out(rows: Sequence[DeclarationRow | VoucherRow], first: int = 0) -> dict[str, str]:
    """The numbers of the rows that do not count, by the check that took them out: `R17` → `1—4、6`."""
    by_check: dict[str, list[int]] = {}
    for place, row in enumerate(rows, start=first + 1):
        if row.mark:
            by_check.setdefault(row.mark, []).append(place)
    return {mark: row_places(places) for mark, places in by_check.items()}


def _foot(sheet: Sheet, bottom: float, note: str, is_last: bool) -> None:
    if note:
        sheet.paragraph(LEFT, bottom + 3.6, WIDTH - 14.0, note, SIZE, SONG, lead=1.3, most_lines=3)
    sheet.right(RIGHT - (1.0 if is_last else 0.0), bottom + 3.6, "（完）" if is_last else "接下页", 9.0, KAI)
