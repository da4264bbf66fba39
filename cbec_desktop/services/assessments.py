"""Assessing applications: reckon all together, explain each, store what changed; compare sets."""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet, build_set
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import Actor, ApplicationFacts
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext, collector_paused
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_json import finding_rows, result_row, result_text
from cbec_desktop.services.assessment_run import (
    Reckoning,
    audit_head,
    context_of,
    load_results,
    read_sets,
    reckon,
    year_scope,
)
from cbec_desktop.services.context import Context

if TYPE_CHECKING:
    from db.unit_of_work import Work


def assess_year(
    ctx: Context, year: int | None, case_no: str | None, parameter_set: str | None, job: JobContext
) -> list[Assessment]:
    """Assess the applications of a year (None: all), or one case, in the context of all others; results by intake.

    Under the year's confirmed set, else its newest trial set, and stores what changed (ruling 18); a named set
    reckons and stores nothing. Decided cases are returned as stored. Raises UserError unknown_case,
    unknown_parameter_set, wrong_year, no_right.
    """
    actor = require_right(ctx, Right.ASSESS)
    with collector_paused():
        return _assess_year(ctx, actor, year, case_no, parameter_set, job)


def _assess_year(
    ctx: Context, actor: Actor, year: int | None, case_no: str | None, parameter_set: str | None, job: JobContext
) -> list[Assessment]:
    job.step(0, 3, "读取申报")
    with ctx.store.open_view() as view:
        reckoning = reckon(view, read_sets(view, parameter_set, year), job)
    chosen = _in_scope(reckoning, year, case_no)
    if parameter_set is None:
        from db.unit_of_work import open_work

        job.step(2, 3, "写入结果")
        with open_work(
            ctx.store, actor=actor, action="assess", reason=year_scope(year, case_no), clock=ctx.clock
        ) as work:
            if audit_head(work.session) != reckoning.head:  # somebody saved meanwhile: reckon again under the lock
                reckoning = reckon(work.session, read_sets(work.session, None, year), job)
                chosen = _in_scope(reckoning, year, case_no)
            if _store(work, reckoning, chosen):
                work.commit()
    job.step(3, 3, "完成")
    return [reckoning.decided.get(result.application_id, result) for result in chosen]


def _in_scope(reckoning: Reckoning, year: int | None, case_no: str | None) -> list[Assessment]:
    chosen = [
        result
        for result in reckoning.results
        if (year is None or result.award_year == year) and (case_no is None or result.case_no == case_no)
    ]
    if case_no is not None and not chosen:
        raise UserError(f"没有案号为“{case_no}”的申报，或它已撤回、作废。请核对案号和年度。", "unknown_case")
    return chosen


def _store(work: Work, reckoning: Reckoning, chosen: list[Assessment]) -> bool:
    """Write new current results where something changed; False when nothing did."""
    import hashlib

    from db.models.assessment import Assessment as AssessmentRow
    from db.models.assessment import AssessmentFinding

    retired, rows, changed = [], [], []
    seal = hashlib.sha256()
    for result in chosen:
        if result.application_id in reckoning.decided:
            continue
        row = result_row(
            result,
            text=result_text(result),
            facts_hash=reckoning.facts.hashes[result.application_id],
            set_id=_set_id(reckoning.sets[result.award_year]),
            at=work.now,
            by=work.actor,
        )
        before = reckoning.stored.get(result.application_id)
        if before is not None and _is_same(before, row):
            continue
        if before is not None:
            retired.append({"id": before[1], "is_current": 0})
        seal.update(
            f"{result.application_id}:{row['facts_hash']}:{row['award_amount_fen']}:{row['result_json']}".encode()
        )
        rows.append(row)
        changed.append(result)
    if not rows:
        return False
    work.update_many(AssessmentRow, retired)
    ids = work.insert_many(AssessmentRow, rows, digest=seal.hexdigest())
    findings = [row for id_, result in zip(ids, changed, strict=True) for row in finding_rows(id_, result.findings)]
    work.insert_many(AssessmentFinding, findings, digest=seal.hexdigest())
    return True


def _set_id(parameters: ParameterSet) -> int:
    if parameters.record_id is None:
        raise ValueError(f"set {parameters.name} is not stored")
    return parameters.record_id


