"""Typed values of line sheets as the records that the rules reckon with (trial of an application being entered)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from cbec_desktop.domain.records import (
    CustomsDeclarationLine,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    ParkPerformanceLine,
    ServiceEventLine,
)
from cbec_desktop.services.application_draft import LEASE_MARK

Values = Mapping[str, Any]
NUMBER_LENGTH = 18
RENAMED = {"other_support": "other_support_amount", "floor_area": "area"}


def expense_lines(rows: Sequence[tuple[int, Values]]) -> tuple[ExpenseLine, ...]:
    """Rows of 费用明细 that can be read, with their row numbers."""
    return tuple(ExpenseLine(row=row, **_own(values, ExpenseLine)) for row, values in rows)


def customs_declarations(rows: Sequence[tuple[int, Values]]) -> tuple[CustomsDeclarationLine, ...]:
    """Rows of 报关明细; 21 characters are the number and the item."""
    made = []
    for row, values in rows:
        number = values["declaration_no"]
        own = _own(values, CustomsDeclarationLine) | {
            "declaration_no": number[:NUMBER_LENGTH],
            "item_no": number[NUMBER_LENGTH:] or None,
            "ticket_count": values.get("ticket_count") or 1,
        }
        made.append(CustomsDeclarationLine(row=row, **own))
    return tuple(made)


def park_performance(rows: Sequence[tuple[int, Values]]) -> tuple[ParkPerformanceLine, ...]:
    """Rows of 园区实绩."""
    return tuple(ParkPerformanceLine(row=row, **_own(values, ParkPerformanceLine)) for row, values in rows)


def service_events(rows: Sequence[tuple[int, Values]]) -> tuple[ServiceEventLine, ...]:
    """Rows of 服务活动."""
    return tuple(ServiceEventLine(row=row, **_own(values, ServiceEventLine)) for row, values in rows)


def leases(rows: Sequence[tuple[int, Values]]) -> tuple[Lease, ...]:
    """Rows of 房屋租赁, the rows of one contract joined; the first one's terms stand (ruling 10)."""
    grouped: dict[str, list[tuple[int, Values]]] = {}
    for row, values in rows:
        grouped.setdefault(values["contract_no"], []).append((row, values))
    made = []
    for members in grouped.values():
        first = members[0][1]
        invoices = tuple(LeaseInvoice(row=row, **_own(values, LeaseInvoice)) for row, values in members)
        made.append(Lease(**_own(first, Lease), invoices=invoices))
    return tuple(made)


def _own(values: Values, record: type[Any]) -> dict[str, Any]:
    """The values whose names, as the record calls them, are fields of `record`."""
    known = record.__dataclass_fields__
    own: dict[str, Any] = {}
    for name, value in values.items():
        target = name if name in known else RENAMED.get(name, name)
        if target in known and target not in ("row", "record_id") and name != LEASE_MARK:
            own[target] = value
    return own
