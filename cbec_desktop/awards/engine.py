"""The engine: facts + parameters → explained awards. Pure, exact, the same for every order of the input."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterable, Mapping, Sequence
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache

from cbec_desktop.awards.amounts import Fen, fen_of, yuan_of
from cbec_desktop.awards.applicant_checks import applicant_findings
from cbec_desktop.awards.checks import ERROR, make_finding
from cbec_desktop.awards.combine import apply_cap, apply_support, apply_total, floor_step
from cbec_desktop.awards.eligibility import difference_notes, other_support
from cbec_desktop.awards.line_supports import with_line_supports
from cbec_desktop.awards.measure import (
    Assessment,
    Eligibility,
    Finding,
    Line,
    LineDraft,
    Measure,
    ReadingUsed,
    Reckoned,
    Step,
)
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import AssessmentContext, Run
from cbec_desktop.awards.stacking import keep_highest
from cbec_desktop.awards.steps import step
from cbec_desktop.domain.money import floor_to_fen, yuan_from_fen
from cbec_desktop.domain.records import ApplicationFacts
from cbec_desktop.domain.statuses import AssessmentStatus

SetsByYear = Mapping[int, ParameterSet]
WATCH_EVERY = 200
NOTHING = Fraction(0)


def assess_all(
    cases: Iterable[ApplicationFacts],
    context: AssessmentContext,
    parameters: ParameterSet | SetsByYear,
    *,
    measures: Sequence[Measure] = MEASURES,
    only: Collection[str] | None = None,
    watch: Callable[[int, int], None] | None = None,
) -> list[Assessment]:
    """Assess every application together with all others; results in the order of intake.

    Granted cases use up evidence and caps first, then the others in the order of intake (ruling 30); the order of
    `cases` is irrelevant. `parameters` is one set, or one a year. With `only` the applications of other measures are
    known but not assessed (where `touched_measures` says they stand apart). `watch` is told (done, total) now and
    then and may raise to stop. Raises KeyError for a year without a set.
    """
    run = Run(cases, context)
    known = {measure.id: measure for measure in measures}
    results = []
    for done, case in enumerate(run.cases):
        if watch is not None and done % WATCH_EVERY == 0:
            watch(done, len(run.cases))
        if only is not None and case.measure_id not in only:
            continue
        chosen = parameters if isinstance(parameters, ParameterSet) else parameters[case.award_year]
        results.append(_assess(with_line_supports(case, chosen), known[case.measure_id], chosen, run))
    results = keep_highest(results, run, parameters)
    order = {case.application_id: case.intake_order for case in run.cases}
    return sorted(results, key=lambda result: (order[result.application_id], result.application_id))


def _assess(case: ApplicationFacts, measure: Measure, parameters: ParameterSet, run: Run) -> Assessment:
    findings = applicant_findings(case, parameters, run)
    entry = measure.eligibility(case, parameters, run)
    findings.extend(entry.findings)
    drafts: list[LineDraft] = []
    if not entry.bar:
        drafts = measure.lines(case, parameters, run, findings)
        findings.extend(run.evidence.claim(case, drafts))
    findings.extend(measure.checks(case, drafts, parameters, run))
    lacks = entry.is_undetermined or any(item.code == "E07" and item.level is ERROR for item in findings)
    award, reckoned = 0, None
    if not entry.bar and not lacks:
        reckoned = measure.amount(case, drafts, parameters, run)
        award = _finish(case, measure, reckoned, parameters, run)
        findings.extend(reckoned.findings)
        findings.extend(_bounds(reckoned, award))
        findings.extend(difference_notes(case, award))
    _enter(case, measure, award, run)
    status = AssessmentStatus.GRANTED if award else AssessmentStatus.ZERO
    if lacks and not entry.bar:
        status = AssessmentStatus.UNDETERMINED
    return _result(case, measure, parameters, entry, reckoned, drafts, findings, award, status)


def _finish(case: ApplicationFacts, measure: Measure, reckoned: Reckoned, parameters: ParameterSet, run: Run) -> int:
    """C4: other support, cap of the applicant, cap of all measures, one floor; the award in fen."""
    support = other_support(case, parameters, any_level=True)
    if reckoned.cost is not None:
        reckoned.findings.extend(item for item in support.findings if item.code == "R28")
    amount = apply_support(reckoned, support, parameters, measure.short_clause)
    amount = apply_cap(case, measure, reckoned, amount, parameters, run)
    amount = apply_total(case, reckoned, amount, parameters, run)
    award, last = floor_step(amount, parameters)
    reckoned.steps.append(last)
    return award


def _bounds(reckoned: Reckoned, award: int) -> list[Finding]:
    """R32: an award above its own cost would be a fault of the rules; said rather than paid."""
    if reckoned.eligible is None or award <= reckoned.eligible:
        return []
    return [make_finding("R32", "核算金额高于符合条件的费用，请停止报批并联系软件维护。")]


def _enter(case: ApplicationFacts, measure: Measure, award: int, run: Run) -> None:
    """Use up the caps: what was decided for a granted case, what is reckoned for the others."""
    amount = award if case.decided_amount is None else fen_of(case.decided_amount)
    run.caps.use(run.household(case.enterprise.credit_code), measure.id, case.award_year, amount)
    if measure.remember is not None:
        measure.remember(case, amount, run)


def _result(
    case: ApplicationFacts,
    measure: Measure,
    parameters: ParameterSet,
    entry: Eligibility,
    reckoned: Reckoned | None,
    drafts: list[LineDraft],
    findings: list[Finding],
    award: int,
    status: AssessmentStatus,
) -> Assessment:
    eligible = reckoned.eligible if reckoned is not None else None
    return Assessment(
        application_id=case.application_id,
        case_no=case.case_no,
        reporting_unit=case.reporting_unit,
        reporting_no=case.reporting_no,
        award_year=case.award_year,
        measure_id=case.measure_id,
        credit_code=case.enterprise.credit_code,
        enterprise=case.enterprise.name,
        claimed_amount=case.claimed_amount,
        eligible_cost=None if eligible is None else _cut(eligible),
        award_amount=yuan_from_fen(award),
        status=status,
        findings=tuple(findings),
        steps=tuple(reckoned.steps) if reckoned is not None else _closing_steps(measure, entry),
        lines=tuple(_line(draft) for draft in drafts),
        readings=_readings(measure, parameters, tuple(reckoned.readings) if reckoned is not None else ()),
        binding_limit="、".join(dict.fromkeys(reckoned.binding)) or None if reckoned is not None else None,
        parameter_set=parameters.name,
        parameter_hash=parameters.content_hash,
        rule_version=measure.rule_version,
    )


def _cut(eligible: Fen) -> Decimal:
    return yuan_from_fen(eligible) if isinstance(eligible, int) else floor_to_fen(yuan_of(eligible))


def _closing_steps(measure: Measure, entry: Eligibility) -> tuple[Step, ...]:
    """The one step of a case that is not reckoned: why."""
    if entry.bar:
        return (step("资格条件", f"{entry.bar}，不予补助", 0, measure.short_clause),)
    return (step("金额待定", "缺少决定金额的事实，补齐后再核算", 0, measure.short_clause),)


def _line(draft: LineDraft) -> Line:
    counts = draft.dropped_by is None
    return Line(
        draft.table,
        draft.row,
        draft.record_id,
        draft.evidence,
        draft.label,
        yuan_from_fen(draft.claimed),
        yuan_of(draft.eligible) if counts else NOTHING,
        yuan_of(draft.award) if counts else NOTHING,
        draft.dropped_by,
        None if draft.unit_limit is None else yuan_of(draft.unit_limit),
        draft.unit_limit_bit,
        draft.note,
    )


@lru_cache(maxsize=256)
def _readings(measure: Measure, parameters: ParameterSet, extra: tuple[str, ...]) -> tuple[ReadingUsed, ...]:
    """Readings that are always printed, those that bit, and every one of this measure that is not the default."""
    chosen = [*measure.readings, *extra]
    for item in parameters.parameters.values():
        if item.code and item.measure_id in (measure.id, None) and not parameters.is_default(item.id):
            chosen.append(item.id)
    found = []
    for parameter_id in dict.fromkeys(chosen):
        item = parameters.parameters[parameter_id]
        words = item.words_of(parameters.values[parameter_id])
        found.append(
            ReadingUsed(
                item.code, item.phrase, words, item.note if parameters.is_default(item.id) else "本年改用此口径"
            )
        )
    return tuple(sorted(found, key=lambda used: (used.code[:1], int(used.code[1:] or 0))))
