"""Decided readings, worked examples, policy texts, effects: select → rows and records."""

from __future__ import annotations

import json
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from db.models.audit import AuditEntry
from db.models.policy import ParameterSet, PolicyClause, PolicyText, ReadingDecision, ReadingEffect, WorkedExample


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """One stored decision with the name of the set it was made in."""

    set_name: str
    parameter_id: str
    value_before: str
    value: str
    basis: str
    document_no: str
    decided_on: str
    decided_by: str
    recorded_at: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class SetRow:
    """What a set carries beside its values."""

    record_id: int
    row_version: int
    created_at: str
    created_by: str
    policy_text_id: int | None


@dataclass(frozen=True, slots=True)
class TextRow:
    """One policy text as stored."""

    text_id: int
    title: str
    document_no: str
    issued_on: str | None
    effective_from: str
    is_draft: bool


def decisions_up_to(session: Session, award_year: int) -> list[DecisionRow]:
    """Decisions made in sets of `award_year` and of the years before, oldest first."""
    statement = (
        select(ReadingDecision, ParameterSet.name)
        .join(ParameterSet, ParameterSet.id == ReadingDecision.parameter_set_id)
        .where(ParameterSet.award_year <= award_year)
        .order_by(ReadingDecision.id)
    )
    return [
        DecisionRow(
            name, row.parameter_id, row.value_before, row.value, row.basis, row.document_no, row.decided_on,
            row.decided_by, row.recorded_at, row.recorded_by,
        )
        for row, name in session.execute(statement)
    ]  # fmt: skip


def set_row(session: Session, name: str) -> SetRow | None:
    """The set called `name` as it may be changed."""
    row = session.scalars(select(ParameterSet).where(ParameterSet.name == name)).first()
    if row is None:
        return None
    return SetRow(row.id, row.row_version, row.created_at, row.created_by, row.policy_text_id)


def value_changes(session: Session, set_id: int) -> list[tuple[str, str, dict[str, str], dict[str, str]]]:
    """(moment, account, values before, values after) of each saved edit of a set, oldest first."""
    statement = (
        select(AuditEntry.at, AuditEntry.actor, AuditEntry.before_json, AuditEntry.after_json)
        .where(AuditEntry.table_name == "parameter_set", AuditEntry.record_id == set_id)
        .where(AuditEntry.before_json.is_not(None), AuditEntry.after_json.is_not(None))
        .order_by(AuditEntry.id)
    )
    found = []
    for at, actor, before, after in session.execute(statement):
        old, new = json.loads(before or "{}"), json.loads(after or "{}")
        if "values_json" in new:
            found.append((at, actor, json.loads(old["values_json"]), json.loads(new["values_json"])))
    return found


def known_effects(session: Session, award_year: int, facts_hash: str) -> dict[str, int]:
    """values hash → total in fen, of what was reckoned from these facts before."""
    statement = select(ReadingEffect.values_hash, ReadingEffect.total_fen).where(
        ReadingEffect.award_year == award_year, ReadingEffect.facts_hash == facts_hash
    )
    return {row[0]: row[1] for row in session.execute(statement)}


def example_rows(session: Session, award_year: int | None = None) -> list[dict[str, Any]]:
    """The bureau's examples that stand (of one award year), by number."""
    statement = select(WorkedExample).where(WorkedExample.is_withdrawn == 0).order_by(WorkedExample.example_no)
    if award_year is not None:
        statement = statement.where(WorkedExample.award_year == award_year)
    names = [column.key for column in WorkedExample.__table__.columns]
    return [{name: getattr(row, name) for name in names} for row in session.scalars(statement)]


def known_example_ids(session: Session) -> dict[str, int]:
    """Number → id of every example, withdrawn ones too."""
    return {row[0]: row[1] for row in session.execute(select(WorkedExample.example_no, WorkedExample.id))}


def policy_texts(session: Session) -> list[TextRow]:
    """All texts in the order in which they took effect."""
    ordered = select(PolicyText).order_by(PolicyText.effective_from, PolicyText.id)
    return [
        TextRow(row.id, row.title, row.document_no, row.issued_on, row.effective_from, bool(row.is_draft))
        for row in session.scalars(ordered)
    ]


def clauses_of(session: Session, text_id: int) -> list[tuple[str, str, str, str]]:
    """(clause id, label, heading, body) of one text, in its order."""
    statement = (
        select(PolicyClause.clause_id, PolicyClause.label, PolicyClause.heading, PolicyClause.body)
        .where(PolicyClause.policy_text_id == text_id)
        .order_by(PolicyClause.id)
    )
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(statement)]


def text_at(session: Session, day: str) -> int | None:
    """Id of the text in force on an ISO day; before the first took effect, the first."""
    texts = policy_texts(session)
    found = [text for text in texts if text.effective_from <= day] or texts[:1]
    return found[-1].text_id if found else None


def trial_sets_from(session: Session, year: int) -> list[int]:
    """Ids of the trial sets of `year` and later."""
    statement = select(ParameterSet.id).where(ParameterSet.status == "trial", ParameterSet.award_year >= year)
    return list(session.scalars(statement))
