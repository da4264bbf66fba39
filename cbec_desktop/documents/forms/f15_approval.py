"""F15 审批表: the sheet that goes round the bureau, one page; opinions over three lines go on to a second."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from cbec_desktop.documents import furniture
from cbec_desktop.documents.breaking import break_text
from cbec_desktop.documents.fonts import KAI, SONG, SONG_MEDIUM, kept_while_faces_stay
from cbec_desktop.documents.form import Form, PrintMark
from cbec_desktop.documents.furniture import LEFT, RIGHT, WIDTH
from cbec_desktop.documents.layout import BINDING_WHITE, HAIRLINE, PADDING, SEAL_SIDE, Sheet, fit_value
from cbec_desktop.documents.page import Box, Layer, Page
from cbec_desktop.documents.paper_words import column_date, long_date
from cbec_desktop.domain.money import format_yuan

CODE, TITLE, VERSION = "F15", "审批表", "2026.1"
HEADING = "朝阳市跨境电商扶持资金审批表"
HEAD_WIDTHS, HEAD_HEIGHT = (24.0, 58.0, 24.0, 50.0), 8.6
CHAIN_LABELS = ("申报额", "县区初审额", "市局复核额", "审计核定额", "批复额", "安排额")
CHAIN_WIDTHS, CHAIN_HEAD, CHAIN_ROW = (14.0, 28.0, 29.0, 27.0, 37.0, 21.0), 7.0, 6.5
RECKONING_HEIGHT, RECKONING_STEP = 26.0, 5.9
AWARD_WIDTHS, AWARD_HEIGHT = (24.0, 40.0, 24.0, 68.0), 12.0
OPINIONS = (("县区", 24.5), ("科室", 26.0), ("分管领导", 23.0), ("局党组会", 47.5))
OPINION_LABEL, OPINION_SIZE, OPINION_LEAD, OPINION_LINES = 14.0, 10.5, 1.37, 3
TOP, GROWTH = 41.6, 4.6
TEXT_LEFT, TEXT_RIGHT = LEFT + OPINION_LABEL + 4.0, RIGHT - 4.0
DATE_RIGHT = RIGHT - 5.1


@dataclass(frozen=True, slots=True)
class ChainRow:
    """One amount of the chain; an amount not yet set leaves its row empty. `reduction` is against the one before."""

    amount: Decimal | None = None
    reduction: Decimal | None = None
    reason: str = ""
    decided_on: date | None = None


@dataclass(frozen=True, slots=True)
class ReckoningRow:
    """One of at most four lines of the reckoning in short; `note` says what the limit did."""

    label: str
    expression: str
    amount: Decimal
    note: str = ""
    is_binding: bool = False


@dataclass(frozen=True, slots=True)
class ApprovalData:
    """Everything on F15. Opinions are in the order county, section, deputy director, party group; empty = to write.

    `amount` is None while a fact that decides it is missing: 待定, and nothing to approve.
    """

    case_no: str
    award_year: int
    measure_number: int
    measure_short: str
    enterprise: str
    credit_code: str
    county: str
    chain: tuple[ChainRow, ...]
    reckoning: tuple[ReckoningRow, ...]
    amount: Decimal | None
    accepted_on: date | None = None
    receipt_no: str = ""
    storage_place: str = ""
    opinions: tuple[str, str, str, str] = ("", "", "", "")
    minutes_no: str = ""


def draw(data: ApprovalData, mark: PrintMark) -> list[Page]:
    """The approval form; raises TextTooLongError, MissingGlyphError."""
    growth = _growth(data)
    overflow = [place for place, text in enumerate(data.opinions) if _is_long(place, text)]
    total = 2 if overflow else 1
    sheet = Sheet(shows_fills=not mark.is_trial)
    _head(sheet, data, mark, growth)
    _chain(sheet, data, growth)
    _reckoning(sheet, data, growth)
    figures, words = _award_cells(growth)
    if data.amount is None:
        sheet.figure(figures, "待定", 13.0, SONG_MEDIUM)
        sheet.entry(words, "缺少决定金额的事实，不能审批", 10.5, KAI)
    else:
        sheet.award(figures, words, data.amount)
    _opinions(sheet, data, overflow)
    furniture.footer(sheet, mark, CODE, VERSION, 1, total)
    pages = [furniture.finished_page(fixed_layer(growth), sheet, mark)]
    if overflow:
        pages.append(_continued(data, mark, overflow))
    return pages


# ---- what every copy has


@kept_while_faces_stay(4)
def fixed_layer(growth: float) -> Layer:
    """Grid and captions; `growth` is what a long name adds to the first row (mm), taken from the foot of the sheet."""
    sheet = Sheet()
    furniture.title(sheet, HEADING, 22.5)
    sheet.right(RIGHT, 38.6, "金额单位：元", 10.0, SONG)
    _fixed_head(sheet, growth)
    _fixed_chain(sheet, growth)
    label, figures, caption, words = _award_row(sheet, growth)
    sheet.label(label, "拟支持\n金额", ems=4)
    sheet.label(caption, "大写", ems=4)
    sheet.frame(Box(LEFT, figures.y, WIDTH, figures.height))
    for place, (name, _) in enumerate(OPINIONS):
        cell = _opinion_cell(place, growth)
        sheet.frame(Box(LEFT, cell.y, OPINION_LABEL, cell.height), HAIRLINE)
        sheet.frame(cell, HAIRLINE)
        sheet.upright(Box(LEFT, cell.y, OPINION_LABEL, cell.height), name, size=10.5, pitch=5.1)
    _signatures(sheet, growth)
    sheet.frame(Box(LEFT, TOP, WIDTH, _opinion_cell(3, growth).bottom - TOP))
    furniture.footer_fixed(sheet, CODE, TITLE, VERSION)
    return sheet.layer()


def _fixed_head(sheet: Sheet, growth: float) -> None:
    captions = (("企业名称", "信用代码"), ("所属县区", "收文号"), ("申报事项", "纸质存放"))
    for place, (left, right) in enumerate(captions):
        cells = sheet.row(LEFT, *_head_place(place, growth))
        sheet.label(cells[0], left)
        sheet.label(cells[2], right, ems=4)


def _head_place(place: int, growth: float) -> tuple[float, tuple[float, ...], float]:
    y = TOP + place * HEAD_HEIGHT + (growth if place else 0.0)
    return y, HEAD_WIDTHS, HEAD_HEIGHT + (0.0 if place else growth)


def _chain_top(growth: float) -> float:
    return TOP + 3 * HEAD_HEIGHT + growth


def _fixed_chain(sheet: Sheet, growth: float) -> None:
    top = _chain_top(growth)
    height = CHAIN_HEAD + 6 * CHAIN_ROW
    sheet.upright(Box(LEFT, top, CHAIN_WIDTHS[0], height), "金额核定", size=10.5)
    cells = sheet.row(LEFT + CHAIN_WIDTHS[0], top, CHAIN_WIDTHS[1:], CHAIN_HEAD)
    for cell, caption in zip(cells, ("环　节", "金额", "较上环节核减", "核减原因", "核定日期"), strict=True):
        sheet.heading(cell, caption, 9.5)
    for place, caption in enumerate(CHAIN_LABELS):
        cells = sheet.row(LEFT + CHAIN_WIDTHS[0], top + CHAIN_HEAD + place * CHAIN_ROW, CHAIN_WIDTHS[1:], CHAIN_ROW)
        sheet.label(cells[0], caption)
    sheet.frame(Box(LEFT, top, WIDTH, height))
    box = Box(LEFT, top + height, WIDTH, RECKONING_HEIGHT)
    sheet.frame(Box(LEFT, box.y, OPINION_LABEL, box.height), HAIRLINE)
    sheet.upright(Box(LEFT, box.y, OPINION_LABEL, box.height), "测算", size=10.5, pitch=6.2)
    sheet.frame(box)


def _award_row(sheet: Sheet, growth: float) -> list[Box]:
    y = _chain_top(growth) + CHAIN_HEAD + 6 * CHAIN_ROW + RECKONING_HEIGHT
    return sheet.row(LEFT, y, AWARD_WIDTHS, AWARD_HEIGHT)


def _award_cells(growth: float) -> tuple[Box, Box]:
    cells = _award_row(Sheet(), growth)
    return cells[1], cells[3]


def _opinion_cell(place: int, growth: float) -> Box:
    """The wide cell of one opinion. Growth is taken from below: 3.6 mm of free foot, the rest from the county's row."""
    heights = [height for _, height in OPINIONS]
    if growth:
        heights[0] -= GROWTH - 3.6
    top = _chain_top(growth) + CHAIN_HEAD + 6 * CHAIN_ROW + RECKONING_HEIGHT + AWARD_HEIGHT
    y = top + sum(heights[:place])
    return Box(LEFT + OPINION_LABEL, y, WIDTH - OPINION_LABEL, heights[place])


