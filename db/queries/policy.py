"""Parameter sets: select → records."""

from __future__ import annotations

import json
from datetime import date

from sqlalchemy import Select, select
from sqlalchemy.orm import Session

from cbec_desktop.domain.records import ParameterSetRecord
from db.engine import CLOCK
from db.models.policy import ParameterSet


def sets_of_texts(session: Session) -> dict[int, list[str]]:
    """Policy text id → names of the sets made under it."""
    found: dict[int, list[str]] = {}
    ordered = select(ParameterSet.policy_text_id, ParameterSet.name).order_by(ParameterSet.name)
    for text_id, name in session.execute(ordered):
        if text_id is not None:
            found.setdefault(text_id, []).append(name)
    return found


def parameter_set_by_name(session: Session, name: str) -> ParameterSetRecord | None:
    """The set called `name`."""
    return _first(session, select(ParameterSet).where(ParameterSet.name == name))


def parameter_set_of_year(session: Session, award_year: int, on: date | None = None) -> ParameterSetRecord | None:
    """The year's confirmed set in force on `on` (None: today), else its newest confirmed or trial one (ruling 18)."""
    of_year = select(ParameterSet).where(ParameterSet.award_year == award_year)
    day = (on or session.info[CLOCK]().date()).isoformat()
    in_force = of_year.where(ParameterSet.status == "confirmed", ParameterSet.effective_from <= day)
    if found := _first(session, in_force.order_by(ParameterSet.effective_from.desc(), ParameterSet.version.desc())):
        return found
    return _first(session, of_year.order_by(ParameterSet.status == "trial", ParameterSet.version.desc()))


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
