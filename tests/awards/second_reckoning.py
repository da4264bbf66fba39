"""Invented years for the second reckoning: flat rows of applications and lines, with every mistake the rules know.

`as_facts` of `second_reckoning_facts` makes the records for the engine of them; `reckon_again` of
`second_reckoning_sql` reckons the same rows by other means: SQL on whole numbers and plain tables instead of ledgers,
money as whole numbers of the smallest part. Both must agree to the fen. Money is fen, areas are hundredths of a ㎡.
"""

from __future__ import annotations

import random
from collections.abc import Iterable
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any

YEAR, EARLIER = 2027, 2026
"""The award year at hand, and the one before it whose applications are all decided."""
MEASURES = ("park_award", "service_platform", "platform_entry_fee", "premises_rent", "customs_agency_fee")
CATEGORIES = {
    "service_platform": ("孵化服务", "人员培训", "选品服务", "代运营", "独立站", "广告费", "其他"),
    "platform_entry_fee": (
        "入驻费", "会员费", "年费", "店铺月租", "保证金", "佣金", "广告费", "代运营", "独立站", "其他",
    ),
}  # fmt: skip
MODES = ("9610", "9710", "9810", "1210", "1239", "0110", "1039")
ROLES = {"park_award": "园区运营主体", "service_platform": "平台"}
LARGE = ("park_award", "service_platform")
"""Measures with a cap of a million."""
UNKNOWN_INVOICE = "26999999999999999999"
Row = dict[str, Any]


@dataclass
class Year:
    """One invented year: rows by subject; `paper` holds awards that were granted outside the program."""

    applications: list[Row] = field(default_factory=list)
    tenants: list[Row] = field(default_factory=list)
    expenses: list[Row] = field(default_factory=list)
    rents: list[Row] = field(default_factory=list)
    declarations: list[Row] = field(default_factory=list)
    supports: list[Row] = field(default_factory=list)
    trade: list[Row] = field(default_factory=list)
    paper: list[Row] = field(default_factory=list)


def random_year(seed: int, count: int, *, has_earlier: bool = True) -> Year:
    """`count` applications of about an eighth as many firms; with `has_earlier` one in five is of the year before."""
    chance, year = random.Random(seed), Year()
    traders: set[str] = set()
    for number in range(1, count + 1):
        kind = chance.choices(("91", "92", "93"), (30, 1, 1))[0]
        firm = f"{kind}211302MA{chance.randrange(count // 8 + 1):08d}"
        app = _random_application(chance, number, firm, count, has_earlier=has_earlier)
        year.applications.append(app)
        if firm not in traders:
            traders.add(firm)
            year.trade.extend(_random_trade(chance, firm))
        if chance.random() < 0.06:
            year.paper.append(_random_paper(chance, firm, count))
        _random_lines(chance, year, app)
        if chance.random() < 0.15:
            year.supports.extend(_random_supports(chance, app, year.expenses))
    return year


def _random_application(chance: random.Random, number: int, firm: str, count: int, *, has_earlier: bool) -> Row:
    measure = chance.choice(MEASURES)
    is_old, is_supported = chance.random() < 0.2 and has_earlier, chance.random() < 0.1
    highest = chance.choice((2 * 10**4, 12 * 10**5 if measure in LARGE else 6 * 10**4))
    is_known = chance.random() < 0.9
    return {
        "id": number,
        "year": EARLIER if is_old else YEAR,
        "measure": measure,
        "firm": firm,
        "credit": chance.choices(("正常", "异常", "失信"), (30, 1, 1))[0],
        "role": chance.choices((ROLES.get(measure, "卖家"), "服务商", "制造企业"), (20, 2, 1))[0],
        "flag": int(is_supported),
        "support": chance.randrange(1, 10 ** chance.choice((4, 6, 7))) if is_supported and is_known else None,
        "granted": chance.randrange(highest) * 100 if is_old or chance.random() < 0.05 else None,
        "park": f"园{chance.randrange(count // 12 + 1)}" if measure == "park_award" else None,
        "assessed": chance.randrange(1, 12 * 10**7) if chance.random() < 0.96 else None,
        "document": "纪要〔2027〕1号" if chance.random() < 0.97 else None,
    }


