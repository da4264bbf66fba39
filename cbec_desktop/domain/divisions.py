"""The seven counties and the city: code, name, short names; 朝阳 alone is none of them (domain.md 7.2)."""

from __future__ import annotations

from cbec_desktop.domain.statuses import CITY_CODE, COUNTIES, COUNTY_SHORT
from cbec_desktop.domain.texts import fold_name, shown

AMBIGUOUS = ("朝阳", "朝阳区")
_CITY_NAMES = ("朝阳市", "辽宁省朝阳市", "朝阳市本级", "市本级")


def _aliases() -> dict[str, str]:
    aliases = dict.fromkeys(_CITY_NAMES, CITY_CODE) | {CITY_CODE: CITY_CODE, "全市": CITY_CODE}
    for code, name in COUNTIES.items():
        short = COUNTY_SHORT[code]
        for word in {name, short, short[:-1]}:
            if word not in AMBIGUOUS:
                aliases |= {word: code, f"朝阳市{word}": code, f"辽宁省朝阳市{word}": code}
        aliases[code] = code
    return aliases


_ALIASES = _aliases()


def division_code(text: str) -> str | None:
    """The code of a division by code, full or short name; None when unknown or not clear."""
    return _ALIASES.get(fold_name(text).removesuffix(".0"))


def county_code(text: str) -> str | None:
    """Like `division_code`, but of the seven counties only."""
    code = division_code(text)
    return code if code in COUNTIES else None


def county_fault(text: str) -> str:
    """Why `text` names no county, and what to write instead."""
    if fold_name(text) in AMBIGUOUS:
        return f"“{shown(text)}”不清楚是朝阳市还是朝阳县，请写全称：朝阳县，或双塔区、龙城区。"
    if division_code(text) == CITY_CODE:
        return f"“{shown(text)}”不是县区，请写企业所属的县（市）区，如双塔区。"
    return f"“{shown(text)}”不是本市的县（市）区，可写：" + "、".join(COUNTY_SHORT.values()) + "，或六位代码。"
