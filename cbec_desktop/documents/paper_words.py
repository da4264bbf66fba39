"""Dates and other facts as they are written on paper."""

from __future__ import annotations

from collections.abc import Sequence
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


def row_places(places: Sequence[int]) -> str:
    """The numbers of rows, in order, with runs drawn together: `1—12`, `2、5`."""
    spans: list[tuple[int, int]] = []
    for place in places:
        if spans and spans[-1][1] == place - 1:
            spans[-1] = (spans[-1][0], place)
        else:
            spans.append((place, place))
    return "、".join(str(first) if first == last else f"{first}—{last}" for first, last in spans)
