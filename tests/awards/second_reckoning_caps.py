"""The second reckoning's last stage: one register of payments; what a cap leaves is asked of it case by case."""

from __future__ import annotations

import sqlite3
from collections.abc import Mapping
from fractions import Fraction

from tests.awards.second_reckoning import Row
from tests.awards.second_reckoning_applicants import Money, Values

NUMBER = {
    "service_platform": "m2",
    "platform_entry_fee": "m3",
    "premises_rent": "m4",
    "customs_agency_fee": "m5",
}
NOTHING = Fraction(0)


def pay_out(
    table: sqlite3.Connection,
    applications: list[Row],
    amounts: Mapping[int, Fraction],
    money: Mapping[int, Money],
    paper: list[Row],
    values: Values,
) -> dict[int, int]:
    """Awards of the open cases: granted money first, then one case after another (rulings 30, C4)."""
    table.execute("CREATE TABLE paid (is_open, year, measure, firm, park, amount)")
    table.execute("CREATE INDEX paid_firm ON paid (firm)")
    table.execute("CREATE INDEX paid_park ON paid (park)")
    for row in paper:
        _enter(table, row, row["amount"])
    for app in applications:
        _enter(table, app, app["granted"] or 0)
    unit = int(values["round_unit"]) * 100
    awards: dict[int, int] = {}
    for app in applications:
        if app["granted"] is None:
            if app["measure"] == "park_award":
                amount = _park_award(table, app, money[app["id"]], values)
            else:
                amount = min(amounts[app["id"]], Fraction(_left(table, app, values)))
            if values["all.stacking"] == "total_cap":
                had = _sum(table, "firm = :firm AND year = :year", app)
                amount = min(amount, Fraction(max(_fen(values["all.total_cap"]) - had, 0)))
            awards[app["id"]] = int(amount // unit) * unit
            _enter(table, app, awards[app["id"]], is_open=True)
    if values["all.stacking"] == "highest_only":
        _keep_highest(table, applications, awards, unit)
    return awards


def _enter(table: sqlite3.Connection, row: Row, amount: int, *, is_open: bool = False) -> None:
    if amount:
        values = (int(is_open), row["year"], row["measure"], row["firm"], row["park"], amount)
        table.execute("INSERT INTO paid VALUES (?, ?, ?, ?, ?, ?)", values)


def _sum(table: sqlite3.Connection, where: str, app: Row) -> int:
    found = table.execute(f"SELECT coalesce(sum(amount), 0) FROM paid WHERE {where}", app).fetchone()
    return int(found[0])


def _fen(yuan: str) -> int:
    return int(Fraction(yuan) * 100)


def _left(table: sqlite3.Connection, app: Row, values: Values) -> int:
    """A20: the cap of a firm in the year, in the whole period, or of every project anew."""
    name = NUMBER[app["measure"]]
    cap, scope = _fen(values[f"{name}.cap"]), values[f"{name}.cap_scope"]
    if scope == "project":
        return cap
    where = "firm = :firm AND measure = :measure" + (" AND year = :year" if scope == "year" else "")
    return max(cap - _sum(table, where, app), 0)


def _park_award(table: sqlite3.Connection, app: Row, money: Money, values: Values) -> Fraction:
    """Measure 1: the assessed sum up to the highest, once (A15), less what the province gave (A18)."""
    if not app["ok"] or not app["known"]:
        return NOTHING
    scope, most = values["m1.one_time_scope"], _fen(values["m1.cap"])
    same = "firm = :firm" if scope == "operator" else "park = :park"
    if scope == "park_year":
        same += " AND year = :year"
    had = _sum(table, f"measure = 'park_award' AND {same}", app)
    if had and scope != "cumulative":
        return NOTHING
    award = Fraction(min(app["assessed"], max(most - had, 0)))
    if values["dup.m1"] == "highest_only" and money.counts:
        award = max(award - money.unnamed, NOTHING)
    return award


def _keep_highest(table: sqlite3.Connection, applications: list[Row], awards: dict[int, int], unit: int) -> None:
    """A22: a firm has of one year what its best measure comes to; what is granted cannot be taken back.

    Of two measures that come to the same no rule says which is paid: the one with the later name is.
    """
    best: dict[tuple[str, int], tuple[int, str]] = {}
    spent: dict[tuple[str, int], int] = {}
    for firm, year, measure, amount, fixed in table.execute(
        "SELECT firm, year, measure, sum(amount), sum(amount * (1 - is_open)) FROM paid GROUP BY firm, year, measure"
    ):
        best[firm, year] = max(best.get((firm, year), (0, "")), (amount, measure))
        spent[firm, year] = spent.get((firm, year), 0) + fixed
    for app in applications:
        if awards.get(app["id"]):
            key = (app["firm"], app["year"])
            top, measure = best[key]
            left = max(top - spent[key], 0) if measure == app["measure"] else 0
            awards[app["id"]] = min(awards[app["id"]], left // unit * unit)
            spent[key] += awards[app["id"]]
