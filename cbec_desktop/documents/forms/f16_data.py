"""What stands on F16 计算书: made from a stored assessment, holds text and exact amounts only."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class ReadingRow:
    """One reading (口径) that entered the result."""

    phrase: str
    reading: str
    code: str
    note: str


@dataclass(frozen=True, slots=True)
class VoucherRow:
    """One line of evidence. `amount` is what the paper says, `counted` what entered; `mark` why it did not."""

    number: str
    kind: str
    amount: Decimal
    about: str
    day: str
    counted: Decimal
    mark: str = ""


@dataclass(frozen=True, slots=True)
class VoucherTable:
    """The evidence of measures 1 to 4; `heads` are the six heads after 序, `counting_word` is 张, 户 …"""

    heads: tuple[str, str, str, str, str, str]
    rows: tuple[VoucherRow, ...]
    counting_word: str


@dataclass(frozen=True, slots=True)
class DeclarationRow:
    """One declaration of measure 5: fee that counts, rate applied, award after the limit of each one."""

    number: str
    mode: str
    declared_on: str
    fee: Decimal
    invoice_no: str
    at_rate: Decimal
    award: Decimal
    is_limited: bool = False
    tickets: int = 1
    mark: str = ""


@dataclass(frozen=True, slots=True)
class DetailRow:
    """How the counted amount of some vouchers comes about, or why they do not count; `places` like `1—3、7`."""

    places: str
    text: str


@dataclass(frozen=True, slots=True)
class StepRow:
    """One step as the result record holds it; `amount` is text with all its decimals."""

    label: str
    expression: str
    amount: str
    clause: str
    limit: str = ""
    is_result: bool = False


@dataclass(frozen=True, slots=True)
class CalculationData:
    """Everything on F16. `amount` is None while a fact that decides it is missing (待定 is not zero)."""

    case_no: str
    award_year: int
    measure_number: int
    measure_short: str
    enterprise: str
    credit_code: str
    clause_title: str
    clause_text: str
    readings: tuple[ReadingRow, ...]
    facts: tuple[tuple[str, str], ...]
    steps: tuple[StepRow, ...]
    amount: Decimal | None
    binding: str
    difference: str
    rule: str
    parameters: str
    vouchers: VoucherTable | None = None
    declarations: tuple[DeclarationRow, ...] = ()
    rate_text: str = "50%"
    unit_limit: Decimal | None = None
    reason_undetermined: str = ""
    details: tuple[DetailRow, ...] = ()
    values: str = ""
    """The year's numbers with the days they hold from and to."""
