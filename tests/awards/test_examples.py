"""The worked cases of every measure: default and alternative readings, to the yuan."""

from __future__ import annotations

import pytest

from cbec_desktop.awards.examples import Example, Expectation, load_examples, run_example
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import parameters_at

EXAMPLES = [example for measure in MEASURES for example in load_examples(measure.folder / "examples.toml", measure.id)]
CASES = [
    pytest.param(example, expected, id=f"{example.id}-{at}")
    for example in EXAMPLES
    for at, expected in enumerate(example.expectations)
]


@pytest.mark.parametrize(("example", "expected"), CASES)
def test_worked_case(example: Example, expected: Expectation) -> None:
    result = run_example(example, expected.values)
    assert result.award_amount == expected.award, [(s.label, s.expression, s.amount) for s in result.steps]
    if expected.eligible_cost is not None:
        assert result.eligible_cost == expected.eligible_cost
    assert set(expected.findings) <= {finding.code for finding in result.findings}


def test_every_measure_has_examples_and_every_id_is_its_own() -> None:
    assert {example.measure_id for example in EXAMPLES} == {measure.id for measure in MEASURES}
    ids = [example.id for example in EXAMPLES]
    assert len(ids) == len(set(ids))


def test_every_reading_that_reckons_changes_an_example() -> None:
    """A switch that no worked case uses would be a switch nobody has tried."""
    used = {
        (name, value)
        for example in EXAMPLES
        for expected in example.expectations
        for name, value in expected.values.items()
    }
    unused = [
        f"{item.id}={reading.value}"
        for item in parameters_at(2026).values()
        if item.kind == "reckons" and item.form == "reading" and not item.id.startswith("budget.")
        for reading in item.readings
        if reading.value != item.default and (item.id, reading.value) not in used
    ]
    assert unused == []
