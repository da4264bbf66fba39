"""From what the measure gives to the award: other support, caps of the applicant, one floor (C4); and the budget."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from fractions import Fraction

from cbec_desktop.awards.amounts import Fen, floor_to_unit, money, normal
from cbec_desktop.awards.caps import PERIOD, PROJECT
from cbec_desktop.awards.eligibility import Support
from cbec_desktop.awards.measure import Measure, Reckoned, Step
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import lesser_step, limit_word, step
from cbec_desktop.domain.records import ApplicationFacts

SUPPORT_LABEL, TOP_UP_LABEL, TOTAL_LABEL = "其他财政支持", "就高补差", "全部措施总额"
_SCOPE_WORDS = {PERIOD: "执行期"}


def apply_support(reckoned: Reckoned, support: Support, parameters: ParameterSet, clause: str) -> Fen:
    """A19: what other public support leaves of the award (fen), by the reading of the set.

    `up_to_cost`: all support together stays within the cost; `same_lines`: the supported part of the cost is taken
    out of the award; `highest_only`: only what goes beyond the support; `stack`: nothing is taken off. Support of a
    single cost line is the measure's own affair and leaves with its line; it counts towards the cost all the same.
    """
    amount = reckoned.amount
    if reckoned.cost is None:
        return amount
    reading, clause = parameters.reading("dup.m3_5"), f"{clause}·A19"
    received: Fen = support.beside(reckoned.named_support)
    if reading == "up_to_cost":
        received = max(support.declared, reckoned.counted_support + received if received else 0)
    if not received or reading == "stack":
        reckoned.steps.append(step("其他财政支持扣减", f"{money(amount)} − 0.00", amount, clause))
        return amount
    room, text = _room(reading, amount, reckoned.cost, received)
    is_binding = room < amount
    label = TOP_UP_LABEL if reading == "highest_only" else SUPPORT_LABEL
    reckoned.steps.append(step(label, text, room, clause, limit=limit_word(is_binding), limit_amount=room))
    if is_binding:
        reckoned.steps.append(lesser_step(amount, room))
        reckoned.binding.append(label)
    return min(amount, room)


def _room(reading: str, amount: Fen, cost: Fen, received: Fen) -> tuple[Fen, str]:
    """What the reading lets stand, and the expression that says so."""
    if reading == "highest_only":
        return max(amount - received, 0), f"{money(amount)} − {money(received)}"
    own = max(cost - received, 0)
    if reading == "same_lines" and not cost:
        return 0, money(0)
    if reading == "same_lines":
        share = Fraction(own) / Fraction(cost)
        text = f"{money(amount)} ×（{money(cost)} − {money(received)}）÷ {money(cost)}"
        return normal(Fraction(amount) * share), text
    return own, f"{money(cost)} − {money(received)}"


def apply_cap(
    case: ApplicationFacts, measure: Measure, reckoned: Reckoned, amount: Fen, parameters: ParameterSet, run: Run
) -> Fen:
    """The cap of a 单户 in its scope, less what was used before (A20, ruling 30); returns the lesser (fen)."""
    if measure.cap is None or measure.cap_scope is None:
        return amount
    scope = parameters.reading(measure.cap_scope)
    cap = parameters.fen(measure.cap)
    used = run.caps.used(run.household(case.enterprise.credit_code), measure.id, case.award_year, scope)
    left = max(cap - used, 0)
    is_binding = left < amount
    label = measure.cap_label.replace("年度", _SCOPE_WORDS.get(scope, "项目" if scope == PROJECT else "年度"))
    reckoned.steps.append(
        step(
            label,
            f"{money(cap)} − {money(used)}",
            left,
            f"{measure.short_clause}·A20",
            limit=limit_word(is_binding),
            limit_amount=left,
        )
    )
    if is_binding:
        reckoned.steps.append(lesser_step(amount, left))
        reckoned.binding.append(label)
    return min(amount, left)


def apply_total(case: ApplicationFacts, reckoned: Reckoned, amount: Fen, parameters: ParameterSet, run: Run) -> Fen:
    """A22: an optional cap on all measures of a firm's year; returns the lesser (fen)."""
    if parameters.reading("all.stacking") != "total_cap":
        return amount
    cap = parameters.fen("all.total_cap")
    used = run.caps.used_in_all(run.household(case.enterprise.credit_code), case.award_year)
    left = max(cap - used, 0)
    is_binding = left < amount
    reckoned.steps.append(
        step(TOTAL_LABEL, f"{money(cap)} − {money(used)}", left, "A22", limit=limit_word(is_binding), limit_amount=left)
    )
    if is_binding:
        reckoned.steps.append(lesser_step(amount, left))
        reckoned.binding.append(TOTAL_LABEL)
    return min(amount, left)


def floor_step(amount: Fen, parameters: ParameterSet) -> tuple[int, Step]:
    """One floor at the end (C1, C4), never up."""
    unit = parameters.integer("round_unit")
    floored = floor_to_unit(amount, unit * 100)
    label = "取整（舍至元）" if unit == 1 else f"取整（舍至 {unit:,} 元）"
    return floored, step(label, f"{money(amount)} → {money(floored)}", floored, "C4")


@dataclass(frozen=True, slots=True)
class Share:
    """What one approved case gets from the pool, in fen, and how: the expression that is printed."""

    case_no: str
    approved: int
    allocated: int
    expression: str


def allocate(
    approved: Sequence[tuple[str, int]], budget: int, *, rule: str, unit: int = 100, residual: str = "unspent"
) -> tuple[list[Share], int]:
    """Share a pool among (case_no, approved fen) in the order of intake; returns shares and what stays (fen).

    `pro_rata`: floor(approved × pool ÷ Σ approved) to `unit`; `first_come`: whole awards until the pool is used
    up, the last one in part. With `largest_remainder` the units left over go to the largest remainders (C7).
    """
    total = sum(amount for _, amount in approved)
    if total <= budget:
        return [Share(case_no, amount, amount, "资金足额，不压减") for case_no, amount in approved], budget - total
    if rule == "first_come":
        return _first_come(approved, budget, unit)
    shares = [_pro_rata(case_no, amount, budget, total, unit) for case_no, amount in approved]
    left = budget - sum(share.allocated for share in shares)
    if residual == "largest_remainder":
        shares, left = _hand_out(shares, budget, total, unit, left)
    return shares, left


def _pro_rata(case_no: str, amount: int, budget: int, total: int, unit: int) -> Share:
    allocated = floor_to_unit(Fraction(amount * budget, total), unit)
    return Share(case_no, amount, allocated, f"{money(amount)} × {money(budget)} ÷ {money(total)} → {money(allocated)}")


def _hand_out(shares: list[Share], budget: int, total: int, unit: int, left: int) -> tuple[list[Share], int]:
    order = sorted(
        range(len(shares)),
        key=lambda at: (shares[at].allocated * total - shares[at].approved * budget, at),
    )
    result = list(shares)
    for at in order:
        share = result[at]
        if left < unit or share.allocated + unit > share.approved:
            continue
        raised = share.allocated + unit
        result[at] = Share(share.case_no, share.approved, raised, f"{share.expression}，余数 +{money(unit)}")
        left -= unit
    return result, left


def _first_come(approved: Sequence[tuple[str, int]], budget: int, unit: int) -> tuple[list[Share], int]:
    shares, left = [], budget
    for case_no, amount in approved:
        allocated = amount if amount <= left else floor_to_unit(left, unit)
        shares.append(Share(case_no, amount, allocated, f"min（{money(amount)}，资金池余额 {money(left)}）"))
        left -= allocated
    return shares, left
