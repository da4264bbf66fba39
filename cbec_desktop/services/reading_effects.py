"""What another reading would pay: the year reckoned with one switch changed, kept for the very same facts."""

from __future__ import annotations

import hashlib
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, fields
from decimal import Decimal
from typing import TYPE_CHECKING

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measures.catalogue import MEASURES
from cbec_desktop.awards.parameter_values import alternatives, change_words, complete_values
from cbec_desktop.awards.parameters import Parameter, ParameterSet, build_set, hash_values, parameters_at
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.money import fen_from_yuan, yuan_from_fen
from cbec_desktop.domain.records import ApplicationFacts, ParameterSetRecord
from cbec_desktop.domain.rights import Right
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.accounts import require_right
from cbec_desktop.services.assessment_run import context_of, read_sets
from cbec_desktop.services.context import Context
from cbec_desktop.services.parameters import find_set

if TYPE_CHECKING:
    from db.queries.facts import StoredFacts

UNSHARED = ("budget.",)
"""Parameters that act after the awards: sharing the pool."""


@dataclass(frozen=True, slots=True)
class Effect:
    """What the year's awards come to with one parameter at another value; `difference` to the set as it is, yuan."""

    parameter_id: str
    value: str
    words: str
    total: Decimal
    difference: Decimal


@dataclass(frozen=True, slots=True)
class Effects:
    """The effects of every alternative: `total` of the set as it is, over `cases` applications of the year."""

    set_name: str
    total: Decimal
    cases: int
    by_parameter: Mapping[str, tuple[Effect, ...]]

    def largest(self, parameter_id: str) -> Effect | None:
        """The alternative of one question that changes most."""
        found = self.by_parameter.get(parameter_id, ())
        return max(found, key=lambda effect: abs(effect.difference), default=None)


@dataclass(frozen=True, slots=True)
class CaseEffect:
    """One case that a value changes against the default."""

    case_no: str
    enterprise: str
    default: Decimal
    chosen: Decimal


def reading_effects(ctx: Context, set_name: str, job: JobContext) -> Effects:
    """What each alternative of each question would pay this year, everything else as in the set.

    One run of the engine an alternative, kept for these very facts and values: a second look costs one read. Raises
    UserError unknown_parameter_set, Cancelled; what was reckoned until then is kept.
    """
    from db.queries.facts import load_facts
    from db.queries.rules import known_effects

    require_right(ctx, Right.ASSESS)
    with ctx.store.open_view() as view:
        record = find_set(view, set_name)
        records = read_sets(view, set_name, record.award_year)
        facts = load_facts(view)
        facts_hash = hash_facts(facts, records, record.award_year)
        totals = known_effects(view, record.award_year, facts_hash)
    values = complete_values(record)
    wanted = [
        (parameter, value)
        for parameter in effective_parameters(record.award_year)
        for value in alternatives(parameter, values[parameter.id])
    ]
    runner = _Runner(ctx, facts, records, record, facts_hash, totals)
    try:
        base = runner.total(values)
        found: dict[str, list[Effect]] = {}
        for done, (parameter, value) in enumerate(wanted):
            job.step(done, len(wanted), f"{parameter.code or parameter.phrase} {done + 1}/{len(wanted)}")
            try:
                total = runner.total({**values, parameter.id: value})
            except UserError:
                continue  # a value that may not stand beside the others (A12 with another rate)
            words = change_words(parameter, values[parameter.id], value)
            effect = Effect(parameter.id, value, words, yuan_from_fen(total), yuan_from_fen(total - base))
            found.setdefault(parameter.id, []).append(effect)
    finally:
        runner.keep()
    job.step(len(wanted), len(wanted), "完成")
    cases = sum(case.award_year == record.award_year for case in facts.cases)
    return Effects(set_name, yuan_from_fen(base), cases, {key: tuple(rows) for key, rows in found.items()})


def known_reading_effects(ctx: Context, set_name: str) -> Effects | None:
    """The effects as they were reckoned from these very facts before; None while one of them is not known.

    Never runs the engine: what a page may ask for when it opens.
    """
    from db.queries.facts import load_facts
    from db.queries.rules import known_effects

    with ctx.store.open_view() as view:
        record = find_set(view, set_name)
        records = read_sets(view, set_name, record.award_year)
        facts = load_facts(view)
        totals = known_effects(view, record.award_year, hash_facts(facts, records, record.award_year))
    values = complete_values(record)
    base = totals.get(hash_values(record.award_year, values))
    if base is None:
        return None
    found: dict[str, list[Effect]] = {}
    for parameter in effective_parameters(record.award_year):
        for value in alternatives(parameter, values[parameter.id]):
            total = totals.get(hash_values(record.award_year, {**values, parameter.id: value}))
            if total is not None:
                words = change_words(parameter, values[parameter.id], value)
                effect = Effect(parameter.id, value, words, yuan_from_fen(total), yuan_from_fen(total - base))
                found.setdefault(parameter.id, []).append(effect)
    cases = sum(case.award_year == record.award_year for case in facts.cases)
    return Effects(set_name, yuan_from_fen(base), cases, {key: tuple(rows) for key, rows in found.items()})


def effective_parameters(year: int) -> list[Parameter]:
    """The parameters whose other readings change amounts of cases."""
    return [
        item for item in parameters_at(year).values() if item.kind == "reckons" and not item.id.startswith(UNSHARED)
    ]


