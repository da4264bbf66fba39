"""Findings over a year, the reasons written for them, and checks on trial, on the cases of 双塔区."""

from __future__ import annotations

import sqlite3
from contextlib import closing
from dataclasses import replace

import pytest

from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.finding_records import FindingState, Hit, change_words
from cbec_desktop.domain.records import Actor
from cbec_desktop.domain.statuses import FindingLevel
from cbec_desktop.jobs import JobContext
from cbec_desktop.services import assessments, findings
from cbec_desktop.services.context import Context
from cbec_desktop.services.findings import explain, findings_of_case, findings_of_year, set_trial


def execute(ctx: Context, statement: str, *values: object) -> None:
    with closing(sqlite3.connect(ctx.paths.store)) as connection:
        connection.execute(statement, values)
        connection.commit()


def assess(ctx: Context) -> None:
    assessments.assess_year(ctx, 2026, None, None, JobContext())


def hits(ctx: Context, **wanted: object) -> list[Hit]:
    year = findings_of_year(ctx, 2026)
    found = [hit for group in year.groups for hit in group.hits]
    return [hit for hit in found if all(getattr(hit, name) == value for name, value in wanted.items())]


def open_warning(ctx: Context) -> Hit:
    """A warning that waits for a reason: the name of a firm that does not look like its full name."""
    execute(ctx, "UPDATE enterprise SET name = '喵友跨境' WHERE id = (SELECT enterprise_id FROM application LIMIT 1)")
    assess(ctx)
    return hits(ctx, code="R02", state=FindingState.OPEN)[0]


def test_groups_hold_every_finding_once_and_counts_add_up(assessed_ctx: Context) -> None:
    year = findings_of_year(assessed_ctx, 2026)
    stored = assessments.load_assessments(assessed_ctx, 2026)
    raised = [f for result in stored for f in result.findings if f.level is not FindingLevel.NOT_CHECKED]
    assert sum(group.count() for group in year.groups) == len(raised) == year.total()
    for group in year.groups:
        assert group.count() == sum(group.count(state) for state in FindingState)
        assert group.case_count <= group.count()
    assert (year.case_count, year.assessed_count) == (len(stored), len(stored))


def test_a_check_is_passed_unchecked_hit_or_of_a_later_stage_and_never_two_of_these(assessed_ctx: Context) -> None:
    year = findings_of_year(assessed_ctx, 2026)
    unchecked, hit = {item.code for item in year.unchecked}, {group.code for group in year.groups}
    assert set(year.passed).isdisjoint(unchecked | hit | set(year.later))
    from cbec_desktop.awards.checks import CHECKS

    assert set(year.passed) | unchecked | hit | set(year.later) == {check.code for check in CHECKS}
    assert {"R33", "R37"} <= set(year.later)


def test_without_a_result_nothing_counts_as_passed(ctx: Context) -> None:
    year = findings_of_year(ctx, 2026)
    assert (year.passed, year.groups, year.total()) == ((), (), 0)


def test_a_line_that_was_dropped_needs_no_reason(assessed_ctx: Context) -> None:
    dropped = [hit for hit in hits(assessed_ctx, level=FindingLevel.WARNING) if hit.amount_out]
    assert dropped
    assert {hit.state for hit in dropped} == {FindingState.AUTOMATIC}
    with pytest.raises(UserError, match="不需要说明"):
        explain(assessed_ctx, [dropped[0].key], "核过")


