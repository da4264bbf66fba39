"""What crosses the borders between store, rules, workbooks, paper and window: plain immutable records.

Money is Decimal yuan, dates are `date`, identifiers are text. A record never knows where it is stored.
Fields that the paper leaves empty are None, never 0 ("unknown" is kept apart from zero).
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal


@dataclass(frozen=True, slots=True)
class Actor:
    """Who acts: goes into every audit entry."""

    account_id: int
    name: str
    full_name: str
    roles: frozenset[str]


@dataclass(frozen=True, slots=True)
class EnterpriseFacts:
    """What the rules must know of an applicant (W1)."""

    credit_code: str
    name: str
    county_code: str
    roles: frozenset[str] = frozenset()
    legal_representative: str | None = None
    contact_mobile: str | None = None
    registered_address: str | None = None
    payee_account_no: str | None = None
    payee_account_name: str | None = None
    payee_bank_code: str | None = None
    credit_status: str | None = None
    credit_checked_on: date | None = None
    is_pending_registration: bool = False


@dataclass(frozen=True, slots=True)
class ExpenseLine:
    """One invoice line of measures 2 and 3 (W2 费用明细); `row` is its order of intake in the case."""

    row: int
    category: str
    platform_or_service: str
    invoice_no: str
    invoiced_on: date
    buyer_credit_code: str
    invoice_total: Decimal
    claimed_amount: Decimal
    paid_on: date
    payment_method: str
    payer_name: str
    paid_amount: Decimal
    shop_or_activity: str | None = None
    invoice_code: str | None = None
    tax_amount: Decimal | None = None
    currency: str | None = None
    foreign_amount: Decimal | None = None
    exchange_rate: Decimal | None = None
    rate_on: date | None = None
    local_share_percent: Decimal | None = None
    other_support_amount: Decimal | None = None
    page_no: str | None = None
    remark: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class LeaseInvoice:
    """One rent invoice of a lease (W2 房屋租赁)."""

    row: int
    usage: str
    invoice_no: str
    invoiced_on: date
    period_from: date
    period_to: date
    rent_amount: Decimal
    paid_on: date
    payment_method: str
    payer_name: str
    paid_amount: Decimal
    invoice_code: str | None = None
    buyer_credit_code: str | None = None
    remark: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class Lease:
    """One contract of a case with its invoices (measure 4); areas in ㎡."""

    contract_no: str
    lessor: str
    location: str
    usage: str
    floor_area: Decimal
    self_used_area: Decimal
    lease_from: date
    lease_to: date
    certificate_area: Decimal | None = None
    invoices: tuple[LeaseInvoice, ...] = ()
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class CustomsDeclarationLine:
    """One declaration or manifest of measure 5 (W2 报关明细); `ticket_count` > 1 only for a 9610 batch."""

    row: int
    declaration_no: str
    supervision_mode: str
    direction: str
    declared_on: date
    domestic_party_code: str
    declared_value: Decimal
    agent_name: str
    agent_credit_code: str
    fee_amount: Decimal
    invoice_no: str
    paid_on: date
    payment_method: str
    payer_name: str
    paid_amount: Decimal
    item_no: str | None = None
    customs_office: str | None = None
    ticket_count: int = 1
    invoice_code: str | None = None
    invoiced_on: date | None = None
    buyer_credit_code: str | None = None
    invoice_total: Decimal | None = None
    remark: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class ParkPerformanceLine:
    """What one tenant of a park traded in the year (measure 1, W2 园区实绩)."""

    row: int
    park_name: str
    enterprise_name: str
    credit_code: str
    moved_in_on: date
    supervision_mode: str
    trade_value: Decimal
    customs_code: str | None = None
    area: Decimal | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class ServiceEventLine:
    """One public service event (measure 2, W2 服务活动); counts are attendances, not persons."""

    row: int
    held_on: date
    kind: str
    content: str
    attendance_count: int
    local_attendance_count: int
    has_sign_in_sheet: bool
    place: str | None = None
    invoice_no: str | None = None
    record_id: int | None = None


@dataclass(frozen=True, slots=True)
class OtherSupport:
    """Other public money for a park, platform or cost; `level` 国家/省/市/县, `state` applied or received.

    `cost_key` names the one cost line it is for (key of an invoice, number of a declaration), None the whole case;
    `is_related` False: whose park, platform or cost it was for is not known, so that it is told and not counted.
    """

    level: str
    project: str
    state: str
    amount: Decimal | None = None
    support_year: int | None = None
    cost_key: str | None = None
    is_related: bool = True


@dataclass(frozen=True, slots=True)
class ApplicationFacts:
    """One application as it was handed in, with all its lines (W2).

    `intake_order` is the moment of intake: earlier numbers compete first for evidence and caps (ruling 30).
    `decided_amount` is the award of a decided case (approved or later, not reversed), else None.
    """

    application_id: int
    case_no: str
    reporting_unit: str
    reporting_no: str
    award_year: int
    measure_id: str
    enterprise: EnterpriseFacts
    county_code: str
    claimed_amount: Decimal
    intake_order: int
    has_provincial_support: bool = False
    provincial_support_amount: Decimal | None = None
    provincial_support_project: str | None = None
    assessed_amount: Decimal | None = None
    assessment_document_no: str | None = None
    has_undertaking: bool = True
    county_reviewed_amount: Decimal | None = None
    county_reviewed_on: date | None = None
    decided_amount: Decimal | None = None
    expense_lines: tuple[ExpenseLine, ...] = ()
    leases: tuple[Lease, ...] = ()
    customs_declarations: tuple[CustomsDeclarationLine, ...] = ()
    park_performance: tuple[ParkPerformanceLine, ...] = ()
    service_events: tuple[ServiceEventLine, ...] = ()
    other_supports: tuple[OtherSupport, ...] = ()
    accepted_on: date | None = None


@dataclass(frozen=True, slots=True)
class TradeFigure:
    """One row of the monthly report (W3); `period` is YYYY-MM."""

    period: str
    credit_code: str
    mode: str
    export_value: Decimal
    import_value: Decimal
    source: str


@dataclass(frozen=True, slots=True)
class CustomsListEntry:
    """One declaration of the customs list (W3 sheet 报关单清单)."""

    declaration_no: str
    credit_code: str
    supervision_mode: str
    declared_on: date
    amount: Decimal
    status: str


@dataclass(frozen=True, slots=True)
class ParameterSetRecord:
    """A year's set as stored: `values` maps parameter id → text (amount, fraction or reading)."""

    name: str
    award_year: int
    version: int
    status: str
    values: dict[str, str] = field(default_factory=dict)
    document_no: str | None = None
    confirmed_on: date | None = None
    effective_from: date | None = None
    effective_to: date | None = None
    record_id: int | None = None
