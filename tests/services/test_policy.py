"""The policy as data is the policy to the letter."""

from __future__ import annotations

import re
from datetime import date
from pathlib import Path

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_HEADINGS
from cbec_desktop.domain.statuses import COUNTIES, COUNTY_SHORT
from cbec_desktop.services import policy
from cbec_desktop.services.context import Context

WORD_MARK = "[bookmark: _GoBack]"  # left behind by the word processor of the draft, no part of its text
TEXT = (Path(__file__).parent.parent / "samples" / "policy.txt").read_text(encoding="utf-8").replace(WORD_MARK, "")
LINES = [line.strip() for line in TEXT.splitlines() if line.strip()]


def test_annex_3_is_whole_and_to_the_letter() -> None:
    """From the words of introduction to the term of validity: nothing added, nothing left out, nothing mended."""
    first = LINES.index("（征求意见稿）", LINES.index("附件3")) + 1
    annex = [line for line in LINES[first:] if not line.isdigit()]
    quoted = [clause.body for clause in policy.shipped_policy().clauses if clause.id.startswith("3.")]
    assert quoted == annex


def test_every_clause_is_quoted_to_the_letter() -> None:
    for clause in policy.shipped_policy().clauses:
        for line in clause.body.split("\n"):
            assert line in LINES, clause.id


def test_the_main_text_is_whole() -> None:
    """Aims, the 17 tasks, the organisation: every sentence of the plan is under some clause."""
    clauses = policy.shipped_policy().clauses
    quoted = {line for clause in clauses if not clause.id.startswith(("3.", "a1")) for line in clause.body.split("\n")}
    main = LINES[LINES.index("（征求意见稿）") + 1 : LINES.index("附件1")]
    headings = {line for line in main if re.match(r"[一二三]、|（[一二三四]）", line)}
    assert set(main) - headings == quoted


def test_the_five_measures_bear_the_headings_of_the_annex() -> None:
    headings = [policy.get_clause(None, f"3.{number}").heading for number in range(1, 6)]
    assert headings == list(MEASURE_HEADINGS.values())


@pytest.mark.parametrize("reference", ["3.4", "第4条", "附件3第4条", "附件3 第4条"])
def test_a_clause_is_found_by_id_and_by_reference(ctx: Context, reference: str) -> None:
    for context in (None, ctx):
        clause = policy.get_clause(context, reference)
        assert clause.heading == "支持培育跨境电商发展"
        assert "（每平方米上限不超过50元）" in clause.body


def test_the_store_has_the_shipped_clauses(ctx: Context) -> None:
    assert policy.list_clauses(ctx) == policy.shipped_policy().clauses


def test_an_unknown_clause_is_a_sentence() -> None:
    with pytest.raises(UserError, match="没有条款“第9条”"):
        policy.get_clause(None, "第9条")


def test_the_22_rows_of_annex_2_are_to_the_letter() -> None:
    rows = policy.list_task_rows()
    annex = LINES[LINES.index("附件2") : LINES.index("附件3")]
    assert [row.row for row in rows] == list(range(1, 23))
    assert sorted({row.task for row in rows}) == list(range(1, 18))
    for row in rows:
        assert row.measures in annex
        assert all(line in annex for line in row.goal)
        assert row.measurable
    assert rows[6].goal == ("加快跨境电商物流设。",)  # a slip of the draft: quoted, not mended


def test_every_unit_that_the_plan_names_is_known() -> None:
    named = {unit for row in policy.list_task_rows() for unit in row.units} - {"各县（市）区人民政府"}
    for name in named:
        assert policy.find_unit(name.removesuffix("等有关单位")) is not None, name
    members = next(line for line in LINES if line.startswith("专班由市政府主要领导任组长"))
    listed = members.split("成员单位包括：")[1].rstrip("。").split("、")
    assert {unit.name for unit in policy.list_units() if unit.is_member} == set(listed)
    assert len(listed) == 20


@pytest.mark.parametrize(
    ("name", "unit_id"),
    [
        ("市邮政管理局", "post"), ("市邮政局", "post"), ("市市场局", "market_supervision"),
        ("人民银行朝阳市分行", "central_bank"), ("中国人民银行朝阳分行", "central_bank"),
        ("国家金融监督管理总局朝阳监管分局", "financial_supervision"), ("市发展和改革委员会", "development_reform"),
    ],
)  # fmt: skip
def test_one_body_under_all_its_names(name: str, unit_id: str) -> None:
    found = policy.find_unit(name)
    assert found is not None
    assert found.id == unit_id


def test_no_name_belongs_to_two_bodies() -> None:
    names = [name for unit in policy.list_units() for name in {unit.name, unit.full_name, *unit.aliases}]
    assert len(names) == len(set(names))


def test_duties_are_those_of_annex_1() -> None:
    duties = [unit.duty for unit in policy.list_units() if unit.duty]
    assert set(duties) == set(policy.get_clause(None, "附件1三").body.split("\n"))


def test_targets_stand_in_the_clause_they_cite() -> None:
    expected = {
        "industrial_belts": (1, 2, 3),
        "industrial_parks": (1, 2, 3),
        "enterprises": (60, 100, 150),
        "all_channel_trade": (100_000_000, 200_000_000, 500_000_000),
        "trainings": (1000, 1000, 1000),
    }
    assert {row.id: tuple(row.targets[y] for y in (2026, 2027, 2028)) for row in policy.list_indicators()} == expected
    for row in policy.list_indicators():
        for year, words in row.words.items():
            assert words in policy.get_clause(None, row.clauses[year]).body


def test_divisions_agree_with_the_vocabulary() -> None:
    divisions = {division.code: division for division in policy.list_divisions()}
    assert {code: divisions[code].name for code in COUNTIES} == COUNTIES
    assert {code: divisions[code].short for code in COUNTIES} == COUNTY_SHORT
    assert all("朝阳" not in division.aliases for division in divisions.values())


def test_the_shipped_holidays_are_the_state_councils() -> None:
    rows = {row.day: row for row in policy.shipped_holidays()}
    assert len(rows) == len(policy.shipped_holidays())
    count = {
        (year, kind): sum(r.day.year == year and r.kind == kind for r in rows.values())
        for year in (2025, 2026)
        for kind in "休班"
    }
    assert count == {(2025, "休"): 28, (2025, "班"): 5, (2026, "休"): 33, (2026, "班"): 6}
    assert rows[date(2026, 2, 15)].name == "春节"
    assert rows[date(2026, 10, 10)].kind == "班"
    assert all(day.weekday() >= 5 for day, row in rows.items() if row.kind == "班")
