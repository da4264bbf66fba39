"""What a waterfall draws: one bar a part of the pool, hanging from the level of the one before. Knows no Qt."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import ROUND_CEILING, Decimal

from ui.widgets.cells import ChipText


@dataclass(frozen=True, slots=True)
class FallBar:
    """One bar: `kind` pool (from 0 up), use (hangs, its `stages` from the top), rest (from 0). Amounts in yuan.

    `quota` is what the part may use: an err line stands across the bar where it is broken. `note` or `chip` stands
    below the name.
    """

    key: str
    name: str
    kind: str
    amount: Decimal
    label: str
    stages: tuple[Decimal, ...] = ()
    note: str = ""
    chip: ChipText | None = None
    quota: Decimal | None = None


def levels(bars: tuple[FallBar, ...]) -> tuple[tuple[Decimal, Decimal], ...]:
    """(upper, lower) yuan of each bar: uses hang from the level before, pool and rest stand on 0."""
    found, level = [], Decimal(0)
    for bar in bars:
        if bar.kind == "use":
            found.append((level, level - bar.amount))
            level -= bar.amount
        else:
            found.append((max(bar.amount, Decimal(0)), min(bar.amount, Decimal(0))))
            level = bar.amount
    return tuple(found)


def scale_steps(top: Decimal, bottom: Decimal, count: int = 4) -> tuple[Decimal, ...]:
    """Round values for about `count` grid lines from `bottom` (0 or below) to `top` or a little above."""
    reach = max(top - bottom, Decimal(1))
    unit = Decimal(10) ** (len(str(int(reach / count))) - 1)
    step = next(unit * factor for factor in (1, 2, 3, 4, 5, 6, 8, 10) if unit * factor * (count + 1) >= reach)
    below = (max(-bottom, Decimal(0)) / step).to_integral_value(ROUND_CEILING)
    above = max((top / step).to_integral_value(ROUND_CEILING), Decimal(1))
    return tuple(step * place for place in range(-int(below), int(above) + 1))
