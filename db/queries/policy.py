"""Policy texts and parameter sets: select → rows and records."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.records import ParameterSetRecord
from db.models.policy import ParameterSet, PolicyClause, PolicyText


def newest_clauses(session: Session) -> list[tuple[str, str, str, str]]:
    """(clause id, label, heading, body) of the text that took effect last, in the order of the text."""
    newest = (
        select(PolicyText.id)
        .order_by(PolicyText.effective_from.desc(), PolicyText.id.desc())
        .limit(1)
        .scalar_subquery()
    )
    statement = (
        select(PolicyClause.clause_id, PolicyClause.label, PolicyClause.heading, PolicyClause.body)
        .where(PolicyClause.policy_text_id == newest)
        .order_by(PolicyClause.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def parameter_set_by_name(session: Session, name: str) -> ParameterSetRecord | None:
    """The set called `name`."""
    return _first(session, select(ParameterSet).where(ParameterSet.name == name))


def parameter_set_of_year(session: Session, award_year: int) -> ParameterSetRecord | None:
    """The year's confirmed set, else its newest trial set (ruling 18)."""
    newest = select(ParameterSet).where(ParameterSet.award_year == award_year)
    return _first(session, newest.order_by(ParameterSet.status == "trial", ParameterSet.version.desc()))


def list_parameter_sets(session: Session) -> list[ParameterSetRecord]:
    """All sets, by year and version."""
    ordered = select(ParameterSet).order_by(ParameterSet.award_year, ParameterSet.version)
    return [_record(row) for row in session.scalars(ordered)]


def _first(session: Session, statement: Select[ParameterSet]) -> ParameterSetRecord | None:
    row = session.scalars(statement.limit(1)).first()
    return _record(row) if row is not None else None


def _record(row: ParameterSet) -> ParameterSetRecord:
    return ParameterSetRecord(
        name=row.name,
        award_year=row.award_year,
        version=row.version,
        status=row.status,
        values=json.loads(row.values_json),
        document_no=row.document_no,
        confirmed_on=_day(row.confirmed_on),
        effective_from=_day(row.effective_from),
        effective_to=_day(row.effective_to),
        record_id=row.id,
    )


def _day(text: str | None) -> date | None:
    return date.fromisoformat(text) if text else None
