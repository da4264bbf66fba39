"""Dates and other facts as they are written on paper."""

from __future__ import annotations

from datetime import date
from decimal import Decimal


def long_date(day: date | None) -> str:
    """2027年3月22日, as in letters and head lines; empty for None."""
    return "" if day is None else f"{day.year}年{day.month}月{day.day}日"


def column_date(day: date | None) -> str:
    """2027.03.22, as in columns; empty for None."""
    return "" if day is None else f"{day:%Y.%m.%d}"


def date_span(start: date, end: date) -> str:
    """2026.01.01—2026.12.31."""
    return f"{column_date(start)}—{column_date(end)}"


def area(square_metres: Decimal) -> str:
    """An area with at least two decimals, without its unit."""
    places = max(2, -int(square_metres.normalize().as_tuple().exponent))
    return f"{square_metres:,.{places}f}"
