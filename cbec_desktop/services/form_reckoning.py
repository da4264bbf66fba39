"""The reckoning in four lines, as F15 shows it: by rate, the limits, the floor; F16 has every step."""

from __future__ import annotations

from dataclasses import dataclass
from fractions import Fraction

from cbec_desktop.awards.measure import Assessment, Step
from cbec_desktop.documents.forms.f15_approval import ReckoningRow
from cbec_desktop.domain.money import floor_to_fen

MOST_ROWS = 4
RATE_LABELS = ("按比例计算", "逐单乘比例", "评定金额")
SHORT_LABELS = {"按比例计算": "按比例", "逐单乘比例": "逐单乘比例", "评定金额": "评定金额"}
POOLED_LABEL = "各租约合计"
NOTES = {"binding": "本限额生效", "untouched": "未触及", "": ""}


@dataclass(frozen=True, slots=True)
class _Merged:
    """Equal steps of several leases taken together."""

    label: str
    expression: str
    amount: Fraction
    limit: str


def reckoning_rows(assessment: Assessment) -> tuple[ReckoningRow, ...]:
    """At most four rows; limits that bit are never left out before those that did not."""
    pooled = next((step.amount for step in assessment.steps if step.label == POOLED_LABEL), None)
    merged = _merged([step for step in assessment.steps if step.limit_amount is not None], pooled)
    rates = [item for item in merged if not item.limit][:1]
    limits = [item for item in merged if item.limit]
    room = MOST_ROWS - 1 - len(rates)
    while len(limits) > room:
        untouched = [item for item in limits if item.limit != "binding"]
        limits.remove(untouched[-1] if untouched else limits[0])
    rows = [
        ReckoningRow(
            SHORT_LABELS.get(item.label, item.label),
            item.expression,
            floor_to_fen(item.amount),
            NOTES[item.limit],
            item.limit == "binding",
        )
        for item in [*rates, *limits]
    ]
    if not rows:
        return tuple(
            ReckoningRow(step.label, step.expression, floor_to_fen(step.amount))
            for step in assessment.steps[:MOST_ROWS]
        )
    marks = "①②③"[: len(rows)]
    words = f"{marks}取小值，舍至元" if len(rows) > 1 else "舍至元"
    if not 0 <= min(row.amount for row in rows) - assessment.award_amount < 1:
        words = "逐步取小值，舍至元（见计算书）"
    return (*rows, ReckoningRow("取整", words, assessment.award_amount))


def amount_by_rate(assessment: Assessment) -> Fraction | None:
    """What the rate alone would give, Σ over the leases; None where no rate was applied."""
    steps = [step for step in assessment.steps if step.label in RATE_LABELS and not step.limit]
    if not steps:
        return None
    return sum(
        (step.amount if step.limit_amount is None else step.limit_amount for step in steps), Fraction(0)
    )  # fmt: skip


def _merged(steps: list[Step], pooled: Fraction | None) -> list[_Merged]:
    """Steps by label. A limit that each lease has for itself shows what all leases give after it (`pooled`)."""
    found: dict[str, list[Step]] = {}
    for step in steps:
        found.setdefault(step.label, []).append(step)
    result = []
    for label, group in found.items():
        amount = sum((step.limit_amount or Fraction(0) for step in group), Fraction(0))
        limits = {step.limit for step in group}
        limit = "binding" if "binding" in limits else "untouched" if "untouched" in limits else ""
        expression = group[0].expression if len(group) == 1 else f"{len(group)}份租约合计"
        if limit and len(group) > 1 and pooled is not None:
            expression, amount = f"{len(group)}份租约逐份取小，合计", pooled
        result.append(_Merged(label, expression, amount, limit))
    return result
