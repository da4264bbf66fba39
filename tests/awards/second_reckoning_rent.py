"""Measure 4 of the second reckoning as a plain table: days counted one by one, unit caps by what was allowed before."""

from __future__ import annotations

import sqlite3
from calendar import monthrange
from collections import Counter
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from fractions import Fraction

NOTHING = Fraction(0)
Key = tuple[str, str, str]
"""Firm, year of the cap, lease."""


@dataclass
class Metres:
    """What the square-metre caps have been used for: allowed, days covered, capacity, by lease."""

    values: Mapping[str, str]
    allowed: dict[Key, Fraction] = field(default_factory=dict)
    days: dict[Key, set[date]] = field(default_factory=dict)
    capacity: dict[Key, Fraction] = field(default_factory=dict)


def rent_awards(rows: Iterable[sqlite3.Row], values: Mapping[str, str]) -> dict[int, tuple[Fraction, Fraction]]:
    """(award, cost) by application of the standing rent lines in their order."""
    metres = Metres(values)
    by_app: dict[int, list[sqlite3.Row]] = {}
    for row in rows:
        if _days(row, values):
            by_app.setdefault(row["app"], []).append(row)
    result = {}
    for app, lines in by_app.items():
        lacks = values["m4.area_basis"] == "certificate" and any(row["certificate"] is None for row in lines)
        if lines[0]["known"] and not lacks:
            result[app] = _one(lines, metres)
    return result


def _days(row: sqlite3.Row, values: Mapping[str, str]) -> list[date]:
    """The days of the invoice's period that are paid for: those of the year, or all where a date decides (A5)."""
    every = _whole(row)
    return every if values["m4.timing"] != "accrual" else [day for day in every if day.year == row["year"]]


def _whole(row: sqlite3.Row) -> list[date]:
    start, end = date.fromisoformat(row["from"]), date.fromisoformat(row["to"])
    return [start + timedelta(days=at) for at in range((end - start).days + 1)]


def _months(days: Iterable[date]) -> Fraction:
    """Each day is its month's share; days of one month are counted first."""
    counts = Counter((day.year, day.month) for day in days)
    return sum((Fraction(count, monthrange(*month)[1]) for month, count in counts.items()), NOTHING)


def _one(rows: list[sqlite3.Row], metres: Metres) -> tuple[Fraction, Fraction]:
    values = metres.values
    rate, on_base = Fraction(values["m4.rate"]), values["m4.unit_cap.applies_to"] == "base"
    firm = rows[0]["firm"]
    year = "" if values["m4.unit_cap.period"] == "policy_period" else str(rows[0]["year"])
    rents: dict[str, Fraction] = {}
    for row in rows:
        days = _days(row, values)
        paid = row["gross"] if values["line_basis"] == "invoice" else min(row["gross"], row["paid"])
        rent = paid * _months(days) / _months(_whole(row)) * Fraction(row["self"], row["area"])
        rents[row["lease"]] = rents.get(row["lease"], NOTHING) + rent
        key = (firm, year, row["lease"])
        covered = metres.days.setdefault(key, set())
        covered.update(days)
        metres.capacity[key] = max(_cap(_area(row, values), covered, values), metres.capacity.get(key, NOTHING))
    cost = sum(rents.values(), NOTHING)
    is_pooled = values["m4.pooling"] == "pooled"
    total = NOTHING
    for lease, rent in ({"": cost} if is_pooled else rents).items():
        key = (firm, year, lease)
        pool = (size for known, size in metres.capacity.items() if known[:2] == (firm, year))
        top = sum(pool, NOTHING) if is_pooled else metres.capacity[key]
        used = metres.allowed.get(key, NOTHING)
        given = min(rent if on_base else rent * rate, max(top - used, NOTHING))
        metres.allowed[key] = used + given
        total += given * rate if on_base else given
    return total, cost


def _area(row: sqlite3.Row, values: Mapping[str, str]) -> Fraction:
    """A3: what is self-used and within the certificate, or the contract's area, or the certificate's."""
    certified = row["certificate"]
    area = {
        "self_used": row["self"] if certified is None else min(row["self"], certified),
        "contract": row["area"],
        "certificate": certified,
    }[values["m4.area_basis"]]
    most = values["m4.area_max"]
    return Fraction(area, 100) if most == "none" else min(Fraction(area, 100), Fraction(most))


def _cap(area: Fraction, days: set[date], values: Mapping[str, str]) -> Fraction:
    cap = area * Fraction(values["m4.unit_cap"]) * 100
    if values["m4.unit_cap.period"] == "month":
        return cap * _months(days)
    if values["m4.unit_cap.prorate_by_months"] == "yes":
        return cap * min(_months(days) / 12, Fraction(1))
    return cap
