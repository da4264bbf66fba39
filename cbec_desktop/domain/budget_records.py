"""The budget pool as services hand it out: entries with their documents, what is bound by measure, shares."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from fractions import Fraction

ZERO = Decimal("0.00")


@dataclass(frozen=True, slots=True)
class PoolEntry:
    """Money given to the pool, or taken back (below zero), by a document; `measure_id` None: undivided."""

    entry_id: int
    measure_id: str | None
    amount: Decimal
    document_no: str
    decided_on: date
    remark: str
    recorded_by: str


@dataclass(frozen=True, slots=True)
class PoolRow:
    """What is bound of the pool by one measure, each yuan once: paid (less what came back), allocated and not yet paid,
    approved and not yet allocated, in process as reckoned. `pool` None: shares the undivided part.
    """

    measure_id: str
    pool: Decimal | None
    paid: Decimal
    allocated: Decimal
    approved: Decimal
    in_process: Decimal
    case_count: int
    unassessed_count: int = 0

    @property
    def stages(self) -> tuple[Decimal, Decimal, Decimal, Decimal]:
        return self.paid, self.allocated, self.approved, self.in_process

    @property
    def used(self) -> Decimal:
        return sum(self.stages, ZERO)

    @property
    def left(self) -> Decimal | None:
        """What stays, below zero where it lacks; None where the measure has no share of its own."""
        return None if self.pool is None else self.pool - self.used


@dataclass(frozen=True, slots=True)
class Pool:
    """The pool of a year: five measures, and what is not divided among them."""

    year: int
    as_of: date
    entries: tuple[PoolEntry, ...]
    rows: tuple[PoolRow, ...]
    undivided: Decimal

    @property
    def total(self) -> Decimal:
        return sum((entry.amount for entry in self.entries), ZERO)

    @property
    def used(self) -> Decimal:
        return sum((row.used for row in self.rows), ZERO)

    @property
    def left(self) -> Decimal:
        return self.total - self.used

    @property
    def undivided_left(self) -> Decimal:
        """What stays of the undivided part after the measures without a share of their own."""
        return self.undivided - sum((row.used for row in self.rows if row.pool is None), ZERO)

    @property
    def documents(self) -> tuple[str, ...]:
        return tuple(dict.fromkeys(entry.document_no for entry in self.entries))

    def row(self, measure_id: str) -> PoolRow:
        return next(row for row in self.rows if row.measure_id == measure_id)

    def lack(self, measure_id: str) -> Decimal:
        """What is lacking for the cases of a measure, 0 where the money is enough."""
        left = self.row(measure_id).left
        return max(-(self.undivided_left if left is None else left), ZERO)


@dataclass(frozen=True, slots=True)
class CaseShare:
    """What one case gets from the pool, and the expression that says how; a cut is J08 预算压减 (ruling 32).

    `is_open`: not yet approved, taken at what was reckoned: the share is a trial.
    """

    case_no: str
    approved_amount: Decimal
    allocated_amount: Decimal
    expression: str
    enterprise: str = ""
    measure_id: str = ""
    is_open: bool = False

    @property
    def reduction(self) -> Decimal:
        return self.approved_amount - self.allocated_amount

    @property
    def reduction_code(self) -> str:
        """J08 where the pool was too small, empty where nothing was cut."""
        return "J08" if self.reduction else ""


@dataclass(frozen=True, slots=True)
class Allocation:
    """The pool shared among cases; `residual` stays in the pool. `unit` is the yuan that shares are cut to."""

    year: int
    budget: Decimal
    rule: str
    cases: tuple[CaseShare, ...]
    residual: Decimal
    unit: int = 1

    @property
    def asked(self) -> Decimal:
        return sum((case.approved_amount for case in self.cases), ZERO)

    @property
    def allocated(self) -> Decimal:
        return sum((case.allocated_amount for case in self.cases), ZERO)

    @property
    def is_short(self) -> bool:
        return self.asked > self.budget

    @property
    def is_trial(self) -> bool:
        """Cases that are not yet approved take part: no plan can be made of it (R37)."""
        return any(case.is_open for case in self.cases)

    @property
    def ratio(self) -> Fraction:
        """Pool ÷ Σ approved, exact; 1 where the pool suffices."""
        return Fraction(self.budget) / Fraction(self.asked) if self.is_short else Fraction(1)