def _signatures(sheet: Sheet, growth: float) -> None:
    county, section, deputy, party = (_opinion_cell(place, growth) for place in range(4))
    for cell, second, blank in (
        (county, "负责人：", (108.1, 139.2)),
        (section, "科长（签字）：", (117.3, 143.2)),
    ):
        line = cell.bottom - 4.9
        sheet.signature(TEXT_LEFT, line, "经办人：", (61.0, 88.2))
        sheet.signature(93.0, line, second, blank)
        sheet.date_blank(DATE_RIGHT, line)
    sheet.signature(TEXT_LEFT, deputy.bottom - 4.9, "签字：", (57.3, 92.1))
    sheet.date_blank(DATE_RIGHT, deputy.bottom - 4.9)
    sheet.left(TEXT_LEFT, party.y + 18.9, "会议纪要：", 10.5, SONG)
    sheet.signature(TEXT_LEFT, party.bottom - 17.4, "记录人：", (61.0, 92.1))
    sheet.signature(TEXT_LEFT, party.bottom - 5.5, "主要负责人（签字）：", (81.5, 126.1))
    sheet.date_blank(RIGHT - 5.0 - 2.0, party.bottom - 5.5)
    sheet.seal(RIGHT - 5.0, party.bottom - 1.3, "（市商务局章）")


