"""One oddity a file: each is read, refuses a row, or is refused whole, as the contract allows."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.exchange.results import FilePlan
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context
from tests.services.workbooks import rows_of

FOLDER = Path(__file__).parent / "samples" / "odd"
CASES: list[dict[str, Any]] = json.loads((FOLDER / "expected.json").read_text(encoding="utf-8"))["files"]


def outcome_of(plan: FilePlan) -> str:
    if plan.refusal is not None:
        return "file refused"
    return "row refused" if plan.counts["refused"] else "read"


@pytest.mark.parametrize("case", CASES, ids=lambda case: case["file"])
def test_outcome(ctx: Context, case: dict[str, Any]) -> None:
    template = case["template"] if case["file"].endswith(".csv") else None
    plan = imports.plan_import(ctx, [FOLDER / case["file"]], template, JobContext()).files[0]
    outcome = outcome_of(plan)
    assert outcome in case["outcome"], plan.refusal or plan.problems
    errors = [problem for problem in plan.problems if problem.level == "error"]
    for place in case["rows"]:
        there = [p for p in errors if (p.sheet, p.row) == (place["sheet"], place["row"])]
        assert there, place
        if place["column"]:
            assert place["column"] in {problem.column for problem in there}
            assert place["letter"] in {problem.letter for problem in there}
    if outcome == "read" and "new" in case:
        assert plan.counts["new"] == case["new"]
    if case.get("reported"):
        assert plan.refusal or plan.problems
    if wanted := case.get("message_has"):
        assert any(wanted in problem.message for problem in errors)
    assert rows_of(ctx, "enterprise") == []


def test_text_like_a_formula_is_kept_to_the_letter(ctx: Context) -> None:
    plan = imports.plan_import(ctx, [FOLDER / "formula-text.xlsx"], None, JobContext())
    imports.commit_import(ctx, plan, True, JobContext())
    texts = [value for row in rows_of(ctx, "enterprise") for value in row.values() if isinstance(value, str)]
    assert any(text.startswith("=") for text in texts)
    again = imports.plan_import(ctx, [FOLDER / "formula-text.xlsx"], None, JobContext())
    assert again.files[0].counts["changed"] == 0
    assert again.files[0].counts["new"] == 0
