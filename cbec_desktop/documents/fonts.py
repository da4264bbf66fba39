"""The shipped faces, which role uses which, and where a character goes that its face lacks.

A missing glyph is never dropped in silence: role → Noto Serif SC → WenKai → refused, naming the character.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import cache, lru_cache
from typing import TYPE_CHECKING

from cbec_desktop.domain.errors import UserError
from cbec_desktop.paths import resources_folder

if TYPE_CHECKING:
    from reportlab.pdfbase.ttfonts import TTFont

FACE_FILES = {
    "serif": "NotoSerifSC-Regular.ttf",
    "serif_semibold": "NotoSerifSC-SemiBold.ttf",
    "serif_bold": "NotoSerifSC-Bold.ttf",
    "kai": "LXGWWenKai-Regular.ttf",
    "sans": "NotoSansSC-Regular.ttf",
    "sans_medium": "NotoSansSC-Medium.ttf",
}
RESERVES = ("serif", "kai")
FIRST_IDEOGRAPHIC = 0x2E80
"""Below this, filled-in text is set in 宋: Latin and digits, and “ ” … · × ¥, which WenKai has half as wide."""


@dataclass(frozen=True, slots=True)
class Role:
    """What a piece of text is for: its face, and the em from the optical centre down to the baseline."""

    name: str
    face: str
    latin_face: str
    rise: float


SONG = Role("song", "serif", "serif", 0.372)
SONG_MEDIUM = Role("songm", "serif_semibold", "serif_semibold", 0.372)
TITLE = Role("title", "serif_bold", "serif_bold", 0.372)
KAI = Role("kai", "kai", "serif", 0.345)
HEI = Role("hei", "sans_medium", "sans_medium", 0.36)
SMALL = Role("small", "sans", "sans", 0.36)

DIGIT_ADVANCE = {"serif": 562, "serif_semibold": 580, "serif_bold": 600}
"""Noto Serif SC's digits differ in width; each gets the widest one's room, or decimal points do not line up."""


class MissingGlyphError(UserError):
    """A character that no shipped font can draw."""

    def __init__(self, character: str) -> None:
        super().__init__(
            f"“{character}”（U+{ord(character):04X}）在随程序提供的字体中没有字形，无法打印；"
            "请核对该字是否录错，或改用规范字后再打印。",
            code="missing_glyph",
        )
        self.character = character


@dataclass(frozen=True, slots=True)
class GlyphBox:
    """One character of one face: its own advance, the room it gets and its shift inside, in 1/1000 em."""

    face: str
    character: str
    advance: float
    room: float
    shift: float


@cache
def typeface(name: str) -> TTFont:
    """The reportlab font of a face, loaded once (a tenth of a second for the whole ones)."""
    from reportlab.pdfbase.ttfonts import TTFont  # a window lists the forms without waiting for this

    font_file = resources_folder() / "fonts" / FACE_FILES[name]
    if not font_file.is_file():
        raise UserError(f"找不到字体文件 {font_file.name}，程序安装不完整，请重新安装。", code="missing_font")
    font = TTFont(f"CBEC-{name}", str(font_file), asciiReadable=0)
    # Every subset copies whole tables of up to 14 MB out of the file again: remember them.
    font.face.get_table = cache(font.face.get_table)
    return font


@lru_cache(maxsize=20_000)
def glyph(role: Role, character: str) -> GlyphBox:
    """The glyph that draws `character` in `role`; raises MissingGlyphError."""
    code = ord(character)
    first = role.face if code >= FIRST_IDEOGRAPHIC else role.latin_face
    for name in (first, *RESERVES):
        face = typeface(name).face
        if code in face.charToGlyph:
            advance = float(face.charWidths[code])
            is_digit = "0" <= character <= "9"
            room = float(DIGIT_ADVANCE.get(name, advance)) if is_digit else advance
            return GlyphBox(name, character, advance, room, (room - advance) / 2)
    raise MissingGlyphError(character)
