"""What must hold of every award, whatever the facts: tried with invented applications."""

from __future__ import annotations

import random
from dataclasses import replace
from decimal import Decimal
from fractions import Fraction

import pytest
from hypothesis import assume, given
from hypothesis import strategies as st

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet, build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord
from cbec_desktop.domain.statuses import AssessmentStatus
from tests.awards.second_reckoning import MEASURES, YEAR, random_year
from tests.awards.second_reckoning_facts import as_facts
from tests.awards.second_reckoning_switches import random_values

SEEDS = st.integers(0, 10**6)
LINES = ("expense_lines", "leases", "customs_declarations")


def set_of(seed: int | None = None, **fixed: str) -> ParameterSet:
    changes = {} if seed is None else random_values(random.Random(seed))
    changes |= {name.replace("__", "."): value for name, value in fixed.items()}
    return build_set(ParameterSetRecord("试", YEAR, 1, "trial", {**default_values(YEAR), **changes}))


def year_of(seed: int, count: int = 12) -> tuple[list[ApplicationFacts], AssessmentContext]:
    return as_facts(random_year(seed, count, has_earlier=False))


def awards(results: list[Assessment]) -> dict[int, Decimal]:
    return {result.application_id: result.award_amount for result in results}


@given(SEEDS)
def test_never_negative_never_above_cap_or_share_of_the_cost(seed: int) -> None:
    facts, context = year_of(seed)
    parameters = set_of(seed)
    shorts = dict(zip(MEASURES, ("m1", "m2", "m3", "m4", "m5"), strict=True))
    per_case = {"m1"} | ({"m2"} if parameters.reading("m2.cap_scope") == "project" else set())
    sums: dict[tuple[str, str, int], Decimal] = {}
    for case, result in zip(
        facts, sorted(assess_all(facts, context, parameters), key=lambda r: r.application_id), strict=True
    ):
        short = shorts[result.measure_id]
        assert result.award_amount >= 0
        if result.award_amount and short == "m1":
            assert case.assessed_amount is not None
            assert result.award_amount <= case.assessed_amount
        elif result.award_amount:
            assert result.eligible_cost is not None
            assert result.award_amount <= (result.eligible_cost + Decimal("0.01")) * Decimal(
                parameters.values[f"{short}.rate"] if short != "m5" else "0.5"
            )
        if case.decided_amount is None:
            key = (result.credit_code, result.measure_id, case.application_id if short in per_case else 0)
            sums[key] = sums.get(key, Decimal(0)) + result.award_amount
            assert sums[key] <= Decimal(parameters.values[f"{short}.cap"])


@given(SEEDS)
def test_the_order_of_the_input_is_irrelevant(seed: int) -> None:
    facts, context = year_of(seed)
    shuffled = random.Random(seed).sample(facts, len(facts))
    assert assess_all(facts, context, set_of(seed)) == assess_all(shuffled, context, set_of(seed))


@given(SEEDS)
def test_the_same_input_gives_the_same_output(seed: int) -> None:
    first, second = year_of(seed), year_of(seed)
    parameters = set_of(seed)
    assert assess_all(*first, parameters) == assess_all(*second, parameters)


def enlarged(case: ApplicationFacts, more: Decimal) -> ApplicationFacts:
    """The same application with `more` yuan spent, invoiced, claimed and paid on its first line (or assessed)."""
    if case.assessed_amount is not None and case.measure_id == "park_award":
        return replace(case, assessed_amount=case.assessed_amount + more)
    if case.expense_lines:
        line = case.expense_lines[0]
        line = replace(
            line,
            invoice_total=line.invoice_total + more,
            claimed_amount=line.claimed_amount + more,
            paid_amount=line.paid_amount + more,
        )
        return replace(case, expense_lines=(line, *case.expense_lines[1:]))
    if case.customs_declarations:
        declared = case.customs_declarations[0]
        declared = replace(declared, fee_amount=declared.fee_amount + more, paid_amount=declared.paid_amount + more)
        return replace(case, customs_declarations=(declared, *case.customs_declarations[1:]))
    if not case.leases:
        return case
    lease = case.leases[0]
    rent = replace(
        lease.invoices[0],
        rent_amount=lease.invoices[0].rent_amount + more,
        paid_amount=lease.invoices[0].paid_amount + more,
    )
    return replace(case, leases=(replace(lease, invoices=(rent, *lease.invoices[1:])), *case.leases[1:]))


@given(SEEDS, st.integers(1, 10**7))
def test_more_spend_never_less_award(seed: int, more_fen: int) -> None:
    facts, context = year_of(seed, 1)
    case = replace(facts[0], decided_amount=None, other_supports=())  # what is registered follows what is claimed
    parameters = set_of(seed)
    before = assess_all([case], context, parameters)[0]
    after = assess_all([enlarged(case, Decimal(more_fen).scaleb(-2))], context, parameters)[0]
    assert after.award_amount >= before.award_amount


def split(case: ApplicationFacts, name: str, at: int) -> list[ApplicationFacts]:
    """Two applications instead of one: the lines before and from `at`; a lease may be split by its invoices too."""
    lines = getattr(case, name)
    if name == "leases" and len(lines) == 1:
        lease = lines[0]
        parts = [(replace(lease, invoices=lease.invoices[:at]),), (replace(lease, invoices=lease.invoices[at:]),)]
    else:
        parts = [lines[:at], lines[at:]]
    other = replace(
        case, application_id=900, case_no="例900", reporting_no="900", intake_order=900, **{name: tuple(parts[1])}
    )
    return [replace(case, **{name: tuple(parts[0])}), other]


@given(SEEDS, st.integers(0, 5))
def test_splitting_an_application_never_pays_more(seed: int, at: int) -> None:
    """Where the set caps or excludes by application (A18, A20 of measure 2), it says so itself: not tried here."""
    facts, context = year_of(seed, 1)
    case = replace(
        facts[0],
        decided_amount=None,
        has_provincial_support=False,
        provincial_support_amount=None,
        other_supports=(),
    )
    parameters = set_of(seed, dup__m2="same_lines", m2__cap_scope="year")
    name = next((name for name in LINES if getattr(case, name)), None)
    assume(name is not None)
    whole = assess_all([case], context, parameters)[0]
    assume(whole.status is not AssessmentStatus.UNDETERMINED)
    parts = assess_all(split(case, str(name), at), context, parameters)
    assert sum(part.award_amount for part in parts) <= whole.award_amount


@given(SEEDS)
def test_lines_and_steps_add_up_to_the_award(seed: int) -> None:
    facts, context = year_of(seed)
    for result in assess_all(facts, context, set_of(seed)):
        assert result.steps[-1].amount == result.award_amount
        if result.measure_id != "park_award":  # it has no lines of cost
            assert sum((line.award for line in result.lines), Fraction(0)) >= result.award_amount
        assert all(line.eligible <= Fraction(line.claimed) for line in result.lines)
        assert all(line.award == 0 for line in result.lines if line.dropped_by)


@pytest.mark.parametrize("seed", range(3))
def test_a_lease_that_two_applications_share_is_paid_once(seed: int) -> None:
    """The case that the ruling on caps names: invoices of one lease handed in twice a year."""
    facts, context = year_of(seed, 80)
    leased = [replace(case, decided_amount=None) for case in facts if case.leases and len(case.leases[0].invoices) > 1]
    assert leased
    for case in leased:
        one = replace(case, leases=case.leases[:1])
        whole = assess_all([one], context, set_of())[0].award_amount
        assert sum(part.award_amount for part in assess_all(split(one, "leases", 1), context, set_of())) <= whole
