"""Months of a period by C8: a partial month counts its days over the actual days of that month."""

from __future__ import annotations

from calendar import monthrange
from collections.abc import Iterable
from datetime import date, timedelta
from fractions import Fraction
from functools import lru_cache

Span = tuple[date, date]


@lru_cache(maxsize=4096)
def months(start: date, end: date) -> Fraction:
    """Exact months from `start` to `end`, both days included; 0 when `end` is earlier."""
    return sum((share for share in month_shares(start, end)), Fraction(0))


@lru_cache(maxsize=4096)
def months_text(start: date, end: date) -> str:
    """The months as they are added up: `16/31 + 4`, `12`."""
    shares = month_shares(start, end)
    whole = sum(1 for share in shares if share == 1)
    parts = [str(share) for share in shares[:1] if share != 1]
    parts += [str(whole)] if whole else []
    parts += [str(share) for share in shares[1:] if share != 1]
    return " + ".join(parts) or "0"


@lru_cache(maxsize=4096)
def month_shares(start: date, end: date) -> tuple[Fraction, ...]:
    """One share a calendar month touched, in order."""
    shares = []
    day = start
    while day <= end:
        length = monthrange(day.year, day.month)[1]
        last = min(end, date(day.year, day.month, length))
        shares.append(Fraction((last - day).days + 1, length))
        day = last + timedelta(days=1)
    return tuple(shares)


def within_year(start: date, end: date, year: int) -> Span | None:
    """The part of a period that lies in `year`, None when there is none."""
    first, last = max(start, date(year, 1, 1)), min(end, date(year, 12, 31))
    return (first, last) if first <= last else None


def merged(spans: Iterable[Span]) -> list[Span]:
    """Periods joined where they touch or overlap, so that no month counts twice."""
    joined: list[Span] = []
    for start, end in sorted(spans):
        if joined and start <= joined[-1][1] + timedelta(days=1):
            joined[-1] = (joined[-1][0], max(end, joined[-1][1]))
        else:
            joined.append((start, end))
    return joined


def months_of(spans: Iterable[Span]) -> Fraction:
    """Months covered by periods together."""
    return sum((months(start, end) for start, end in merged(spans)), Fraction(0))
