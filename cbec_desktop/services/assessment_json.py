"""A result as the store keeps it: steps, lines and readings as JSON, fractions as exact text, findings as rows."""

from __future__ import annotations

import hashlib
import json
import marshal
from collections.abc import Iterable, Mapping
from decimal import Decimal
from fractions import Fraction
from functools import lru_cache
from typing import Any

from cbec_desktop.awards.measure import Assessment, Finding, Line, ReadingUsed, Step
from cbec_desktop.domain.money import fen_from_yuan, yuan_from_fen
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel

Row = Mapping[str, Any]
SHAPE = 1
_PLAIN = 2  # marshal without references: equal parts give equal bytes, cheaper than JSON
_encode = json.JSONEncoder(ensure_ascii=False, separators=(",", ":")).encode


def result_text(result: Assessment) -> str:
    """`result_json` of one assessment; equal results give equal text."""
    steps = [
        (s.label, s.expression, str(s.amount), s.clause, s.limit, s.group, _exact(s.limit_amount)) for s in result.steps
    ]
    lines = [
        (
            x.table, x.row, x.record_id, x.evidence, x.label, str(x.claimed), str(x.eligible), str(x.award),
            x.dropped_by, _exact(x.unit_limit), x.unit_limit_bit, x.note,
        )
        for x in result.lines
    ]  # fmt: skip
    return (
        f'{{"shape":{SHAPE},"findings":"{findings_digest(result.findings)}","readings":{_readings_text(result.readings)},'
        f'"steps":{_encode(steps)},"lines":{_encode(lines)}}}'
    )


def _exact(amount: Fraction | None) -> str | None:
    return None if amount is None else str(amount)


@lru_cache(maxsize=512)
def _readings_text(readings: tuple[ReadingUsed, ...]) -> str:
    return _encode([(item.code, item.phrase, item.reading, item.note) for item in readings])


def findings_digest(findings: Iterable[Finding]) -> str:
    """What binds the rows of `assessment_finding` to their result."""
    parts = [
        (f.code, str(f.level), f.message, f.clause, f.place, f.record_key, f.value, str(f.amount_out)) for f in findings
    ]
    return hashlib.sha256(marshal.dumps(parts, _PLAIN)).hexdigest()[:32]


def finding_rows(assessment_id: int, findings: Iterable[Finding]) -> list[dict[str, Any]]:
    """One row a finding, in their order."""
    return [
        {
            "assessment_id": assessment_id,
            "position": position,
            "code": finding.code,
            "level": finding.level.value,
            "message": finding.message,
            "clause": finding.clause,
            "place": finding.place,
            "record_key": finding.record_key,
            "value": finding.value,
            "amount_out_fen": None if finding.amount_out is None else fen_from_yuan(finding.amount_out),
        }
        for position, finding in enumerate(findings)
    ]


def result_row(result: Assessment, *, text: str, facts_hash: str, set_id: int, at: str, by: str) -> dict[str, Any]:
    """The row of `assessment` for a new current result."""
    cost = result.eligible_cost
    return {
        "application_id": result.application_id,
        "parameter_set_id": set_id,
        "parameter_hash": result.parameter_hash,
        "facts_hash": facts_hash,
        "rule_version": result.rule_version,
        "status": result.status.value,
        "claimed_amount_fen": int(result.claimed_amount * 100),
        "eligible_cost_fen": None if cost is None else int(cost * 100),
        "award_amount_fen": int(result.award_amount * 100),
        "binding_limit": result.binding_limit,
        "result_json": text,
        "assessed_at": at,
        "assessed_by": by,
        "is_current": 1,
    }


def read_result(row: Row, findings: Iterable[Row]) -> Assessment:
    """A stored result as it was returned; `row` joins assessment, application, enterprise and the set's name."""
    stored = json.loads(row["result_json"])
    cost = row["eligible_cost_fen"]
    return Assessment(
        application_id=row["application_id"],
        case_no=row["case_no"],
        reporting_unit=row["reporting_unit"],
        reporting_no=row["reporting_no"],
        award_year=row["award_year"],
        measure_id=row["measure_id"],
        credit_code=row["credit_code"],
        enterprise=row["enterprise"],
        claimed_amount=yuan_from_fen(row["claimed_amount_fen"]),
        eligible_cost=None if cost is None else yuan_from_fen(cost),
        award_amount=yuan_from_fen(row["award_amount_fen"]),
        status=AssessmentStatus(row["status"]),
        findings=tuple(_finding(item) for item in findings),
        steps=tuple(_step(item) for item in stored["steps"]),
        lines=tuple(_line(item) for item in stored["lines"]),
        readings=tuple(ReadingUsed(*item) for item in stored["readings"]),
        binding_limit=row["binding_limit"],
        parameter_set=row["set_name"],
        parameter_hash=row["parameter_hash"],
        rule_version=row["rule_version"],
    )


def stored_findings_digest(row: Row) -> str:
    """The digest of the findings that a stored result was returned with."""
    return str(json.loads(row["result_json"])["findings"])


def _finding(row: Row) -> Finding:
    out = row["amount_out_fen"]
    return Finding(
        code=row["code"],
        level=FindingLevel(row["level"]),
        message=row["message"],
        clause=row["clause"],
        place=row["place"],
        record_key=row["record_key"],
        value=row["value"],
        amount_out=None if out is None else yuan_from_fen(out),
    )


def _step(item: list[Any]) -> Step:
    label, expression, amount, clause, limit, group, limit_amount = item
    return Step(label, expression, Fraction(amount), clause, limit, group, _fraction(limit_amount))


def _line(item: list[Any]) -> Line:
    table, row, record_id, evidence, label, claimed, eligible, award, dropped_by, unit_limit, bit, note = item
    return Line(
        table=table,
        row=row,
        record_id=record_id,
        evidence=evidence,
        label=label,
        claimed=Decimal(claimed),
        eligible=Fraction(eligible),
        award=Fraction(award),
        dropped_by=dropped_by,
        unit_limit=_fraction(unit_limit),
        unit_limit_bit=bit,
        note=note,
    )


def _fraction(text: str | None) -> Fraction | None:
    return None if text is None else Fraction(text)
