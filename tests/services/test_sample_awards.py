"""The sample year of seven counties: every award, eligible cost and demanded finding, in both orders of import."""

from __future__ import annotations

import json
import shutil
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import accounts, assessment_checks, assessments, imports
from cbec_desktop.services.context import Context
from tests.conftest import PASSWORD, open_test_context

SAMPLES = Path(__file__).resolve().parents[2] / "resources" / "samples" / "2026"
TOLD = Path(__file__).resolve().parents[1] / "samples" / "2026" / "expected.json"
EXPECTED: dict[str, Any] = json.loads(TOLD.read_text(encoding="utf-8"))
Key = tuple[str, str]


def import_all(ctx: Context, names: list[str]) -> None:
    plan = imports.plan_import(ctx, [SAMPLES / name for name in names], None, JobContext())
    imports.commit_import(ctx, plan, True, JobContext())


def by_key(results: list[Assessment]) -> dict[Key, Assessment]:
    return {(result.reporting_unit, result.reporting_no): result for result in results}


@pytest.fixture(scope="module")
def sample_store(ready_store: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """The sample files imported in the order of the list, once for all tests of this file."""
    return imported_store(ready_store, tmp_path_factory.mktemp("samples"), EXPECTED["import_order"])


def imported_store(ready_store: Path, folder: Path, names: list[str]) -> Path:
    shutil.copyfile(ready_store, folder / "store.db")
    context = open_test_context(folder)
    import_all(context.acting(accounts.authenticate(context, "测试", PASSWORD)), names)
    context.store.close()
    return folder / "store.db"


@pytest.fixture
def sample_ctx(sample_store: Path, tmp_path: Path) -> Iterator[Context]:
    shutil.copyfile(sample_store, tmp_path / "store.db")
    context = open_test_context(tmp_path)
    yield context.acting(accounts.authenticate(context, "测试", PASSWORD))
    context.store.close()


def assess(ctx: Context, **more: Any) -> list[Assessment]:
    scope = {"year": 2026, "case_no": None, "parameter_set": None} | more
    return assessments.assess_year(ctx, job=JobContext(), **scope)


def differences(results: list[Assessment]) -> list[str]:
    found, wrong = by_key(results), []
    for item in EXPECTED["applications"]:
        result = found[item["county"], item["reporting_no"]]
        cost = None if result.eligible_cost is None else f"{result.eligible_cost:.2f}"
        if (f"{result.award_amount:.2f}", cost) != (item["award_amount"], item["eligible_cost"]):
            wrong.append(f"{item['reporting_no']} {result.award_amount} {cost} {item['why']}")
        if missing := set(item["findings"]) - {finding.code for finding in result.findings}:
            wrong.append(f"{item['reporting_no']} lacks {missing}")
    return wrong


def test_every_award_eligible_cost_and_finding(sample_ctx: Context) -> None:
    results = assess(sample_ctx)
    assert len(results) == len(EXPECTED["applications"]) == 91
    assert differences(results) == []


def test_the_order_of_import_does_not_matter(ready_store: Path, tmp_path: Path) -> None:
    imported_store(ready_store, tmp_path, EXPECTED["import_order"][::-1])
    context = open_test_context(tmp_path)
    results = assess(context.acting(accounts.authenticate(context, "测试", PASSWORD)))
    context.store.close()
    assert differences(results) == []


def test_stored_results_come_back_as_they_were_returned(sample_ctx: Context) -> None:
    results = assess(sample_ctx)
    assert assessments.load_assessments(sample_ctx, 2026) == results
    assert assessments.load_assessment(sample_ctx, results[7].case_no) == results[7]


def test_a_second_run_stores_nothing(sample_ctx: Context) -> None:
    first = assess(sample_ctx)
    before = audit_head(sample_ctx)
    assert assess(sample_ctx) == first
    assert audit_head(sample_ctx) == before


def audit_head(ctx: Context) -> int:
    from db.queries.assessments import audit_head as head

    with ctx.store.open_view() as view:
        return head(view)


def test_one_case_is_reckoned_among_all_others(sample_ctx: Context) -> None:
    every = by_key(assess(sample_ctx))
    wanted = every["211381", "BP2026-3-002"]
    assert assess(sample_ctx, case_no=wanted.case_no) == [wanted]


def test_a_named_set_reckons_and_stores_nothing(sample_ctx: Context) -> None:
    results = assess(sample_ctx, parameter_set="2026-试1")
    assert differences(results) == []
    assert assessments.load_assessments(sample_ctx) == []


def test_every_case_explains_itself(sample_ctx: Context) -> None:
    for result in assess(sample_ctx):
        assert result.steps[-1].amount == result.award_amount
        assert all(step.label and step.expression for step in result.steps)
        assert result.readings
        assert all(finding.message.endswith("。") and finding.clause for finding in result.findings)


def test_the_stored_results_are_re_derived(sample_ctx: Context) -> None:
    assess(sample_ctx)
    assert list(assessment_checks.recheck_assessments(sample_ctx)) == []


def test_a_tampered_fact_is_found_when_results_are_re_derived(sample_ctx: Context) -> None:
    import sqlite3
    from contextlib import closing

    assess(sample_ctx)
    with closing(sqlite3.connect(sample_ctx.paths.store)) as connection:
        connection.execute(
            "UPDATE expense_line SET paid_amount_fen = 100 WHERE id = (SELECT min(id) FROM expense_line)"
        )
        connection.commit()
    problems = list(assessment_checks.recheck_assessments(sample_ctx))
    assert [problem.code for problem in problems] == ["V08"]
    assert "重算" in problems[0].message