# ---- what this copy adds


def _growth(data: ApprovalData) -> float:
    lines, _ = fit_value(data.enterprise, KAI, 10.5, HEAD_WIDTHS[1] - 2 * PADDING)
    return GROWTH if len(lines) > 2 else 0.0


def _head(sheet: Sheet, data: ApprovalData, mark: PrintMark, growth: float) -> None:
    subtitle = f"（{data.award_year}年度　措施{data.measure_number}　{data.measure_short}）"
    furniture.subtitle(sheet, subtitle, 31.5)
    sheet.left(LEFT, 38.6, f"案号：{data.case_no}", 10.0, SONG)
    furniture.trial_note(sheet, mark, 38.6)
    if data.accepted_on is not None and not mark.is_trial:
        sheet.right(154.3, 38.6, f"受理：{long_date(data.accepted_on)}", 10.0, SONG)
    matter = f"{data.award_year}年度{data.measure_short}"
    values = ((data.enterprise, data.credit_code), (data.county, data.receipt_no), (matter, data.storage_place))
    for place, (left, right) in enumerate(values):
        cells = Sheet().row(LEFT, *_head_place(place, growth))
        sheet.value(cells[1], left, size=10.5)
        sheet.value(cells[3], right, size=10.5)


def _chain(sheet: Sheet, data: ApprovalData, growth: float) -> None:
    top = _chain_top(growth) + CHAIN_HEAD
    for place, row in enumerate(data.chain):
        if row.amount is None:
            continue
        y = top + place * CHAIN_ROW
        _, amount, reduction, reason, decided = Sheet().row(LEFT + CHAIN_WIDTHS[0], y, CHAIN_WIDTHS[1:], CHAIN_ROW)
        sheet.money(amount, row.amount, 10.5, SONG_MEDIUM if place == len(CHAIN_LABELS) - 1 else SONG)
        if row.reduction is None:
            sheet.none(reduction)
        else:
            sheet.money(reduction, row.reduction, 10.5)
        if row.reason:
            sheet.entry(reason, row.reason, 9.5, KAI, pad=1.4)
        else:
            sheet.none(reason)
        sheet.entry(decided, column_date(row.decided_on), 9.0, SONG, align="centre", pad=1.0)


