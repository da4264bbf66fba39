"""Makes the shipped fonts from their released files; run by hand when a font is renewed, never by the program.

    python cut_fonts.py SERIF_DIR SANS_DIR WENKAI_TTF UNIHAN_OTHER_MAPPINGS OUT_DIR

SERIF_DIR and SANS_DIR are the unpacked npm packages @expo-google-fonts/noto-serif-sc and .../noto-sans-sc (0.4.3),
WENKAI_TTF is LXGWWenKai-Regular.ttf of Debian's fonts-lxgw-wenkai, UNIHAN_OTHER_MAPPINGS is Unihan_OtherMappings.txt of
Debian's unicode-data (its field kTGH lists the 8,105 general-standard characters). Needs fonttools, which the
program itself does not.

Serif Regular is the reserve of every rare name, so it stays whole; WenKai's name is reserved, so it is copied byte by
byte.
"""

from __future__ import annotations

import shutil
import sys
from pathlib import Path

from fontTools import subset
from fontTools.ttLib import TTFont

WHOLE = (("400Regular/NotoSerifSC_400Regular.ttf", "NotoSerifSC-Regular.ttf"),)
CUT_SERIF = (
    ("600SemiBold/NotoSerifSC_600SemiBold.ttf", "NotoSerifSC-SemiBold.ttf"),
    ("700Bold/NotoSerifSC_700Bold.ttf", "NotoSerifSC-Bold.ttf"),
)
CUT_SANS = (
    ("400Regular/NotoSansSC_400Regular.ttf", "NotoSansSC-Regular.ttf"),
    ("500Medium/NotoSansSC_500Medium.ttf", "NotoSansSC-Medium.ttf"),
    ("600SemiBold/NotoSansSC_600SemiBold.ttf", "NotoSansSC-SemiBold.ttf"),
)
SIGN_RANGES = (
    (0x0020, 0x024F), (0x02B0, 0x03FF), (0x2000, 0x27BF), (0x3000, 0x30FF),
    (0x3105, 0x312F), (0x3200, 0x33FF), (0xFE30, 0xFE4F), (0xFF00, 0xFFEF),
)  # fmt: skip
RARE_NAMES = "䶮㛃堃喆昇甡𬭎"
SCREEN_ASCENT, SCREEN_DESCENT = 1000, 240


def kept_characters(mappings: Path) -> set[int]:
    """GB 2312, the general-standard characters, signs, and the rare names that the tests print."""
    kept = {code for low, high in SIGN_RANGES for code in range(low, high + 1)} | {ord(c) for c in RARE_NAMES}
    for lead in range(0xA1, 0xF8):
        for trail in range(0xA1, 0xFF):
            text = bytes((lead, trail)).decode("gb2312", "ignore")
            kept.update(ord(character) for character in text)
    for line in mappings.read_text(encoding="utf-8").splitlines():
        fields = line.split("\t")
        if len(fields) == 3 and fields[1] == "kTGH":
            kept.add(int(fields[0][2:], 16))
    return kept


def cut(source: Path, target: Path, characters: set[int], features: list[str]) -> TTFont:
    options = subset.Options(layout_features=features, name_IDs=["*"], name_languages=["*"], notdef_outline=True)
    options.recalc_timestamp = False
    font = TTFont(source, recalcTimestamp=False)
    subsetter = subset.Subsetter(options)
    subsetter.populate(unicodes=characters)
    subsetter.subset(font)
    font.save(target)
    return font


def set_screen_metrics(target: Path) -> None:
    """Noto's own 1160/288 makes lines 17 % taller and hangs the text below icons."""
    font = TTFont(target, recalcTimestamp=False)
    font["hhea"].ascent, font["hhea"].descent, font["hhea"].lineGap = SCREEN_ASCENT, -SCREEN_DESCENT, 0
    table = font["OS/2"]
    table.sTypoAscender, table.sTypoDescender, table.sTypoLineGap = SCREEN_ASCENT, -SCREEN_DESCENT, 0
    table.usWinAscent, table.usWinDescent = SCREEN_ASCENT, SCREEN_DESCENT
    font.save(target)


def main() -> None:
    serif, sans, wenkai, mappings, out = (Path(argument) for argument in sys.argv[1:6])
    characters = kept_characters(mappings)
    for source, name in WHOLE:
        shutil.copyfile(serif / source, out / name)
    shutil.copyfile(wenkai, out / "LXGWWenKai-Regular.ttf")
    for source, name in CUT_SERIF:
        cut(serif / source, out / name, characters, [])
    for source, name in CUT_SANS:
        cut(sans / source, out / name, characters, ["tnum", "pnum", "kern", "ccmp", "locl", "mark", "mkmk"])
        set_screen_metrics(out / name)


if __name__ == "__main__":
    main()