def _random_trade(chance: random.Random, firm: str) -> Iterable[Row]:
    for trade_year in (EARLIER, YEAR):
        for _ in range(chance.choice((0, 1, 1, 2))):
            yield {
                "firm": firm,
                "year": trade_year,
                "mode": chance.choices(MODES, (4, 4, 4, 2, 1, 3, 3))[0],
                "value": chance.choice((0, 5_000_00, 10_000_00, 10**9)),
                "source": "海关" if chance.random() < 0.9 else "企业",
            }


def _random_paper(chance: random.Random, firm: str, count: int) -> Row:
    measure = chance.choice(MEASURES)
    return {
        "year": chance.choice((EARLIER, YEAR)),
        "measure": measure,
        "firm": firm,
        "park": f"园{chance.randrange(count // 12 + 1)}" if measure == "park_award" else None,
        "amount": chance.randrange(1, 8 * 10**7 if measure in LARGE else 5 * 10**6),
    }


def _random_supports(chance: random.Random, app: Row, expenses: list[Row]) -> Iterable[Row]:
    own = [row["invoice"] for row in expenses[-5:] if row["app"] == app["id"]]
    for _ in range(chance.choice((1, 1, 2))):
        yield {
            "app": app["id"],
            "level": chance.choices(("国家", "省", "市", "县"), (1, 4, 3, 1))[0],
            "state": chance.choices(("received", "applied"), (3, 1))[0],
            "amount": None if chance.random() < 0.15 else chance.randrange(1, 10 ** chance.choice((4, 6, 7))),
            "invoice": chance.choice([*own, UNKNOWN_INVOICE]) if own and chance.random() < 0.5 else None,
            "related": int(chance.random() < 0.9),
        }


def _random_lines(chance: random.Random, year: Year, app: Row) -> None:
    measure, known_tenants = app["measure"], len(year.tenants)
    for row in range(1, chance.choice((1, 1, 2, 3, 5)) + 1):
        if measure == "park_award":
            year.tenants.extend(_random_tenant(chance, app, row))
            continue
        common = _random_payment(chance, app, row)
        if measure in CATEGORIES:
            year.expenses.append(common | _random_expense(chance, app, common["gross"], year))
        elif measure == "premises_rent":
            year.rents.append(common | _random_rent(chance, app))
        else:
            year.declarations.append(common | _random_declaration(chance, app, row, year))
    if len(year.tenants) == known_tenants:
        app["park"] = None  # only the rows of its tenants say which park it is


def _random_tenant(chance: random.Random, app: Row, row: int) -> Iterable[Row]:
    if chance.random() < 0.95:
        yield {
            "app": app["id"],
            "row": row,
            "tenant": f"91211302MB{chance.randrange(4):08d}",
            "mode": chance.choices(MODES, (4, 4, 4, 2, 1, 6, 6))[0],
            "value": chance.choice((0, 4_000_00, 9_000_00, 10**8)),
        }


def _random_payment(chance: random.Random, app: Row, row: int) -> Row:
    most = 4 * 10**8 if app["measure"] in LARGE else 10**8
    gross = chance.choice((chance.randrange(1, 10**4), chance.randrange(1, 10**6), chance.randrange(1, most)))
    days = (f"{app['year']}-06-30", *(f"{app['year'] + 1}-{day}" for day in ("01-15", "03-31", "04-01")))
    return {
        "app": app["id"],
        "row": row,
        "gross": gross,
        "paid": gross if chance.random() < 0.8 else chance.randrange(gross + 1),
        "method": chance.choices(("对公转账", "现金", "个人支付"), (30, 1, 1))[0],
        "payer": app["firm"] if chance.random() < 0.96 else "别家",
        "paid_on": chance.choices(days, (12, 3, 3, 1))[0],
    }


