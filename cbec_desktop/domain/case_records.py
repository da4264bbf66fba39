"""One case as the case page reads it: header, applicant, amount chain, printed copies, history.

Plain immutable records between the queries, the service and the window; money is Decimal yuan, None = unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class CaseHeader:
    """The application itself without its lines; `status` is an `ApplicationStatus` value."""

    application_id: int
    case_no: str
    status: str
    award_year: int
    measure_id: str
    round_no: int | None
    county_code: str
    reporting_unit: str
    reporting_no: str
    taken_in_at: str
    taken_in_by: str
    county_reviewer: str | None
    county_reviewed_on: date | None
    reduction_reason: str | None
    document_count: int | None
    remark: str | None
    void_reason: str | None
    row_version: int


@dataclass(frozen=True, slots=True)
class CaseEnterprise:
    """The applicant as the registry knows it today (masking is the reader's duty)."""

    enterprise_id: int
    credit_code: str
    name: str
    county_code: str
    roles: tuple[str, ...]
    customs_codes: tuple[str, ...]
    legal_representative: str | None
    registered_address: str | None
    credit_status: str | None
    credit_checked_on: date | None
    contact_name: str | None
    contact_mobile: str | None
    account_name: str | None
    bank_name: str | None
    account_no: str | None
    is_pending_registration: bool


@dataclass(frozen=True, slots=True)
class ChainAmount:
    """One of the eight amounts of the chain (元); `reduction` is against the amount before it, never positive."""

    id: str
    label: str
    amount: Decimal | None
    reduction: Decimal | None = None


@dataclass(frozen=True, slots=True)
class PrintedCopy:
    """One printed copy of a form of this case (ruling 37)."""

    record_id: int
    form_id: str
    form_version: str
    print_no: int
    amount: Decimal | None
    verification_code: str
    is_trial: bool
    page_count: int
    file_name: str
    printed_at: str
    printed_by: str
    is_current: bool
    """False when the case was assessed again after this copy was printed."""


@dataclass(frozen=True, slots=True)
class FieldChange:
    """One field of one record, before and after, as stored (the reader words it)."""

    table: str
    field: str
    old: str | None
    new: str | None


@dataclass(frozen=True, slots=True)
class HistoryEntry:
    """One thing that happened to the case; `kind` ∈ event, audit, import, assessment, print."""

    kind: str
    at: str
    actor: str
    action: str
    detail: str = ""
    reason: str | None = None
    changes: tuple[FieldChange, ...] = ()


@dataclass(frozen=True, slots=True)
class CaseTitle:
    """One case in a list to be printed or checked: who, how much, and the last copy of one form."""

    case_no: str
    enterprise: str
    award_amount: Decimal | None
    is_assessed: bool
    is_trial: bool
    copies: int
    printed_at: str | None
    is_copy_current: bool
