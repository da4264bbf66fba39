"""The second reckoning itself: what each application of an invented year must get, in whole fen."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from contextlib import closing
from fractions import Fraction

from tests.awards.second_reckoning import Row, Year, one_a_number, one_lease_a_contract
from tests.awards.second_reckoning_applicants import Money, Values, judge
from tests.awards.second_reckoning_caps import pay_out
from tests.awards.second_reckoning_rent import rent_awards

STANDING = """
    WITH line AS (SELECT l.*, a.firm, a.measure, a.year, a.known, a.granted IS NULL AS late_rank FROM {table} l
        JOIN application a ON a.id = l.app WHERE a.ok)
    SELECT * FROM line
    WHERE (method = '对公转账' OR (:personal = 'allow' AND method = '个人支付'))
      AND (payer = firm OR method = '个人支付')
      AND (:basis = 'invoice' OR paid_on <= (year + 1) || '-' || :paid_by) AND {own}
    ORDER BY late_rank, app, row"""
NOTHING = Fraction(0)
Exact = dict[int, tuple[Fraction, Fraction]]
"""Award and cost in fen by application."""


def reckon_again(year: Year, values: Values) -> dict[int, int]:
    """Awards in fen of the applications that are not decided, by id, under the values of a set."""
    with closing(sqlite3.connect(":memory:")) as table:
        table.row_factory = sqlite3.Row
        applications, money = judge(year, values)
        _fill(table, year, applications)
        exact = _expenses(table, values, money)
        rents = _standing(table, "rent", _rent_conditions(values), values)
        for more in (rent_awards(rents, values), _declarations(table, values)):
            exact |= {key: (_within_cost(*pair, money[key], values), pair[1]) for key, pair in more.items()}
        amounts = {app["id"]: exact.get(app["id"], (NOTHING, NOTHING))[0] * app["known"] for app in applications}
        return pay_out(table, applications, amounts, money, year.paper, values)


def _within_cost(award: Fraction, cost: Fraction, money: Money, values: Values, lines: Fraction = NOTHING) -> Fraction:
    """A19 for the whole case; `lines` is what its fees were supported with, each up to its own cost."""
    reading, rest = values["dup.m3_5"], money.unnamed
    if reading == "up_to_cost":
        return min(award, max(cost - max(money.declared or 0, lines + rest), NOTHING))
    if reading == "same_lines":
        return award * max(cost - rest, NOTHING) / cost if cost else NOTHING
    return max(award - rest, NOTHING) if reading == "highest_only" else award


def _fill(table: sqlite3.Connection, year: Year, applications: list[Row]) -> None:
    for name, rows in (
        ("application", applications),
        ("expense", year.expenses),
        ("rent", one_lease_a_contract(year.rents)),
        ("declaration", one_a_number(year.declarations)),
    ):
        table.execute(f"CREATE TABLE {name} ({', '.join(f'[{key}]' for key in rows[0])})")
        marks = ", ".join("?" * len(rows[0]))
        table.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(row.values()) for row in rows])


def _names(values: Values) -> dict[str, str]:
    return {
        "personal": values["payment.personal"],
        "basis": values["line_basis"],
        "paid_by": values["period.paid_by"],
    }


def _standing(table: sqlite3.Connection, name: str, own: str, values: Values) -> list[sqlite3.Row]:
    return table.execute(STANDING.format(table=name, own=own), _names(values)).fetchall()


def _listed(text: str) -> str:
    return ", ".join(repr(part) for part in text.split(","))


def _rent_conditions(values: Values) -> str:
    """A5 and A6: use, place, and which date must lie where."""
    own = f"usage IN ({_listed(values['m4.usages'])})"
    if values["m4.location"] == "chaoyang":
        own += " AND place LIKE '朝阳市%'"
    return (
        own
        + {
            "accrual": " AND invoiced_on <= (year + 1) || '-' || :paid_by",
            "payment_date": " AND substr(paid_on, 1, 4) = CAST(year AS TEXT)",
            "invoice_date": " AND substr(invoiced_on, 1, 4) = CAST(year AS TEXT)",
        }[values["m4.timing"]]
    )


def _expenses(table: sqlite3.Connection, values: Values, money: Mapping[int, Money]) -> Exact:
    """Measures 2 and 3: running sums over each invoice instead of a ledger."""
    listed = {"service_platform": values["m2.cost_types"], "platform_entry_fee": values["m3.fee_types"]}
    kinds = " OR ".join(f"(measure = '{m}' AND category IN ({_listed(text)}))" for m, text in listed.items())
    own = f"({kinds}) AND substr(invoiced_on, 1, 4) = CAST(year AS TEXT) AND buyer = firm"
    if values["dup.m3_5"] == "exclude":
        own += " AND NOT (measure = 'platform_entry_fee' AND coalesce(supported, 0) > 0)"
    owned = f"""
        WITH standing AS (SELECT *, row_number() OVER (ORDER BY late_rank, app, row) AS n
            FROM ({STANDING.format(table="expense", own=own)})),
        numbered AS (SELECT *, min(n) OVER (PARTITION BY invoice) AS first_n FROM standing),
        first AS (SELECT invoice, firm, measure FROM numbered WHERE n = first_n),
        used AS (SELECT s.*, coalesce(sum(s.claimed) OVER (PARTITION BY s.invoice ORDER BY s.n
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM standing s JOIN first f ON f.invoice = s.invoice AND f.firm = s.firm AND f.measure = s.measure)
        SELECT *, min(claimed, total - before) AS portion FROM used WHERE total > before ORDER BY n"""
    by_app: dict[int, list[sqlite3.Row]] = {}
    for line in table.execute(owned, _names(values)):
        by_app.setdefault(line["app"], []).append(line)
    result: Exact = {}
    for app, lines in by_app.items():
        if values["amount_basis"] == "excl_tax" and any(line["tax"] is None for line in lines):
            continue
        costs = [_counted(line, values) for line in lines]
        reckon = _fees if lines[0]["measure"] == "platform_entry_fee" else _services
        result[app] = reckon(lines, costs, money[app], values)
    return result


def _counted(line: sqlite3.Row, values: Values) -> Fraction:
    counted = Fraction(line["portion"] if values["line_basis"] == "invoice" else min(line["portion"], line["paid"]))
    if values["amount_basis"] == "excl_tax":
        counted = counted * (line["total"] - line["tax"]) / line["total"]
    return counted


def _fees(lines: list[sqlite3.Row], costs: list[Fraction], money: Money, values: Values) -> tuple[Fraction, Fraction]:
    """Measure 3: other money of a fee stays with that fee, what no fee names is of the whole case."""
    rate, reading = Fraction(values["m3.rate"]), values["dup.m3_5"]
    awards, received = [], NOTHING
    for at, line in enumerate(lines):
        other = Fraction(line["supported"] or 0)
        if reading == "same_lines":
            costs[at] = max(costs[at] - other, NOTHING)
        award = costs[at] * rate
        if reading == "up_to_cost":
            award = min(award, max(costs[at] - other, NOTHING))
        elif reading == "highest_only":
            award = max(award - other, NOTHING)
        awards.append(award)
        received += min(other, costs[at])
    cost = sum(costs, NOTHING)
    return _within_cost(sum(awards, NOTHING), cost, money, values, received), cost


def _services(
    lines: list[sqlite3.Row], costs: list[Fraction], money: Money, values: Values
) -> tuple[Fraction, Fraction]:
    """Measure 2: supported cost out of its line, then the share of local firms; or the case topped up (A18)."""
    reading, nets = values["dup.m2"], []
    for line, cost in zip(lines, costs, strict=True):
        net = max(cost - (line["supported"] or 0), NOTHING) if reading == "same_lines" else cost
        is_shared = values["m2.local_share"] == "share" and line["share"] is not None
        nets.append(net * line["share"] / 100 if is_shared else net)
    cost = sum(nets, NOTHING)
    award = cost * Fraction(values["m2.rate"])
    if reading == "highest_only":
        award = max(award - money.lines - money.unnamed, NOTHING)
    return award, cost


def _declarations(table: sqlite3.Connection, values: Values) -> Exact:
    """Measure 5: the first standing use of a number wins on an invoice of its firm; then parts as whole numbers."""
    own = f"substr(declared_on, 1, 4) = CAST(year AS TEXT) AND mode IN ({_listed(values['mode_codes'])})"
    own += " AND consignee = firm AND agent <> firm"
    if values["m5.direction"] == "export":
        own += " AND direction = '出口'"
    taken: set[str] = set()
    owner: dict[str, str] = {}
    winning = []
    for n, row in enumerate(_standing(table, "declaration", own, values)):
        if row["no"] in taken or owner.setdefault(row["invoice"], row["firm"]) != row["firm"]:
            continue
        taken.add(row["no"])
        fee = row["gross"] if values["line_basis"] == "invoice" else min(row["gross"], row["paid"])
        if row["known"]:
            winning.append((n, row["app"], row["invoice"], fee, row["tickets"]))
    table.execute("CREATE TABLE winning (n, app, invoice, fee, tickets)")
    table.executemany("INSERT INTO winning VALUES (?, ?, ?, ?, ?)", winning)
    rate = Fraction(1, 2) if values["m5.rate_reading"] == "fixed" else Fraction(values["m5.rate"])
    on_base = values["m5.unit_cap.applies_to"] == "base"
    names = {
        "cap": int(Fraction(values["m5.unit_cap"]) * 100) * (1 if on_base else rate.denominator),
        "each": 1 if on_base else rate.numerator,
        "after": rate.numerator if on_base else 1,
    }
    before = (
        "coalesce(sum(fee * :each) OVER (PARTITION BY invoice ORDER BY n"
        " ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0)"
    )
    allowed = {
        "manifest": "min(fee * :each, :cap * tickets)",
        "summary": "min(fee * :each, :cap)",
        "invoice": f"min({before} + fee * :each, :cap) - min({before}, :cap)",
    }[values["m5.unit_9610"]]
    rows = table.execute(
        f"SELECT app, sum(fee) AS fees, sum(parts * :after) AS parts FROM (SELECT *, {allowed} AS parts FROM winning)"
        " GROUP BY app",
        names,
    )
    return {row["app"]: (Fraction(row["parts"], rate.denominator), Fraction(row["fees"])) for row in rows}
