"""F02 资金申请表: two sides of one sheet, filled from the register or blank for writing on."""

from __future__ import annotations

from decimal import Decimal

from cbec_desktop.documents import furniture
from cbec_desktop.documents.fonts import KAI, SONG, kept_while_faces_stay
from cbec_desktop.documents.form import Form, PrintMark
from cbec_desktop.documents.forms.f02_blocks import ROW_HEIGHT, WIDTHS, block_of
from cbec_desktop.documents.forms.f02_data import ApplicationFormData, TradeRow
from cbec_desktop.documents.forms.f02_opinions import opinions_layer
from cbec_desktop.documents.furniture import LEFT, RIGHT, WIDTH
from cbec_desktop.documents.layout import HAIRLINE, PADDING, Sheet, TextTooLongError, fit_value
from cbec_desktop.documents.page import Box, Layer, Page
from cbec_desktop.documents.paper_words import long_date

CODE, TITLE, VERSION = "F02", "资金申请表", "2026.1"
HEADING = "朝阳市跨境电商扶持资金申请表"
TOP, HEAD_LINE = 43.6, 40.6
KEY_WIDTHS = (24.0, 56.0, 24.0, 52.0)
KEY_CAPTIONS = (
    ("企业名称", "统一社会\n信用代码"),
    ("海关备案\n编码", "企业类型\n及规模"),
    ("注册地址", "所属县\n（市）区"),
    ("法定代表人", "联系电话"),
    ("联系人", "手机邮箱"),
    ("开户银行", "支付系统\n行号"),
    ("银行账号", "成立日期"),
)
KEY_ROW, KEY_ROW_LEAST, GROWTH = 10.0, 7.4, 4.6
PRIOR_HEADS = ("资产总额", "资产负债率", "销售收入", "利润总额", "纳税总额", "职工人数")
PRIOR_WIDTHS, PRIOR_HEIGHTS = (24.0, *(22.0,) * 6), (8.0, 9.5)
TRADE_WIDTHS, TRADE_ROW, TRADE_ROW_LEAST = (24.0, 52.0, 20.0, 30.0, 30.0), 7.5, 6.2
TRADE_HEADS = ("海关监管方式", "单（票）数", "出口额（元）", "进口额（元）")
MODES = (
    ("9610", "跨境贸易电子商务"),
    ("9710", "跨境电商B2B直接出口"),
    ("9810", "跨境电商出口海外仓"),
    ("1210", "保税电商"),
    ("1239", "保税电商A"),
)
SUM_HEIGHTS = (10.5, 12.0)
SUPPORT_WIDTHS, SUPPORT_HEIGHTS = (24.0, 20.0, 34.0, 40.0, 14.0, 24.0), (8.5, 7.5, 8.0, 8.0)
SUPPORT_HEADS = ("级别", "批准部门", "项目名称", "年度", "金额（元）")
SUPPORT_STATES = (("none", "未获得，也未申请"), ("applied", "已申请，尚未批复"), ("received", "已获得（填写下列各栏）"))
NOTES = (
    "填表说明：1.本表一式两份，A4纸正反面打印，涂改无效。2.金额保留两位小数；无此项的划“—”。"
    "3.“本项目获得其他财政支持情况”包括已申请尚未批复的各级财政资金。"
)


def draw(data: ApplicationFormData, mark: PrintMark) -> list[Page]:
    """Both sides; raises TextTooLongError, MissingGlyphError."""
    heights = _key_heights(data)
    front = Sheet()
    _head_line(front, data)
    furniture.trial_note_right(front, mark, 35.8)
    _keys(front, data, heights)
    _prior_year(front, data, heights)
    _trade(front, data, heights)
    _block(front, data)
    _sums(front, data)
    _support(front, data)
    furniture.footer(front, mark, CODE, VERSION, 1, 2)
    back = Sheet()
    furniture.footer(back, mark, CODE, VERSION, 2, 2)
    if not data.is_blank:
        back.right(RIGHT, 25.0, f"编号：{data.case_no}", 10.0, SONG)
    number = data.measure_number
    fixed_back = opinions_layer(CODE, _footer_title(number), VERSION, HEADING, is_blank=data.is_blank)
    return [
        furniture.finished_page(fixed_layer(data.measure_id, number, data.measure_short, heights), front, mark),
        furniture.finished_page(fixed_back, back, mark),
    ]


# ---- where things stand


