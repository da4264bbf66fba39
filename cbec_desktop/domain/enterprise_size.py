"""Size class of an enterprise from industry, staff and turnover (domain.md §7.4; the statistical classes of 2017).

Each class has a lower bound for staff (X) and one for turnover (Y, 万元); an enterprise that misses one of the two
falls one class down. The result carries the rule with this firm's own numbers, as the form shows it.
"""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

LARGE, MEDIUM, SMALL, MICRO = "大型", "中型", "小型", "微型"
YUAN_PER_WAN = 10_000


@dataclass(frozen=True, slots=True)
class SizeRule:
    """One industry: lower bounds (staff, turnover in 万元) of 小型, 中型, 大型; None = not asked."""

    industry: str
    words: tuple[str, ...]
    bounds: tuple[tuple[int, int | None], ...]


@dataclass(frozen=True, slots=True)
class SizeClass:
    """`name` is None when it cannot be told; `rule` says how it was reckoned, or what is missing."""

    name: str | None
    rule: str


RULES = (
    SizeRule("软件和信息技术服务业", ("软件", "信息技术", "I65"), ((10, 50), (100, 1000), (300, 10000))),
    SizeRule("信息传输业", ("信息传输", "互联网", "I63", "I64"), ((10, 100), (100, 1000), (2000, 100000))),
    SizeRule("批发业", ("批发", "F51"), ((5, 1000), (20, 5000), (200, 40000))),
    SizeRule("零售业", ("零售", "F52"), ((10, 100), (50, 500), (300, 20000))),
    SizeRule(
        "工业",
        ("制造", "工业", "采矿", "加工", "食品", "纺织", "化工", "机械"),
        ((20, 300), (300, 2000), (1000, 40000)),
    ),
    SizeRule("仓储业", ("仓储", "G59"), ((20, 100), (100, 1000), (200, 30000))),
    SizeRule("邮政业", ("邮政", "快递", "G60"), ((20, 100), (300, 2000), (1000, 30000))),
    SizeRule("交通运输业", ("运输", "物流", "货运"), ((20, 200), (300, 3000), (1000, 30000))),
)
OTHER = SizeRule("其他未列明行业", (), ((10, None), (100, None), (300, None)))
BY_ASSETS = ("租赁", "商务服务", "房地产", "建筑")
"""Classed by total assets, which no workbook brings: said instead of guessed."""


def size_class(industry: str | None, staff: int | None, turnover: Decimal | None) -> SizeClass:
    """The size class; `turnover` is last year's in yuan. Missing facts are named, nothing is assumed."""
    missing = [
        word
        for word, value in (("所属行业", industry or None), ("从业人数", staff), ("上年营业收入", turnover))
        if value is None
    ]
    if industry and any(word in industry for word in BY_ASSETS):
        return SizeClass(None, f"“{industry}”按资产总额划分，名录里没有资产总额，未算")
    if missing:
        return SizeClass(None, f"缺{'、'.join(missing)}，未算")
    assert industry is not None
    assert staff is not None
    assert turnover is not None
    rules = _rules_of(industry)
    if len(rules) > 1:
        return SizeClass(None, f"“{industry}”须写明是{'还是'.join(rule.industry for rule in rules)}，未算")
    rule = rules[0] if rules else OTHER
    return _classed(rule, staff, turnover / YUAN_PER_WAN)


def _rules_of(industry: str) -> list[SizeRule]:
    found = [rule for rule in RULES if any(word in industry.upper() for word in rule.words)]
    if len(found) > 1 and {rule.industry for rule in found} != {"批发业", "零售业"}:
        return found[:1]
    return found


def _classed(rule: SizeRule, staff: int, turnover: Decimal) -> SizeClass:
    names = (MICRO, SMALL, MEDIUM, LARGE)
    level = sum(1 for bounds in rule.bounds if _reaches(bounds, staff, turnover))
    return SizeClass(names[level], f"{rule.industry}：{_explained(rule, level, staff, turnover)}")


def _reaches(bounds: tuple[int, int | None], staff: int, turnover: Decimal) -> bool:
    return staff >= bounds[0] and (bounds[1] is None or turnover >= bounds[1])


def _explained(rule: SizeRule, level: int, staff: int, turnover: Decimal) -> str:
    """The bounds with the firm's numbers: those reached, and where it stops, which one was missed."""
    amount = f"{turnover:,.2f}"
    if level == 0:
        return _missed(rule.bounds[0], SMALL, staff, amount, turnover)
    low_staff, low_turnover = rule.bounds[level - 1]
    text = f"从业 {staff} ≥ {low_staff} 人"
    if low_turnover is not None:
        text += f"，营收 {amount} ≥ {low_turnover} 万元"
    if level < len(rule.bounds):
        next_name = (SMALL, MEDIUM, LARGE)[level]
        text += "；" + _missed(rule.bounds[level], next_name, staff, amount, turnover)
    return text


def _missed(bounds: tuple[int, int | None], name: str, staff: int, amount: str, turnover: Decimal) -> str:
    parts = []
    if staff < bounds[0]:
        parts.append(f"从业 {staff} < {bounds[0]} 人")
    if bounds[1] is not None and turnover < bounds[1]:
        parts.append(f"营收 {amount} < {bounds[1]} 万元")
    return f"{'，'.join(parts)}，不到{name}"
