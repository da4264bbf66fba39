"""Keys that records are found by: pinyin initials of names."""

from __future__ import annotations

import itertools
import re
import unicodedata
from functools import lru_cache

PHRASES = {
    # Place names, and surnames that a character table reads wrong or in too many ways.
    "朝阳": ("cy",),
    "喀左": ("kz",),
    "喀喇沁": ("klq",),
    "单": ("d", "s"),
    "县": ("x",),
    "曾": ("z", "c"),
    "解": ("j", "x"),
    "重庆": ("cq",),
    "长春": ("cc",),
    "厦门": ("xm",),
    "乐亭": ("lt",),
    "柏": ("b",),
    # Words of company names have one reading: without them every 有 and 车 would double the spellings.
    "有限责任公司": ("yxzrgs",),
    "股份有限公司": ("gfyxgs",),
    "有限公司": ("yxgs",),
    "合作社": ("hzs",),
    "电子商务": ("dzsw",),
    "供应链": ("gyl",),
    "零部件": ("lbj",),
    "进出口": ("jck",),
    "产业园": ("cyy",),
    "服务": ("fw",),
    "平台": ("pt",),
    "数字": ("sz",),
    "科技": ("kj",),
    "集团": ("jt",),
    "贸易": ("my",),
    "汽车": ("qc",),
    "石材": ("sc",),
    "食品": ("sp",),
    "银行": ("yh",),
    "会展": ("hz",),
    "物流": ("wl",),
    "文化": ("wh",),
    "传媒": ("cm",),
}
MOST_SPELLINGS = 16
_PART = re.compile("|".join(sorted(PHRASES, key=len, reverse=True)) + "|.", re.DOTALL)


def name_initials(name: str) -> str:
    """Pinyin initials of `name`, every reading of its characters, blank-separated: 朝阳单县 → `cydx cysx`.

    At most 16 spellings are kept: what comes after them in a long name takes its first reading only.
    """
    spellings = [""]
    for part in _PART.findall(unicodedata.normalize("NFKC", name).lower()):
        readings = PHRASES.get(part) or _readings_of(part)
        if not readings:
            continue
        if len(readings) == 1:
            spellings = [head + readings[0] for head in spellings]
            continue
        kept = readings if len(spellings) * len(readings) <= MOST_SPELLINGS else readings[:1]
        spellings = [head + tail for head, tail in itertools.product(spellings, kept)]
    return " ".join(dict.fromkeys(spelling for spelling in spellings if spelling))


@lru_cache(maxsize=20_000)
def _readings_of(character: str) -> tuple[str, ...]:
    """First letters of every reading of one character; letters and digits stand for themselves, signs for nothing."""
    if character.isascii():
        return (character,) if character.isalnum() else ()
    if not "\u3400" <= character <= "\U0003ffff":
        return ()
    from pypinyin import Style, pinyin  # late: its tables cost as much start-up as a window

    readings = pinyin(character, style=Style.FIRST_LETTER, heteronym=True, errors="ignore", strict=False)
    letters = dict.fromkeys(reading for reading in readings[0] if reading) if readings else {}
    return tuple(letters)
