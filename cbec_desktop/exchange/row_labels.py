"""Rows that are no records: totals (checked against the rows above them) and the lines where people sign."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.texts import fold_name
from cbec_desktop.exchange.converters import convert_cell
from cbec_desktop.exchange.numbers import WAN
from cbec_desktop.exchange.template import Column, Kind

LABEL_COLUMNS = 4
_GRAND = re.compile(r"(?:合计|总计|共计)(?:数|金额)?[:：]?")
_PART = re.compile(r"(?:小计|本页合计|本页小计)[:：]?")
_SIGNED = re.compile(r"(?:填表|制表|审核|复核|填报|经办|负责|单位负责|县区负责)(?:人|单位|日期)[^:]{0,10}:.*")
_HINTS = ("计", ":", "：")

# how a total of such a column is written: in the unit of its cells
_SHOWN_SUMS: dict[Kind, Callable[[Decimal], str]] = {
    Kind.MONEY: format_yuan,
    Kind.MONEY_WAN: lambda yuan: f"{(yuan / WAN).normalize():,f}",
    Kind.INTEGER: lambda count: f"{count:,f}",
}


@dataclass(frozen=True, slots=True)
class Label:
    """What stands in front of a row that is no record."""

    text: str
    is_total: bool
    is_grand: bool


def _label(cell: str) -> Label | None:
    text = fold_name(cell)
    if _PART.fullmatch(text):
        return Label(text, is_total=True, is_grand=False)
    if _GRAND.fullmatch(text):
        return Label(text, is_total=True, is_grand=True)
    return Label(text, is_total=False, is_grand=False) if _SIGNED.fullmatch(text) else None


def find_labels(columns: Sequence[Sequence[Any]]) -> dict[int, Label]:
    """Places of the rows whose first filled cell is such a label (looked for in the first columns only)."""
    labels: dict[int, Label] = {}
    for number, column in enumerate(columns[:LABEL_COLUMNS]):
        if not _may_hold_labels(column):
            continue
        hits = {cell for cell in set(column) if isinstance(cell, str) and any(hint in cell for hint in _HINTS)}
        known = {cell: label for cell in hits if len(cell) <= 60 and (label := _label(cell))}
        if known:
            for place, cell in enumerate(column):
                if cell in known and all(columns[before][place] == "" for before in range(number)):
                    labels[place] = known[cell]
    return labels


def _may_hold_labels(column: Sequence[Any]) -> bool:
    """A quick look over the whole column, since most hold no label at all."""
    joined = "\n".join(cell for cell in column if type(cell) is str)
    return any(hint in joined for hint in _HINTS)


def wrong_sums(
    column: Column, cells: Sequence[Any], values: Sequence[Any], labels: dict[int, Label], places: Iterable[int]
) -> dict[int, str]:
    """By place, the sentence on every total of a column of sums or counts that is not the sum of the rows above it."""
    if column.kind not in _SHOWN_SUMS:
        return {}
    show = _SHOWN_SUMS[column.kind]
    said: dict[int, str] = {}
    total, part, is_whole = Decimal(0), Decimal(0), True
    for place in places:
        label = labels.get(place)
        if label is None:
            value = values[place]
            if value is None and cells[place] != "":
                is_whole = False  # a cell that could not be read: the sum is not known
            total, part = total + (value or 0), part + (value or 0)
        elif label.is_total:
            read = convert_cell(column, cells[place]).value
            stated = None if read is None else Decimal(read)
            actual = total if label.is_grand else part
            if stated is not None and is_whole and stated != actual:
                said[place] = (
                    f"“{column.header}”的{label.text}写的是 {show(stated)}，"
                    f"上面各行相加是 {show(actual)}，相差 {show(abs(stated - actual))}；请核对。"
                )
            part = Decimal(0)
    return said
