"""One enterprise as its page reads it: facts, what hangs on it with validity, trade, applications, history."""

from __future__ import annotations

from dataclasses import dataclass
from decimal import Decimal

from cbec_desktop.domain.case_records import HistoryEntry
from cbec_desktop.domain.enterprise_size import SizeClass


@dataclass(frozen=True, slots=True)
class Dated:
    """A role or customs code with its validity (ISO dates, None = open)."""

    value: str
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class ContactLine:
    """A person; numbers come masked unless the reader may see them."""

    name: str | None
    kind: str
    mobile: str | None
    landline: str | None
    email: str | None
    valid_from: str | None
    valid_to: str | None


@dataclass(frozen=True, slots=True)
class AccountLine:
    """A payee account; `is_name_equal` tells whether it stands in the enterprise's own name."""

    account_name: str | None
    bank_name: str | None
    account_no: str | None
    bank_code: str | None
    valid_from: str | None
    valid_to: str | None
    is_name_equal: bool


@dataclass(frozen=True, slots=True)
class TradeLine:
    """Customs figures of one supervision mode in the year, in yuan."""

    mode: str
    amount: Decimal


@dataclass(frozen=True, slots=True)
class ApplicationLine:
    """One application of the year: `award` None until it was assessed."""

    case_no: str
    measure_id: str
    status: str
    claimed: Decimal
    award: Decimal | None


@dataclass(frozen=True, slots=True)
class EnterpriseView:
    """Everything the page of one enterprise shows; `facts` are the W1 fields by column name, as text."""

    enterprise_id: int
    row_version: int
    name: str
    credit_code: str
    county_code: str
    status: str
    credit_status: str | None
    is_pending_registration: bool
    facts: dict[str, str | None]
    size: SizeClass
    roles: tuple[Dated, ...]
    customs_codes: tuple[Dated, ...]
    contacts: tuple[ContactLine, ...]
    accounts: tuple[AccountLine, ...]
    trade: tuple[TradeLine, ...]
    trade_periods: tuple[str, ...]
    applications: tuple[ApplicationLine, ...]
    history: tuple[HistoryEntry, ...]
