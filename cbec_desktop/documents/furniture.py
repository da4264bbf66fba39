"""What stands around every table form: title, head line, footer with verification code, watermark."""

from __future__ import annotations

from cbec_desktop.documents.fonts import HEI, KAI, SMALL, SONG, TITLE
from cbec_desktop.documents.form import PrintMark
from cbec_desktop.documents.layout import Sheet
from cbec_desktop.documents.page import Layer, Page, SquareCode, Watermark
from cbec_desktop.documents.typeset import SetLine, set_line, spread_line

LEFT, RIGHT, WIDTH = 28.0, 184.0, 156.0
PAGE_HEIGHT = 297.0
PAPER_MIDDLE = 105.0
TITLE_SPACING = 0.05
FOOTER_GRAY, FOOTER_RULE_GRAY = 0.33, 0.60
QR_SIDE = 11.0
TRIAL_LINE = "试算稿　不作为审批和拨付依据"
WATERMARK_SIZE = 150.0


def title(sheet: Sheet, text: str, centre: float) -> None:
    """The form's name, a little spaced, in the middle of the paper."""
    line = spread_line(text, TITLE, len(text) + TITLE_SPACING * (len(text) - 1))
    sheet.put(PAPER_MIDDLE - line.width_at(22.0) / 2, centre, line, 22.0, TITLE)


def subtitle(sheet: Sheet, text: str, centre: float) -> None:
    sheet.centred(PAPER_MIDDLE, centre, text, 14.0, KAI)


def continued_head(sheet: Sheet, text: str, number_label: str, number: str, unit: str | None = None) -> None:
    """The one head line of page 2 and on."""
    sheet.left(LEFT, 25.0, f"{text}（续）", 10.0, SONG)
    right = RIGHT
    if unit is not None:
        sheet.right(RIGHT, 25.0, unit, 10.0, SONG)
        right -= set_line(unit, SONG).width_at(10.0) + 5.0
    sheet.right(right, 25.0, f"{number_label}：{number}", 10.0, SONG)


def trial_note(sheet: Sheet, mark: PrintMark, centre: float, middle: float = 118.0) -> None:
    """On the head line of a trial print, beside the watermark."""
    if mark.is_trial:
        sheet.centred(middle, centre, TRIAL_LINE, 10.0, HEI)


def trial_note_right(sheet: Sheet, mark: PrintMark, centre: float) -> None:
    """The same where the head line is full: at the right above it."""
    if mark.is_trial:
        sheet.right(RIGHT, centre, TRIAL_LINE, 10.0, HEI)


def footer_fixed(sheet: Sheet, code: str, form_title: str, version: str) -> None:
    """The part of the footer that every copy has."""
    sheet.rule(LEFT, RIGHT, PAGE_HEIGHT - 19.8, 0.35, FOOTER_RULE_GRAY)
    centre = PAGE_HEIGHT - 16.2
    end = sheet.left(LEFT, centre, code, 8.0, SMALL, FOOTER_GRAY)
    sheet.left(end + 0.7, centre, f"{form_title}　版式 {version}", 8.0, SONG, FOOTER_GRAY)
    sheet.right(RIGHT - QR_SIDE - 1.9, centre, "校验码", 8.0, SONG, FOOTER_GRAY)


def footer(sheet: Sheet, mark: PrintMark, code: str, version: str, page: int, pages: int) -> None:
    """The part of the footer that belongs to one print."""
    centre = PAGE_HEIGHT - 12.2
    when = f"{mark.printed_at:%Y-%m-%d %H:%M}"
    text = f"预览 {when}　未打印" if mark.is_preview else f"打印 {when}　第 {mark.print_no} 次打印"
    if mark.audit_head is not None:
        text += f"　留痕 {mark.audit_head[:8]}"
    sheet.left(LEFT, centre, text, 8.0, SONG, FOOTER_GRAY)
    sheet.centred((LEFT + RIGHT) / 2, PAGE_HEIGHT - 14.2, f"第 {page}/{pages} 页", 9.0, SONG)
    sheet.right(RIGHT - QR_SIDE - 1.9, centre, mark.code, 8.0, SMALL, 0.2)
    content = f"CYSW|{code}|{version}|{mark.code}"
    sheet.codes.append(SquareCode(RIGHT - QR_SIDE, PAGE_HEIGHT - 7.6 - QR_SIDE, QR_SIDE, content))


def watermark(mark: PrintMark) -> Watermark | None:
    """试算 while the parameter set is not confirmed, 作废 over a copy that is no longer valid."""
    words = "作废" if mark.is_void else "试算" if mark.is_trial else ""
    if not words:
        return None
    line = set_line(words, HEI)
    spaced = SetLine(words, line.glyphs, (line.lefts[0], line.lefts[1] + 500.0), line.width + 500.0, True)
    return Watermark(spaced, WATERMARK_SIZE, 35.0, 0.90)


def finished_page(fixed: Layer, sheet: Sheet, mark: PrintMark) -> Page:
    """A page of one fixed layer and what this copy adds."""
    return Page(fixed, sheet.layer(), watermark(mark), tuple(sheet.amounts))
