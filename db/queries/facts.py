"""Everything the rules must know, in one SELECT a table: rows → immutable facts.

Plain SQL and tuples: an assessment of ten thousand applications must not pay for loading the mapper. Amounts come as
fen and leave as Decimal yuan. What is void, withdrawn or still a draft is no application.
"""

from __future__ import annotations

import hashlib
import marshal
from collections import defaultdict
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field, replace
from datetime import date
from decimal import Decimal
from typing import Any, cast

from sqlalchemy.orm import Session

from cbec_desktop.domain.affiliates import affiliate_groups
from cbec_desktop.domain.records import (
    ApplicationFacts,
    CustomsDeclarationLine,
    CustomsListEntry,
    EnterpriseFacts,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    OtherSupport,
    ParkPerformanceLine,
    ServiceEventLine,
    TradeFigure,
)
from cbec_desktop.domain.statuses import ApplicationStatus

Row = tuple[Any, ...]
MIRRORED_LEVEL = "省级以上"
"""Records of this level that hang on an application repeat its own W2 columns and are not counted again."""
_OUT = (ApplicationStatus.DRAFT, ApplicationStatus.WITHDRAWN, ApplicationStatus.VOID)
_CLOSED = ", ".join(f"'{status.value}'" for status in _OUT)
_day = date.fromisoformat
_CENT = Decimal("0.01")
_PLAIN = 2
"""The format of marshal without references: equal rows give equal bytes, at a tenth of the price of repr or JSON."""


@dataclass(frozen=True, slots=True)
class StoredFacts:
    """All applications with what they share; `hashes` names the content of each application's own rows."""

    cases: tuple[ApplicationFacts, ...]
    trade: tuple[TradeFigure, ...]
    customs_list: tuple[CustomsListEntry, ...]
    enterprises: dict[str, EnterpriseFacts]
    hashes: dict[int, str]
    affiliates: dict[str, str] = field(default_factory=dict)
    red_letters: dict[str, Decimal] = field(default_factory=dict)
    void_invoices: frozenset[str] = frozenset()


def load_facts(
    session: Session, *, application_ids: Iterable[int] | None = None, with_closed: bool = False
) -> StoredFacts:
    """Facts of every live application of all years: evidence and caps reach over years.

    With `application_ids` only these applications and their enterprises are read, for looking at one case;
    `with_closed` reads drafts, withdrawn and void ones too.
    """
    ids = None if application_ids is None else tuple(application_ids)
    reader = _Reader(session, ids, with_closed=with_closed)
    enterprises = _enterprises(reader)
    lines = _Lines(reader)
    cases, hashes = [], {}
    for row in reader.rows(_APPLICATIONS):
        enterprise, enterprise_row = enterprises[row[7]]
        case = _case(row, enterprise, lines)
        cases.append(case)
        hashes[case.application_id] = lines.digest(row, enterprise_row)
    return StoredFacts(
        cases=tuple(cases),
        trade=() if ids is not None else _trade(reader),
        customs_list=() if ids is not None else _customs_list(reader),
        enterprises={firm.credit_code: firm for firm, _ in enterprises.values()},
        hashes=hashes,
        affiliates=affiliate_groups((row[0], row[1]) for row in reader.rows(_AFFILIATIONS, narrow=False)),
        red_letters={row[0]: _yuan(row[1]) for row in reader.rows(_RED_LETTERS, narrow=False)},
        void_invoices=frozenset(row[0] for row in reader.rows(_VOIDS, narrow=False)),
    )


class _Reader:
    """Runs the SELECTs, all or narrowed to some applications."""

    def __init__(self, session: Session, ids: tuple[int, ...] | None, *, with_closed: bool) -> None:
        self._connection = session.connection().connection  # plain tuples, not the mapper's rows
        self._ids = ids
        self._closed = "''" if with_closed else _CLOSED

    def rows(self, statement: str, *, narrow: bool = True) -> list[Row]:
        """All rows of a statement; `{only}` in it becomes the condition on applications."""
        only = ""
        if narrow and self._ids is not None:
            only = f"AND a.id IN ({', '.join(str(int(item)) for item in self._ids) or 'NULL'})"
        cursor = self._connection.cursor()
        cursor.execute(statement.format(closed=self._closed, only=only))
        return cast("list[Row]", cursor.fetchall())


