"""The back of F02: undertaking and opinions, the same for all measures and all copies."""

from __future__ import annotations

from cbec_desktop.documents import furniture
from cbec_desktop.documents.fonts import SONG, kept_while_faces_stay
from cbec_desktop.documents.furniture import LEFT, RIGHT, WIDTH
from cbec_desktop.documents.layout import HAIRLINE, Sheet
from cbec_desktop.documents.page import Box, Layer
from cbec_desktop.documents.typeset import spread_line

UNDERTAKING = (
    "1.所填内容及所附材料真实、合法、有效，复印件与原件一致。",
    "2.所申报费用未重复申报，同一票据未用于申报其他财政资金。",
    "3.未被列入严重失信主体名单，未拖欠应缴还的财政性资金。",
    "4.自觉接受商务、财政、审计等部门的监督检查和绩效评价，妥善保存资料。",
    "5.同意按照年度预算安排对支持金额进行统一调整。",
    "6.如有弄虚作假，退回全部资金，并依法承担相应责任。",
)
TOP, LABEL_WIDTH, TEXT_LEFT = 28.5, 14.0, 46.0
SECTIONS = (("申报单位承诺", 93.0), ("县区初审意见", 62.0), ("科室意见", 34.0), ("市局意见", 55.0))
SEAL_RIGHT, DATE_RIGHT = RIGHT - 7.0, RIGHT - 9.0
SIZE = 10.5


@kept_while_faces_stay(8)
def opinions_layer(code: str, footer_title: str, version: str, heading: str, *, is_blank: bool) -> Layer:
    """Everything fixed on the back; the blank form keeps room for its number."""
    sheet = Sheet()
    sheet.left(LEFT, 25.0, f"{heading}（续）", 10.0, SONG)
    if is_blank:
        sheet.left(131.1, 25.0, "编号：", 10.0, SONG)
    y = TOP
    cells = []
    for name, height in SECTIONS:
        label = Box(LEFT, y, LABEL_WIDTH, height)
        cells.append(Box(LEFT + LABEL_WIDTH, y, WIDTH - LABEL_WIDTH, height))
        sheet.frame(label, HAIRLINE)
        sheet.frame(cells[-1], HAIRLINE)
        sheet.upright(label, name)
        y += height
    sheet.frame(Box(LEFT, TOP, WIDTH, y - TOP))
    applicant, county, section, city = cells
    _applicant(sheet, applicant)
    _county(sheet, county)
    _section(sheet, section)
    _city(sheet, city)
    furniture.footer_fixed(sheet, code, footer_title, version)
    return sheet.layer()


def _applicant(sheet: Sheet, cell: Box) -> None:
    sheet.left(TEXT_LEFT, cell.y + 7.0, "本单位郑重承诺：", SIZE, SONG)
    for place, sentence in enumerate(UNDERTAKING):
        sheet.left(TEXT_LEFT, cell.y + 13.0 + place * 5.54, sentence, SIZE, SONG)
    blank = (81.5, 122.1)
    sheet.signature(TEXT_LEFT, cell.bottom - 33.6, "法定代表人（签字）：", blank)
    sheet.signature(TEXT_LEFT, cell.bottom - 19.5, "财务负责人（签字）：", blank)
    line = cell.bottom - 5.4
    spread = spread_line("经办人", SONG, 5.0)
    end = sheet.put(TEXT_LEFT, line, spread, SIZE, SONG).right
    sheet.signature(end, line, "（签字）：", blank)
    sheet.date_blank(DATE_RIGHT, line)
    sheet.seal(SEAL_RIGHT, cell.bottom - 2.0, "（公章）")


def _county(sheet: Sheet, cell: Box) -> None:
    sheet.left(TEXT_LEFT, cell.y + 7.0, "县（市）区商务主管部门初审意见：", SIZE, SONG)
    sheet.tick(TEXT_LEFT, cell.y + 17.2, "材料齐全，数据属实，同意上报", size=10.0)
    sheet.tick(TEXT_LEFT, cell.y + 25.2, "不予支持，理由：", size=10.0)
    sheet.rule(81.9, 129.0, cell.y + 27.0)
    sheet.signature(TEXT_LEFT, cell.y + 34.1, "初审核定金额：¥", (74.3, 129.0))
    sheet.signature(TEXT_LEFT, cell.bottom - 16.4, "经办人：", (61.0, 84.0))
    sheet.signature(88.0, cell.bottom - 16.4, "审核人：", (103.0, 126.0))
    line = cell.bottom - 5.5
    sheet.signature(TEXT_LEFT, line, "负责人（签字）：", (74.0, 126.0))
    sheet.date_blank(DATE_RIGHT, line)
    sheet.seal(SEAL_RIGHT, cell.bottom - 2.0, "（公章）")


def _section(sheet: Sheet, cell: Box) -> None:
    sheet.left(TEXT_LEFT, cell.y + 6.9, "市商务局业务科室复核意见：", SIZE, SONG)
    sheet.signature(TEXT_LEFT, cell.y + 17.0, "复核核定金额：¥", (74.3, 122.1))
    line = cell.bottom - 5.5
    sheet.signature(TEXT_LEFT, line, "经办人：", (61.0, 84.0))
    sheet.signature(88.0, line, "科长（签字）：", (112.2, 138.0))
    sheet.date_blank(DATE_RIGHT, line)


def _city(sheet: Sheet, cell: Box) -> None:
    sheet.left(TEXT_LEFT, cell.y + 7.0, "市商务局意见：", SIZE, SONG)
    sheet.signature(TEXT_LEFT, cell.bottom - 18.4, "分管领导（签字）：", (77.7, 126.0))
    line = cell.bottom - 5.5
    sheet.signature(TEXT_LEFT, line, "主要领导（签字）：", (77.7, 126.0))
    sheet.date_blank(DATE_RIGHT, line)
    sheet.seal(SEAL_RIGHT, cell.bottom - 2.0, "（公章）")
