"""Breaks Chinese text into lines: no forbidden beginnings and ends, whole numbers, even two-line cells."""

from __future__ import annotations

import re

from cbec_desktop.documents.fonts import Role
from cbec_desktop.documents.typeset import (
    CLOSING_MARKS,
    HALF_EM,
    MM_PER_POINT,
    OPENING_MARKS,
    SetLine,
    set_line,
    stretched_line,
)

NEVER_FIRST = frozenset("，。、；：！？）》〉」』】〕”’％%℃—…·㎡")
NEVER_LAST = frozenset("（《〈「『【〔“‘¥")
COUNTED = frozenset("号元年月日个项家条份页单户")
MOST_STRETCH = 300.0
_RUN = re.compile(r"[A-Za-z0-9.,:/@_\-+%]")
COMPANY_ENDS = ("有限责任公司", "股份有限公司", "有限公司")
PROTECTED = (
    *COMPANY_ENDS, "支行", "分行", "双塔区", "龙城区", "朝阳县", "建平县", "喀左县", "北票市", "凌源市", "朝阳市",
    "喀喇沁左翼蒙古族自治县", "电子商务", "跨境", "进出口",
)  # fmt: skip


def may_break(text: str, place: int) -> bool:
    """Whether a line may end before `text[place]`."""
    before, after = text[place - 1], text[place]
    if after in NEVER_FIRST or before in NEVER_LAST or before + after in ("——", "……"):
        return False
    if before in " @":
        return True
    if _RUN.match(before) and _RUN.match(after):
        return False
    return not ((before.isdigit() and after in COUNTED) or (before in "〕第" and after.isdigit()))


def break_text(text: str, role: Role, size: float, width: float, *, indent: float = 0.0) -> list[SetLine]:
    """`text` in lines of `width` mm at `size` pt, justified but for the last; `indent` ems before the first."""
    room = width / MM_PER_POINT / size * 1000
    lines: list[SetLine] = []
    start = 0
    while start < len(text):
        here = room - (indent * 1000 if not lines else 0.0)
        end = _line_end(text, start, role, here)
        lines.append(_justified(text[start:end].rstrip(" "), role, here, is_last=end == len(text)))
        start = end
        while start < len(text) and text[start] == " ":
            start += 1
    return lines


def _line_end(text: str, start: int, role: Role, room: float) -> int:
    """Where the line ends: the last place that may be broken, else (a run longer than the line) the last that fits."""
    best, forced = 0, start + 1
    for end in range(start + 1, len(text) + 1):
        line = _trimmed(text[start:end], role)
        slack = HALF_EM if text[end - 1] in CLOSING_MARKS else 0.0
        if line.width - slack > room:
            # One mark that does not fit may still be followed by one that closes up: look no further than that.
            if end < len(text) and text[end - 1] in CLOSING_MARKS and text[end] in CLOSING_MARKS:
                continue
            break
        forced = end
        if end == len(text) or may_break(text, end):
            best = end
    return best or forced


def _trimmed(text: str, role: Role) -> SetLine:
    """A line whose opening bracket at the start has lost its empty left half."""
    line = set_line(text, role)
    if not text or text[0] not in OPENING_MARKS:
        return line
    lefts = tuple(left - HALF_EM for left in line.lefts)
    return SetLine(line.text, line.glyphs, lefts, line.width - HALF_EM, line.has_gaps)


def _justified(text: str, role: Role, room: float, *, is_last: bool) -> SetLine:
    line = _trimmed(text, role)
    if is_last:
        return line
    width = line.width
    if text[-1] in CLOSING_MARKS and width > room:
        width -= HALF_EM
    places = [place for place in range(1, len(text)) if not (_RUN.match(text[place - 1]) and _RUN.match(text[place]))]
    extra = room - width
    if places and 0 < extra <= MOST_STRETCH * len(places):
        line = stretched_line(line, extra, places)
    return SetLine(line.text, line.glyphs, line.lefts, min(line.width, room), line.has_gaps)


def two_halves(text: str, role: Role, size: float, width: float) -> tuple[str, str] | None:
    """`text` on two lines of `width` mm at `size`: after the company's kind, else as evenly as words allow."""
    room = width / MM_PER_POINT / size * 1000

    def fits(place: int) -> bool:
        head, tail = set_line(text[:place].rstrip(), role).width, set_line(text[place:].lstrip(), role).width
        return head <= room and tail <= room

    for end in COMPANY_ENDS:
        place = text.find(end) + len(end)
        if place >= len(end) and 1 < place < len(text) - 1 and may_break(text, place) and fits(place):
            return text[:place].rstrip(), text[place:].lstrip()
    inside = {
        match.start() + step for word in PROTECTED for match in re.finditer(word, text) for step in range(1, len(word))
    }
    places = [p for p in range(2, len(text) - 1) if may_break(text, p) and fits(p)]
    for choice in ([p for p in places if p not in inside], places):
        if choice:
            best = min(choice, key=lambda p: abs(set_line(text[:p], role).width - set_line(text[p:], role).width))
            return text[:best].rstrip(), text[best:].lstrip()
    return None