class _Lines:
    """Lines of every application by its id, and the digest of their stored rows."""

    def __init__(self, reader: _Reader) -> None:
        self._rows: dict[int, list[Row]] = defaultdict(list)
        self.expenses = self._grouped(reader, _EXPENSES, _expense)
        self.declarations = self._grouped(reader, _DECLARATIONS, _declaration)
        self.tenants = self._grouped(reader, _TENANTS, _tenant)
        self.events = self._grouped(reader, _EVENTS, _event)
        self.supports = self._grouped(reader, _SUPPORTS, _support)
        invoices: dict[int, list[LeaseInvoice]] = defaultdict(list)
        counts: dict[int, int] = defaultdict(int)
        for row in reader.rows(_LEASE_INVOICES):
            self._rows[row[0]].append(row)
            counts[row[0]] += 1  # rows are numbered through the case, as the sheet and the grid show them
            invoices[row[1]].append(_lease_invoice(row, counts[row[0]]))
        self.leases: dict[int, list[Lease]] = defaultdict(list)
        for row in reader.rows(_LEASES):
            self._rows[row[0]].append(row)
            self.leases[row[0]].append(_lease(row, tuple(invoices.get(row[1], ()))))

    def _grouped(self, reader: _Reader, statement: str, make: Callable[[Row], Any]) -> dict[int, list[Any]]:
        grouped: dict[int, list[Any]] = {}
        stored = self._rows
        for row in reader.rows(statement):
            owner = row[0]
            stored[owner].append(row)
            if owner in grouped:
                grouped[owner].append(make(row))
            else:
                grouped[owner] = [make(row)]
        return grouped

    def digest(self, application: Row, enterprise: Row) -> str:
        """SHA-256 over the application's own rows as they are stored."""
        stored = (application, enterprise, self._rows.get(application[0]))
        return hashlib.sha256(marshal.dumps(stored, _PLAIN)).hexdigest()


_APPLICATIONS = """
    SELECT a.id, a.case_no, a.reporting_unit, a.reporting_no, a.award_year, a.measure_id, a.county_code,
           a.enterprise_id, a.claimed_amount_fen, a.intake_order, a.has_provincial_support,
           a.provincial_support_amount_fen, a.provincial_support_project, a.assessed_amount_fen,
           a.assessment_document_no, a.has_undertaking, a.county_reviewed_amount_fen, a.county_reviewed_on,
           a.approved_amount_fen
    FROM application a WHERE a.status NOT IN ({closed}) {only} ORDER BY a.intake_order"""
_EXPENSES = """
    SELECT l.application_id, l.position, l.category, l.platform_or_service, l.invoice_no, l.invoiced_on,
           l.buyer_credit_code, l.invoice_total_fen, l.claimed_amount_fen, l.paid_on, l.payment_method, l.payer_name,
           l.paid_amount_fen, l.shop_or_activity, l.invoice_code, l.tax_amount_fen, l.currency, l.foreign_amount,
           l.exchange_rate, l.rate_on, l.local_share_percent, l.other_support_fen, l.page_no, l.remark, l.id
    FROM expense_line l JOIN application a ON a.id = l.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY l.application_id, l.position, l.id"""
_LEASES = """
    SELECT l.application_id, l.id, l.contract_no, l.lessor, l.location, l.usage, l.floor_area, l.self_used_area,
           l.lease_from, l.lease_to, l.certificate_area
    FROM lease l JOIN application a ON a.id = l.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY l.application_id, l.position, l.id"""
_LEASE_INVOICES = """
    SELECT l.application_id, i.lease_id, i.position, i.usage, i.invoice_no, i.invoiced_on, i.period_from, i.period_to,
           i.rent_amount_fen, i.paid_on, i.payment_method, i.payer_name, i.paid_amount_fen, i.invoice_code,
           i.buyer_credit_code, i.remark, i.id
    FROM lease_invoice i JOIN lease l ON l.id = i.lease_id JOIN application a ON a.id = l.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY l.application_id, l.position, l.id, i.position, i.id"""
_DECLARATIONS = """
    SELECT d.application_id, d.position, d.declaration_no, d.supervision_mode, d.direction, d.declared_on,
           d.domestic_party_code, d.declared_value_fen, d.agent_name, d.agent_credit_code, d.fee_amount_fen,
           d.invoice_no, d.paid_on, d.payment_method, d.payer_name, d.paid_amount_fen, d.item_no, d.customs_office,
           d.ticket_count, d.invoice_code, d.invoiced_on, d.buyer_credit_code, d.invoice_total_fen, d.remark, d.id
    FROM customs_declaration d JOIN application a ON a.id = d.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY d.application_id, d.position, d.id"""
_TENANTS = """
    SELECT p.application_id, p.position, p.park_name, p.enterprise_name, p.credit_code, p.moved_in_on,
           p.supervision_mode, p.trade_value_fen, p.customs_code, p.floor_area, p.id
    FROM park_performance p JOIN application a ON a.id = p.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY p.application_id, p.position, p.id"""
