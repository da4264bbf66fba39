"""Stacking and the pool: X-1, X-3, X-4 of the worked cases, and what sharing must keep."""

from __future__ import annotations

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from cbec_desktop.awards.combine import allocate
from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.examples import Example, build_case
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ParameterSetRecord, TradeFigure

YUAN = 100


def shared(amounts: list[int], budget: int, **more: str) -> tuple[list[int], int]:
    cases = [(f"例{at}", amount * YUAN) for at, amount in enumerate(amounts)]
    shares, left = allocate(
        cases, budget * YUAN, rule=more.get("rule", "pro_rata"), residual=more.get("residual", "unspent")
    )
    return [share.allocated // YUAN for share in shares], left // YUAN


def test_x1_different_costs_stack() -> None:
    facts = (
        {"measure": "platform_entry_fee", "fees": [{"amount": "29800"}]},
        {"measure": "premises_rent", "leases": [{"area": "200", "rent": "48000"}]},
        {"measure": "customs_agency_fee", "declarations": [{"fee": "200", "count": 10}]},
    )
    example = Example("X-1", "", "platform_entry_fee", facts, ())
    cases = [build_case(item, example, order) for order, item in enumerate(facts, start=1)]
    trade = (TradeFigure("2026-01", cases[0].enterprise.credit_code, "9710", Decimal(1), Decimal(0), "海关"),)
    parameters = build_set(ParameterSetRecord("试", 2026, 1, "trial", default_values(2026)))
    results = assess_all(cases, AssessmentContext(trade=trade), parameters)
    assert [result.award_amount for result in results] == [Decimal(8940), Decimal(10000), Decimal(1000)]


def test_x3_a_pool_of_a_million() -> None:
    amounts = [1_000_000, 100_000, 50_000, 48_000, 12_345]
    assert shared(amounts, 1_000_000) == ([826_210, 82_621, 41_310, 39_658, 10_199], 2)


def test_x4_a_pool_of_150_000() -> None:
    amounts = [100_000, 50_000, 50_000, 8_940, 10_000, 1_000]
    assert shared(amounts, 150_000) == ([68_200, 34_100, 34_100, 6_097, 6_820, 682], 1)


def test_the_residual_may_go_by_largest_remainder() -> None:
    amounts = [1_000_000, 100_000, 50_000, 48_000, 12_345]
    got, left = shared(amounts, 1_000_000, residual="largest_remainder")
    assert left == 0
    assert sum(got) == 1_000_000


def test_first_come_first_served() -> None:
    assert shared([60, 50, 10], 100, rule="first_come") == ([60, 40, 0], 0)


def test_a_pool_that_suffices_cuts_nothing() -> None:
    assert shared([60, 40], 150) == ([60, 40], 50)


AMOUNTS = st.lists(st.integers(0, 10**6), min_size=1, max_size=12)


@given(
    AMOUNTS,
    st.integers(0, 10**6),
    st.sampled_from(["pro_rata", "first_come"]),
    st.sampled_from(["unspent", "largest_remainder"]),
)
def test_nobody_gets_more_than_approved_and_the_pool_is_never_overspent(
    amounts: list[int], budget: int, rule: str, residual: str
) -> None:
    got, left = shared(amounts, budget, rule=rule, residual=residual)
    assert all(0 <= share <= amount for share, amount in zip(got, amounts, strict=True))
    assert sum(got) + left == budget
    if rule == "pro_rata" and sum(amounts) > budget:
        assert left < len(amounts)


@given(AMOUNTS, st.integers(0, 10**6), st.integers(1, 10**5))
def test_a_larger_pool_never_gives_less(amounts: list[int], budget: int, more: int) -> None:
    small, _ = shared(amounts, budget)
    large, _ = shared(amounts, budget + more)
    assert all(b >= a for a, b in zip(small, large, strict=True))
