"""Names are found by the first letters that a clerk would type."""

from __future__ import annotations

import pytest

from cbec_desktop.services.search_keys import MOST_SPELLINGS, name_initials


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("朝阳喵友宠物用品有限公司", "cymycwypyxgs"),
        ("喀左紫陶文化贸易有限公司", "kzztwhmyyxgs"),
        ("单县曾记", "sxzj"),
        ("单县曾记", "dxcj"),
        ("解放路ABC科技", "jflabckj"),
        ("重庆银行(集团)", "cqyhjt"),
        ("辽宁 长春 123", "lncc123"),
        ("𠮷田贸易", "tmy"),
    ],
)
def test_initials(name: str, typed: str) -> None:
    assert any(typed in spelling for spelling in name_initials(name).split())


def test_chaoyang_has_one_reading() -> None:
    assert name_initials("朝阳") == "cy"


def test_many_readings_stay_few_spellings() -> None:
    assert 1 < len(name_initials("单单曾曾解解单单曾曾").split()) <= MOST_SPELLINGS


def test_signs_alone_give_nothing() -> None:
    assert name_initials("（）·—") == ""