def _random_expense(chance: random.Random, app: Row, gross: int, year: Year) -> Row:
    others = [chance.choice(year.expenses)] if year.expenses and chance.random() < 0.1 else []
    total = others[0]["total"] if others else gross + chance.choice((0, 0, chance.randrange(10**5)))
    claimed = min(gross, total)
    return {
        "category": chance.choice((*CATEGORIES[app["measure"]], *CATEGORIES[app["measure"]][:4])),
        "service": f"内容{len(year.expenses)}",
        "invoice": others[0]["invoice"] if others else f"26{len(year.expenses):018d}",
        "total": total,
        "claimed": claimed,
        "tax": None if chance.random() < 0.04 else total * 6 // 106,
        "buyer": app["firm"] if chance.random() < 0.97 else "别家",
        "invoiced_on": f"{app['year'] - (chance.random() < 0.04)}-12-31",
        "share": chance.choice((None, 100, 75, 33, 0)) if app["measure"] == "service_platform" else None,
        "other": chance.randrange(claimed * 2 + 1) if chance.random() < 0.15 else None,
    }


def _random_rent(chance: random.Random, app: Row) -> Row:
    start = date(app["year"] - 1, 7, 1) + timedelta(days=chance.choice((0, 184, 184, 199, 300, 500)))
    end = start + timedelta(days=chance.choice((30, 89, 180, 364, 500)))
    area, year = chance.randrange(1_000, chance.choice((30_000, 300_000))), app["year"]
    invoiced = (f"{year}-06-01", f"{year - 1}-12-31", f"{year + 1}-01-20", f"{year + 1}-04-01")
    return {
        "lease": f"{chance.randrange(3)}" if chance.random() < 0.7 else f"共{app['firm'][-3:]}",
        "place": chance.choices(("朝阳市双塔区1号", "沈阳市和平区2号", "美国洛杉矶3号"), (20, 2, 1))[0],
        "usage": chance.choices(("办公", "仓储", "厂房", "直播间", "宿舍", "其他"), (10, 5, 2, 2, 2, 1))[0],
        "invoiced_on": chance.choices(invoiced, (12, 2, 2, 1))[0],
        "from": start.isoformat(),
        "to": end.isoformat(),
        "area": area,
        "self": area if chance.random() < 0.7 else chance.randrange(area + 1),
        "certificate": chance.choice((None, area, area, chance.randrange(1, area + 1), area + 5_000)),
    }


def _random_declaration(chance: random.Random, app: Row, row: int, year: Year) -> Row:
    known = year.declarations
    again, shares = chance.random() < 0.04 and known, chance.random() < 0.3 and known
    near = known[-1] if known and chance.random() < 0.9 else (chance.choice(known) if known else {})
    mode = chance.choices(MODES, (6, 10, 10, 2, 1, 2, 2))[0]
    no = f"08002027{chance.choice('01')}{app['id']:06d}{row:03d}"
    return {
        "no": chance.choice(known)["no"] if again else no,
        "invoice": near["invoice"] if shares else f"28{app['id']:012d}{row:06d}",
        "mode": mode,
        "direction": chance.choice(("出口", "进口")),
        "declared_on": f"{app['year'] - 1}-12-31" if chance.random() < 0.03 else f"{app['year']}-01-01",
        "consignee": app["firm"] if chance.random() < 0.97 else "别家",
        "agent": app["firm"] if chance.random() < 0.03 else "91210000MA0000000X",
        "tickets": chance.choice((1, 1, 5, 5000)) if mode == "9610" else 1,
        "value": chance.choice((0, 0, 1_000_00, 10**8)),
    }


def one_a_number(rows: Iterable[Row]) -> list[Row]:
    """A number stands once in an application: its first row (ruling 1)."""
    kept: dict[tuple[int, str], Row] = {}
    for row in rows:
        kept.setdefault((row["app"], row["no"]), row)
    return list(kept.values())


def one_lease_a_contract(rows: Iterable[Row]) -> list[Row]:
    """Rows of one contract share place and areas of its first row, as the importer has it (ruling 10)."""
    first: dict[tuple[int, str], Row] = {}
    shared = ("place", "area", "self", "certificate")
    return [row | {key: first.setdefault((row["app"], row["lease"]), row)[key] for key in shared} for row in rows]
