"""The second reckoning itself: what each application of an invented year must get, in whole fen."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from contextlib import closing
from datetime import date, timedelta
from fractions import Fraction

from tests.awards.second_reckoning import Row, Year, _one_a_number

STANDING = """
    WITH line AS (SELECT l.*, a.firm, a.measure, a.granted IS NULL AS late_rank FROM {table} l
        JOIN application a ON a.id = l.app WHERE a.ok)
    SELECT * FROM line
    WHERE (method = '对公转账' OR (:personal = 'allow' AND method = '个人支付'))
      AND (payer = firm OR method = '个人支付')
      AND (:basis = 'invoice' OR paid_on <= '2027-03-31') AND {own}
    ORDER BY late_rank, app, row"""


Exact = tuple[Fraction, Fraction, bool]
"""Award and cost in fen, whether A19 looks at it."""


def reckon_again(year: Year, values: Mapping[str, str]) -> dict[int, int]:
    """Awards in fen by application id, under the values of a set."""
    with closing(sqlite3.connect(":memory:")) as table:
        table.row_factory = sqlite3.Row
        _fill(table, year, values)
        exact = {app["id"]: Fraction(0) for app in year.applications}
        exact |= _expenses(table, values)
        exact |= _rents(table, values)
        exact |= _declarations(table, values)
        support = {app["id"]: app["support"] for app in year.applications}
        return _caps(table, {key: _within_cost(value, support[key], values) for key, value in exact.items()}, values)


def _within_cost(value: object, support: int | None, values: Mapping[str, str]) -> Fraction:
    if not isinstance(value, tuple):
        return Fraction(0)
    award, cost, has_limit = value
    reading, nothing = values["dup.m3_5"], Fraction(0)
    if not has_limit:
        return Fraction(award)
    if reading == "highest_only":
        return max(award - (support or 0), nothing)
    if support and reading == "up_to_cost":
        return min(award, max(cost - support, nothing))
    if support and reading == "same_lines":
        return award * max(cost - support, nothing) / cost if cost else nothing
    return Fraction(award)


def _fill(table: sqlite3.Connection, year: Year, values: Mapping[str, str]) -> None:
    applications = [{**app, "ok": int(_eligible(app, year, values))} for app in year.applications]
    by_app: dict[int, list[Row]] = {}
    for row in year.declarations:
        by_app.setdefault(row["app"], []).append(row)
    declarations = [row for rows in by_app.values() for row in _one_a_number(rows)]
    for name, rows in (
        ("application", applications),
        ("expense", year.expenses),
        ("rent", _with_lease_areas(year.rents)),
        ("declaration", declarations),
    ):
        columns = list(rows[0]) if rows else ["app"]
        table.execute(f"CREATE TABLE {name} ({', '.join(f'[{column}]' for column in columns)})")
        marks = ", ".join("?" * len(columns))
        table.executemany(f"INSERT INTO {name} VALUES ({marks})", [tuple(row[c] for c in columns) for row in rows])


def _with_lease_areas(rents: list[Row]) -> list[Row]:
    areas: dict[tuple[int, str], tuple[int, int]] = {}
    for row in rents:
        areas.setdefault((row["app"], row["lease"]), (row["area"], row["self"]))
    return [row | dict(zip(("area", "self"), areas[row["app"], row["lease"]], strict=True)) for row in rents]


def _eligible(app: Row, year: Year, values: Mapping[str, str]) -> bool:
    if app["firm"][:2] not in values["eligible_entity_types"].split(",") or app["credit"] == "失信":
        return False
    if app["measure"] == "service_platform":
        return bool(app["role"])
    if values["dup.m3_5"] == "exclude" and app["support"] is not None:
        return False
    if app["measure"] == "customs_agency_fee":
        return True
    value = year.performance[app["firm"]]
    return value > 0 and value >= Fraction(values["perf_min"]) * 100


def _expenses(table: sqlite3.Connection, values: Mapping[str, str]) -> dict[int, Exact]:
    """Measures 2 and 3: running sums over each invoice instead of a ledger."""
    listed = {"service_platform": values["m2.cost_types"], "platform_entry_fee": values["m3.fee_types"]}
    kinds = " OR ".join(
        f"(measure = '{m}' AND category IN ({', '.join(repr(c) for c in text.split(','))}))"
        for m, text in listed.items()
    )
    extra = " AND NOT (:dup35 = 'exclude' AND measure = 'platform_entry_fee' AND coalesce(other, 0) > 0)"
    own = f"({kinds}) AND invoiced_on BETWEEN '2026-01-01' AND '2026-12-31' AND buyer = firm{extra}"
    names = {"personal": values["payment.personal"], "basis": values["line_basis"], "dup35": values["dup.m3_5"]}
    standing = STANDING.format(table="expense", own=own)
    owned = f"""
        WITH standing AS (SELECT *, row_number() OVER (ORDER BY late_rank, app, row) AS n FROM ({standing})),
        numbered AS (SELECT *, min(n) OVER (PARTITION BY invoice) AS first_n FROM standing),
        first AS (SELECT invoice, firm, measure FROM numbered WHERE n = first_n),
        used AS (SELECT s.*, coalesce(sum(s.claimed) OVER (PARTITION BY s.invoice ORDER BY s.n
                ROWS BETWEEN UNBOUNDED PRECEDING AND 1 PRECEDING), 0) AS before
            FROM standing s JOIN first f ON f.invoice = s.invoice AND f.firm = s.firm AND f.measure = s.measure)
        SELECT *, max(min(claimed, total - before), 0) AS portion FROM used ORDER BY n"""
    result: dict[int, Exact] = {}
    for line in table.execute(owned, names):
        counted = Fraction(line["portion"] if values["line_basis"] == "invoice" else min(line["portion"], line["paid"]))
        if values["amount_basis"] == "excl_tax":
            counted = counted * (line["total"] - line["tax"]) / line["total"]
        award, cost = _expense_award(line, counted, values)
        before = result.get(line["app"], (Fraction(0), Fraction(0), True))
        result[line["app"]] = (before[0] + award, before[1] + cost, line["measure"] != "service_platform")
    return result


def _expense_award(line: sqlite3.Row, counted: Fraction, values: Mapping[str, str]) -> tuple[Fraction, Fraction]:
    other = line["other"] or 0
    if line["measure"] == "platform_entry_fee":
        if values["dup.m3_5"] == "same_lines":
            counted = max(counted - other, Fraction(0))
        award = counted * Fraction(values["m3.rate"])
        if other and values["dup.m3_5"] == "up_to_cost":
            award = min(award, max(counted - other, Fraction(0)))
        if values["dup.m3_5"] == "highest_only":
            award = max(award - other, Fraction(0))
        return award, counted
    net = max(counted - other, Fraction(0)) if values["dup.m2"] == "same_lines" else counted
    if values["m2.local_share"] == "share" and line["share"] is not None:
        net = net * line["share"] / 100
    return net * Fraction(values["m2.rate"]), net


def _declarations(table: sqlite3.Connection, values: Mapping[str, str]) -> dict[int, Exact]:
    """Measure 5: everything in half fen or finer as whole numbers, the first standing use of a number wins."""
    modes = ", ".join(repr(code) for code in values["mode_codes"].split(","))
    own = f"declared_on LIKE '2026-%' AND mode IN ({modes}) AND consignee = firm AND agent <> firm"
    own += " AND (:direction = 'both' OR direction = '出口')"
    rate = Fraction(1, 2) if values["m5.rate_reading"] == "fixed" else Fraction(values["m5.rate"])
    names = {
        "personal": values["payment.personal"], "basis": values["line_basis"], "direction": values["m5.direction"],
        "up": rate.numerator, "down": rate.denominator, "cap": int(Fraction(values["m5.unit_cap"]) * 100),
        "manifest": int(values["m5.unit_9610"] == "manifest"),
        "on_base": int(values["m5.unit_cap.applies_to"] == "base"),
    }  # fmt: skip
    rows = table.execute(
        f"""
        WITH standing AS (SELECT *, row_number() OVER (ORDER BY late_rank, app, row) AS n,
                CASE WHEN :basis = 'paid' THEN min(gross, paid) ELSE gross END AS fee
            FROM ({STANDING.format(table="declaration", own=own)})),
        numbered AS (SELECT *, min(n) OVER (PARTITION BY no) AS first_n FROM standing),
        winning AS (SELECT *, :cap * CASE WHEN :manifest THEN tickets ELSE 1 END AS top FROM numbered WHERE n = first_n)
        SELECT app, sum(fee) AS fees,
               sum(CASE WHEN :on_base THEN min(fee, top) * :up ELSE min(fee * :up, top * :down) END) AS parts
        FROM winning GROUP BY app""",
        names,
    )
    return {row["app"]: (Fraction(row["parts"], rate.denominator), Fraction(row["fees"]), True) for row in rows}


def _rents(table: sqlite3.Connection, values: Mapping[str, str]) -> dict[int, Exact]:
    """Measure 4 as a plain table: days counted one by one, unit caps by what was allowed before."""
    usages = ", ".join(repr(usage) for usage in values["m4.usages"].split(","))
    names = {"personal": values["payment.personal"], "basis": values["line_basis"]}
    rows = table.execute(STANDING.format(table="rent", own=f"usage IN ({usages})"), names).fetchall()
    allowed: dict[tuple[str, ...], Fraction] = {}
    days: dict[tuple[str, ...], set[date]] = {}
    areas: dict[tuple[str, ...], Fraction] = {}
    result: dict[int, Exact] = {}
    by_app: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        by_app.setdefault(row["app"], []).append(row)
    for app in by_app:
        mine = [row for row in by_app[app] if _days(row)]
        cost, award = _rent_award(mine, values, allowed, days, areas)
        result[app] = (award, cost, True)
    return result


def _days(row: sqlite3.Row) -> list[date]:
    """The days of the invoice's period that lie in the year."""
    start, end = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
    every = [start + timedelta(days=at) for at in range((end - start).days + 1)]
    return [day for day in every if day.year == 2026]


