"""Two reckonings that share no code agree to the fen: 10,000 under the defaults, more under random sets."""

from __future__ import annotations

import random
from collections.abc import Mapping

import pytest

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.parameters import build_set, default_values
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.records import ParameterSetRecord
from tests.awards.second_reckoning import SWITCHES, YEAR, as_facts, random_values, random_year
from tests.awards.second_reckoning_sql import reckon_again


def disagreements(seed: int, count: int, changes: Mapping[str, str]) -> list[tuple[int, int, int]]:
    """(application, engine, second reckoning) in fen wherever they differ."""
    year = random_year(seed, count)
    values = {**default_values(YEAR), **changes}
    facts, trade = as_facts(year)
    parameters = build_set(ParameterSetRecord("随机", YEAR, 1, "trial", values))
    results = assess_all(facts, AssessmentContext(trade=trade), parameters)
    again = reckon_again(year, values)
    ours = {result.application_id: int(result.award_amount * 100) for result in results}
    return [(key, ours[key], amount) for key, amount in again.items() if ours[key] != amount]


def test_ten_thousand_applications_agree_under_the_defaults() -> None:
    assert disagreements(seed=2026, count=10_000, changes={}) == []


@pytest.mark.parametrize("seed", range(12))
def test_agree_under_random_readings(seed: int) -> None:
    changes = random_values(random.Random(seed))
    assert disagreements(seed, 150, changes) == [], changes


def test_the_second_reckoning_notices_a_wrong_rate() -> None:
    """A comparison that cannot fail would prove nothing."""
    year = random_year(1, 200)
    right = reckon_again(year, default_values(YEAR))
    wrong = reckon_again(year, {**default_values(YEAR), "m3.rate": "0.29"})
    assert right != wrong
    assert sum(1 for amount in right.values() if amount) > 40


def test_every_reading_that_is_drawn_moves_money() -> None:
    """A switch that the invented year does not react to would be agreed on without having been tried."""
    year = random_year(3, 4_000)
    base = reckon_again(year, default_values(YEAR))
    for name, choices in SWITCHES.items():
        for choice in set(choices) - {default_values(YEAR)[name], "policy_period"}:  # one year is the whole period
            assert reckon_again(year, {**default_values(YEAR), name: choice}) != base, (name, choice)


@pytest.mark.parametrize("reading", ["same_lines", "highest_only"])
def test_agree_under_the_other_readings_of_a19(reading: str) -> None:
    assert disagreements(19, 1_500, {"dup.m3_5": reading}) == []