def _key_heights(data: ApplicationFormData) -> tuple[float, ...]:
    """Heights of the seven rows of the enterprise: a value that needs a third line makes its row grow.

    The room comes from the rows of the trade table first, then from the enterprise's rows of one line.
    """
    lines = []
    for left, right in _key_values(data):
        most = 1
        for text, width in ((left, KEY_WIDTHS[1]), (right, KEY_WIDTHS[3])):
            parts = 2 if "\n" in text else len(fit_value(text, KAI, 11.0, width - 2 * PADDING)[0])
            most = max(most, parts)
        lines.append(most)
    heights = [KEY_ROW + GROWTH * max(most - 2, 0) for most in lines]
    too_much = sum(heights) - KEY_ROW * 7 - (TRADE_ROW - TRADE_ROW_LEAST) * 7
    slack = [place for place, most in enumerate(lines) if most == 1 and "\n" not in "".join(KEY_CAPTIONS[place])]
    if too_much > (KEY_ROW - KEY_ROW_LEAST) * len(slack):
        raise TextTooLongError(max((data.enterprise, data.registered_address, data.bank_name), key=len))
    for place in slack if too_much > 0 else ():
        heights[place] -= too_much / len(slack)
    return tuple(heights)


def _trade_row(heights: tuple[float, ...]) -> float:
    """Rows of the trade table give what the enterprise's rows take, so that the frame ends where it always ends."""
    return TRADE_ROW - (sum(heights) - KEY_ROW * 7) / 7


def _prior_top(heights: tuple[float, ...]) -> float:
    return TOP + sum(heights)


def _trade_top(heights: tuple[float, ...]) -> float:
    return _prior_top(heights) + sum(PRIOR_HEIGHTS)


BLOCK_TOP = TOP + 7 * KEY_ROW + sum(PRIOR_HEIGHTS) + 7 * TRADE_ROW
SUM_TOP = BLOCK_TOP + 3 * ROW_HEIGHT
SUPPORT_TOP = SUM_TOP + sum(SUM_HEIGHTS)
BOTTOM = SUPPORT_TOP + sum(SUPPORT_HEIGHTS)


# ---- what every copy of a measure has


def _footer_title(measure_number: int) -> str:
    return f"{TITLE}（措施{measure_number}）"


@kept_while_faces_stay(32)
def fixed_layer(measure_id: str, number: int, short: str, heights: tuple[float, ...]) -> Layer:
    """Grid and captions of the front."""
    sheet = Sheet()
    furniture.title(sheet, HEADING, 23.5)
    furniture.subtitle(sheet, f"（措施{number}　{short}）", 32.4)
    sheet.right(RIGHT, HEAD_LINE, "金额单位：元", 10.0, SONG)
    y = TOP
    for captions, height in zip(KEY_CAPTIONS, heights, strict=True):
        cells = sheet.row(LEFT, y, KEY_WIDTHS, height)
        sheet.label(cells[0], captions[0])
        sheet.label(cells[2], captions[1])
        y += height
    sheet.frame(Box(LEFT, TOP, WIDTH, y - TOP))
    _fixed_prior_year(sheet, y)
    _fixed_trade(sheet, heights)
    _fixed_block(sheet, measure_id)
    _fixed_sums(sheet)
    _fixed_support(sheet)
    sheet.frame(Box(LEFT, TOP, WIDTH, BOTTOM - TOP))
    sheet.paragraph(LEFT, BOTTOM + 3.7, WIDTH, NOTES, 8.5, SONG, lead=1.46)
    furniture.footer_fixed(sheet, CODE, _footer_title(number), VERSION)
    return sheet.layer()


def _captioned(sheet: Sheet, top: float, height: float, caption: str) -> None:
    cell = Box(LEFT, top, 24.0, height)
    sheet.frame(cell, HAIRLINE)
    sheet.label(cell, caption)
    sheet.frame(Box(LEFT, top, WIDTH, height))


def _fixed_prior_year(sheet: Sheet, top: float) -> None:
    _captioned(sheet, top, sum(PRIOR_HEIGHTS), "上年度\n经营情况")
    for cell, caption in zip(
        sheet.row(LEFT + 24, top, PRIOR_WIDTHS[1:], PRIOR_HEIGHTS[0]), PRIOR_HEADS, strict=True
    ):  # fmt: skip
        sheet.heading(cell, caption, 10.0)
    sheet.row(LEFT + 24, top + PRIOR_HEIGHTS[0], PRIOR_WIDTHS[1:], PRIOR_HEIGHTS[1])


def _trade_cells(heights: tuple[float, ...], place: int) -> list[Box]:
    row = _trade_row(heights)
    return Sheet().row(LEFT + 24, _trade_top(heights) + place * row, TRADE_WIDTHS[1:], row)


