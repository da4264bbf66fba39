"""What a measure fulfils, and what it gives back: an assessment that explains itself line by line, step by step."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal
from fractions import Fraction
from pathlib import Path
from typing import TYPE_CHECKING, Any

from cbec_desktop.awards.amounts import Fen
from cbec_desktop.domain.statuses import AssessmentStatus, FindingLevel

if TYPE_CHECKING:
    from cbec_desktop.awards.parameters import ParameterSet
    from cbec_desktop.awards.run import Run
    from cbec_desktop.domain.records import ApplicationFacts


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


SHEETS = {"expense_line": "费用明细", "lease_invoice": "房屋租赁", "customs_declaration": "报关明细"}
"""Where a clerk finds a line: the sheet of the workbook and the grid of the screen."""


@dataclass(slots=True)
class InvoiceUse:
    """What a line takes of an invoice: `total` is None when the paper does not say it (then Σ stays unchecked).

    `item` tells two uses apart inside one application; `span` the period a rent invoice pays for.
    """

    key: str
    portion: int
    total: int | None
    item: tuple[str, ...]
    span: tuple[date, date] | None = None


@dataclass(slots=True)
class LineDraft:
    """One line on its way to a `Line`: judged by its own errors first, then by the ledger, then reckoned.

    `gross` (fen) is what may count of the voucher, `factor` the share of it that belongs to this award
    (months in the year, self-used area, local firms, tax), `support` other public money for the same cost.
    """

    table: str
    row: int
    record_id: int | None
    evidence: str
    label: str
    claimed: int
    gross: int
    source: Any
    invoice: InvoiceUse | None = None
    declaration_no: str | None = None
    factor: Fraction | int = 1
    support: int = 0
    dropped_by: str | None = None
    note: str | None = None
    eligible: Fen = 0
    award: Fen = 0
    unit_limit: Fen | None = None
    unit_limit_bit: bool = False

    @property
    def place(self) -> str:
        return f"{SHEETS.get(self.table, self.table)} 第 {self.row} 行"

    @property
    def record_key(self) -> str:
        return f"{self.table}:{self.record_id if self.record_id is not None else f'#{self.row}'}"


@dataclass(slots=True)
class Eligibility:
    """Whether the applicant may have anything at all; `bar` names what stands against it, "" when nothing."""

    findings: list[Finding] = field(default_factory=list)
    bar: str = ""
    is_undetermined: bool = False

    def refuse(self, finding: Finding, bar: str) -> None:
        """Eligibility that fails: the award is 0 (ruling 24)."""
        self.findings.append(finding)
        self.bar = self.bar or bar
        self.is_undetermined = False

    def lack(self, finding: Finding) -> None:
        """A fact that decides the amount is missing: undetermined, unless the award is 0 anyway (ruling 16)."""
        self.findings.append(finding)
        self.is_undetermined = not self.bar


@dataclass(slots=True)
class Reckoned:
    """What the measure itself makes of the lines, before caps of the applicant and the floor; amounts in fen.

    `cost` bounds Σ of all public support (A19); None where the measure has dealt with other support already.
    `named_support` is what the lines name of it, `counted_support` as much of that as belongs to counting cost.
    `cap_scope` is year, policy_period, project, or None where the measure has no cap of its own kind.
    """

    eligible: Fen | None
    amount: Fen
    steps: list[Step]
    binding: list[str] = field(default_factory=list)
    readings: list[str] = field(default_factory=list)
    findings: list[Finding] = field(default_factory=list)
    cost: Fen | None = None
    named_support: int = 0
    counted_support: Fen = 0


@dataclass(frozen=True, slots=True, eq=False)
class Measure:
    """One measure of the policy: everything the engine needs to know of it.

    `eligibility` judges the applicant, `lines` each line by its own errors, `amount` what the standing lines are
    worth, `checks` what only raises findings. `cap` names its cap parameter, `cap_scope` the parameter of its
    scope; both None where `amount` applies the ceiling itself. `readings` are always printed.
    """

    id: str
    number: int
    title: str
    clause: str
    rule_version: str
    folder: Path
    eligibility: Callable[[ApplicationFacts, ParameterSet, Run], Eligibility]
    lines: Callable[[ApplicationFacts, ParameterSet, Run, list[Finding]], list[LineDraft]]
    amount: Callable[[ApplicationFacts, list[LineDraft], ParameterSet, Run], Reckoned]
    checks: Callable[[ApplicationFacts, list[LineDraft], ParameterSet, Run], list[Finding]]
    readings: tuple[str, ...] = ()
    cap: str | None = None
    cap_scope: str | None = None
    cap_label: str = "单户年度上限"
    remember: Callable[[ApplicationFacts, int, Run], None] | None = None
    """Told the award (fen) of each case in order, where the measure itself must know earlier awards."""

    @property
    def short_clause(self) -> str:
        """第4条 of 附件3第4条: what stands beside a step."""
        return self.clause.removeprefix("附件3")