def _reckoning(sheet: Sheet, data: ApprovalData, growth: float) -> None:
    top = _chain_top(growth) + CHAIN_HEAD + 6 * CHAIN_ROW
    first = top + (RECKONING_HEIGHT - 4 * RECKONING_STEP) / 2
    for place, row in enumerate(data.reckoning):
        y = first + place * RECKONING_STEP
        centre = y + RECKONING_STEP / 2
        if row.is_binding:
            sheet.fill(Box(LEFT + OPINION_LABEL, y, WIDTH - OPINION_LABEL, RECKONING_STEP), BINDING_WHITE)
        label = f"{'①②③④'[place]}{row.label}"
        sheet.entry(Box(44.4, y, 31.0, RECKONING_STEP), label, 10.0, SONG, pad=0.6)
        has_sign = place < 3
        expression = Box(75.7, y, 49.4 if has_sign else 52.0, RECKONING_STEP)
        sheet.entry(expression, row.expression, 10.0, SONG, pad=0.3)
        if has_sign:
            sheet.centred(125.8, centre, "=", 10.0, SONG)
        role = SONG_MEDIUM if row.is_binding else SONG
        sheet.right(150.1, centre, format_yuan(row.amount), 10.0, role)
        sheet.entry(Box(153.8, y, 29.0, RECKONING_STEP), row.note, 9.5, KAI, pad=1.2)


def _opinion_width(place: int) -> float:
    return TEXT_RIGHT - TEXT_LEFT if place < 3 else RIGHT - 5.0 - SEAL_SIDE - TEXT_LEFT


def _is_long(place: int, text: str) -> bool:
    most = 2 if place in (2, 3) else OPINION_LINES
    return len(break_text(text, KAI, OPINION_SIZE, _opinion_width(place))) > most


def _opinions(sheet: Sheet, data: ApprovalData, overflow: list[int]) -> None:
    growth = _growth(data)
    for place, text in enumerate(data.opinions):
        cell = _opinion_cell(place, growth)
        shown = "意见较长，见意见续页。" if place in overflow else text
        sheet.paragraph(
            TEXT_LEFT, cell.y + 4.9, _opinion_width(place), shown, OPINION_SIZE, KAI, lead=OPINION_LEAD
        )  # fmt: skip
    party = _opinion_cell(3, growth)
    sheet.left(65.1, party.y + 18.9, data.minutes_no, 10.5, KAI)


@kept_while_faces_stay(1)
def continued_layer() -> Layer:
    sheet = Sheet()
    furniture.footer_fixed(sheet, CODE, TITLE, VERSION)
    return sheet.layer()


def _continued(data: ApprovalData, mark: PrintMark, overflow: list[int]) -> Page:
    """意见续页: the long opinions whole, under the same captions."""
    sheet = Sheet()
    furniture.continued_head(sheet, "朝阳市跨境电商扶持资金审批表意见续页", "案号", data.case_no)
    y = 28.5
    for place in overflow:
        lines = break_text(data.opinions[place], KAI, OPINION_SIZE, TEXT_RIGHT - TEXT_LEFT)
        name = OPINIONS[place][0]
        height = max(len(lines) * OPINION_SIZE * OPINION_LEAD * 0.3528 + 6.0, len(name) * 5.1 + 4.0)
        sheet.frame(Box(LEFT, y, OPINION_LABEL, height), HAIRLINE)
        sheet.frame(Box(LEFT, y, WIDTH, height), HAIRLINE)
        sheet.upright(Box(LEFT, y, OPINION_LABEL, height), name, size=10.5, pitch=5.1)
        sheet.paragraph(
            TEXT_LEFT, y + 4.9, TEXT_RIGHT - TEXT_LEFT, data.opinions[place], OPINION_SIZE, KAI, lead=OPINION_LEAD
        )  # fmt: skip
        y += height
    sheet.frame(Box(LEFT, 28.5, WIDTH, y - 28.5))
    furniture.footer(sheet, mark, CODE, VERSION, 2, 2)
    return furniture.finished_page(continued_layer(), sheet, mark)


FORM = Form(
    id="f15_approval",
    code=CODE,
    title=TITLE,
    version=VERSION,
    data_type=ApprovalData,
    draw=draw,
    amount=lambda data: data.amount,
    carries_audit_head=True,
)
