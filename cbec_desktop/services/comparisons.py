"""Comparison runs (对比测算): the cases of a year under two sets, facts read once; nothing is stored."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path
from typing import TYPE_CHECKING

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet, build_set
from cbec_desktop.awards.touched import touched_measures
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.measures import MEASURE_SHORT
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.rights import Right
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.jobs import JobContext, collector_paused
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_run import context_of, load_results, read_sets
from cbec_desktop.services.assessments import CaseDifference, Comparison
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from cbec_desktop.domain.records import ParameterSetRecord
    from db.queries.facts import StoredFacts


@dataclass(frozen=True, slots=True)
class ComparisonRun:
    """A comparison with the full results of both sides, for the formulas of one case."""

    comparison: Comparison
    left: dict[str, Assessment]
    right: dict[str, Assessment]
    notes: dict[str, str]
    """case number → what the case is about, in a few words."""


def run_comparison(ctx: Context, year: int, left: str, right: str, job: JobContext) -> ComparisonRun:
    """The same cases of `year` under two sets; decided cases stand with what was decided on both sides.

    Raises UserError unknown_parameter_set, wrong_year, no_parameter_set, no_right; Cancelled.
    """
    from db.queries.facts import load_facts

    require_right(ctx, Right.ASSESS)
    with collector_paused():
        job.step(0, 4, "读取申报")
        with ctx.store.open_view() as view:
            records = (read_sets(view, left, year), read_sets(view, right, year))
            facts = load_facts(view)
            decided_ids = [case.application_id for case in facts.cases if case.decided_amount is not None]
            stored = {result.application_id: result for result in load_results(view, decided_ids)}
        sets = (_sets(facts, records[0]), _sets(facts, records[1]))
        first = _reckon(facts, sets[0], job, 1, left)
        touched = touched_measures(facts.cases, *sets)
        second = {**_reused(first, sets[1], touched), **_reckon(facts, sets[1], job, 2, right, only=touched)}
        job.step(3, 4, "比较")
        counties = {case.application_id: case.county_code for case in facts.cases}
        cases = tuple(
            _difference(result, second[result.application_id], stored, counties)
            for result in first.values()
            if result.award_year == year
        )
        job.step(4, 4, "完成")
    return ComparisonRun(
        Comparison(year, left, right, cases),
        {result.case_no: stored.get(result.application_id, result) for result in first.values()},
        {result.case_no: stored.get(result.application_id, second[result.application_id]) for result in first.values()},
        {case.case_no: facts_words(case) for case in facts.cases if case.award_year == year},
    )


def _sets(facts: StoredFacts, records: dict[int, ParameterSetRecord]) -> dict[int, ParameterSet]:
    """The set of each year that has cases; UserError no_parameter_set."""
    years = {case.award_year for case in facts.cases}
    for year in sorted(years - set(records)):
        raise UserError(f"{year} 年度没有参数集，不能核算。请先建立该年度的参数集。", "no_parameter_set")
    return {year: build_set(records[year]) for year in years}


def _reused(
    results: dict[int, Assessment], sets: dict[int, ParameterSet], touched: frozenset[str]
) -> dict[int, Assessment]:
    """The results of measures that the other set does not reach, under that set's name."""
    return {
        application_id: replace(
            result,
            parameter_set=sets[result.award_year].name,
            parameter_hash=sets[result.award_year].content_hash,
        )
        for application_id, result in results.items()
        if result.measure_id not in touched
    }


def _reckon(
    facts: StoredFacts,
    sets: dict[int, ParameterSet],
    job: JobContext,
    place: int,
    name: str,
    *,
    only: frozenset[str] | None = None,
) -> dict[int, Assessment]:
    """application id → result, in the order of intake; with `only` the cases of these measures."""
    results = assess_all(
        facts.cases,
        context_of(facts),
        sets,
        only=only,
        watch=lambda done, total: job.step(place, 4, f"按 {name} 核算 {done:,}/{total:,}"),
    )
    return {result.application_id: result for result in results}


def _difference(
    first: Assessment, second: Assessment, stored: dict[int, Assessment], counties: dict[int, str]
) -> CaseDifference:
    decided = stored.get(first.application_id)
    left, right = (decided, decided) if decided is not None else (first, second)
    return CaseDifference(
        case_no=first.case_no,
        enterprise=first.enterprise,
        county_code=counties[first.application_id],
        measure_id=first.measure_id,
        left=left.award_amount,
        right=right.award_amount,
        limits=(left.binding_limit, right.binding_limit),
        is_decided=decided is not None,
    )


IMPACT_HEADS = ("案号", "企业", "措施", "县区", "甲（元）", "甲起作用", "乙（元）", "乙起作用", "差额（元）", "已批复")


def write_impact_list(ctx: Context, comparison: Comparison, out: Path) -> int:
    """The impact list (影响清单) as a workbook, every case of the year, largest difference first; returns the rows.

    Raises UserError cannot_write, no_right; the export is noted in the audit trail.
    """
    from cbec_desktop.exchange.list_workbook import write_list
    from db.unit_of_work import open_work

    require_right(ctx, Right.EXPORT_TABLES)
    cases = sorted(comparison.cases, key=lambda case: (-abs(case.difference), case.case_no))
    rows = [
        (
            case.case_no,
            case.enterprise,
            MEASURE_SHORT[case.measure_id],
            COUNTY_SHORT.get(case.county_code, case.county_code),
            case.left,
            case.limits[0] or "",
            case.right,
            case.limits[1] or "",
            case.difference,
            "是" if case.is_decided else "",
        )
        for case in cases
    ]
    left, right = comparison.total
    total = ("合计", "", "", "", left, "", right, "", right - left, "")
    title = f"{comparison.year}年度影响清单：甲 {comparison.left}　乙 {comparison.right}"
    write_list(out, title, IMPACT_HEADS, [*rows, total])
    with open_work(ctx.store, actor=ctx.actor, action="export_impact_list", reason=title) as work:
        work.note("parameter_set", {"rows": len(rows), "left": comparison.left, "right": comparison.right})
        work.commit()
    return len(rows)


def facts_words(case: ApplicationFacts) -> str:
    """What a case is about, in a few words: areas and rent, declarations and fees."""
    if case.leases:
        areas = "＋".join(f"{format(lease.self_used_area.normalize(), 'f')}㎡" for lease in case.leases[:3])
        rent = sum(invoice.rent_amount for lease in case.leases for invoice in lease.invoices)
        return f"{areas}{'…' if len(case.leases) > 3 else ''}，租金 {rent:,.2f}"
    if case.customs_declarations:
        fees = sum(line.fee_amount for line in case.customs_declarations)
        return f"{len(case.customs_declarations)} 行报关，代理费 {fees:,.2f}"
    if case.expense_lines:
        return f"{len(case.expense_lines)} 笔费用，申报 {sum(line.claimed_amount for line in case.expense_lines):,.2f}"
    return "" if case.assessed_amount is None else f"评定 {case.assessed_amount:,.2f}"