def test_a_reason_explains_a_warning_and_is_audited(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    assert explain(assessed_ctx, [hit.key], "  营业执照即此名称，已核。") == 1
    after = next(item for item in findings_of_case(assessed_ctx, hit.case_no) if item.key == hit.key)
    assert after.state is FindingState.EXPLAINED
    assert after.reason is not None
    assert (after.reason.text, after.reason.by) == ("营业执照即此名称，已核。", "测试")
    assert not after.is_blocking
    with closing(sqlite3.connect(assessed_ctx.paths.store)) as raw:
        entry = raw.execute("SELECT actor, reason FROM audit_entry WHERE action = 'explain_finding'").fetchone()
    assert entry == ("测试", "营业执照即此名称，已核。")


def test_a_reason_stands_when_the_case_is_reckoned_again(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    explain(assessed_ctx, [hit.key], "已核")
    execute(assessed_ctx, "UPDATE enterprise SET registered_address = '双塔区新华路二段 9 号'")
    assess(assessed_ctx)
    assert [item.state for item in hits(assessed_ctx, code="R02", case_no=hit.case_no)] == [FindingState.EXPLAINED]


def test_a_reason_lapses_when_the_value_changes(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    explain(assessed_ctx, [hit.key], "已核")
    execute(assessed_ctx, "UPDATE enterprise SET name = '喵友电商' WHERE name = '喵友跨境'")
    assess(assessed_ctx)
    (after,) = hits(assessed_ctx, code="R02", case_no=hit.case_no)
    assert after.state is FindingState.OPEN
    assert after.lapsed is not None
    assert (after.lapsed.value, after.value) == ("喵友跨境", "喵友电商")
    execute(assessed_ctx, "UPDATE enterprise SET name = '喵友跨境' WHERE name = '喵友电商'")
    assess(assessed_ctx)
    assert hits(assessed_ctx, code="R02", case_no=hit.case_no)[0].reason is not None


def test_an_error_can_never_be_explained_away(assessed_ctx: Context) -> None:
    execute(assessed_ctx, "UPDATE application SET has_undertaking = 0 WHERE id = 1")
    assess(assessed_ctx)
    error = hits(assessed_ctx, level=FindingLevel.ERROR, code="E05")[0]
    assert error.is_blocking
    with pytest.raises(UserError) as refusal:
        explain(assessed_ctx, [error.key], "已经口头说明")
    assert refusal.value.code == "not_explainable"
    assert hits(assessed_ctx, code="E05")[0].state is FindingState.OPEN
    assert findings_of_year(assessed_ctx, 2026).blocked_cases >= 1


def test_one_reason_for_several_is_all_or_none(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    stale = (hit.case_no, "R02", hit.record_key, "从来没有的名称")
    with pytest.raises(UserError, match="请刷新") as refusal:
        explain(assessed_ctx, [hit.key, stale], "已核")
    assert refusal.value.code == "stale_finding"
    assert hits(assessed_ctx, code="R02", case_no=hit.case_no)[0].state is FindingState.OPEN


@pytest.mark.parametrize(
    ("reason", "code"), [("", "empty_reason"), (" 　\n", "empty_reason"), ("长" * 501, "reason_too_long")]
)
def test_a_reason_must_be_written(assessed_ctx: Context, reason: str, code: str) -> None:
    hit = open_warning(assessed_ctx)
    with pytest.raises(UserError) as refusal:
        explain(assessed_ctx, [hit.key], reason)
    assert refusal.value.code == code
    with pytest.raises(UserError, match="先勾选"):
        explain(assessed_ctx, [], "已核")


def test_who_may_not_reckon_may_not_explain(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    auditor = replace(assessed_ctx, actor=Actor(9, "审计", "", frozenset({"auditor"})))
    with pytest.raises(UserError) as refusal:
        explain(auditor, [hit.key], "已核")
    assert refusal.value.code == "no_right"


def test_a_check_on_trial_is_a_note_outside_the_total(assessed_ctx: Context) -> None:
    hit = open_warning(assessed_ctx)
    before = findings_of_year(assessed_ctx, 2026)
    set_trial(assessed_ctx, "R02", is_trial=True, reason="先看一个月误报多少")
    year = findings_of_year(assessed_ctx, 2026)
    (group,) = [group for group in year.groups if group.code == "R02"]
    assert (group.level, group.is_trial) == (FindingLevel.NOTE, True)
    assert group == year.groups[-1]
    assert year.total() == before.total() - group.count()
    assert not next(item for item in findings_of_case(assessed_ctx, hit.case_no) if item.code == "R02").is_blocking
    assert [state.code for state in findings.checks_on_trial(assessed_ctx)] == ["R02"]
    set_trial(assessed_ctx, "R02", is_trial=False, reason="误报为零，转为需说明")
    assert findings_of_year(assessed_ctx, 2026) == before
    assert findings.checks_on_trial(assessed_ctx) == ()


@pytest.mark.parametrize(
    ("code", "reason", "said"),
    [("R99", "试", "没有代码为"), ("R02", " ", "写明为什么"), ("R03", "试", "不能转为试运行")],
)
def test_a_trial_needs_a_known_check_and_a_reason(ctx: Context, code: str, reason: str, said: str) -> None:
    with pytest.raises(UserError, match=said):
        set_trial(ctx, code, is_trial=True, reason=reason)


@pytest.mark.parametrize(
    ("clause", "numbers"),
    [("附件3第2至5条", 4), ("附件3第5条", 1), ("附件3第1、3、4条", 3), ("附件3", 5), ("实施口径", 5)],
)
def test_the_clause_says_which_measures_a_check_looks_at(clause: str, numbers: int) -> None:
    assert len(findings.measures_of_clause(clause)) == numbers


@pytest.mark.parametrize(
    ("before", "after", "words"),
    [
        ("喵友跨境", "喵友电商", "值由“喵友跨境”改为“喵友电商”"),
        ("联系手机:921418a8016b", "联系手机:0f1418a80aaa", "“联系手机”的内容有变"),
        ("26212000000104417100:90000", "26212000000104417100:80000",
         "值由“26212000000104417100 900.00 元”改为“26212000000104417100 800.00 元”"),
    ],
)  # fmt: skip
def test_a_change_is_told_without_digests_and_in_yuan(before: str, after: str, words: str) -> None:
    assert change_words(before, after) == words
