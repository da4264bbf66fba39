"""A22 highest only: of all measures of a firm's year only the one with the largest sum is paid."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace

from cbec_desktop.awards.amounts import fen_of, floor_to_unit, money
from cbec_desktop.awards.checks import WARNING, make_finding
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet
from cbec_desktop.awards.run import Run
from cbec_desktop.awards.steps import BINDING, step
from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.statuses import AssessmentStatus

LABEL = "多项只取最高"
GroupKey = tuple[str, int]


def keep_highest(
    results: list[Assessment], run: Run, parameters: ParameterSet | Mapping[int, ParameterSet]
) -> list[Assessment]:
    """Set to 0 what A22 `highest_only` leaves out; `results` are in the order in which caps were used."""
    if not any(_is_highest_only(parameters, result) for result in results):
        return results
    decided = {
        case.application_id: fen_of(case.decided_amount) for case in run.cases if case.decided_amount is not None
    }
    sums: dict[GroupKey, dict[str, int]] = {}
    used: dict[GroupKey, int] = {}
    for prior in run.context.prior_awards:
        key, amount = (run.household(prior.credit_code), prior.award_year), fen_of(prior.amount)
        by_measure = sums.setdefault(key, {})
        by_measure[prior.measure_id] = by_measure.get(prior.measure_id, 0) + amount
        used[key] = used.get(key, 0) + amount
    for result in results:
        by_measure = sums.setdefault(_group(result, run), {})
        amount = decided.get(result.application_id, fen_of(result.award_amount))
        by_measure[result.measure_id] = by_measure.get(result.measure_id, 0) + amount
    for result in results:
        key = _group(result, run)
        used[key] = used.get(key, 0) + decided.get(result.application_id, 0)
    kept = []
    for result in results:
        if result.application_id in decided or not _is_highest_only(parameters, result):
            kept.append(result)
            continue
        by_measure = sums[_group(result, run)]
        best = max(by_measure, key=lambda measure_id: (by_measure[measure_id], measure_id))
        unit = _chosen(parameters, result).integer("round_unit") * 100
        kept.append(_limited(result, best, by_measure[best], used, _group(result, run), unit))
    return kept


def _limited(
    result: Assessment, best: str, allowed: int, used: dict[GroupKey, int], key: GroupKey, unit: int
) -> Assessment:
    award = fen_of(result.award_amount)
    room = max(allowed - used.get(key, 0), 0) if result.measure_id == best else 0
    left = min(award, floor_to_unit(room, unit))
    used[key] = used.get(key, 0) + left
    if left == award:
        return result
    message = f"本年多项补助只取最高的一项（{money(allowed)} 元），本件 {money(award)} 元减为 {money(left)} 元。"
    return replace(
        result,
        award_amount=yuan_from_fen(left),
        status=AssessmentStatus.GRANTED if left else AssessmentStatus.ZERO,
        steps=(
            *result.steps,
            step(LABEL, f"min（{money(award)}，{money(room)}）", left, "A22", limit=BINDING, limit_amount=room),
        ),
        findings=(*result.findings, make_finding("R32", message, level=WARNING, value=str(left))),
        binding_limit=LABEL,
    )


def _group(result: Assessment, run: Run) -> GroupKey:
    return run.household(result.credit_code), result.award_year


def _chosen(parameters: ParameterSet | Mapping[int, ParameterSet], result: Assessment) -> ParameterSet:
    return parameters if isinstance(parameters, ParameterSet) else parameters[result.award_year]


def _is_highest_only(parameters: ParameterSet | Mapping[int, ParameterSet], result: Assessment) -> bool:
    return _chosen(parameters, result).reading("all.stacking") == "highest_only"
