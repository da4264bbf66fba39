"""The first page as records: every number on it opens the records behind it."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class MeasureSum:
    """One measure in the year, amounts in yuan; `assessed` cases were reckoned."""

    measure_id: str
    cases: int
    claimed: Decimal
    award: Decimal
    assessed: int


@dataclass(frozen=True, slots=True)
class CaseGroup:
    """Cases by result of the reckoning: granted, zero, undetermined, none."""

    status: str
    cases: int
    claimed: Decimal


@dataclass(frozen=True, slots=True)
class CaseToMend:
    """A case that cannot be approved as it is, with the first reason."""

    case_no: str
    enterprise: str
    claimed: Decimal
    is_undetermined: bool
    reason: str


@dataclass(frozen=True, slots=True)
class ImportLine:
    """One import batch."""

    batch_id: int
    file_name: str
    template_id: str
    imported_at: str
    imported_by: str
    new: int
    changed: int
    unchanged: int
    refused: int
    is_undone: bool


@dataclass(frozen=True, slots=True)
class Overview:
    """One award year at a glance."""

    award_year: int
    enterprises: int
    pending_enterprises: int
    trading_enterprises: int
    measures: tuple[MeasureSum, ...]
    groups: tuple[CaseGroup, ...]
    to_mend_count: int
    to_mend: tuple[CaseToMend, ...]
    imports: tuple[ImportLine, ...]
    parameter_set: str | None
    is_trial: bool

    @property
    def cases(self) -> int:
        return sum(line.cases for line in self.measures)

    @property
    def claimed(self) -> Decimal:
        return sum((line.claimed for line in self.measures), Decimal(0))

    @property
    def award(self) -> Decimal:
        return sum((line.award for line in self.measures), Decimal(0))
