"""A second reckoning of measures 2 to 5, written from the text of the rules only: SQL on whole numbers, a plain table.

`random_year` invents applications as flat rows; `as_facts` makes the records for the engine of them, `reckon_again`
reckons the same rows by other means: evidence, unit caps and applicants' caps by running sums instead of ledgers, money
as whole numbers of the smallest part instead of fractions. Both must agree to the fen.
"""

from __future__ import annotations

import random
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.records import (
    ApplicationFacts,
    CustomsDeclarationLine,
    EnterpriseFacts,
    ExpenseLine,
    Lease,
    LeaseInvoice,
    TradeFigure,
)

YEAR = 2026
MEASURES = ("service_platform", "platform_entry_fee", "premises_rent", "customs_agency_fee")
CATEGORIES = {
    "service_platform": ("孵化服务", "人员培训", "选品服务", "其他"),
    "platform_entry_fee": ("入驻费", "会员费", "年费", "店铺月租", "广告费", "其他"),
}
Row = dict[str, Any]


@dataclass
class Year:
    """One invented year: flat rows of applications, expense lines, rent invoices, declarations; performance by firm."""

    applications: list[Row] = field(default_factory=list)
    expenses: list[Row] = field(default_factory=list)
    rents: list[Row] = field(default_factory=list)
    declarations: list[Row] = field(default_factory=list)
    performance: dict[str, int] = field(default_factory=dict)


def random_year(seed: int, count: int) -> Year:
    """`count` applications of about a third as many firms, with every mistake the rules know of."""
    chance, year = random.Random(seed), Year()
    for number in range(1, count + 1):
        firm = f"{chance.choices(('91', '92'), (30, 1))[0]}211302MA{chance.randrange(count // 3 + 1):08d}"
        measure = chance.choice(MEASURES)
        year.performance.setdefault(firm, chance.choice((0, 5_000_00, 10_000_00, 10**9)))
        has_support = measure != "service_platform" and chance.random() < 0.1
        year.applications.append(
            {
                "id": number,
                "measure": measure,
                "firm": firm,
                "credit": chance.choices(("正常", "异常", "失信"), (30, 1, 1))[0],
                "role": int(chance.random() < 0.95),
                "support": chance.randrange(10**6) if has_support else None,
                "granted": chance.randrange(2 * 10**4) * 100 if chance.random() < 0.05 else None,
            }
        )
        _random_lines(chance, year, number, measure, firm)
    return year


def _random_lines(chance: random.Random, year: Year, number: int, measure: str, firm: str) -> None:
    for row in range(1, chance.choice((1, 1, 2, 3, 5)) + 1):
        common = _random_payment(chance, number, row, firm)
        if measure in CATEGORIES:
            year.expenses.append(common | _random_expense(chance, measure, common["gross"], year, firm))
        elif measure == "premises_rent":
            year.rents.append(common | _random_rent(chance, number, firm))
        else:
            year.declarations.append(common | _random_declaration(chance, number, row, year, firm))


def _random_payment(chance: random.Random, number: int, row: int, firm: str) -> Row:
    gross = chance.choice((chance.randrange(1, 10**4), chance.randrange(1, 10**6), chance.randrange(1, 10**8)))
    return {
        "app": number,
        "row": row,
        "gross": gross,
        "paid": gross if chance.random() < 0.8 else chance.randrange(gross + 1),
        "method": chance.choices(("对公转账", "现金", "个人支付"), (30, 1, 1))[0],
        "payer": firm if chance.random() < 0.96 else "别家",
        "paid_on": "2027-04-01" if chance.random() < 0.04 else "2027-03-31",
    }


def _random_expense(chance: random.Random, measure: str, gross: int, year: Year, firm: str) -> Row:
    others = [chance.choice(year.expenses)] if year.expenses and chance.random() < 0.1 else []
    total = others[0]["total"] if others else gross + chance.choice((0, 0, chance.randrange(10**5)))
    claimed = min(gross, total)
    return {
        "category": chance.choice(CATEGORIES[measure]),
        "service": f"内容{len(year.expenses)}",
        "invoice": others[0]["invoice"] if others else f"26{len(year.expenses):018d}",
        "total": total,
        "claimed": claimed,
        "tax": others[0]["tax"] if others else total * 6 // 106,
        "buyer": firm if chance.random() < 0.97 else "别家",
        "invoiced_on": "2025-12-31" if chance.random() < 0.04 else "2026-12-31",
        "share": chance.choice((None, 100, 75, 33, 0)) if measure == "service_platform" else None,
        "other": chance.randrange(claimed * 2 + 1) if chance.random() < 0.15 else None,
    }


