"""What the first page shows of one award year: sums by measure, states of the cases, the last imports."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from sqlalchemy import select
from sqlalchemy.orm import Session

from cbec_desktop.domain.money import yuan_from_fen
from cbec_desktop.domain.overview import CaseGroup, ImportLine, MeasureSum
from db.models.exchange import ImportBatch

_LIVE = "a.award_year = :year AND a.status NOT IN ('void', 'withdrawn')"
_CURRENT = "LEFT JOIN assessment s ON s.application_id = a.id AND s.is_current = 1"


def measure_sums(session: Session, year: int) -> list[MeasureSum]:
    """Cases, claimed and awarded amounts by measure."""
    sql = (
        "SELECT a.measure_id, count(*), sum(a.claimed_amount_fen), coalesce(sum(s.award_amount_fen), 0), count(s.id) "
        f"FROM application a {_CURRENT} WHERE {_LIVE} GROUP BY a.measure_id"
    )
    return [
        MeasureSum(measure, cases, yuan_from_fen(claimed), yuan_from_fen(award), assessed)
        for measure, cases, claimed, award, assessed in _rows(session, sql, year)
    ]


def case_groups(session: Session, year: int) -> list[CaseGroup]:
    """Cases by what the reckoning said (`none` = not yet reckoned), with their claimed amounts."""
    sql = (
        f"SELECT coalesce(s.status, 'none'), count(*), sum(a.claimed_amount_fen) FROM application a {_CURRENT} "
        f"WHERE {_LIVE} GROUP BY 1"
    )
    return [CaseGroup(status, cases, yuan_from_fen(claimed)) for status, cases, claimed in _rows(session, sql, year)]


def cases_to_mend(session: Session, year: int, limit: int) -> tuple[int, list[tuple[Any, ...]]]:
    """How many cases have an error or are undetermined, and the first of them: (case, firm, measure, claimed, word)."""
    bad = (
        f"FROM application a {_CURRENT} WHERE {_LIVE} AND (s.status = 'undetermined' OR EXISTS "
        "(SELECT 1 FROM assessment_finding f WHERE f.assessment_id = s.id AND f.level = 'error'))"
    )
    count = _rows(session, f"SELECT count(*) {bad}", year)[0][0]
    firm = "(SELECT e.name FROM enterprise e WHERE e.id = a.enterprise_id)"
    message = (
        "(SELECT f.message FROM assessment_finding f WHERE f.assessment_id = s.id AND f.level = 'error' "
        "ORDER BY f.position LIMIT 1)"
    )
    columns = f"a.case_no, {firm}, a.claimed_amount_fen, s.status, {message}"
    sql = f"SELECT {columns} {bad} ORDER BY a.intake_order LIMIT {limit}"
    return int(count), [tuple(row) for row in _rows(session, sql, year)]


def last_imports(session: Session, limit: int) -> list[ImportLine]:
    """The newest import batches with their counts."""
    rows = session.scalars(select(ImportBatch).order_by(ImportBatch.id.desc()).limit(limit))
    return [
        ImportLine(
            batch.id, batch.file_name, batch.template_id, batch.imported_at, batch.imported_by, batch.new_count,
            batch.changed_count, batch.unchanged_count, batch.refused_count, batch.undone_at is not None,
        )
        for batch in rows
    ]  # fmt: skip


def counts(session: Session, year: int) -> tuple[int, int, int]:
    """(enterprises, pending registration, enterprises with customs trade in the year)."""
    sql = (
        "SELECT (SELECT count(*) FROM enterprise), "
        "(SELECT count(*) FROM enterprise WHERE is_pending_registration = 1), "
        "(SELECT count(DISTINCT credit_code) FROM trade_performance WHERE scope = 'customs' "
        "AND period BETWEEN :year || '-01' AND :year || '-12')"
    )
    row = _rows(session, sql, year)[0]
    return row[0], row[1], row[2]


def _rows(session: Session, sql: str, year: int) -> Sequence[Any]:
    sql = sql.replace("a.award_year = :year", f"a.award_year = {int(year)}")
    return session.connection().exec_driver_sql(sql, {"year": str(year)}).all()