def _fixed_trade(sheet: Sheet, heights: tuple[float, ...]) -> None:
    row = _trade_row(heights)
    _captioned(sheet, _trade_top(heights), 7 * row, "跨境电商\n进出口实绩")
    for place in range(7):
        cells = sheet.row(LEFT + 24, _trade_top(heights) + place * row, TRADE_WIDTHS[1:], row)
        if place == 0:
            for cell, caption in zip(cells, TRADE_HEADS, strict=True):
                sheet.heading(cell, caption, 10.0)
        elif place <= len(MODES):
            code, name = MODES[place - 1]
            sheet.left(54.9, cells[0].middle, code, 10.5, SONG)
            sheet.left(66.0, cells[0].middle, name, 10.5, SONG)
        else:
            sheet.label(cells[0], "合计", ems=4)


def _fixed_block(sheet: Sheet, measure_id: str) -> None:
    block = block_of(measure_id)
    _captioned(sheet, BLOCK_TOP, 3 * ROW_HEIGHT, block.caption)
    for place in range(3):
        cells = sheet.row(LEFT + 24, BLOCK_TOP + place * ROW_HEIGHT, WIDTHS[1:], ROW_HEIGHT)
        if place == 0:
            for cell, caption in zip(cells, block.heads, strict=True):
                sheet.heading(cell, caption, 9.0 if "\n" in caption else 10.0)


def _sum_cells(place: int) -> list[Box]:
    return Sheet().row(LEFT, SUM_TOP + place * SUM_HEIGHTS[0], KEY_WIDTHS, SUM_HEIGHTS[place])


def _fixed_sums(sheet: Sheet) -> None:
    captions = (("费用合计", "符合条件\n费用"), ("申请金额\n（小写）", "申请金额\n（大写）"))
    for place, (left, right) in enumerate(captions):
        cells = sheet.row(LEFT, SUM_TOP + place * SUM_HEIGHTS[0], KEY_WIDTHS, SUM_HEIGHTS[place])
        sheet.label(cells[0], left)
        sheet.label(cells[2], right)
    sheet.frame(Box(LEFT, SUM_TOP, WIDTH, sum(SUM_HEIGHTS)))


def _fixed_support(sheet: Sheet) -> None:
    _captioned(sheet, SUPPORT_TOP, sum(SUPPORT_HEIGHTS), "本项目获得\n其他财政\n支持情况")
    sheet.frame(Box(LEFT + 24, SUPPORT_TOP, WIDTH - 24, SUPPORT_HEIGHTS[0]), HAIRLINE)
    y = SUPPORT_TOP + SUPPORT_HEIGHTS[0]
    for place, height in enumerate(SUPPORT_HEIGHTS[1:]):
        cells = sheet.row(LEFT + 24, y, SUPPORT_WIDTHS[1:], height)
        if place == 0:
            for cell, caption in zip(cells, SUPPORT_HEADS, strict=True):
                sheet.heading(cell, caption, 10.0)
        y += height


# ---- what this copy adds


def _head_line(sheet: Sheet, data: ApplicationFormData) -> None:
    if data.is_blank:
        sheet.left(LEFT, HEAD_LINE, "申报年度：", 10.0, SONG)
        sheet.left(52.8, HEAD_LINE, "年度", 10.0, SONG)
        sheet.signature(85.9, HEAD_LINE, "编号：", (96.0, 141.0), 10.0)
        return
    sheet.left(LEFT, HEAD_LINE, f"申报年度：{data.award_year}年度", 10.0, SONG)
    sheet.left(76.2, HEAD_LINE, f"编号：{data.case_no}", 10.0, SONG)


def _key_values(data: ApplicationFormData) -> tuple[tuple[str, str], ...]:
    founded = long_date(data.established_on)
    reach = "\n".join(part for part in (data.mobile, data.email) if part)
    return (
        (data.enterprise, data.credit_code),
        (data.customs_codes, data.kind_and_scale),
        (data.registered_address, data.county),
        (data.legal_representative, data.landline),
        (data.contact_person, reach),
        (data.bank_name, data.bank_code),
        ("", founded),
    )


def _keys(sheet: Sheet, data: ApplicationFormData, heights: tuple[float, ...]) -> None:
    y = TOP
    for (left, right), height in zip(_key_values(data), heights, strict=True):
        cells = Sheet().row(LEFT, y, KEY_WIDTHS, height)
        sheet.value(cells[1], left)
        sheet.value(cells[3], right)
        y += height
    if data.account_no:
        sheet.account(Sheet().row(LEFT, y - heights[-1], KEY_WIDTHS, heights[-1])[1], data.account_no)


