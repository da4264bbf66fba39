"""Cells typed by hand, read by the same converters as workbooks: what a text says, and how its value is written.

`exchange/templates` says what the columns are, `exchange/converters` how a cell is read; nothing is checked twice.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from decimal import Decimal
from typing import Any

from cbec_desktop.domain.measures import MEASURE_NUMBERS
from cbec_desktop.domain.money import format_yuan
from cbec_desktop.domain.statuses import COUNTY_SHORT
from cbec_desktop.domain.texts import fold_text
from cbec_desktop.exchange.converters import convert_cell
from cbec_desktop.exchange.template import Column, Kind

CHOICE_KINDS = (Kind.CHOICE, Kind.FLAG)
WAN = 10_000


@dataclass(frozen=True, slots=True)
class CellText:
    """What a cell's text says: `text` in its normal spelling, `value` typed (None when refused or empty)."""

    text: str
    value: Any = None
    message: str = ""
    level: str = ""


def read_text(column: Column, text: str) -> CellText:
    """Read what was typed into a cell of `column`; an empty cell says nothing, even a required one (yet).

    A closed list also takes the number of the choice, or the beginning of one and only one choice.
    """
    typed = fold_text(text)
    if not typed:
        return CellText("")
    if column.kind in CHOICE_KINDS:
        typed = complete_choice(column.choices, typed)
    result = convert_cell(replace(column, is_required=False), typed if column.kind in CHOICE_KINDS else text)
    if result.level == "error":
        return CellText(text.strip(), None, result.message, "error")
    return CellText(write_value(column, result.value), result.value, result.message, result.level)


def is_missing(column: Column, text: str) -> bool:
    """Whether a required cell was left empty."""
    return column.is_required and not fold_text(text)


def complete_choice(choices: tuple[str, ...], typed: str) -> str:
    """The choice that `typed` begins, or whose number it is; `typed` itself when that is not clear."""
    if typed in choices:
        return typed
    if typed.isascii() and typed.isdigit() and 1 <= int(typed) <= len(choices):
        return choices[int(typed) - 1]
    begun = [choice for choice in choices if choice.startswith(typed)]
    return begun[0] if len(begun) == 1 else typed


def write_value(column: Column, value: Any) -> str:
    """A typed value as it stands in a field; None is empty."""
    if value is None:
        return ""
    if column.kind is Kind.MONEY:
        return format_yuan(value)
    if column.kind is Kind.MONEY_WAN:
        return plain_number(value / WAN)
    if column.kind is Kind.NUMBER:
        return plain_number(value)
    if column.kind is Kind.DATE:
        return str(value.isoformat())
    if column.kind is Kind.FLAG:
        return column.choices[0] if value else column.choices[1]
    if column.kind is Kind.COUNTY:
        return COUNTY_SHORT.get(str(value), str(value))
    if column.kind is Kind.MEASURE:
        return str(MEASURE_NUMBERS.get(value, value))
    return "、".join(value) if isinstance(value, tuple) else str(value)


def plain_number(number: Decimal) -> str:
    """A number without exponent and without zeros at the end: 180, 61.73."""
    text = format(number, "f")
    return text.rstrip("0").rstrip(".") if "." in text else text
