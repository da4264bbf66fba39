"""The shipped faces, which role uses which, and where a character goes that its face lacks.

The office may choose another font file for a role, and one more for rare characters. A missing glyph is never dropped
in silence: chosen file → role → chosen for rare characters → Noto Serif SC → WenKai → refused, naming the character.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache, lru_cache
from pathlib import Path
from typing import TYPE_CHECKING, Any, TypeVar

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
RARE = "rare"
"""Stands beside the faces: the file the office chose for characters that no other one has."""
CHOSEN = "chosen_"
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


_chosen: dict[str, Path] = {}
_forgetters: list[Callable[[], None]] = []
Made = TypeVar("Made", bound=Callable[..., Any])


def kept_while_faces_stay(maxsize: int) -> Callable[[Made], Made]:
    """Remember what was set in type until the office chooses other font files."""

    def wrap(make: Made) -> Made:
        kept: Any = lru_cache(maxsize=maxsize)(make)
        _forgetters.append(kept.cache_clear)
        return kept  # type: ignore[no-any-return]

    return wrap


def choose_faces(files: Mapping[str, Path]) -> None:
    """Set in type from these files on: by face (`FACE_FILES`) or `RARE`; the others are the shipped ones."""
    if dict(files) != _chosen:
        _chosen.clear()
        _chosen.update(files)
        for forget in (typeface.cache_clear, *_forgetters):
            forget()


def read_font(font_file: Path, name: str = "CBEC-trial") -> TTFont:
    """The reportlab font of a file; raises UserError missing_font, bad_font (no TrueType, damaged, protected)."""
    from reportlab.pdfbase.ttfonts import TTFError, TTFont  # a window lists the forms without waiting for this

    if not font_file.is_file():
        raise UserError(f"找不到字体文件 {font_file.name}。", code="missing_font")
    try:
        return TTFont(name, str(font_file), asciiReadable=0)
    except (TTFError, OSError, ValueError, KeyError, IndexError, OverflowError) as error:
        raise UserError(
            f"{font_file.name} 不能用来打印：只能用 TrueType 字体（.ttf、.ttc），且允许嵌入 PDF。请换一个。", "bad_font"
        ) from error


@cache
def typeface(name: str) -> TTFont:
    """The reportlab font of a face, loaded once (a tenth of a second for the whole ones)."""
    if name.startswith(CHOSEN):
        font = read_font(Path(name.removeprefix(CHOSEN)), f"CBEC-{name}")
        # A document names its fonts by this: a chosen copy of a shipped font must not bear the same name.
        font.face.name = b"Chosen-" + font.face.name
    else:
        font_file = resources_folder() / "fonts" / FACE_FILES[name]
        if not font_file.is_file():
            raise UserError(f"找不到字体文件 {font_file.name}，程序安装不完整，请重新安装。", code="missing_font")
        font = read_font(font_file, f"CBEC-{name}")
    # Every subset copies whole tables of up to 14 MB out of the file again: remember them.
    font.face.get_table = cache(font.face.get_table)
    return font


def _faces_for(first: str) -> tuple[str, ...]:
    """The faces that are asked for a character, in their order."""
    chosen = (f"{CHOSEN}{_chosen[first]}",) if first in _chosen else ()
    rare = (f"{CHOSEN}{_chosen[RARE]}",) if RARE in _chosen else ()
    return (*chosen, first, *rare, *RESERVES)


@cache
def _digit_room(name: str) -> float:
    """What every digit of a face gets, in 1/1000 em: its widest one's, as measured for the shipped faces."""
    widths = typeface(name).face.charWidths
    return DIGIT_ADVANCE.get(name) or float(max(widths.get(ord(digit), 0) for digit in "0123456789"))


_forgetters.append(_digit_room.cache_clear)


@kept_while_faces_stay(20_000)
def glyph(role: Role, character: str) -> GlyphBox:
    """The glyph that draws `character` in `role`; raises MissingGlyphError."""
    code = ord(character)
    first = role.face if code >= FIRST_IDEOGRAPHIC else role.latin_face
    for name in _faces_for(first):
        face = typeface(name).face
        if code in face.charToGlyph:
            advance = float(face.charWidths[code])
            is_digit = "0" <= character <= "9"
            is_even = name in DIGIT_ADVANCE or name.startswith(CHOSEN)
            room = _digit_room(name) if is_digit and is_even else advance
            return GlyphBox(name, character, advance, room, (room - advance) / 2)
    raise MissingGlyphError(character)
