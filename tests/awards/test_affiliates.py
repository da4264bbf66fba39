"""单户: affiliates share each cap; confirming them never raises what is paid in all."""

from __future__ import annotations

import random
from collections import defaultdict
from dataclasses import replace
from decimal import Decimal

from hypothesis import assume, given
from hypothesis import strategies as st

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.affiliates import affiliate_groups
from tests.awards.test_evidence import OTHER, assess, awards, cases_of, codes, fee
from tests.awards.test_properties import set_of, year_of

SEEDS = st.integers(0, 10**6)


def test_pairs_make_groups_and_others_stand_alone() -> None:
    assert affiliate_groups([]) == {}
    assert affiliate_groups([("B", "A"), ("C", "B"), ("E", "D")]) == {"A": "A", "B": "A", "C": "A", "D": "D", "E": "D"}
    assert affiliate_groups([("A", "B"), ("C", "D"), ("B", "D")]) == dict.fromkeys("ABCD", "A")


def test_two_firms_share_one_cap_of_measure_three() -> None:
    """两家各 100,000 元年费：分开各得 30,000；合为一户共 50,000，后一家只余 20,000。"""
    cases = cases_of(
        {"fees": [fee(amount="100000")]},
        {"fees": [fee(amount="100000", invoice="26210000000000000002")], "enterprise": OTHER},
    )
    firms = [case.enterprise.credit_code for case in cases]
    assert awards(cases) == [30000, 30000]
    assert awards(cases, affiliates=affiliate_groups([(firms[0], firms[1])])) == [30000, 20000]


def test_what_was_granted_to_one_leaves_less_for_the_other() -> None:
    """已批复 49,400，另一家在审 3,225 只余 600（图 14 的算式）；已批复的不动。"""
    cases = cases_of(
        {"fees": [fee(amount="10750")], "enterprise": OTHER},
        {"fees": [fee(amount="200000", invoice="26210000000000000002")]},
    )
    granted = replace(cases[1], decided_amount=Decimal("49400.00"))
    firms = [case.enterprise.credit_code for case in cases]
    assert awards([cases[0], granted])[0] == 3225
    assert awards([cases[0], granted], affiliates=affiliate_groups([(firms[0], firms[1])]))[0] == 600


def test_firms_confirmed_as_one_raise_no_r09() -> None:
    """同一手机的两家：未认定时各有 R09，认定后没有。"""
    cases = [
        replace(case, enterprise=replace(case.enterprise, contact_mobile="13900007715"))
        for case in cases_of({"fees": [fee()]}, {"fees": [fee(invoice="26210000000000000002")], "enterprise": OTHER})
    ]
    codes_of = [case.enterprise.credit_code for case in cases]
    assert all("R09" in codes(result) for result in assess(cases))
    groups = affiliate_groups([(codes_of[0], codes_of[1])])
    assert not any("R09" in codes(result) for result in assess(cases, affiliates=groups))


def paid(results: list[Assessment], decided: dict[int, Decimal]) -> dict[str, Decimal]:
    """What is paid of each measure: what was decided, else what is reckoned."""
    sums: dict[str, Decimal] = defaultdict(Decimal)
    for result in results:
        sums[result.measure_id] += decided.get(result.application_id, result.award_amount)
    return sums


@given(SEEDS, st.integers(1, 6))
def test_confirming_affiliates_never_raises_a_total(seed: int, pairs: int) -> None:
    """Under random facts, switches and groups: neither in all nor of one measure (under separate measures).

    Where A22 joins the measures, what one operator no longer gets of measure 1 another may have for the same park, and
    what is left of a limit is cut to whole units once a case: both are no gain of the group.
    """
    facts, context = year_of(seed, 24)
    parameters = set_of(seed)
    is_joined, unit = parameters.reading("all.stacking") != "stack", parameters.integer("round_unit")
    facts = [case for case in facts if not is_joined or case.measure_id != "park_award"]
    assume(facts)
    firms = sorted({case.enterprise.credit_code for case in facts})
    chance = random.Random(seed)
    groups = affiliate_groups((chance.choice(firms), chance.choice(firms)) for _ in range(pairs))
    decided = {case.application_id: case.decided_amount for case in facts if case.decided_amount is not None}
    alone = paid(assess_all(facts, context, parameters), decided)
    joined = paid(assess_all(facts, replace(context, affiliates=groups), parameters), decided)
    assert sum(joined.values()) <= sum(alone.values()) + (unit * len(facts) if is_joined else 0)
    if not is_joined:
        assert all(joined[measure_id] <= alone[measure_id] for measure_id in joined)


@given(SEEDS)
def test_a_group_of_one_changes_nothing(seed: int) -> None:
    facts, context = year_of(seed, 8)
    parameters = set_of(seed)
    own = {case.enterprise.credit_code: case.enterprise.credit_code for case in facts}
    assert assess_all(facts, context, parameters) == assess_all(facts, replace(context, affiliates=own), parameters)
