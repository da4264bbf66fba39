"""The measure's own block on F02: at most two rows; more than two are summed with a hint to the detail form."""

from __future__ import annotations

from collections.abc import Iterable
from decimal import Decimal
from itertools import groupby

from cbec_desktop.documents.paper_words import area, date_span
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.records import ApplicationFacts, Lease

BlockRow = tuple[str, str, str, str]


def block_rows(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    """Rows of the block of the case's measure; one without a block of its own shows its cost lines."""
    own = {
        "park_award": _parks,
        "service_platform": _services,
        "premises_rent": _leases,
        "customs_agency_fee": _agents,
    }
    return own.get(facts.measure_id, _platforms)(facts)


def cost_total(facts: ApplicationFacts) -> Decimal | None:
    """Σ of what the vouchers of the application say, None for measure 1."""
    if facts.measure_id == "park_award":
        return None
    if facts.measure_id == "premises_rent":
        return _sum(invoice.rent_amount for lease in facts.leases for invoice in lease.invoices)
    if facts.measure_id == "customs_agency_fee":
        return _sum(line.fee_amount for line in facts.customs_declarations)
    return _sum(line.invoice_total for line in facts.expense_lines)


def _sum(amounts: Iterable[Decimal]) -> Decimal:
    return sum(amounts, Decimal(0))


def _parks(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    lines = sorted(facts.park_performance, key=lambda line: line.park_name)
    rows = []
    for name, group in groupby(lines, key=lambda line: line.park_name):
        tenants = list(group)
        count = len({line.credit_code for line in tenants})
        value = _sum(line.trade_value for line in tenants)
        rows.append((name, str(count), facts.assessment_document_no or "", format_yuan(value)))
    return tuple(rows[:2])


def _services(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    kinds = "、".join(sorted({event.kind for event in facts.service_events}))
    persons = sum(event.attendance_count for event in facts.service_events)
    local = sum(event.local_attendance_count for event in facts.service_events)
    cost = _sum(line.invoice_total for line in facts.expense_lines)
    where = "（见F03、F07）" if len(facts.service_events) > 1 or len(facts.expense_lines) > 1 else ""
    return ((f"{kinds or '公共服务'}{where}", f"{persons:,}", f"{local:,}", format_yuan(cost)),)


def _platforms(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    lines = sorted(facts.expense_lines, key=lambda line: line.platform_or_service)
    rows = []
    for name, group in groupby(lines, key=lambda line: line.platform_or_service):
        own = list(group)
        kinds = sorted({line.category for line in own})
        shops = sorted({line.shop_or_activity for line in own if line.shop_or_activity})
        kind = kinds[0] if len(kinds) == 1 else f"{len(kinds)}类"
        shop = shops[0] if len(shops) == 1 else f"{len(shops)}个店铺" if shops else ""
        rows.append((name, kind, shop, format_yuan(_sum(line.invoice_total for line in own))))
    if len(rows) > 2:
        total = format_yuan(_sum(line.invoice_total for line in lines))
        return ((f"{len(rows)}个平台，见F03", "", "", total),)
    return tuple(rows)


def _leases(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    if len(facts.leases) > 2:
        used = _sum(lease.self_used_area for lease in facts.leases)
        rent = _sum(_rent(lease) for lease in facts.leases)
        return ((f"{len(facts.leases)}处，见F04", area(used), "", format_yuan(rent)),)
    return tuple(
        (
            lease.location,
            area(lease.self_used_area),
            date_span(lease.lease_from, lease.lease_to),
            format_yuan(_rent(lease)),
        )
        for lease in facts.leases
    )


def _rent(lease: Lease) -> Decimal:
    return _sum(invoice.rent_amount for invoice in lease.invoices)


def _agents(facts: ApplicationFacts) -> tuple[BlockRow, ...]:
    lines = sorted(facts.customs_declarations, key=lambda line: line.agent_name)
    rows = []
    for name, group in groupby(lines, key=lambda line: line.agent_name):
        own = list(group)
        modes = "、".join(sorted({line.supervision_mode for line in own}))
        tickets = sum(line.ticket_count for line in own)
        rows.append((name, f"{tickets:,}", modes, format_yuan(_sum(line.fee_amount for line in own))))
    if len(rows) > 2:
        tickets = sum(line.ticket_count for line in lines)
        total = format_yuan(_sum(line.fee_amount for line in lines))
        return ((f"{len(rows)}家，见F05", f"{tickets:,}", "", total),)
    return tuple(rows)
