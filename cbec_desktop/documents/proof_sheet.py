"""测试页: rulers to measure a printer's shift by, and every role of the forms in the font that serves it."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

from cbec_desktop.documents.fonts import HEI, KAI, SMALL, SONG, SONG_MEDIUM, TITLE, Role
from cbec_desktop.documents.furniture import LEFT, PAGE_HEIGHT, PAPER_MIDDLE, RIGHT
from cbec_desktop.documents.layout import FRAME_RULE, Sheet
from cbec_desktop.documents.page import Box, Document, Layer, Page, Rule

HOW_TO_MEASURE = "用尺量左框线：离纸边 8 毫米就在“向右”里加 2，12 毫米就减 2；上框线同样看“向下”。"
EDGE, PAPER_WIDTH = 10.0, 210.0
HAIR = 0.3
ROLES: tuple[tuple[str, str, Role, float], ...] = (
    ("font.title", "标题", TITLE, 22.0),
    ("font.song", "表格文字", SONG, 10.5),
    ("font.song_medium", "金额大写", SONG_MEDIUM, 12.5),
    ("font.kai", "填入内容", KAI, 11.0),
    ("font.hei", "小标题", HEI, 10.5),
    ("font.small", "页脚", SMALL, 8.0),
)
"""Setting, what the role is for, the role, a size in points that the forms use."""
SAMPLE = "朝阳市跨境电商 1,234,567.89 元 〔2026〕12 号 ㎡"
WORDS = "人民币壹佰贰拾叁万肆仟伍佰陆拾柒元捌角玖分"
RARE_SAMPLE = "喆 堃 淼 龑 犇 𬭎 𫖮"


def draw_proof_sheet(names: Mapping[str, str], rare: str, now: datetime) -> Document:
    """One A4 page; `names` says by setting which font file serves a role, `rare` the one for rare characters.

    Characters of the rare sample that no font has are left out and named. Raises UserError missing_font.
    """
    sheet = Sheet()
    _rulers(sheet)
    sheet.centred(PAPER_MIDDLE, 34.0, "打印测试页", 22.0, TITLE)
    sheet.centred(PAPER_MIDDLE, 43.0, f"{now:%Y-%m-%d %H:%M}　四边框线距纸边各 10 毫米", 10.0, SONG)
    sheet.left(LEFT, 56.0, HOW_TO_MEASURE, 10.5, SONG)
    y = 70.0
    for key, words, role, size in ROLES:
        sheet.rule(LEFT, RIGHT, y - 5.0, HAIR, 0.6)
        sheet.left(LEFT, y, f"{words}　{size:g} 磅　{names[key]}", 9.0, SONG, 0.33)
        sheet.left(LEFT, y + 10.0, WORDS if role is SONG_MEDIUM else SAMPLE, min(size, 18.0), role)
        y += 25.0
    _rare(sheet, y, rare)
    return Document("打印测试页", [Page(Layer(), sheet.layer())])


def _rare(sheet: Sheet, y: float, rare: str) -> None:
    from cbec_desktop.documents.fonts import MissingGlyphError, glyph

    shown, missing = [], []
    for character in RARE_SAMPLE.split():
        try:
            glyph(KAI, character)
            shown.append(character)
        except MissingGlyphError:
            missing.append(f"U+{ord(character):04X}")
    sheet.rule(LEFT, RIGHT, y - 5.0, HAIR, 0.6)
    sheet.left(LEFT, y, f"少见字　11 磅　{rare}", 9.0, SONG, 0.33)
    sheet.left(LEFT, y + 10.0, "　".join(shown), 11.0, KAI)
    if missing:
        sheet.left(LEFT, y + 17.0, f"没有字形：{'、'.join(missing)}", 9.0, SONG)


def _rulers(sheet: Sheet) -> None:
    """A frame 10 mm inside the paper and a scale in millimetres along its upper and its left side."""
    sheet.frame(Box(EDGE, EDGE, PAPER_WIDTH - 2 * EDGE, PAGE_HEIGHT - 2 * EDGE), FRAME_RULE)
    for along in range(int(EDGE), int(PAPER_WIDTH - EDGE) + 1):
        deep = _tick_length(along)
        sheet.rules.append(Rule(along, EDGE, along, EDGE + deep, HAIR, 0.0))
    for along in range(int(EDGE), int(PAGE_HEIGHT - EDGE) + 1):
        sheet.rules.append(Rule(EDGE, along, EDGE + _tick_length(along), along, HAIR, 0.0))


def _tick_length(millimetre: int) -> float:
    return 5.0 if millimetre % 10 == 0 else 3.0 if millimetre % 5 == 0 else 1.6
