"""What every measure gives back: an assessment that explains itself line by line and step by step."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel


@dataclass(frozen=True, slots=True)
class Finding:
    """One result of an automatic check (Appendix C, ruling 24).

    `place` says which line in words (费用明细 第 3 行), `record_key` is stable across runs (table:id),
    `value` what was judged: a written reason lapses when it changes. `amount_out` is what was taken out.
    """

    code: str
    level: FindingLevel
    message: str
    clause: str
    place: str | None = None
    record_key: str | None = None
    value: str | None = None
    amount_out: Decimal | None = None


@dataclass(frozen=True, slots=True)
class Step:
    """One step of the reckoning as it is shown, printed and sent: the same everywhere.

    `expression` holds the numbers; `amount` is exact yuan; `clause` names clause and readings (`第4条·A1·A2`).
    `limit` is "" (no limit), "untouched" (未触及) or "binding" (生效); `limit_amount` is then what this limit
    alone would allow (rate × cost, unit limit × areas, what is left of the cap), None where there is none.
    `group` joins the steps of one lease.
    """

    label: str
    expression: str
    amount: Fraction
    clause: str
    limit: str = ""
    group: str | None = None
    limit_amount: Fraction | None = None


@dataclass(frozen=True, slots=True)
class Line:
    """What became of one line of evidence; `award` is before the enterprise cap; `dropped_by` a finding code."""

    table: str
    row: int
    record_id: int | None
    evidence: str
    label: str
    claimed: Decimal
    eligible: Fraction
    award: Fraction
    dropped_by: str | None = None
    unit_limit: Fraction | None = None
    unit_limit_bit: bool = False
    note: str | None = None


@dataclass(frozen=True, slots=True)
class ReadingUsed:
    """A reading (口径) that entered this result: id A1…A32, the phrase, the reading in words, why."""

    code: str
    phrase: str
    reading: str
    note: str


@dataclass(frozen=True, slots=True)
class Assessment:
    """The award of one application under one parameter set, with everything that led to it.

    `award_amount` is whole units of yuan (0 when undetermined), `eligible_cost` Σ counting lines cut to
    the fen, None for measure 1 and where eligibility fails (ruling 31). `binding_limit` names what bit.
    """

    application_id: int
    case_no: str
    reporting_unit: str
    reporting_no: str
    award_year: int
    measure_id: str
    credit_code: str
    enterprise: str
    claimed_amount: Decimal
    eligible_cost: Decimal | None
    award_amount: Decimal
    status: AssessmentStatus
    findings: tuple[Finding, ...]
    steps: tuple[Step, ...]
    lines: tuple[Line, ...]
    readings: tuple[ReadingUsed, ...]
    binding_limit: str | None
    parameter_set: str
    parameter_hash: str
    rule_version: str