def _is_same(before: tuple[Any, ...], row: dict[str, Any]) -> bool:
    """Whether the stored current result already says all this."""
    return before[2:] == (
        row["facts_hash"], row["parameter_set_id"], row["award_amount_fen"], row["status"], row["eligible_cost_fen"],
        row["claimed_amount_fen"], row["binding_limit"], row["rule_version"], row["parameter_hash"], row["result_json"],
    )  # fmt: skip


def assess_draft(ctx: Context, draft: ApplicationFacts) -> Assessment:
    """What an application that is being typed would get, with all others before it; stores nothing.

    `draft` replaces the stored application with its id, or comes last when it has none (id 0 or below).
    """
    with ctx.store.open_view() as view:
        from db.queries.facts import load_facts

        facts = load_facts(view)
        records = read_sets(view, None, None)
    last = max((case.intake_order for case in facts.cases), default=0) + 1
    case = draft if draft.application_id > 0 else replace(draft, intake_order=last)
    cases = [other for other in facts.cases if other.application_id != case.application_id] + [case]
    if case.award_year not in records:
        raise UserError(f"{case.award_year} 年度没有参数集，不能核算。", "no_parameter_set")
    sets = {year: build_set(records[year]) for year in {other.award_year for other in cases}}
    results = assess_all(cases, context_of(facts), sets)
    return next(result for result in results if result.application_id == case.application_id)


def load_assessment(ctx: Context, case_no: str) -> Assessment | None:
    """The current stored result of a case; None when it was never assessed."""
    from db.queries.assessments import application_id_of

    with ctx.store.open_view() as view:
        application_id = application_id_of(view, case_no)
        found = load_results(view, [application_id]) if application_id is not None else []
    return found[0] if found else None


def load_assessments(ctx: Context, year: int | None = None) -> list[Assessment]:
    """All current stored results of a year (None: of all), in the order of intake."""
    with ctx.store.open_view() as view:
        return [result for result in load_results(view, None) if year is None or result.award_year == year]


def load_case_facts(ctx: Context, case_no: str) -> ApplicationFacts:
    """The facts of one case with all its lines; raises UserError unknown_case."""
    from db.queries.assessments import application_id_of
    from db.queries.facts import load_facts

    with ctx.store.open_view() as view:
        application_id = application_id_of(view, case_no)
        facts = load_facts(view, application_ids=[application_id], with_closed=True) if application_id else None
    if facts is None or not facts.cases:
        raise UserError(f"没有案号为“{case_no}”的申报。请核对案号。", "unknown_case")
    return facts.cases[0]


@dataclass(frozen=True, slots=True)
class CaseDifference:
    """One case under two sets; `limits` names what bit in each."""

    case_no: str
    enterprise: str
    county_code: str
    measure_id: str
    left: Decimal
    right: Decimal
    limits: tuple[str | None, str | None]
    is_decided: bool

    @property
    def difference(self) -> Decimal:
        return self.right - self.left


@dataclass(frozen=True, slots=True)
class Comparison:
    """The cases of a year under two sets (对比测算): nothing of it is stored, decided cases are never touched."""

    year: int
    left: str
    right: str
    cases: tuple[CaseDifference, ...]

    def sums(self, key: str) -> dict[str, tuple[Decimal, Decimal]]:
        """(left, right) sums by `county_code` or `measure_id`."""
        found: dict[str, tuple[Decimal, Decimal]] = {}
        for case in self.cases:
            left, right = found.get(getattr(case, key), (Decimal(0), Decimal(0)))
            found[getattr(case, key)] = (left + case.left, right + case.right)
        return dict(sorted(found.items()))

    @property
    def total(self) -> tuple[Decimal, Decimal]:
        zero = Decimal("0.00")
        return sum((case.left for case in self.cases), zero), sum((case.right for case in self.cases), zero)


def compare_sets(ctx: Context, year: int, left: str, right: str) -> Comparison:
    """The same cases of `year` under two sets; raises UserError unknown_parameter_set, wrong_year."""
    from cbec_desktop.services.comparisons import run_comparison

    return run_comparison(ctx, year, left, right, JobContext()).comparison
