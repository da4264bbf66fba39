"""The rows of an invented year as the engine takes them."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from cbec_desktop.awards.run import AssessmentContext, PriorAward
from cbec_desktop.domain.records import (
    ApplicationFacts,
    CustomsDeclarationLine,
    EnterpriseFacts,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    OtherSupport,
    ParkPerformanceLine,
    TradeFigure,
)
from tests.awards.second_reckoning import Row, Year, one_a_number, one_lease_a_contract


def as_facts(year: Year) -> tuple[list[ApplicationFacts], AssessmentContext]:
    """Applications, and everything beside them that may decide an award."""
    lines: dict[str, dict[int, list[Row]]] = {}
    for key, rows in (
        ("tenants", year.tenants),
        ("expenses", year.expenses),
        ("rents", one_lease_a_contract(year.rents)),
        ("declarations", one_a_number(year.declarations)),
        ("supports", year.supports),
    ):
        by_app = lines.setdefault(key, {})
        for row in rows:
            by_app.setdefault(row["app"], []).append(row)
    trade = [
        TradeFigure(f"{row['year']}-05", row["firm"], row["mode"], _yuan(row["value"]), Decimal(0), row["source"])
        for row in year.trade
    ]
    paper = [
        PriorAward(row["measure"], row["year"], row["firm"], _yuan(row["amount"]), park_name=row["park"])
        for row in year.paper
    ]
    cases = [_case(app, {key: by_app.get(app["id"], []) for key, by_app in lines.items()}) for app in year.applications]
    return cases, AssessmentContext(trade=trade, prior_awards=paper)


def _case(app: Row, lines: dict[str, list[Row]]) -> ApplicationFacts:
    firm = EnterpriseFacts(
        app["firm"],
        app["firm"],
        "211302",
        frozenset({app["role"]}),
        credit_status=app["credit"],
        credit_checked_on=date(app["year"], 9, 1),
    )
    return ApplicationFacts(
        application_id=app["id"],
        case_no=f"例{app['id']}",
        reporting_unit="211302",
        reporting_no=str(app["id"]),
        award_year=app["year"],
        measure_id=app["measure"],
        enterprise=firm,
        county_code="211302",
        claimed_amount=Decimal(0),
        intake_order=app["id"],
        has_provincial_support=bool(app["flag"]),
        provincial_support_amount=_optional(app["support"]),
        assessed_amount=_optional(app["assessed"]),
        assessment_document_no=app["document"],
        decided_amount=_optional(app["granted"]),
        expense_lines=tuple(_expense(row) for row in lines["expenses"]),
        leases=tuple(_leases(lines["rents"])),
        customs_declarations=tuple(_declaration(row) for row in lines["declarations"]),
        park_performance=tuple(_tenant(row, app["park"]) for row in lines["tenants"]),
        other_supports=tuple(_support(row) for row in lines["supports"]),
    )


def _tenant(row: Row, park: str) -> ParkPerformanceLine:
    return ParkPerformanceLine(
        row["row"], park, row["tenant"], row["tenant"], date(2025, 1, 1), row["mode"], _yuan(row["value"])
    )


def _support(row: Row) -> OtherSupport:
    return OtherSupport(
        row["level"], "别的项目", row["state"], _optional(row["amount"]), cost_key=row["invoice"],
        is_related=bool(row["related"]),
    )  # fmt: skip


def _expense(row: Row) -> ExpenseLine:
    return ExpenseLine(
        row["row"], row["category"], row["service"], row["invoice"], date.fromisoformat(row["invoiced_on"]),
        row["buyer"], _yuan(row["total"]), _yuan(row["claimed"]), date.fromisoformat(row["paid_on"]),
        row["method"], row["payer"], _yuan(row["paid"]), tax_amount=_optional(row["tax"]),
        local_share_percent=None if row["share"] is None else Decimal(row["share"]),
        other_support_amount=_optional(row["other"]),
    )  # fmt: skip


def _leases(rows: Sequence[Row]) -> list[Lease]:
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["lease"], []).append(row)
    return [
        Lease(
            contract, "出租方", group[0]["place"], group[0]["usage"], _yuan(group[0]["area"]), _yuan(group[0]["self"]),
            date(2025, 1, 1), date(2029, 1, 1), certificate_area=_optional(group[0]["certificate"]),
            invoices=tuple(_rent(row) for row in group),
        )
        for contract, group in found.items()
    ]  # fmt: skip


def _rent(row: Row) -> LeaseInvoice:
    return LeaseInvoice(
        row["row"], row["usage"], f"27{row['app']:012d}{row['row']:06d}", date.fromisoformat(row["invoiced_on"]),
        date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), _yuan(row["gross"]),
        date.fromisoformat(row["paid_on"]), row["method"], row["payer"], _yuan(row["paid"]),
    )  # fmt: skip


def _declaration(row: Row) -> CustomsDeclarationLine:
    return CustomsDeclarationLine(
        row["row"], row["no"], row["mode"], row["direction"], date.fromisoformat(row["declared_on"]),
        row["consignee"], _yuan(row["value"]), "代理", row["agent"], _yuan(row["gross"]), row["invoice"],
        date.fromisoformat(row["paid_on"]), row["method"], row["payer"], _yuan(row["paid"]),
        ticket_count=row["tickets"],
    )  # fmt: skip


def _yuan(hundredths: int) -> Decimal:
    return Decimal(hundredths).scaleb(-2)


def _optional(hundredths: int | None) -> Decimal | None:
    return None if hundredths is None else _yuan(hundredths)