class _Runner:
    """Runs the engine for sets of values over facts read once, remembering totals by the hash of the values."""

    def __init__(
        self,
        ctx: Context,
        facts: StoredFacts,
        records: dict[int, ParameterSetRecord],
        record: ParameterSetRecord,
        facts_hash: str,
        totals: dict[str, int],
    ) -> None:
        self._ctx = ctx
        self._facts = facts
        self._context = context_of(facts)
        self._records = records
        self._record = record
        self._facts_hash = facts_hash
        self._known = totals
        self._new: dict[str, int] = {}

    def total(self, values: Mapping[str, str]) -> int:
        """The year's awards in fen under `values`; decided cases count as decided."""
        key = hash_values(self._record.award_year, values)
        if key not in self._known:
            self._known[key] = self._new[key] = self._reckon(values)
        return self._known[key]

    def _reckon(self, values: Mapping[str, str]) -> int:
        sets = sets_with(self._records, self._record, values, self._facts.cases)
        return sum(amounts_of(self._facts, self._context, sets, self._record.award_year).values())

    def keep(self) -> None:
        """Store what was reckoned anew."""
        from db.models.policy import ReadingEffect
        from db.queries.rules import known_effects
        from db.unit_of_work import open_work

        if not self._new:
            return
        year = self._record.award_year
        with open_work(self._ctx.store, actor=self._ctx.actor, action="reckon_effects", reason=f"{year}") as work:
            there = known_effects(work.session, year, self._facts_hash)
            rows = [
                {
                    "award_year": year,
                    "facts_hash": self._facts_hash,
                    "values_hash": key,
                    "total_fen": total,
                    "reckoned_at": work.now,
                }
                for key, total in self._new.items()
                if key not in there
            ]
            if rows:
                work.insert_many(ReadingEffect, rows)
                work.commit()


def sets_with(
    records: Mapping[int, ParameterSetRecord],
    record: ParameterSetRecord,
    values: Mapping[str, str],
    cases: Sequence[ApplicationFacts],
) -> dict[int, ParameterSet]:
    """The sets of all years that the cases need, the year of `record` under `values`; UserError bad_parameters."""
    changed = ParameterSetRecord(record.name, record.award_year, record.version, record.status, dict(values))
    years = {case.award_year for case in cases} | {record.award_year}
    return {
        year: build_set(changed if year == record.award_year else records[year]) for year in years if year in records
    }


def amounts_of(
    facts: StoredFacts, context: AssessmentContext, sets: Mapping[int, ParameterSet], year: int
) -> dict[int, int]:
    """application id → award in fen of the year's cases; a decided case keeps what was decided."""
    decided = {case.application_id: case.decided_amount for case in facts.cases}
    results = assess_all([case for case in facts.cases if case.award_year in sets], context, sets)
    found = {}
    for result in results:
        if result.award_year == year:
            granted = decided[result.application_id]
            found[result.application_id] = fen_from_yuan(result.award_amount if granted is None else granted)
    return found


def hash_facts(facts: StoredFacts, records: Mapping[int, ParameterSetRecord], year: int) -> str:
    """Names everything a total depends on beside the values of `year`: cases, what they share, other years' sets."""
    context = context_of(facts)
    digest = hashlib.sha256(repr(sorted(facts.hashes.items())).encode())
    for item in fields(context):
        if item.name != "enterprises":  # part of each case's own hash already
            digest.update(repr((item.name, getattr(context, item.name))).encode())
    for case in facts.cases:
        digest.update(repr((case.application_id, case.decided_amount, case.intake_order)).encode())
    others = [(each, sorted(record.values.items())) for each, record in sorted(records.items()) if each != year]
    rules = [(measure.id, measure.rule_version) for measure in MEASURES]
    digest.update(repr((others, rules)).encode())
    return digest.hexdigest()


def effect_by_case(ctx: Context, set_name: str, parameter_id: str, job: JobContext) -> tuple[CaseEffect, ...]:
    """The cases whose award a chosen value changes against the default of that question, largest first."""
    from db.queries.facts import load_facts

    require_right(ctx, Right.ASSESS)
    with ctx.store.open_view() as view:
        record = find_set(view, set_name)
        records = read_sets(view, set_name, record.award_year)
        facts = load_facts(view)
    values = complete_values(record)
    default = parameters_at(record.award_year)[parameter_id].default
    if values[parameter_id] == default:
        return ()
    context = context_of(facts)
    job.step(0, 2, "按默认核算")
    left = amounts_of(
        facts, context, sets_with(records, record, {**values, parameter_id: default}, facts.cases), record.award_year
    )
    job.step(1, 2, "按本取法核算")
    right = amounts_of(facts, context, sets_with(records, record, values, facts.cases), record.award_year)
    found = [
        CaseEffect(
            case.case_no,
            case.enterprise.name,
            yuan_from_fen(left[case.application_id]),
            yuan_from_fen(right[case.application_id]),
        )
        for case in facts.cases
        if case.application_id in left and left[case.application_id] != right[case.application_id]
    ]
    job.step(2, 2, "完成")
    return tuple(sorted(found, key=lambda effect: -abs(effect.chosen - effect.default)))
