"""Other public money that was given for one cost line (A18, A19): it belongs to that line, not to the whole case."""

from __future__ import annotations

from dataclasses import replace
from decimal import Decimal

from cbec_desktop.awards.eligibility import is_level_counted, is_state_counted
from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.domain.records import ApplicationFacts, ExpenseLine, OtherSupport

BY_PROVINCIAL_LEVEL = frozenset({"park_award", "service_platform"})
"""Measures whose clause looks at support of the province and above only, unless A18 says otherwise."""


def with_line_supports(case: ApplicationFacts, parameters: ParameterSet) -> ApplicationFacts:
    """The case with the registered support of a cost line written into that line.

    The same money often stands in the workbook's own column too: the larger sum is taken, never both. Support that
    the set does not count (level, applied only), or whose line is not in the case, stays where it is.
    """
    if not any(item.cost_key for item in case.other_supports) or not case.expense_lines:
        return case
    any_level = case.measure_id not in BY_PROVINCIAL_LEVEL
    keys = [invoice_key(line.invoice_code, line.invoice_no) for line in case.expense_lines]
    sums: dict[str, Decimal] = {}
    kept: list[OtherSupport] = []
    for item in case.other_supports:
        is_counted = is_level_counted(item, parameters, any_level=any_level) and is_state_counted(item, parameters)
        if item.cost_key in keys and item.cost_key and item.amount is not None and item.is_related and is_counted:
            sums[item.cost_key] = sums.get(item.cost_key, Decimal(0)) + item.amount
        else:
            kept.append(item)
    if not sums:
        return case
    lines = tuple(_supported(line, key, sums) for line, key in zip(case.expense_lines, keys, strict=True))
    return replace(case, expense_lines=lines, other_supports=tuple(kept))


def _supported(line: ExpenseLine, key: str, sums: dict[str, Decimal]) -> ExpenseLine:
    """The line with its support; of several lines on one invoice the first ones take it up to what they claim."""
    left = sums.get(key, Decimal(0))
    if not left:
        return line
    taken = min(left, line.claimed_amount)
    sums[key] = left - taken
    return replace(line, other_support_amount=max(line.other_support_amount or Decimal(0), taken))
