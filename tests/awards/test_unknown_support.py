"""Support that was received but has no sum: unknown is kept apart from zero (rulings 6 and 16)."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import pytest

from cbec_desktop.awards.examples import Example, run_example
from cbec_desktop.domain.statuses import AssessmentStatus

FACTS: dict[str, Mapping[str, Any]] = {
    "platform_entry_fee": {"fees": [{"amount": "20000"}]},
    "premises_rent": {"leases": [{"area": "100", "rent": "7200"}]},
    "customs_agency_fee": {"declarations": [{"fee": "200"}]},
}


@pytest.mark.parametrize("measure_id", FACTS)
@pytest.mark.parametrize(("reading", "status"), [("up_to_cost", "undetermined"), ("stack", "granted")])
def test_support_without_a_sum_leaves_measures_3_to_5_open(measure_id: str, reading: str, status: str) -> None:
    facts = {"provincial_support": True, **FACTS[measure_id]}
    example = Example("U", "已获支持，没有填金额", measure_id, (facts,), ())
    result = run_example(example, {"dup.m3_5": reading})
    assert result.status is AssessmentStatus(status)
    assert ("E07" in {finding.code for finding in result.findings}) == (status == "undetermined")
