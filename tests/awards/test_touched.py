"""What a change of parameters cannot reach need not be reckoned again: the reused results equal those of a full run."""

from __future__ import annotations

import random
from collections.abc import Mapping
from dataclasses import replace

from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet, build_set, default_values, parameters_at
from cbec_desktop.awards.touched import ALL, touched_measures
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord
from tests.awards.second_reckoning import YEAR, random_year
from tests.awards.second_reckoning_facts import as_facts
from tests.awards.second_reckoning_switches import SWITCHES, settled


def set_of(changes: Mapping[str, str]) -> ParameterSet:
    return build_set(ParameterSetRecord("试", YEAR, 1, "trial", settled({**default_values(YEAR), **changes})))


def with_shared_invoices(cases: list[ApplicationFacts], chance: random.Random) -> list[ApplicationFacts]:
    """Let some rent invoices carry the number of a cost invoice of the same firm: two measures want one invoice."""
    numbers = [line.invoice_no for case in cases for line in case.expense_lines]
    out = []
    for case in cases:
        if numbers and case.leases and chance.random() < 0.5:
            lease = case.leases[0]
            invoice = replace(lease.invoices[0], invoice_no=chance.choice(numbers), invoice_code=None)
            lease = replace(lease, invoices=(invoice, *lease.invoices[1:]))
            case = replace(case, leases=(lease, *case.leases[1:]))
        out.append(case)
    return out


def essence(result: Assessment) -> Assessment:
    return replace(result, parameter_set="", parameter_hash="")


@given(st.integers(0, 10**6), st.booleans())
def test_what_is_not_touched_stays_as_it_was(seed: int, is_shared: bool) -> None:
    chance = random.Random(seed)
    cases, context = as_facts(random_year(seed, 24, has_earlier=False))
    if is_shared:
        cases = with_shared_invoices(cases, chance)
    before = {name: chance.choice(SWITCHES[name]) for name in chance.sample(sorted(SWITCHES), 4)}
    own = [name for name in SWITCHES if parameters_at(YEAR)[name].measure_id]
    name = chance.choice(own)
    left, right = set_of(before), set_of({**before, name: chance.choice(SWITCHES[name])})
    touched = touched_measures(cases, {YEAR: left}, {YEAR: right})
    first, full = assess_all(cases, context, left), assess_all(cases, context, right)
    again = {item.application_id: item for item in assess_all(cases, context, right, only=touched)}
    assert {item.measure_id for item in again.values()} <= touched
    for was, now in zip(first, full, strict=True):
        assert essence(again.get(was.application_id, was)) == essence(now), (name, touched)


def test_measures_are_joined_by_common_values_by_evidence_and_by_a22() -> None:
    cases, _context = as_facts(random_year(7, 60))
    rate, common = {"m3.rate": "0.25"}, {"round_unit": "100"}
    plain, other = {YEAR: set_of({})}, {YEAR: set_of(rate)}
    assert touched_measures(cases, plain, plain) == frozenset()
    assert touched_measures([], plain, other) == {"platform_entry_fee"}
    assert touched_measures([], plain, {YEAR: set_of(common)}) == ALL
    joined = {"all.stacking": "highest_only"}
    assert touched_measures([], {YEAR: set_of(joined)}, {YEAR: set_of({**joined, **rate})}) == ALL
    fee = next(case for case in cases if case.measure_id == "platform_entry_fee")
    rent = next(case for case in cases if case.measure_id == "premises_rent")
    lease = rent.leases[0]
    invoice = replace(lease.invoices[0], invoice_no=fee.expense_lines[0].invoice_no, invoice_code=None)
    fee = replace(fee, expense_lines=(replace(fee.expense_lines[0], invoice_code=None),))
    rent = replace(rent, leases=(replace(lease, invoices=(invoice,)),))
    assert touched_measures([fee, rent], plain, other) == {"platform_entry_fee", "premises_rent"}
