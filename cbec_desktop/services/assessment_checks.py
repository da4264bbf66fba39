"""Re-deriving stored results for `verify`: says what is wrong, changes nothing."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from cbec_desktop.awards.measure import Assessment
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.assessment_json import findings_digest, read_result, result_text, stored_findings_digest
from cbec_desktop.services.assessment_run import ALL_YEARS, read_sets, reckon, year_scope
from cbec_desktop.services.context import Context
from cbec_desktop.services.store_problem import StoreProblem


def recheck_assessments(ctx: Context) -> Iterator[StoreProblem]:
    """Every stored result agrees with itself; where no fact changed since the year's last run, it comes out again.

    A case that was assessed before facts changed is not wrong but old; a decided case keeps what was decided.
    """
    from db.queries import assessments as queries

    with ctx.store.open_view() as view:
        rows = queries.current_results(view)
        findings = queries.current_findings(view)
        fresh = _fresh_years(view, {row["award_year"] for row in rows})
        reckoned = _reckoned(view, fresh) if fresh else {}
    for row in rows:
        stored = read_result(row, findings.get(row["id"], ()))
        problem = _own_problem(stored, row)
        if problem is None and row["award_year"] in fresh and row["approved_amount_fen"] is None:
            problem = _difference(stored, row, reckoned.get(row["application_id"]))
        if problem is not None:
            yield StoreProblem("V08", row["case_no"], problem)


def _fresh_years(view: Any, years: set[int]) -> set[int]:
    """Years whose last whole run came after the last change of facts or sets."""
    from db.queries import assessments as queries

    changed = queries.last_fact_change(view)
    return {year for year in years if queries.last_full_run(view, (year_scope(year, None), ALL_YEARS)) > changed}


def _reckoned(view: Any, years: set[int]) -> dict[int, Assessment]:
    run = reckon(view, read_sets(view, None, None), JobContext())
    return {result.application_id: result for result in run.results if result.award_year in years}


def _own_problem(stored: Assessment, row: Mapping[str, Any]) -> str | None:
    """What a row says against itself: its last step is not its award, or findings were taken away."""
    if stored.steps and stored.steps[-1].amount != stored.award_amount:
        last = format_yuan(stored.steps[-1].amount)
        return f"核算金额 {format_yuan(stored.award_amount)} 元与最后一步 {last} 元不一致，记录可能被改过。"
    if findings_digest(stored.findings) != stored_findings_digest(row):
        return "检查结果与核算时不一致，记录可能被改过。"
    if stored.eligible_cost is not None and stored.award_amount > stored.eligible_cost:
        return "核算金额高于符合条件的费用，记录可能被改过。"
    return None


def _difference(stored: Assessment, row: Mapping[str, Any], again: Assessment | None) -> str | None:
    """None when reckoning the stored facts again gives the stored result to the letter."""
    if again is None:
        return "这件申报现在不能重新核算，事实记录可能被改过。"
    if again.parameter_hash != stored.parameter_hash:
        return None  # reckoned under a set that is no longer the one in force
    if again.award_amount != stored.award_amount:
        now = format_yuan(again.award_amount)
        return f"核算金额 {format_yuan(stored.award_amount)} 元，按现有事实重算为 {now} 元，记录可能被改过。"
    if result_text(again) != row["result_json"] or again.status != stored.status:
        return "核算过程与按现有事实重算的不一致，记录可能被改过。"
    return None
