"""The seven counties' workbooks of 2026: every count, every refused row, in any order, and a second time nothing."""

from __future__ import annotations

import json
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest

from cbec_desktop.exchange.results import ImportPlan
from cbec_desktop.jobs import JobContext
from cbec_desktop.paths import resources_folder
from cbec_desktop.services import imports
from cbec_desktop.services.context import Context
from tests.services.workbooks import rows_of

SAMPLES = resources_folder() / "samples" / "2026"
EXPECTED = json.loads((Path(__file__).parent / "samples" / "2026" / "expected.json").read_text(encoding="utf-8"))
ORDER: list[str] = EXPECTED["import_order"]


def take_in(ctx: Context, names: Sequence[str]) -> ImportPlan:
    """Plan these files together and commit their good rows."""
    plan = imports.plan_import(ctx, [SAMPLES / name for name in names], None, JobContext())
    return imports.commit_import(ctx, plan, True, JobContext())


def end_of(ctx: Context) -> dict[str, list[dict[str, Any]]]:
    """What the store holds at the end, without numbers and moments that depend on the order of the files."""
    firm = "JOIN enterprise AS e ON e.id = x.enterprise_id"
    case = "JOIN application AS a ON a.id = x.application_id"
    queries = {
        "enterprise": "credit_code, name, county_code, roles_text, credit_status, name_initials",
        "application": "x.case_no, x.reporting_no, e.credit_code, x.claimed_amount_fen, x.county_reviewed_on",
    }
    roles = "(SELECT e.*, (SELECT group_concat(role) FROM enterprise_role WHERE enterprise_id = e.id) AS roles_text"
    lines = ("expense_line", "lease", "customs_declaration", "park_performance", "service_event", "other_support")
    found = {
        "enterprise": rows_of(ctx, f"{roles} FROM enterprise AS e)", queries["enterprise"], "ORDER BY credit_code"),
        "application": rows_of(ctx, f"application AS x {firm}", queries["application"], "ORDER BY x.reporting_no"),
        "account": rows_of(ctx, f"payee_account AS x {firm}", "credit_code, account_no, account_name", "ORDER BY 1, 2"),
        "tenant": rows_of(ctx, "park_tenant", "credit_code, moved_in_on, floor_area", "ORDER BY 1, 2"),
        "trade": rows_of(
            ctx, "trade_performance", "period, credit_code, mode, source, export_value_fen", "ORDER BY 1, 2, 3"
        ),
    }
    for table in lines:
        rows = rows_of(ctx, f"{table} AS x {case}", "a.reporting_no, x.*", "ORDER BY a.reporting_no, x.id")
        found[table] = [
            {name: value for name, value in row.items() if name not in ("id", "application_id", "enterprise_id")}
            for row in rows
        ]
    return found


@pytest.fixture
def taken_in(ctx: Context) -> tuple[Context, ImportPlan]:
    return ctx, take_in(ctx, ORDER)


def test_every_count_and_every_refused_row(taken_in: tuple[Context, ImportPlan]) -> None:
    _, plan = taken_in
    assert len(plan.files) == 17
    for file in plan.files:
        expected = EXPECTED["files"][file.path.name]
        assert file.template_id == expected["template"]
        assert file.counts == expected["counts"], file.path.name
        refused = {(row["sheet"], row["row"], row["column"]) for row in expected["refused_rows"]}
        said = {(problem.sheet, problem.row, problem.column) for problem in file.problems if problem.level == "error"}
        assert said == refused, file.path.name
        letters = {(row["sheet"], row["row"]): row["letter"] for row in expected["refused_rows"] if row["letter"]}
        for row in file.rows:
            if (row.sheet, row.row) in letters:
                assert row.problems[0].letter == letters[row.sheet, row.row]
        assert file.is_committed


def test_refused_rows_say_what_to_do(taken_in: tuple[Context, ImportPlan]) -> None:
    _, plan = taken_in
    said = {
        (file.path.name, problem.row): problem.message
        for file in plan.files
        for problem in file.problems
        if problem.level == "error"
    }
    assert "35000.00" in said["W2-211302.xlsx", 15]
    assert "CX2026-5-999" in said["W2-211321.xlsx", 13]
    assert "第 3 行" in said["W2-211322.xlsx", 4]
    assert "朝阳县" in said["W1-211321.xlsx", 12]


def test_a_second_time_nothing_is_new_and_nothing_changed(taken_in: tuple[Context, ImportPlan]) -> None:
    ctx, first = taken_in
    before = rows_of(ctx, "audit_entry", "max(id) AS last")
    again = take_in(ctx, ORDER)
    for one, two in zip(first.files, again.files, strict=True):
        assert two.counts == one.counts | {"new": 0, "unchanged": one.counts["new"]}, two.path.name
    assert rows_of(ctx, "audit_entry", "max(id) AS last") == before


@pytest.mark.parametrize("kinds", ["W2 W3 W1", "W3 W2 W1", "W2 W1 W3"])
def test_other_orders_give_the_same_end(
    taken_in: tuple[Context, ImportPlan], data_folder: Path, ready_store: Path, tmp_path: Path, kinds: str
) -> None:
    import shutil

    from cbec_desktop.services import accounts
    from tests.conftest import PASSWORD, open_test_context

    ctx, _ = taken_in
    other_folder = tmp_path / "other"
    other_folder.mkdir()
    shutil.copyfile(ready_store, other_folder / "store.db")
    other = open_test_context(other_folder)
    other = other.acting(accounts.authenticate(other, "测试", PASSWORD))
    names = [name for kind in kinds.split() for name in ORDER if name.startswith(kind)]
    plan = take_in(other, names)
    assert all(file.counts == EXPECTED["files"][file.path.name]["counts"] for file in plan.files)
    mine, theirs = end_of(ctx), end_of(other)
    for table, rows in mine.items():
        assert theirs[table] == rows, table
    other.store.close()


def test_files_one_by_one_are_like_files_together(ctx: Context) -> None:
    for name in ORDER:
        file = take_in(ctx, [name]).files[0]
        assert file.counts == EXPECTED["files"][name]["counts"], name


def test_without_good_rows_only_clean_files_are_written(ctx: Context) -> None:
    plan = imports.plan_import(ctx, [SAMPLES / name for name in ORDER], None, JobContext())
    imports.commit_import(ctx, plan, False, JobContext())
    for file in plan.files:
        assert file.is_committed == (not EXPECTED["files"][file.path.name]["refused_rows"]), file.path.name