def _random_rent(chance: random.Random, number: int, firm: str) -> Row:
    start = date(2025, 7, 1) + timedelta(days=chance.choice((0, 184, 184, 199, 300, 500)))
    end = start + timedelta(days=chance.choice((30, 89, 180, 364, 500)))
    area = chance.randrange(1_000, 300_000)
    return {
        "lease": f"{chance.randrange(3)}" if chance.random() < 0.7 else f"共{firm[-3:]}",
        "usage": chance.choices(("办公", "仓储", "宿舍", "其他"), (10, 5, 1, 1))[0],
        "from": start.isoformat(),
        "to": end.isoformat(),
        "area": area,
        "self": area if chance.random() < 0.7 else chance.randrange(area + 1),
    }


def _random_declaration(chance: random.Random, number: int, row: int, year: Year, firm: str) -> Row:
    again = chance.random() < 0.04 and year.declarations
    mode = chance.choices(("9610", "9710", "9810", "1210", "0110"), (3, 5, 5, 1, 1))[0]
    no = f"08002026{chance.choice('01')}{number:06d}{row:03d}"
    return {
        "no": chance.choice(year.declarations)["no"] if again else no,
        "mode": mode,
        "direction": chance.choice(("出口", "进口")),
        "declared_on": "2025-12-31" if chance.random() < 0.03 else "2026-01-01",
        "consignee": firm if chance.random() < 0.97 else "别家",
        "agent": firm if chance.random() < 0.03 else "91210000MA0000000X",
        "tickets": chance.choice((1, 1, 5, 5000)) if mode == "9610" else 1,
    }


SWITCHES: dict[str, tuple[str, ...]] = {
    "round_unit": ("1", "1", "100"),
    "line_basis": ("paid", "invoice"),
    "payment.personal": ("exclude", "allow"),
    "amount_basis": ("incl_tax", "excl_tax"),
    "eligible_entity_types": ("91", "91,92"),
    "perf_min": ("0", "10000"),
    "mode_codes": ("9610,9710,9810,1210,1239", "9610,9710,9810,1210,1239,0110"),
    "dup.m3_5": ("up_to_cost", "stack", "exclude", "same_lines", "highest_only"),
    "dup.m2": ("same_lines", "stack"),
    "m2.local_share": ("share", "whole"),
    "m2.rate": ("0.5", "0.4"),
    "m3.rate": ("0.3", "0.25"),
    "m3.fee_types": ("入驻费,会员费,年费,店铺月租", "入驻费,广告费"),
    "m4.rate": ("0.5", "0.35"),
    "m4.unit_cap.period": ("year", "month", "policy_period"),
    "m4.unit_cap.applies_to": ("award", "base"),
    "m4.unit_cap.prorate_by_months": ("no", "yes"),
    "m4.area_basis": ("self_used", "contract"),
    "m4.pooling": ("lease", "pooled"),
    "m4.usages": ("办公,仓储,厂房,直播间", "办公,宿舍"),
    "m5.unit_cap.applies_to": ("award", "base"),
    "m5.unit_9610": ("manifest", "summary"),
    "m5.direction": ("both", "export"),
}


def random_values(chance: random.Random) -> dict[str, str]:
    """A set with readings and rates drawn at random."""
    values = {name: chance.choice(choices) for name, choices in SWITCHES.items()}
    if chance.random() < 0.3:
        values |= {"m5.rate_reading": "ceiling", "m5.rate": "0.45"}
    return values


