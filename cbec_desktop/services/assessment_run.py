"""One run of the engine over the store: facts and sets are read, everything is reckoned, nothing is saved."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.engine import assess_all
from cbec_desktop.awards.measure import Assessment
from cbec_desktop.awards.parameters import ParameterSet, build_set
from cbec_desktop.awards.run import AssessmentContext
from cbec_desktop.domain.errors import UserError
from cbec_desktop.domain.records import ParameterSetRecord
from cbec_desktop.jobs import JobContext
from cbec_desktop.services.assessment_json import read_result

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

    from db.queries.facts import StoredFacts

ALL_YEARS = "全部年度"


def year_scope(year: int | None, case_no: str | None) -> str:
    """What a run covered, as the audit trail says it: a case, a year, or all years."""
    return case_no or (ALL_YEARS if year is None else f"{year}年度")


@dataclass(frozen=True, slots=True)
class Reckoning:
    """One run over everything, not yet stored: what was read, under which sets, what came out."""

    facts: StoredFacts
    sets: dict[int, ParameterSet]
    results: list[Assessment]
    stored: dict[int, tuple[Any, ...]]
    decided: dict[int, Assessment]
    head: int


def read_sets(session: Session, name: str | None, year: int | None) -> dict[int, ParameterSetRecord]:
    """The set of every year that is in force today; a named one takes the place of its own year's."""
    from db.queries.policy import list_parameter_sets, parameter_set_by_name, parameter_set_of_year

    years = {record.award_year for record in list_parameter_sets(session)}
    found = {each: record for each in years if (record := parameter_set_of_year(session, each)) is not None}
    if name is not None:
        named = parameter_set_by_name(session, name)
        if named is None:
            raise UserError(
                f"没有名为“{name}”的参数集，可用：{'、'.join(sorted(r.name for r in found.values()))}。",
                "unknown_parameter_set",
            )
        if year is not None and named.award_year != year:
            raise UserError(f"参数集 {name} 是 {named.award_year} 年度的，不能用于 {year} 年度。", "wrong_year")
        found[named.award_year] = named
    return found


def reckon(session: Session, records: dict[int, ParameterSetRecord], job: JobContext) -> Reckoning:
    """Reckon every application of every year under `records`; UserError no_parameter_set for a year without one."""
    from db.queries import assessments as queries
    from db.queries.facts import load_facts

    facts = load_facts(session)
    years = {case.award_year for case in facts.cases}
    for year in sorted(years - set(records)):
        raise UserError(f"{year} 年度没有参数集，不能核算。请先建立该年度的参数集。", "no_parameter_set")
    sets = {year: build_set(records[year]) for year in years}
    stored = queries.known_results(session)
    results = assess_all(facts.cases, context_of(facts), sets, watch=lambda done, total: job.step(done, total, "核算"))
    decided_ids = [case.application_id for case in facts.cases if case.decided_amount is not None]
    decided = {result.application_id: result for result in load_results(session, decided_ids)} if decided_ids else {}
    return Reckoning(facts, sets, results, stored, decided, queries.audit_head(session))


def context_of(facts: StoredFacts) -> AssessmentContext:
    """What the applications share, as the engine takes it."""
    return AssessmentContext(
        trade=facts.trade,
        customs_list=facts.customs_list,
        enterprises=facts.enterprises,
        affiliates=facts.affiliates,
        red_letters=facts.red_letters,
        void_invoices=facts.void_invoices,
    )


def audit_head(session: Session) -> int:
    """Number of the last audit entry: an equal one means that nothing was saved since."""
    from db.queries import assessments as queries

    return queries.audit_head(session)


def load_results(session: Session, application_ids: Iterable[int] | None) -> list[Assessment]:
    """Current stored results (None: all) in the order of intake."""
    from db.queries.assessments import current_findings, current_results

    ids = None if application_ids is None else list(application_ids)
    findings = current_findings(session, application_ids=ids)
    rows = current_results(session, application_ids=ids)
    return [read_result(row, findings.get(row["id"], ())) for row in rows]