def _months(days: Iterable[date]) -> Fraction:
    """Each day is its month's share; days of one month are counted first."""
    counts = Counter((day.year, day.month) for day in days)
    return sum((Fraction(count, monthrange(*month)[1]) for month, count in counts.items()), Fraction(0))


def _rent_award(
    rows: list[sqlite3.Row],
    values: Mapping[str, str],
    allowed: dict[tuple[str, ...], Fraction],
    days: dict[tuple[str, ...], set[date]],
    areas: dict[tuple[str, ...], Fraction],
) -> tuple[Fraction, Fraction]:
    rate, on_base = Fraction(values["m4.rate"]), values["m4.unit_cap.applies_to"] == "base"
    rents: dict[str, Fraction] = {}
    for row in rows:
        start, end = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
        whole = _months(start + timedelta(days=at) for at in range((end - start).days + 1))
        paid = row["gross"] if values["line_basis"] == "invoice" else min(row["gross"], row["paid"])
        rent = paid * _months(_days(row)) / whole * Fraction(row["self"], row["area"])
        rents[row["lease"]] = rents.get(row["lease"], Fraction(0)) + rent
        key = (row["firm"], row["lease"])
        days.setdefault(key, set()).update(_days(row))
        area = Fraction(row["area"] if values["m4.area_basis"] == "contract" else row["self"], 100)
        areas[key] = _capacity(area, days[key], values, areas.get(key, Fraction(0)))
    cost = sum(rents.values(), Fraction(0))
    firm, is_pooled = rows[0]["firm"] if rows else "", values["m4.pooling"] == "pooled"
    wholes = {"": cost} if is_pooled else rents
    total = Fraction(0)
    for lease, rent in wholes.items():
        key = (firm, lease)
        top = sum((area for known, area in areas.items() if known[0] == firm), Fraction(0)) if is_pooled else areas[key]
        wanted = rent if on_base else rent * rate
        given = min(wanted, max(top - allowed.get(key, Fraction(0)), Fraction(0)))
        allowed[key] = allowed.get(key, Fraction(0)) + given
        total += given * rate if on_base else given
    return cost, total