def _prior_year(sheet: Sheet, data: ApplicationFormData, heights: tuple[float, ...]) -> None:
    y = _prior_top(heights) + PRIOR_HEIGHTS[0]
    cells = Sheet().row(LEFT + 24, y, PRIOR_WIDTHS[1:], PRIOR_HEIGHTS[1])
    for place, (cell, text) in enumerate(zip(cells, data.prior_year, strict=True)):
        if place in (1, 5):
            sheet.entry(cell, text, 9.0, SONG, align="centre", pad=1.2)
        elif text:
            sheet.figure(cell, text, 9.0, pad=1.2)


def _trade(sheet: Sheet, data: ApplicationFormData, heights: tuple[float, ...]) -> None:
    if data.is_blank:
        return
    rows = {row.mode: row for row in data.trade}
    listed = [rows.get(code, TradeRow(code, 0, Decimal(0), Decimal(0))) for code, _ in MODES]
    total = TradeRow(
        "",
        None if any(row.count is None for row in listed) else sum(row.count or 0 for row in listed),
        sum((row.export_value or Decimal(0) for row in listed), Decimal(0)),
        sum((row.import_value or Decimal(0) for row in listed), Decimal(0)),
    )
    for place, row in enumerate([*listed, total], start=1):
        _, count, exported, imported = _trade_cells(heights, place)
        if row.count:
            sheet.figure(count, f"{row.count:,}", 10.5)
        elif row.count == 0:
            sheet.none(count)
        for cell, amount in ((exported, row.export_value), (imported, row.import_value)):
            if amount:
                sheet.money(cell, amount, 10.5)
            elif amount is not None:
                sheet.none(cell)


def _block(sheet: Sheet, data: ApplicationFormData) -> None:
    kinds = block_of(data.measure_id).kinds
    for place, row in enumerate(data.block_rows, start=1):
        cells = Sheet().row(LEFT + 24, BLOCK_TOP + place * ROW_HEIGHT, WIDTHS[1:], ROW_HEIGHT)
        for cell, text, kind in zip(cells, row, kinds, strict=True):
            if not text:
                continue
            if kind == "number":
                sheet.figure(cell, text, 10.5)
            elif kind == "centre":
                sheet.entry(cell, text, 8.75 if "—" in text else 10.5, SONG, align="centre", pad=1.0)
            elif cell.width > WIDTHS[2]:
                sheet.value(cell, text)
            else:
                sheet.entry(cell, text, 10.5, pad=1.4)


def _sums(sheet: Sheet, data: ApplicationFormData) -> None:
    _, total, _, eligible = _sum_cells(0)
    _, figures, _, words = _sum_cells(1)
    if data.is_blank or data.claimed_amount is None:
        sheet.left(figures.x + PADDING, figures.middle, "¥", 12.0, SONG)
        sheet.left(words.x + PADDING, words.middle, "人民币", 12.0, SONG)
        return
    for cell, amount in ((total, data.cost_total), (eligible, data.eligible_cost)):
        if data.cost_total is None:
            sheet.none(cell)  # measure 1 has no cost
        else:
            sheet.money(cell, amount, 10.5)
    sheet.award(figures, words, data.claimed_amount, words_size=12.0)


def _support(sheet: Sheet, data: ApplicationFormData) -> None:
    x = 54.9
    for state, words in SUPPORT_STATES:
        x = sheet.tick(x, SUPPORT_TOP + SUPPORT_HEIGHTS[0] / 2, words, is_ticked=data.support_state == state, size=10.0)
    y = SUPPORT_TOP + SUPPORT_HEIGHTS[0] + SUPPORT_HEIGHTS[1]
    for place, row in enumerate(data.supports[:2]):
        cells = Sheet().row(LEFT + 24, y + place * SUPPORT_HEIGHTS[2], SUPPORT_WIDTHS[1:], SUPPORT_HEIGHTS[2])
        sheet.entry(cells[0], row.level, 10.0, align="centre", pad=1.2)
        sheet.entry(cells[1], row.authority, 10.0, pad=1.2)
        sheet.entry(cells[2], row.project, 10.0, pad=1.2)
        sheet.entry(cells[3], row.year, 10.0, SONG, align="centre", pad=1.0)
        sheet.money(cells[4], row.amount, 10.0)


FORM = Form(
    id="f02_application",
    code=CODE,
    title=TITLE,
    version=VERSION,
    data_type=ApplicationFormData,
    draw=draw,
    amount=lambda data: data.claimed_amount,
    needs_assessment=False,
    has_blank=True,
)
