"""Size classes at, above and below each bound, in words a clerk can check."""

from __future__ import annotations

from decimal import Decimal

import pytest

from cbec_desktop.domain.enterprise_size import size_class

WAN = Decimal(10_000)


@pytest.mark.parametrize(
    ("industry", "staff", "turnover_wan", "expected"),
    [
        ("零售业", 9, "100", "微型"),
        ("零售业", 10, "99.99", "微型"),
        ("零售业", 10, "100", "小型"),
        ("零售业 F52", 26, "286.50", "小型"),
        ("零售业", 50, "499.99", "小型"),
        ("零售业", 50, "500", "中型"),
        ("批发业", 5, "1000", "小型"),
        ("批发业", 4, "900000", "微型"),
        ("批发业", 20, "5000", "中型"),
        ("批发业", 200, "40000", "大型"),
        ("食品制造业", 20, "300", "小型"),
        ("工业", 300, "1999.99", "小型"),
        ("工业", 300, "2000", "中型"),
        ("软件和信息技术服务业", 10, "50", "小型"),
        ("软件和信息技术服务业", 10, "49.99", "微型"),
        ("养殖", 10, "0", "小型"),
    ],
)
def test_both_bounds_must_be_met(industry: str, staff: int, turnover_wan: str, expected: str) -> None:
    assert size_class(industry, staff, Decimal(turnover_wan) * WAN).name == expected


def test_the_rule_is_shown_with_the_firms_own_numbers() -> None:
    result = size_class("零售业", 26, Decimal("286.50") * WAN)
    assert (
        result.rule
        == "零售业：从业 26 ≥ 10 人，营收 286.50 ≥ 100 万元；从业 26 < 50 人，营收 286.50 < 500 万元，不到中型"
    )


@pytest.mark.parametrize(
    ("industry", "staff", "turnover", "rule"),
    [
        (None, 3, None, "缺所属行业、上年营业收入，未算"),
        ("零售业", None, Decimal(1), "缺从业人数，未算"),
        ("批发和零售业", 3, Decimal(1), "“批发和零售业”须写明是批发业还是零售业，未算"),
        ("租赁和商务服务业", 3, Decimal(1), "“租赁和商务服务业”按资产总额划分，名录里没有资产总额，未算"),
    ],
)
def test_what_cannot_be_told_says_why(
    industry: str | None, staff: int | None, turnover: Decimal | None, rule: str
) -> None:
    result = size_class(industry, staff, turnover)
    assert (result.name, result.rule) == (None, rule)