def _capacity(area: Fraction, days: set[date], values: Mapping[str, str], before: Fraction) -> Fraction:
    cap = area * Fraction(values["m4.unit_cap"]) * 100
    if values["m4.unit_cap.period"] == "month":
        cap *= _months(days)
    elif values["m4.unit_cap.prorate_by_months"] == "yes":
        cap *= min(_months(days) / 12, Fraction(1))
    return max(cap, before)


def _caps(table: sqlite3.Connection, exact: Mapping[int, Fraction], values: Mapping[str, str]) -> dict[int, int]:
    """Caps of a firm by running sums: award = min(cap, Σ until now) − min(cap, Σ before), in whole units."""
    unit = int(values["round_unit"]) * 100
    floored = [(key, int(value // unit) * unit) for key, value in exact.items()]
    table.execute("CREATE TABLE floored (id, amount)")
    table.executemany("INSERT INTO floored VALUES (?, ?)", floored)
    caps = {m: int(Fraction(values[p]) * 100) for m, p in CAPS.items()}
    table.execute("CREATE TABLE cap (measure, amount)")
    table.executemany("INSERT INTO cap VALUES (?, ?)", list(caps.items()))
    rows = table.execute(
        """
        WITH granted AS (SELECT firm, measure, sum(granted) AS amount FROM application WHERE granted IS NOT NULL
                GROUP BY firm, measure),
        open AS (SELECT a.id, f.amount, max(c.amount - coalesce(g.amount, 0), 0) / :unit * :unit AS room,
                sum(f.amount) OVER (PARTITION BY a.firm, a.measure ORDER BY a.id) AS until
            FROM application a JOIN floored f ON f.id = a.id JOIN cap c ON c.measure = a.measure
            LEFT JOIN granted g ON g.firm = a.firm AND g.measure = a.measure WHERE a.granted IS NULL)
        SELECT id, min(until, room) - min(until - amount, room) AS award FROM open""",
        {"unit": unit},
    )
    return {row["id"]: row["award"] for row in rows}


CAPS = {
    "service_platform": "m2.cap",
    "platform_entry_fee": "m3.cap",
    "premises_rent": "m4.cap",
    "customs_agency_fee": "m5.cap",
}
