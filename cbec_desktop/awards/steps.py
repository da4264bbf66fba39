"""How steps are worded: one spelling for sums, limits and floors, the same on screen, paper and command line."""

from __future__ import annotations

from collections.abc import Sequence

from cbec_desktop.awards.amounts import Fen, money, yuan_of
from cbec_desktop.awards.measure import Step

BINDING, UNTOUCHED = "binding", "untouched"
LISTED = 4


def step(
    label: str,
    expression: str,
    amount: Fen,
    clause: str,
    *,
    limit: str = "",
    limit_amount: Fen | None = None,
    group: str | None = None,
) -> Step:
    """A step from an amount in fen."""
    shown = None if limit_amount is None else yuan_of(limit_amount)
    return Step(label, expression, yuan_of(amount), clause, limit, group, shown)


def limit_word(is_binding: bool) -> str:
    return BINDING if is_binding else UNTOUCHED


def lesser_step(left: Fen, right: Fen, *, group: str | None = None) -> Step:
    """取较小者 after a limit."""
    return step("取较小者", f"min（{money(left)}，{money(right)}）", min(left, right), "", group=group)


def sum_text(amounts: Sequence[Fen], noun: str) -> str:
    """`4 × 12,000.00`, `a + b`, or `Σ 12 张发票` when they are many and differ."""
    if not amounts:
        return f"没有符合条件的{noun}"
    if len(amounts) == 1:
        return money(amounts[0])
    first = amounts[0]
    if all(amount == first for amount in amounts):
        return f"{len(amounts)} × {money(amounts[0])}"
    if len(amounts) <= LISTED:
        return " + ".join(money(amount) for amount in amounts)
    return f"Σ（{len(amounts)} {noun}）"