def as_facts(year: Year) -> tuple[list[ApplicationFacts], list[TradeFigure]]:
    """The same rows as the engine takes them."""
    lines: dict[int, dict[str, list[Any]]] = {app["id"]: {"e": [], "r": [], "d": []} for app in year.applications}
    for key, rows in (("e", year.expenses), ("r", year.rents), ("d", year.declarations)):
        for row in rows:
            lines[row["app"]][key].append(row)
    trade = [
        TradeFigure("2026-05", firm, "9810", _yuan(value), Decimal(0), "海关")
        for firm, value in year.performance.items()
    ]
    return [_case(app, lines[app["id"]]) for app in year.applications], trade


def _case(app: Row, lines: Mapping[str, list[Row]]) -> ApplicationFacts:
    role = {"service_platform": "平台"}.get(app["measure"], "卖家") if app["role"] else "制造企业"
    firm = EnterpriseFacts(
        app["firm"],
        app["firm"],
        "211302",
        frozenset({role}),
        credit_status=app["credit"],
        credit_checked_on=date(2026, 9, 1),
    )
    return ApplicationFacts(
        application_id=app["id"],
        case_no=f"例{app['id']}",
        reporting_unit="211302",
        reporting_no=str(app["id"]),
        award_year=YEAR,
        measure_id=app["measure"],
        enterprise=firm,
        county_code="211302",
        claimed_amount=Decimal(0),
        intake_order=app["id"],
        has_provincial_support=app["support"] is not None,
        provincial_support_amount=None if app["support"] is None else _yuan(app["support"]),
        decided_amount=None if app["granted"] is None else _yuan(app["granted"]),
        expense_lines=tuple(_expense(row) for row in lines["e"]),
        leases=tuple(_leases(lines["r"])),
        customs_declarations=tuple(_declaration(row) for row in _one_a_number(lines["d"])),
    )


def _expense(row: Row) -> ExpenseLine:
    return ExpenseLine(
        row["row"], row["category"], row["service"], row["invoice"], date.fromisoformat(row["invoiced_on"]),
        row["buyer"], _yuan(row["total"]), _yuan(row["claimed"]), date.fromisoformat(row["paid_on"]),
        row["method"], row["payer"], _yuan(row["paid"]), tax_amount=_yuan(row["tax"]),
        local_share_percent=None if row["share"] is None else Decimal(row["share"]),
        other_support_amount=None if row["other"] is None else _yuan(row["other"]),
    )  # fmt: skip


def _leases(rows: Sequence[Row]) -> list[Lease]:
    """Rows of one contract share the areas of its first row, as the importer has it."""
    found: dict[str, list[Row]] = {}
    for row in rows:
        found.setdefault(row["lease"], []).append(row)
    return [
        Lease(
            contract, "出租方", "朝阳市", group[0]["usage"], _hundredth(group[0]["area"]), _hundredth(group[0]["self"]),
            date(2025, 1, 1), date(2028, 1, 1), invoices=tuple(_rent(row) for row in group),
        )
        for contract, group in found.items()
    ]  # fmt: skip


def _rent(row: Row) -> LeaseInvoice:
    return LeaseInvoice(
        row["row"], row["usage"], f"27{row['app']:012d}{row['row']:06d}", date(2026, 6, 1),
        date.fromisoformat(row["from"]), date.fromisoformat(row["to"]), _yuan(row["gross"]),
        date.fromisoformat(row["paid_on"]), row["method"], row["payer"], _yuan(row["paid"]),
    )  # fmt: skip


def _declaration(row: Row) -> CustomsDeclarationLine:
    return CustomsDeclarationLine(
        row["row"], row["no"], row["mode"], row["direction"], date.fromisoformat(row["declared_on"]),
        row["consignee"], Decimal(0), "代理", row["agent"], _yuan(row["gross"]),
        f"28{row['app']:012d}{row['row']:06d}", date.fromisoformat(row["paid_on"]), row["method"], row["payer"],
        _yuan(row["paid"]), ticket_count=row["tickets"],
    )  # fmt: skip


def _one_a_number(rows: Sequence[Row]) -> list[Row]:
    return list({row["no"]: row for row in reversed(rows)}.values())[::-1]


def _yuan(fen: int) -> Decimal:
    return Decimal(fen).scaleb(-2)


def _hundredth(area: int) -> Decimal:
    return Decimal(area).scaleb(-2)
