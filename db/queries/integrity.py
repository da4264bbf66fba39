"""What verification reads: faults of the file, stored digests and hashes."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from sqlalchemy import select, text
from sqlalchemy.orm import Session

from db.models.assessment import Assessment
from db.models.audit import AuditEntry
from db.models.exchange import ImportBatch, ImportRow
from db.models.paper import PrintedForm
from db.models.policy import ParameterSet
from db.triggers import TRIGGERS


@dataclass(frozen=True, slots=True)
class PrintedFile:
    """An archived copy; `is_head_known`: the audit entry it was sealed with still exists."""

    id: int
    file_name: str
    file_sha256: str
    is_head_known: bool


def file_faults(session: Session) -> list[str]:
    """What SQLite's checks say; empty when the file stands."""
    said = [str(row[0]) for row in session.execute(text("PRAGMA integrity_check(20)"))]
    orphans = session.execute(text("PRAGMA foreign_key_check")).fetchmany(20)
    faults = [] if said == ["ok"] else said
    return faults + [f"{row[0]} 的第 {row[1]} 条指向不存在的 {row[2]}" for row in orphans]


def missing_triggers(session: Session) -> list[str]:
    """Names of the store's triggers that somebody took away."""
    there = set(session.scalars(text("SELECT name FROM sqlite_master WHERE type = 'trigger'")))
    return sorted(set(TRIGGERS) - there)


def import_batches(session: Session) -> list[tuple[int, str, str]]:
    """(id, file name, digest of the row images) of every import."""
    fields = (ImportBatch.id, ImportBatch.file_name, ImportBatch.rows_digest)
    return [(row[0], row[1], row[2]) for row in session.execute(select(*fields).order_by(ImportBatch.id))]


def import_images(session: Session, batch_id: int) -> Iterator[tuple[Any, ...]]:
    """The row images of one import in the order and shape that `db.digests.digest_rows` hashes."""
    fields = (
        ImportRow.sheet, ImportRow.row_number, ImportRow.table_name, ImportRow.record_id,
        ImportRow.before_json, ImportRow.after_json,
    )  # fmt: skip
    statement = select(*fields).where(ImportRow.batch_id == batch_id).order_by(ImportRow.id)
    for row in session.execute(statement.execution_options(yield_per=2_000)):
        yield tuple(row)


def sealed_batch_digests(session: Session) -> dict[int, str]:
    """Batch id → digest of its row images as the audit trail has it."""
    fields = (AuditEntry.record_id, AuditEntry.after_json)
    of_batches = (AuditEntry.table_name == "import_batch") & AuditEntry.record_id.is_not(None)
    rows = session.execute(select(*fields).where(of_batches).order_by(AuditEntry.id))
    images = [(row[0] or 0, json.loads(row[1] or "{}")) for row in rows]
    return {batch_id: image["rows_digest"] for batch_id, image in images if "rows_digest" in image}


def printed_files(session: Session) -> list[PrintedFile]:
    """All archived copies of printed forms."""
    known = set(session.scalars(select(AuditEntry.hash).where(AuditEntry.hash.in_(select(PrintedForm.audit_head)))))
    fields = (PrintedForm.id, PrintedForm.file_name, PrintedForm.file_sha256, PrintedForm.audit_head)
    rows = session.execute(select(*fields).order_by(PrintedForm.id))
    return [PrintedFile(row[0], row[1], row[2], row[3] in known) for row in rows]


def unsealed_moments(session: Session) -> list[tuple[str, str]]:
    """(table, moment) of reckonings and prints of which the audit trail says nothing at that moment."""
    found = []
    for moment in (Assessment.assessed_at, PrintedForm.printed_at):
        table = moment.class_.__tablename__
        sealed = select(AuditEntry.at).where(AuditEntry.table_name == table)
        statement = select(moment).distinct().where(moment.not_in(sealed)).order_by(moment)
        found += [(table, at) for at in session.scalars(statement)]
    return found


def parameter_hashes(session: Session) -> list[tuple[str, int, str, str]]:
    """(name, award year, values as JSON, stored hash) of every set."""
    fields = (ParameterSet.name, ParameterSet.award_year, ParameterSet.values_json, ParameterSet.content_hash)
    return [(row[0], row[1], row[2], row[3]) for row in session.execute(select(*fields).order_by(ParameterSet.id))]