_EVENTS = """
    SELECT e.application_id, e.position, e.held_on, e.kind, e.content, e.attendance_count, e.local_attendance_count,
           e.has_sign_in_sheet, e.place, e.invoice_no, e.id
    FROM service_event e JOIN application a ON a.id = e.application_id
    WHERE a.status NOT IN ({closed}) {only} ORDER BY e.application_id, e.position, e.id"""
_SUPPORTS = f"""
    SELECT s.application_id, s.level, s.project, s.state, s.amount_fen, s.support_year, s.id, s.cost_key, 1
    FROM other_support s JOIN application a ON a.id = s.application_id
    WHERE a.status NOT IN ({{closed}}) {{only}} AND s.level <> '{MIRRORED_LEVEL}' AND s.void_reason IS NULL
    UNION ALL
    SELECT a.id, s.level, s.project, s.state, s.amount_fen, s.support_year, s.id, NULL, 0
    FROM other_support s JOIN application a ON a.enterprise_id = s.enterprise_id
    WHERE a.status NOT IN ({{closed}}) {{only}} AND s.application_id IS NULL AND s.void_reason IS NULL
    UNION ALL
    SELECT a.id, h.level, h.title, 'received', h.amount_fen, CAST(substr(h.awarded_on, 1, 4) AS INTEGER), h.id, NULL,
           coalesce(h.measure_id = a.measure_id AND h.amount_fen > 0, 0)
    FROM honour h JOIN application a ON a.enterprise_id = h.enterprise_id
    WHERE a.status NOT IN ({{closed}}) {{only}} AND h.void_reason IS NULL
      AND (h.measure_id IS NULL OR h.measure_id = a.measure_id)
    ORDER BY 1, 9 DESC, 7"""
"""Support of a case, of its enterprise without a case, and honours: only what is for this case's measure counts."""
_AFFILIATIONS = """
    SELECT f.credit_code, s.credit_code FROM affiliation a
    JOIN enterprise f ON f.id = a.first_id JOIN enterprise s ON s.id = a.second_id
    WHERE a.decision = 'confirmed' AND a.ended_on IS NULL ORDER BY a.id"""
_RED_LETTERS = """
    SELECT invoice_key, sum(amount_fen) FROM invoice_reversal
    WHERE kind = 'red_letter' AND withdrawn_reason IS NULL GROUP BY invoice_key"""
_VOIDS = "SELECT invoice_key FROM invoice_reversal WHERE kind = 'void' AND withdrawn_reason IS NULL"
_ENTERPRISES = """
    SELECT e.id, e.credit_code, e.name, e.county_code, e.legal_representative, e.registered_address, e.credit_status,
           e.credit_checked_on, e.is_pending_registration,
           (SELECT group_concat(role, ',') FROM (SELECT r.role FROM enterprise_role r
             WHERE r.enterprise_id = e.id AND r.valid_to IS NULL ORDER BY r.role)),
           (SELECT c.mobile FROM contact c WHERE c.enterprise_id = e.id AND c.valid_to IS NULL ORDER BY c.id LIMIT 1),
           p.account_no, p.account_name, p.bank_code
    FROM enterprise e LEFT JOIN payee_account p ON p.id = (SELECT min(q.id) FROM payee_account q
        WHERE q.enterprise_id = e.id AND q.valid_to IS NULL)
    WHERE e.id IN (SELECT a.enterprise_id FROM application a WHERE a.status NOT IN ({closed}) {only})
       OR e.credit_code IN (SELECT d.agent_credit_code FROM customs_declaration d
           JOIN application a ON a.id = d.application_id WHERE a.status NOT IN ({closed}) {only})"""
_TRADE = "SELECT period, credit_code, mode, export_value_fen, import_value_fen, source FROM trade_performance"
_LIST = "SELECT declaration_no, credit_code, supervision_mode, declared_on, amount_fen, status FROM customs_list_entry"


def _enterprises(reader: _Reader) -> dict[int, tuple[EnterpriseFacts, Row]]:
    return {row[0]: (_enterprise(row), row) for row in reader.rows(_ENTERPRISES)}


def _enterprise(row: Row) -> EnterpriseFacts:
    return EnterpriseFacts(
        credit_code=row[1],
        name=row[2],
        county_code=row[3],
        roles=frozenset(row[9].split(",")) if row[9] else frozenset(),
        legal_representative=row[4],
        contact_mobile=row[10],
        registered_address=row[5],
        payee_account_no=row[11],
        payee_account_name=row[12],
        payee_bank_code=row[13],
        credit_status=row[6],
        credit_checked_on=_optional_day(row[7]),
        is_pending_registration=bool(row[8]),
    )


