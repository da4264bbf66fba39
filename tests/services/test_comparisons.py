"""Comparison runs: amounts of both sides, sums that agree, decided cases that never move, the impact list."""

from __future__ import annotations

from decimal import Decimal
from pathlib import Path

import openpyxl
import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import comparisons, parameters
from cbec_desktop.services.comparisons import ComparisonRun
from cbec_desktop.services.context import Context

FIRST, SECOND = "2026-试1", "2026-试2"


@pytest.fixture
def two_sets(assessed_ctx: Context) -> Context:
    """The assessed cases with a second set that reads 每平方米 by the month."""
    parameters.copy_set(assessed_ctx, FIRST)
    parameters.edit_set(assessed_ctx, SECOND, {"m4.unit_cap.period": "month", "m3.rate": "20%"})
    return assessed_ctx


def compared(ctx: Context) -> ComparisonRun:
    return comparisons.run_comparison(ctx, 2026, FIRST, SECOND, JobContext())


def test_sums_by_county_and_measure_are_those_of_the_cases(two_sets: Context) -> None:
    run = compared(two_sets)
    cases = run.comparison.cases
    for key in ("county_code", "measure_id"):
        sums = run.comparison.sums(key).values()
        assert tuple(sum(side) for side in zip(*sums, strict=True)) == run.comparison.total
    assert {case.measure_id for case in cases if case.difference > 0} == {"premises_rent"}
    assert {case.measure_id for case in cases if case.difference < 0} == {"platform_entry_fee"}
    assert all(run.left[case.case_no].award_amount == case.left for case in cases)


def test_a_decided_case_stands_with_what_was_decided(two_sets: Context) -> None:
    from db.models.application import Application
    from db.unit_of_work import open_work

    before = next(case for case in compared(two_sets).comparison.cases if case.difference > 0)
    with two_sets.store.open_view() as view:
        (number,) = (
            view.connection().exec_driver_sql("SELECT id FROM application WHERE case_no = ?", (before.case_no,)).one()
        )
    with open_work(two_sets.store, actor=two_sets.actor, action="decide") as work:
        record = work.load(Application, number)
        record.approved_amount_fen, record.status = int(before.left * 100), "approved"
        work.commit()
    after = next(case for case in compared(two_sets).comparison.cases if case.case_no == before.case_no)
    assert (after.left, after.right, after.is_decided) == (before.left, before.left, True)


def test_nothing_of_a_comparison_is_stored(two_sets: Context) -> None:
    def trail() -> object:
        with two_sets.store.open_view() as view:
            return view.connection().exec_driver_sql("SELECT max(id) FROM audit_entry").scalar()

    head = trail()
    compared(two_sets)
    assert trail() == head


def test_an_unknown_set_and_one_of_another_year_are_refused(two_sets: Context) -> None:
    for name, code in (("2026-试9", "unknown_parameter_set"), ("2027-试1", "wrong_year")):
        with pytest.raises(UserError) as refusal:
            comparisons.run_comparison(two_sets, 2026, FIRST, name, JobContext())
        assert refusal.value.code == code


def test_the_impact_list_is_a_workbook_largest_difference_first(two_sets: Context, tmp_path: Path) -> None:
    run = compared(two_sets)
    rows = comparisons.write_impact_list(two_sets, run.comparison, tmp_path / "list.xlsx")
    page = openpyxl.load_workbook(tmp_path / "list.xlsx").active
    values = list(page.iter_rows(min_row=3, values_only=True))
    assert len(values) == rows + 1 == len(run.comparison.cases) + 1
    differences = [abs(row[8]) for row in values[:-1]]
    assert differences == sorted(differences, reverse=True)
    left, right = run.comparison.total
    assert (Decimal(str(values[-1][4])), Decimal(str(values[-1][6]))) == (left, right)
