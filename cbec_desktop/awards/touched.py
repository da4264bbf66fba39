"""Which measures a change of parameters can reach: the others need not be reckoned again."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping, Sequence

from cbec_desktop.awards.evidence import invoice_key
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.domain.measures import MEASURE_IDS
from cbec_desktop.domain.records import ApplicationFacts

ALL = frozenset(MEASURE_IDS)
JOINED = "all.stacking"
"""A22: read otherwise than `stack`, the measures of one firm share a limit."""


def touched_measures(
    cases: Sequence[ApplicationFacts], left: Mapping[int, ParameterSet], right: Mapping[int, ParameterSet]
) -> frozenset[str]:
    """The measures whose awards may differ between two sets a year.

    A measure is reached by its own parameters, by common ones, and through evidence: where it has an invoice or a
    declaration in common with a measure that is reached, a line that falls out there may be paid here (C3).
    Caps, units and parks belong to one measure each, unless A22 joins them.
    """
    changed = {name for year in left for name in _changed(left[year], right[year])}
    if "" in changed:
        return ALL
    return _spread(changed, cases) if changed else frozenset()


def _changed(left: ParameterSet, right: ParameterSet) -> Iterator[str]:
    """Measures with a parameter that differs; the empty name where a difference concerns all of them."""
    if left is right:
        return
    if left.reading(JOINED) != "stack" and left.values != right.values:
        yield ""
    for parameter_id, parameter in left.parameters.items():
        if left.values[parameter_id] != right.values[parameter_id]:
            yield parameter.measure_id or ""


def _spread(changed: set[str], cases: Sequence[ApplicationFacts]) -> frozenset[str]:
    """Add the measures that share evidence with a changed one, and those that share with these."""
    users: dict[str, set[str]] = {}
    for case in cases:
        for key in _evidence(case):
            users.setdefault(key, set()).add(case.measure_id)
    links = {frozenset(measures) for measures in users.values() if len(measures) > 1}
    reached = set(changed)
    while more := {name for link in links if link & reached for name in link} - reached:
        reached |= more
    return frozenset(reached)


def _evidence(case: ApplicationFacts) -> Iterable[str]:
    for expense in case.expense_lines:
        yield invoice_key(expense.invoice_code, expense.invoice_no)
    for lease in case.leases:
        for invoice in lease.invoices:
            yield invoice_key(invoice.invoice_code, invoice.invoice_no)
    for line in case.customs_declarations:
        yield invoice_key(line.invoice_code, line.invoice_no)
