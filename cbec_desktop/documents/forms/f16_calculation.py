"""F16 计算书: proves one award on paper: clause to the letter, readings, evidence, every step, result."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cbec_desktop.documents import furniture
from cbec_desktop.documents.breaking import break_text
from cbec_desktop.documents.flow import FIRST_TOP, NEXT_TOP, Block, paginate
from cbec_desktop.documents.fonts import HEI, KAI, SONG, SONG_MEDIUM, Role, kept_while_faces_stay
from cbec_desktop.documents.form import Form, PrintMark
from cbec_desktop.documents.forms import f16_list
from cbec_desktop.documents.forms.f16_data import CalculationData, DetailRow, ReadingRow, StepRow
from cbec_desktop.documents.furniture import LEFT, RIGHT, WIDTH
from cbec_desktop.documents.layout import (
    BINDING_WHITE,
    FRAME_RULE,
    HAIRLINE,
    PADDING,
    Sheet,
    fit_entry,
    fit_value,
    row_height,
)
from cbec_desktop.documents.page import Box, Layer, Page

CODE, TITLE, VERSION = "F16", "计算书", "2026.1"
HEADING = f16_list.HEADING
HEAD_WIDTHS, HEAD_HEIGHT, BAR = (22.0, 60.0, 26.0, 48.0), 8.0, 6.4
CLAUSE_SIZE, CLAUSE_LEAD, CLAUSE_MARGIN = 10.5, 1.45, 3.0
CLAUSE_LINE = 5.37
READING_WIDTHS, STEP_WIDTHS = (9.0, 38.0, 46.0, 12.0, 51.0), (9.0, 34.0, 55.0, 26.0, 20.0, 12.0)
FACT_WIDTHS, WIDE_FACT_WIDTHS = (22.0, 30.0, 22.0, 30.0, 22.0, 30.0), (28.0, 44.0, 28.0, 56.0)
RESULT_WIDTHS, NOTE_WIDTHS = (22.0, 45.0, 16.0, 73.0), (22.0, 134.0)
MOST_VOUCHERS = 6
SIGNATURE_ROOM = 13.0
PAD, CLAUSE_PAD = 1.5, 0.8
LIMIT_WORDS = {"binding": "生效", "untouched": "未触及", "": ""}


def draw(data: CalculationData, mark: PrintMark) -> list[Page]:
    """The sheet and, where there is much evidence, its list; raises TextTooLongError, MissingGlyphError."""
    blocks = _blocks(data, "", roomy=True)
    if len(paginate(blocks, SIGNATURE_ROOM)) > 1:
        blocks = _blocks(data, "", roomy=False)
    roomy = (
        len(paginate(blocks, SIGNATURE_ROOM)) == 1 and len(paginate(_blocks(data, "", roomy=True), SIGNATURE_ROOM)) == 1
    )
    own = len(paginate(_blocks(data, "", roomy=roomy), SIGNATURE_ROOM))
    lists = f16_list.list_page_count(data, MOST_VOUCHERS)
    where = _list_place(own, lists)
    total = own + lists
    pages = []
    for place, blocks in enumerate(paginate(_blocks(data, where, roomy=roomy), SIGNATURE_ROOM)):
        sheet = Sheet(shows_fills=not mark.is_trial)
        _page_head(sheet, data, mark, place)
        bottom = _stack(sheet, blocks, FIRST_TOP if place == 0 else NEXT_TOP)
        if place == own - 1:
            _signatures(sheet, bottom + 10.5)
        furniture.footer(sheet, mark, CODE, VERSION, place + 1, total)
        pages.append(furniture.finished_page(fixed_layer(is_first=place == 0), sheet, mark))
    for place in range(lists):
        sheet = Sheet(shows_fills=not mark.is_trial)
        f16_list.draw_list_page(sheet, data, place)
        furniture.footer(sheet, mark, CODE, VERSION, own + place + 1, total)
        pages.append(furniture.finished_page(fixed_layer(is_first=False), sheet, mark))
    return pages


@kept_while_faces_stay(2)
def fixed_layer(*, is_first: bool) -> Layer:
    """What every sheet has; the tables are as long as the case asks."""
    sheet = Sheet()
    if is_first:
        furniture.title(sheet, HEADING, 23.0)
        sheet.right(RIGHT, 39.2, "金额单位：元", 10.0, SONG)
    furniture.footer_fixed(sheet, CODE, TITLE, VERSION)
    return sheet.layer()


def _list_place(own: int, lists: int) -> str:
    first, last = own + 1, own + lists
    return "" if not lists else f"第{first}页" if lists == 1 else f"第{first}—{last}页"


def _page_head(sheet: Sheet, data: CalculationData, mark: PrintMark, place: int) -> None:
    if place:
        furniture.continued_head(sheet, HEADING, "案号", data.case_no, "金额单位：元")
        return
    furniture.subtitle(sheet, f"（{data.award_year}年度　措施{data.measure_number}　{data.measure_short}）", 32.0)
    sheet.left(LEFT, 39.2, f"案号：{data.case_no}", 10.0, SONG)
    furniture.trial_note(sheet, mark, 39.2)


def _stack(sheet: Sheet, blocks: list[Block], top: float) -> float:
    y = top
    for block in blocks:
        block.draw(sheet, y)
        y += block.height
    sheet.frame(Box(LEFT, top, WIDTH, y - top))
    return y


def _signatures(sheet: Sheet, centre: float) -> None:
    sheet.signature(LEFT, centre, "经办：", (39.2, 80.1))
    sheet.signature(88.0, centre, "复核：", (99.2, 140.1))
    sheet.date_blank(RIGHT, centre)


# ---- the five sections


def _blocks(data: CalculationData, where: str, *, roomy: bool) -> list[Block]:
    reading, step = (6.6, 6.8) if roomy else (5.8, 6.0)
    blocks = [
        _head(data),
        _bar(f"一、政策条款（原文）　{data.clause_title}", under=HAIRLINE),
        _clause(data.clause_text),
    ]
    heads = _heads(READING_WIDTHS, ("序", "条款用语", "采用口径", "编号", "说明"))
    rows = [_reading(place, row, reading) for place, row in enumerate(data.readings, start=1)]
    blocks += [_bar("二、采用的解释口径"), heads, *(replace(row, repeats=heads) for row in rows)]
    if data.values:
        blocks.append(_wide_row("本年数值", data.values, reading))
    blocks += [_bar("三、输入数据与凭证"), *_evidence(data, where, reading)]
    heads = _heads(STEP_WIDTHS, ("步", "名称", "算式", "结果", "依据", "限额"))
    rows = [_step(place, row, step) for place, row in enumerate(data.steps, start=1)]
    blocks += [_bar("四、计算步骤"), heads, *(replace(row, repeats=heads) for row in rows)]
    return [*blocks, _bar("五、结果", under=HAIRLINE), *_result(data, roomy=roomy)]


def _bar(text: str, *, under: float = FRAME_RULE) -> Block:
    """A section bar; the table that hangs on it begins with a frame rule."""

    def draw_bar(sheet: Sheet, y: float) -> None:
        sheet.bar(Box(LEFT, y, WIDTH, BAR), text)
        sheet.edges.add("h", y + BAR, LEFT, RIGHT, under)

    return Block(BAR, draw_bar, keeps_next=True)


def _heads(widths: tuple[float, ...], heads: tuple[str, ...]) -> Block:
    def draw_heads(sheet: Sheet, y: float) -> None:
        for cell, head in zip(sheet.row(LEFT, y, widths, 6.0), heads, strict=True):
            sheet.heading(cell, head, 9.0)

    return Block(6.0, draw_heads, keeps_next=True)


def _head(data: CalculationData) -> Block:
    lines = len(fit_value(data.enterprise, KAI, 10.5, HEAD_WIDTHS[1] - 2 * PADDING)[0])
    height = HEAD_HEIGHT if lines <= 2 else row_height(lines, HEAD_HEIGHT)

    def draw_head(sheet: Sheet, y: float) -> None:
        cells = sheet.row(LEFT, y, HEAD_WIDTHS, height)
        sheet.label(cells[0], "企业名称")
        sheet.value(cells[1], data.enterprise, size=10.5)
        sheet.label(cells[2], "信用代码", ems=4)
        sheet.value(cells[3], data.credit_code, size=10.5)

    return Block(height, draw_head)


def _clause(text: str) -> Block:
    width = WIDTH - 2 * CLAUSE_MARGIN
    lines = len(break_text(text, KAI, CLAUSE_SIZE, width, indent=2.0))
    height = 1.4 + lines * CLAUSE_LINE + 1.8

    def draw_clause(sheet: Sheet, y: float) -> None:
        sheet.frame(Box(LEFT, y, WIDTH, height), HAIRLINE)
        first = y + 1.4 + CLAUSE_LINE / 2
        sheet.paragraph(
            LEFT + CLAUSE_MARGIN, first, width, text, CLAUSE_SIZE, KAI, lead=CLAUSE_LEAD, indent=2.0
        )  # fmt: skip

    return Block(height, draw_clause)


def _lines(texts: tuple[tuple[str, Role, float, float], ...]) -> int:
    """Most lines of any text; each with its role, size and the room it has."""
    return max(len(fit_entry(text, role, size, room)[0]) for text, role, size, room in texts)


def _reading(place: int, row: ReadingRow, base: float) -> Block:
    widths = READING_WIDTHS
    texts = (
        (row.phrase, SONG, 9.5, widths[1] - 2 * PAD),
        (row.reading, KAI, 9.75, widths[2] - 2 * PAD),
        (row.note, KAI, 9.25, widths[4] - 2 * PAD),
    )
    height = row_height(_lines(texts), base)

    def draw_reading(sheet: Sheet, y: float) -> None:
        cells = sheet.row(LEFT, y, widths, height)
        sheet.entry(cells[0], str(place), 9.0, SONG, align="centre", pad=0.6)
        sheet.entry(cells[1], row.phrase, 9.5, SONG, pad=PAD)
        sheet.entry(cells[2], row.reading, 9.75, KAI, pad=PAD)
        sheet.entry(cells[3], row.code, 9.0, SONG, align="centre", pad=0.6)
        sheet.entry(cells[4], row.note, 9.25, KAI, pad=PAD)

    return Block(height, draw_reading)


def _evidence(data: CalculationData, where: str, base: float) -> list[Block]:
    facts = data.facts
    blocks: list[Block] = []
    if data.vouchers is not None and len(data.vouchers.rows) <= MOST_VOUCHERS:
        blocks = _vouchers(data, base)
    elif data.vouchers is not None:
        rows, word = data.vouchers.rows, data.vouchers.counting_word
        counted = sum((row.counted for row in rows), Decimal(0))
        facts = (("凭证", f"{len(rows)}{word}，逐笔见{where}"), ("计入合计", f"{counted:,.2f}"), *facts)
    elif data.declarations:
        units = sum(row.tickets for row in data.declarations)
        facts = (("报关单（清单）", f"{units}份，逐单见{where}"), *facts)
    blocks += [_detail(row, base) for row in data.details]
    return [*blocks, *_facts(facts, is_wide=bool(data.declarations))]


def _detail(row: DetailRow, base: float) -> Block:
    """How counted amounts come about: numbers of the vouchers beside the expression."""
    return _wide_row(f"序 {row.places}", row.text, base)


def _wide_row(caption: str, text: str, base: float) -> Block:
    """A caption and one text over the rest of the width, as many lines as it takes."""
    left, right = NOTE_WIDTHS
    texts = ((caption, SONG, 9.25, left - 2 * PAD), (text, KAI, 9.25, right - 2 * PAD))
    height = row_height(_lines(texts), base)

    def draw_wide(sheet: Sheet, y: float) -> None:
        label, cell = sheet.row(LEFT, y, NOTE_WIDTHS, height)
        sheet.entry(label, caption, 9.25, SONG, align="centre", pad=PAD)
        sheet.entry(cell, text, 9.25, KAI, pad=PAD)

    return Block(height, draw_wide)


def _vouchers(data: CalculationData, base: float) -> list[Block]:
    table = data.vouchers
    assert table is not None
    widths = f16_list.voucher_widths(table)
    blocks = [Block(6.0, lambda sheet, y: f16_list.draw_voucher_heads(sheet, y, 6.0, table), keeps_next=True)]
    for place, row in enumerate(table.rows, start=1):
        lines = max(
            len(fit_entry(row.about, KAI, 9.0, widths[4] - 1.6)[0]),
            len(fit_entry(row.kind, SONG, 9.0, widths[2] - 1.2)[0]),
        )
        height = row_height(lines, min(base, 6.2))

        def draw_row(sheet: Sheet, y: float, place: int = place, height: float = height) -> None:
            f16_list.draw_voucher(sheet, y, height, widths, place, table.rows[place - 1], 9.0)

        blocks.append(Block(height, draw_row))
    left_out = "，".join(f"第{places}行 {mark}" for mark, places in f16_list.rows_left_out(table.rows).items())
    caption = f"合计（{len(table.rows)}{table.counting_word}，剔除项目：{left_out or '无'}）"
    lines = len(fit_entry(caption, SONG, 9.0, sum(widths[:3]) - 1.6)[0])
    height = row_height(lines, base)
    return [
        *blocks,
        Block(height, lambda sheet, y: f16_list.draw_voucher_sums(sheet, y, height, widths, caption, table.rows)),
    ]


def _facts(facts: tuple[tuple[str, str], ...], *, is_wide: bool) -> list[Block]:
    widths = WIDE_FACT_WIDTHS if is_wide else FACT_WIDTHS
    a_row = len(widths) // 2
    blocks = []
    for start in range(0, len(facts), a_row):
        group = [*facts[start : start + a_row], *[("", "")] * a_row][:a_row]
        lines = max(
            len(fit_entry(value, KAI, 9.25, width - 2 * PAD)[0])
            for (_, value), width in zip(group, widths[1::2], strict=True)
        )
        height = row_height(lines, 7.0 if is_wide else 6.6)

        def draw_facts(
            sheet: Sheet, y: float, group: list[tuple[str, str]] = group, height: float = height
        ) -> None:  # fmt: skip
            cells = sheet.row(LEFT, y, widths, height)
            for place, (label, value) in enumerate(group):
                if label:
                    sheet.heading(cells[2 * place], label, 9.25)
                    sheet.entry(cells[2 * place + 1], value, 9.25, KAI, pad=PAD)

        blocks.append(Block(height, draw_facts))
    return blocks


def _step(place: int, row: StepRow, base: float) -> Block:
    widths = STEP_WIDTHS
    texts = (
        (row.label, SONG, 9.5, widths[1] - 2 * PAD),
        (row.expression, SONG, 9.5, widths[2] - 2 * PAD),
        (row.clause, SONG, 9.0, widths[4] - 2 * CLAUSE_PAD),
    )
    height = row_height(_lines(texts), base)
    is_binding = row.limit == "binding"

    def draw_step(sheet: Sheet, y: float) -> None:
        cells = sheet.row(LEFT, y, widths, height)
        if is_binding:
            sheet.fill(Box(LEFT, y, WIDTH, height), BINDING_WHITE)
        sheet.entry(cells[0], str(place), 9.0, SONG, align="centre", pad=0.6)
        sheet.entry(cells[1], row.label, 9.5, SONG, pad=PAD)
        sheet.entry(cells[2], row.expression, 9.5, SONG, pad=PAD)
        sheet.figure(cells[3], row.amount, 9.75, SONG_MEDIUM if is_binding or row.is_result else SONG, pad=1.6)
        sheet.entry(cells[4], row.clause, 9.0, SONG, align="centre", pad=CLAUSE_PAD)
        sheet.entry(cells[5], LIMIT_WORDS[row.limit], 9.0, HEI if is_binding else SONG, align="centre", pad=0.4)

    return Block(height, draw_step)


def _result(data: CalculationData, *, roomy: bool) -> list[Block]:
    heights = (12.0, 7.4, 9.4) if roomy else (11.0, 6.8, 9.4)

    def draw_award(sheet: Sheet, y: float) -> None:
        cells = sheet.row(LEFT, y, RESULT_WIDTHS, heights[0])
        sheet.label(cells[0], "核定金额", ems=4)
        sheet.label(cells[2], "大写", ems=2.6)
        if data.amount is None:
            sheet.figure(cells[1], "待定", 13.0, SONG_MEDIUM)
            sheet.entry(cells[3], data.reason_undetermined, 9.5, KAI, pad=2.0)
        else:
            sheet.award(cells[1], cells[3], data.amount)

    binding_lines = len(fit_entry(data.binding, KAI, 9.75, 78.0)[0])
    binding_height = row_height(binding_lines, heights[1])

    def draw_binding(sheet: Sheet, y: float) -> None:
        label, cell = sheet.row(LEFT, y, NOTE_WIDTHS, binding_height)
        sheet.heading(label, "生效限额", 9.75)
        sheet.entry(Box(cell.x, y, 82.0, binding_height), data.binding, 9.75, KAI, pad=2.0)
        sheet.right(RIGHT - 2.0, cell.middle, data.difference, 9.5, SONG)

    def draw_rule(sheet: Sheet, y: float) -> None:
        label, cell = sheet.row(LEFT, y, NOTE_WIDTHS, heights[2])
        sheet.heading(label, "规则参数", 9.75)
        for place, text in enumerate((data.rule, data.parameters)):
            sheet.entry(Box(cell.x, y + 0.7 + place * 4.1, cell.width, 4.1), text, 9.5, KAI, pad=2.0)

    return [
        Block(heights[0], draw_award),
        Block(binding_height, draw_binding),
        Block(heights[2], draw_rule),
    ]


FORM = Form(
    id="f16_calculation",
    code=CODE,
    title=TITLE,
    version=VERSION,
    data_type=CalculationData,
    draw=draw,
    amount=lambda data: data.amount,
    carries_audit_head=True,
)