def _case(row: Row, enterprise: EnterpriseFacts, lines: _Lines) -> ApplicationFacts:
    application_id = row[0]
    case = ApplicationFacts(
        application_id=application_id,
        case_no=row[1],
        reporting_unit=row[2],
        reporting_no=row[3],
        award_year=row[4],
        measure_id=row[5],
        enterprise=enterprise,
        county_code=row[6],
        claimed_amount=_yuan(row[8]),
        intake_order=row[9],
        has_provincial_support=bool(row[10]),
        provincial_support_amount=_optional_yuan(row[11]),
        provincial_support_project=row[12],
        assessed_amount=_optional_yuan(row[13]),
        assessment_document_no=row[14],
        has_undertaking=bool(row[15]),
        county_reviewed_amount=_optional_yuan(row[16]),
        county_reviewed_on=_optional_day(row[17]),
        decided_amount=_optional_yuan(row[18]),
        expense_lines=tuple(lines.expenses.get(application_id, ())),
        leases=tuple(lines.leases.get(application_id, ())),
        customs_declarations=tuple(lines.declarations.get(application_id, ())),
        park_performance=tuple(lines.tenants.get(application_id, ())),
        service_events=tuple(lines.events.get(application_id, ())),
    )
    supports = lines.supports.get(application_id)
    return replace(case, other_supports=tuple(supports)) if supports else case


def _expense(row: Row) -> ExpenseLine:
    return ExpenseLine(
        row[1], row[2], row[3], row[4], _day(row[5]), row[6], _yuan(row[7]), _yuan(row[8]), _day(row[9]), row[10],
        row[11], _yuan(row[12]), row[13], row[14], _optional_yuan(row[15]), row[16], _optional_number(row[17]),
        _optional_number(row[18]), _optional_day(row[19]), _optional_number(row[20]), _optional_yuan(row[21]),
        row[22], row[23], row[24],
    )  # fmt: skip


def _lease(row: Row, invoices: tuple[LeaseInvoice, ...]) -> Lease:
    return Lease(
        row[2], row[3], row[4], row[5], Decimal(row[6]), Decimal(row[7]), _day(row[8]), _day(row[9]),
        _optional_number(row[10]), invoices, row[1],
    )  # fmt: skip


def _lease_invoice(row: Row, number: int) -> LeaseInvoice:
    return LeaseInvoice(
        number, row[3], row[4], _day(row[5]), _day(row[6]), _day(row[7]), _yuan(row[8]), _day(row[9]), row[10],
        row[11], _yuan(row[12]), row[13], row[14], row[15], row[16],
    )  # fmt: skip


def _declaration(row: Row) -> CustomsDeclarationLine:
    return CustomsDeclarationLine(
        row[1], row[2], row[3], row[4], _day(row[5]), row[6], _yuan(row[7]), row[8], row[9], _yuan(row[10]), row[11],
        _day(row[12]), row[13], row[14], _yuan(row[15]), row[16], row[17], row[18], row[19], _optional_day(row[20]),
        row[21], _optional_yuan(row[22]), row[23], row[24],
    )  # fmt: skip


def _tenant(row: Row) -> ParkPerformanceLine:
    return ParkPerformanceLine(
        row[1], row[2], row[3], row[4], _day(row[5]), row[6], _yuan(row[7]), row[8], _optional_number(row[9]), row[10]
    )


def _event(row: Row) -> ServiceEventLine:
    return ServiceEventLine(row[1], _day(row[2]), row[3], row[4], row[5], row[6], bool(row[7]), row[8], row[9], row[10])


def _support(row: Row) -> OtherSupport:
    return OtherSupport(row[1], row[2], row[3], _optional_yuan(row[4]), row[5], row[7], bool(row[8]))


def _trade(reader: _Reader) -> tuple[TradeFigure, ...]:
    return tuple(
        TradeFigure(row[0], row[1], row[2], _yuan(row[3]), _yuan(row[4]), row[5])
        for row in reader.rows(_TRADE, narrow=False)
    )


def _customs_list(reader: _Reader) -> tuple[CustomsListEntry, ...]:
    return tuple(
        CustomsListEntry(row[0], row[1], row[2], _day(row[3]), _yuan(row[4]), row[5])
        for row in reader.rows(_LIST, narrow=False)
    )


def _yuan(fen: int) -> Decimal:
    return Decimal(fen) * _CENT


def _optional_yuan(fen: int | None) -> Decimal | None:
    return None if fen is None else Decimal(fen) * _CENT


def _optional_number(text: str | None) -> Decimal | None:
    return None if text is None else Decimal(text)


def _optional_day(text: str | None) -> date | None:
    return None if text is None else _day(text)
