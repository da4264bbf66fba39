"""What stands on F02 资金申请表: text and amounts, nothing of where."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class TradeRow:
    """What one supervision mode traded in the year; None = unknown, 0 = none."""

    mode: str
    count: int | None = None
    export_value: Decimal | None = None
    import_value: Decimal | None = None


@dataclass(frozen=True, slots=True)
class SupportRow:
    level: str
    authority: str
    project: str
    year: str
    amount: Decimal | None


@dataclass(frozen=True, slots=True)
class ApplicationFormData:
    """Everything on F02. Without a case (`case_no` empty) it is the blank form of its measure.

    `block_rows` are at most two rows of the measure's own columns; `prior_year` are the six cells of last year.
    """

    measure_id: str
    measure_number: int
    measure_short: str
    case_no: str = ""
    award_year: int | None = None
    enterprise: str = ""
    credit_code: str = ""
    customs_codes: str = ""
    kind_and_scale: str = ""
    registered_address: str = ""
    county: str = ""
    legal_representative: str = ""
    landline: str = ""
    contact_person: str = ""
    mobile: str = ""
    email: str = ""
    bank_name: str = ""
    bank_code: str = ""
    account_no: str = ""
    established_on: date | None = None
    prior_year: tuple[str, str, str, str, str, str] = ("", "", "", "", "", "")
    trade: tuple[TradeRow, ...] = ()
    block_rows: tuple[tuple[str, str, str, str], ...] = ()
    cost_total: Decimal | None = None
    eligible_cost: Decimal | None = None
    claimed_amount: Decimal | None = None
    support_state: str = ""
    supports: tuple[SupportRow, ...] = ()

    @property
    def is_blank(self) -> bool:
        return not self.case_no
