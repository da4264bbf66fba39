"""Two reckonings that share no code agree to the fen: 10,000 under the defaults, more under random sets."""

from __future__ import annotations

import random
from collections.abc import Iterator, Mapping

import pytest

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.parameters import Parameter, build_set, default_values, parameters_at
from cbec_desktop.domain.records import ParameterSetRecord
from tests.awards.second_reckoning import EARLIER, YEAR, random_year
from tests.awards.second_reckoning_facts import as_facts
from tests.awards.second_reckoning_sql import reckon_again
from tests.awards.second_reckoning_switches import NOT_DRAWN, SWITCHES, TOGETHER, random_values

DEFAULTS = default_values(YEAR)
RECKONS = [item for item in parameters_at(YEAR).values() if item.kind == "reckons"]


def disagreements(seed: int, count: int, changes: Mapping[str, str]) -> list[tuple[int, int, int]]:
    """(application, engine, second reckoning) in fen wherever they differ, among those that are not decided."""
    year = random_year(seed, count)
    values = {**DEFAULTS, **changes}
    cases, context = as_facts(year)
    sets = {one: build_set(ParameterSetRecord("随机", one, 1, "trial", values)) for one in (EARLIER, YEAR)}
    ours = {result.application_id: int(result.award_amount * 100) for result in assess_all(cases, context, sets)}
    again = reckon_again(year, values)
    return [(key, ours[key], amount) for key, amount in again.items() if ours[key] != amount]


def test_ten_thousand_applications_agree_under_the_defaults() -> None:
    assert disagreements(seed=2026, count=10_000, changes={}) == []


@pytest.mark.parametrize("seed", range(16))
def test_agree_under_random_readings(seed: int) -> None:
    changes = random_values(random.Random(seed))
    assert disagreements(seed, 150, changes) == [], changes


def single_changes() -> Iterator[tuple[str, str]]:
    """Every switch at every value but the default."""
    for name, choices in SWITCHES.items():
        for choice in dict.fromkeys(choices):
            if choice != DEFAULTS[name]:
                yield name, choice


def test_agree_under_every_reading_alone() -> None:
    """One switch at a time, so that a difference says at once whose it is."""
    wrong = {
        (name, choice): found
        for name, choice in single_changes()
        if (found := disagreements(7, 250, {**TOGETHER.get(name, {}), name: choice}))
    }
    assert wrong == {}


def test_the_second_reckoning_notices_a_wrong_rate() -> None:
    """A comparison that cannot fail would prove nothing."""
    year = random_year(1, 200)
    right = reckon_again(year, DEFAULTS)
    wrong = reckon_again(year, {**DEFAULTS, "m3.rate": "0.29"})
    assert right != wrong
    assert sum(1 for amount in right.values() if amount) > 40


def test_every_reading_that_is_drawn_moves_money() -> None:
    """A switch that the invented year does not react to would be agreed on without having been tried."""
    year = random_year(3, 1_500)
    base = reckon_again(year, DEFAULTS)
    for name, choice in single_changes():
        beside = TOGETHER.get(name, {})
        before = reckon_again(year, {**DEFAULTS, **beside}) if beside else base
        assert reckon_again(year, {**DEFAULTS, **beside, name: choice}) != before, (name, choice)


@pytest.mark.parametrize("item", RECKONS, ids=lambda item: item.id)
def test_every_parameter_that_changes_amounts_is_drawn_with_all_its_readings(item: Parameter) -> None:
    """A new reading must be taught to the second reckoning too; only what concerns no award may stay out."""
    if item.id in NOT_DRAWN:
        assert NOT_DRAWN[item.id]
        assert item.id not in SWITCHES
        return
    drawn = SWITCHES[item.id]
    assert item.default in drawn
    if item.form == "readings":
        assert {part for choice in drawn for part in choice.split(",")} == {one.value for one in item.readings}
    elif item.readings or item.allowed:
        assert set(drawn) == {one.value for one in item.readings} | set(item.allowed)
    assert len(set(drawn)) > 1
