"""Sets one line of text: widths, room between Chinese and Latin, marks that close up, spread labels.

All lengths are in 1/1000 em, so a line that is set once serves at every size.
"""

from __future__ import annotations

from dataclasses import dataclass

from cbec_desktop.documents.fonts import GlyphBox, Role, glyph, kept_while_faces_stay

CLOSING_MARKS = frozenset("，。、；：！？）》〉」』】〕”’")
OPENING_MARKS = frozenset("（《〈「『【〔“‘")
HALF_EM = 500.0
LATIN_GAP = 125.0
NOTICEABLE_GAP = 80.0
"""A wider gap than this inside a line makes readers of the PDF put a blank there."""


@dataclass(frozen=True, slots=True)
class SetLine:
    """A line of glyphs with their left edges; `has_gaps` = its text must be told to readers of the PDF."""

    text: str
    glyphs: tuple[GlyphBox, ...]
    lefts: tuple[float, ...]
    width: float
    has_gaps: bool

    def width_at(self, size: float) -> float:
        """Width in mm at `size` pt."""
        return self.width * size * MM_PER_POINT / 1000


MM_PER_POINT = 25.4 / 72


def is_latin(character: str) -> bool:
    return character.isascii() and (character.isalnum() or character == "%")


def is_chinese(character: str) -> bool:
    code = ord(character)
    return 0x3400 <= code <= 0x9FFF or code >= 0x20000 or code == 0x3007


def gap_before(previous: str, current: str) -> float:
    """What stands between two neighbours: 1/8 em beside Latin, minus half an em between two marks."""
    if previous in CLOSING_MARKS and (current in CLOSING_MARKS or current in OPENING_MARKS):
        return -HALF_EM
    if previous in OPENING_MARKS and current in OPENING_MARKS:
        return -HALF_EM
    if (is_chinese(previous) and is_latin(current)) or (is_latin(previous) and is_chinese(current)):
        return LATIN_GAP
    return 0.0


@kept_while_faces_stay(20_000)
def set_line(text: str, role: Role) -> SetLine:
    """`text` on one line in `role`; raises MissingGlyphError."""
    glyphs, lefts, pen, previous, has_gaps = [], [], 0.0, "", False
    for character in text:
        box = glyph(role, character)
        if previous:
            gap = gap_before(previous, character)
            has_gaps = has_gaps or gap > NOTICEABLE_GAP
            pen += gap
        glyphs.append(box)
        lefts.append(pen + box.shift)
        pen += box.room
        previous = character
    return SetLine(text, tuple(glyphs), tuple(lefts), pen, has_gaps)


@kept_while_faces_stay(2_000)
def spread_line(text: str, role: Role, ems: float) -> SetLine:
    """`text` with equal room between its characters so that it is `ems` wide (均排); never narrower than it is."""
    plain = set_line(text, role)
    missing = ems * 1000 - plain.width
    if missing <= 0 or len(text) < 2:
        return plain
    step = missing / (len(text) - 1)
    lefts = tuple(left + place * step for place, left in enumerate(plain.lefts))
    return SetLine(text, plain.glyphs, lefts, ems * 1000, True)


def grouped_line(text: str, role: Role, size_of_group: int = 4) -> SetLine:
    """An account number with gaps to the eye after every fourth digit; its text stays contiguous."""
    plain = set_line(text, role)
    gap = 240.0
    lefts = tuple(left + place // size_of_group * gap for place, left in enumerate(plain.lefts))
    return SetLine(text, plain.glyphs, lefts, plain.width + max(len(text) - 1, 0) // size_of_group * gap, True)


def stretched_line(line: SetLine, extra: float, places: list[int]) -> SetLine:
    """`line` with `extra` shared out before the glyphs at `places` (justification)."""
    share = extra / len(places)
    marks, shift, lefts = set(places), 0.0, []
    for place, left in enumerate(line.lefts):
        shift += share if place in marks else 0.0
        lefts.append(left + shift)
    return SetLine(line.text, line.glyphs, tuple(lefts), line.width + extra, line.has_gaps or share > NOTICEABLE_GAP)
